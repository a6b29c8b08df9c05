// Where the answers of a program can change along one fact: what it is compared with.
#ifndef PROACTIVE_SRC_ANSWERS_CUTS_H_
#define PROACTIVE_SRC_ANSWERS_CUTS_H_

#include <map>
#include <set>
#include <vector>

#include "answers/people.h"
#include "plan/program.h"

namespace proactive::answers {

/// By fact: values from which on a comparison may come out otherwise than before them, and sets of
/// members that are asked for.
struct Cuts {
  std::map<FactKey, std::set<std::int64_t>> values;
  std::map<FactKey, std::vector<values::MemberSet>> members;

  /// Adds those of a program: constants that a fact is compared with, by itself, as an age or times a
  /// factor; bounds of tables and brackets that it is looked up in.
  void add(const plan::Program& program);
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_CUTS_H_
