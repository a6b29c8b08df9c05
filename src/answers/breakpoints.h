// Where answers bend: the values of numbers and dates on which comparisons turn.
#ifndef PROACTIVE_SRC_ANSWERS_BREAKPOINTS_H_
#define PROACTIVE_SRC_ANSWERS_BREAKPOINTS_H_

#include <cstdint>
#include <vector>

#include "execution/evaluator.h"

namespace proactive::answers {

/// By input, places to cut its values: each number is the first value of a new stretch. Sorted.
/// From the sets as they stand, `sets` having run. What is found are good places to try, not all.
std::vector<std::vector<std::int64_t>> breakpoints(const execution::Sets& sets);

/// Cuts kept of one input.
inline constexpr std::size_t kMaxCuts = 24;

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_BREAKPOINTS_H_
