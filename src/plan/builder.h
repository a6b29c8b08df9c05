// From a model, a date and rights to a program.
#ifndef PROACTIVE_SRC_PLAN_BUILDER_H_
#define PROACTIVE_SRC_PLAN_BUILDER_H_

#include <optional>
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

/// The conditions of one version of a right over all of its days at once: `today` and dated
/// figures are sets, so that what is decided is decided on every day. For checks, not for answers.
std::vector<ConditionPlan> build_version(std::shared_ptr<const semantics::Model> model, const syntax::Sources& sources,
                                         Days days, int right, const semantics::Version& version, Program& program,
                                         std::vector<Diagnostic>& findings);

/// The headers of a table over all days of its content; no value where figures in them differ.
std::optional<std::vector<HeaderTest>> build_headers(std::shared_ptr<const semantics::Model> model,
                                                     const syntax::Sources& sources, Days days,
                                                     const std::vector<semantics::Header>& headers,
                                                     const semantics::Type& argument);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_BUILDER_H_
