// Coverage by cuts.
//
// A cut lies just before or just behind a value; an interval runs from one cut to another, so
// that open and closed ends need no special case. Headers become intervals of the argument's
// values, and a sweep from the lower end of the argument takes, at each cut, the interval that
// reaches furthest. Where only whole values exist, cuts are moved up to the next whole value
// first, and `<= 1` meets `>= 2`.
#include "plan/coverage.h"

#include <vector>

namespace proactive::plan {

using values::Comparison;
using values::Number;

namespace {

struct Cut {
  Number at;
  bool behind = false;
};

struct Interval {
  Cut from;
  Cut to;
};

bool less(const Cut& a, const Cut& b) {
  const int order = values::compare(a.at, b.at);
  return order != 0 ? order < 0 : !a.behind && b.behind;
}

class Sweep {
 public:
  Sweep(const values::Possible& argument, bool whole) : whole_(whole), low_(cut(argument.low, false)), high_(cut(argument.high, true)) {}

  void add(const HeaderTest& header) {
    switch (header.kind) {
      case HeaderTest::Kind::always: return add({low_, high_});
      case HeaderTest::Kind::compare: return add(header.comparison, bound(header.low, header.low_scaling));
      case HeaderTest::Kind::range: return add(range(header));
      case HeaderTest::Kind::members: return;
    }
  }

  Interval range(const HeaderTest& header) const {
    return {cut(bound(header.low, header.low_scaling), header.low_comparison == Comparison::more),
            cut(bound(header.high, header.high_scaling), header.high_comparison == Comparison::at_most)};
  }

  // The first cut that no interval covers, up to the end of the argument.
  std::optional<Number> first_gap(Cut from, Cut to) const {
    Cut at = from;
    while (less(at, to)) {
      Cut reach = at;
      for (const Interval& interval : intervals_) {
        if (!less(at, interval.from) && less(reach, interval.to)) reach = interval.to;
      }
      if (!less(at, reach)) return at.at;
      at = reach;
    }
    return std::nullopt;
  }

  std::optional<Number> first_gap() const { return first_gap(low_, high_); }

  // Whether the parts of `header` within the argument are all covered.
  bool covers(const HeaderTest& header) const {
    Sweep own = *this;
    own.intervals_.clear();
    own.add(header);
    for (const Interval& part : own.intervals_) {
      const Cut from = less(part.from, low_) ? low_ : part.from;
      const Cut to = less(high_, part.to) ? high_ : part.to;
      if (less(from, to) && first_gap(from, to)) return false;
    }
    return true;
  }

 private:
  void add(Interval interval) {
    if (less(interval.from, interval.to)) intervals_.push_back(interval);
  }

  void add(Comparison comparison, Number value) {
    const Cut before = cut(value, false);
    const Cut behind = cut(value, true);
    switch (comparison) {
      case Comparison::less: return add({low_, before});
      case Comparison::at_most: return add({low_, behind});
      case Comparison::equal: return add({before, behind});
      case Comparison::unequal: add({low_, before}); return add({behind, high_});
      case Comparison::at_least: return add({before, high_});
      case Comparison::more: return add({behind, high_});
    }
  }

  static Number bound(Number value, values::Scaling by) {
    Number result = value;
    values::make_number(static_cast<values::Int128>(value.num) * by.right, by.left, result);
    return result;
  }

  Cut cut(Number value, bool behind) const {
    if (!whole_) return {value, behind};
    const bool fits = value.num % value.den == 0;
    std::int64_t next = value.num / value.den;
    if (!fits && value.num > 0) ++next;
    // Behind the largest value there is no whole one to move to.
    if (fits && behind && next == values::kMax64) return {{next, 1}, true};
    if (fits && behind) ++next;
    return {{next, 1}, false};
  }

  const bool whole_;
  Cut low_;
  Cut high_;
  std::vector<Interval> intervals_;
};

bool by_members(const values::Possible& argument) {
  return argument.domain == values::Domain::choice || argument.domain == values::Domain::boolean;
}

values::MemberSet members_of(std::span<const HeaderTest> headers) {
  values::MemberSet members;
  for (const HeaderTest& header : headers) {
    if (header.kind == HeaderTest::Kind::always) members.set();
    members |= header.members;
  }
  return members;
}

}  // namespace

std::optional<Number> uncovered(std::span<const HeaderTest> headers, const values::Possible& argument, bool whole) {
  if (by_members(argument)) {
    const values::MemberSet missed = argument.members & ~members_of(headers);
    for (int i = 0; i < values::kMaxChoiceMembers; ++i) {
      if (missed.test(i)) return Number{i, 1};
    }
    return std::nullopt;
  }
  Sweep sweep(argument, whole);
  for (const HeaderTest& header : headers) sweep.add(header);
  return sweep.first_gap();
}

bool unreachable(const HeaderTest& header, std::span<const HeaderTest> earlier, const values::Possible& argument, bool whole) {
  if (by_members(argument)) {
    const HeaderTest one[] = {header};
    return (argument.members & members_of(one) & ~members_of(earlier)).none();
  }
  Sweep sweep(argument, whole);
  for (const HeaderTest& before : earlier) sweep.add(before);
  return sweep.covers(header);
}

}  // namespace proactive::plan
