// What stands behind the handle `Population`.
#ifndef PROACTIVE_SRC_POPULATION_STATE_H_
#define PROACTIVE_SRC_POPULATION_STATE_H_

#include <memory>

#include "facts/population.h"

namespace proactive::detail {

struct PopulationState {
  std::shared_ptr<const facts::Population> data;
};

}  // namespace proactive::detail

#endif  // PROACTIVE_SRC_POPULATION_STATE_H_
