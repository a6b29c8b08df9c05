// Whose answers a changed row can change: the way of the program's reading, backwards.
#ifndef PROACTIVE_SRC_POPULATION_AFFECTED_H_
#define PROACTIVE_SRC_POPULATION_AFFECTED_H_

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "facts/population.h"
#include "plan/program.h"

namespace proactive::population {

/// Rows of tables by entity.
using RowsByEntity = std::map<int, std::vector<std::int32_t>>;

/// The subjects of a program that read one of the changed rows: themselves, as their group, or
/// as a member of theirs; ascending, each once.
std::vector<std::int32_t> affected_subjects(const plan::Program& program, int entity,
                                            const facts::Population& population, const RowsByEntity& changed);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_AFFECTED_H_
