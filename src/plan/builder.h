// From a model, a date and rights to a program.
#ifndef PROACTIVE_SRC_PLAN_BUILDER_H_
#define PROACTIVE_SRC_PLAN_BUILDER_H_

#include <string>
#include <vector>

#include "plan/program.h"
#include "syntax/source.h"

namespace proactive::plan {

/// The days an abstract program stands for; a program proper has one day.
struct Days {
  std::int32_t first = 0;
  std::int32_t last = 0;
  bool one() const { return first == last; }
};

/// Largest program built; beyond it the rule set is refused (E0901).
inline constexpr std::size_t kMaxInstructions = 1000000;

/// Loops over members that may stand inside one another (E0901).
inline constexpr std::size_t kMaxLoops = 4;

/// Builds the program of `rights` (indices) on one day. Errors: a figure without value on the
/// date (E0405), too large a program (E0901).
Program build(std::shared_ptr<const semantics::Model> model, const syntax::Sources& sources, std::int32_t on,
              const std::vector<int>& rights, std::vector<Diagnostic>& errors);

/// Reports conditions that can never hold (E0701) or always hold (E0702) while their version
/// is in force, whatever the facts are within their declared ranges; figures that have no
/// value on some day of a version that uses them (W0405); tables with a gap (E0509) or a
/// header that nothing reaches (E0510), with the case that proves it.
void check_conditions(std::shared_ptr<const semantics::Model> model, const syntax::Sources& sources, std::vector<Diagnostic>& diagnostics);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_BUILDER_H_
