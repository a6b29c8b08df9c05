// The next question to ask about one subject, over all the rights of a plan.
//
// A question is a fact to ask of the person, or the facts that one call of an API or one look into
// a file gives. The best question is the one that is expected to decide most rights per unit of
// what it costs to ask. No question is asked whose every answer leaves all outcomes and amounts as
// they are: see docs/missing.md for the rule.
#ifndef PROACTIVE_QUESTION_H_
#define PROACTIVE_QUESTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proactive/absence.h"
#include "proactive/audience.h"
#include "proactive/export.h"
#include "proactive/prior.h"
#include "proactive/record.h"

namespace proactive {

/// What asking costs, in any unit: only ratios matter. From 1 to 1 000 000.
struct AskingCosts {
  int api = 1;
  int file = 2;
  int person = 10;
  /// By name of source, for one that costs more or less than others of its kind.
  std::map<std::string, int> by_source;
};

struct QuestionOptions {
  /// May be left out when all the rights of the plan are for the same one.
  std::string entity;
  /// Nothing that is kept from them is asked.
  Audience audience;
  AskingCosts costs;
  /// Facts that cannot be obtained, as answers write them: `dependants[2].custody`, or
  /// `dependants.custody` for those of all members.
  std::vector<std::string> cannot_be_obtained;
  /// How frequent answers are; without it, answers that make a difference are equally likely.
  std::optional<Prior> prior;
};

/// One step from the subject to whom a fact is about.
struct AskedStep {
  std::string name;          ///< of the role, or of the group's entity
  std::int64_t member = -1;  ///< from 0; -1: the group
};

/// A member of a choice.
struct AskedMember {
  std::string name;
  std::string label;
};

/// One fact of a question, with what a form needs to ask for it.
struct AskedFact {
  std::string fact;  ///< as answers write it: `dependants[2].custody`
  std::vector<AskedStep> steps;
  std::string entity;  ///< whom it is about; of a list, the group
  std::string column;  ///< `reference_income_2017`; of a list, the role
  std::string label;
  bool is_list = false;  ///< how many members a role has, and who they are
  std::string type;      ///< "boolean", "money per month", "choice custody" …; of a list, the members' entity
  std::vector<AskedMember> members;  ///< of a choice
  /// The ends of the range, as a record would have them: "0.00", "2024-03-01"; of a list the
  /// numbers of members. Empty: without end.
  std::string low;
  std::string high;
  std::string secrecy;  ///< `tax_secrecy`, … or empty
  std::optional<int> kept_months;
  Absence absence = Absence::not_asked;  ///< why it is not known yet
};

/// Writes an answer into what is known: a value, the number of members of a list, or why there is
/// none. Groups and only members on the way are made where they are not known yet.
PROACTIVE_EXPORT void put(Record& record, const AskedFact& fact, FactValue value);
PROACTIVE_EXPORT void put_members(Record& record, const AskedFact& fact, std::size_t count);
PROACTIVE_EXPORT void put_absence(Record& record, const AskedFact& fact, Absence reason);

struct Question {
  std::string source;  ///< who is asked; empty: the person
  std::string source_label;
  std::string way;      ///< "api", "file", or empty
  std::string address;  ///< of the API or the file
  std::vector<AskedFact> facts;
  /// Why: rights whose outcome or amount an answer can change by itself, or, where it changes none
  /// alone, some that it can change together with other facts. In the order of the rules.
  std::vector<std::string> rights;
  int cost = 0;
  /// The expected number of rights that the answer decides, as a fraction.
  std::int64_t expected = 0;
  std::int64_t expected_of = 1;
  /// The answer changes something by itself; otherwise only together with other facts.
  bool alone = true;

  /// The question as a line: "Ask the person: Loyer (rent)."
  PROACTIVE_EXPORT std::string text(Language language = Language::english) const;
};

/// A fact that can still change an answer about one subject.
struct StillNeeded {
  AskedFact fact;
  std::string source;  ///< who holds it; empty: the person
  std::string source_label;
  std::string way;  ///< "api", "file", or empty
  std::string address;
  std::vector<std::string> rights;  ///< whose outcome or amount it can change
  bool alone = true;                ///< by itself; otherwise only together with other facts
};

}  // namespace proactive

#endif  // PROACTIVE_QUESTION_H_
