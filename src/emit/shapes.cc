#include "emit/shapes.h"

#include <algorithm>

#include "plan/meaning.h"

namespace proactive::emit {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Domain;
using values::Int128;
using values::Possible;

namespace {

// Beyond this a bound says only "too wide": sums and products of bounds then cannot overflow.
constexpr Int128 kWide = static_cast<Int128>(1) << 100;

Int128 saturated(Int128 a) { return std::clamp(a, -kWide, kWide); }

Int128 product(Int128 a, Int128 b) {
  Int128 result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return (a < 0) == (b < 0) ? kWide : -kWide;
  return saturated(result);
}

const Range kAll64{values::kMin64, values::kMax64};

class Shaper {
 public:
  explicit Shaper(const plan::Program& program) : program_(program), shapes_(program.code.size()) {}

  std::vector<Shape> run() {
    for (std::size_t i = 0; i < program_.code.size(); ++i) shapes_[i] = shape(program_.code[i]);
    return std::move(shapes_);
  }

 private:
  const Shape& at(const Instruction& instruction, std::size_t i) const { return shapes_[instruction.operands[i]]; }

  Possible meaning(const Instruction& instruction) const {
    return plan::meaning(program_, instruction,
                         [&](std::size_t i) -> const Possible& { return at(instruction, i).set; });
  }

  static Shape plain(const Possible& set) {
    Shape shape;
    shape.set = set;
    shape.num = {set.low.num, set.high.num};
    return shape;
  }

  static Shape between(Domain domain, Int128 low, Int128 high) {
    if (!values::fits64(low) || !values::fits64(high)) return checked(domain);
    return plain(values::interval(domain, {static_cast<std::int64_t>(low), 1}, {static_cast<std::int64_t>(high), 1}));
  }

  // What may be anything, because nobody knows whether the operation has a result.
  static Shape checked(Domain domain) {
    Shape shape = plain(values::full(domain));
    shape.checked = true;
    return shape;
  }

  static Shape checked_fraction() {
    Shape shape = checked(Domain::number);
    shape.fraction = true;
    shape.num = kAll64;
    shape.den = {1, values::kMax64};
    return shape;
  }

  static Shape fraction(const Possible& set, Range num, Range den) {
    if (!num.fits() || !den.fits() || den.low < 1) return checked_fraction();
    Shape shape;
    shape.set = set;
    shape.fraction = true;
    shape.num = num;
    shape.den = den;
    return shape;
  }

  bool any_fraction(const Instruction& instruction) const {
    return std::any_of(instruction.operands.begin(), instruction.operands.end(),
                       [&](Register reg) { return shapes_[reg].fraction; });
  }

  static bool is_full(const Possible& set) {
    const Possible full = values::full(set.domain);
    return set.low.num == full.low.num && set.high.num == full.high.num;
  }

  // The set of an operation that fails nowhere when it fails at no end; else it is checked.
  Shape monotone(const Instruction& instruction) const {
    const Possible set = meaning(instruction);
    return is_full(set) ? checked(instruction.domain) : plain(set);
  }

  Shape shape(const Instruction& instruction) const {
    if (instruction.domain == Domain::boolean || instruction.domain == Domain::choice)
      return plain(values::full(instruction.domain, instruction.choice_size));
    switch (instruction.op) {
      case OpCode::fact:
      case OpCode::unknown: return plain(instruction.start);
      case OpCode::count: return count(instruction);
      case OpCode::sum: return sum(instruction);
      case OpCode::least:
      case OpCode::greatest: return at(instruction, 0);
      case OpCode::choose: return choose(instruction);
      case OpCode::pay: return over({at(instruction, 1), plain(values::single(Domain::number, {0, 1}))});
      case OpCode::table: return table(instruction);
      case OpCode::scale: return scale(instruction);
      case OpCode::divide: return divide(instruction);
      case OpCode::round: return round(instruction);
      case OpCode::shrink: return shrink(instruction);
      case OpCode::minimum:
      case OpCode::maximum: return extreme(instruction);
      case OpCode::add:
      case OpCode::subtract: return any_fraction(instruction) ? sum_of_fractions(instruction) : sum_of(instruction);
      case OpCode::multiply: return multiply(instruction);
      case OpCode::rescale:
      case OpCode::negate:
      case OpCode::absolute: return any_fraction(instruction) ? stretched(instruction) : monotone(instruction);
      default: return monotone(instruction);
    }
  }

  Shape count(const Instruction& instruction) const {
    const semantics::Role& role = program_.model->roles[instruction.input];
    return between(Domain::number, instruction.operands.empty() ? role.low : 0, role.high);
  }

  Shape sum(const Instruction& instruction) const {
    const Shape& value = at(instruction, 0);
    if (value.fraction) return checked_fraction();
    const Int128 most = program_.model->roles[instruction.input].high;
    return between(Domain::number, product(std::min<Int128>(value.num.low, 0), most),
                   product(std::max<Int128>(value.num.high, 0), most));
  }

  // The hull of values that the code may take, whatever is known of the conditions.
  static Shape over(const std::vector<Shape>& values) {
    Shape shape = values.front();
    shape.checked = false;
    for (const Shape& value : values) {
      shape.set = values::hull(shape.set, value.set);
      shape.num = hull(shape.num, value.num);
      shape.den = hull(shape.den, value.den);
      shape.fraction = shape.fraction || value.fraction;
    }
    return shape;
  }

  Shape choose(const Instruction& instruction) const {
    std::vector<Shape> values;
    for (std::size_t i = 0; i < instruction.operands.size(); i += 2) values.push_back(at(instruction, i));
    return over(values);
  }

  Shape table(const Instruction& instruction) const {
    const auto& cells = program_.tables[instruction.data].cells;
    const auto [low, high] = std::minmax_element(cells.begin(), cells.end());
    return between(instruction.domain, *low, *high);
  }

  Shape scale(const Instruction& instruction) const {
    const plan::ScaleData& data = program_.scales[instruction.data];
    if (!data.marginal) {
      std::vector<Shape> values;
      for (const auto& bracket : data.brackets)
        values.push_back(plain(values::single(Domain::number, {bracket.value, 1})));
      return over(values);
    }
    if (data.quotient) return checked_fraction();
    const Possible set = meaning(instruction);
    if (is_full(set) || !marginal_fits(data, at(instruction, 0).num)) return checked(Domain::number);
    return plain(set);
  }

  Shape divide(const Instruction& instruction) const {
    const Range num = at(instruction, 0).num * Range{instruction.scaling.left, instruction.scaling.left};
    Range divisor = at(instruction, 1).num;
    if (divisor.low < 0) return checked_fraction();
    divisor.low = std::max<Int128>(divisor.low, 1);  // a divisor of 0 is replaced, and the result unknown
    divisor.high = std::max<Int128>(divisor.high, 1);
    // Of a divisor that may be 0 the set is full; the bounds of the parts are what counts.
    return fraction(meaning(instruction), num, divisor * Range{instruction.scaling.right, instruction.scaling.right});
  }

  Shape shrink(const Instruction& instruction) const {
    const Shape& value = at(instruction, 0);
    return fraction(meaning(instruction), value.num, value.den * Range{instruction.value, instruction.value});
  }

  // Rescaling, negation and magnitude of a quotient.
  Shape stretched(const Instruction& instruction) const {
    if (instruction.op == OpCode::absolute) return checked_fraction();
    const std::int64_t factor = instruction.op == OpCode::negate ? -1 : instruction.value;
    const Shape& value = at(instruction, 0);
    return fraction(meaning(instruction), value.num * Range{factor, factor}, value.den);
  }

  // Its middle products must fit as well, though they may cancel.
  Shape sum_of(const Instruction& instruction) const {
    const Range left = at(instruction, 0).num * Range{instruction.scaling.left, instruction.scaling.left};
    const Range right = at(instruction, 1).num * Range{instruction.scaling.right, instruction.scaling.right};
    const Range total = instruction.op == OpCode::add ? left + right : left - right;
    if (!left.fits() || !right.fits() || !total.fits()) return checked(Domain::number);
    return between(Domain::number, total.low, total.high);
  }

  Shape sum_of_fractions(const Instruction& instruction) const {
    const Shape& a = at(instruction, 0);
    const Shape& b = at(instruction, 1);
    const Range left = a.num * b.den;
    const Range right = b.num * a.den;
    if (!left.fits() || !right.fits()) return checked_fraction();
    return fraction(meaning(instruction), instruction.op == OpCode::add ? left + right : left - right, a.den * b.den);
  }

  Shape multiply(const Instruction& instruction) const {
    const Shape& a = at(instruction, 0);
    const Shape& b = at(instruction, 1);
    const Range num = a.num * b.num;
    if (any_fraction(instruction)) return fraction(meaning(instruction), num, a.den * b.den);
    return num.fits() ? between(Domain::number, num.low, num.high) : checked(Domain::number);
  }

  Shape round(const Instruction& instruction) const {
    const Shape& value = at(instruction, 0);
    const Range num = value.num * Range{instruction.scaling.left, instruction.scaling.left};
    const Range den = value.den * Range{instruction.scaling.right, instruction.scaling.right};
    const Range step{4 * static_cast<Int128>(instruction.value), 4 * static_cast<Int128>(instruction.value)};
    const Int128 size = std::max(-num.low, num.high);
    const bool fits = num.fits() && den.fits() && step.fits() && values::fits64(size + instruction.value);
    const Possible set = meaning(instruction);
    return fits && !is_full(set) ? plain(set) : checked(Domain::number);
  }

  Shape extreme(const Instruction& instruction) const {
    std::vector<Shape> values;
    for (std::size_t i = 0; i < instruction.operands.size(); ++i) {
      Shape value = at(instruction, i);
      value.num = value.num * Range{instruction.factors[i], instruction.factors[i]};
      if (!value.num.fits()) return any_fraction(instruction) ? checked_fraction() : checked(instruction.domain);
      if (!value.fraction) value.set = between(instruction.domain, value.num.low, value.num.high).set;
      values.push_back(value);
    }
    return over(values);
  }

  const plan::Program& program_;
  std::vector<Shape> shapes_;
};

}  // namespace

Range operator+(Range a, Range b) { return {saturated(a.low + b.low), saturated(a.high + b.high)}; }
Range operator-(Range a, Range b) { return {saturated(a.low - b.high), saturated(a.high - b.low)}; }

Range operator*(Range a, Range b) {
  const auto [low, high] =
      std::minmax({product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high)});
  return {low, high};
}

Range hull(Range a, Range b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

std::vector<Shape> shapes_of(const plan::Program& program) { return Shaper(program).run(); }

bool marginal_fits(const plan::ScaleData& scale, const Range& argument) {
  const Range whole = argument * Range{scale.argument_factor, scale.argument_factor};
  if (!whole.fits()) return false;
  const Int128 most = std::max<Int128>(whole.high, 0);
  Range total;
  for (const plan::Bracket& bracket : scale.brackets) {
    const Int128 bound = static_cast<Int128>(bracket.up_to.num) * scale.bound_factor;
    if (!bracket.last && !values::fits64(bound)) return false;
    // Each bracket may take the whole argument: a bound that is generous, and simple.
    total = total + hull({0, 0}, Range{0, most} * Range{bracket.value, bracket.value});
    if (!total.fits()) return false;
  }
  return true;
}

}  // namespace proactive::emit
