// The rows of subjects reached from another: its groups, the only members of its roles.
#ifndef PROACTIVE_SRC_EXECUTION_CONTEXTS_H_
#define PROACTIVE_SRC_EXECUTION_CONTEXTS_H_

#include <vector>

#include "facts/source.h"
#include "plan/program.h"

namespace proactive::execution {

/// Fills `rows` for these contexts, whose parents come before them; kNoRow where there is none.
void resolve_contexts(const plan::Program& program, const facts::Source& source, const std::vector<int>& contexts,
                      facts::Row* rows);

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_CONTEXTS_H_
