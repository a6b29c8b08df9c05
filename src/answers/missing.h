// What keeps an answer open.
#ifndef PROACTIVE_SRC_ANSWERS_MISSING_H_
#define PROACTIVE_SRC_ANSWERS_MISSING_H_

#include <absl/container/btree_set.h>

#include <string>
#include <vector>

#include "execution/evaluator.h"

namespace proactive::answers {

struct MissingFact {
  std::string name;      ///< `dependants[2].custody`
  std::string by_field;  ///< `dependants.custody`
  int field = -1;        ///< -1: a role's list
  int place = -1;        ///< the input of the program, or the role
  int context = -1;      ///< where it is read
  facts::Row row = facts::kNoRow;
  std::vector<std::int64_t> indices;  ///< by context: the member under way, from 0
  facts::Absence absence = facts::Absence::not_asked;
};

/// Walks from undecided registers to unknown facts: depth first, left to right, following only
/// operands that are themselves undecided, each fact once.
class MissingWalk {
 public:
  explicit MissingWalk(execution::Sets& sets)
      : sets_(sets), program_(sets.program()), indices_(program_.contexts.size(), -1) {}

  void visit(plan::Register reg);

  const std::vector<MissingFact>& facts() const { return facts_; }
  const absl::btree_set<std::string>& without_result() const { return without_result_; }

 private:
  bool decided(plan::Register reg) const { return sets_.at(reg).decided(); }
  void visit_if_open(plan::Register reg);
  void visit_choose(const plan::Instruction& instruction);
  void visit_members(const plan::Instruction& instruction);
  void add_fact(const plan::Instruction& instruction);
  void add_list(const plan::Instruction& instruction);
  void add(MissingFact fact);

  execution::Sets& sets_;
  const plan::Program& program_;
  std::vector<std::int64_t> indices_;  ///< by context: the member under way, from 0
  std::vector<MissingFact> facts_;
  absl::btree_set<std::string> names_;
  absl::btree_set<std::string> without_result_;
  absl::btree_set<std::string> seen_;  ///< registers walked, with their members
};

/// Why a subject is not known of which facts are read: the nearest group or list on the way to it.
facts::Absence absence_of_row(const execution::Sets& sets, int context);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_MISSING_H_
