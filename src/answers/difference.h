// Somebody on whom two versions of a right differ, or the proof that there is nobody.
//
// The search keeps boxes of people (`people.h`). A box on which both programs are decided for
// everybody is done: they differ, or they agree. So is one on which they compute the same, given
// what is decided for everybody in it (`plan/same.h`). Every other box is split along a fact that
// keeps the two apart, at a value where one of the programs can change; and people in it are tried.
// When no box is left, the two give everybody the same answer.
#ifndef PROACTIVE_SRC_ANSWERS_DIFFERENCE_H_
#define PROACTIVE_SRC_ANSWERS_DIFFERENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/program.h"
#include "proactive/record.h"

namespace proactive::answers {

struct DifferenceFound {
  std::optional<Record> person;             ///< on whom they differ
  bool nobody = false;                      ///< they differ on nobody all of whose facts are known
  std::int64_t looked_at = 0;               ///< boxes and single people
  std::vector<std::string> not_comparable;  ///< what they declare otherwise; then nothing was looked at
};

/// The programs hold one right each, of the same entity. Looks at no more than `bound` boxes and people,
/// fewer where the programs are very large, and as many again to make what it found small.
DifferenceFound find_difference(const plan::Program& before, const plan::Program& after, std::int64_t bound);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_DIFFERENCE_H_
