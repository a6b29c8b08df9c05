// New answers into a result that exists, and what they change.
#ifndef PROACTIVE_SRC_POPULATION_UPDATE_H_
#define PROACTIVE_SRC_POPULATION_UPDATE_H_

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "proactive/changes.h"
#include "proactive/population.h"

namespace proactive::population {

/// The conditions of a refused subject that are not fulfilled, by name.
using Deciding = std::function<std::vector<std::string>(std::int32_t row)>;

/// Puts the answers `fresh`, which are those of `rows`, ascending, into `outcomes`. Nothing is
/// written before all memory is there.
RightChanges update(RightOutcomes& outcomes, const RightOutcomes& fresh, std::span<const std::int32_t> rows,
                    const Deciding& deciding);

/// What differs between two results of one right over the same rows.
RightChanges compare(const RightOutcomes& before, const RightOutcomes& after, const Deciding& deciding);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_UPDATE_H_
