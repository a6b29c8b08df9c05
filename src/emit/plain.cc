// The plain pass in C++, for subjects of whom everything is known: the rule as one would write it
// by hand. Where a fact is missing, or an operation has no result, another function goes on.
#include <fmt/format.h>

#include "emit/arithmetic.h"

namespace proactive::emit {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using semantics::TypeKind;
using values::Domain;

namespace {

class PlainPass : public Arithmetic {
 public:
  PlainPass(const Unit& unit, std::string otherwise) : Arithmetic(unit), otherwise_(std::move(otherwise)) {}

 private:
  // ---- operands and results --------------------------------------------------------------

  std::string truth(Register reg) const override {
    return is_constant(reg) ? (at(reg).value != 0 ? "true" : "false") : variable(reg);
  }
  std::string yes(Register reg) const override { return truth(reg); }
  std::string no(Register reg) const override { return "!" + truth(reg); }

  std::string value(Register reg) const override {
    return is_constant(reg) ? literal(at(reg).value) : variable(reg) + (shape(reg).fraction ? ".num" : "");
  }
  std::string known(Register) const override { return "true"; }
  std::string known_truth(Register) const override { return "true"; }

  std::string whole(Register reg) const override { return fmt::format("Whole{{{}, true}}", value(reg)); }

  std::string fraction(Register reg) const override {
    return shape(reg).fraction ? variable(reg) : fmt::format("Fraction{{{}, 1, true}}", value(reg));
  }

  bool gives_up_when(const std::string& missing) override {
    out_.line(fmt::format("if ({}) [[unlikely]] return {}({});", missing, otherwise_, subject_));
    return true;
  }

  void require(const std::string& is_known) {
    if (is_known != "true") gives_up_when(fmt::format("!({})", is_known));
  }

  void define_whole(Register reg, const std::string& value, const std::string& is_known) override {
    require(is_known);
    if (shape(reg).checked) return define_result(reg, "Whole", fmt::format("checked({}, true)", value));
    define(reg, "std::int64_t", value);
  }

  void define_fraction(Register reg, const std::string& num, const std::string& den,
                       const std::string& is_known) override {
    require(is_known);
    define(reg, "Fraction", fmt::format("fraction_of({}, {}, true)", num, den));
  }

  void define_result(Register reg, std::string_view type, const std::string& call) override {
    if (type == "Fraction") {
      define(reg, type, call);
      gives_up_when(fmt::format("!{}.known", variable(reg)));
      return;
    }
    const std::string result = take_local("result");
    out_.line(fmt::format("const {} {} = {};", type, result, call));
    gives_up_when(fmt::format("!{}.known", result));
    define(reg, "std::int64_t", result + ".value");
  }

  void define_test(Register reg, const std::string& is_known, const std::string& test) override {
    require(is_known);
    define(reg, "bool", test);
  }

  std::string_view type_of(Register reg) const {
    return at(reg).domain == Domain::boolean ? "bool" : shape(reg).fraction ? "Fraction" : "std::int64_t";
  }

  std::string as_type_of(Register to, Register reg) const {
    return at(to).domain == Domain::boolean ? truth(reg) : shape(to).fraction ? fraction(reg) : value(reg);
  }

  // ---- statements ------------------------------------------------------------------------

  void write(Register reg) override {
    const Instruction& instruction = at(reg);
    if (instruction.op == OpCode::compare && at(instruction.operands[0]).domain == Domain::boolean)
      return compare_truths(reg);
    if (write_arithmetic(reg)) return;
    switch (instruction.op) {
      case OpCode::unknown: return missing(reg);
      case OpCode::fact: return fact(reg);
      case OpCode::known: return knows(reg);
      case OpCode::logical_not: return define(reg, "bool", "!" + truth(instruction.operands[0]));
      case OpCode::logical_and: return define(reg, "bool", joined(instruction, " && "));
      case OpCode::logical_or: return define(reg, "bool", joined(instruction, " || "));
      case OpCode::at_least:
        return define(reg, "bool", fmt::format("{} >= {}", number_of(instruction, true), instruction.value));
      case OpCode::choose: return choose(reg);
      case OpCode::pay:
        return define(
            reg, type_of(reg),
            fmt::format("{} ? {} : {}", truth(instruction.operands[0]), as_type_of(reg, instruction.operands[1]),
                        shape(reg).fraction ? "Fraction{0, 1, true}" : "0"));
      default: return aggregate(reg);
    }
  }

  // What is never known: this pass cannot answer, and the value does not matter.
  void missing(Register reg) {
    gives_up_when("true");
    define(reg, type_of(reg), shape(reg).fraction ? "Fraction{}" : at(reg).domain == Domain::boolean ? "false" : "0");
  }

  // The fact, and when it is missing.
  std::string fact_of(const Instruction& instruction) {
    return place(instruction.context)(unit_.names.fact(unit_.program.inputs[instruction.input]));
  }

  static std::string when_known(const Reading& reading, const std::string& fact) {
    if (reading.kind == TypeKind::choice) return fmt::format("known_choice({}, {})", fact, reading.size);
    if (reading.kind == TypeKind::boolean || reading.anything) return fact + ".known";
    return fmt::format("{}({}, {}, {})", reading.kind == TypeKind::date ? "known_day" : "known_within", fact,
                       literal(reading.low), literal(reading.high));
  }

  void fact(Register reg) {
    const Reading reading = this->reading(at(reg));
    if (!reading.needed) return missing(reg);
    const std::string fact = fact_of(at(reg));
    gives_up_when("!" + when_known(reading, fact));
    if (reading.kind == TypeKind::choice) return define(reg, "std::int64_t", fmt::format("place_of_fact({})", fact));
    if (reading.kind == TypeKind::date) return define(reg, "std::int64_t", fmt::format("day_of_fact({})", fact));
    define(reg, type_of(reg), fact + ".value");
  }

  void knows(Register reg) {
    const Reading reading = this->reading(at(reg));
    define(reg, "bool", reading.needed ? when_known(reading, fact_of(at(reg))) : "false");
  }

  std::string joined(const Instruction& instruction, std::string_view by) const {
    std::string text;
    for (const Register reg : instruction.operands) text += (text.empty() ? "" : std::string(by)) + truth(reg);
    return text;
  }

  void compare_truths(Register reg) {
    const Instruction& instruction = at(reg);
    const bool equal = instruction.comparison == values::Comparison::equal;
    define(
        reg, "bool",
        fmt::format("{} {} {}", truth(instruction.operands[0]), equal ? "==" : "!=", truth(instruction.operands[1])));
  }

  void choose(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string last = as_type_of(reg, instruction.operands.back());
    const std::string name = declare(reg);
    out_.line(fmt::format("{} {} = {};", type_of(reg), name, last));
    for (std::size_t i = instruction.operands.size() - 1; i >= 2; i -= 2) {
      out_.line(fmt::format("if ({}) {} = {};", truth(instruction.operands[i - 1]), name,
                            as_type_of(reg, instruction.operands[i - 2])));
    }
  }

  // ---- members ---------------------------------------------------------------------------

  // `if (where) ` or nothing.
  std::string if_counted(const Instruction& instruction) const {
    return instruction.has_where ? fmt::format("if ({}) ", truth(instruction.operands[1])) : "";
  }

  void aggregate(Register reg) {
    const Instruction& instruction = at(reg);
    // Fractions are summed by the pass over sets.
    if (shape(reg).fraction && instruction.op == OpCode::sum) return missing(reg);
    const std::string walked = list(instruction.context, instruction.input);
    if (instruction.operands.empty())
      return define(reg, "std::int64_t", fmt::format("static_cast<std::int64_t>({}.count)", walked));
    switch (instruction.op) {
      case OpCode::count: return count(reg);
      case OpCode::sum: return sum_members(reg);
      case OpCode::any:
      case OpCode::all: return ask(reg);
      default: return extreme_member(reg);
    }
  }

  void count(Register reg) {
    const std::string name = declare(reg);
    out_.line(fmt::format("std::int64_t {} = 0;", name));
    write_loop(at(reg), [&] { return fmt::format("{} += {} ? 1 : 0;", name, truth(at(reg).operands[0])); });
  }

  void sum_members(Register reg) {
    const Instruction& instruction = at(reg);
    const bool wide = shape(reg).checked;
    const std::string name = wide ? take_local("wide_sum") : declare(reg);
    out_.line(fmt::format("{} {} = 0;", wide ? "Int128" : "std::int64_t", name));
    write_loop(instruction, [&] {
      return fmt::format("{}{} += {};", if_counted(instruction), name, value(instruction.operands[0]));
    });
    if (wide) define_result(reg, "Whole", fmt::format("checked({}, true)", name));
  }

  void ask(Register reg) {
    const bool any = at(reg).op == OpCode::any;
    const std::string name = declare(reg);
    out_.line(fmt::format("bool {} = {};", name, !any));
    write_loop(at(reg), [&] {
      return fmt::format("{} = {} {} {};", name, name, any ? "||" : "&&", truth(at(reg).operands[0]));
    });
  }

  void extreme_member(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string best = take_local("best");
    const int wanted = instruction.op == OpCode::least ? -1 : 1;
    out_.line(fmt::format("Best {}{{{{}}, false, true}};", best));
    write_loop(instruction, [&] {
      const std::string where = instruction.has_where ? truth(instruction.operands[1]) : "true";
      return fmt::format("best_if({}, {}, Kleene{{{}, !{}}}, {});", best, wanted, where, where,
                         fraction(instruction.operands[0]));
    });
    gives_up_when(fmt::format("!{}.found", best));
    define(reg, type_of(reg), shape(reg).fraction ? best + ".value" : best + ".value.num");
  }

  void write_answer() override { write_known_answer(unit_.right.amount >= 0 ? value(unit_.right.amount) : ""); }

  const std::string otherwise_;
};

}  // namespace

void write_plain_pass(const Unit& unit, const std::string& function, const std::string& otherwise, Writer& out) {
  PlainPass(unit, otherwise).write_function(function, out);
}

}  // namespace proactive::emit
