// Results brought up to date: only what can have changed is assessed again.
#include <fmt/format.h>

#include <algorithm>

#include "answers/decide.h"
#include "api/settings.h"
#include "api/state.h"
#include "execution/evaluator.h"
#include "plan/same.h"
#include "population/affected.h"
#include "population/state.h"
#include "population/update.h"
#include "values/misuse.h"

namespace proactive {

namespace {

Diagnostic other_result() {
  return values::misuse("E1112", "the result is not one of this plan over these tables",
                        "assess once, and update that result");
}

// The conditions of a subject that are not fulfilled.
population::Deciding deciding_of(const plan::Program& program, const facts::Population& data, std::size_t right) {
  return [&program, &data, right](std::int32_t row) {
    const facts::ColumnSource source(program, data);
    execution::Sets sets(program, source);
    sets.run(facts::ColumnSource::row_of(row));
    return answers::decide(sets, program.rights[right]).deciding;
  };
}

Result<population::RowsByEntity> rows_by_entity(const facts::Population& data,
                                                const std::vector<ChangedRows>& changed) {
  population::RowsByEntity rows;
  for (const ChangedRows& of : changed) {
    const auto entity = data.model->entity_names.find(of.entity);
    if (entity == data.model->entity_names.end())
      return values::misuse("E1101", fmt::format("changed rows: no entity has the name `{}`", of.entity));
    const std::int64_t size = data.entities[entity->second].ids.size();
    const bool inside = std::all_of(of.rows.begin(), of.rows.end(), [&](auto row) { return row >= 0 && row < size; });
    if (!inside) return values::misuse("E1005", fmt::format("changed rows: the table `{}` has no such row", of.entity));
    auto& into = rows[entity->second];
    into.insert(into.end(), of.rows.begin(), of.rows.end());
  }
  return rows;
}

// The place of a program's first right among those of a result, which are in order.
bool fits(const plan::Program& program, const facts::Population& data, int entity, const Outcomes& outcomes,
          std::size_t first) {
  for (std::size_t i = 0; i < program.rights.size(); ++i) {
    if (first + i >= outcomes.rights.size()) return false;
    const RightOutcomes& right = outcomes.rights[first + i];
    if (right.right != program.model->rights[program.rights[i].right].name) return false;
    if (right.rows != data.entities[entity].ids.size()) return false;
  }
  return true;
}

// What the result was made with decides how it is brought up to date.
population::Settings as_made(population::Settings settings, const RightOutcomes& outcomes) {
  settings.conditions = !outcomes.conditions.empty();
  settings.missing = !outcomes.missing_begin.empty();
  return settings;
}

bool has_amounts(const plan::Program& program, const Outcomes& outcomes, std::size_t first) {
  for (std::size_t i = 0; i < program.rights.size(); ++i) {
    if (program.rights[i].amount >= 0) return outcomes.rights[first + i].has_amount;
  }
  return true;
}

Diagnostic cancelled() { return values::misuse("E1100", "the run was cancelled; nothing was written"); }

}  // namespace

Result<Changes> Plan::update(const Population& population, const std::vector<ChangedRows>& changed, Outcomes& outcomes,
                             const AssessOptions& options) const {
  const facts::Population& data = *population.state()->data;
  auto settings = detail::settings_of(options);
  if (!settings) return settings.errors();
  const auto rows = rows_by_entity(data, changed);
  if (!rows) return rows.errors();
  std::vector<std::vector<std::int32_t>> subjects;
  std::vector<std::vector<RightOutcomes>> fresh;
  std::size_t first = 0;
  for (std::size_t i = 0; i < state_->programs.size(); ++i) {
    const plan::Program& program = *state_->programs[i];
    const int entity = state_->entities[i];
    if (!fits(program, data, entity, outcomes, first)) return other_result();
    subjects.push_back(population::affected_subjects(program, entity, data, *rows));
    fresh.emplace_back();
    if (!program.rights.empty() && !subjects.back().empty()) {
      auto made = as_made(*settings, outcomes.rights[first]);
      made.amounts = has_amounts(program, outcomes, first);
      const auto progress = [&](std::int64_t done) {
        return !options.progress || options.progress(done, static_cast<std::int64_t>(subjects.back().size()));
      };
      if (!population::assess_rows(program, entity, data, subjects.back(), made, progress, fresh.back()))
        return cancelled();
    }
    first += program.rights.size();
  }
  if (first != outcomes.rights.size()) return other_result();
  Changes changes;
  first = 0;
  for (std::size_t i = 0; i < state_->programs.size(); ++i) {
    for (std::size_t right = 0; right < fresh[i].size(); ++right) {
      changes.rights.push_back(population::update(outcomes.rights[first + right], fresh[i][right], subjects[i],
                                                  deciding_of(*state_->programs[i], data, right)));
    }
    first += state_->programs[i]->rights.size();
  }
  return changes;
}

Result<Changes> Plan::update(const Plan& before, const Population& population, Outcomes& outcomes,
                             const AssessOptions& options) const {
  if (!plan::declares_the_same(*population.state()->data->model, *state_->rules->model)) {
    return values::misuse("E1112", "the tables were read for rules that declare other fields or roles than this plan's",
                          "read them for this plan, and assess everyone");
  }
  const auto old_right = [&](const std::string& name) {
    return std::find_if(outcomes.rights.begin(), outcomes.rights.end(),
                        [&](const RightOutcomes& right) { return right.right == name; });
  };
  PlanOptions wanted;
  wanted.on = state_->on;
  for (const std::string& name : rights()) {
    const plan::RightPlan* was = nullptr;
    const plan::RightPlan* is = nullptr;
    const plan::Program* old_program = before.state()->program_of_right(name, &was);
    const plan::Program* program = state_->program_of_right(name, &is);
    const bool same = old_program != nullptr && plan::computes_the_same(*old_program, *was, *program, *is);
    if (!same || old_right(name) == outcomes.rights.end()) wanted.rights.push_back(name);
  }
  Outcomes fresh;
  if (!wanted.rights.empty()) {
    const auto part = RuleSet(state_->rules).plan(wanted);
    if (!part) return part.errors();
    auto assessed = part->assess(population, options);
    if (!assessed) return assessed.errors();
    fresh = std::move(*assessed);
  }
  const auto new_right = [&](const std::string& name) {
    return std::find_if(fresh.rights.begin(), fresh.rights.end(),
                        [&](const RightOutcomes& right) { return right.right == name; });
  };
  Changes changes;
  for (const RightOutcomes& again : fresh.rights) {
    const auto old = old_right(again.right);
    if (old == outcomes.rights.end()) continue;
    if (old->rows != again.rows) return other_result();
    const plan::RightPlan* planned = nullptr;
    const plan::Program* program = state_->program_of_right(again.right, &planned);
    const auto place = static_cast<std::size_t>(planned - program->rights.data());
    changes.rights.push_back(population::compare(*old, again, deciding_of(*program, *population.state()->data, place)));
  }
  // In the order of the programs, as `assess` has them.
  Outcomes updated;
  for (const auto& program : state_->programs) {
    for (const plan::RightPlan& right : program->rights) {
      const std::string& name = program->model->rights[right.right].name;
      const auto again = new_right(name);
      updated.rights.push_back(std::move(again != fresh.rights.end() ? *again : *old_right(name)));
    }
  }
  outcomes = std::move(updated);
  return changes;
}

}  // namespace proactive
