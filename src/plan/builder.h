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

/// A version or a figure as a program found it in force: from one day to another, both included.
struct DatedUse {
  enum class Kind : std::uint8_t { version, parameter, scale, table } kind = Kind::version;
  int ref = -1;
  std::int32_t from = 0;
  std::int32_t to = 0;
  bool missing = false;  ///< between these days it has no value, or the right no version
};

/// What a program for many days tells about them.
struct Stretch {
  std::int32_t last = 0;  ///< until then all that it looked at stays in force
  /// The date decides something within it that must be one thing: the year of a fact, or whether a
  /// figure without value is read. Fewer days are needed.
  bool varies = false;
  std::vector<DatedUse> uses;
};

/// Largest program built; beyond it the rule set is refused (E0901).
inline constexpr std::size_t kMaxInstructions = 1000000;

/// Loops over members that may stand inside one another (E0901).
inline constexpr std::size_t kMaxLoops = 4;

/// Builds the program of `rights` (indices) on one day. Errors: a figure without value on the
/// date (E0405), too large a program (E0901).
Program build(std::shared_ptr<const semantics::Model> model, const syntax::Sources& sources, std::int32_t on,
              const std::vector<int>& rights, std::vector<Diagnostic>& errors);

/// The program of one right from a day on, in which `today` is a fact (`kClock`) whose range are the
/// days. It holds until `stretch.last`; where `stretch.varies`, it does not hold and is asked for
/// again with fewer days. A figure without value is an error as for one day.
Program build_stretch(std::shared_ptr<const semantics::Model> model, const syntax::Sources& sources, Days days,
                      int right, Stretch& stretch, std::vector<Diagnostic>& errors);

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
