// The exact pass: one value and one known bit in each register.
#include "execution/contexts.h"
#include "execution/evaluator.h"
#include "plan/meaning.h"

namespace proactive::execution {

using facts::kNoRow;
using facts::Row;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::NoResult;
using values::Number;

namespace {

class Exact {
 public:
  Exact(const plan::Program& program, const facts::Source* source, Value* values, Row* rows)
      : program_(program), code_(program.code.data()), source_(source), values_(values), rows_(rows) {}

  void run(Row subject) {
    rows_[0] = subject;
    resolve(program_.main_contexts);
    execute(program_.main);
  }

  void enter(const Instruction& aggregate, std::int64_t index) { enter(aggregate, rows_[aggregate.context], index); }

  void execute(const Instruction& instruction, Value& out) {
    switch (instruction.op) {
      case OpCode::constant: out = {{instruction.value, 1}, true}; return;
      case OpCode::unknown: out.known = false; return;
      case OpCode::fact: return fact(instruction, out);
      case OpCode::known: return set(out, source_->known(instruction.input, rows_[instruction.context]));
      case OpCode::logical_not: return set(out, !operand(instruction, 0).truth());
      case OpCode::logical_and: return conjunction(instruction, out);
      case OpCode::logical_or: return disjunction(instruction, out);
      case OpCode::at_least: return at_least(instruction, out);
      case OpCode::compare: return compare(instruction, out);
      case OpCode::in_members: {
        const Value& a = operand(instruction, 0);
        out = {{a.known && instruction.members.test(a.number.num) ? 1 : 0, 1}, a.known};
        return;
      }
      case OpCode::add:
        return binary(instruction, out,
                      [&](Number a, Number b, Number& r) { return values::add(a, b, instruction.scaling, r); });
      case OpCode::subtract:
        return binary(instruction, out,
                      [&](Number a, Number b, Number& r) { return values::subtract(a, b, instruction.scaling, r); });
      case OpCode::multiply:
        return binary(instruction, out, [](Number a, Number b, Number& r) { return values::multiply(a, b, r); });
      case OpCode::divide:
        return binary(instruction, out,
                      [&](Number a, Number b, Number& r) { return values::divide(a, b, instruction.scaling, r); });
      case OpCode::negate: return unary(instruction, out, [](Number a, Number& r) { return values::negate(a, r); });
      case OpCode::absolute: return unary(instruction, out, [](Number a, Number& r) { return values::absolute(a, r); });
      case OpCode::minimum:
      case OpCode::maximum: return extreme(instruction, out);
      case OpCode::rescale:
        return unary(instruction, out, [&](Number a, Number& r) { return values::rescale(a, instruction.value, r); });
      case OpCode::shrink:
        return unary(instruction, out, [&](Number a, Number& r) { return values::shrink(a, instruction.value, r); });
      case OpCode::round:
        return unary(instruction, out, [&](Number a, Number& r) {
          return values::round_to(a, instruction.scaling, instruction.value, instruction.rounding, r);
        });
      case OpCode::choose: return choose(instruction, out);
      case OpCode::scale:
        return unary(instruction, out,
                     [&](Number a, Number& r) { return plan::apply_scale(program_.scales[instruction.data], a, r); });
      case OpCode::table: return table(instruction, out);
      case OpCode::count:
      case OpCode::sum:
      case OpCode::any:
      case OpCode::all:
      case OpCode::least:
      case OpCode::greatest: return aggregate(instruction, out);
      case OpCode::pay: return pay(instruction, out);
      default: return date_operation(instruction, out);
    }
  }

 private:
  void resolve(const std::vector<int>& contexts) { resolve_contexts(program_, *source_, contexts, rows_); }

  void execute(const std::vector<Register>& registers) {
    for (const Register reg : registers) execute(code_[reg], values_[reg]);
  }

  const Value& operand(const Instruction& instruction, std::size_t i) const { return values_[instruction.operands[i]]; }

  static void set(Value& out, bool truth) { out = {{truth ? 1 : 0, 1}, true}; }
  static void set(Value& out, Kleene truth) { out = {{truth == Kleene::yes ? 1 : 0, 1}, truth != Kleene::unknown}; }

  // Operations on known numbers; a result that does not exist is unknown.
  template <typename Operation>
  void unary(const Instruction& instruction, Value& out, Operation operation) const {
    const Value& a = operand(instruction, 0);
    out.known = a.known && operation(a.number, out.number) == NoResult::none;
  }

  template <typename Operation>
  void binary(const Instruction& instruction, Value& out, Operation operation) const {
    const Value& a = operand(instruction, 0);
    const Value& b = operand(instruction, 1);
    out.known = a.known && b.known && operation(a.number, b.number, out.number) == NoResult::none;
  }

  void fact(const Instruction& instruction, Value& out) const {
    const Row row = rows_[instruction.context];
    out.number.den = 1;
    out.known = row != kNoRow && source_->fact(instruction.input, row, out.number.num);
  }

  void conjunction(const Instruction& instruction, Value& out) const {
    Kleene result = Kleene::yes;
    for (const Register reg : instruction.operands) result = result & values_[reg].truth();
    set(out, result);
  }

  void disjunction(const Instruction& instruction, Value& out) const {
    Kleene result = Kleene::no;
    for (const Register reg : instruction.operands) result = result | values_[reg].truth();
    set(out, result);
  }

  void at_least(const Instruction& instruction, Value& out) const {
    std::int64_t certain = 0;
    std::int64_t possible = 0;
    for (const Register reg : instruction.operands) {
      certain += values_[reg].truth() == Kleene::yes ? 1 : 0;
      possible += values_[reg].truth() != Kleene::no ? 1 : 0;
    }
    out.known = certain >= instruction.value || possible < instruction.value;
    out.number = {certain >= instruction.value ? 1 : 0, 1};
  }

  void compare(const Instruction& instruction, Value& out) const {
    const Value& a = operand(instruction, 0);
    const Value& b = operand(instruction, 1);
    out.known = a.known && b.known;
    if (!out.known) return;
    out.number = {
        values::holds(instruction.comparison, values::compare(a.number, b.number, instruction.scaling)) ? 1 : 0, 1};
  }

  void extreme(const Instruction& instruction, Value& out) const {
    std::size_t best = 0;
    for (std::size_t i = 0; i < instruction.operands.size(); ++i) {
      if (!operand(instruction, i).known) {
        out.known = false;
        return;
      }
      const int order = values::compare(operand(instruction, i).number, operand(instruction, best).number,
                                        {instruction.factors[i], instruction.factors[best]});
      if (instruction.op == OpCode::minimum ? order < 0 : order > 0) best = i;
    }
    out.known =
        values::rescale(operand(instruction, best).number, instruction.factors[best], out.number) == NoResult::none;
  }

  void choose(const Instruction& instruction, Value& out) const {
    const std::size_t last = instruction.operands.size() - 1;
    for (std::size_t i = 0; i < last; i += 2) {
      const Kleene condition = operand(instruction, i + 1).truth();
      if (condition == Kleene::no) continue;
      out = operand(instruction, i);
      out.known = out.known && condition == Kleene::yes;
      return;
    }
    out = operand(instruction, last);
  }

  void table(const Instruction& instruction, Value& out) const {
    const plan::TableData& data = program_.tables[instruction.data];
    const Value& row_value = operand(instruction, 0);
    out.known = false;
    if (!row_value.known) return;
    const std::size_t row = first_that_holds(data.rows, row_value.number);
    if (row == data.rows.size()) return;
    std::size_t column = 0;
    if (!data.columns.empty()) {
      const Value& column_value = operand(instruction, 1);
      if (!column_value.known) return;
      column = first_that_holds(data.columns, column_value.number);
      if (column == data.columns.size()) return;
    }
    out = {{data.cell(row, column), 1}, true};
  }

  static std::size_t first_that_holds(const std::vector<plan::HeaderTest>& headers, Number value) {
    std::size_t i = 0;
    while (i < headers.size() && !plan::test(headers[i], value)) ++i;
    return i;
  }

  void pay(const Instruction& instruction, Value& out) const {
    const Kleene entitled = operand(instruction, 0).truth();
    if (entitled == Kleene::no) {
      out = {{0, 1}, true};
      return;
    }
    out = operand(instruction, 1);
    out.known = out.known && entitled == Kleene::yes;
  }

  void date_operation(const Instruction& instruction, Value& out) const {
    for (const Register reg : instruction.operands) {
      if (!values_[reg].known) {
        out.known = false;
        return;
      }
    }
    const std::int64_t a = operand(instruction, 0).number.num;
    const auto civil = [a] { return values::civil_from_days(static_cast<std::int32_t>(a)); };
    const values::DayRounding rounding = program_.model->day_rounding;
    NoResult failure = NoResult::none;
    out.number.den = 1;
    switch (instruction.op) {
      case OpCode::add_months:
        failure =
            values::add_months(a, static_cast<values::Int128>(operand(instruction, 1).number.num) * instruction.value,
                               rounding, out.number.num);
        break;
      case OpCode::add_days:
        failure = values::add_days(
            a, static_cast<values::Int128>(operand(instruction, 1).number.num) * instruction.value, out.number.num);
        break;
      case OpCode::year_of: out.number.num = civil().year; break;
      case OpCode::month_of: out.number.num = civil().month; break;
      case OpCode::day_of: out.number.num = civil().day; break;
      default: out.number.num = values::age(a, operand(instruction, 1).number.num, rounding); break;
    }
    out.known = failure == NoResult::none;
  }

  // ---- members ---------------------------------------------------------------------------

  void aggregate(const Instruction& instruction, Value& out) {
    const Row group = rows_[instruction.context];
    std::int64_t count = 0;
    out.known = false;
    if (group == kNoRow || !source_->members(instruction.input, group, count)) return;
    if (instruction.operands.empty()) {
      out = {{count, 1}, true};
      return;
    }
    switch (instruction.op) {
      case OpCode::count: return count_members(instruction, group, count, out);
      case OpCode::sum: return sum_members(instruction, group, count, out);
      case OpCode::any:
      case OpCode::all: return ask_members(instruction, group, count, out);
      default: return extreme_member(instruction, group, count, out);
    }
  }

  void enter(const Instruction& instruction, Row group, std::int64_t index) {
    rows_[instruction.loop] = source_->member(instruction.input, group, index);
    resolve(program_.loop_contexts[instruction.loop]);
    execute(instruction.body);
  }

  void count_members(const Instruction& instruction, Row group, std::int64_t count, Value& out) {
    std::int64_t counted = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      enter(instruction, group, i);
      const Value& where = operand(instruction, 0);
      if (!where.known) return;
      counted += where.number.num;
    }
    out = {{counted, 1}, true};
  }

  // The member under way is left out; false when that is not known.
  bool skips(const Instruction& instruction, bool& skipped) const {
    skipped = false;
    if (!instruction.has_where) return true;
    const Value& where = operand(instruction, 1);
    skipped = where.known && where.number.num == 0;
    return where.known;
  }

  void sum_members(const Instruction& instruction, Row group, std::int64_t count, Value& out) {
    values::Int128 total = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      enter(instruction, group, i);
      bool skipped = false;
      if (!skips(instruction, skipped)) return;
      if (skipped) continue;
      const Value& value = operand(instruction, 0);
      // Fractions are summed by the other pass.
      if (!value.known || value.number.den != 1) return;
      total += value.number.num;
    }
    out.known = values::make_number(total, 1, out.number) == NoResult::none;
  }

  void ask_members(const Instruction& instruction, Row group, std::int64_t count, Value& out) {
    const bool any = instruction.op == OpCode::any;
    Kleene result = any ? Kleene::no : Kleene::yes;
    for (std::int64_t i = 0; i < count; ++i) {
      enter(instruction, group, i);
      const Kleene holds = operand(instruction, 0).truth();
      result = any ? result | holds : result & holds;
    }
    set(out, result);
  }

  void extreme_member(const Instruction& instruction, Row group, std::int64_t count, Value& out) {
    bool found = false;
    Number best;
    for (std::int64_t i = 0; i < count; ++i) {
      enter(instruction, group, i);
      bool skipped = false;
      if (!skips(instruction, skipped)) return;
      if (skipped) continue;
      const Value& value = operand(instruction, 0);
      if (!value.known) return;
      const int order = found ? values::compare(value.number, best) : 0;
      if (!found || (instruction.op == OpCode::least ? order < 0 : order > 0)) best = value.number;
      found = true;
    }
    out = {best, found};
  }

  const plan::Program& program_;
  const Instruction* code_;
  const facts::Source* source_;  ///< null when only one instruction runs
  Value* values_;
  Row* rows_;
};

}  // namespace

void run_exact(const plan::Program& program, const facts::Source& source, Row subject, Value* values, Row* rows) {
  Exact(program, &source, values, rows).run(subject);
}

void enter_member(const plan::Program& program, const facts::Source& source, const Instruction& aggregate,
                  std::int64_t index, Value* values, Row* rows) {
  Exact(program, &source, values, rows).enter(aggregate, index);
}

void run_instruction(const plan::Program& program, const Instruction& instruction, Value* values, Value& out) {
  Exact(program, nullptr, values, nullptr).execute(instruction, out);
}

}  // namespace proactive::execution
