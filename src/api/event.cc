// Life events: by dependency to the rights that read what they change.
#include "proactive/event.h"

#include <absl/container/btree_set.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "answers/events.h"
#include "answers/visibility.h"
#include "api/state.h"
#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive {

namespace {

using semantics::Model;

EventInfo info_of(const Model& model, const semantics::Event& event) {
  EventInfo info{event.name, event.label, model.entities[event.entity].name, event.law, {}};
  for (const auto& change : event.changes) {
    EventChange told{change.text, "", "", "", change.role >= 0};
    if (told.is_role) {
      const semantics::Role& role = model.roles[change.role];
      told.entity = model.entities[role.group].name;
      told.name = role.name;
      told.label = role.label;
    } else {
      const semantics::Field& field = model.fields[change.field];
      told.entity = model.entities[field.entity].name;
      told.name = field.name;
      told.label = field.label;
    }
    info.changes.push_back(std::move(told));
  }
  return info;
}

Result<const semantics::Event*> find_event(const Model& model, std::string_view name) {
  const auto found = model.event_names.find(name);
  if (found != model.event_names.end()) return &model.events[found->second];
  std::vector<std::string_view> names;
  for (const auto& [known, index] : model.event_names) names.push_back(known);
  const std::string guess = syntax::nearest(std::string(name), names);
  std::string way_out = names.empty() ? "these rules declare none: write `event NAME for ENTITY { changes … }`" : "";
  if (!names.empty())
    way_out = guess.empty() ? fmt::format("there are `{}`", fmt::join(names, "`, `")) : syntax::did_you_mean(guess);
  return values::misuse("E1332", fmt::format("no event is called `{}`", name), std::move(way_out));
}

EventEffect effect_of(const Plan& plan, const semantics::Event& event) {
  const Model& model = *plan.state()->rules->model;
  EventEffect effect;
  effect.event = info_of(model, event);
  absl::btree_set<std::pair<std::string, std::string>> changed;
  for (const std::string& name : plan.rights()) {
    const plan::RightPlan* planned = nullptr;
    plan.state()->program_of_right(name, &planned);
    const semantics::Right& right = model.rights[planned->right];
    AffectedRight affected{name, right.label, model.entities[right.entity].name, {}};
    for (const plan::Need& need : planned->needs) {
      if (!answers::concerns(model, event, need, plan.on().days)) continue;
      affected.facts.push_back(need.fact);
      changed.emplace(affected.entity, need.fact);
    }
    if (affected.facts.empty())
      effect.others.push_back(name);
    else
      effect.rights.push_back(std::move(affected));
  }
  for (Need& need : plan.needs()) {
    const std::string entity = need.rights.empty() ? "" : plan.entity_of(need.rights.front());
    if (changed.contains({entity, need.fact})) effect.collect.push_back(std::move(need));
  }
  return effect;
}

// ---- somebody --------------------------------------------------------------------------------

std::string by_field(std::string_view fact) {
  std::string name;
  bool inside = false;
  for (const char c : fact) {
    inside = inside || c == '[';
    if (!inside) name += c;
    inside = inside && c != ']';
  }
  return name;
}

// Facts, by the entity of the rights that read them, and fields, that are kept from an audience.
struct Kept {
  absl::btree_set<std::pair<std::string, std::string>> facts;
  absl::btree_set<std::string> fields;  ///< `person.disability`

  bool shows(const std::string& entity, std::string_view fact) const {
    return !facts.contains({entity, by_field(fact)});
  }
};

Kept kept_from(const Plan& plan, const Audience& audience) {
  Kept kept;
  const Model& model = *plan.state()->rules->model;
  for (std::size_t i = 0; i < plan.state()->programs.size(); ++i) {
    const plan::Program& program = *plan.state()->programs[i];
    const answers::Visibility visibility(program, audience);
    for (const plan::Instruction& instruction : program.code) {
      if (!plan::reads_fact(instruction.op) || instruction.input < 0) continue;
      const plan::Input& input = program.inputs[instruction.input];
      if (visibility.shows_fact(instruction.context, input.field)) continue;
      const semantics::Field& field = model.fields[input.field];
      kept.facts.emplace(model.entities[plan.state()->entities[i]].name,
                         plan::fact_name(program, instruction.context, input, {}));
      kept.fields.insert(model.entities[field.entity].name + "." + field.name);
    }
  }
  for (const semantics::Field& field : model.fields) {
    const bool from_role = audience.kind == Audience::Kind::person &&
                           std::any_of(field.concealed_from.begin(), field.concealed_from.end(),
                                       [&](int role) { return model.roles[role].name == audience.name; });
    if (from_role) kept.fields.insert(model.entities[field.entity].name + "." + field.name);
  }
  return kept;
}

void keep_from(const Kept& kept, EventEffect& effect, const Plan& plan) {
  std::erase_if(effect.event.changes, [&](const EventChange& change) {
    return !change.is_role && kept.fields.contains(change.entity + "." + change.name);
  });
  for (AffectedRight& right : effect.rights)
    std::erase_if(right.facts, [&](const std::string& fact) { return !kept.shows(right.entity, fact); });
  std::erase_if(effect.collect,
                [&](const Need& need) { return !kept.shows(plan.entity_of(need.rights.front()), need.fact); });
}

bool is_decided(Outcome outcome, const std::optional<Amount>& amount) {
  if (outcome == Outcome::undetermined) return false;
  return outcome == Outcome::not_eligible || !amount || amount->exact();
}

// The entity of a record: the one named, or that of all rights of the plan; -1 where `assess` says why.
int entity_of(const Plan& plan, std::string_view name) {
  if (name.empty()) return plan.state()->entities.size() == 1 ? plan.state()->entities.front() : -1;
  const auto& names = plan.state()->rules->model->entity_names;
  const auto found = names.find(name);
  return found == names.end() ? -1 : found->second;
}

AnswerAfterEvent answer_of(Decision before, Decision after, const Kept& kept, const std::string& entity) {
  AnswerAfterEvent answer;
  answer.right = after.right;
  answer.label = after.label;
  answer.before = before.outcome;
  answer.after = after.outcome;
  answer.amount_before = before.amount;
  answer.amount_after = after.amount;
  for (Missing& missing : after.missing) {
    if (kept.shows(entity, missing.fact)) answer.missing.push_back(std::move(missing));
  }
  return answer;
}

}  // namespace

bool AnswerAfterEvent::opens() const { return is_decided(before, amount_before) && !is_decided(after, amount_after); }

std::vector<EventInfo> events(const RuleSet& rules) {
  const Model& model = *rules.state()->model;
  std::vector<EventInfo> infos;
  for (const semantics::Event& event : model.events) infos.push_back(info_of(model, event));
  return infos;
}

Result<EventEffect> look_again(const Plan& plan, std::string_view name) {
  const auto event = find_event(*plan.state()->rules->model, name);
  if (!event) return event.errors();
  return effect_of(plan, **event);
}

Result<AnswersAfterEvent> look_again(const Plan& plan, std::string_view name, const Record& subject,
                                     std::string_view entity, const Audience& audience) {
  const Model& model = *plan.state()->rules->model;
  const auto event = find_event(model, name);
  if (!event) return event.errors();
  if (Diagnostics wrong = answers::check_audience(model, audience); !wrong.empty()) return wrong;
  auto before = plan.assess(subject, entity);
  if (!before) return before.errors();
  AnswersAfterEvent result;
  result.effect = effect_of(plan, **event);
  const Kept kept = kept_from(plan, audience);
  keep_from(kept, result.effect, plan);
  const int index = entity_of(plan, entity);
  if (index < 0) return result;  // no right is in force
  const Record now = answers::without_changed(model, **event, subject, index, plan.on().days);
  auto after = plan.assess(now, entity);
  if (!after) return after.errors();
  for (std::size_t i = 0; i < after->size(); ++i) {
    const std::string& right = (*after)[i].right;
    const bool affected = std::any_of(result.effect.rights.begin(), result.effect.rights.end(),
                                      [&](const AffectedRight& one) { return one.right == right; });
    if (!affected) continue;
    result.answers.push_back(
        answer_of(std::move((*before)[i]), std::move((*after)[i]), kept, model.entities[index].name));
  }
  return result;
}

}  // namespace proactive
