// One run of the set pass gives what every register may be. Supposing a fact then runs again only
// the registers behind it, and of these only those of which an operand changed; what they were is
// kept aside and put back afterwards. Registers of loops over members are not kept: their
// aggregate runs them again whenever it is itself run.
#include "answers/what_if.h"

#include <algorithm>

namespace proactive::answers {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Possible;

namespace {

// Places of a register's inputs and roles, a bit each.
class Bits {
 public:
  Bits(std::size_t rows, std::size_t places) : words_((places + 63) / 64), bits_(rows * words_) {}
  void set(std::size_t row, std::size_t place) { bits_[row * words_ + place / 64] |= std::uint64_t{1} << (place % 64); }
  void add(std::size_t row, std::size_t other) {
    for (std::size_t i = 0; i < words_; ++i) bits_[row * words_ + i] |= bits_[other * words_ + i];
  }
  template <typename Visit>
  void each(std::size_t row, Visit visit) const {
    for (std::size_t i = 0; i < words_; ++i) {
      for (std::uint64_t word = bits_[row * words_ + i]; word != 0; word &= word - 1)
        visit(i * 64 + static_cast<std::size_t>(__builtin_ctzll(word)));
    }
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

void list_leaves(const plan::ConditionPlan& condition, std::vector<Register>& registers) {
  if (condition.parts.empty()) registers.push_back(condition.reg);
  for (const auto& part : condition.parts) list_leaves(part, registers);
}

}  // namespace

WhatIf::WhatIf(const plan::Program& program, const facts::Source& base, facts::Row subject, std::vector<bool> veiled)
    : program_(program),
      overlay_(program, base, std::move(veiled)),
      sets_(program, overlay_),
      changed_(program.code.size()) {
  sets_.run(subject);
  work_ += static_cast<std::int64_t>(program.main.size());
  fill_rows();
  find_reach();
  for (const auto& right : program.rights) {
    auto& leaves = conditions_.emplace_back();
    for (const auto& condition : right.conditions) list_leaves(condition, leaves);
  }
}

// Gives a row to every group and only member that there is none of, so that its facts can be
// supposed. Nothing is known of such a row: no register changes.
void WhatIf::fill_rows() {
  for (const int index : program_.main_contexts) {
    const plan::Context& context = program_.contexts[index];
    if (sets_.row(index) != facts::kNoRow) continue;
    const facts::Row parent = sets_.row(context.parent);
    sets_.set_row(index, context.kind == plan::Context::Kind::group ? overlay_.group(context.target, parent)
                                                                    : overlay_.stand_in(context.target, parent, 0));
  }
}

void WhatIf::find_reach() {
  const std::size_t inputs = program_.inputs.size();
  reach_.resize(inputs + program_.model->roles.size());
  Bits reads(program_.code.size(), reach_.size());
  for (std::size_t reg = 0; reg < program_.code.size(); ++reg) {
    const Instruction& instruction = program_.code[reg];
    if (plan::reads_fact(instruction.op) && instruction.input >= 0)
      reads.set(reg, static_cast<std::size_t>(instruction.input));
    if (plan::is_aggregate(instruction.op)) reads.set(reg, inputs + static_cast<std::size_t>(instruction.input));
    for (const Register operand : instruction.operands) reads.add(reg, static_cast<std::size_t>(operand));
  }
  for (const Register reg : program_.main)
    reads.each(static_cast<std::size_t>(reg), [&](std::size_t place) { reach_[place].registers.push_back(reg); });
  for (std::size_t i = 0; i < program_.rights.size(); ++i) {
    for (const Register reg : {program_.rights[i].outcome, program_.rights[i].amount}) {
      if (reg < 0) continue;
      reads.each(static_cast<std::size_t>(reg), [&](std::size_t place) {
        auto& rights = reach_[place].rights;
        if (rights.empty() || rights.back() != static_cast<int>(i)) rights.push_back(static_cast<int>(i));
      });
    }
  }
}

void WhatIf::fix(const Spot& spot, std::int64_t value) {
  if (spot.list)
    overlay_.fix_list(spot.place, spot.row, value);
  else
    overlay_.fix(spot.place, spot.row, value);
}

void WhatIf::release(const Spot& spot) {
  if (spot.list)
    overlay_.release_list(spot.place);
  else
    overlay_.release(spot.place);
}

void WhatIf::suppose(const Spot& spot, std::int64_t value) {
  frames_.push_back({undo_.size(), {spot}});
  fix(spot, value);
  rerun(reach_[index_of(spot)].registers);
}

void WhatIf::suppose(const std::vector<std::pair<Spot, std::int64_t>>& facts) {
  frames_.push_back({undo_.size(), {}});
  std::vector<Register> registers;
  for (const auto& [spot, value] : facts) {
    frames_.back().spots.push_back(spot);
    fix(spot, value);
    const auto& reached = reach_[index_of(spot)].registers;
    registers.insert(registers.end(), reached.begin(), reached.end());
  }
  std::sort(registers.begin(), registers.end());
  registers.erase(std::unique(registers.begin(), registers.end()), registers.end());
  rerun(registers);
}

bool WhatIf::must_run(Register reg) const {
  const Instruction& instruction = program_.code[reg];
  if (plan::reads_fact(instruction.op) || plan::is_aggregate(instruction.op)) return true;
  return std::any_of(instruction.operands.begin(), instruction.operands.end(),
                     [&](Register operand) { return changed_[operand] != 0; });
}

std::int64_t WhatIf::cost(const Instruction& instruction) const {
  std::int64_t count = 0;
  if (!plan::is_aggregate(instruction.op) || !sets_.members(instruction, count)) return 1;
  return 1 + count * static_cast<std::int64_t>(instruction.body.size());
}

// Registers of `main` are numbered in the order in which they run.
void WhatIf::rerun(const std::vector<Register>& registers) {
  const std::size_t begin = undo_.size();
  for (const Register reg : registers) {
    if (!must_run(reg)) continue;
    undo_.emplace_back(reg, sets_.at(reg));
    sets_.evaluate_again(reg);
    work_ += cost(program_.code[reg]);
    if (same(undo_.back().second, sets_.at(reg)))
      undo_.pop_back();
    else
      changed_[reg] = 1;
  }
  for (std::size_t i = begin; i < undo_.size(); ++i) changed_[undo_[i].first] = 0;
}

void WhatIf::take_back() {
  for (const Spot& spot : frames_.back().spots) release(spot);
  for (; undo_.size() > frames_.back().begin; undo_.pop_back()) sets_.put(undo_.back().first, undo_.back().second);
  frames_.pop_back();
}

Standing WhatIf::standing(std::size_t index) const {
  const plan::RightPlan& right = program_.rights[index];
  Standing standing;
  const Kleene truth = sets_.at(right.outcome).truth();
  standing.outcome = truth == Kleene::yes  ? Outcome::eligible
                     : truth == Kleene::no ? Outcome::not_eligible
                                           : Outcome::undetermined;
  if (right.amount < 0 || truth == Kleene::no) return standing;
  const Possible& amount = sets_.at(right.amount);
  standing.low = amount.low;
  standing.high = amount.high;
  return standing;
}

int WhatIf::decided_conditions(std::size_t right) const {
  return static_cast<int>(std::count_if(conditions_[right].begin(), conditions_[right].end(),
                                        [&](Register reg) { return sets_.at(reg).decided(); }));
}

}  // namespace proactive::answers
