// Two versions of rules side by side: whom they treat otherwise, and why.
//
//   auto found = proactive::compare(old_plan, new_plan);                        // without data
//   auto counts = proactive::compare(old_plan, old_data, new_plan, new_data);   // over a population
#ifndef PROACTIVE_DIFFERENCE_H_
#define PROACTIVE_DIFFERENCE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proactive/decision.h"
#include "proactive/export.h"
#include "proactive/population.h"
#include "proactive/record.h"
#include "proactive/result.h"

namespace proactive {

class Plan;
struct AssessOptions;

/// What is not the same in the text of a right, on the dates of the two plans.
struct RuleChange {
  enum class Kind : std::uint8_t { version, condition, figure, amount };
  Kind kind = Kind::condition;
  std::string name;    ///< of the condition (of a group: its label) or the figure
  std::string before;  ///< the value of a parameter, the dates of a version, the label of a condition; empty: not there
  std::string after;
  bool operator==(const RuleChange&) const = default;
};

/// "version", "condition", "figure" or "amount".
PROACTIVE_EXPORT std::string_view to_string(RuleChange::Kind kind);

/// Somebody whom two versions of a right treat otherwise. Nobody real: the person is made up.
struct DifferenceWitness {
  Record person;  ///< within the declared ranges, with few facts; for `Plan::assess`
  Decision before;
  Decision after;
};

/// One right under two plans, without data.
struct RightComparison {
  enum class Verdict : std::uint8_t {
    same,            ///< proved: nobody all of whose facts are known is treated otherwise
    different,       ///< and `witness` is
    not_found,       ///< nobody found within the bound; nothing is proved
    not_comparable,  ///< the two declare other facts; see `obstacles`
    only_before,     ///< in force in the first plan only
    only_after,
  };
  std::string right;
  std::string label;
  std::string entity;
  Verdict verdict = Verdict::not_found;
  bool same_operations = false;  ///< of `same`: the two compute the same, step by step
  std::int64_t looked_at = 0;    ///< sets of people, and people, that were looked at
  std::optional<DifferenceWitness> witness;
  std::vector<std::string> obstacles;
  std::vector<RuleChange> changes;
};

/// "same", "different", "not found", "not comparable", "only before" or "only after".
PROACTIVE_EXPORT std::string_view to_string(RightComparison::Verdict verdict);

/// Sets of people that are looked at for each right, unless told otherwise.
inline constexpr std::int64_t kPeopleLookedAt = 20'000;

/// Every right of either plan, in the order of the second, then those of the first only: somebody on whom
/// outcome or amount differ, or the proof that there is nobody, or neither within `bound` (and as many
/// steps again to make the person small). Receipt is not compared. The same plans give the same person.
/// Members of a list beyond six are not told apart; where that matters, nothing is proved. Errors: as
/// `RuleSet::plan`.
PROACTIVE_EXPORT Result<std::vector<RightComparison>> compare(const Plan& before, const Plan& after,
                                                              std::int64_t bound = kPeopleLookedAt);

/// How often a condition is a reason: rows whose outcome changed and for which the condition came out
/// otherwise. One row may have several reasons.
struct ReasonCount {
  std::string condition;
  std::int64_t entered = 0;
  std::int64_t left = 0;
  std::int64_t other = 0;  ///< other moves, to or from undetermined
  bool operator==(const ReasonCount&) const = default;
};

/// One right under two plans, over a population. A right that is in force in one plan only is taken as
/// refused to everybody in the other.
struct PopulationComparison {
  std::string right;
  std::string label;
  std::string entity;
  std::string period;  ///< of amounts
  bool in_force_before = true;
  bool in_force_after = true;
  bool same_operations = false;  ///< the two compute the same: assessed once
  std::int64_t subjects = 0;
  /// Rows by outcome before and outcome after, as the numbers of `Outcome`.
  std::array<std::array<std::int64_t, 3>, 3> moves{};
  /// Rows eligible under both whose amount is one number under both, and more or less than before.
  std::int64_t amount_up = 0;
  std::int64_t amount_down = 0;
  std::int64_t up_cents = 0;         ///< what they have more, in all
  std::int64_t down_cents = 0;       ///< what they have less, in all; positive
  std::int64_t entered_cents = 0;    ///< the amounts of those who entered, at their low end
  std::int64_t left_cents = 0;       ///< the amounts that those who left had, at their low end
  std::int64_t amount_open = 0;      ///< rows eligible under both whose amount is a range under one
  std::vector<ReasonCount> reasons;  ///< in the order of the rules after, then those before only
  std::vector<RuleChange> changes;

  std::int64_t entered() const;
  std::int64_t left() const;
  std::int64_t became_undetermined() const;
  std::int64_t no_longer_undetermined() const;
};

/// The same subjects under two plans: tables with the same rows in the same order, each read for its plan.
/// Rights are taken as in the other `compare`. Errors: other subjects in one of the tables (E1331); as
/// `Plan::assess`.
PROACTIVE_EXPORT Result<std::vector<PopulationComparison>> compare(const Plan& before,
                                                                   const Population& population_before,
                                                                   const Plan& after,
                                                                   const Population& population_after,
                                                                   const AssessOptions& run);

}  // namespace proactive

#endif  // PROACTIVE_DIFFERENCE_H_
