// What would change an answer: the smallest sets of facts that would make a refused right granted,
// or a granted one lost.
#ifndef PROACTIVE_WOULD_CHANGE_H_
#define PROACTIVE_WOULD_CHANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proactive/audience.h"
#include "proactive/decision.h"
#include "proactive/record.h"

namespace proactive {

/// A fact and the value nearest to today's on the other side: to the cent, the day, the unit.
struct FactChange {
  std::string fact;  ///< `dependants[2].custody`
  std::string label;
  std::string source;  ///< the holder's name; empty: the person
  std::string source_label;
  std::optional<FactValue> before;  ///< none: not known today
  FactValue after;
};

/// Facts that change the answer together, none of which can be left out.
struct SmallestChange {
  std::vector<FactChange> facts;
};

struct WouldChange {
  std::string right;
  Outcome outcome = Outcome::undetermined;  ///< today's
  /// By the number of facts, then in the order in which the right reads them. A fact that changes the
  /// answer upwards and downwards alone is there twice, a choice once for each member that does.
  std::vector<SmallestChange> changes;
  /// No other set of as many facts or fewer changes the answer. False when the bound of work was met.
  bool complete = false;
  /// What the vocabulary keeps from the audience decides the answer, so that nothing can be said.
  bool withheld = false;
  /// Facts left out, as nobody can change them.
  std::vector<std::string> fixed;
  std::int64_t work = 0;  ///< assessments made
};

struct WouldChangeOptions {
  int most_facts = 3;               ///< in one set, from 1 to 3
  std::int64_t most_work = 50'000;  ///< assessments
  /// Facts nobody can change, by field, besides the dates from which an age is counted.
  std::vector<std::string> fixed;
  Audience audience;
};

}  // namespace proactive

#endif  // PROACTIVE_WOULD_CHANGE_H_
