// From change to change through the days of one right.
#ifndef PROACTIVE_SRC_ANSWERS_WALK_H_
#define PROACTIVE_SRC_ANSWERS_WALK_H_

#include <functional>
#include <optional>
#include <vector>

#include "answers/probing.h"
#include "execution/evaluator.h"
#include "facts/clock_source.h"
#include "plan/stretches.h"
#include "proactive/timeline.h"

namespace proactive::answers {

/// Days looked at for one right of one subject at most (E1313): a rule that may change every day,
/// for more than the 200 years that are asked for.
inline constexpr std::int64_t kMaxDaysLookedAt = 100000;

/// A day on which the status of a right changes.
struct Moment {
  std::int32_t day = 0;
  const plan::RightStretch* before = nullptr;
  const plan::RightStretch* after = nullptr;  ///< another one than before: figures or versions change
  bool by_rules = false;                      ///< what changes is (also) what the two programs compute
  RightStatus was;
  RightStatus is;
  std::vector<Instance> hits;  ///< probes that change on the day, of the stretch before
};

/// Walks one right of one subject. For one thread; may be used for one subject after another.
class Walk {
 public:
  /// Called for every change, in order; false ends the walk.
  using Visit = std::function<bool(const Moment&)>;

  Walk(const plan::RightStretches& right, facts::ClockSource& source) : right_(right), source_(source) {}

  /// The status on the first day; then visits the changes. False when the bound of work was met.
  bool run(facts::Row subject, RightStatus& start, const Visit& visit);

 private:
  RightStatus status_on(const plan::RightStretch& stretch, std::int32_t day);
  bool enter(const plan::RightStretch& stretch, std::int32_t day);
  bool walk(const plan::RightStretch& stretch, const Visit& visit, bool& going);
  Moment boundary(const plan::RightStretch& before, const plan::RightStretch& after, RightStatus is);

  const plan::RightStretches& right_;
  facts::ClockSource& source_;
  facts::Row subject_ = facts::kNoRow;
  execution::Workspace workspace_;
  std::optional<execution::Sets> sets_;  ///< of the stretch under way, once they are needed
  const plan::RightStretch* sets_of_ = nullptr;
  Prober prober_;
  RightStatus status_;
  std::int64_t looked_at_ = 0;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_WALK_H_
