// Everyone in a population whose answer changes by the mere passage of time.
#ifndef PROACTIVE_SRC_POPULATION_WHEN_H_
#define PROACTIVE_SRC_POPULATION_WHEN_H_

#include <functional>
#include <vector>

#include "facts/population.h"
#include "plan/stretches.h"
#include "proactive/timeline.h"

namespace proactive::population {

struct WhenSettings {
  int threads = 1;
  bool first_only = false;
  Audience audience;
  /// Called by the calling thread with a share of a right's rows that are done; false stops the run.
  std::function<bool(std::int64_t rows)> progress;
};

enum class WhenResult : std::uint8_t { done, stopped, too_much };

/// Adds the changes of one right, by row and date. `facts` has the inputs that all programs share.
WhenResult changes_of(const plan::RightStretches& right, const plan::Program& facts,
                      const facts::Population& population, const WhenSettings& settings, PopulationChanges& changes);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_WHEN_H_
