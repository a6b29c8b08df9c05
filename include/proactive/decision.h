// The answer for one subject and one right: outcome, amount, reasons, what is missing.
#ifndef PROACTIVE_DECISION_H_
#define PROACTIVE_DECISION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/absence.h"
#include "proactive/date.h"
#include "proactive/export.h"
#include "proactive/kleene.h"
#include "proactive/money.h"

namespace proactive {

/// The numbers are part of the interface (Arrow results and files store them).
enum class Outcome : std::uint8_t { not_eligible = 0, eligible = 1, undetermined = 2 };

/// "eligible", "not eligible" or "undetermined".
PROACTIVE_EXPORT std::string_view to_string(Outcome outcome);

/// An amount, or its bounds while facts are missing. Both ends are possible, in whole cents.
struct Amount {
  std::int64_t low_cents = 0;
  std::int64_t high_cents = 0;
  bool exact() const { return low_cents == high_cents; }
  friend bool operator==(const Amount&, const Amount&) = default;
};

/// The short answer, without reasons. A plain value: no allocation, safe to copy.
struct Answer {
  Outcome outcome = Outcome::undetermined;
  Kleene received = Kleene::unknown;
  Amount amount;  ///< of a refused right, and of a right without amount: 0
};

/// A fact that keeps an answer open.
struct Missing {
  std::string fact;    ///< `dependants[2].custody`, `reference_income(2017)`
  std::string source;  ///< the holder's name; empty: the person
  std::string source_label;
  std::string way;      ///< "api", "file", or empty: the person is asked
  std::string address;  ///< of the API or the file
  Absence absence = Absence::not_asked;
  std::string reason;  ///< `absence` in English: "not asked", "bad data", …

  /// Who holds it and what asking again means, as one line: "held by X: ask now".
  PROACTIVE_EXPORT std::string next_step(Language language = Language::english) const;
};

/// A condition of the right, by its name, which is its identity everywhere.
struct ConditionResult {
  std::string name;
  std::string label;
  std::string law;
  Kleene value = Kleene::unknown;
};

/// The long answer. Holds no value of any fact.
struct Decision {
  std::string right;
  std::string label;
  std::string law;
  Date on;
  Outcome outcome = Outcome::undetermined;
  /// The amount if eligible, whatever the outcome; none if the right has none.
  std::optional<Amount> amount;
  /// "month", "year" or empty.
  std::string period;
  /// Whether the subject receives the right; none if the rule set does not say how to see it.
  std::optional<Kleene> received;
  /// What keeps the outcome open, then what keeps the amount open; empty for a refusal.
  std::vector<Missing> missing;
  /// "overflow", "division by zero", "no such day", "empty list", "no row": operations without
  /// result that keep the answer open; sorted, each once.
  std::vector<std::string> no_result;
  /// Of a refusal: the conditions that are false, descending only into false groups.
  std::vector<std::string> deciding;
  std::vector<ConditionResult> conditions;
  /// What must still be confirmed by a person or an agent, by name and label.
  std::vector<ConditionResult> attested;
  /// Facts the right reads on this date.
  std::vector<std::string> needs;
  /// Figures used that nobody has confirmed for longer than the rule set allows.
  std::vector<std::string> stale;

  /// The reasons as a short text in English: conditions, what is missing and who holds it.
  PROACTIVE_EXPORT std::string to_text() const;
};

}  // namespace proactive

#endif  // PROACTIVE_DECISION_H_
