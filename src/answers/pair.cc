#include "answers/pair.h"

#include <algorithm>

namespace proactive::answers {

using values::Domain;
using values::Possible;

namespace {

constexpr std::int32_t kDaysOfThirtyYears = 10957;

}  // namespace

bool Pair::differs() const {
  const Kleene outcome = a.outcome();
  if (outcome != b.outcome()) return true;
  if (outcome == Kleene::no) return false;
  const Possible* amount_a = a.amount();
  const Possible* amount_b = b.amount();
  if (amount_a == nullptr || amount_b == nullptr) return amount_a != amount_b;
  return values::compare(amount_a->low, amount_b->low) != 0 || values::compare(amount_a->high, amount_b->high) != 0;
}

std::int64_t ordinary_value(const Variable& variable, const Possible& set, std::int32_t on) {
  // Known, rather than not.
  if (variable.kind == Variable::Kind::known && set.members.test(1)) return 1;
  if (!is_interval(set)) return values::single_value(set);
  const std::int64_t wanted = set.domain == Domain::date ? on - kDaysOfThirtyYears : 0;
  return std::clamp(wanted, set.low.num, set.high.num);
}

}  // namespace proactive::answers
