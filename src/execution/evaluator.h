// The evaluator for one subject: the program, run twice at most.
//
// First exactly, with a value and a known bit in each register. When an outcome, an amount or
// a receipt that was asked for comes out unknown, the program runs again on sets of possible
// values, which is what the language means. The first pass never differs from the second
// where it knows: a known register holds the one value of its set.
#ifndef PROACTIVE_SRC_EXECUTION_EVALUATOR_H_
#define PROACTIVE_SRC_EXECUTION_EVALUATOR_H_

#include <cstdint>
#include <span>
#include <vector>

#include "facts/source.h"
#include "plan/program.h"
#include "proactive/decision.h"
#include "values/possible.h"

namespace proactive::execution {

/// A register of the exact pass. Booleans are 0 or 1, choices the place of the member.
struct Value {
  values::Number number;
  bool known = false;
  Kleene truth() const { return !known ? Kleene::unknown : number.num != 0 ? Kleene::yes : Kleene::no; }
};

/// The exact pass over one subject. `values` has a register for each instruction, `rows` a
/// place for each context.
void run_exact(const plan::Program& program, const facts::Source& source, facts::Row subject, Value* values,
               facts::Row* rows);

/// After `run_exact`: the body of an aggregate for one of its members, in the same registers.
void enter_member(const plan::Program& program, const facts::Source& source, const plan::Instruction& aggregate,
                  std::int64_t index, Value* values, facts::Row* rows);

/// One instruction that reads neither facts nor members, on the registers of its operands.
void run_instruction(const plan::Program& program, const plan::Instruction& instruction, Value* values, Value& out);

/// The pass over sets of possible values, with its registers, kept for the answers.
class Sets {
 public:
  Sets(const plan::Program& program, const facts::Source& source);

  /// The exact pass first: what it knows are sets of one value, which are made when somebody looks.
  void run(facts::Row subject);

  const values::Possible& at(plan::Register reg) const {
    if (known_[reg] != 0) make_single(reg);
    return sets_[reg];
  }
  facts::Row row(int context) const { return rows_[context]; }

  /// Runs the body of an aggregate again for one of its members, so that its registers can be read.
  void enter(const plan::Instruction& aggregate, std::int64_t member);
  /// How many members the aggregate walks; false when its list is unknown.
  bool members(const plan::Instruction& aggregate, std::int64_t& count) const;

  /// For asking what would be: evaluates one register again, after a fact behind it became another.
  void evaluate_again(plan::Register reg) {
    known_[reg] = 0;
    evaluate(reg);
  }
  /// Puts back what a register was.
  void put(plan::Register reg, const values::Possible& set) { sets_[reg] = set; }
  /// Gives a row to a context that has none; nothing may be known of it.
  void set_row(int context, facts::Row row) { rows_[context] = row; }

  const plan::Program& program() const { return program_; }
  const facts::Source& source() const { return source_; }

 private:
  void make_single(plan::Register reg) const;
  void evaluate(plan::Register reg);
  values::Possible evaluate(const plan::Instruction& instruction);
  values::Possible aggregate(const plan::Instruction& instruction);
  void resolve(const std::vector<int>& contexts);

  const plan::Program& program_;
  const facts::Source& source_;
  std::vector<plan::Register> varying_;  ///< what runs once and is no constant
  std::vector<Value> values_;            ///< of the exact pass
  mutable std::vector<values::Possible> sets_;
  mutable std::vector<std::uint8_t> known_;  ///< the exact pass knows it, and its set is not made yet
  std::vector<facts::Row> rows_;
};

/// Registers of one thread.
struct Workspace {
  std::vector<Value> values;
  std::vector<facts::Row> rows;
  void fit(const plan::Program& program);
};

/// The answers of every right of the program for one subject. The amount of a refused right is
/// left at 0. `answers` has one place for each right of the program.
void assess(const plan::Program& program, const facts::Source& source, facts::Row subject, Workspace& workspace,
            std::span<Answer> answers);

/// The exact pass alone: fills `answers` as far as it knows them. False when some are still
/// open, which the set pass then decides.
bool assess_exactly(const plan::Program& program, const facts::Source& source, facts::Row subject, Value* values,
                    facts::Row* rows, std::span<Answer> answers);

/// The same answers from the set pass, which has run for the subject.
void read_answers(const Sets& sets, std::span<Answer> answers);

/// The same, with registers the caller provides: `values` one for each instruction, `rows` one
/// for each context.
void assess(const plan::Program& program, const facts::Source& source, facts::Row subject, Value* values,
            facts::Row* rows, std::span<Answer> answers);

/// The answer of one right, read from the set pass. The amount is given whatever the outcome.
Answer answer_from(const Sets& sets, const plan::RightPlan& right);

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_EVALUATOR_H_
