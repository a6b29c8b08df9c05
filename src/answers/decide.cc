#include "answers/decide.h"

namespace proactive::answers {

using semantics::Condition;

namespace {

// Conditions by name, groups by their parts.
void list_conditions(const execution::Sets& sets, const plan::ConditionPlan& plan,
                     std::vector<ConditionResult>& results) {
  if (plan.source->kind == Condition::Kind::leaf) {
    results.push_back({plan.source->name, plan.source->label, plan.source->law, sets.at(plan.reg).truth()});
  }
  for (const auto& part : plan.parts) list_conditions(sets, part, results);
}

// The named conditions that are false, descending only into groups that are false.
void list_deciding(const execution::Sets& sets, const plan::ConditionPlan& plan, std::vector<std::string>& names) {
  if (sets.at(plan.reg).truth() != Kleene::no) return;
  if (plan.source->kind == Condition::Kind::leaf) names.push_back(plan.source->name);
  for (const auto& part : plan.parts) list_deciding(sets, part, names);
}

bool amount_is_open(const execution::Sets& sets, const plan::RightPlan& right) {
  return right.amount >= 0 && !sets.at(right.amount).decided();
}

}  // namespace

Missing describe(const semantics::Model& model, const MissingFact& fact) {
  Missing missing;
  missing.fact = fact.name;
  missing.absence = fact.absence;
  missing.reason = to_string(fact.absence);
  if (fact.field >= 0 && model.fields[fact.field].source >= 0) {
    const semantics::Source& source = model.sources[model.fields[fact.field].source];
    missing.source = source.name;
    missing.source_label = source.label;
    missing.way = source.way;
    missing.address = source.address;
  }
  return missing;
}

void walk_open(MissingWalk& walk, const execution::Sets& sets, const plan::RightPlan& right, Outcome outcome,
               bool amounts) {
  if (outcome == Outcome::undetermined) {
    for (const auto& condition : right.conditions) {
      if (!sets.at(condition.reg).decided()) walk.visit(condition.reg);
    }
  }
  if (amounts && outcome != Outcome::not_eligible && amount_is_open(sets, right)) walk.visit(right.amount);
}

Decision decide(execution::Sets& sets, const plan::RightPlan& right) {
  const plan::Program& program = sets.program();
  const semantics::Model& model = *program.model;
  const semantics::Right& source = model.rights[right.right];
  const Answer answer = execution::answer_from(sets, right);
  Decision decision;
  decision.right = source.name;
  decision.label = source.label;
  decision.law = right.version->law;
  decision.on = Date{program.on};
  decision.outcome = answer.outcome;
  decision.period = semantics::to_string(source.amount_period);
  if (right.amount >= 0) decision.amount = answer.amount;
  if (right.received >= 0) decision.received = answer.received;
  for (const auto& condition : right.conditions) {
    list_conditions(sets, condition, decision.conditions);
    if (answer.outcome == Outcome::not_eligible) list_deciding(sets, condition, decision.deciding);
  }
  for (const auto& attested : right.version->attested)
    decision.attested.push_back({attested.name, attested.label, "", Kleene::unknown});
  for (const auto& need : right.needs) decision.needs.push_back(need.fact);
  decision.stale = right.stale;
  MissingWalk walk(sets);
  walk_open(walk, sets, right, answer.outcome);
  for (const MissingFact& fact : walk.facts()) decision.missing.push_back(describe(model, fact));
  decision.no_result.assign(walk.without_result().begin(), walk.without_result().end());
  return decision;
}

std::vector<Decision> decide_all(const plan::Program& program, const facts::Source& source, facts::Row subject) {
  execution::Sets sets(program, source);
  sets.run(subject);
  std::vector<Decision> decisions;
  for (const auto& right : program.rights) decisions.push_back(decide(sets, right));
  return decisions;
}

std::vector<std::string> missing_by_field(execution::Sets& sets, const plan::RightPlan& right, bool amounts) {
  MissingWalk walk(sets);
  walk_open(walk, sets, right, execution::answer_from(sets, right).outcome, amounts);
  std::vector<std::string> names;
  absl::btree_set<std::string> seen;
  for (const MissingFact& fact : walk.facts()) {
    if (seen.insert(fact.by_field).second) names.push_back(fact.by_field);
  }
  for (const std::string& reason : walk.without_result()) names.push_back(reason);
  return names;
}

}  // namespace proactive::answers
