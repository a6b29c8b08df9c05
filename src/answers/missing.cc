#include "answers/missing.h"

#include <fmt/format.h>

namespace proactive::answers {

using plan::Instruction;
using plan::OpCode;
using plan::Register;

void MissingWalk::visit_if_open(Register reg) {
  if (!decided(reg)) visit(reg);
}

void MissingWalk::visit(Register reg) {
  // Shared parts are walked once for each combination of members under way.
  std::string place = std::to_string(reg);
  for (const std::int64_t index : indices_) place += index < 0 ? "" : fmt::format(",{}", index);
  if (!seen_.insert(place).second) return;
  const Instruction& instruction = program_.code[reg];
  const values::NoResult reason = sets_.at(reg).no_result;
  if (reason != values::NoResult::none) {
    without_result_.insert(std::string(values::to_string(reason)));
    return;
  }
  // Whether a fact is known is open only where many subjects are looked at in one.
  if (plan::reads_fact(instruction.op)) return add_fact(instruction);
  if (plan::is_aggregate(instruction.op)) return visit_members(instruction);
  if (instruction.op == OpCode::choose) return visit_choose(instruction);
  if (instruction.op == OpCode::pay && decided(instruction.operands[0])) return visit_if_open(instruction.operands[1]);
  for (const Register operand : instruction.operands) visit_if_open(operand);
}

void MissingWalk::visit_choose(const Instruction& instruction) {
  const std::size_t last = instruction.operands.size() - 1;
  for (std::size_t i = 0; i < last; i += 2) {
    const Register condition = instruction.operands[i + 1];
    visit_if_open(condition);
    const Kleene holds = sets_.at(condition).truth();
    if (holds != Kleene::no) visit_if_open(instruction.operands[i]);
    if (holds == Kleene::yes) return;
  }
  visit_if_open(instruction.operands[last]);
}

void MissingWalk::visit_members(const Instruction& instruction) {
  std::int64_t count = 0;
  if (!sets_.members(instruction, count)) return add_list(instruction);
  if (instruction.operands.empty()) return;
  const std::int64_t outer = indices_[instruction.loop];
  for (std::int64_t i = 0; i < count; ++i) {
    sets_.enter(instruction, i);
    indices_[instruction.loop] = i;
    const bool has_where = instruction.has_where && instruction.operands.size() == 2;
    const Kleene counted = has_where ? sets_.at(instruction.operands[1]).truth() : Kleene::yes;
    if (has_where) {
      visit_if_open(instruction.operands[1]);
      // The walk may have entered other members of inner loops; this one's registers again.
      sets_.enter(instruction, i);
    }
    if (counted != Kleene::no) visit_if_open(instruction.operands[0]);
  }
  indices_[instruction.loop] = outer;
}

void MissingWalk::add(MissingFact fact) {
  if (names_.insert(fact.name).second) facts_.push_back(std::move(fact));
}

void MissingWalk::add_fact(const Instruction& instruction) {
  const plan::Input& input = program_.inputs[instruction.input];
  const facts::Row row = sets_.row(instruction.context);
  MissingFact fact;
  fact.name = plan::fact_name(program_, instruction.context, input, indices_);
  fact.by_field = plan::fact_name(program_, instruction.context, input, {});
  fact.field = input.field;
  fact.place = instruction.input;
  fact.context = instruction.context;
  fact.row = row;
  fact.indices = indices_;
  fact.absence = row == facts::kNoRow ? absence_of_row(sets_, instruction.context)
                                      : sets_.source().absence(instruction.input, row);
  add(std::move(fact));
}

void MissingWalk::add_list(const Instruction& instruction) {
  const std::string& role = program_.model->roles[instruction.input].name;
  MissingFact fact;
  fact.name = plan::context_name(program_, instruction.context, indices_) + role;
  fact.by_field = plan::context_name(program_, instruction.context, {}) + role;
  const facts::Row group = sets_.row(instruction.context);
  fact.place = instruction.input;
  fact.context = instruction.context;
  fact.row = group;
  fact.indices = indices_;
  fact.absence = group == facts::kNoRow ? absence_of_row(sets_, instruction.context)
                                        : sets_.source().list_absence(instruction.input, group);
  add(std::move(fact));
}

facts::Absence absence_of_row(const execution::Sets& sets, int context) {
  const plan::Program& program = sets.program();
  for (; context >= 0; context = program.contexts[context].parent) {
    const plan::Context& at = program.contexts[context];
    const facts::Row parent = at.parent < 0 ? facts::kNoRow : sets.row(at.parent);
    if (parent == facts::kNoRow) continue;
    if (at.kind == plan::Context::Kind::group) return sets.source().group_absence(at.target, parent);
    return sets.source().list_absence(at.target, parent);
  }
  return facts::Absence::not_asked;
}

}  // namespace proactive::answers
