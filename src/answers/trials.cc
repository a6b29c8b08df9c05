#include "answers/trials.h"

#include "values/int128.h"

namespace proactive::answers {

using values::Int128;
using values::Possible;

namespace {

constexpr std::int64_t kLongestLine = std::int64_t{1} << 40;
constexpr int kDrawn = 2;
constexpr int kTriedOnLine = 160;

Int128 width(const Possible& set) { return static_cast<Int128>(set.high.num) - set.low.num; }

}  // namespace

template <typename ValueOf>
bool Trials::person(const PeopleBox& whole, const ValueOf& value_of) {
  if (spent()) return false;
  PeopleBox& box = pair_.box;
  box = whole;
  for (std::size_t i = 0; i < box.sets.size(); ++i)
    box.sets[i] = values::single(box.sets[i].domain, {value_of(static_cast<int>(i)), 1});
  bool all = true;
  for (const Subject& subject : pair_.people.subjects()) {
    for (const auto& [role, members] : subject.lists) all = all && tell_apart(members, whole);
  }
  if (all) {
    pair_.run();
    if (pair_.differs()) return true;
  }
  box = whole;
  return false;
}

// No more members than can be told apart; false where there must be more.
bool Trials::tell_apart(const Subject::Members& members, const PeopleBox& whole) {
  const auto most = static_cast<std::int64_t>(members.subjects.size());
  Possible& count = pair_.box.sets[members.count];
  if (count.low.num <= most) return true;
  count = values::single(count.domain, {most, 1});
  return whole.sets[members.count].low.num <= most;
}

std::int64_t Trials::ordinary(const PeopleBox& whole, int variable) const {
  return ordinary_value(pair_.people.variables()[variable], whole.sets[variable], on_);
}

std::int64_t Trials::end(const PeopleBox& whole, int variable, bool high) const {
  const Possible& set = whole.sets[variable];
  if (!is_interval(set)) return ordinary(whole, variable);
  return high ? set.high.num : set.low.num;
}

std::int64_t Trials::between(const PeopleBox& whole, int variable, std::int64_t place) const {
  const Possible& set = whole.sets[variable];
  if (!is_interval(set)) return end(whole, variable, false);
  return static_cast<std::int64_t>(set.low.num + width(set) * place / kLongestLine);
}

std::uint64_t Trials::draw() {
  seed_ ^= seed_ << 13U;
  seed_ ^= seed_ >> 7U;
  return seed_ ^= seed_ << 17U;
}

// Of an interval, a number as near to the ordinary one as one likes: every size is as likely.
std::int64_t Trials::drawn(const PeopleBox& whole, int variable) {
  const Possible& set = whole.sets[variable];
  if (!is_interval(set)) {
    std::int64_t member = values::single_value(set);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < set.members.size() && i < 64; ++i) {
      if (set.members.test(i) && draw() % ++seen == 0) member = static_cast<std::int64_t>(i);
    }
    return member;
  }
  const auto distance = static_cast<Int128>(draw() >> (1 + draw() % 63));
  const Int128 value = ordinary(whole, variable) + (draw() % 4 == 0 ? -distance : distance);
  return static_cast<std::int64_t>(std::clamp<Int128>(value, set.low.num, set.high.num));
}

bool Trials::some() {
  begin();
  const PeopleBox whole = pair_.box;
  if (person(whole, [&](int variable) { return ordinary(whole, variable); })) return true;
  if (person(whole, [&](int variable) { return end(whole, variable, false); })) return true;
  if (person(whole, [&](int variable) { return end(whole, variable, true); })) return true;
  for (int i = 0; i < kDrawn; ++i) {
    if (person(whole, [&](int variable) { return drawn(whole, variable); })) return true;
  }
  return false;
}

Trials::Answers Trials::answers() const {
  const auto amount = [](const Side& side) {
    return side.outcome() != Kleene::yes || side.amount() == nullptr ? 0 : side.amount()->low.num;
  };
  return {pair_.a.outcome(), pair_.b.outcome(), amount(pair_.a), amount(pair_.b)};
}

// Halves the ways on which answers change, the first ones first, down to the places where they do.
template <typename ValueAt>
bool Trials::halve(const PeopleBox& whole, const ValueAt& value_at, std::int64_t from, std::int64_t to) {
  Answers first;
  Answers last;
  const auto at = [&](std::int64_t place, Answers& given) {
    if (person(whole, [&](int variable) { return value_at(variable, place); })) return true;
    given = answers();
    return false;
  };
  if (at(from, first) || at(to, last)) return true;
  std::vector<Way> ways{{from, to, first, last}};
  for (int tried = 0; tried < kTriedOnLine && !ways.empty() && !spent(); ++tried) {
    const Way way = ways.back();
    ways.pop_back();
    if (way.first == way.last || way.to - way.from <= 1) continue;
    const std::int64_t middle = way.from + (way.to - way.from) / 2;
    Answers between;
    if (at(middle, between)) return true;
    ways.push_back({middle, way.to, between, way.last});
    ways.push_back({way.from, middle, way.first, between});
  }
  return false;
}

bool Trials::on_line() {
  begin();
  const PeopleBox whole = pair_.box;
  return halve(
      whole, [&](int variable, std::int64_t place) { return between(whole, variable, place); }, 0, kLongestLine);
}

bool Trials::along(const std::vector<int>& variables) {
  begin();
  const PeopleBox whole = pair_.box;
  for (const int variable : variables) {
    if (!is_interval(whole.sets[variable])) continue;
    if (along(whole, variable, true) || along(whole, variable, false)) return true;
  }
  return false;
}

bool Trials::along(const PeopleBox& whole, int variable, bool up) {
  const Possible& set = whole.sets[variable];
  const Int128 start = ordinary(whole, variable);
  const Int128 longest = up ? set.high.num - start : start - set.low.num;
  const auto value_at = [&](int other, std::int64_t distance) {
    if (other != variable) return ordinary(whole, other);
    return static_cast<std::int64_t>(up ? start + distance : start - distance);
  };
  std::int64_t from = 0;
  for (Int128 to = 1; from < longest && !spent(); to *= 10) {
    const auto reached = static_cast<std::int64_t>(std::min<Int128>({to, longest, values::kMax64}));
    if (halve(whole, value_at, from, reached)) return true;
    from = reached;
    if (from == values::kMax64) break;
  }
  return false;
}

}  // namespace proactive::answers
