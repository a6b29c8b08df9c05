// The headers of a table's dimension as bands: which header is the first to hold, and from where.
#ifndef PROACTIVE_SRC_PLAN_BANDS_H_
#define PROACTIVE_SRC_PLAN_BANDS_H_

#include <span>
#include <vector>

#include "plan/coverage.h"

namespace proactive::plan {

/// The values from a cut up to the cut of the next band. `row` is the first header that holds
/// for them, or -1.
struct Band {
  Cut from;
  int row = -1;
};

/// The bands of a number or date argument, from its lowest possible value to its highest; the
/// first begins at the lowest. What `whole` says is in `Coverage`.
std::vector<Band> bands_of(std::span<const HeaderTest> headers, const values::Possible& argument, bool whole);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_BANDS_H_
