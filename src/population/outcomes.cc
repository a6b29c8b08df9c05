// Reading the answers of a population, row by row.
#include <algorithm>

#include "proactive/population.h"

namespace proactive {

Outcome RightOutcomes::outcome(std::int64_t row) const {
  return is_set(eligible, row)       ? Outcome::eligible
         : is_set(not_eligible, row) ? Outcome::not_eligible
                                     : Outcome::undetermined;
}

Kleene RightOutcomes::received(std::int64_t row) const {
  if (!has_received) return Kleene::unknown;
  return is_set(received_yes, row) ? Kleene::yes : is_set(received_no, row) ? Kleene::no : Kleene::unknown;
}

Amount RightOutcomes::amount(std::int64_t row) const {
  if (!has_amount) return {};
  const std::int64_t low = amount_cents[row];
  const auto found = std::lower_bound(open.begin(), open.end(), row);
  return found != open.end() && *found == row ? Amount{low, open_high_cents[found - open.begin()]} : Amount{low, low};
}

}  // namespace proactive
