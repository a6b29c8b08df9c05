// A population as tables, and the answers for everyone in it.
#ifndef PROACTIVE_POPULATION_H_
#define PROACTIVE_POPULATION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/decision.h"
#include "proactive/export.h"
#include "proactive/result.h"
#include "proactive/row_vector.h"

namespace proactive {

class Plan;

namespace detail {
struct PopulationState;
}

/// Facts that were refused, by column; counted, never shown.
struct BadFacts {
  std::string table;  ///< the entity, or "household members"
  std::string column;
  std::string reason;  ///< "out of range", "not a number", "unknown choice value" …
  std::int64_t count = 0;
};

/// The tables of a population, checked against what a plan reads.
///
/// Entity tables have a column `id` (integers or text, unique) and one column a field; a field
/// by year has a column a year (`reference_income_2022`). Money is in euros (decimal128,
/// integers, text, or a float that is a whole number of cents), or in cents in a column
/// `FIELD_cents`. A membership table has three columns: the group's entity, the member's
/// entity (both hold ids) and `role`. Nulls are unknown. Columns the plan does not need are
/// not read.
///
/// Immutable once built; may be read by any number of threads.
class PROACTIVE_EXPORT Population {
 public:
  /// Takes one stream for each table, and releases them all, also on error. `entities` and
  /// `members` are by name of entity (for members: of the group). Errors, all of them, before
  /// anything runs: a table that is missing (E1101) or without `id` (E1102), a column of the
  /// wrong type (E1103), duplicate ids (E1104), a member or group that does not exist (E1105),
  /// a role that does not exist (E1106), a stream that fails (E1107).
  static Result<Population> read(const Plan& plan, std::vector<std::pair<std::string, ArrowArrayStream*>> entities,
                                 std::vector<std::pair<std::string, ArrowArrayStream*>> members);

  std::int64_t rows(std::string_view entity) const;
  /// Columns that are in a table and are not needed on the plan's date.
  std::vector<std::pair<std::string, std::string>> columns_not_read() const;
  /// Columns that are needed and absent: their facts are unknown for all.
  std::vector<std::pair<std::string, std::string>> columns_absent() const;
  const std::vector<BadFacts>& bad_facts() const;
  /// The place (from 0) of a subject's row by the text of its id, or -1.
  std::int64_t find(std::string_view entity, std::string_view id) const;

  explicit Population(std::shared_ptr<const detail::PopulationState> state) : state_(std::move(state)) {}
  const std::shared_ptr<const detail::PopulationState>& state() const { return state_; }

 private:
  std::shared_ptr<const detail::PopulationState> state_;
};

/// One bit for each row, the lowest of a word first.
using RowBits = RowVector<std::uint64_t>;
inline bool is_set(const RowBits& bits, std::int64_t row) { return (bits[row / 64] >> (row % 64) & 1U) != 0; }

/// What one named condition of a right is for every row; neither is unknown.
struct ConditionBits {
  std::string name;
  RowBits yes;
  RowBits no;
};

/// The answers of one right for every row of its entity's table, in its order. Most rows need
/// two bits and an amount; what else there is to say of the others stands in `open`.
struct PROACTIVE_EXPORT RightOutcomes {
  std::string right;
  std::string entity;
  std::string period;  ///< of the amount: "month", "year" or empty
  bool has_amount = false;
  bool has_received = false;
  std::int64_t rows = 0;
  RowBits eligible;
  RowBits not_eligible;  ///< in neither: undetermined
  RowBits received_yes;  ///< empty when the rule set does not say
  RowBits received_no;
  /// The amount if eligible, its low end when that is not one number; 0 for a refusal.
  RowVector<std::int64_t> amount_cents;
  std::vector<ConditionBits> conditions;  ///< when asked for

  /// Rows of which there is more to say: what is missing, or an amount that is not one number. Ascending.
  std::vector<std::int32_t> open;
  std::vector<std::int64_t> open_high_cents;  ///< by open row
  /// For every open row, what is missing: numbers into `missing_facts`, from `missing_begin[i]` to
  /// `missing_begin[i + 1]`. Empty when not asked for.
  std::vector<std::string> missing_facts;  ///< by field: `dependants.custody`
  std::vector<std::int64_t> missing_begin;
  std::vector<std::int32_t> missing;

  Outcome outcome(std::int64_t row) const;
  Kleene received(std::int64_t row) const;
  /// Looks an open row up; walking through all rows, `open` is read beside them.
  Amount amount(std::int64_t row) const;
};

struct Outcomes {
  std::vector<RightOutcomes> rights;
};

/// Sums over a population for one right. "Unclaimed" is what the entitled who do not receive
/// could receive: low counts certain rights at their low end, high adds the undetermined ones
/// that do not receive, at their high end.
struct Summary {
  std::string right;
  std::string entity;
  std::int64_t subjects = 0;
  std::int64_t eligible = 0;
  std::int64_t not_eligible = 0;
  std::int64_t undetermined = 0;
  std::int64_t receiving = 0;
  std::int64_t entitled_not_receiving = 0;
  std::int64_t receipt_unknown = 0;
  /// Missing facts of undetermined rows with their counts, the most frequent first.
  std::vector<std::pair<std::string, std::int64_t>> missing;
  bool has_amount = false;
  std::string period;
  std::int64_t unclaimed_low_cents = 0;
  std::int64_t unclaimed_high_cents = 0;
};

PROACTIVE_EXPORT Summary summarise(const RightOutcomes& outcomes);

/// The answers of one right as Arrow: a struct array with the columns `id`, `outcome`,
/// `amount_low` and `amount_high` (decimal128(19, 2) euros; null for a refusal), `received`
/// and `missing` (a list of text); and `conditions`, a struct of booleans, when they were asked
/// for. `schema` and `array` are filled; the caller releases them.
PROACTIVE_EXPORT void export_arrow(const Population& population, const RightOutcomes& outcomes, ArrowSchema* schema,
                                   ArrowArray* array);

/// The same as a stream of batches, each made when it is read.
PROACTIVE_EXPORT void export_arrow(Population population, std::shared_ptr<const RightOutcomes> outcomes,
                                   ArrowArrayStream* stream);

}  // namespace proactive

#endif  // PROACTIVE_POPULATION_H_
