#include "plan/meaning.h"

#include <algorithm>

#include "plan/coverage.h"

namespace proactive::plan {

using values::Domain;
using values::NoResult;
using values::Number;
using values::Possible;

namespace {

NoResult banded(const ScaleData& scale, Number argument, Number& out) {
  for (const Bracket& bracket : scale.brackets) {
    if (!bracket.last && values::compare(argument, bracket.up_to, scale.bound_scaling) > 0) continue;
    out = {bracket.value, 1};
    return NoResult::none;
  }
  return NoResult::no_row;
}

// Sum over the brackets of value times the part of the argument inside, at one common scale.
NoResult marginal_plain(const ScaleData& scale, std::int64_t argument, Number& out) {
  values::Int128 total = 0;
  values::Int128 below = 0;
  const values::Int128 whole = static_cast<values::Int128>(std::max<std::int64_t>(argument, 0)) * scale.argument_factor;
  for (const Bracket& bracket : scale.brackets) {
    const values::Int128 bound =
        bracket.last ? whole : static_cast<values::Int128>(bracket.up_to.num) * scale.bound_factor;
    const values::Int128 part = std::max<values::Int128>(std::min(whole, bound) - below, 0);
    values::Int128 product = 0;
    if (__builtin_mul_overflow(part, static_cast<values::Int128>(bracket.value), &product)) return NoResult::overflow;
    if (__builtin_add_overflow(total, product, &total)) return NoResult::overflow;
    if (whole <= bound) break;
    below = std::max<values::Int128>(bound, 0);
  }
  return values::make_number(total, 1, out);
}

// The same in fractions of units, for an argument that is a quotient.
NoResult marginal_quotient(const ScaleData& scale, Number argument, Number& out) {
  Number total{0, 1};
  Number below{0, 1};
  if (argument.num < 0) argument = {0, 1};
  for (const Bracket& bracket : scale.brackets) {
    Number bound = argument;
    if (!bracket.last) values::shrink(bracket.up_to, scale.bound_divisor, bound);
    if (bound.num < 0) bound = {0, 1};
    const bool inside = bracket.last || values::compare(argument, bound) <= 0;
    Number part;
    Number rate;
    NoResult failure = values::subtract(inside ? argument : bound, below, {}, part);
    if (failure == NoResult::none) failure = values::shrink({bracket.value, 1}, scale.value_divisor, rate);
    if (failure == NoResult::none) failure = values::multiply(part, rate, part);
    if (failure == NoResult::none) failure = values::add(total, part, {}, total);
    if (failure != NoResult::none) return failure;
    if (inside) break;
    below = bound;
  }
  out = total;
  return NoResult::none;
}

}  // namespace

NoResult apply_scale(const ScaleData& scale, Number argument, Number& out) {
  if (!scale.marginal) return banded(scale, argument, out);
  return scale.quotient ? marginal_quotient(scale, argument, out) : marginal_plain(scale, argument.num, out);
}

// This is where the scale bends. The bound is summed by itself.
NoResult marginal_at_bound(const ScaleData& data, std::size_t bracket, Number& out) {
  if (data.quotient) {
    Number bound;
    const NoResult failure = values::shrink(data.brackets[bracket].up_to, data.bound_divisor, bound);
    return failure == NoResult::none ? apply_scale(data, bound, out) : failure;
  }
  ScaleData at_bound = data;
  at_bound.argument_factor = data.bound_factor;
  return apply_scale(at_bound, data.brackets[bracket].up_to, out);
}

namespace {

Possible full_of(const Instruction& instruction) { return values::full(instruction.domain, instruction.choice_size); }

Possible conjunction(const Instruction& instruction, Operands operands) {
  Kleene result = Kleene::yes;
  for (std::size_t i = 0; i < instruction.operands.size(); ++i) result = result & operands(i).truth();
  return values::truth(result);
}

Possible disjunction(const Instruction& instruction, Operands operands) {
  Kleene result = Kleene::no;
  for (std::size_t i = 0; i < instruction.operands.size(); ++i) result = result | operands(i).truth();
  return values::truth(result);
}

Possible at_least(const Instruction& instruction, Operands operands) {
  std::int64_t certain = 0;
  std::int64_t possible = 0;
  for (std::size_t i = 0; i < instruction.operands.size(); ++i) {
    const Kleene truth = operands(i).truth();
    certain += truth == Kleene::yes ? 1 : 0;
    possible += truth != Kleene::no ? 1 : 0;
  }
  if (certain >= instruction.value) return values::truth(Kleene::yes);
  return values::truth(possible < instruction.value ? Kleene::no : Kleene::unknown);
}

Possible in_members(const Instruction& instruction, const Possible& operand) {
  if ((operand.members & ~instruction.members).none()) return values::truth(Kleene::yes);
  return values::truth((operand.members & instruction.members).none() ? Kleene::no : Kleene::unknown);
}

// The smallest or largest of the operands, each times its factor.
Possible extreme(const Instruction& instruction, Operands operands) {
  const bool smallest = instruction.op == OpCode::minimum;
  const auto better = [&](std::size_t candidate, Number value, std::size_t best, Number least) {
    const int order = values::compare(value, least, {instruction.factors[candidate], instruction.factors[best]});
    return smallest ? order < 0 : order > 0;
  };
  std::size_t low = 0;
  std::size_t high = 0;
  bool all_single = true;
  for (std::size_t i = 0; i < instruction.operands.size(); ++i) {
    all_single = all_single && operands(i).decided();
    if (better(i, operands(i).low, low, operands(low).low)) low = i;
    if (better(i, operands(i).high, high, operands(high).high)) high = i;
  }
  Possible result = values::interval(instruction.domain, {}, {});
  NoResult failure = values::rescale(operands(low).low, instruction.factors[low], result.low);
  if (failure == NoResult::none) failure = values::rescale(operands(high).high, instruction.factors[high], result.high);
  if (failure == NoResult::none) return result;
  return all_single ? values::none_of(failure, instruction.domain) : full_of(instruction);
}

Possible choose(const Instruction& instruction, Operands operands) {
  const std::size_t last = instruction.operands.size() - 1;
  Possible result;
  bool any = false;
  const auto include = [&](const Possible& value) {
    result = any ? values::hull(result, value) : value;
    any = true;
  };
  for (std::size_t i = 0; i < last; i += 2) {
    const Kleene condition = operands(i + 1).truth();
    if (condition == Kleene::no) continue;
    include(operands(i));
    if (condition == Kleene::yes) return result;
  }
  include(operands(last));
  return result;
}

// ---- scales and tables -------------------------------------------------------------------

// Between two bounds a scale is a line or a constant: its extremes are at the ends of the
// interval and at the bounds inside it.
Possible scale(const ScaleData& data, const Possible& argument) {
  Number value;
  NoResult failure = apply_scale(data, argument.low, value);
  Possible result = values::interval(Domain::number, value, value);
  const auto include = [&](NoResult reason) {
    if (reason != NoResult::none)
      failure = reason;
    else
      result = values::hull(result, values::single(Domain::number, value));
  };
  include(apply_scale(data, argument.high, value));
  for (std::size_t i = 0; i + 1 < data.brackets.size(); ++i) {
    const bool begins_below = values::compare(argument.high, data.brackets[i].up_to, data.bound_scaling) > 0;
    const bool ends_above = values::compare(argument.low, data.brackets[i].up_to, data.bound_scaling) <= 0;
    if (!begins_below || !ends_above) continue;
    if (data.marginal) {
      include(marginal_at_bound(data, i, value));
    } else {
      value = {data.brackets[i].value, 1};
      include(NoResult::none);
    }
  }
  if (failure == NoResult::none) return result;
  return argument.decided() ? values::none_of(failure, Domain::number) : values::full(Domain::number);
}

Possible table(const TableData& data, const Instruction& instruction, Operands operands) {
  const bool columns = !data.columns.empty();
  Possible result;
  bool any = false;
  const auto include = [&](std::size_t row, std::size_t column) {
    const Possible cell = values::single(instruction.domain, {data.cell(row, column), 1});
    result = any ? values::hull(result, cell) : cell;
    any = true;
  };
  // Runs over the headers still possible, up to the first that certainly holds; says whether one does,
  // and so leaves no value without a cell.
  const auto each = [](const std::vector<HeaderTest>& headers, const Possible& argument, auto visit) {
    for (std::size_t i = 0; i < headers.size(); ++i) {
      const Kleene holds = test(headers[i], argument);
      if (holds == Kleene::no) continue;
      visit(i);
      if (holds == Kleene::yes) return true;
    }
    return false;
  };
  bool all_columns = !columns;
  const bool all_rows = each(data.rows, operands(0), [&](std::size_t row) {
    if (!columns) return include(row, 0);
    all_columns = each(data.columns, operands(1), [&](std::size_t column) { include(row, column); });
  });
  const bool total = (all_rows || !uncovered(data.rows, operands(0), data.whole_rows)) &&
                     (all_columns || !uncovered(data.columns, operands(1), data.whole_columns));
  if (total) return result;
  const bool all_single = operands(0).decided() && (!columns || operands(1).decided());
  return all_single ? values::none_of(NoResult::no_row, instruction.domain, instruction.choice_size)
                    : full_of(instruction);
}

Possible pay(const Instruction& instruction, Operands operands) {
  const Kleene entitled = operands(0).truth();
  const Possible nothing = values::single(instruction.domain, {0, 1});
  if (entitled == Kleene::no) return nothing;
  return entitled == Kleene::yes ? operands(1) : values::hull(nothing, operands(1));
}

}  // namespace

Kleene test(const HeaderTest& header, const Possible& argument) {
  const auto against = [&](values::Comparison comparison, Number bound, values::Scaling by) {
    return values::compare(comparison, argument, values::single(argument.domain, bound), by).truth();
  };
  switch (header.kind) {
    case HeaderTest::Kind::always: return Kleene::yes;
    case HeaderTest::Kind::members:
      if ((argument.members & ~header.members).none()) return Kleene::yes;
      return (argument.members & header.members).none() ? Kleene::no : Kleene::unknown;
    case HeaderTest::Kind::compare: return against(header.comparison, header.low, header.low_scaling);
    case HeaderTest::Kind::range:
      return against(header.low_comparison, header.low, header.low_scaling) &
             against(header.high_comparison, header.high, header.high_scaling);
  }
  return Kleene::unknown;
}

Possible meaning(const Program& program, const Instruction& instruction, Operands operands) {
  switch (instruction.op) {
    case OpCode::constant: return values::single(instruction.domain, {instruction.value, 1});
    case OpCode::unknown:
    case OpCode::fact:
    case OpCode::known: return instruction.start;
    case OpCode::logical_not: return values::truth(!operands(0).truth());
    case OpCode::logical_and: return conjunction(instruction, operands);
    case OpCode::logical_or: return disjunction(instruction, operands);
    case OpCode::at_least: return at_least(instruction, operands);
    case OpCode::compare: return values::compare(instruction.comparison, operands(0), operands(1), instruction.scaling);
    case OpCode::in_members: return in_members(instruction, operands(0));
    case OpCode::add: return values::add(operands(0), operands(1), instruction.scaling);
    case OpCode::subtract: return values::subtract(operands(0), operands(1), instruction.scaling);
    case OpCode::multiply: return values::multiply(operands(0), operands(1));
    case OpCode::divide: return values::divide(operands(0), operands(1), instruction.scaling);
    case OpCode::negate: return values::negate(operands(0));
    case OpCode::absolute: return values::absolute(operands(0));
    case OpCode::minimum:
    case OpCode::maximum: return extreme(instruction, operands);
    case OpCode::rescale: return values::rescale(operands(0), instruction.value);
    case OpCode::shrink: return values::shrink(operands(0), instruction.value);
    case OpCode::round:
      return values::round_to(operands(0), instruction.scaling, instruction.value, instruction.rounding);
    case OpCode::add_months:
      return values::add_months(operands(0), operands(1), static_cast<int>(instruction.value),
                                program.model->day_rounding);
    case OpCode::add_days: return values::add_days(operands(0), operands(1), static_cast<int>(instruction.value));
    case OpCode::year_of: return values::year_of(operands(0));
    case OpCode::month_of: return values::month_of(operands(0));
    case OpCode::day_of: return values::day_of(operands(0));
    case OpCode::age: return values::age(operands(0), operands(1), program.model->day_rounding);
    case OpCode::choose: return choose(instruction, operands);
    case OpCode::scale: return scale(program.scales[instruction.data], operands(0));
    case OpCode::table: return table(program.tables[instruction.data], instruction, operands);
    case OpCode::pay: return pay(instruction, operands);
    case OpCode::count:
    case OpCode::sum:
    case OpCode::any:
    case OpCode::all:
    case OpCode::least:
    case OpCode::greatest: return full_of(instruction);
  }
  return full_of(instruction);
}

}  // namespace proactive::plan
