#include "answers/cuts.h"

#include <algorithm>
#include <optional>

#include "values/calendar.h"
#include "values/int128.h"

namespace proactive::answers {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Int128;
using values::Number;

namespace {

// A fact behind a register: itself, its age, or so many times it.
struct Behind {
  FactKey key;
  std::int64_t factor = 1;
  bool is_age = false;
};

class Walk {
 public:
  Walk(const plan::Program& program, Cuts& cuts) : program_(program), cuts_(cuts) {}

  void run() {
    for (const Instruction& instruction : program_.code) {
      if (instruction.op == OpCode::compare) compare(instruction);
      if (instruction.op == OpCode::in_members) in_members(instruction);
      if (instruction.op == OpCode::scale) scale(instruction);
      if (instruction.op == OpCode::table) table(instruction);
    }
  }

 private:
  std::optional<Behind> behind(Register reg) const {
    const Instruction& instruction = program_.code[reg];
    if (instruction.op == OpCode::fact && instruction.input >= 0) {
      const plan::Input& input = program_.inputs[instruction.input];
      return Behind{{program_.model->fields[input.field].name, input.year}, 1, false};
    }
    if (instruction.op == OpCode::count && instruction.operands.empty() && instruction.input >= 0)
      return Behind{{program_.model->roles[instruction.input].name, 0}, 1, false};
    if (instruction.op == OpCode::rescale) {
      auto inner = behind(instruction.operands[0]);
      if (inner) inner->factor *= instruction.value;
      return inner;
    }
    if (instruction.op != OpCode::age || program_.code[instruction.operands[1]].op != OpCode::constant) return {};
    auto inner = behind(instruction.operands[0]);
    if (inner) inner->is_age = true;
    return inner;
  }

  // The values of the fact around which `fact * left` meets `bound * right`.
  void cut(const Behind& fact, Number bound, values::Scaling by) {
    if (bound.den != 1 || by.left == 0 || fact.factor == 0) return;
    const Int128 divisor = static_cast<Int128>(by.left) * fact.factor;
    const auto at = static_cast<std::int64_t>(std::clamp<Int128>(static_cast<Int128>(bound.num) * by.right / divisor,
                                                                 values::kMin64 / 2, values::kMax64 / 2));
    if (fact.is_age) return cut_birth(fact, at);
    for (std::int64_t value = at - 1; value <= at + 1; ++value) cuts_.values[fact.key].insert(value);
  }

  // The days of birth around which somebody is so many years old.
  void cut_birth(const Behind& fact, std::int64_t years) {
    if (years < -10000 || years > 10000) return;
    for (std::int64_t age = years; age <= years + 1; ++age) {
      std::int64_t day = 0;
      if (values::add_months(program_.on, -12 * age, values::DayRounding::down, day) != values::NoResult::none)
        continue;
      for (std::int64_t value = day; value <= day + 1; ++value) cuts_.values[fact.key].insert(value);
    }
  }

  void compare(const Instruction& instruction) {
    const Register left = instruction.operands[0];
    const Register right = instruction.operands[1];
    const bool constant_right = program_.code[right].op == OpCode::constant;
    const bool constant_left = program_.code[left].op == OpCode::constant;
    if (constant_right) {
      if (const auto fact = behind(left)) cut(*fact, {program_.code[right].value, 1}, instruction.scaling);
    } else if (constant_left) {
      const values::Scaling mirrored{instruction.scaling.right, instruction.scaling.left};
      if (const auto fact = behind(right)) cut(*fact, {program_.code[left].value, 1}, mirrored);
    }
  }

  void in_members(const Instruction& instruction) {
    if (const auto fact = behind(instruction.operands[0])) cuts_.members[fact->key].push_back(instruction.members);
  }

  void scale(const Instruction& instruction) {
    const auto fact = behind(instruction.operands[0]);
    if (!fact) return;
    const plan::ScaleData& data = program_.scales[instruction.data];
    for (const plan::Bracket& bracket : data.brackets) {
      if (!bracket.last) cut(*fact, bracket.up_to, data.bound_scaling);
    }
  }

  void table(const Instruction& instruction) {
    const plan::TableData& data = program_.tables[instruction.data];
    headers(instruction.operands[0], data.rows);
    if (instruction.operands.size() > 1) headers(instruction.operands[1], data.columns);
  }

  void headers(Register argument, const std::vector<plan::HeaderTest>& headers) {
    const auto fact = behind(argument);
    if (!fact) return;
    for (const plan::HeaderTest& header : headers) {
      using Kind = plan::HeaderTest::Kind;
      if (header.kind == Kind::members) cuts_.members[fact->key].push_back(header.members);
      if (header.kind == Kind::compare || header.kind == Kind::range) cut(*fact, header.low, header.low_scaling);
      if (header.kind == Kind::range) cut(*fact, header.high, header.high_scaling);
    }
  }

  const plan::Program& program_;
  Cuts& cuts_;
};

}  // namespace

void Cuts::add(const plan::Program& program) { Walk(program, *this).run(); }

}  // namespace proactive::answers
