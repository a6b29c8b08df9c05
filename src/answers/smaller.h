// A person on whom two programs differ, made as small as can be.
#ifndef PROACTIVE_SRC_ANSWERS_SMALLER_H_
#define PROACTIVE_SRC_ANSWERS_SMALLER_H_

#include <cstdint>

#include "answers/pair.h"

namespace proactive::answers {

/// The box of the pair is one person on whom the two differ; afterwards it is one with fewer members,
/// fewer facts, and facts nearer to ordinary ones, on whom they still do. Runs the pair at most `bound`
/// times.
void make_smaller(Pair& pair, std::int64_t bound);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_SMALLER_H_
