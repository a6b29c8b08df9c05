// Timelines: made for a rule set, walked for one subject.
#include "proactive/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "answers/causes.h"
#include "api/timeline_state.h"
#include "facts/clock_source.h"
#include "facts/record_source.h"
#include "population/state.h"
#include "population/when.h"
#include "syntax/nearest.h"
#include "values/calendar.h"
#include "values/misuse.h"

namespace proactive {

namespace {

using semantics::Model;

// The rights asked for, in the order of the rule set.
std::vector<int> wanted_rights(const Model& model, const std::vector<std::string>& names, Diagnostics& errors) {
  std::vector<bool> wanted(model.rights.size(), names.empty());
  for (const std::string& name : names) {
    const auto found = model.right_names.find(name);
    if (found != model.right_names.end()) {
      wanted[found->second] = true;
      continue;
    }
    std::vector<std::string> known;
    for (const auto& [right, index] : model.right_names) known.push_back(right);
    errors.push_back(values::misuse("E0204", fmt::format("no right is called `{}`", name),
                                    syntax::did_you_mean(syntax::nearest(name, known))));
  }
  std::vector<int> rights;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) rights.push_back(static_cast<int>(i));
  }
  return rights;
}

std::optional<Diagnostic> refused_days(Date from, Date until) {
  const bool real = from.days >= values::kFirstDay && until.days <= values::kLastDay;
  if (real && from <= until && until.days - from.days < kMaxTimelineDays) return std::nullopt;
  return values::misuse("E1311", "the days of a timeline end before they begin, or are too many",
                        "ask for 400 years at most, from an earlier day to a later one");
}

}  // namespace

namespace detail {

void describe(const Model& model, int right, std::string& name, std::string& label, std::string& period) {
  name = model.rights[right].name;
  label = model.rights[right].label;
  period = semantics::to_string(model.rights[right].amount_period);
}

Diagnostic too_much_work() {
  return values::misuse("E1313", "there are more members or days to look at than one timeline may take",
                        "ask for a nearer horizon, or for fewer rights");
}

}  // namespace detail

Result<Timeline> RuleSet::timeline(const TimelineOptions& options) const {
  const Model& model = *state_->model;
  Diagnostics errors;
  if (const auto refused = refused_days(options.from, options.until)) errors.push_back(*refused);
  const std::vector<int> rights = wanted_rights(model, options.rights, errors);
  if (!errors.empty()) return errors;
  auto state = std::make_shared<detail::TimelineState>();
  state->rules = state_;
  state->from = options.from;
  state->until = options.until;
  const plan::Days days{options.from.days, options.until.days};
  for (const int right : rights)
    state->rights.push_back(plan::stretches_of(state_->model, state_->sources, days, right, errors));
  if (!errors.empty()) return errors;
  state->facts.model = state_->model;
  state->facts.inputs = plan::share_inputs(state->rights);
  return Timeline(std::move(state));
}

Result<Calendar> Plan::timeline(const Record& subject, Date until, std::string_view entity,
                                const Audience& audience) const {
  TimelineOptions options{state_->on, until, rights()};
  for (const std::string& right : not_in_force()) options.rights.push_back(right);
  const auto timeline = RuleSet(state_->rules).timeline(options);
  if (!timeline) return timeline.errors();
  return timeline->of(subject, entity, audience);
}

Date Timeline::from() const { return state_->from; }
Date Timeline::until() const { return state_->until; }

std::vector<std::string> Timeline::rights() const {
  std::vector<std::string> names;
  for (const auto& right : state_->rights) names.push_back(state_->rules->model->rights[right.right].name);
  return names;
}

namespace {

// The entity a record is, among those the rights are for.
Result<int> entity_of(const detail::TimelineState& state, std::string_view name) {
  const Model& model = *state.rules->model;
  std::vector<int> entities;
  for (const auto& right : state.rights) {
    const int entity = model.rights[right.right].entity;
    if (std::find(entities.begin(), entities.end(), entity) == entities.end()) entities.push_back(entity);
  }
  std::string names;
  for (const int entity : entities) {
    if (entities.size() == 1 && name.empty()) return entity;
    if (model.entities[entity].name == name) return entity;
    names += (names.empty() ? "`" : ", `") + model.entities[entity].name + "`";
  }
  return values::misuse(
      "E1003",
      name.empty() ? "the rights of the timeline are for several entities, and the record does not say which it is"
                   : fmt::format("no right of the timeline is for `{}`", name),
      fmt::format("the rights are for {}", names));
}

// One right of one subject, put into a calendar.
bool add_right(const plan::RightStretches& right, const Model& model, facts::ClockSource& source, facts::Row subject,
               answers::Causes& causes, Calendar& calendar) {
  Calendar::Start start;
  detail::describe(model, right.right, start.right, start.label, start.period);
  answers::Walk walk(right, source);
  const bool whole = walk.run(subject, start.status, [&](const answers::Moment& moment) {
    TimelineEntry entry;
    entry.on = Date{moment.day};
    entry.right = start.right;
    entry.label = start.label;
    entry.period = start.period;
    entry.before = moment.was;
    entry.after = moment.is;
    if (moment.is.standing == Standing::undetermined)
      entry.missing = causes.missing_on(*moment.after, moment.day, source, subject);
    entry.causes = causes.of(moment, entry.missing);
    calendar.entries.push_back(std::move(entry));
    return true;
  });
  calendar.start.push_back(std::move(start));
  return whole;
}

}  // namespace

Result<Calendar> Timeline::of(const Record& subject, std::string_view entity, const Audience& audience) const {
  const Model& model = *state_->rules->model;
  if (auto errors = answers::check_audience(model, audience); !errors.empty()) return errors;
  Calendar calendar;
  if (state_->rights.empty()) return calendar;
  const auto index = entity_of(*state_, entity);
  if (!index) return index.errors();
  Diagnostics errors;
  const facts::RecordSource record(state_->facts, *index, subject, errors);
  if (!errors.empty()) return errors;
  facts::ClockSource source(record);
  answers::Causes causes(model, audience, true);
  for (const auto& right : state_->rights) {
    if (model.rights[right.right].entity != *index) continue;
    if (!add_right(right, model, source, record.subject(), causes, calendar)) return detail::too_much_work();
  }
  std::stable_sort(calendar.entries.begin(), calendar.entries.end(),
                   [](const TimelineEntry& a, const TimelineEntry& b) { return a.on < b.on; });
  return calendar;
}

namespace {

// All that the programs of an entity's rights read.
std::shared_ptr<const plan::Program> facts_of_entity(const detail::TimelineState& state, int entity) {
  auto facts = std::make_shared<plan::Program>();
  facts->model = state.rules->model;
  facts->on = state.from.days;
  // Whoever assesses with it nevertheless is told nothing.
  plan::Instruction open;
  open.op = plan::OpCode::unknown;
  open.domain = values::Domain::boolean;
  open.start = values::full(values::Domain::boolean);
  facts->code.push_back(open);
  facts->main.push_back(0);
  facts->contexts.push_back({plan::Context::Kind::root, -1, -1, entity, -1});
  std::vector<bool> read(state.facts.inputs.size());
  for (const auto& right : state.rights) {
    if (facts->model->rights[right.right].entity != entity) continue;
    plan::RightPlan planned;
    planned.right = right.right;
    planned.version = &facts->model->rights[right.right].versions.front().value;
    planned.outcome = 0;
    facts->rights.push_back(std::move(planned));
    for (const auto& stretch : right.stretches) {
      if (stretch.program == nullptr) continue;
      for (const plan::Instruction& instruction : stretch.program->code) {
        if (plan::reads_fact(instruction.op) && instruction.input >= 0) read[instruction.input] = true;
      }
      const auto& contexts = stretch.program->contexts;
      facts->contexts.insert(facts->contexts.end(), contexts.begin(), contexts.end());
      facts->groups.insert(facts->groups.end(), stretch.program->groups.begin(), stretch.program->groups.end());
    }
  }
  facts->loop_contexts.resize(facts->contexts.size());
  std::sort(facts->groups.begin(), facts->groups.end());
  facts->groups.erase(std::unique(facts->groups.begin(), facts->groups.end()), facts->groups.end());
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i] && state.facts.inputs[i].field >= 0) facts->inputs.push_back(state.facts.inputs[i]);
  }
  return facts;
}

}  // namespace

Plan Timeline::reading() const {
  auto reading = std::make_shared<detail::PlanState>();
  reading->rules = state_->rules;
  reading->on = state_->from;
  for (const auto& right : state_->rights) {
    const int entity = state_->rules->model->rights[right.right].entity;
    if (std::find(reading->entities.begin(), reading->entities.end(), entity) != reading->entities.end()) continue;
    reading->entities.push_back(entity);
    reading->programs.push_back(facts_of_entity(*state_, entity));
  }
  return Plan(std::move(reading));
}

Result<PopulationChanges> Timeline::changes(const Population& population, const ChangesOptions& options) const {
  const Model& model = *state_->rules->model;
  if (auto errors = answers::check_audience(model, options.audience); !errors.empty()) return errors;
  const facts::Population& data = *population.state()->data;
  std::int64_t done = 0;
  std::int64_t total = 0;
  const auto rows_of = [&](const plan::RightStretches& right) {
    return data.entities[model.rights[right.right].entity].ids.size();
  };
  for (const auto& right : state_->rights) total += rows_of(right);
  population::WhenSettings settings;
  settings.threads = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  settings.first_only = options.first_only;
  settings.audience = options.audience;
  settings.progress = [&](std::int64_t rows) { return !options.progress || options.progress(done + rows, total); };
  PopulationChanges changes;
  for (const auto& right : state_->rights) {
    const auto result = population::changes_of(right, state_->facts, data, settings, changes);
    if (result == population::WhenResult::too_much) return detail::too_much_work();
    if (result == population::WhenResult::stopped)
      return values::misuse("E1100", "the run was cancelled; nothing was written");
    done += rows_of(right);
  }
  if (options.progress) options.progress(total, total);
  return changes;
}

}  // namespace proactive
