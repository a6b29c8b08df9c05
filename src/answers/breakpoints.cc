// One sweep from the last instruction to the first. A comparison with a number, a header of a
// table, a bracket of a scale are *targets* for the register they are compared with; an operation
// hands its targets on to its operands, each solved for that operand with the others as they are.
// What arrives at a fact are the values on which some comparison turns.
//
// Rounding, lists and unknown operands make this approximate, which does no harm: a target is a
// value to try. What it does is found out by running the program.
#include "answers/breakpoints.h"

#include <algorithm>
#include <array>

#include "values/calendar.h"

namespace proactive::answers {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Int128;
using values::Number;
using values::Possible;

namespace {

constexpr std::size_t kMaxTargets = 12;
constexpr int kMonthsInAYear = 12;
// So that a product with an operand and a scaling fits in 128 bits.
constexpr std::int64_t kMaxDenominator = 1'000'000;

class Sweep {
 public:
  explicit Sweep(const execution::Sets& sets)
      : sets_(sets), program_(sets.program()), targets_(program_.code.size()), cuts_(program_.inputs.size()) {}

  std::vector<std::vector<std::int64_t>> run() {
    for (std::size_t i = program_.code.size(); i-- > 0;) {
      const Instruction& instruction = program_.code[i];
      add_own(instruction);
      for (const Number target : targets_[i]) hand_on(instruction, target);
      if (instruction.op == OpCode::fact && instruction.input >= 0) add_cuts(instruction, targets_[i]);
    }
    for (auto& cuts : cuts_) tidy(cuts);
    return std::move(cuts_);
  }

 private:
  // num/den times up/down as a target of a register.
  void add(Register reg, Int128 num, Int128 den) {
    auto& targets = targets_[reg];
    Number target;
    if (den == 0 || targets.size() >= kMaxTargets) return;
    if (values::make_number(num, den, target) != values::NoResult::none) return;
    const auto same = [&](const Number& known) { return values::compare(known, target) == 0; };
    if (std::none_of(targets.begin(), targets.end(), same)) targets.push_back(target);
  }

  // Values of an operand to solve the others with: its one value, or the middle of what it may be.
  Number typical(Register reg) const {
    const Possible& set = sets_.at(reg);
    if (values::compare(set.low, set.high) == 0) return set.low;
    if (set.low.den != 1 || set.high.den != 1) return set.low;
    return {static_cast<std::int64_t>((static_cast<Int128>(set.low.num) + set.high.num) / 2), 1};
  }

  // Targets that an instruction sets its operands.
  void add_own(const Instruction& instruction) {
    const auto& operands = instruction.operands;
    if (instruction.op == OpCode::compare && values::is_interval(sets_.at(operands[0]))) {
      const Number a = typical(operands[0]);
      const Number b = typical(operands[1]);
      add(operands[0], static_cast<Int128>(b.num) * instruction.scaling.right,
          static_cast<Int128>(b.den) * instruction.scaling.left);
      add(operands[1], static_cast<Int128>(a.num) * instruction.scaling.left,
          static_cast<Int128>(a.den) * instruction.scaling.right);
    } else if (instruction.op == OpCode::table) {
      const plan::TableData& table = program_.tables[instruction.data];
      add_headers(operands[0], table.rows);
      if (!table.columns.empty()) add_headers(operands[1], table.columns);
    } else if (instruction.op == OpCode::scale) {
      const plan::ScaleData& scale = program_.scales[instruction.data];
      for (const plan::Bracket& bracket : scale.brackets) {
        if (!bracket.last) add_bound(operands[0], bracket.up_to, scale.bound_scaling);
      }
    }
  }

  void add_headers(Register argument, const std::vector<plan::HeaderTest>& headers) {
    for (const plan::HeaderTest& header : headers) {
      using Kind = plan::HeaderTest::Kind;
      if (header.kind == Kind::compare || header.kind == Kind::range)
        add_bound(argument, header.low, header.low_scaling);
      if (header.kind == Kind::range) add_bound(argument, header.high, header.high_scaling);
    }
  }

  void add_bound(Register argument, Number bound, values::Scaling by) {
    add(argument, static_cast<Int128>(bound.num) * by.right, static_cast<Int128>(bound.den) * by.left);
  }

  // The targets of an operation, solved for each of its operands.
  void hand_on(const Instruction& instruction, Number target) {
    const auto& operands = instruction.operands;
    const Int128 num = target.num;
    const Int128 den = target.den;
    switch (instruction.op) {
      case OpCode::add:
      case OpCode::subtract: return sum(instruction, num, den);
      case OpCode::multiply: return product(operands, num, den);
      case OpCode::divide: return quotient(instruction, num, den);
      case OpCode::negate: return add(operands[0], -num, den);
      case OpCode::absolute: add(operands[0], num, den); return add(operands[0], -num, den);
      case OpCode::rescale: return add(operands[0], num, den * instruction.value);
      case OpCode::shrink: return add(operands[0], num * instruction.value, den);
      case OpCode::round: return add(operands[0], num * instruction.scaling.right, den * instruction.scaling.left);
      case OpCode::minimum:
      case OpCode::maximum:
        for (std::size_t i = 0; i < operands.size(); ++i) add(operands[i], num, den * instruction.factors[i]);
        return;
      case OpCode::choose:
        for (std::size_t i = 0; i < operands.size(); i += 2) add(operands[i], num, den);
        return;
      case OpCode::pay: return add(operands[1], num, den);
      case OpCode::sum:
      case OpCode::least:
      case OpCode::greatest: return add(operands[0], num, den);
      default: return calendar(instruction, target);
    }
  }

  // Values of an operand to solve another for: both ends of what it may be.
  std::array<Number, 2> ends(Register reg) const { return {sets_.at(reg).low, sets_.at(reg).high}; }

  void sum(const Instruction& instruction, Int128 num, Int128 den) {
    const auto& operands = instruction.operands;
    const auto [left, right] = instruction.scaling;
    const int sign = instruction.op == OpCode::add ? 1 : -1;
    if (den > kMaxDenominator) return;
    for (const Number b : ends(operands[1])) {
      if (b.den == 1) add(operands[0], num - sign * den * b.num * right, den * left);
    }
    for (const Number a : ends(operands[0])) {
      if (a.den == 1) add(operands[1], sign * (num - den * a.num * left), den * right);
    }
  }

  void product(const absl::InlinedVector<Register, 4>& operands, Int128 num, Int128 den) {
    for (const Number b : ends(operands[1])) add(operands[0], num * b.den, den * b.num);
    for (const Number a : ends(operands[0])) add(operands[1], num * a.den, den * a.num);
  }

  void quotient(const Instruction& instruction, Int128 num, Int128 den) {
    const auto& operands = instruction.operands;
    const auto [left, right] = instruction.scaling;
    for (const Number b : ends(operands[1])) {
      if (b.den == 1 && values::fits64(num * b.num)) add(operands[0], num * b.num * right, den * left);
    }
    for (const Number a : ends(operands[0])) {
      if (a.den == 1 && values::fits64(den * a.num)) add(operands[1], den * a.num * left, num * right);
    }
  }

  void calendar(const Instruction& instruction, Number target) {
    const auto& operands = instruction.operands;
    const std::int64_t whole = target.num / target.den;
    switch (instruction.op) {
      case OpCode::add_months:
        return back(operands[0], whole, -static_cast<Int128>(instruction.value) * typical(operands[1]).num);
      case OpCode::add_days:
        return add(operands[0],
                   static_cast<Int128>(whole) - static_cast<Int128>(instruction.value) * typical(operands[1]).num, 1);
      case OpCode::year_of:
        if (whole >= 1 && whole <= 9999)
          add(operands[0], values::days_from_civil({static_cast<std::int32_t>(whole), 1, 1}), 1);
        return;
      case OpCode::age:
        back(operands[0], typical(operands[1]).num, -static_cast<Int128>(whole) * kMonthsInAYear);
        return back(operands[1], typical(operands[0]).num, static_cast<Int128>(whole) * kMonthsInAYear);
      default: return;
    }
  }

  void back(Register date, std::int64_t from, Int128 months) {
    std::int64_t day = 0;
    if (from < values::kFirstDay || from > values::kLastDay) return;
    if (values::add_months(from, months, values::DayRounding::up, day) == values::NoResult::none) add(date, day, 1);
  }

  // A comparison turns at a target, just before it or just behind it.
  void add_cuts(const Instruction& instruction, const std::vector<Number>& targets) {
    auto& cuts = cuts_[instruction.input];
    for (const Number target : targets) {
      const std::int64_t below = target.num / target.den - (target.num % target.den < 0 ? 1 : 0);
      if (below <= values::kMin64 + 1 || below >= values::kMax64 - 2) continue;
      if (target.num % target.den == 0) cuts.push_back(below);
      cuts.push_back(below + 1);
    }
  }

  static void tidy(std::vector<std::int64_t>& cuts) {
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    if (cuts.size() <= kMaxCuts) return;
    std::vector<std::int64_t> kept;
    for (std::size_t i = 0; i < kMaxCuts; ++i) kept.push_back(cuts[i * cuts.size() / kMaxCuts]);
    cuts = std::move(kept);
  }

  const execution::Sets& sets_;
  const plan::Program& program_;
  std::vector<std::vector<Number>> targets_;  ///< by register
  std::vector<std::vector<std::int64_t>> cuts_;
};

}  // namespace

std::vector<std::vector<std::int64_t>> breakpoints(const execution::Sets& sets) { return Sweep(sets).run(); }

}  // namespace proactive::answers
