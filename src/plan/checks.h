// Checks that need the meaning of rules, not only their types.
#ifndef PROACTIVE_SRC_PLAN_CHECKS_H_
#define PROACTIVE_SRC_PLAN_CHECKS_H_

#include <memory>
#include <vector>

#include "proactive/diagnostic.h"
#include "semantics/model.h"
#include "syntax/source.h"

namespace proactive::plan {

/// Reports conditions that can never hold (E0701) or always hold (E0702) while their version
/// is in force, whatever the facts are within their declared ranges; figures that have no
/// value on some day of a version that uses them (W0405); tables with a gap (E0509) or a
/// header that nothing reaches (E0510), with the case that proves it.
void check_conditions(std::shared_ptr<const semantics::Model> model, const syntax::Sources& sources,
                      std::vector<Diagnostic>& diagnostics);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_CHECKS_H_
