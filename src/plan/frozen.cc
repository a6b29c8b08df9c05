#include "plan/frozen.h"

#include <algorithm>

namespace proactive::plan {

namespace {

class Freezer {
 public:
  Freezer(const Program& program, std::int32_t day) : program_(program) {
    program_.on = day;
    const Register clock = clock_of(program_);
    if (clock < 0) return;
    Instruction& today = program_.code[clock];
    today.op = OpCode::constant;
    today.value = day;
    today.input = -1;
    today.start = values::single(values::Domain::date, {day, 1});
  }

  Program run(const Probes& probes) {
    for (const Probe& probe : probes) show(probe);
    return std::move(program_);
  }

 private:
  static Instruction make(OpCode op, values::Domain domain) {
    Instruction instruction;
    instruction.op = op;
    instruction.domain = domain;
    return instruction;
  }

  // Adds an instruction that runs once, or in the members of an aggregate.
  Register append(Instruction instruction, Register loop) {
    const auto reg = static_cast<Register>(program_.code.size());
    instruction.start = values::full(instruction.domain);
    program_.code.push_back(std::move(instruction));
    if (loop < 0) program_.main.push_back(reg);
    return reg;
  }

  void show(const Probe& probe) {
    const Register loop = probe.loops.empty() ? -1 : probe.loops.front();
    const Instruction& shown = program_.code[probe.reg];
    if (probe.kind == Probe::Kind::order) {
      for (const auto comparison : {values::Comparison::at_most, values::Comparison::at_least}) {
        Instruction compare = program_.code[probe.reg];
        compare.comparison = comparison;
        present(append(std::move(compare), loop), loop);
      }
    } else if (probe.kind == Probe::Kind::month) {
      Instruction year = make(OpCode::year_of, values::Domain::number);
      year.context = shown.context;
      year.operands = shown.operands;
      present(append(std::move(year), loop), loop);
      present(probe.reg, loop);
    } else {
      present(probe.reg, loop);
    }
  }

  void present(Register reg, Register loop) {
    if (loop >= 0) reg = over_members(reg, program_.code[loop]);
    RightPlan shown;
    shown.right = program_.rights.front().right;
    shown.version = program_.rights.front().version;
    const bool number = program_.code[reg].domain == values::Domain::number;
    shown.outcome = number ? always() : reg;
    if (number) shown.amount = reg;
    program_.rights.push_back(std::move(shown));
  }

  Register always() {
    if (always_ >= 0) return always_;
    Instruction truth = make(OpCode::constant, values::Domain::boolean);
    truth.value = 1;
    always_ = append(std::move(truth), -1);
    program_.code[always_].start = values::truth(Kleene::yes);
    return always_;
  }

  Register over_members(Register reg, const Instruction& around) {
    const bool counted = program_.code[reg].domain == values::Domain::boolean;
    Instruction total = make(counted ? OpCode::count : OpCode::sum, values::Domain::number);
    total.context = around.context;
    total.input = around.input;
    total.loop = around.loop;
    total.has_where = counted;
    total.operands = {reg};
    total.body = body_of(reg, around.body);
    return append(std::move(total), -1);
  }

  // What of a loop's body a register reads, in order; what was added to it comes last.
  std::vector<Register> body_of(Register reg, const std::vector<Register>& body) const {
    std::vector<bool> read(program_.code.size());
    read[reg] = true;
    for (Register at = reg; at >= 0; --at) {
      if (!read[at]) continue;
      for (const Register operand : program_.code[at].operands) read[operand] = true;
    }
    std::vector<Register> kept;
    std::copy_if(body.begin(), body.end(), std::back_inserter(kept), [&](Register at) { return read[at]; });
    if (std::find(kept.begin(), kept.end(), reg) == kept.end()) kept.push_back(reg);
    return kept;
  }

  Program program_;
  Register always_ = -1;
};

}  // namespace

bool can_be_frozen(const Probes& probes) {
  return std::all_of(probes.begin(), probes.end(), [](const Probe& probe) {
    return probe.kind != Probe::Kind::daily && !probe.skips_days && probe.loops.size() <= 1;
  });
}

Program frozen(const Program& program, const Probes& probes, std::int32_t day) {
  return Freezer(program, day).run(probes);
}

}  // namespace proactive::plan
