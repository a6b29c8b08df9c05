// Figures that nobody has confirmed for longer than the rule set allows.
#ifndef PROACTIVE_SRC_PLAN_STALE_H_
#define PROACTIVE_SRC_PLAN_STALE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "semantics/model.h"

namespace proactive::plan {

/// The names, sorted, of the stale parameters, scales and tables that a right reads
/// on a day, also through defines and other rights. A figure is stale when it is the
/// last one, without end, and the day lies further than the rule set allows behind the later
/// of its `from` and its `confirmed on`.
std::vector<std::string> stale_figures(const semantics::Model& model, const semantics::Right& right, std::int32_t on);

/// The same for one figure, by the period in which its last value is in force.
bool is_stale(const semantics::Model& model, const semantics::InForce& last, std::optional<std::int32_t> confirmed_on,
              std::int32_t on);

/// The names, sorted, of all parameters, scales and tables that it reads so.
std::vector<std::string> figures_read(const semantics::Model& model, const semantics::Right& right, std::int32_t on);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_STALE_H_
