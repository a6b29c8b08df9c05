// The ledger, the register of opposition and the sweep. Persons come in as columns, from Arrow or from a
// list of texts.
#include "module_privacy_retention.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "module_arrow.h"
#include "module_privacy_support.h"
#include "module_privacy_texts.h"
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

const char* name_of(DataClass data) {
  switch (data) {
    case DataClass::information: return "information";
    case DataClass::trace: return "trace";
    case DataClass::opposition: break;
  }
  return "opposition";
}

py::object to_day(const std::optional<Date>& day) { return day ? py::object(py::str(to_string(*day))) : py::none(); }

py::dict to_dict(const StoreOverview& overview) {
  py::list clocks, keys;
  for (const StoreOverview::Clock& clock : overview.clocks) {
    clocks.append(py::make_tuple(name_of(clock.data), clock.months, clock.entries, clock.due, to_day(clock.next),
                                 clock.next_entries));
  }
  for (const StoreOverview::DataKey& one : overview.data_keys)
    keys.append(py::make_tuple(to_tuple(one.key), to_string(one.due)));
  py::dict d;
  d["last_day"] = to_day(overview.last_day);
  d["clocks"] = clocks;
  d["data_keys"] = keys;
  return d;
}

Retention retention_of(int information, int trace, int opposition) { return {information, trace, opposition}; }

template <typename Store>
std::unique_ptr<WithKeys<Store>> with_keys(const std::shared_ptr<KeyProvider>& own, auto&& open) {
  return std::make_unique<WithKeys<Store>>(WithKeys<Store>{own, unlocked(open)});
}

void bind_ledger(py::module_& module) {
  const auto opened = [](auto way) {
    return [way](const std::string& path, const std::shared_ptr<KeyProvider>& own, int information, int trace) {
      return with_keys<Ledger>(own, [&] { return way(path, *own, retention_of(information, trace, 24)); });
    };
  };
  py::class_<LedgerWithKeys>(module, "Ledger")
      .def_static("overview",
                  [](const std::string& path, const std::string& today, int information, int trace) {
                    const Date now = day_of(today);
                    const Retention months = retention_of(information, trace, 24);
                    return to_dict(unlocked([&] { return Ledger::overview(path, now, months); }));
                  })
      .def_static("create", opened(&Ledger::create))
      .def_static("open", opened(&Ledger::open))
      .def(
          "note_held",
          [](LedgerWithKeys& self, const py::object& identifiers,
             const std::tuple<std::string, std::uint32_t, std::string>& key, const std::string& purpose,
             const std::string& on, const std::string& today) {
            const KeyName name = key_of(key);
            const Date from = day_of(on), now = day_of(today);
            return value_or_raise(on_column(identifiers, [&](ArrowArrayStream& column, const ColumnProgress& progress) {
              return self.store.note_held(column, name, purpose, from, now, progress);
            }));
          })
      .def("note_use",
           [](LedgerWithKeys& self, const std::string& who, const std::string& domain, const std::string& purpose,
              std::uint64_t count, const py::object& subjects, const std::string& today) {
             const Date now = day_of(today);
             raise_if(on_column(subjects, [&](ArrowArrayStream& column, const ColumnProgress& progress) {
               return self.store.note_use({who, domain, purpose, count}, column, now, progress);
             }));
           })
      .def(
          "forget",
          [](LedgerWithKeys& self, const py::object& identifiers, const std::string& today) {
            const Date now = day_of(today);
            return value_or_raise(on_column(identifiers, [&](ArrowArrayStream& column, const ColumnProgress& progress) {
              return self.store.forget(column, now, progress);
            }));
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

py::tuple with_counts(std::unique_ptr<ArrowArrayStream> rows, const ReachCounts& counts) {
  return py::make_tuple(stream_capsule(std::move(rows)), counts.rows, counts.opposed, counts.absent, counts.unchecked);
}

void bind_register(py::module_& module) {
  py::class_<Reachable>(module, "Reachable")
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
      .def_static("overview",
                  [](const std::string& path, const std::string& today, int months) {
                    const Date now = day_of(today);
                    const Retention opposition = retention_of(12, 36, months);
                    return to_dict(unlocked([&] { return OppositionRegister::overview(path, now, opposition); }));
                  })
      .def_static("create", opened(&OppositionRegister::create))
      .def_static("open", opened(&OppositionRegister::open))
      .def(
          "oppose",
          [](RegisterWithKeys& self, const py::object& identifiers, const std::string& on, const std::string& today) {
            const Date from = day_of(on), now = day_of(today);
            return value_or_raise(on_column(identifiers, [&](ArrowArrayStream& column, const ColumnProgress& progress) {
              return self.store.oppose(column, from, now, progress);
            }));
          })
      .def(
          "withdraw",
          [](RegisterWithKeys& self, const py::object& identifiers, const std::string& today) {
            const Date now = day_of(today);
            return value_or_raise(on_column(identifiers, [&](ArrowArrayStream& column, const ColumnProgress& progress) {
              return self.store.withdraw(column, now, progress);
            }));
          })
      .def("is_opposed",
           [](RegisterWithKeys& self, const std::string& identifier, const std::string& today) {
             const Date now = day_of(today);
             return unlocked([&] { return self.store.is_opposed(identifier, now); });
           })
      .def("opposed",
           [](RegisterWithKeys& self, const py::object& identifiers, const std::string& today) {
             const Date now = day_of(today);
             auto out = std::make_unique<ArrowArrayStream>();
             const auto counts =
                 value_or_raise(on_column(identifiers, [&](ArrowArrayStream& column, const ColumnProgress& progress) {
                   return self.store.opposed(column, now, out.get(), progress);
                 }));
             return with_counts(std::move(out), counts);
           })
      .def("reachable",
           [](RegisterWithKeys& self, const py::object& table, const std::string& by, const std::string& today) {
             const Date now = day_of(today);
             auto reached =
                 value_or_raise(on_column(table, [&](ArrowArrayStream& rows, const ColumnProgress& progress) {
                   return self.store.reachable(rows, by, now, progress);
                 }));
             auto out = std::make_unique<ArrowArrayStream>();
             reached.move_to(out.get());
             return with_counts(std::move(out), reached.counts());
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

void bind_privacy_retention(py::module_& module) {
  bind_ledger(module);
  bind_register(module);
}

}  // namespace proactive::python
