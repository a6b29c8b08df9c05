// The smallest sets of facts that would change the outcome of a right.
//
// A fact that may be anything is a set of values, so that one pass over sets tells at once when no
// value of some facts changes the outcome. Where it does not tell, the values are cut in two and
// asked again, those nearest to today's first: what is found is the nearest, what is not found does
// not exist. Sets of one fact come before pairs, pairs before threes, and a set that holds a smaller
// one is not tried, so that none of the facts of a set that is found can be left out.
#ifndef PROACTIVE_SRC_ANSWERS_SMALLEST_CHANGE_H_
#define PROACTIVE_SRC_ANSWERS_SMALLEST_CHANGE_H_

#include <cstdint>
#include <vector>

#include "answers/box.h"

namespace proactive::answers {

/// Numbers without a declared range are looked for up to here, in units of their field.
inline constexpr std::int64_t kFarthest = 1'000'000'000'000'000;

struct ChangedPlace {
  std::size_t place = 0;
  std::int64_t after = 0;
};

struct SmallestChanges {
  std::vector<std::vector<ChangedPlace>> changes;
  bool complete = true;  ///< there are no others of that size
  bool open = false;     ///< the outcome is not decided to begin with
  std::int64_t work = 0;
};

struct SmallestChangeLimits {
  int most_facts = 3;
  std::int64_t most_work = 50'000;
};

/// `places` are the facts that may change, `hidden` those that count as unknown. The outcome of `right` is
/// decided when these are.
SmallestChanges smallest_changes(const plan::Program& program, const facts::Source& source, facts::Row subject,
                                 const plan::RightPlan& right, const std::vector<Place>& places,
                                 const std::vector<Place>& hidden, const SmallestChangeLimits& limits);

/// By field: the dates from which some age is counted, which nobody can change.
std::vector<bool> counted_from(const plan::Program& program);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_SMALLEST_CHANGE_H_
