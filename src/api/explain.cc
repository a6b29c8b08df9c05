// The long answers of one subject: a decision of a row, explanations.
#include <fmt/format.h>

#include "answers/decide.h"
#include "answers/explainer.h"
#include "answers/visibility.h"
#include "api/state.h"
#include "facts/population.h"
#include "facts/record_source.h"
#include "population/state.h"
#include "values/misuse.h"

namespace proactive {

namespace {

// A right of the plan, and the program it stands in.
struct Found {
  const plan::Program* program = nullptr;
  const plan::RightPlan* right = nullptr;
  int entity() const { return program->model->rights[right->right].entity; }
};

Result<Found> find(const detail::PlanState& state, std::string_view right) {
  Found found;
  found.program = state.program_of_right(right, &found.right);
  if (found.program == nullptr)
    return values::misuse("E0204", fmt::format("the plan has no right `{}` in force", right));
  return found;
}

Result<Found> find_row(const detail::PlanState& state, const Population& population, std::string_view right,
                       std::int64_t row) {
  auto found = find(state, right);
  if (!found) return found;
  if (row >= 0 && row < population.state()->data->entities[found->entity()].ids.size()) return found;
  return values::misuse(
      "E1005", fmt::format("the table `{}` has no such row", found->program->model->entities[found->entity()].name));
}

Explanation explained(const Found& found, const facts::Source& source, facts::Row subject,
                      const ExplainOptions& options) {
  execution::Sets sets(*found.program, source);
  sets.run(subject);
  return answers::explain(sets, *found.right, options);
}

}  // namespace

Result<Decision> Plan::decide(const Population& population, std::string_view right, std::int64_t row) const {
  const auto found = find_row(*state_, population, right, row);
  if (!found) return found.errors();
  const facts::ColumnSource source(*found->program, *population.state()->data);
  execution::Sets sets(*found->program, source);
  sets.run(facts::ColumnSource::row_of(row));
  return answers::decide(sets, *found->right);
}

Result<Explanation> Plan::explain(const Record& subject, std::string_view right, const ExplainOptions& options) const {
  const auto found = find(*state_, right);
  if (!found) return found.errors();
  Diagnostics errors = answers::check_audience(*found->program->model, options.audience);
  const facts::RecordSource source(*found->program, found->entity(), subject, errors);
  if (!errors.empty()) return errors;
  return explained(*found, source, source.subject(), options);
}

Result<Explanation> Plan::explain(const Population& population, std::string_view right, std::int64_t row,
                                  const ExplainOptions& options) const {
  const auto found = find_row(*state_, population, right, row);
  if (!found) return found.errors();
  Diagnostics errors = answers::check_audience(*found->program->model, options.audience);
  if (!errors.empty()) return errors;
  const facts::ColumnSource source(*found->program, *population.state()->data);
  return explained(*found, source, facts::ColumnSource::row_of(row), options);
}

}  // namespace proactive
