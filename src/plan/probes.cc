#include "plan/probes.h"

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace proactive::plan {

namespace {

/// How the set of a register moves as the days pass: both of its ends, or the order no < unknown < yes.
enum class Way : std::uint8_t { still, up, down, mixed };

Way turned(Way way) { return way == Way::up ? Way::down : way == Way::down ? Way::up : way; }

Way together(Way a, Way b) {
  if (a == Way::still || a == b) return b;
  return b == Way::still ? a : Way::mixed;
}

class Finder {
 public:
  explicit Finder(const Program& program)
      : program_(program), moves_(moved_by_clock(program)), ways_(program.code.size(), Way::still) {
    for (std::size_t reg = 0; reg < program.code.size(); ++reg) {
      if (moves_[reg]) ways_[reg] = way_of(program.code[reg]);
    }
  }

  Probes run() {
    for (const RightPlan& right : program_.rights) {
      for (const Register reg : {right.outcome, right.amount}) {
        if (reg >= 0) visit(reg, {});
      }
    }
    return std::move(probes_);
  }

 private:
  // ---- which way -------------------------------------------------------------------------

  Way way(const Instruction& instruction, std::size_t i) const { return ways_[instruction.operands[i]]; }

  Way of_all(const Instruction& instruction) const {
    Way all = Way::still;
    for (const Register operand : instruction.operands) all = together(all, ways_[operand]);
    return all;
  }

  // A product moves as the one factor that moves, if the other keeps its sign.
  Way of_product(const Instruction& instruction, bool quotient) const {
    const std::size_t moving = way(instruction, 0) == Way::still ? 1 : 0;
    const std::size_t other = 1 - moving;
    if (way(instruction, other) != Way::still || (quotient && moving == 1)) return Way::mixed;
    const values::Possible& by = program_.code[instruction.operands[other]].start;
    if (by.low.num > 0 || (!quotient && by.low.num == 0)) return way(instruction, moving);
    if (by.high.num < 0) return turned(way(instruction, moving));
    return Way::mixed;
  }

  Way of_comparison(const Instruction& instruction) const {
    const Way difference = together(way(instruction, 0), turned(way(instruction, 1)));
    switch (instruction.comparison) {
      case values::Comparison::more:
      case values::Comparison::at_least: return difference;
      case values::Comparison::less:
      case values::Comparison::at_most: return turned(difference);
      default: return Way::mixed;
    }
  }

  Way way_of(const Instruction& instruction) const {
    switch (instruction.op) {
      case OpCode::fact: return Way::up;
      case OpCode::logical_not:
      case OpCode::negate: return turned(way(instruction, 0));
      case OpCode::logical_and:
      case OpCode::logical_or:
      case OpCode::at_least:
      case OpCode::minimum:
      case OpCode::maximum:
      case OpCode::add: return of_all(instruction);
      case OpCode::subtract: return together(way(instruction, 0), turned(way(instruction, 1)));
      case OpCode::multiply: return of_product(instruction, false);
      case OpCode::divide: return of_product(instruction, true);
      case OpCode::rescale:
      case OpCode::shrink:
      case OpCode::round:
      case OpCode::year_of: return way(instruction, 0);
      case OpCode::add_months:
        // A number of months that moves may meet a month without such a day now and then.
        if (program_.model->day_rounding == values::DayRounding::none && way(instruction, 1) != Way::still)
          return Way::mixed;
        [[fallthrough]];
      case OpCode::add_days:
        return together(way(instruction, 0), instruction.value < 0 ? turned(way(instruction, 1)) : way(instruction, 1));
      case OpCode::age: return together(way(instruction, 1), turned(way(instruction, 0)));
      case OpCode::compare: return of_comparison(instruction);
      default: return Way::mixed;
    }
  }

  // ---- from the answers down ---------------------------------------------------------------

  static bool one_way(Way way) { return way == Way::up || way == Way::down; }

  void visit(Register reg, const std::vector<Register>& loops) {
    if (!moves_[reg] || !visited_.insert(reg).second) return;
    const Instruction& instruction = program_.code[reg];
    if (const auto kind = kind_of(instruction, ways_[reg])) return add(*kind, reg, loops);
    if (is_aggregate(instruction.op)) {
      std::vector<Register> inner = loops_around(reg, loops);
      inner.push_back(reg);
      for (const Register operand : instruction.operands) visit(operand, inner);
      return;
    }
    for (const Register operand : instruction.operands) visit(operand, loops);
  }

  std::optional<Probe::Kind> kind_of(const Instruction& instruction, Way way) const {
    using Kind = Probe::Kind;
    switch (instruction.op) {
      case OpCode::fact: return Kind::daily;
      case OpCode::day_of: return Kind::daily;
      case OpCode::month_of: return one_way(this->way(instruction, 0)) ? Kind::month : Kind::daily;
      case OpCode::year_of:
      case OpCode::age: return one_way(way) ? Kind::value : Kind::daily;
      case OpCode::compare: break;
      default: return std::nullopt;
    }
    if (one_way(way)) return Kind::value;
    const bool equality =
        instruction.comparison == values::Comparison::equal || instruction.comparison == values::Comparison::unequal;
    const bool orders = instruction.domain == values::Domain::boolean && is_ordered(instruction.operands[0]);
    const Way difference = together(this->way(instruction, 0), turned(this->way(instruction, 1)));
    if (equality && orders && one_way(difference)) return Kind::order;
    return std::nullopt;
  }

  bool is_ordered(Register reg) const { return values::is_interval(program_.code[reg].domain); }

  // The loops in which a register runs, of those on the way to it.
  std::vector<Register> loops_around(Register reg, const std::vector<Register>& loops) const {
    std::vector<Register> around = loops;
    while (!around.empty()) {
      const auto& body = program_.code[around.back()].body;
      if (std::find(body.begin(), body.end(), reg) != body.end()) break;
      around.pop_back();
    }
    return around;
  }

  // ---- probes ------------------------------------------------------------------------------

  void add(Probe::Kind kind, Register reg, const std::vector<Register>& loops) {
    Probe probe;
    probe.kind = kind;
    probe.reg = reg;
    probe.clock = clock_;
    probe.loops = loops_around(reg, loops);
    if (kind != Probe::Kind::daily) {
      absl::btree_set<Register> chain;
      absl::btree_set<Register> leaves;
      collect(reg, chain, leaves);
      lay_out(chain, leaves, probe);
      if (!simple(chain) || (probe.skips_days && !keeps_day_of_month(chain))) probe.kind = Probe::Kind::daily;
    }
    probes_.push_back(std::move(probe));
  }

  // A chain through members is not walked by itself.
  bool simple(const absl::btree_set<Register>& chain) const {
    return std::none_of(chain.begin(), chain.end(), [&](Register reg) { return is_aggregate(program_.code[reg].op); });
  }

  // Months are added to the day itself, so that it is the end of its month that may not exist.
  bool keeps_day_of_month(const absl::btree_set<Register>& chain) const {
    return std::all_of(chain.begin(), chain.end(), [&](Register reg) {
      const Instruction& instruction = program_.code[reg];
      if (instruction.op != OpCode::add_months || !moves_[instruction.operands[0]]) return true;
      const OpCode from = program_.code[instruction.operands[0]].op;
      return from == OpCode::fact || from == OpCode::add_months;
    });
  }

  void collect(Register reg, absl::btree_set<Register>& chain, absl::btree_set<Register>& leaves) const {
    if (!moves_[reg]) {
      leaves.insert(reg);
      return;
    }
    const Instruction& instruction = program_.code[reg];
    if (instruction.op == OpCode::fact || !chain.insert(reg).second || is_aggregate(instruction.op)) return;
    for (const Register operand : instruction.operands) collect(operand, chain, leaves);
  }

  void lay_out(const absl::btree_set<Register>& chain, const absl::btree_set<Register>& leaves, Probe& probe) const {
    absl::btree_map<Register, int> slots;
    probe.leaves.assign(leaves.begin(), leaves.end());
    for (std::size_t i = 0; i < probe.leaves.size(); ++i) slots[probe.leaves[i]] = static_cast<int>(i) + 1;
    int next = static_cast<int>(leaves.size()) + 1;
    for (const Register reg : chain) {
      const Instruction& instruction = program_.code[reg];
      Probe::Step step;
      step.reg = reg;
      for (const Register operand : instruction.operands) {
        const auto found = slots.find(operand);
        step.operands.push_back(found == slots.end() ? 0 : found->second);
      }
      if (instruction.op == OpCode::add_months && moves_[instruction.operands[0]] &&
          program_.model->day_rounding == values::DayRounding::none)
        probe.skips_days = true;
      slots[reg] = next++;
      probe.steps.push_back(std::move(step));
    }
  }

  const Program& program_;
  const Register clock_ = clock_of(program_);
  std::vector<bool> moves_;
  std::vector<Way> ways_;
  absl::btree_set<Register> visited_;
  Probes probes_;
};

}  // namespace

Register clock_of(const Program& program) {
  for (std::size_t reg = 0; reg < program.code.size(); ++reg) {
    const Instruction& instruction = program.code[reg];
    if (instruction.op == OpCode::fact && instruction.input >= 0 && program.inputs[instruction.input].field == kClock)
      return static_cast<Register>(reg);
  }
  return -1;
}

std::vector<bool> moved_by_clock(const Program& program) {
  std::vector<bool> moves(program.code.size());
  const Register clock = clock_of(program);
  for (std::size_t reg = 0; reg < program.code.size(); ++reg) {
    const auto& operands = program.code[reg].operands;
    moves[reg] = static_cast<Register>(reg) == clock ||
                 std::any_of(operands.begin(), operands.end(), [&](Register operand) { return moves[operand]; });
  }
  return moves;
}

Probes probes_of(const Program& program) { return Finder(program).run(); }

}  // namespace proactive::plan
