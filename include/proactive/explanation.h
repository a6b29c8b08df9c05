// Why a right is granted, refused or open: the conditions, the facts, the figures, the operations.
//
//   auto explanation = plan->explain(household, "cheque_energie", {.language = Language::french});
//   std::cout << explanation->to_text();
//
// Made for an audience: what the rules keep from it is not in the explanation, nor what would give
// it away. Unlike a `Decision`, an explanation holds values of facts; keep it as you keep those.
#ifndef PROACTIVE_EXPLANATION_H_
#define PROACTIVE_EXPLANATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/audience.h"
#include "proactive/date.h"
#include "proactive/decision.h"
#include "proactive/export.h"
#include "proactive/kleene.h"
#include "proactive/record.h"

namespace proactive {

/// The version of what `Explanation::to_json` writes; `docs/schemas/explanation-1.json` says it all.
inline constexpr std::string_view kExplanationSchema = "proactive/explanation/1";

/// Most steps an explanation shows. A decision over hundreds of members may have more: it is then
/// cut, and says so (`complete` is false).
inline constexpr std::size_t kMaxExplanationSteps = 20000;

struct ExplainOptions {
  Audience audience;  ///< by default the subject itself
  Language language = Language::english;
};

/// A value, exact: a single one, or those still possible while facts are missing.
struct ShownValue {
  enum class Kind : std::uint8_t { truth, number, rate, money, date, choice };
  enum class State : std::uint8_t {
    known,
    open,       ///< `low` to `high` are possible, or `choices`
    no_result,  ///< an operation has none; `reason` says why
    not_read,   ///< it cannot change the answer, and was not looked at
  };

  struct Choice {
    std::string name;
    std::string label;
    friend bool operator==(const Choice&, const Choice&) = default;
  };

  Kind kind = Kind::truth;
  State state = State::known;
  int scale = 0;  ///< of numbers: decimals of `low` and `high`; money is in euros with scale 2
  /// A number is `low / low_over` · 10^-`scale`; a date is days since 1970-01-01; a truth is 0 or 1.
  /// Of an open value the lower end.
  std::int64_t low = 0;
  std::int64_t low_over = 1;
  std::int64_t high = 0;
  std::int64_t high_over = 1;
  std::vector<Choice> choices;  ///< the members still possible; empty: any
  std::string period;           ///< of money: "month", "year" or empty
  std::string reason;

  bool known() const { return state == State::known; }
  friend bool operator==(const ShownValue&, const ShownValue&) = default;
};

/// What a step does with its parts.
enum class Operation : std::uint8_t {
  constant,   ///< a number of the rules' text
  today,      ///< the date of assessment
  fact,       ///< `datum` says which
  known,      ///< whether the fact is known
  define,     ///< a named quantity; its part is how it is made
  parameter,  ///< `figure` says which
  scale,
  table,
  row,  ///< the row (or `column`) of a table that holds; its parts are its bounds
  column,
  condition,  ///< of another right
  group,      ///< of another right: either, or at least so many
  member,     ///< one member of a role: `name` is `dependants[1]`
  logical_not,
  logical_and,
  logical_or,
  less,
  at_most,
  equal,
  unequal,
  at_least,
  more,
  is_in,  ///< a member of `allowed`
  add,
  subtract,
  multiply,
  divide,
  negate,
  absolute,
  minimum,
  maximum,
  round_down,
  round_up,
  round_half_up,
  round_half_even,
  convert_period,
  add_months,
  add_days,
  year_of,
  month_of,
  day_of,
  age,
  choose,  ///< its parts: the conditions that were asked, then the value taken
  count,
  sum,
  any,
  all,
  least,
  greatest,
  entitled,
  amount_of,
  receives,
};

/// The word for an operation in JSON: "fact", "add", "less" …
PROACTIVE_EXPORT std::string_view to_string(Operation operation);

/// One node of the way from facts and figures to a value.
struct ExplanationStep {
  Operation operation = Operation::constant;
  bool repeated = false;  ///< shown before, where this name first stands
  bool decides = false;   ///< of a condition of another right
  int datum = -1;         ///< place in `Explanation::data`; of an aggregate, its list
  int figure = -1;        ///< place in `Explanation::figures`
  std::string name;       ///< as the rules write it
  std::string label;
  std::string law;
  ShownValue value;
  std::vector<ShownValue::Choice> allowed;  ///< of `is_in`
  std::vector<ExplanationStep> parts;
};

struct ExplainedCondition {
  enum class Kind : std::uint8_t { leaf, either, at_least } kind = Kind::leaf;
  std::int64_t count = 0;  ///< of `at_least`
  std::string name;        ///< of a leaf
  std::string label;
  std::string law;
  Kleene value = Kleene::unknown;
  bool decides = false;                  ///< the outcome is what it is because of it
  std::optional<ExplanationStep> steps;  ///< of a leaf
  std::vector<ExplainedCondition> parts;
};

/// A fact that was read, or the list of a role.
struct Datum {
  /// From the subject to the row the fact stands in.
  struct Place {
    bool is_group = false;
    std::string name;  ///< the group's entity, or the role
    int member = 0;    ///< its number in the role, from 0
    friend bool operator==(const Place&, const Place&) = default;
  };

  std::string fact;    ///< `dependants[2].custody`
  std::string column;  ///< `custody`, `reference_income_2017`; of a list, the role
  std::string label;
  bool is_list = false;  ///< `value` is how many members the role has
  std::vector<Place> place;
  ShownValue value;
  std::string source;  ///< the holder's name; empty: the person
  std::string source_label;
  std::string reason;            ///< why it is unknown: "not asked", "bad data", … (`Absence`)
  std::optional<Date> obtained;  ///< when the value was obtained, if the record says it
};

/// A figure that was used, and how old it is.
struct FigureUse {
  enum class Kind : std::uint8_t { parameter, scale, table } kind = Kind::parameter;
  std::string name;
  std::string law;
  std::optional<ShownValue> value;  ///< of a parameter
  std::optional<Date> since;        ///< in force since; none: always
  std::optional<Date> confirmed_on;
  bool stale = false;  ///< nobody has confirmed it for longer than the rule set allows
  /// Days from the later of the two dates to the assessment; none when there is neither.
  std::optional<std::int64_t> age_days;
};

/// How far a value is from what a condition asks.
struct Distance {
  enum class Unit : std::uint8_t { cents, days, years, units } unit = Unit::units;
  /// `amount / over` · 10^-`scale`, never negative; cents are of the amount's own period.
  std::int64_t amount = 0;
  std::int64_t over = 1;
  int scale = 0;
  bool beyond = false;  ///< reaching the threshold is not enough, it must be passed
};

/// A comparison by which a condition fails.
struct FailedComparison {
  Operation operation = Operation::fact;  ///< a comparison, `is_in`, `fact`, or an aggregate
  bool wanted = true;                     ///< what it should be; false under a `not`
  std::string name;                       ///< of what is compared
  std::string label;
  ShownValue value;
  std::string threshold_name;  ///< the figure's, if it has one
  std::string threshold_law;
  std::optional<ShownValue> threshold;
  std::vector<ShownValue::Choice> allowed;
  std::optional<Distance> distance;
};

struct FailingCondition {
  std::string name;
  std::string label;
  std::string law;
  std::vector<FailedComparison> because;
};

/// The failing conditions of a refusal, and nothing else.
struct RefusalSheet {
  Language language = Language::english;
  std::string right;
  std::string label;
  std::string law;
  Date on;
  std::vector<FailingCondition> failing;
  /// The failing conditions read no fact in common, so that each can be met by itself, and the right is
  /// granted when exactly these are. Not said of a partial sheet.
  bool independent = false;
  bool partial = false;   ///< other conditions are kept from this audience, and may fail too
  bool withheld = false;  ///< the reasons are kept from this audience

  PROACTIVE_EXPORT std::string to_text() const;
  PROACTIVE_EXPORT std::string to_json() const;
};

/// One of the four parts that article R311-3-1-2 of the CRPA prescribes.
struct StatutoryBlock {
  std::string title;
  std::vector<std::string> lines;
};

/// A plain value; copies are independent.
struct Explanation {
  std::string right;
  std::string label;
  std::string law;
  Date on;
  Audience audience;
  Language language = Language::english;
  Outcome outcome = Outcome::undetermined;
  /// Of a right that is not refused; none if it has none or the audience may not see it.
  std::optional<Amount> amount;
  std::string period;
  /// Something of the rules is kept from this audience. Depends on rules and audience alone.
  bool partial = false;
  /// The outcome comes from what is kept from this audience, so that no reason is given at all.
  bool withheld = false;
  /// False when there are more steps than `kMaxExplanationSteps`.
  bool complete = true;
  /// Of a refusal: the failing conditions read no fact in common.
  bool independent = false;
  std::vector<ExplainedCondition> conditions;  ///< those that decided first
  std::optional<ExplanationStep> amount_steps;
  std::vector<Datum> data;
  std::vector<FigureUse> figures;
  std::vector<Missing> missing;
  std::vector<std::string> no_result;
  std::vector<ConditionResult> attested;

  /// The facts shown, as a record of the subject: assessed by the same plan it gives the same
  /// outcome, deciding conditions and (unless refused) amount, when nothing is kept from the audience.
  PROACTIVE_EXPORT Record facts() const;

  /// No value unless the right is refused.
  PROACTIVE_EXPORT std::optional<RefusalSheet> refusal() const;

  /// What article R311-3-1-2 of the CRPA prescribes, in its order: the degree and mode of
  /// contribution of the treatment, the data and their sources, the parameters and weights applied
  /// to the person, the operations.
  PROACTIVE_EXPORT std::array<StatutoryBlock, 4> statutory() const;

  PROACTIVE_EXPORT std::string to_text() const;
  /// One JSON object of the schema `kExplanationSchema`.
  PROACTIVE_EXPORT std::string to_json() const;
  /// One page by itself: no script, nothing loaded, everything escaped.
  PROACTIVE_EXPORT std::string to_html() const;
};

/// A value for people: "1 234,50 €" in French, "€1,234.50" in English.
PROACTIVE_EXPORT std::string to_text(const ShownValue& value, Language language);
/// The same for programs: "1234.50", "1/3", "2024-04-01", "true", the name of a member; bounds as
/// "0..9000"; empty when nothing is known.
PROACTIVE_EXPORT std::string to_exact(const ShownValue& value);

}  // namespace proactive

#endif  // PROACTIVE_EXPLANATION_H_
