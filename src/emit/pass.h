// What the passes of the compiled code have in common: the walk over the instructions of
// one right, the subjects they are about, and the names of everything.
#ifndef PROACTIVE_SRC_EMIT_PASS_H_
#define PROACTIVE_SRC_EMIT_PASS_H_

#include <absl/functional/function_ref.h>

#include <string>
#include <vector>

#include "emit/names.h"
#include "emit/shapes.h"
#include "emit/text.h"
#include "plan/program.h"

namespace proactive::emit {

/// One right, with what is known of its program.
struct Unit {
  const plan::Program& program;
  const plan::RightPlan& right;
  const Names& names;
  const std::vector<Shape>& shapes;
};

class Pass {
 public:
  virtual ~Pass() = default;

  /// The whole function, of one subject.
  void write_function(const std::string& function, Writer& to);

 protected:
  explicit Pass(const Unit& unit);

  /// What comes after the instructions.
  virtual void write_answer() = 0;

  /// One statement, or more, for an instruction that the right needs.
  virtual void write(plan::Register reg) = 0;

  const plan::Instruction& at(plan::Register reg) const { return unit_.program.code[reg]; }
  const semantics::Model& model() const { return *unit_.program.model; }
  const Shape& shape(plan::Register reg) const { return unit_.shapes[reg]; }

  /// The name of the variable that holds a register; gives it one.
  const std::string& declare(plan::Register reg);
  const std::string& variable(plan::Register reg) const { return variables_[reg]; }
  bool is_constant(plan::Register reg) const { return at(reg).op == plan::OpCode::constant; }

  /// A name for something that is no register.
  std::string take_local(const std::string& name) { return declared_.scope.take(name); }
  /// A truth as this pass keeps it; whether it certainly holds, and whether it certainly does not.
  virtual std::string truth(plan::Register reg) const {
    return is_constant(reg) ? truth_literal(at(reg).value != 0) : variables_[reg];
  }
  virtual std::string yes(plan::Register reg) const { return truth(reg) + ".yes"; }
  virtual std::string no(plan::Register reg) const { return truth(reg) + ".no"; }
  /// The members of an `at_least` that hold, or do not, as a sum.
  std::string number_of(const plan::Instruction& instruction, bool that_hold) const;
  /// The answer when all of it is known; `amount` is the expression of the amount, or nothing.
  void write_known_answer(const std::string& amount);
  /// The conditions that decided a refusal, into the answer.
  void write_deciding();

  // A subject in scope: a reference, or a pointer that may be null.
  struct Place {
    std::string object;
    bool pointer = false;
    bool may_be_null = false;
    std::string operator()(const std::string& member) const { return object + (pointer ? "->" : ".") + member; }
  };

  /// The subject of a context; declares the pointer to it where it must.
  const Place& place(int context);
  /// Leaves the function when what it needs is missing, if this pass does so.
  virtual bool gives_up_when(const std::string& /*missing*/) { return false; }
  std::string guarded(const Place& place, const std::string& unknown, const std::string& read) const;

  /// How a fact is read: its kind, and what it may be.
  struct Reading {
    bool needed = true;
    semantics::TypeKind kind = semantics::TypeKind::error;
    std::size_t size = 0;   ///< of a choice
    bool anything = false;  ///< a number without a range
    std::int64_t low = 0;
    std::int64_t high = 0;
  };
  Reading reading(const plan::Instruction& instruction) const;

  /// `read(household.income, 0, 100)`, a value that is known or not; null subjects know nothing.
  std::string read(const plan::Instruction& instruction);
  /// The list an aggregate walks.
  std::string list(int context, int role);
  /// Writes the loop of an aggregate; what `step` gives comes after its body.
  void write_loop(const plan::Instruction& instruction, absl::FunctionRef<std::string()> step);
  /// The cells of a table, and the brackets of a scale, as constants of the function.
  const std::string& cells(int table);
  const std::string& brackets(int scale);
  /// A constant of the function by this name, written by `write` where it is first used.
  const std::string& constant(const std::string& key, const std::string& name,
                              absl::FunctionRef<void(const std::string&)> write);

  /// Calls `leaf` for each named condition: its register, and those of the groups around it.
  template <typename Leaf>
  void for_each_condition(Leaf leaf) const {
    std::vector<plan::Register> around;
    for (const auto& condition : unit_.right.conditions) visit(condition, around, leaf);
  }

  Unit unit_;
  Writer out_{1};
  std::string subject_;

 private:
  template <typename Leaf>
  static void visit(const plan::ConditionPlan& condition, std::vector<plan::Register>& around, Leaf& leaf) {
    if (condition.source->kind == semantics::Condition::Kind::leaf) leaf(condition, around);
    around.push_back(condition.reg);
    for (const auto& part : condition.parts) visit(part, around, leaf);
    around.pop_back();
  }

  void write_instructions();
  static std::string description(const semantics::Condition& condition);
  void mark_needed(plan::Register reg);
  void name_registers();
  std::string hint(plan::Register reg) const;

  std::vector<bool> needed_;
  std::vector<std::string> hints_;      // by register: what the rules call it
  std::vector<std::string> variables_;  // by register, in scope
  // What is declared in the loops entered so far; left behind with them.
  struct Declared {
    std::vector<Place> places;  // by context
    absl::btree_map<std::string, std::string> constants;
    absl::btree_map<std::pair<int, int>, std::string> lists;  // by context and role
    Scope scope;
  };
  Declared declared_;
};

// The three functions of a right, each of which gives the answer. The first calls `otherwise` when a
// fact is missing or an operation has no result, the second when its answer is not settled.
void write_plain_pass(const Unit& unit, const std::string& function, const std::string& otherwise, Writer& out);
void write_exact_pass(const Unit& unit, const std::string& function, const std::string& otherwise, Writer& out);
void write_set_pass(const Unit& unit, const std::string& function, Writer& out);

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_PASS_H_
