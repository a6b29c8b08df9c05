// The days of a horizon as stretches, on each of which one program answers a right.
#ifndef PROACTIVE_SRC_PLAN_STRETCHES_H_
#define PROACTIVE_SRC_PLAN_STRETCHES_H_

#include <memory>
#include <string>
#include <vector>

#include "plan/builder.h"
#include "plan/probes.h"
#include "plan/program.h"
#include "proactive/result.h"
#include "syntax/source.h"

namespace proactive::plan {

/// Stretches of one right at most; beyond, the horizon is refused (E1312).
inline constexpr std::size_t kMaxStretches = 4096;

/// A right from one day to another, both included.
struct RightStretch {
  Days days;
  std::shared_ptr<const Program> program;  ///< null when not in force, or when `errors` say why there is none
  Probes probes;                           ///< of the program
  Diagnostics errors;
  std::vector<DatedUse> uses;  ///< what it found in force, each once
};

struct RightStretches {
  int right = -1;
  std::vector<RightStretch> stretches;  ///< in order, without a gap
};

/// The stretches of a right over `days`. Errors: more than `kMaxStretches` (E1312), too large a
/// program (E0901).
RightStretches stretches_of(const std::shared_ptr<const semantics::Model>& model, const syntax::Sources& sources,
                            Days days, int right, Diagnostics& errors);

/// Numbers the facts of all programs alike, so that a record is read once for all of them. Returns
/// them; the first is the clock.
std::vector<Input> share_inputs(std::vector<RightStretches>& rights);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_STRETCHES_H_
