// Populations: reading tables and assessing them.
#include "proactive/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "api/settings.h"
#include "api/state.h"
#include "execution/kernel_set.h"
#include "facts/population.h"
#include "population/assess.h"
#include "population/state.h"
#include "values/misuse.h"

namespace proactive {

namespace detail {

facts::Wanted wanted_by(const PlanState& plan) {
  facts::Wanted wanted;
  wanted.model = plan.rules->model;
  wanted.subjects = plan.entities;
  const auto add_group = [&](int group) {
    if (std::find(wanted.groups.begin(), wanted.groups.end(), group) == wanted.groups.end())
      wanted.groups.push_back(group);
  };
  const auto add_input = [&](const plan::Input& input) {
    if (plan::find_input(wanted.inputs, input) < 0) wanted.inputs.push_back(input);
  };
  for (const auto& program : plan.programs) {
    for (const auto& input : program->inputs) {
      if (input.needed) add_input(input);
    }
    for (const int group : program->groups) add_group(group);
    for (const plan::Context& context : program->contexts) {
      if (context.kind == plan::Context::Kind::group) wanted.group_of.push_back(context.target);
    }
  }
  return wanted;
}

Result<population::Settings> settings_of(const AssessOptions& options) {
  population::Settings settings;
  settings.threads = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  settings.amounts = options.amounts;
  settings.missing = options.missing;
  settings.conditions = options.conditions;
  settings.kernels = execution::find_kernels(options.kernels);
  if (settings.kernels != nullptr) return settings;
  std::string names;
  for (const auto* kernels : execution::available_kernels())
    names += fmt::format("{}`{}`", names.empty() ? "" : ", ", kernels->name);
  return values::misuse("E1109", fmt::format("this processor has no instruction set `{}`", options.kernels),
                        fmt::format("it has {}", names));
}

}  // namespace detail

Result<Population> Population::read(const Plan& plan, std::vector<std::pair<std::string, ArrowArrayStream*>> entities,
                                    std::vector<std::pair<std::string, ArrowArrayStream*>> members) {
  auto data = facts::read_population(detail::wanted_by(*plan.state()), entities, members);
  if (!data) return data.errors();
  auto state = std::make_shared<detail::PopulationState>();
  state->data = *data;
  return Population(std::move(state));
}

std::int64_t Population::rows(std::string_view entity) const {
  const auto found = state_->data->model->entity_names.find(entity);
  return found == state_->data->model->entity_names.end() ? 0 : state_->data->entities[found->second].ids.size();
}

std::vector<std::pair<std::string, std::string>> Population::columns_not_read() const { return state_->data->not_read; }
std::vector<std::pair<std::string, std::string>> Population::columns_absent() const { return state_->data->absent; }
const std::vector<BadFacts>& Population::bad_facts() const { return state_->data->bad_facts; }

std::int64_t Population::find(std::string_view entity, std::string_view id) const {
  const auto found = state_->data->model->entity_names.find(entity);
  if (found == state_->data->model->entity_names.end()) return -1;
  const facts::Ids& ids = state_->data->entities[found->second].ids;
  if (ids.are_texts()) return ids.find(id);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  return error == std::errc{} && end == id.data() + id.size() ? ids.find(number) : -1;
}

Result<Outcomes> Plan::assess(const Population& population, const AssessOptions& options) const {
  const facts::Population& data = *population.state()->data;
  auto settings = detail::settings_of(options);
  if (!settings) return settings.errors();
  std::int64_t total = 0;
  for (const int entity : state_->entities) total += data.entities[entity].ids.size();
  Outcomes outcomes;
  std::int64_t done = 0;
  for (std::size_t i = 0; i < state_->programs.size(); ++i) {
    const auto progress = [&](std::int64_t rows) { return !options.progress || options.progress(done + rows, total); };
    if (!population::assess(*state_->programs[i], state_->entities[i], data, *settings, progress, outcomes.rights)) {
      return values::misuse("E1100", "the run was cancelled; nothing was written");
    }
    done += data.entities[state_->entities[i]].ids.size();
  }
  if (options.progress) options.progress(total, total);
  return outcomes;
}

}  // namespace proactive
