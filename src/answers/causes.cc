#include "answers/causes.h"

#include <absl/container/btree_set.h>

#include <algorithm>

#include "answers/missing.h"

namespace proactive::answers {

using plan::DatedUse;
using plan::Instruction;
using plan::OpCode;
using plan::Program;
using plan::Register;
using plan::RightStretch;
using Kind = ChangeCause::Kind;

namespace {

// By register: whether it reads another one, directly or through others.
std::vector<bool> readers_of(const Program& program, Register read) {
  std::vector<bool> reads(program.code.size());
  for (std::size_t reg = static_cast<std::size_t>(read); reg < program.code.size(); ++reg) {
    const auto& operands = program.code[reg].operands;
    reads[reg] = static_cast<Register>(reg) == read ||
                 std::any_of(operands.begin(), operands.end(), [&](Register operand) { return reads[operand]; });
  }
  return reads;
}

// The first named condition that reads a register; null when only the amount does.
const plan::ConditionPlan* condition_reading(const std::vector<plan::ConditionPlan>& conditions,
                                             const std::vector<bool>& readers) {
  for (const plan::ConditionPlan& condition : conditions) {
    if (condition.parts.empty() && readers[condition.reg]) return &condition;
    if (const auto* part = condition_reading(condition.parts, readers); part != nullptr) return part;
  }
  return nullptr;
}

// The places of facts that a register is reckoned from, the clock left out.
void collect_facts(const Program& program, Register reg, absl::btree_set<Register>& seen,
                   std::vector<Register>& facts) {
  if (!seen.insert(reg).second) return;
  const Instruction& instruction = program.code[reg];
  if (instruction.op == OpCode::fact && program.inputs[instruction.input].field != plan::kClock) facts.push_back(reg);
  for (const Register operand : instruction.operands) collect_facts(program, operand, seen, facts);
}

std::string without_dot(std::string name) {
  if (!name.empty()) name.pop_back();
  return name;
}

absl::btree_set<std::string> years_read(const Program& program) {
  absl::btree_set<std::string> names;
  for (const Instruction& instruction : program.code) {
    if (!plan::reads_fact(instruction.op) || instruction.input < 0) continue;
    const plan::Input& input = program.inputs[instruction.input];
    if (input.field >= 0 && program.model->fields[input.field].by_year)
      names.insert(plan::fact_name(program, instruction.context, input, {}));
  }
  return names;
}

std::string name_of(const semantics::Model& model, const DatedUse& use) {
  switch (use.kind) {
    case DatedUse::Kind::version: return model.rights[use.ref].name;
    case DatedUse::Kind::parameter: return model.parameters[use.ref].name;
    case DatedUse::Kind::scale: return model.scales[use.ref].name;
    case DatedUse::Kind::table: return model.tables[use.ref].name;
  }
  return "";
}

}  // namespace

const Visibility& Causes::visibility(const RightStretch& stretch) {
  auto& known = visibilities_[&stretch];
  if (known == nullptr) known = std::make_unique<Visibility>(*stretch.program, audience_);
  return *known;
}

ChangeCause Causes::of_hit(const RightStretch& stretch, const Instance& instance, std::int32_t day) {
  const Program& program = *stretch.program;
  const plan::Probe& probe = *instance.probe;
  const Visibility& visible = visibility(stretch);
  ChangeCause cause;
  if (!visible.shows(probe.reg)) {
    cause.kind = Kind::withheld;
    return cause;
  }
  std::vector<std::int64_t> indices(program.contexts.size(), -1);
  for (std::size_t i = 0; numbered_ && i < probe.loops.size(); ++i)
    indices[program.code[probe.loops[i]].loop] = instance.members[i];
  absl::btree_set<Register> seen;
  std::vector<Register> facts;
  collect_facts(program, probe.reg, seen, facts);
  for (const Register fact : facts) {
    const Instruction& read = program.code[fact];
    cause.facts.push_back(plan::fact_name(program, read.context, program.inputs[read.input], indices));
  }
  cause.kind = facts.empty() ? Kind::calendar : Kind::date;
  const auto& slots = prober_.steps_on(program, instance, day);
  for (std::size_t i = 0; i < probe.steps.size(); ++i) {
    const Instruction& step = program.code[probe.steps[i].reg];
    if (step.op != OpCode::age || program.code[step.operands[0]].op != OpCode::fact) continue;
    cause.kind = Kind::age;
    cause.subject = without_dot(plan::context_name(program, program.code[step.operands[0]].context, indices));
    const values::Possible& age = slots[1 + instance.leaves.size() + i];
    if (age.decided()) cause.age = static_cast<int>(age.low.num);
  }
  if (cause.kind == Kind::date)
    cause.subject = without_dot(plan::context_name(program, program.code[facts.front()].context, indices));
  const auto readers = readers_of(program, probe.reg);
  const auto* condition = condition_reading(program.rights.front().conditions, readers);
  if (condition == nullptr || !visible.shows(condition->reg)) return cause;
  cause.condition = condition->source->name;
  cause.condition_label = condition->source->label;
  return cause;
}

void Causes::add_changed_rules(const Moment& moment, std::vector<ChangeCause>& causes) const {
  // Where the right itself comes or goes, its figures come and go with it.
  const bool only_version =
      moment.was.standing == Standing::not_in_force || moment.is.standing == Standing::not_in_force;
  const auto add = [&](const DatedUse& use, bool begins) {
    if (only_version && use.kind != DatedUse::Kind::version) return;
    ChangeCause cause;
    cause.kind = use.kind == DatedUse::Kind::version ? Kind::version : Kind::figure;
    if (begins && use.missing && cause.kind == Kind::figure) cause.kind = Kind::figure_missing;
    cause.name = name_of(model_, use);
    const bool known = std::any_of(causes.begin(), causes.end(), [&](const ChangeCause& other) {
      return other.name == cause.name && (other.kind == Kind::version) == (cause.kind == Kind::version);
    });
    if (!known) causes.push_back(std::move(cause));
  };
  for (const DatedUse& use : moment.after->uses) {
    if (use.from == moment.day) add(use, true);
  }
  for (const DatedUse& use : moment.before->uses) {
    if (use.to == moment.day - 1) add(use, false);
  }
}

void Causes::add_years(const Moment& moment, const std::vector<std::string>& missing,
                       std::vector<ChangeCause>& causes) {
  if (moment.before->program == nullptr || moment.after->program == nullptr) return;
  const auto before = years_read(*moment.before->program);
  const auto after = years_read(*moment.after->program);
  for (const std::string& name : after) {
    if (before.contains(name)) continue;
    ChangeCause cause;
    const bool unknown = std::find(missing.begin(), missing.end(), name) != missing.end();
    cause.kind = unknown ? Kind::year_unknown : Kind::year;
    cause.facts = {name};
    causes.push_back(std::move(cause));
  }
}

std::vector<ChangeCause> Causes::of(const Moment& moment, const std::vector<std::string>& missing) {
  std::vector<ChangeCause> causes;
  for (const Instance& hit : moment.hits) {
    ChangeCause cause = of_hit(*moment.before, hit, moment.day);
    const bool known = std::any_of(causes.begin(), causes.end(), [&](const ChangeCause& other) {
      return other.kind == cause.kind && other.subject == cause.subject && other.facts == cause.facts &&
             other.condition == cause.condition;
    });
    if (!known) causes.push_back(std::move(cause));
  }
  if (!moment.by_rules) return causes;
  add_changed_rules(moment, causes);
  add_years(moment, missing, causes);
  // The days are also cut where the date alone decides which figures are read.
  if (causes.empty()) causes.emplace_back();
  return causes;
}

std::vector<std::string> Causes::missing_on(const RightStretch& stretch, std::int32_t day, facts::ClockSource& source,
                                            facts::Row subject) {
  source.set_day(day);
  execution::Sets sets(*stretch.program, source);
  sets.run(subject);
  const plan::RightPlan& right = stretch.program->rights.front();
  const Visibility& visible = visibility(stretch);
  MissingWalk walk(sets);
  for (const plan::ConditionPlan& condition : right.conditions) {
    if (!sets.at(condition.reg).decided()) walk.visit(condition.reg);
  }
  absl::btree_set<std::string> hidden;
  for (const Instruction& instruction : stretch.program->code) {
    if (!plan::reads_fact(instruction.op) || instruction.input < 0) continue;
    const plan::Input& input = stretch.program->inputs[instruction.input];
    if (input.field >= 0 && !visible.shows_fact(instruction.context, input.field))
      hidden.insert(plan::fact_name(*stretch.program, instruction.context, input, {}));
  }
  std::vector<std::string> names;
  for (const MissingFact& fact : walk.facts()) {
    if (!hidden.contains(fact.by_field)) names.push_back(numbered_ ? fact.name : fact.by_field);
  }
  return names;
}

}  // namespace proactive::answers
