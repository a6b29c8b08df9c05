#include "module_privacy_identifiers.h"

#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <utility>

#include "module_arrow.h"
#include "module_errors.h"
#include "proactive/privacy/identifiers.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

using privacy::IdentifierCounts;
using privacy::IdentifierFault;
using privacy::IdentifierKind;

template <IdentifierKind Kind>
void bind_identifier(py::module_& module, const char* name) {
  using Type = privacy::Identifier<Kind>;
  py::class_<Type>(module, name)
      .def_static("parse", [](std::string_view text) { return value_or_raise(Type::parse(text)); })
      .def("normalised", [](const Type& identifier) { return std::string(identifier.normalised()); })
      .def("__eq__", [](const Type& a, const Type& b) { return a == b; })
      .def("__eq__", [](const Type&, const py::object&) { return false; })
      .def("__hash__", [](const Type& identifier) { return py::hash(py::str(std::string(identifier.normalised()))); })
      .def("__repr__", [name](const Type&) { return std::string("<") + name + ">"; });
}

IdentifierKind kind_of(std::string_view name) {
  constexpr std::string_view kNames[] = {"nir", "ine", "siren", "siret", "email"};
  for (std::size_t i = 0; i < privacy::kIdentifierKinds; ++i) {
    if (kNames[i] == name) return static_cast<IdentifierKind>(i);
  }
  throw py::value_error("a kind of identifier is nir, ine, siren, siret or email");
}

py::dict bad_by_reason(const IdentifierCounts& counts) {
  py::dict bad;
  for (std::size_t i = 0; i < privacy::kIdentifierFaults; ++i) {
    const auto fault = static_cast<IdentifierFault>(i);
    if (counts.of(fault) > 0) bad[py::str(std::string(to_string(fault)))] = counts.of(fault);
  }
  return bad;
}

py::tuple normalise_column(const std::string& kind, const py::object& column) {
  const IdentifierKind of = kind_of(kind);
  py::list capsules;
  ArrowArrayStream* in = open_stream(column, capsules);
  auto out = std::make_unique<ArrowArrayStream>();
  auto counts = [&] {
    const py::gil_scoped_release unlocked;
    return privacy::normalise(of, in, out.get());
  }();
  if (!counts) raise(counts.errors());
  return py::make_tuple(stream_capsule(std::move(out)), counts->rows, counts->absent, counts->good(),
                        bad_by_reason(*counts));
}

}  // namespace

void bind_privacy_identifiers(py::module_& privacy) {
  bind_identifier<IdentifierKind::nir>(privacy, "Nir");
  bind_identifier<IdentifierKind::ine>(privacy, "Ine");
  bind_identifier<IdentifierKind::siren>(privacy, "Siren");
  bind_identifier<IdentifierKind::siret>(privacy, "Siret");
  bind_identifier<IdentifierKind::email>(privacy, "Email");
  privacy.def("normalise", &normalise_column);
}

}  // namespace proactive::python
