#include "emit/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/coverage.h"

namespace proactive::emit {

using plan::HeaderTest;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Comparison;
using values::Domain;
using values::Int128;

namespace {

std::string_view sign(Comparison comparison) {
  switch (comparison) {
    case Comparison::less: return "<";
    case Comparison::at_most: return "<=";
    case Comparison::equal: return "==";
    case Comparison::unequal: return "!=";
    case Comparison::at_least: return ">=";
    case Comparison::more: return ">";
  }
  return "";
}

}  // namespace

std::string product(const std::vector<Factor>& factors) {
  Range range{1, 1};
  Int128 constant = 1;
  std::vector<std::string> parts;
  for (const Factor& factor : factors) {
    range = range * factor.range;
    if (!factor.is_constant())
      parts.push_back(factor.text);
    else if (values::fits64(constant * factor.range.low))
      constant = constant * factor.range.low;
    else
      parts.push_back(literal(static_cast<std::int64_t>(factor.range.low)));
  }
  if (constant != 1 || parts.empty()) parts.push_back(literal(static_cast<std::int64_t>(constant)));
  std::string text;
  for (const std::string& part : parts) {
    const bool widen = text.empty() && !range.fits();
    text += (text.empty() ? "" : " * ") + (widen ? fmt::format("Int128{{{}}}", part) : part);
  }
  return text;
}

bool Arithmetic::write_arithmetic(Register reg) {
  switch (at(reg).op) {
    case OpCode::compare: return compare(reg), true;
    case OpCode::in_members: return in_members(reg), true;
    case OpCode::add:
    case OpCode::subtract: return sum(reg), true;
    case OpCode::multiply: return multiply(reg), true;
    case OpCode::divide: return divide(reg), true;
    case OpCode::negate:
    case OpCode::rescale: return stretch(reg), true;
    case OpCode::absolute: return absolute(reg), true;
    case OpCode::minimum:
    case OpCode::maximum: return extreme(reg), true;
    case OpCode::shrink: return shrink(reg), true;
    case OpCode::round: return round(reg), true;
    case OpCode::scale: return scale(reg), true;
    case OpCode::table: return table(reg), true;
    case OpCode::add_months:
    case OpCode::add_days:
    case OpCode::year_of:
    case OpCode::month_of:
    case OpCode::day_of:
    case OpCode::age: return date(reg), true;
    default: return false;
  }
}

// ---- operands ------------------------------------------------------------------------------

void Arithmetic::define(Register reg, std::string_view type, const std::string& expression) {
  out_.line(fmt::format("const {} {} = {};", type, declare(reg), expression));
}

std::string Arithmetic::known(const Instruction& instruction) const {
  std::string first = known(instruction.operands[0]);
  return instruction.operands.size() < 2 ? first : all_of({first, known(instruction.operands[1])});
}

Factor Arithmetic::numerator(Register reg) const {
  return is_constant(reg) ? Factor::of(at(reg).value) : Factor{value(reg), shape(reg).num};
}

Factor Arithmetic::denominator(Register reg) const {
  return shape(reg).fraction ? Factor{variable(reg) + ".den", shape(reg).den} : Factor::of(1);
}

std::string Arithmetic::wide(Register reg) const { return fmt::format("Int128{{{}}}", value(reg)); }

// A number times a factor, in 128 bits where the result is checked.
std::string Arithmetic::scaled(Register to, Register reg, std::int64_t factor) const {
  if (!shape(to).checked) return product({numerator(reg), Factor::of(factor)});
  return factor == 1 ? wide(reg) : fmt::format("{} * {}", wide(reg), literal(factor));
}

// ---- tests ---------------------------------------------------------------------------------

std::string Arithmetic::comparison(Register a, Comparison how, const Factor& bound, const Factor& bound_den,
                                   values::Scaling by) const {
  return fmt::format("{} {} {}", product({numerator(a), Factor::of(by.left), bound_den}), sign(how),
                     product({bound, Factor::of(by.right), denominator(a)}));
}

void Arithmetic::compare(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const Register b = instruction.operands[1];
  define_test(reg, known(instruction),
              comparison(a, instruction.comparison, numerator(b), denominator(b), instruction.scaling));
}

namespace {

// How many groups of members that follow one another there are.
int runs(const values::MemberSet& members, int size) {
  int count = 0;
  for (int i = 0; i < size; ++i) {
    const auto place = static_cast<std::size_t>(i);
    if (members.test(place) && (i == 0 || !members.test(place - 1))) ++count;
  }
  return count;
}

}  // namespace

void Arithmetic::in_members(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const int size = at(a).choice_size;
  const std::string test = size <= 64 && runs(instruction.members, size) > 1
                               ? fmt::format("in_members({}, {}U)", value(a), bits(instruction.members, size))
                               : among(value(a), instruction.members, size);
  define_test(reg, known(a), test);
}

// ---- arithmetic ------------------------------------------------------------------------

void Arithmetic::sum(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const Register b = instruction.operands[1];
  const bool adds = instruction.op == OpCode::add;
  const char* sign = adds ? "+" : "-";
  if (!shape(reg).fraction) {
    const std::string left = scaled(reg, a, instruction.scaling.left);
    const std::string right = scaled(reg, b, instruction.scaling.right);
    return define_whole(reg, fmt::format("{} {} {}", left, sign, right), known(instruction));
  }
  if (shape(reg).checked) {
    const char* function = adds ? "add_fractions" : "subtract_fractions";
    return define_result(reg, "Fraction", fmt::format("{}({}, {})", function, fraction(a), fraction(b)));
  }
  const std::string left = product({numerator(a), denominator(b)});
  const std::string right = product({numerator(b), denominator(a)});
  define_fraction(reg, fmt::format("{} {} {}", left, sign, right), product({denominator(a), denominator(b)}),
                  known(instruction));
}

void Arithmetic::multiply(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const Register b = instruction.operands[1];
  if (!shape(reg).fraction) {
    const std::string text =
        shape(reg).checked ? fmt::format("{} * {}", wide(a), value(b)) : product({numerator(a), numerator(b)});
    return define_whole(reg, text, known(instruction));
  }
  if (shape(reg).checked)
    return define_result(reg, "Fraction", fmt::format("multiply_fractions({}, {})", fraction(a), fraction(b)));
  define_fraction(reg, product({numerator(a), numerator(b)}), product({denominator(a), denominator(b)}),
                  known(instruction));
}

void Arithmetic::divide(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const Register b = instruction.operands[1];
  const values::Scaling by = instruction.scaling;
  if (shape(reg).checked)
    return define_result(
        reg, "Fraction",
        fmt::format("divide_wholes({}, {}, {}, {})", whole(a), whole(b), literal(by.left), literal(by.right)));
  Factor divisor = numerator(b);
  std::string is_known = known(instruction);
  if (divisor.range.low < 1) {
    is_known = all_of({is_known, fmt::format("({} != 0)", value(b))});
    divisor.text = fmt::format("({} == 0 ? 1 : {})", value(b), value(b));
  }
  define_fraction(reg, product({numerator(a), Factor::of(by.left)}), product({divisor, Factor::of(by.right)}),
                  is_known);
}

// Negation and rescaling.
void Arithmetic::stretch(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const std::int64_t factor = instruction.op == OpCode::negate ? -1 : instruction.value;
  if (!shape(reg).fraction) return define_whole(reg, scaled(reg, a, factor), known(a));
  if (shape(reg).checked)
    return define_result(reg, "Fraction", fmt::format("rescale_fraction({}, {})", fraction(a), literal(factor)));
  define_fraction(reg, product({numerator(a), Factor::of(factor)}), product({denominator(a)}), known(a));
}

void Arithmetic::absolute(Register reg) {
  const Register a = at(reg).operands[0];
  if (shape(reg).fraction)
    return define_result(reg, "Fraction", fmt::format("rescale_fraction({}, {} < 0 ? -1 : 1)", fraction(a), value(a)));
  const std::string in_128 = fmt::format("{} < 0 ? -{} : {}", value(a), wide(a), wide(a));
  define_whole(reg, shape(reg).checked ? in_128 : fmt::format("magnitude({})", value(a)), known(a));
}

void Arithmetic::shrink(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  if (shape(reg).checked)
    return define_result(reg, "Fraction",
                         fmt::format("shrink_fraction({}, {})", fraction(a), literal(instruction.value)));
  define_fraction(reg, value(a), product({denominator(a), Factor::of(instruction.value)}), known(a));
}

void Arithmetic::round(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const bool in_128 = shape(reg).checked;
  const std::string den = shape(a).fraction ? variable(a) + ".den" : "1";
  const std::string right = in_128 ? fmt::format("Int128{{{}}} * {}", den, literal(instruction.scaling.right))
                                   : product({denominator(a), Factor::of(instruction.scaling.right)});
  define_whole(reg,
               fmt::format("rounded<{}>({}, {}, {}, {})", in_128 ? "Int128" : "std::int64_t",
                           scaled(reg, a, instruction.scaling.left), right, literal(instruction.value),
                           rounding_name(instruction.rounding)),
               known(a));
}

void Arithmetic::extreme(Register reg) {
  const Instruction& instruction = at(reg);
  const bool least = instruction.op == OpCode::minimum;
  if (shape(reg).fraction) {
    std::string values;
    for (const Register one : instruction.operands) values += (values.empty() ? "" : ", ") + fraction(one);
    return define_result(reg, "Fraction", fmt::format("extreme_of({}, {{{}}})", least ? -1 : 1, values));
  }
  const std::string function =
      fmt::format("std::{}<{}>", least ? "min" : "max", shape(reg).checked ? "Int128" : "std::int64_t");
  std::string text;
  std::string is_known = "true";
  for (std::size_t i = 0; i < instruction.operands.size(); ++i) {
    const std::string one = scaled(reg, instruction.operands[i], instruction.factors[i]);
    text = text.empty() ? one : fmt::format("{}({}, {})", function, text, one);
    is_known = all_of({is_known, known(instruction.operands[i])});
  }
  define_whole(reg, text, is_known);
}

// ---- scales --------------------------------------------------------------------------------

void Arithmetic::scale(Register reg) {
  const Instruction& instruction = at(reg);
  const Register a = instruction.operands[0];
  const plan::ScaleData& data = unit_.program.scales[instruction.data];
  const bool endless = data.brackets.back().last;
  if (!data.marginal) return banded(reg, data);
  if (!data.quotient && !shape(reg).checked) return define_whole(reg, marginal(a, data), known(a));
  const std::string table = brackets(instruction.data);
  if (data.quotient)
    return define_result(reg, "Fraction",
                         fmt::format("scale_quotient({}, {}, {}, {}, {})", fraction(a), literal(data.bound_divisor),
                                     literal(data.value_divisor), table, endless));
  define_result(reg, "Whole",
                fmt::format("checked_marginal({}, {}, {}, {}, {})", whole(a), literal(data.argument_factor),
                            literal(data.bound_factor), table, endless));
}

// The line of each bracket: what the brackets below it give in all, and its value times the rest.
std::string Arithmetic::marginal(Register a, const plan::ScaleData& data) const {
  std::string whole = product({numerator(a), Factor::of(data.argument_factor)});
  if (shape(a).num.low < 0) whole = fmt::format("std::max<std::int64_t>({}, 0)", whole);
  std::string text;
  std::int64_t below = 0;
  std::int64_t given = 0;
  for (const plan::Bracket& bracket : data.brackets) {
    const std::int64_t bound = bracket.last ? 0 : bracket.up_to.num * data.bound_factor;
    if (!bracket.last && bound <= below && &bracket != &data.brackets.back()) continue;  // it holds no argument
    const std::string rest = below == 0 ? whole : fmt::format("({} - {})", whole, literal(below));
    std::string line = fmt::format("{} * {}", literal(bracket.value), rest);
    if (given != 0) line = fmt::format("{} + {}", literal(given), line);
    if (bracket.last) return text + line;
    text += fmt::format("{} <= {} ? {} : ", whole, literal(bound), line);
    given += bracket.value * std::max<std::int64_t>(bound - below, 0);
    below = std::max<std::int64_t>(bound, 0);
  }
  return text + literal(given);
}

void Arithmetic::banded(Register reg, const plan::ScaleData& data) {
  const Register a = at(reg).operands[0];
  std::string text;
  std::string is_known = known(a);
  for (const plan::Bracket& bracket : data.brackets) {
    if (bracket.last) {
      text += literal(bracket.value);
      break;
    }
    const std::string holds =
        comparison(a, Comparison::at_most, Factor::of(bracket.up_to.num), Factor::of(1), data.bound_scaling);
    if (&bracket == &data.brackets.back()) {
      is_known = all_of({is_known, "(" + holds + ")"});
      text += literal(bracket.value);
    } else {
      text += fmt::format("{} ? {} : ", holds, literal(bracket.value));
    }
  }
  define_whole(reg, text, is_known);
}

// ---- tables --------------------------------------------------------------------------------

// Places of members that follow one another are one comparison.
std::string Arithmetic::among(const std::string& place, const values::MemberSet& members, int size) const {
  std::string text;
  for (int from = 0; from < size; ++from) {
    if (!members.test(static_cast<std::size_t>(from))) continue;
    int to = from;
    while (to + 1 < size && members.test(static_cast<std::size_t>(to) + 1)) ++to;
    const std::string run = from == to       ? fmt::format("{} == {}", place, from)
                            : from == 0      ? fmt::format("{} <= {}", place, to)
                            : to + 1 == size ? fmt::format("{} <= {}", from, place)
                                             : fmt::format("({} <= {} && {} <= {})", from, place, place, to);
    text += (text.empty() ? "" : " || ") + run;
    from = to;
  }
  return text.empty() ? "false" : text;
}

std::string Arithmetic::holds(const HeaderTest& header, Register a) const {
  switch (header.kind) {
    case HeaderTest::Kind::always: return "true";
    case HeaderTest::Kind::members: return holds_member(header, a);
    case HeaderTest::Kind::compare:
      return comparison(a, header.comparison, Factor::of(header.low.num), Factor::of(1), header.low_scaling);
    case HeaderTest::Kind::range:
      return fmt::format(
          "{} && {}",
          comparison(a, header.low_comparison, Factor::of(header.low.num), Factor::of(1), header.low_scaling),
          comparison(a, header.high_comparison, Factor::of(header.high.num), Factor::of(1), header.high_scaling));
  }
  return "false";
}

std::string Arithmetic::holds_member(const HeaderTest& header, Register a) const {
  if (at(a).domain != Domain::boolean) return among(value(a), header.members, at(a).choice_size);
  const bool if_true = header.members.test(1);
  const bool if_false = header.members.test(0);
  if (if_true == if_false) return if_true ? "true" : "false";
  return if_true ? yes(a) : no(a);
}

// Whether headers follow one another upwards without a gap, so that the row is the number of
// upper ends that the argument lies behind. `ends` are those ends, without the last.
bool Arithmetic::ascends(const std::vector<HeaderTest>& headers, Register a, bool whole, std::vector<End>& ends,
                         values::Scaling& by) const {
  if (at(a).domain == Domain::boolean || at(a).domain == Domain::choice || headers.size() < 2) return false;
  by = headers.front().low_scaling;
  // Places between values, twice as many as these: behind a value is one more.
  const auto cut = [&](std::int64_t bound, bool behind) {
    const bool one_step = whole && by.left == 1 && by.right == 1;
    return 2 * static_cast<Int128>(bound) + (behind ? (one_step ? 2 : 1) : 0);
  };
  Int128 reached = 0;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const HeaderTest& header = headers[i];
    const bool first = i == 0;
    const bool last = i + 1 == headers.size();
    if (header.kind == HeaderTest::Kind::always) return last;
    if (header.low_scaling.left != by.left || header.low_scaling.right != by.right) return false;
    const bool is_range = header.kind == HeaderTest::Kind::range;
    if (is_range && (header.high_scaling.left != by.left || header.high_scaling.right != by.right)) return false;
    const Comparison how = is_range ? header.high_comparison : header.comparison;
    const bool upwards = how == Comparison::at_least || how == Comparison::more;
    const bool downwards = how == Comparison::less || how == Comparison::at_most;
    if (is_range && (first || cut(header.low.num, header.low_comparison == Comparison::more) > reached)) return false;
    if (!is_range && upwards) return last && !first && cut(header.low.num, how == Comparison::more) <= reached;
    if (!downwards || last) return false;
    const std::int64_t bound = is_range ? header.high.num : header.low.num;
    const Int128 end = cut(bound, how == Comparison::at_most);
    if (!first && end <= reached) return false;
    reached = end;
    ends.push_back({how == Comparison::less ? Comparison::at_least : Comparison::more, bound});
  }
  return false;
}

// Few ends are asked in order up to the one that matters, which a processor learns to foresee; many are counted.
std::string Arithmetic::row_among(const std::vector<End>& ends, Register a, values::Scaling by) const {
  constexpr std::size_t kFew = 8;
  const auto lies = [&](const End& end, Comparison how) {
    return comparison(a, how, Factor::of(end.bound), Factor::of(1), by);
  };
  std::string text;
  if (ends.size() > kFew) {
    for (const End& end : ends)
      text += fmt::format("{}std::size_t{{{}}}", text.empty() ? "" : " + ", lies(end, end.behind));
    return text;
  }
  for (std::size_t i = 0; i < ends.size(); ++i)
    text += fmt::format("{} ? {} : ", lies(ends[i], values::negated(ends[i].behind)), i);
  return text + std::to_string(ends.size());
}

// The place of the first header that holds; adds to `is_known` where there may be none.
std::string Arithmetic::row(const std::string& name, const std::vector<HeaderTest>& headers, Register a, bool whole,
                            std::string& is_known) {
  std::vector<End> ends;
  values::Scaling by;
  std::string expression;
  const bool ascending = ascends(headers, a, whole, ends, by);
  if (ascending) {
    expression = row_among(ends, a, by);
  } else {
    std::string tests;
    for (const HeaderTest& header : headers) tests += (tests.empty() ? "" : ", ") + holds(header, a);
    expression = fmt::format("row_of({{{}}})", tests);
  }
  const std::string place = take_local(name);
  out_.line(fmt::format("const std::size_t {} = {};", place, expression));
  const values::Possible any = values::full(at(a).domain, at(a).choice_size);
  const bool covered = ascending || !plan::uncovered(headers, any, whole);
  // Of a truth that is open no header holds, though all are there.
  if (covered && known_operand(a) == known(a)) return place;
  if (!covered) is_known = all_of({is_known, fmt::format("({} < {})", place, headers.size())});
  return fmt::format("{} < {} ? {} : 0", place, headers.size(), place);
}

std::string Arithmetic::known_operand(Register reg) const {
  return at(reg).domain == Domain::boolean ? known_truth(reg) : known(reg);
}

void Arithmetic::table(Register reg) {
  const Instruction& instruction = at(reg);
  const plan::TableData& data = unit_.program.tables[instruction.data];
  const std::string content = cells(instruction.data);
  std::string is_known = known_operand(instruction.operands[0]);
  const std::string line = row("row", data.rows, instruction.operands[0], data.whole_rows, is_known);
  std::string column = "0";
  if (!data.columns.empty()) {
    is_known = all_of({is_known, known_operand(instruction.operands[1])});
    column = row("column", data.columns, instruction.operands[1], data.whole_columns, is_known);
  }
  const std::string cell = fmt::format("{}[{}][{}]", content, line, column);
  if (instruction.domain == Domain::boolean)
    define_test(reg, is_known, cell + " != 0");
  else
    define_whole(reg, cell, is_known);
}

// ---- dates -----------------------------------------------------------------------------

void Arithmetic::date(Register reg) {
  const Instruction& instruction = at(reg);
  const std::string a = value(instruction.operands[0]);
  const std::string_view rounding = day_rounding_name(model().day_rounding);
  const auto part = [&](std::string_view name) {
    define_whole(reg, fmt::format("civil({}).{}", a, name), known(instruction));
  };
  switch (instruction.op) {
    case OpCode::year_of: return part("year");
    case OpCode::month_of: return part("month");
    case OpCode::day_of: return part("day");
    case OpCode::age:
      return define_whole(reg, fmt::format("completed_years({}, {}, {})", a, value(instruction.operands[1]), rounding),
                          known(instruction));
    case OpCode::add_months:
      return define_result(reg, "Whole",
                           fmt::format("later_by_months({}, {}, {}, {})", whole(instruction.operands[0]),
                                       whole(instruction.operands[1]), literal(instruction.value), rounding));
    default:
      return define_result(reg, "Whole",
                           fmt::format("later_by_days({}, {}, {})", whole(instruction.operands[0]),
                                       whole(instruction.operands[1]), literal(instruction.value)));
  }
}

}  // namespace proactive::emit
