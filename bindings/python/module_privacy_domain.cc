#include "module_privacy_domain.h"

#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "module_arrow.h"
#include "module_privacy_support.h"
#include "proactive/privacy/domain.h"
#ifdef PROACTIVE_FF1
#include "proactive/privacy/masked.h"
#endif

namespace py = pybind11;

namespace proactive::python {

namespace {

using privacy::Column;
using privacy::Domain;
using privacy::Field;
using privacy::KeyName;

Diagnostics raised_by(const char* what, const py::error_already_set& error) {
  Diagnostic diagnostic;
  diagnostic.code = "E1416";
  // Its type only: what it says may hold a key or a value.
  diagnostic.message = std::string(what) + " raised " + std::string(py::str(error.type().attr("__name__")));
  diagnostic.way_out = "see the log of the object given";
  return {diagnostic};
}

std::string text_of(const KeyName& key) {
  return key.name + "/" + std::to_string(key.version) + "/" + privacy::to_string(key.epoch);
}

/// Keys from an object of the host's, with `current` and `derive`. Called with the lock of Python.
class PythonKeys final : public privacy::KeyProvider {
 public:
  explicit PythonKeys(py::object object) : object_(std::move(object)) {}
  ~PythonKeys() override {
    const py::gil_scoped_acquire locked;
    object_ = py::object();
  }

  Result<KeyName> current(privacy::Epoch epoch) override {
    const py::gil_scoped_acquire locked;
    try {
      const auto [name, version] =
          object_.attr("current")(epoch.year, epoch.month).cast<std::pair<std::string, std::uint32_t>>();
      return KeyName{name, version, epoch};
    } catch (const py::error_already_set& error) {
      return raised_by("the provider of keys", error);
    } catch (const py::cast_error&) {
      return wrong_answer();
    }
  }

  Result<privacy::SecretBytes> derive(const KeyName& key, std::span<const std::byte> context,
                                      std::size_t size) override {
    const py::gil_scoped_acquire locked;
    try {
      const py::bytes info(reinterpret_cast<const char*>(context.data()), context.size());
      const py::bytes made = object_.attr("derive")(key.name, key.version, key.epoch.year, key.epoch.month, info, size);
      const auto bytes = static_cast<std::string_view>(made);
      if (bytes.size() != size) return wrong_answer();
      return privacy::SecretBytes(std::as_bytes(std::span(bytes)));
    } catch (const py::error_already_set& error) {
      return raised_by("the provider of keys", error);
    } catch (const py::cast_error&) {
      return wrong_answer();
    }
  }

  Result<privacy::ShredReceipt> shred(const KeyName&, Date) override { return wrong_answer(); }

 private:
  static Diagnostic wrong_answer() {
    Diagnostic diagnostic;
    diagnostic.code = "E1416";
    diagnostic.message = "the provider of keys gave something else than it was asked for";
    diagnostic.way_out = "`current` gives a name and a version, `derive` as many bytes as it is asked for";
    return diagnostic;
  }

  py::object object_;
};

/// The register of accesses: a function of Python that is given a dictionary.
class PythonLog final : public privacy::AccessLog {
 public:
  explicit PythonLog(py::object function) : function_(std::move(function)) {}
  ~PythonLog() override {
    const py::gil_scoped_acquire locked;
    function_ = py::object();
  }

  Diagnostics record(const privacy::Access& access) override {
    const py::gil_scoped_acquire locked;
    try {
      py::dict entry;
      entry["who"] = access.authority.who;
      entry["why"] = access.authority.why;
      entry["controller"] = access.domain.controller;
      entry["recipient"] = access.domain.recipient;
      entry["purpose"] = access.domain.purpose;
      entry["epoch"] = privacy::to_string(access.domain.epoch);
      entry["field"] = access.field;
      entry["key"] = text_of(access.key);
      entry["rows"] = access.rows;
      function_(entry);
      return {};
    } catch (const py::error_already_set& error) {
      return raised_by("the register of accesses", error);
    }
  }

 private:
  py::object function_;
};

/// A domain with what it refers to. Keys that the library has itself are used as they are.
struct OpenDomain {
  py::object keys_object;
  std::unique_ptr<PythonKeys> own_keys;
  std::unique_ptr<PythonLog> log;
  std::optional<Domain> domain;
};

privacy::KeyProvider& provider(OpenDomain& open, const py::object& keys) {
  open.keys_object = keys;
  try {
    if (auto* native = keys.cast<privacy::KeyProvider*>()) return *native;
  } catch (const py::cast_error&) {
    // One of the host's own.
  }
  open.own_keys = std::make_unique<PythonKeys>(keys);
  return *open.own_keys;
}

std::shared_ptr<OpenDomain> open_domain(const py::object& keys, std::string controller, std::string recipient,
                                        std::string purpose, int year, int month, bool acknowledge,
                                        std::uint32_t token_bits, bool hex, const py::object& log) {
  auto open = std::make_shared<OpenDomain>();
  privacy::KeyProvider& source = provider(*open, keys);
  if (!log.is_none()) open->log = std::make_unique<PythonLog>(log);
  const privacy::Policy policy{acknowledge, token_bits, hex ? privacy::TokenText::hex : privacy::TokenText::base32,
                               open->log.get()};
  auto domain = [&] {
    const py::gil_scoped_release unlocked;
    return Domain::open(source, {std::move(controller), std::move(recipient), std::move(purpose), {year, month}},
                        policy);
  }();
  open->domain = value_or_raise(std::move(domain));
  return open;
}

// ---- columns ---------------------------------------------------------------------------------

py::tuple exported(Result<Column> column) {
  Column made = value_or_raise(std::move(column));
  auto schema = std::make_unique<ArrowSchema>();
  auto array = std::make_unique<ArrowArray>();
  const std::int64_t rows = made.array().length;
  made.move_to(schema.get(), array.get());
  return py::make_tuple(capsule(std::move(schema), "arrow_schema"), capsule(std::move(array), "arrow_array"), rows);
}

/// What `__arrow_c_array__` gives stays in its capsules, which free it.
template <typename Function>
py::tuple with_column(const py::object& column, Function&& function) {
  const py::tuple pair = column.attr("__arrow_c_array__")();
  const auto* schema = pointer_in<ArrowSchema>(pair[0], "arrow_schema");
  const auto* array = pointer_in<ArrowArray>(pair[1], "arrow_array");
  return exported([&] {
    const py::gil_scoped_release unlocked;
    return function(*schema, *array);
  }());
}

py::str text(const privacy::SecretBytes& secret) {
  const auto bytes = secret.expose();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

py::dict assessment(const std::string& name, std::uint64_t possible, const py::object& column) {
  const py::tuple pair = column.attr("__arrow_c_array__")();
  const auto* schema = pointer_in<ArrowSchema>(pair[0], "arrow_schema");
  const auto* array = pointer_in<ArrowArray>(pair[1], "arrow_array");
  const auto found = unlocked([&] { return privacy::assess_field({name, possible}, *schema, *array); });
  constexpr const char* kVerdicts[] = {"safe", "few values", "skewed"};
  const auto fraction = [](const privacy::Fraction& of) { return py::make_tuple(of.numerator, of.denominator); };
  py::dict out;
  out["rows"] = found.rows;
  out["nulls"] = found.nulls;
  out["distinct"] = found.distinct;
  out["possible_values"] = found.possible_values;
  out["largest_share"] = fraction(found.largest_share);
  out["collision"] = fraction(found.collision);
  out["rank_matching"] = fraction(found.rank_matching);
  out["verdict"] = kVerdicts[static_cast<std::size_t>(found.verdict)];
  out["reason"] = found.reason;
  return out;
}

#ifdef PROACTIVE_FF1
privacy::Shape shape_of(const std::string& name, bool real) {
  const auto looks = real ? privacy::Looks::like_a_real_one : privacy::Looks::visibly_false;
  if (name == "nir") return privacy::Shape::nir(looks);
  if (name == "siren") return privacy::Shape::siren(looks);
  if (name == "siret") return privacy::Shape::siret(looks);
  if (name == "ine") return privacy::Shape::ine();
  return value_or_raise(privacy::Shape::of(name));
}

// `name/version/epoch`, as a seal begins.
KeyName key_of(const std::string& text) {
  return value_or_raise(privacy::Sealed::parse(text + "/" + std::string(23, 'A'))).key();
}

void bind_masks(py::class_<OpenDomain, std::shared_ptr<OpenDomain>>& domain) {
  using privacy::Mask;
  domain
      .def("mask",
           [](const OpenDomain& open, const std::string& field, std::uint64_t possible, const std::string& shape,
              bool real, const std::string& value) {
             const Mask mask(*open.domain, {field, possible}, shape_of(shape, real));
             return unlocked([&] { return mask.mask(value); }).text();
           })
      .def("masks",
           [](const OpenDomain& open, const std::string& field, std::uint64_t possible, const std::string& shape,
              bool real, const py::object& column) {
             const Mask mask(*open.domain, {field, possible}, shape_of(shape, real));
             return with_column(column,
                                [&](const auto& schema, const auto& array) { return mask.masks(schema, array); });
           })
      .def("unmask_unauthenticated",
           [](const OpenDomain& open, const std::string& field, const std::string& shape, bool real,
              const std::string& value, const std::string& key, const std::string& who, const std::string& why) {
             const Mask mask(*open.domain, {field}, shape_of(shape, real));
             const privacy::Masked masked(value, key_of(key));
             return text(unlocked([&] { return mask.unmask_unauthenticated(masked, {who, why}); }));
           })
      .def("unmasks_unauthenticated",
           [](const OpenDomain& open, const std::string& field, const std::string& shape, bool real,
              const py::object& column, const std::string& key, const std::string& who, const std::string& why) {
             const Mask mask(*open.domain, {field}, shape_of(shape, real));
             const KeyName name = key_of(key);
             return with_column(column, [&](const auto& schema, const auto& array) {
               return mask.unmasks_unauthenticated(schema, array, name, {who, why});
             });
           });
}
#endif

}  // namespace

void bind_privacy_domain(py::module_& module) {
  py::class_<OpenDomain, std::shared_ptr<OpenDomain>> domain(module, "Domain");
  domain.def_static("open", &open_domain)
      .def("key", [](const OpenDomain& open) { return text_of(open.domain->key()); })
      .def("token",
           [](const OpenDomain& open, const std::string& field, std::uint64_t possible, const std::string& value) {
             const auto token = unlocked([&] { return open.domain->token({field, possible}, value); });
             return token.text(open.domain->policy().token_text);
           })
      .def("tokens",
           [](const OpenDomain& open, const std::string& field, std::uint64_t possible, const py::object& column) {
             return with_column(column, [&](const auto& schema, const auto& array) {
               return open.domain->tokens({field, possible}, schema, array);
             });
           })
      .def("seal",
           [](const OpenDomain& open, const std::string& field, std::uint64_t possible, const std::string& value) {
             return unlocked([&] { return open.domain->seal({field, possible}, value); }).text();
           })
      .def("seals",
           [](const OpenDomain& open, const std::string& field, std::uint64_t possible, const py::object& column) {
             return with_column(column, [&](const auto& schema, const auto& array) {
               return open.domain->seals({field, possible}, schema, array);
             });
           })
      .def("unseal",
           [](const OpenDomain& open, const std::string& field, const std::string& sealed, const std::string& who,
              const std::string& why) {
             const auto parsed = value_or_raise(privacy::Sealed::parse(sealed));
             return text(unlocked([&] { return open.domain->unseal({field}, parsed, {who, why}); }));
           })
      .def("unseals", [](const OpenDomain& open, const std::string& field, const py::object& column,
                         const std::string& who, const std::string& why) {
        return with_column(column, [&](const auto& schema, const auto& array) {
          return open.domain->unseals({field}, schema, array, {who, why});
        });
      });
#ifdef PROACTIVE_FF1
  bind_masks(domain);
#endif
  module.def("assess_field", &assessment);
  module.attr("POSSIBLE_VALUES") =
      py::dict(py::arg("nir") = privacy::kPossibleNirs, py::arg("siren") = privacy::kPossibleSirens,
               py::arg("siret") = privacy::kPossibleSirets, py::arg("ine") = privacy::kPossibleInes);
}

}  // namespace proactive::python
