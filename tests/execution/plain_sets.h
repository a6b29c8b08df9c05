// The meaning of a program on sets, instruction by instruction, without any pass that knows better.
//
// Engines take short cuts; this does not: every instruction has the set that `plan::meaning` gives
// it, every member of a list is visited. What all engines answer is compared with what comes out.
#ifndef PROACTIVE_TESTS_EXECUTION_PLAIN_SETS_H_
#define PROACTIVE_TESTS_EXECUTION_PLAIN_SETS_H_

#include <vector>

#include "facts/source.h"
#include "plan/program.h"
#include "proactive/decision.h"

namespace proactive::tests {

class PlainSets {
 public:
  PlainSets(const plan::Program& program, const facts::Source& source);

  void run(facts::Row subject);
  const values::Possible& at(plan::Register reg) const { return sets_[reg]; }
  /// The answer of a right; the amount of a refused one is 0.
  Answer answer(const plan::RightPlan& right) const;

 private:
  void run(const std::vector<int>& contexts, const std::vector<plan::Register>& registers);
  values::Possible evaluate(const plan::Instruction& instruction);
  values::Possible aggregate(const plan::Instruction& instruction);

  const plan::Program& program_;
  const facts::Source& source_;
  std::vector<values::Possible> sets_;
  std::vector<facts::Row> rows_;
};

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_PLAIN_SETS_H_
