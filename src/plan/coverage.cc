// Coverage by cuts.
//
// A cut lies just before or just behind a value; an interval runs from one cut to another, so
// that open and closed ends need no special case. Headers become intervals of the argument's
// values, and those already covered are kept apart from one another, in order. Where only
// whole values exist, cuts are moved up to the next whole value first, and `<= 1` meets `>= 2`.
#include "plan/coverage.h"

#include <algorithm>

namespace proactive::plan {

using values::Comparison;
using values::Number;

namespace {

// The bound of a header in the unit of the argument.
Number bound(Number value, values::Scaling by) {
  Number result = value;
  values::make_number(static_cast<values::Int128>(value.num) * by.right, by.left, result);
  return result;
}

// A value between two others, for fractions.
Number between(Number low, Number high) {
  Number sum;
  Number middle = high;
  if (values::add(low, high, {}, sum) == values::NoResult::none) values::shrink(sum, 2, middle);
  return middle;
}

}  // namespace

Coverage::Coverage(const values::Possible& argument, bool whole)
    : argument_(argument),
      by_members_(argument.domain == values::Domain::choice || argument.domain == values::Domain::boolean),
      whole_(whole),
      low_(cut(argument.low, false)),
      high_(cut(argument.high, true)) {}

Cut Coverage::cut(Number value, bool behind) const {
  if (!whole_) return {value, behind};
  const bool fits = value.num % value.den == 0;
  std::int64_t next = value.num / value.den;
  if (!fits && value.num > 0) ++next;
  // Behind the largest value there is no whole one to move to.
  if (fits && behind && next == values::kMax64) return {{next, 1}, true};
  if (fits && behind) ++next;
  return {{next, 1}, false};
}

std::vector<Coverage::Interval> Coverage::intervals(const HeaderTest& header) const {
  if (header.kind == HeaderTest::Kind::always) return {{low_, high_}};
  const Number low = bound(header.low, header.low_scaling);
  if (header.kind == HeaderTest::Kind::range) {
    const Number high = bound(header.high, header.high_scaling);
    return {{cut(low, header.low_comparison == Comparison::more),
             cut(high, header.high_comparison == Comparison::at_most)}};
  }
  const Cut before = cut(low, false);
  const Cut behind = cut(low, true);
  switch (header.comparison) {
    case Comparison::less: return {{low_, before}};
    case Comparison::at_most: return {{low_, behind}};
    case Comparison::equal: return {{before, behind}};
    case Comparison::unequal: return {{low_, before}, {behind, high_}};
    case Comparison::at_least: return {{before, high_}};
    case Comparison::more: return {{behind, high_}};
  }
  return {};
}

values::MemberSet Coverage::members(const HeaderTest& header) const {
  return header.kind == HeaderTest::Kind::always ? argument_.members : argument_.members & header.members;
}

bool Coverage::covers(const Interval& interval) const {
  auto at = covered_.upper_bound(interval.from);
  return at != covered_.begin() && !(std::prev(at)->second < interval.to);
}

bool Coverage::reaches(const HeaderTest& header) const {
  if (by_members_) return (members(header) & ~members_).any();
  for (const Interval& part : intervals(header)) {
    const Interval within{std::max(part.from, low_), std::min(part.to, high_)};
    if (within.from < within.to && !covers(within)) return true;
  }
  return false;
}

void Coverage::add(const HeaderTest& header) {
  if (by_members_)
    members_ |= members(header);
  else
    for (const Interval& part : intervals(header)) add({std::max(part.from, low_), std::min(part.to, high_)});
}

void Coverage::add(Interval interval) {
  if (!(interval.from < interval.to)) return;
  auto at = covered_.upper_bound(interval.from);
  if (at != covered_.begin() && !(std::prev(at)->second < interval.from)) --at;
  // What it meets or touches becomes one with it.
  while (at != covered_.end() && !(interval.to < at->first)) {
    interval.from = std::min(interval.from, at->first);
    interval.to = std::max(interval.to, at->second);
    at = covered_.erase(at);
  }
  covered_.emplace(interval.from, interval.to);
}

std::optional<Number> Coverage::gap() const {
  if (by_members_) {
    for (int i = 0; i < values::kMaxChoiceMembers; ++i) {
      if (missed().test(i)) return Number{i, 1};
    }
    return std::nullopt;
  }
  if (!(low_ < high_)) return std::nullopt;
  auto next = covered_.begin();
  Cut from = low_;
  if (next != covered_.end() && !(low_ < next->first)) from = (next++)->second;
  if (!(from < high_)) return std::nullopt;
  if (!from.behind) return from.at;
  return between(from.at, next == covered_.end() ? high_.at : next->first.at);
}

std::vector<std::pair<Cut, Cut>> Coverage::gaps() const {
  std::vector<std::pair<Cut, Cut>> gaps;
  Cut from = low_;
  for (const auto& [begin, end] : covered_) {
    if (from < begin) gaps.emplace_back(from, begin);
    from = end;
  }
  if (from < high_) gaps.emplace_back(from, high_);
  return gaps;
}

std::optional<Number> uncovered(std::span<const HeaderTest> headers, const values::Possible& argument, bool whole) {
  if (!headers.empty() && headers.back().kind == HeaderTest::Kind::always) return std::nullopt;
  Coverage coverage(argument, whole);
  for (const HeaderTest& header : headers) coverage.add(header);
  return coverage.gap();
}

}  // namespace proactive::plan
