// Sums over a population.
#include <algorithm>

#include "proactive/population.h"
#include "values/int128.h"

namespace proactive {

namespace {

std::int64_t saturated(values::Int128 sum) {
  return static_cast<std::int64_t>(std::clamp<values::Int128>(sum, values::kMin64, values::kMax64));
}

class Summing {
 public:
  explicit Summing(const RightOutcomes& outcomes) : outcomes_(outcomes), counts_(outcomes.missing_facts.size()) {}

  Summary run() {
    summary_.right = outcomes_.right;
    summary_.entity = outcomes_.entity;
    summary_.has_amount = outcomes_.has_amount;
    summary_.period = outcomes_.period;
    summary_.subjects = outcomes_.rows;
    for (std::int64_t row = 0; row < outcomes_.rows; ++row) add(row);
    for (const std::int32_t fact : outcomes_.missing) ++counts_[fact];
    summary_.unclaimed_low_cents = saturated(low_);
    summary_.unclaimed_high_cents = saturated(high_);
    rank_missing();
    return summary_;
  }

 private:
  void add(std::int64_t row) {
    const Outcome outcome = outcomes_.outcome(row);
    const bool is_open = next_open_ < outcomes_.open.size() && outcomes_.open[next_open_] == row;
    if (is_open) ++next_open_;
    summary_.eligible += outcome == Outcome::eligible ? 1 : 0;
    summary_.not_eligible += outcome == Outcome::not_eligible ? 1 : 0;
    summary_.undetermined += outcome == Outcome::undetermined ? 1 : 0;
    // Of somebody refused nothing is kept, in particular not whether they receive (CRPA, L114-8 II).
    if (outcome == Outcome::not_eligible || !outcomes_.has_received) return;
    const Kleene received = outcomes_.received(row);
    summary_.receiving += received == Kleene::yes ? 1 : 0;
    summary_.receipt_unknown += received == Kleene::unknown ? 1 : 0;
    if (received != Kleene::no) return;
    const bool certain = outcome == Outcome::eligible;
    summary_.entitled_not_receiving += certain ? 1 : 0;
    if (!outcomes_.has_amount) return;
    const std::int64_t low = outcomes_.amount_cents[row];
    if (certain) low_ += low;
    high_ += is_open ? outcomes_.open_high_cents[next_open_ - 1] : low;
  }

  void rank_missing() {
    for (std::size_t i = 0; i < counts_.size(); ++i)
      summary_.missing.emplace_back(outcomes_.missing_facts[i], counts_[i]);
    std::sort(summary_.missing.begin(), summary_.missing.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
  }

  const RightOutcomes& outcomes_;
  Summary summary_;
  std::vector<std::int64_t> counts_;
  std::size_t next_open_ = 0;
  values::Int128 low_ = 0;
  values::Int128 high_ = 0;
};

}  // namespace

Summary summarise(const RightOutcomes& outcomes) { return Summing(outcomes).run(); }

}  // namespace proactive
