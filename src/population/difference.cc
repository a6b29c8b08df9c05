#include "population/difference.h"

#include <algorithm>
#include <bit>

#include "values/int128.h"

namespace proactive {

namespace {

constexpr auto kRefused = static_cast<std::size_t>(Outcome::not_eligible);
constexpr auto kEligible = static_cast<std::size_t>(Outcome::eligible);
constexpr auto kOpen = static_cast<std::size_t>(Outcome::undetermined);

}  // namespace

std::int64_t PopulationComparison::entered() const { return moves[kRefused][kEligible] + moves[kOpen][kEligible]; }
std::int64_t PopulationComparison::left() const { return moves[kEligible][kRefused] + moves[kEligible][kOpen]; }
std::int64_t PopulationComparison::became_undetermined() const {
  return moves[kRefused][kOpen] + moves[kEligible][kOpen];
}
std::int64_t PopulationComparison::no_longer_undetermined() const {
  return moves[kOpen][kRefused] + moves[kOpen][kEligible];
}

namespace population {

namespace {

using Word = std::uint64_t;
using Words = std::array<Word, 3>;  // by outcome: the rows of a word that have it

std::int64_t saturated(values::Int128 sum) {
  return static_cast<std::int64_t>(std::clamp<values::Int128>(sum, values::kMin64, values::kMax64));
}

// One of the results, row after row.
class Side {
 public:
  explicit Side(const RightOutcomes* outcomes) : outcomes_(outcomes) {}

  Words words(std::int64_t word, Word rows) const {
    if (outcomes_ == nullptr) return {rows, 0, 0};
    const Word no = outcomes_->not_eligible[word] & rows;
    const Word yes = outcomes_->eligible[word] & rows;
    return {no, yes, rows & ~yes & ~no};
  }

  // Of ascending rows.
  bool is_range(std::int64_t row) {
    if (outcomes_ == nullptr) return false;
    while (next_ < outcomes_->open.size() && outcomes_->open[next_] < row) ++next_;
    return next_ < outcomes_->open.size() && outcomes_->open[next_] == row;
  }

  bool has_amount() const { return outcomes_ != nullptr && outcomes_->has_amount; }
  std::int64_t low(std::int64_t row) const { return has_amount() ? outcomes_->amount_cents[row] : 0; }

  const ConditionBits* find(const std::string& name) const {
    if (outcomes_ == nullptr) return nullptr;
    const auto found = std::find_if(outcomes_->conditions.begin(), outcomes_->conditions.end(),
                                    [&](const ConditionBits& condition) { return condition.name == name; });
    return found == outcomes_->conditions.end() ? nullptr : &*found;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    if (outcomes_ == nullptr) return names;
    for (const ConditionBits& condition : outcomes_->conditions) names.push_back(condition.name);
    return names;
  }

 private:
  const RightOutcomes* outcomes_;
  std::size_t next_ = 0;
};

// A condition as it was and as it is. One that is not there holds for everybody.
struct Reason {
  const ConditionBits* before = nullptr;
  const ConditionBits* after = nullptr;
  ReasonCount count;

  Word changed(std::int64_t word) const {
    const auto yes = [&](const ConditionBits* bits) { return bits == nullptr ? ~Word{0} : bits->yes[word]; };
    const auto no = [&](const ConditionBits* bits) { return bits == nullptr ? Word{0} : bits->no[word]; };
    return (yes(before) ^ yes(after)) | (no(before) ^ no(after));
  }
};

class Summing {
 public:
  Summing(const RightOutcomes* before, const RightOutcomes* after, PopulationComparison& into)
      : before_(before), after_(after), into_(into) {
    // Of a right that is in force under one plan only, its conditions are not the reason.
    if (before == nullptr || after == nullptr) return;
    std::vector<std::string> names = after_.names();
    for (const std::string& name : before_.names()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    for (const std::string& name : names) reasons_.push_back({before_.find(name), after_.find(name), {name, 0, 0, 0}});
  }

  void run(std::int64_t total) {
    for (std::int64_t word = 0; word < (total + 63) / 64; ++word) {
      const std::int64_t left = total - 64 * word;
      add(word, left >= 64 ? ~Word{0} : (Word{1} << left) - 1);
    }
    into_.up_cents = saturated(up_);
    into_.down_cents = saturated(down_);
    into_.entered_cents = saturated(entered_);
    into_.left_cents = saturated(left_);
    for (Reason& reason : reasons_) {
      const ReasonCount& count = reason.count;
      if (count.entered + count.left + count.other > 0) into_.reasons.push_back(count);
    }
  }

 private:
  void add(std::int64_t word, Word rows) {
    const Words was = before_.words(word, rows);
    const Words is = after_.words(word, rows);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) into_.moves[i][j] += std::popcount(was[i] & is[j]);
    }
    const Word entered = is[kEligible] & ~was[kEligible];
    const Word left = was[kEligible] & ~is[kEligible];
    const Word other = (was[kRefused] & is[kOpen]) | (was[kOpen] & is[kRefused]);
    if ((entered | left | other) != 0) {
      for (Reason& reason : reasons_) {
        const Word changed = reason.changed(word);
        reason.count.entered += std::popcount(changed & entered);
        reason.count.left += std::popcount(changed & left);
        reason.count.other += std::popcount(changed & other);
      }
    }
    if (before_.has_amount() || after_.has_amount()) add_amounts(word, was[kEligible], is[kEligible]);
  }

  void add_amounts(std::int64_t word, Word was, Word is) {
    for (Word todo = was | is; todo != 0; todo &= todo - 1) {
      const std::int64_t row = 64 * word + std::countr_zero(todo);
      const Word bit = todo & (~todo + 1);
      const std::int64_t before = before_.low(row);
      const std::int64_t after = after_.low(row);
      const bool range = before_.is_range(row);
      if ((was & bit) == 0) {
        entered_ += after;
      } else if ((is & bit) == 0) {
        left_ += before;
      } else if (after_.is_range(row) || range) {
        ++into_.amount_open;
      } else if (after != before) {
        ++(after > before ? into_.amount_up : into_.amount_down);
        const values::Int128 more = static_cast<values::Int128>(after) - before;
        (more > 0 ? up_ : down_) += more > 0 ? more : -more;
      }
    }
  }

  Side before_;
  Side after_;
  PopulationComparison& into_;
  std::vector<Reason> reasons_;
  values::Int128 up_ = 0;
  values::Int128 down_ = 0;
  values::Int128 entered_ = 0;
  values::Int128 left_ = 0;
};

}  // namespace

void compare(const RightOutcomes* before, const RightOutcomes* after, PopulationComparison& comparison) {
  const RightOutcomes& one = after != nullptr ? *after : *before;
  comparison.subjects = one.rows;
  Summing(before, after, comparison).run(one.rows);
}

}  // namespace population
}  // namespace proactive
