// The pass over sets of possible values in C++: one call for each instruction.
//
// It runs only when a fact is missing, so that it is written to be short rather than fast. Each
// call means what `plan/meaning.cc` says of the instruction.
#include <fmt/format.h>

#include "emit/pass.h"
#include "plan/coverage.h"
#include "plan/meaning.h"

namespace proactive::emit {

using plan::HeaderTest;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Domain;

namespace {

std::string comparison_name(values::Comparison comparison) {
  constexpr const char* kNames[] = {"less", "at_most", "equal", "unequal", "at_least", "more"};
  return fmt::format("Comparison::{}", kNames[static_cast<std::size_t>(comparison)]);
}

// The factors as the last arguments of a call; left out where both are 1.
std::string factors(values::Scaling by, bool always = false) {
  if (by.left == 1 && by.right == 1 && !always) return "";
  return fmt::format(", {}, {}", literal(by.left), literal(by.right));
}

std::string number(values::Number value) { return fmt::format("{{{}, {}}}", literal(value.num), literal(value.den)); }

std::string cut(const plan::Cut& cut) { return fmt::format("Cut{{{}, {}}}", number(cut.at), cut.behind); }

class SetPass : public Pass {
 public:
  explicit SetPass(const Unit& unit) : Pass(unit) {}

 private:
  // ---- operands --------------------------------------------------------------------------

  std::string type_of(Register reg) const {
    switch (at(reg).domain) {
      case Domain::boolean: return "Kleene";
      case Domain::choice: return fmt::format("std::bitset<{}>", at(reg).choice_size);
      default: return "Interval";
    }
  }

  std::string set(Register reg) const {
    if (!is_constant(reg)) return variable(reg);
    const std::int64_t value = at(reg).value;
    switch (at(reg).domain) {
      case Domain::boolean: return truth(reg);
      case Domain::choice: return fmt::format("only_member<{}>({})", at(reg).choice_size, value);
      default: return fmt::format("between({}, {})", literal(value), literal(value));
    }
  }

  std::string set(const Instruction& instruction, std::size_t i) const { return set(instruction.operands[i]); }

  std::string full(const Instruction& instruction) const {
    switch (instruction.domain) {
      case Domain::boolean: return "Kleene{}";
      case Domain::choice: return fmt::format("all_members<{}>()", instruction.choice_size);
      case Domain::date: return "kAnyDay";
      case Domain::number: return "kAnyNumber";
    }
    return "";
  }

  std::string start(const Instruction& instruction) const {
    const values::Possible& start = instruction.start;
    if (instruction.domain == Domain::boolean || instruction.domain == Domain::choice) return full(instruction);
    return fmt::format("Interval{{{}, {}}}", number(start.low), number(start.high));
  }

  std::string some_members(const values::MemberSet& members, int size) const {
    if (size <= 64) return fmt::format("std::bitset<{}>({}U)", size, bits(members, size));
    std::string text = bits(members, size);
    return fmt::format("std::bitset<{}>(\"{}\")", size, text.substr(2));
  }

  // ---- statements ------------------------------------------------------------------------

  void define(Register reg, const std::string& expression) {
    out_.line(fmt::format("const {} {} = {};", type_of(reg), declare(reg), expression));
  }

  template <typename... Arguments>
  void call(Register reg, std::string_view function, const Arguments&... arguments) {
    std::string text;
    ((text += (text.empty() ? "" : ", ") + std::string(arguments)), ...);
    define(reg, fmt::format("{}({})", function, text));
  }

  void write(Register reg) override {
    const Instruction& instruction = at(reg);
    const std::string value = literal(instruction.value);
    const std::string rounding(day_rounding_name(model().day_rounding));
    const values::Scaling by = instruction.scaling;
    switch (instruction.op) {
      case OpCode::constant: return;
      case OpCode::unknown: return define(reg, start(instruction));
      case OpCode::fact: return fact(reg);
      case OpCode::known: return knows(reg);
      case OpCode::logical_not: return define(reg, "!" + set(instruction, 0));
      case OpCode::logical_and: return define(reg, joined(instruction, " & "));
      case OpCode::logical_or: return define(reg, joined(instruction, " | "));
      case OpCode::at_least: return at_least(reg);
      case OpCode::compare: return compare(reg);
      case OpCode::in_members:
        return call(reg, "among", set(instruction, 0),
                    some_members(instruction.members, at(instruction.operands[0]).choice_size));
      case OpCode::add: return call(reg, "add_sets", set(instruction, 0), set(instruction, 1) + factors(by, true));
      case OpCode::subtract:
        return call(reg, "subtract_sets", set(instruction, 0), set(instruction, 1) + factors(by, true));
      case OpCode::multiply: return call(reg, "multiply_sets", set(instruction, 0), set(instruction, 1));
      case OpCode::divide:
        return call(reg, "divide_sets", set(instruction, 0), set(instruction, 1) + factors(by, true));
      case OpCode::negate: return call(reg, "negate_set", set(instruction, 0));
      case OpCode::absolute: return call(reg, "absolute_set", set(instruction, 0));
      case OpCode::minimum:
      case OpCode::maximum: return extreme(reg);
      case OpCode::rescale: return call(reg, "rescale_set", set(instruction, 0), value);
      case OpCode::shrink: return call(reg, "shrink_set", set(instruction, 0), value);
      case OpCode::round:
        return call(reg, "round_set", set(instruction, 0) + factors(by, true), value,
                    rounding_name(instruction.rounding));
      case OpCode::add_months:
        return call(reg, "months_later", set(instruction, 0), set(instruction, 1), value, rounding);
      case OpCode::add_days: return call(reg, "days_later", set(instruction, 0), set(instruction, 1), value);
      case OpCode::year_of: return call(reg, "year_of", set(instruction, 0));
      case OpCode::month_of: return call(reg, "month_of", set(instruction, 0));
      case OpCode::day_of: return call(reg, "day_of", set(instruction, 0));
      case OpCode::age: return call(reg, "age_of", set(instruction, 0), set(instruction, 1), rounding);
      case OpCode::choose: return choose(reg);
      case OpCode::pay:
        return call(reg, "pick_set", set(instruction, 0), set(instruction, 1), std::string("between(0, 0)"));
      case OpCode::scale: return scale(reg);
      case OpCode::table: return table(reg);
      case OpCode::count:
      case OpCode::sum:
      case OpCode::any:
      case OpCode::all:
      case OpCode::least:
      case OpCode::greatest: return aggregate(reg);
    }
  }

  void fact(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string known = read(instruction);
    if (instruction.domain == Domain::boolean) return define(reg, known);
    if (instruction.domain == Domain::choice)
      return define(reg, fmt::format("possible_members<{}>({})", instruction.choice_size, known));
    define(reg, fmt::format("possible_values({}, {}, {})", known, literal(instruction.start.low.num),
                            literal(instruction.start.high.num)));
  }

  void knows(Register reg) {
    const plan::Input& input = unit_.program.inputs[at(reg).input];
    const bool is_truth = model().fields[input.field].type.kind == semantics::TypeKind::boolean;
    define(reg, fmt::format("decided(true, ({}).known{})", read(at(reg)), is_truth ? "()" : ""));
  }

  std::string joined(const Instruction& instruction, std::string_view by) const {
    std::string text;
    for (const Register reg : instruction.operands) text += (text.empty() ? "" : std::string(by)) + truth(reg);
    return text;
  }

  void at_least(Register reg) {
    const Instruction& instruction = at(reg);
    define(reg, fmt::format("at_least_of({}, {}, {}, {})", instruction.value, instruction.operands.size(),
                            number_of(instruction, true), number_of(instruction, false)));
  }

  void compare(Register reg) {
    const Instruction& instruction = at(reg);
    const Domain domain = at(instruction.operands[0]).domain;
    if (domain == Domain::boolean || domain == Domain::choice) {
      const std::string same = fmt::format("{}({}, {})", domain == Domain::boolean ? "same_truth" : "same_member",
                                           set(instruction, 0), set(instruction, 1));
      return define(reg, instruction.comparison == values::Comparison::equal ? same : "!" + same);
    }
    call(reg, "compare", comparison_name(instruction.comparison), set(instruction, 0),
         set(instruction, 1) + factors(instruction.scaling));
  }

  void extreme(Register reg) {
    const Instruction& instruction = at(reg);
    std::string values;
    for (std::size_t i = 0; i < instruction.operands.size(); ++i)
      values += fmt::format("{}{{{}, {}}}", i == 0 ? "" : ", ", set(instruction, i), literal(instruction.factors[i]));
    const std::string operands = take_local("operands");
    out_.line(fmt::format("const Scaled {}[] = {{{}}};", operands, values));
    define(reg, fmt::format("extreme_set({}, {})", instruction.op == OpCode::minimum ? -1 : 1, operands));
  }

  // ---- rows ------------------------------------------------------------------------------

  void choose(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string last = set(instruction.operands.back());
    const std::string name = declare(reg);
    out_.line(fmt::format("{} {} = {};", type_of(reg), name, last));
    for (std::size_t i = instruction.operands.size() - 1; i >= 2; i -= 2)
      out_.line(fmt::format("{} = pick_set({}, {}, {});", name, truth(instruction.operands[i - 1]),
                            set(instruction, i - 2), name));
  }

  void scale(Register reg) {
    const Instruction& instruction = at(reg);
    const plan::ScaleData& data = unit_.program.scales[instruction.data];
    const std::string table = brackets(instruction.data);
    const bool endless = data.brackets.back().last;
    std::string body;
    if (!data.marginal)
      body = fmt::format("banded(a{}, {}, {}, out)", factors(data.bound_scaling, true), table, endless);
    else if (data.quotient)
      body = fmt::format("marginal_quotient(a, {}, {}, {}, {}, out)", literal(data.bound_divisor),
                         literal(data.value_divisor), table, endless);
    else
      body = fmt::format("marginal_number(a, {}, {}, {}, {}, out)", literal(data.argument_factor),
                         literal(data.bound_factor), table, endless);
    const std::string function = fmt::format("[](Number a, Number& out) {{ return {}; }}", body);
    if (data.brackets.size() == 1)
      return define(reg, fmt::format("scale_of_one({}, {})", set(instruction, 0), function));
    const std::string bent = bends(instruction.data);
    define(reg, fmt::format("scale_set({}, {}{}, {})", set(instruction, 0), function, factors(data.bound_scaling, true),
                            bent));
  }

  // The scale at the bounds inside: a marginal one bends there, a banded one ends a step.
  std::string bends(int scale) {
    const plan::ScaleData& data = unit_.program.scales[scale];
    const std::string name = data.figure < 0 ? "bends" : model().scales[data.figure].name + "_bends";
    return constant(fmt::format("bends {}", scale), name, [&](const std::string& taken) {
      std::string text;
      for (std::size_t i = 0; i + 1 < data.brackets.size(); ++i) {
        values::Number value{data.brackets[i].value, 1};
        const bool has_value = !data.marginal || plan::marginal_at_bound(data, i, value) == values::NoResult::none;
        text += fmt::format("{}{{{}, {}, {}}}", i == 0 ? "" : ", ", literal(data.brackets[i].up_to.num), number(value),
                            has_value);
      }
      out_.line(fmt::format("static constexpr Bend {}[] = {{{}}};", taken, text));
    });
  }

  // ---- tables ----------------------------------------------------------------------------

  std::string holds(const HeaderTest& header, Register a) const {
    const auto against = [&](values::Comparison how, std::int64_t bound, values::Scaling by) {
      return fmt::format("compare({}, {}, between({}, {}){})", comparison_name(how), set(a), literal(bound),
                         literal(bound), factors(by));
    };
    switch (header.kind) {
      case HeaderTest::Kind::always: return truth_literal(true);
      case HeaderTest::Kind::members: return holds_member(header, a);
      case HeaderTest::Kind::compare: return against(header.comparison, header.low.num, header.low_scaling);
      case HeaderTest::Kind::range:
        return against(header.low_comparison, header.low.num, header.low_scaling) + " & " +
               against(header.high_comparison, header.high.num, header.high_scaling);
    }
    return "";
  }

  std::string holds_member(const HeaderTest& header, Register a) const {
    if (at(a).domain != Domain::boolean)
      return fmt::format("among({}, {})", set(a), some_members(header.members, at(a).choice_size));
    const bool if_true = header.members.test(1);
    if (if_true == header.members.test(0)) return truth_literal(if_true);
    return (if_true ? "" : "!") + truth(a);
  }

  std::string tests(const std::string& name, const std::vector<HeaderTest>& headers, Register a) {
    std::string text;
    for (const HeaderTest& header : headers) text += (text.empty() ? "" : ", ") + holds(header, a);
    const std::string taken = take_local(name);
    out_.line(fmt::format("const Kleene {}[] = {{{}}};", taken, text));
    return taken;
  }

  // Whether the argument may be where no header holds; empty where that cannot be.
  std::string gap(const std::vector<HeaderTest>& headers, Register a, bool whole) const {
    if (!headers.empty() && headers.back().kind == HeaderTest::Kind::always) return "";
    plan::Coverage coverage(values::full(at(a).domain, at(a).choice_size), whole);
    for (const HeaderTest& header : headers) coverage.add(header);
    if (at(a).domain == Domain::boolean) {
      const values::MemberSet missed = coverage.missed();
      std::string text = missed.test(1) ? fmt::format("!{}.no", truth(a)) : "";
      if (missed.test(0)) text += fmt::format("{}!{}.yes", text.empty() ? "" : " || ", truth(a));
      return text;
    }
    if (at(a).domain == Domain::choice) {
      if (coverage.missed().none()) return "";
      return fmt::format("({} & {}).any()", set(a), some_members(coverage.missed(), at(a).choice_size));
    }
    std::string text;
    for (const auto& [from, to] : coverage.gaps())
      text += fmt::format("{}meets({}, {}, {}, {})", text.empty() ? "" : " || ", set(a), whole, cut(from), cut(to));
    return text;
  }

  void table(Register reg) {
    const Instruction& instruction = at(reg);
    const plan::TableData& data = unit_.program.tables[instruction.data];
    const std::string content = cells(instruction.data);
    const std::string rows = tests("rows", data.rows, instruction.operands[0]);
    std::string columns;
    std::string gaps = gap(data.rows, instruction.operands[0], data.whole_rows);
    if (data.columns.empty()) {
      columns = take_local("columns");
      out_.line(fmt::format("const Kleene {}[] = {{{}}};", columns, truth_literal(true)));
    } else {
      columns = tests("columns", data.columns, instruction.operands[1]);
      const std::string more = gap(data.columns, instruction.operands[1], data.whole_columns);
      gaps += (gaps.empty() || more.empty() ? "" : " || ") + more;
    }
    const std::string hull = fmt::format("cells_of<{}>({}, {}, {})", type_of(reg), rows, columns, content);
    define(reg, gaps.empty() ? hull : fmt::format("{} ? {} : {}", gaps, full(instruction), hull));
  }

  // ---- members ---------------------------------------------------------------------------

  std::string where(const Instruction& instruction) const {
    return instruction.has_where ? truth(instruction.operands[1]) : truth_literal(true);
  }

  void aggregate(Register reg) {
    const Instruction& instruction = at(reg);
    const std::string walked = list(instruction.context, instruction.input);
    const bool least = instruction.op == OpCode::least;
    if (instruction.operands.empty()) {
      const semantics::Role& role = model().roles[instruction.input];
      return define(
          reg, fmt::format("possible_values(counted({}, 0), {}, {})", walked, literal(role.low), literal(role.high)));
    }
    if (instruction.op == OpCode::any || instruction.op == OpCode::all) return ask(reg, walked);
    if (instruction.op == OpCode::count) {
      const std::string counter = take_local("counter");
      out_.line(fmt::format("Counter {};", counter));
      write_loop(instruction, [&] { return fmt::format("{}.add_member({});", counter, set(instruction, 0)); });
      return define(reg, fmt::format("{}.known ? between({}.certain, {}.possible) : {}", walked, counter, counter,
                                     start(instruction)));
    }
    if (instruction.op == OpCode::sum) {
      const std::string total = take_local("summed");
      out_.line(fmt::format("Total {};", total));
      write_loop(instruction,
                 [&] { return fmt::format("{}.add_member({}, {});", total, where(instruction), set(instruction, 0)); });
      return define(reg, fmt::format("{}.known ? {}.result() : {}", walked, total, full(instruction)));
    }
    const std::string extreme = take_local("extreme");
    out_.line(fmt::format("Extreme {};", extreme));
    write_loop(instruction, [&] {
      return fmt::format("{}.add_member({}, {}, {});", extreme, least ? -1 : 1, where(instruction),
                         set(instruction, 0));
    });
    define(reg, fmt::format("{}.known ? {}.result({}, {}) : {}", walked, extreme, least ? -1 : 1, full(instruction),
                            full(instruction)));
  }

  void ask(Register reg, const std::string& walked) {
    const bool any = at(reg).op == OpCode::any;
    const std::string name = declare(reg);
    out_.line(fmt::format("Kleene {} = {}.known ? {} : Kleene{{}};", name, walked, truth_literal(!any)));
    write_loop(at(reg),
               [&] { return fmt::format("{} = {} {} {};", name, name, any ? "|" : "&", truth(at(reg).operands[0])); });
  }

  // ---- the answer ------------------------------------------------------------------------

  void write_answer() override {
    const plan::RightPlan& right = unit_.right;
    const std::string outcome = truth(right.outcome);
    out_.line(fmt::format("{} answer;", unit_.names.answer(right.right)));
    out_.line(fmt::format("if (!{}.known()) {{", outcome));
    out_.line("  answer.outcome = Outcome::undetermined;");
    out_.line("} else {");
    out_.line(fmt::format("  answer.outcome = {}.yes ? Outcome::eligible : Outcome::not_eligible;", outcome));
    out_.line("}");
    if (right.received >= 0) {
      const std::string received = truth(right.received);
      out_.line(fmt::format("if ({}.known()) answer.received = {}.yes ? Truth::yes : Truth::no;", received, received));
    }
    if (right.amount >= 0) {
      const std::string amount = set(right.amount);
      out_.line(fmt::format("if (!{}.no) answer.amount = {{{}.low.num, {}.high.num}};", outcome, amount, amount));
    }
    write_deciding();
    out_.line("return answer;");
  }
};

}  // namespace

void write_set_pass(const Unit& unit, const std::string& function, Writer& out) {
  SetPass(unit).write_function(function, out);
}

}  // namespace proactive::emit
