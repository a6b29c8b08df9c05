// What is not the same in two versions of a right, by name.
#ifndef PROACTIVE_SRC_PLAN_CHANGES_H_
#define PROACTIVE_SRC_PLAN_CHANGES_H_

#include <string>
#include <vector>

#include "plan/program.h"

namespace proactive::plan {

struct Difference {
  enum class Kind : std::uint8_t { version, condition, figure, amount } kind = Kind::condition;
  std::string name;
  std::string before;
  std::string after;
};

/// The version in force, then conditions in the order of the rules (those of `b`, then those of `a` only),
/// then figures by name, then the amount.
std::vector<Difference> differences(const Program& a, const RightPlan& right_a, const Program& b,
                                    const RightPlan& right_b);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_CHANGES_H_
