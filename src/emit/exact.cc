// The exact pass in C++, for subjects of whom not everything is known.
//
// Every value is computed whether its facts are known or not, beside a bit that says so: what is
// unknown has some value of its range. Where a bit is set, the value is the one of its set.
#include <fmt/format.h>

#include "emit/arithmetic.h"

namespace proactive::emit {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Domain;

namespace {

class ExactPass : public Arithmetic {
 public:
  ExactPass(const Unit& unit, std::string otherwise) : Arithmetic(unit), otherwise_(std::move(otherwise)) {}

 private:
  // ---- operands and results --------------------------------------------------------------

  std::string value(Register reg) const override {
    return is_constant(reg) ? literal(at(reg).value) : variable(reg) + (shape(reg).fraction ? ".num" : ".value");
  }

  std::string known(Register reg) const override { return is_constant(reg) ? "true" : variable(reg) + ".known"; }

  std::string known_truth(Register reg) const override {
    return is_constant(reg) ? "true" : fmt::format("({}.yes | {}.no)", variable(reg), variable(reg));
  }

  std::string whole(Register reg) const override {
    return is_constant(reg) ? fmt::format("Whole{{{}, true}}", value(reg)) : variable(reg);
  }

  std::string fraction(Register reg) const override {
    return shape(reg).fraction ? variable(reg) : fmt::format("Fraction{{{}, 1, {}}}", value(reg), known(reg));
  }

  void define_whole(Register reg, const std::string& value, const std::string& is_known) override {
    define(reg, "Whole", fmt::format("{}({}, {})", shape(reg).checked ? "checked" : "whole_of", value, is_known));
  }

  void define_fraction(Register reg, const std::string& num, const std::string& den,
                       const std::string& is_known) override {
    define(reg, "Fraction", fmt::format("fraction_of({}, {}, {})", num, den, is_known));
  }

  void define_result(Register reg, std::string_view type, const std::string& call) override { define(reg, type, call); }

  void define_test(Register reg, const std::string& is_known, const std::string& test) override {
    define(reg, "Kleene", fmt::format("decided({}, {})", is_known, test));
  }

  std::string_view type_of(Register reg) const {
    return at(reg).domain == Domain::boolean ? "Kleene" : shape(reg).fraction ? "Fraction" : "Whole";
  }

  std::string as_type_of(Register to, Register reg) const {
    return at(to).domain == Domain::boolean ? truth(reg) : shape(to).fraction ? fraction(reg) : whole(reg);
  }

  // ---- statements ------------------------------------------------------------------------

  void write(Register reg) override {
    const Instruction& instruction = at(reg);
    if (instruction.op == OpCode::compare && at(instruction.operands[0]).domain == Domain::boolean)
      return compare_truths(reg);
    if (write_arithmetic(reg)) return;
    switch (instruction.op) {
      case OpCode::unknown: return unknown(reg);
      case OpCode::fact: return define(reg, type_of(reg), read(instruction));
      case OpCode::known: return knows(reg);
      case OpCode::logical_not: return define(reg, "Kleene", "!" + truth(instruction.operands[0]));
      case OpCode::logical_and: return define(reg, "Kleene", joined(instruction, " & "));
      case OpCode::logical_or: return define(reg, "Kleene", joined(instruction, " | "));
      case OpCode::at_least:
        return define(reg, "Kleene",
                      fmt::format("at_least_of({}, {}, {}, {})", instruction.value, instruction.operands.size(),
                                  number_of(instruction, true), number_of(instruction, false)));
      case OpCode::choose: return choose(reg);
      case OpCode::pay:
        return define(reg, type_of(reg),
                      fmt::format("{}({}, {}, {})", pick_of(reg), truth(instruction.operands[0]),
                                  as_type_of(reg, instruction.operands[1]),
                                  shape(reg).fraction ? "Fraction{0, 1, true}" : "Whole{0, true}"));
      default: return aggregate(reg);
    }
  }

  void unknown(Register reg) {
    const bool is_truth = at(reg).domain == Domain::boolean;
    define(reg, type_of(reg),
           is_truth ? "Kleene{}" : fmt::format("Whole{{{}, false}}", literal(at(reg).start.low.num)));
  }

  void knows(Register reg) {
    const bool is_truth = reading(at(reg)).kind == semantics::TypeKind::boolean;
    define(reg, "Kleene", fmt::format("decided(true, ({}).known{})", read(at(reg)), is_truth ? "()" : ""));
  }

  std::string joined(const Instruction& instruction, std::string_view by) const {
    std::string text;
    for (const Register reg : instruction.operands) text += (text.empty() ? "" : std::string(by)) + truth(reg);
    return text;
  }

  void compare_truths(Register reg) {
    const Instruction& instruction = at(reg);
    const bool equal = instruction.comparison == values::Comparison::equal;
    define(reg, "Kleene",
           fmt::format("{}same_truth({}, {})", equal ? "" : "!", truth(instruction.operands[0]),
                       truth(instruction.operands[1])));
  }

  const char* pick_of(Register reg) const {
    return at(reg).domain == Domain::boolean ? "pick_truth" : shape(reg).fraction ? "pick_fraction" : "pick";
  }

  void choose(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string last = as_type_of(reg, instruction.operands.back());
    const std::string name = declare(reg);
    out_.line(fmt::format("{} {} = {};", type_of(reg), name, last));
    for (std::size_t i = instruction.operands.size() - 1; i >= 2; i -= 2) {
      out_.line(fmt::format("{} = {}({}, {}, {});", name, pick_of(reg), truth(instruction.operands[i - 1]),
                            as_type_of(reg, instruction.operands[i - 2]), name));
    }
  }

  // ---- members ---------------------------------------------------------------------------

  std::string where(const Instruction& instruction) const {
    return instruction.has_where ? truth(instruction.operands[1]) : truth_literal(true);
  }

  void aggregate(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string walked = list(instruction.context, instruction.input);
    if (instruction.operands.empty())
      return define(reg, "Whole",
                    fmt::format("counted({}, {})", walked, literal(model().roles[instruction.input].low)));
    switch (instruction.op) {
      case OpCode::count: return count(reg, walked);
      case OpCode::sum: return sum_members(reg, walked);
      case OpCode::any:
      case OpCode::all: return ask(reg, walked);
      default: return extreme_member(reg, walked);
    }
  }

  void count(Register reg, const std::string& walked) {
    const std::string name = declare(reg);
    out_.line(fmt::format("Whole {}{{0, {}.known}};", name, walked));
    write_loop(at(reg), [&] { return fmt::format("count_if({}, {});", name, truth(at(reg).operands[0])); });
  }

  void sum_members(Register reg, const std::string& walked) {
    const Instruction& instruction = at(reg);
    // Fractions are summed by the pass over sets.
    if (shape(reg).fraction) return define(reg, "Fraction", "Fraction{}");
    const bool wide = shape(reg).checked;
    const std::string name = wide ? take_local("wide_sum") : declare(reg);
    out_.line(fmt::format("{} {}{{0, {}.known}};", wide ? "WideTotal" : "Whole", name, walked));
    write_loop(instruction, [&] {
      return fmt::format("{}({}, {}, {});", wide ? "sum_wide_if" : "sum_if", name, where(instruction),
                         whole(instruction.operands[0]));
    });
    if (wide) define(reg, "Whole", fmt::format("checked({}.value, {}.known)", name, name));
  }

  void ask(Register reg, const std::string& walked) {
    const bool any = at(reg).op == OpCode::any;
    const std::string name = declare(reg);
    out_.line(fmt::format("Kleene {} = {}.known ? {} : Kleene{{}};", name, walked, truth_literal(!any)));
    write_loop(at(reg),
               [&] { return fmt::format("{} = {} {} {};", name, name, any ? "|" : "&", truth(at(reg).operands[0])); });
  }

  void extreme_member(Register reg, const std::string& walked) {
    const Instruction& instruction = at(reg);
    const std::string best = take_local("best");
    const int wanted = instruction.op == OpCode::least ? -1 : 1;
    out_.line(fmt::format("Best {}{{{{}}, false, {}.known}};", best, walked));
    write_loop(instruction, [&] {
      return fmt::format("best_if({}, {}, {}, {});", best, wanted, where(instruction),
                         fraction(instruction.operands[0]));
    });
    const values::Number low = shape(reg).set.low;
    if (shape(reg).fraction)
      define(reg, "Fraction",
             fmt::format("best_fraction({}, Fraction{{{}, {}, false}})", best, literal(low.num), literal(low.den)));
    else
      define(reg, "Whole", fmt::format("best_whole({}, {})", best, literal(low.num)));
  }

  // ---- the answer ------------------------------------------------------------------------

  // Which conditions decided a refusal is known when all of them are.
  std::string conditions_known() const {
    std::string known = "true";
    for_each_condition([&](const plan::ConditionPlan& condition, const std::vector<Register>& around) {
      known = all_of({known, known_truth(condition.reg)});
      for (const Register group : around) known = all_of({known, known_truth(group)});
    });
    return known;
  }

  void write_answer() override {
    const plan::RightPlan& right = unit_.right;
    std::string settled = known_truth(right.outcome);
    if (right.received >= 0) settled = all_of({settled, known_truth(right.received)});
    if (right.amount >= 0 && !is_constant(right.amount))
      settled = all_of({settled, fmt::format("({} | {})", no(right.outcome), known(right.amount))});
    if (const std::string conditions = conditions_known(); conditions != "true")
      settled = all_of({settled, fmt::format("({} | ({}))", yes(right.outcome), conditions)});
    if (settled != "true") {
      out_.line(fmt::format("const bool settled = {};", settled));
      out_.line(fmt::format("if (!settled) return {}({});", otherwise_, subject_));
    }
    write_known_answer(right.amount >= 0 ? value(right.amount) : "");
  }

  const std::string otherwise_;
};

}  // namespace

void write_exact_pass(const Unit& unit, const std::string& function, const std::string& otherwise, Writer& out) {
  ExactPass(unit, otherwise).write_function(function, out);
}

}  // namespace proactive::emit
