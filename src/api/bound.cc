// Assessing bound structs.
#include <fmt/format.h>

#include "answers/decide.h"
#include "api/state.h"
#include "execution/evaluator.h"
#include "facts/bound_source.h"
#include "proactive/bind.h"
#include "values/misuse.h"

namespace proactive::detail {

class BoundPlan {
 public:
  BoundPlan(std::shared_ptr<const plan::Program> program, int entity, const StructDescription& subject,
            Diagnostics& errors)
      : program(std::move(program)), source(*this->program, entity, subject, errors) {}

  std::shared_ptr<const plan::Program> program;
  facts::BoundSource source;
};

Result<std::shared_ptr<const BoundPlan>> bind_plan(const Plan& plan, std::string_view entity,
                                                   const StructDescription& subject) {
  const PlanState& state = *plan.state();
  for (std::size_t i = 0; i < state.programs.size(); ++i) {
    const std::string& name = state.rules->model->entities[state.entities[i]].name;
    if (entity.empty() ? state.programs.size() > 1 : name != entity) continue;
    Diagnostics errors;
    auto bound = std::make_shared<const BoundPlan>(state.programs[i], state.entities[i], subject, errors);
    if (!errors.empty()) return errors;
    return std::shared_ptr<const BoundPlan>(std::move(bound));
  }
  return values::misuse("E1003",
                        entity.empty() ? "the plan has no right in force, or rights of several entities"
                                       : fmt::format("no right of the plan is for `{}`", entity),
                        "plan one right, or name the entity");
}

namespace {

// Programs up to this size run on the stack.
constexpr std::size_t kSmallProgram = 192;
constexpr std::size_t kFewContexts = 32;

}  // namespace

void assess_bound(const BoundPlan& bound, const void* subject, std::span<Answer> answers) {
  const plan::Program& program = *bound.program;
  const facts::Row row = facts::BoundSource::row_of(subject);
  if (program.rights.size() > answers.size()) {
    std::vector<Answer> all(program.rights.size());
    assess_bound(bound, subject, all);
    std::copy_n(all.begin(), answers.size(), answers.begin());
    return;
  }
  if (program.code.size() <= kSmallProgram && program.contexts.size() <= kFewContexts) {
    // Left uninitialised on purpose: every register is written before it is read.
    alignas(execution::Value) std::byte values[kSmallProgram * sizeof(execution::Value)];
    facts::Row rows[kFewContexts];
    execution::assess(program, bound.source, row, reinterpret_cast<execution::Value*>(values), rows, answers);
    return;
  }
  execution::Workspace workspace;
  execution::assess(program, bound.source, row, workspace, answers);
}

std::vector<Decision> decide_bound(const BoundPlan& bound, const void* subject) {
  return answers::decide_all(*bound.program, bound.source, facts::BoundSource::row_of(subject));
}

std::vector<std::string> rights_of(const BoundPlan& bound) {
  std::vector<std::string> names;
  for (const auto& right : bound.program->rights) names.push_back(bound.program->model->rights[right.right].name);
  return names;
}

}  // namespace proactive::detail
