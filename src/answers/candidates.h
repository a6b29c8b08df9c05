// Facts that could be asked for, and the answers each may get.
#ifndef PROACTIVE_SRC_ANSWERS_CANDIDATES_H_
#define PROACTIVE_SRC_ANSWERS_CANDIDATES_H_

#include <cstdint>
#include <vector>

#include "answers/missing.h"
#include "answers/what_if.h"
#include "proactive/prior.h"

namespace proactive::answers {

/// One answer that stands for all that have its effect.
struct Branch {
  std::int64_t value = 0;
  std::int64_t weight = 1;
  int closed = 0;   ///< rights that it decides by itself
  int decided = 0;  ///< named conditions that it decides by itself
  bool changes = false;
};

struct Candidate {
  Spot spot;
  MissingFact fact;
  std::vector<int> rights;   ///< those it keeps open, by number
  std::vector<int> changed;  ///< those that some answer changes
  std::vector<Branch> branches;
  int source = -1;     ///< who is asked; -1: the person
  bool alone = false;  ///< some answer changes something by itself
};

inline Spot spot_of(const MissingFact& fact) { return {fact.field < 0, fact.place, fact.row}; }

/// Answers that represent all there are: every member of a choice; of a number or date, one from
/// each stretch between `cuts`; of a list, some lengths.
std::vector<Branch> branches_of(const plan::Program& program, const MissingFact& fact,
                                const std::vector<std::vector<std::int64_t>>& cuts, const Prior* prior);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_CANDIDATES_H_
