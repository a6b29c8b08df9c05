// Funnels: one assessment with the masks of conditions, and counting them.
#include "proactive/funnel.h"

#include <algorithm>

#include "api/settings.h"
#include "api/state.h"
#include "population/assess.h"
#include "population/funnel.h"
#include "population/state.h"
#include "values/misuse.h"

namespace proactive {

namespace {

// What a funnel is counted from.
Result<population::Settings> settings_of(const AssessOptions& run) {
  auto settings = detail::settings_of(run);
  if (!settings) return settings;
  settings->amounts = false;
  settings->missing = true;
  settings->missing_of_amounts = false;
  settings->conditions = true;
  return settings;
}

}  // namespace

Result<std::vector<Funnel>> funnel(const Plan& plan, const Population& population, const AssessOptions& run,
                                   std::size_t combinations) {
  const detail::PlanState& state = *plan.state();
  const facts::Population& data = *population.state()->data;
  const auto settings = settings_of(run);
  if (!settings) return settings.errors();
  std::int64_t total = 0;
  for (const int entity : state.entities) total += data.entities[entity].ids.size();
  std::vector<std::pair<int, Funnel>> funnels;  // by right
  std::int64_t done = 0;
  for (std::size_t i = 0; i < state.programs.size(); ++i) {
    const plan::Program& program = *state.programs[i];
    const auto progress = [&](std::int64_t rows) { return !run.progress || run.progress(done + rows, total); };
    std::vector<RightOutcomes> outcomes;
    if (!population::assess(program, state.entities[i], data, *settings, progress, outcomes))
      return values::misuse("E1100", "the run was cancelled; nothing was written");
    for (std::size_t right = 0; right < program.rights.size(); ++right) {
      const plan::RightPlan& planned = program.rights[right];
      funnels.emplace_back(planned.right, population::count_funnel(program, planned, outcomes[right], combinations));
    }
    done += data.entities[state.entities[i]].ids.size();
  }
  if (run.progress) run.progress(total, total);
  std::sort(funnels.begin(), funnels.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Funnel> result;
  for (auto& [right, one] : funnels) result.push_back(std::move(one));
  return result;
}

Result<std::vector<Funnel>> funnel(const Plan& plan, const Population& population) {
  return funnel(plan, population, AssessOptions{});
}

}  // namespace proactive
