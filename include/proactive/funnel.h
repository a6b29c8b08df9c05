// A right as a funnel over a population: where people stop, alone or for several reasons, and for
// lack of which fact nothing can be said.
//
//   auto funnels = proactive::funnel(plan, population);
//   for (const Stop& stop : funnels->front().stops)
//     std::cout << stop.name << ' ' << stop.failed << ' ' << stop.failed_alone << '\n';
#ifndef PROACTIVE_FUNNEL_H_
#define PROACTIVE_FUNNEL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "proactive/export.h"
#include "proactive/population.h"
#include "proactive/result.h"

namespace proactive {

class Plan;
struct AssessOptions;

/// A condition inside a group, in the order of the rules. Groups inside groups are opened: what
/// counts are the named conditions.
struct StopPart {
  std::string name;
  std::string label;
  std::string law;
  /// Rows refused for which this condition is among the deciding ones, as `Decision::deciding` lists them.
  std::int64_t failed = 0;
  bool operator==(const StopPart&) const = default;
};

/// One place where rows can stop: a condition, or a whole group (`either`, `at least 2 of`).
struct Stop {
  std::string name;  ///< of a group: the names of its parts, `modest | alone`
  std::string label;
  std::string law;
  std::int64_t at_least = 0;      ///< parts of a group that must hold, 1 for `either`; 0: no group
  std::int64_t failed = 0;        ///< rows for which it does not hold; all of them are refused
  std::int64_t failed_alone = 0;  ///< and for which no other stop fails: change it, and they are not refused
  std::int64_t open = 0;          ///< undetermined rows for which it is unknown
  std::int64_t still_in = 0;      ///< rows for which neither this stop nor one before it fails
  std::int64_t certain = 0;       ///< of these, rows for which it and all before it hold
  std::vector<StopPart> parts;    ///< of a group
  bool operator==(const Stop&) const = default;
};

/// Rows that stop at exactly these places.
struct StopCombination {
  std::vector<std::int32_t> stops;  ///< places in `Funnel::stops`, ascending
  std::int64_t rows = 0;
  bool operator==(const StopCombination&) const = default;
};

/// A fact for lack of which rows are undetermined; or an operation without result, `division by zero`.
struct FunnelMissing {
  std::string fact;    ///< by field: `dependants.custody`
  std::string source;  ///< the holder's name; empty: the person
  std::string source_label;
  bool is_fact = true;     ///< false: an operation without result
  std::int64_t rows = 0;   ///< undetermined rows that lack it for the outcome
  std::int64_t alone = 0;  ///< and lack nothing else
  bool operator==(const FunnelMissing&) const = default;
};

/// One right. `eligible + refused + undetermined` is `total`, and the last stop's `still_in` is what
/// is not refused.
struct Funnel {
  std::string right;
  std::string label;
  std::string entity;
  std::int64_t total = 0;
  std::int64_t eligible = 0;
  std::int64_t refused = 0;
  std::int64_t undetermined = 0;
  std::vector<Stop> stops;  ///< in the order of the rules
  /// The most frequent first, equal ones in the order of their stops; no more than were asked for.
  std::vector<StopCombination> combinations;
  std::int64_t other_combinations = 0;  ///< combinations that are not listed
  std::int64_t other_rows = 0;          ///< and their rows
  std::vector<FunnelMissing> missing;   ///< the most frequent first, then by name
  bool operator==(const Funnel&) const = default;
};

/// Combinations that a funnel lists, unless told otherwise.
inline constexpr std::size_t kListedCombinations = 20;

/// The funnel of every right of the plan, in its order. Assesses the population once, in blocks, without
/// amounts; holds two bits a condition and row while it runs. Amounts play no part: a fact that only an
/// amount needs is not missing here. Of `run`, threads, progress and instruction set count. Errors: as
/// `Plan::assess`.
PROACTIVE_EXPORT Result<std::vector<Funnel>> funnel(const Plan& plan, const Population& population,
                                                    const AssessOptions& run,
                                                    std::size_t combinations = kListedCombinations);
PROACTIVE_EXPORT Result<std::vector<Funnel>> funnel(const Plan& plan, const Population& population);

}  // namespace proactive

#endif  // PROACTIVE_FUNNEL_H_
