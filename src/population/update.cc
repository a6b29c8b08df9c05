#include "population/update.h"

#include <absl/container/btree_map.h>

#include <algorithm>

namespace proactive {

std::int64_t RightChanges::entered() const {
  return std::count_if(changes.begin(), changes.end(), [](const Change& change) { return change.entered(); });
}

std::int64_t RightChanges::left() const {
  return std::count_if(changes.begin(), changes.end(), [](const Change& change) { return change.left(); });
}

std::vector<std::string_view> RightChanges::why_of(std::size_t change) const {
  std::vector<std::string_view> names;
  for (std::int64_t i = why_begin[change]; i < why_begin[change + 1]; ++i) names.push_back(conditions[why[i]]);
  return names;
}

namespace population {

namespace {

void copy_bit(RowBits& to, std::int64_t row, const RowBits& from, std::int64_t place) {
  const std::uint64_t mask = std::uint64_t{1} << (row % 64);
  to[row / 64] = is_set(from, place) ? to[row / 64] | mask : to[row / 64] & ~mask;
}

// Gathers the changes of one right.
class Comparing {
 public:
  Comparing(const RightOutcomes& before, const RightOutcomes& after, const Deciding& deciding)
      : before_(before), after_(after), deciding_(deciding) {
    changes_.right = after.right;
    changes_.entity = after.entity;
    changes_.why_begin.push_back(0);
  }

  // The row as it was at `place_before`, and as it is at `place_after`.
  void compare(std::int32_t row, std::int64_t place_before, std::int64_t place_after) {
    ++changes_.assessed;
    Change change;
    change.row = row;
    change.before = before_.outcome(place_before);
    change.after = after_.outcome(place_after);
    change.amount_before = before_.amount(place_before);
    change.amount_after = after_.amount(place_after);
    if (change.before == change.after && change.amount_before == change.amount_after) return;
    changes_.changes.push_back(change);
    if (change.before != change.after) note_why(change, place_before, place_after);
    changes_.why_begin.push_back(static_cast<std::int64_t>(changes_.why.size()));
  }

  RightChanges take() { return std::move(changes_); }

 private:
  void note_why(const Change& change, std::int64_t place_before, std::int64_t place_after) {
    const bool masks = !after_.conditions.empty() && before_.conditions.size() == after_.conditions.size();
    if (!masks) {
      if (change.after == Outcome::not_eligible && deciding_) {
        for (const std::string& name : deciding_(change.row)) changes_.why.push_back(number(name));
      }
      return;
    }
    for (std::size_t i = 0; i < after_.conditions.size(); ++i) {
      const ConditionBits& was = before_.conditions[i];
      const ConditionBits& is = after_.conditions[i];
      const bool same = is_set(was.yes, place_before) == is_set(is.yes, place_after) &&
                        is_set(was.no, place_before) == is_set(is.no, place_after);
      if (!same) changes_.why.push_back(number(is.name));
    }
  }

  std::int32_t number(const std::string& name) {
    const auto place =
        std::find(changes_.conditions.begin(), changes_.conditions.end(), name) - changes_.conditions.begin();
    if (place == static_cast<std::ptrdiff_t>(changes_.conditions.size())) changes_.conditions.push_back(name);
    return static_cast<std::int32_t>(place);
  }

  const RightOutcomes& before_;
  const RightOutcomes& after_;
  const Deciding& deciding_;
  RightChanges changes_;
};

// Open rows with what is missing, as lists that can be merged.
class OpenRows {
 public:
  // Takes the open rows of a result but for those in `without`, ascending.
  void add_except(const RightOutcomes& from, std::span<const std::int32_t> without) {
    auto next = without.begin();
    for (std::size_t i = 0; i < from.open.size(); ++i) {
      next = std::lower_bound(next, without.end(), from.open[i]);
      if (next == without.end() || *next != from.open[i]) add(from, i, from.open[i]);
    }
  }

  // Takes those of fresh answers, which are for `rows`.
  void add_all(const RightOutcomes& fresh, std::span<const std::int32_t> rows) {
    for (std::size_t i = 0; i < fresh.open.size(); ++i) add(fresh, i, rows[fresh.open[i]]);
  }

  void move_to(RightOutcomes& outcomes, bool missing) {
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.row < b.row; });
    outcomes.open.clear();
    outcomes.open_high_cents.clear();
    outcomes.missing.clear();
    outcomes.missing_facts.clear();
    outcomes.missing_begin.assign(missing ? 1 : 0, 0);
    absl::btree_map<std::string, std::int32_t> numbers;
    for (const Row& row : rows_) {
      outcomes.open.push_back(row.row);
      outcomes.open_high_cents.push_back(row.high_cents);
      for (const std::string& fact : row.missing) {
        const auto [found, fresh] = numbers.emplace(fact, static_cast<std::int32_t>(outcomes.missing_facts.size()));
        if (fresh) outcomes.missing_facts.push_back(fact);
        outcomes.missing.push_back(found->second);
      }
      if (missing) outcomes.missing_begin.push_back(static_cast<std::int64_t>(outcomes.missing.size()));
    }
  }

 private:
  struct Row {
    std::int32_t row;
    std::int64_t high_cents;
    std::vector<std::string> missing;
  };

  void add(const RightOutcomes& from, std::size_t i, std::int32_t row) {
    Row open{row, from.open_high_cents[i], {}};
    if (!from.missing_begin.empty()) {
      for (std::int64_t k = from.missing_begin[i]; k < from.missing_begin[i + 1]; ++k)
        open.missing.push_back(from.missing_facts[from.missing[k]]);
    }
    rows_.push_back(std::move(open));
  }

  std::vector<Row> rows_;
};

// Whether outcome and amount are those before, where neither is a range: most rows are.
bool same_row(const RightOutcomes& before, std::int64_t row, const RightOutcomes& after, std::int64_t place) {
  return before.open.empty() && after.open.empty() && is_set(before.eligible, row) == is_set(after.eligible, place) &&
         is_set(before.not_eligible, row) == is_set(after.not_eligible, place) &&
         (!before.has_amount || before.amount_cents[row] == after.amount_cents[place]);
}

void copy_row(RightOutcomes& to, std::int64_t row, const RightOutcomes& from, std::int64_t place) {
  copy_bit(to.eligible, row, from.eligible, place);
  copy_bit(to.not_eligible, row, from.not_eligible, place);
  if (to.has_received) {
    copy_bit(to.received_yes, row, from.received_yes, place);
    copy_bit(to.received_no, row, from.received_no, place);
  }
  if (to.has_amount) to.amount_cents[row] = from.amount_cents[place];
  for (std::size_t i = 0; i < to.conditions.size(); ++i) {
    copy_bit(to.conditions[i].yes, row, from.conditions[i].yes, place);
    copy_bit(to.conditions[i].no, row, from.conditions[i].no, place);
  }
}

}  // namespace

RightChanges update(RightOutcomes& outcomes, const RightOutcomes& fresh, std::span<const std::int32_t> rows,
                    const Deciding& deciding) {
  Comparing comparing(outcomes, fresh, deciding);
  // Rows far apart are asked for some ahead.
  constexpr std::size_t kAhead = 32;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (outcomes.has_amount && i + kAhead < rows.size())
      __builtin_prefetch(outcomes.amount_cents.data() + rows[i + kAhead], 1);
    const auto place = static_cast<std::int64_t>(i);
    if (!same_row(outcomes, rows[i], fresh, place)) comparing.compare(rows[i], rows[i], place);
  }
  if (!outcomes.open.empty() || !fresh.open.empty()) {
    OpenRows open;
    open.add_except(outcomes, rows);
    open.add_all(fresh, rows);
    open.move_to(outcomes, !outcomes.missing_begin.empty());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) copy_row(outcomes, rows[i], fresh, static_cast<std::int64_t>(i));
  RightChanges changes = comparing.take();
  changes.assessed = static_cast<std::int64_t>(rows.size());
  return changes;
}

RightChanges compare(const RightOutcomes& before, const RightOutcomes& after, const Deciding& deciding) {
  Comparing comparing(before, after, deciding);
  for (std::int64_t row = 0; row < after.rows; ++row) comparing.compare(static_cast<std::int32_t>(row), row, row);
  return comparing.take();
}

}  // namespace population
}  // namespace proactive
