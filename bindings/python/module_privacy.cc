#include "module_privacy.h"

#include "module_privacy_anonymity.h"
#include "module_privacy_domain.h"
#include "module_privacy_identifiers.h"
#include "module_privacy_keys.h"
#include "module_privacy_minimise.h"
#include "module_privacy_retention.h"

namespace py = pybind11;

namespace proactive::python {

void bind_privacy(py::module_& module) {
  py::module_ privacy = module.def_submodule("privacy", "Pseudonyms, anonymity and minimisation, natively.");
  // One line a part, in alphabetical order; but keys come before the domains that take them.
  bind_privacy_anonymity(privacy);
  bind_privacy_keys(privacy);
  bind_privacy_domain(privacy);
  bind_privacy_identifiers(privacy);
  bind_privacy_minimise(privacy);
  bind_privacy_retention(privacy);
}

}  // namespace proactive::python
