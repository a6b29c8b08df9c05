// What stands behind the handles of the public interface.
#ifndef PROACTIVE_SRC_API_STATE_H_
#define PROACTIVE_SRC_API_STATE_H_

#include <memory>
#include <string>
#include <vector>

#include "plan/program.h"
#include "proactive/plan.h"
#include "proactive/rule_set.h"
#include "semantics/model.h"
#include "syntax/source.h"

namespace proactive::detail {

struct RuleSetState {
  syntax::Sources sources;
  std::shared_ptr<const semantics::Model> model;
  Diagnostics warnings;
};

/// One program for each entity that has a right in the plan.
struct PlanState {
  std::shared_ptr<const RuleSetState> rules;
  Date on;
  std::vector<std::shared_ptr<const plan::Program>> programs;
  std::vector<int> entities;      ///< of each program
  std::vector<int> not_in_force;  ///< rights

  const plan::Program* program_of_entity(int entity) const;
  /// The program and the place in it of a right; null when it is not in force or not asked for.
  const plan::Program* program_of_right(std::string_view name, const plan::RightPlan** right) const;
};

/// The program for a subject of `entity` and that entity's number; the entity may be left out when all
/// the rights of the plan are for the same one. Null when the plan has no right in force. Error: E1003.
Result<const plan::Program*> program_for(const PlanState& state, std::string_view entity, int& index);

/// "money per month", "choice custody": a type as its declaration has it.
std::string type_name(const semantics::Model& model, const semantics::Type& type);

}  // namespace proactive::detail

#endif  // PROACTIVE_SRC_API_STATE_H_
