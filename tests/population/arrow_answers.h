// What is seen from outside of a population that was read from Arrow streams.
#ifndef PROACTIVE_TESTS_POPULATION_ARROW_ANSWERS_H_
#define PROACTIVE_TESTS_POPULATION_ARROW_ANSWERS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "population/arrow_columns.h"
#include "population/arrow_producer.h"
#include "proactive/plan.h"

namespace proactive::tests {

/// The plan of one right, which is named after the field that it shows: eligible where the fact is
/// known, with an amount that tells its value; undetermined where it is not. The fields of
/// `household` are `asked`, `income`, `size`, `share`, `since` and `occupancy`; `adults` shows its
/// members, with their `wage`, and `housed` the household of a person.
const Plan& plan_of(const std::string& right);

/// The longest name of an occupancy lies outside its string view.
inline const char* const kOccupancies[] = {"tenant", "owner", "housed_free_of_charge"};

struct Answers {
  Diagnostics errors;
  std::vector<std::string> lines;  ///< a row each, then what was refused, absent and not read

  /// "E1107: message" of each, one a line.
  std::string error() const;
  friend bool operator==(const Answers& a, const Answers& b) { return a.error() == b.error() && a.lines == b.lines; }
};

struct Tables {
  std::vector<std::pair<std::string, TableData>> entities;
  std::vector<std::pair<std::string, TableData>> members;
};

/// All that is seen of it: the answers as `assess` has them and as they are exported.
std::vector<std::string> seen(const Plan& plan, const Population& population);

/// Reads, assesses and lets go of everything. Whatever the outcome, every structure that was
/// handed out must have come back once.
Answers answers_of(const Plan& plan, const Tables& tables, Trouble trouble = {});
/// The same of the households alone.
Answers answers_of(const Plan& plan, const TableData& households, Trouble trouble = {});

/// Where they first differ, for people to read; empty when they do not.
std::string difference(const Answers& found, const Answers& expected);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_POPULATION_ARROW_ANSWERS_H_
