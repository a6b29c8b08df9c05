// Secrets come in as buffers, which the caller can wipe, and none goes out: keys are used by other
// parts of the library, not by Python.
#include "module_privacy_keys.h"

#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "module_errors.h"
#include "proactive/privacy/key_file.h"
#include "proactive/privacy/opposition.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

using namespace proactive::privacy;

/// A store and the provider of its keys, which it must not outlive.
template <typename Store>
struct WithKeys {
  std::shared_ptr<KeyProvider> own;
  Store store;
};
using LedgerWithKeys = WithKeys<Ledger>;
using RegisterWithKeys = WithKeys<OppositionRegister>;

Date day_of(const std::string& text) {
  if (const auto date = Date::parse(text)) return *date;
  raise("E1435", "a day is not written as one", "write it as `2024-03-01`, or give a `datetime.date`");
}

Epoch epoch_of(const std::string& text) {
  if (const auto first = Date::parse(text + "-01")) return Epoch::of(*first);
  raise("E1427", "an epoch is a month from 0001-01 to 9999-12", "write it as `2024-03`");
}

SecretBytes secret_of(const py::buffer& buffer) {
  const py::buffer_info info = buffer.request();
  if (info.ndim != 1 || info.itemsize != 1 || (info.size > 0 && info.strides[0] != 1)) {
    raise("E1427", "a passphrase is bytes", "give a `bytearray`, and clear it afterwards");
  }
  return SecretBytes({static_cast<const std::byte*>(info.ptr), static_cast<std::size_t>(info.size)});
}

void raise_if(const Diagnostics& errors) {
  if (!errors.empty()) raise(errors);
}

/// Runs `work` without Python's lock; gives its value or raises.
template <typename Work>
auto unlocked(Work&& work) {
  auto result = [&] {
    const py::gil_scoped_release release;
    return work();
  }();
  return value_or_raise(std::move(result));
}

template <typename Work>
void unlocked_errors(Work&& work) {
  Diagnostics errors;
  {
    const py::gil_scoped_release release;
    errors = work();
  }
  raise_if(errors);
}

py::tuple to_tuple(const KeyName& key) { return py::make_tuple(key.name, key.version, to_string(key.epoch)); }

KeyName key_of(const std::tuple<std::string, std::uint32_t, std::string>& key) {
  return {std::get<0>(key), std::get<1>(key), epoch_of(std::get<2>(key))};
}

py::dict to_dict(const ShredReceipt& receipt) {
  py::dict d;
  d["key"] = to_tuple(receipt.key);
  d["on"] = to_string(receipt.on);
  d["fingerprint"] = receipt.fingerprint;
  d["link"] = receipt.link;
  return d;
}

py::list to_list(const std::vector<ShredReceipt>& receipts) {
  py::list list;
  for (const ShredReceipt& receipt : receipts) list.append(to_dict(receipt));
  return list;
}

py::dict to_dict(const SweepReport& report) {
  py::dict d;
  d["on"] = to_string(report.on);
  d["held"] = report.held;
  d["traces"] = report.traces;
  d["oppositions"] = report.oppositions;
  d["shredded"] = to_list(report.shredded);
  py::list not_shredded, problems;
  for (const KeyName& key : report.not_shredded) not_shredded.append(to_tuple(key));
  for (const Diagnostic& problem : report.problems) problems.append(py::make_tuple(problem.code, problem.message));
  d["not_shredded"] = not_shredded;
  d["problems"] = problems;
  return d;
}

py::dict to_dict(const SubjectAccess& access) {
  py::list held, traces;
  for (const SubjectAccess::Held& one : access.held) {
    held.append(py::make_tuple(one.purpose, to_string(one.on), to_string(one.due)));
  }
  for (const SubjectAccess::Trace& one : access.traces) {
    traces.append(py::make_tuple(to_string(one.on), one.who, one.domain, one.purpose));
  }
  py::dict d;
  d["held"] = held;
  d["traces"] = traces;
  d["text"] = in_words(access, Language::english);
  d["text_fr"] = in_words(access, Language::french);
  return d;
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

Retention retention_of(int information, int trace, int opposition) { return {information, trace, opposition}; }

template <typename Store>
std::unique_ptr<WithKeys<Store>> with_keys(const std::shared_ptr<KeyProvider>& own, auto&& open) {
  return std::make_unique<WithKeys<Store>>(WithKeys<Store>{own, unlocked(open)});
}

void bind_providers(py::module_& module) {
  py::class_<KeyProvider, std::shared_ptr<KeyProvider>>(module, "KeyProvider")
      .def("current",
           [](KeyProvider& keys, const std::string& epoch) {
             const Epoch month = epoch_of(epoch);
             return to_tuple(unlocked([&] { return keys.current(month); }));
           })
      .def("shred", [](KeyProvider& keys, const std::tuple<std::string, std::uint32_t, std::string>& key,
                       const std::string& on) {
        const KeyName name = key_of(key);
        const Date day = day_of(on);
        return to_dict(unlocked([&] { return keys.shred(name, day); }));
      });
  py::class_<KeyFile, KeyProvider, std::shared_ptr<KeyFile>>(module, "KeyFile")
      .def_static(
          "create",
          [](const std::string& path, const std::string& name, const py::buffer& passphrase, int work) {
            const SecretBytes secret = secret_of(passphrase);
            return std::shared_ptr<KeyFile>(unlocked([&] { return KeyFile::create(path, name, secret, work); }));
          })
      .def_static("open",
                  [](const std::string& path, const py::buffer& passphrase) {
                    const SecretBytes secret = secret_of(passphrase);
                    return std::shared_ptr<KeyFile>(unlocked([&] { return KeyFile::open(path, secret); }));
                  })
      .def("rotate", [](KeyFile& file) { return unlocked([&] { return file.rotate(); }); })
      .def("change_passphrase",
           [](KeyFile& file, const py::buffer& passphrase) {
             const SecretBytes secret = secret_of(passphrase);
             unlocked_errors([&] { return file.change_passphrase(secret); });
           })
      .def("keys",
           [](KeyFile& file) {
             py::list names;
             for (const KeyName& key : unlocked([&] { return file.keys(); })) names.append(to_tuple(key));
             return names;
           })
      .def("receipts", [](KeyFile& file) { return to_list(unlocked([&] { return file.receipts(); })); });
  py::class_<MasterKey, KeyProvider, std::shared_ptr<MasterKey>>(module, "MasterKey")
      .def_static("read", [](int descriptor, const std::string& name, std::uint32_t version) {
        return std::shared_ptr<MasterKey>(unlocked([&] { return MasterKey::read(descriptor, name, version); }));
      });
  module.def("chained", [](const py::list& list) {
    std::vector<ShredReceipt> receipts;
    for (const auto& one : list) {
      const auto d = one.cast<py::dict>();
      receipts.push_back({key_of(d["key"].cast<std::tuple<std::string, std::uint32_t, std::string>>()),
                          day_of(d["on"].cast<std::string>()), d["fingerprint"].cast<std::string>(),
                          d["link"].cast<std::string>()});
    }
    return chained(receipts);
  });
  module.def("harden_process", [](std::size_t secure_heap) { raise_if(harden_process(secure_heap)); });
}

void bind_ledger(py::module_& module) {
  const auto opened = [](auto way) {
    return [way](const std::string& path, const std::shared_ptr<KeyProvider>& own, int information, int trace) {
      return with_keys<Ledger>(own, [&] { return way(path, *own, retention_of(information, trace, 24)); });
    };
  };
  py::class_<LedgerWithKeys>(module, "Ledger")
      .def_static("create", opened(&Ledger::create))
      .def_static("open", opened(&Ledger::open))
      .def("note_held",
           [](LedgerWithKeys& self, const std::vector<std::string>& identifiers,
              const std::tuple<std::string, std::uint32_t, std::string>& key, const std::string& purpose,
              const std::string& on, const std::string& today) {
             const KeyName name = key_of(key);
             const Date from = day_of(on), now = day_of(today);
             unlocked_errors([&] { return self.store.note_held(views(identifiers), name, purpose, from, now); });
           })
      .def("note_use",
           [](LedgerWithKeys& self, const std::string& who, const std::string& domain, const std::string& purpose,
              std::uint64_t count, const std::vector<std::string>& subjects, const std::string& today) {
             const Date now = day_of(today);
             unlocked_errors([&] { return self.store.note_use({who, domain, purpose, count}, views(subjects), now); });
           })
      .def("forget",
           [](LedgerWithKeys& self, const std::string& identifier, const std::string& today) {
             const Date now = day_of(today);
             return unlocked([&] { return self.store.forget(identifier, now); });
           })
      .def("access",
           [](LedgerWithKeys& self, const std::string& identifier, const std::string& today) {
             const Date now = day_of(today);
             return to_dict(unlocked([&] { return self.store.access(identifier, now); }));
           })
      .def("sweep",
           [](LedgerWithKeys& self, const std::shared_ptr<KeyProvider>& keys, const std::string& today) {
             const Date now = day_of(today);
             return to_dict(unlocked([&] { return self.store.sweep(*keys, now); }));
           })
      .def("verify", [](LedgerWithKeys& self) { unlocked_errors([&] { return self.store.verify(); }); })
      .def("head", [](LedgerWithKeys& self) { return unlocked([&] { return self.store.head(); }); });
}

void bind_register(py::module_& module) {
  py::class_<Reachable>(module, "Reachable")
      .def_property_readonly("row", &Reachable::row)
      .def_property_readonly("checked_on", [](const Reachable& one) { return to_string(one.checked_on()); })
      .def("identifier", [](const Reachable& one) {
        const auto bytes = one.identifier();
        return py::str(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      });
  const auto opened = [](auto way) {
    return [way](const std::string& path, const std::shared_ptr<KeyProvider>& own, int months) {
      return with_keys<OppositionRegister>(own, [&] { return way(path, *own, retention_of(12, 36, months)); });
    };
  };
  py::class_<RegisterWithKeys>(module, "OppositionRegister")
      .def_static("create", opened(&OppositionRegister::create))
      .def_static("open", opened(&OppositionRegister::open))
      .def("oppose",
           [](RegisterWithKeys& self, const std::string& identifier, const std::string& on, const std::string& today) {
             const Date from = day_of(on), now = day_of(today);
             unlocked_errors([&] { return self.store.oppose(identifier, from, now); });
           })
      .def("withdraw",
           [](RegisterWithKeys& self, const std::string& identifier, const std::string& today) {
             const Date now = day_of(today);
             return unlocked([&] { return self.store.withdraw(identifier, now); });
           })
      .def("opposed",
           [](RegisterWithKeys& self, const std::vector<std::string>& identifiers, const std::string& today) {
             const Date now = day_of(today);
             return unlocked([&] { return self.store.opposed(views(identifiers), now); });
           })
      .def("reachable",
           [](RegisterWithKeys& self, const std::vector<std::string>& identifiers, const std::string& today) {
             const Date now = day_of(today);
             return unlocked([&] { return self.store.reachable(views(identifiers), now); });
           })
      .def("reach",
           [](RegisterWithKeys& self, const std::string& identifier, const std::string& today) {
             const Date now = day_of(today);
             return unlocked([&] { return self.store.reach(identifier, now); });
           })
      .def("sweep", [](RegisterWithKeys& self, const std::string& today) {
        const Date now = day_of(today);
        return to_dict(unlocked([&] { return self.store.sweep(now); }));
      });
  module.def("sweep", [](LedgerWithKeys& ledger, RegisterWithKeys& opposed, const std::shared_ptr<KeyProvider>& keys,
                         const std::string& today) {
    const Date now = day_of(today);
    return to_dict(unlocked([&] { return sweep(ledger.store, opposed.store, *keys, now); }));
  });
  module.def("due", [](const std::string& data, const std::string& on, int months) {
    const Date from = day_of(on);
    Retention retention;
    DataClass kind = DataClass::information;
    if (data == "information") {
      retention.information = months;
    } else if (data == "trace") {
      kind = DataClass::trace;
      retention.trace = months;
    } else {
      kind = DataClass::opposition;
      retention.opposition = months;
    }
    raise_if(check(retention));
    return to_string(due(kind, from, retention));
  });
}

}  // namespace

void bind_privacy_keys(py::module_& module) {
  bind_providers(module);
  bind_ledger(module);
  bind_register(module);
}

}  // namespace proactive::python
