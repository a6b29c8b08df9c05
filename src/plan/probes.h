// Where the mere passage of time may change an answer.
//
// In a program for many days (`build_stretch`) the instructions that read the clock are looked at
// from the answers down. Where one comes out the same from a day to another, so does all that it
// stands for: those nearest to the answers that change seldom are the *probes*. A comparison of
// something that only grows with the day against something that does not move changes once: "is 18
// or older" is a probe, and of its birthdays only the 18th is looked at.
//
// The sets of a probe of kind `value` move one way as the days pass, so that the day of its next
// change is found by halving. What it reads beside the clock does not depend on the day.
#ifndef PROACTIVE_SRC_PLAN_PROBES_H_
#define PROACTIVE_SRC_PLAN_PROBES_H_

#include <cstdint>
#include <vector>

#include "plan/program.h"

namespace proactive::plan {

struct Probe {
  enum class Kind : std::uint8_t {
    value,  ///< moves one way
    order,  ///< a comparison for equality: how its two sides stand to each other moves one way
    month,  ///< the month of a day that moves one way
    daily,  ///< may change every day
  };
  /// One instruction of the chain from the clock to the probe. Operands are slots: 0 is the clock,
  /// then the leaves, then the steps.
  struct Step {
    Register reg = -1;
    std::vector<int> operands;
  };

  Kind kind = Kind::value;
  Register reg = -1;
  Register clock = -1;
  /// Adds months to a moving day where such a day may not exist: the last days of a month stand out.
  bool skips_days = false;
  std::vector<Register> loops;   ///< the aggregates in whose members it runs, outermost first
  std::vector<Register> leaves;  ///< what the chain reads that does not depend on the day
  std::vector<Step> steps;       ///< the last is the probe; of `order`, `month`: its operands are read
};

using Probes = std::vector<Probe>;

Probes probes_of(const Program& program);

/// The register that is the day, or -1 where the program reads none.
Register clock_of(const Program& program);

/// By register: whether it depends on the day.
std::vector<bool> moved_by_clock(const Program& program);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_PROBES_H_
