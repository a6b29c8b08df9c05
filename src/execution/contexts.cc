#include "execution/contexts.h"

namespace proactive::execution {

using facts::kNoRow;
using facts::Row;

namespace {

Row reached(const plan::Context& context, const facts::Source& source, Row parent) {
  if (parent == kNoRow) return kNoRow;
  if (context.kind == plan::Context::Kind::group) return source.group(context.target, parent);
  std::int64_t count = 0;
  if (!source.members(context.target, parent, count) || count != 1) return kNoRow;
  return source.member(context.target, parent, 0);
}

}  // namespace

void resolve_contexts(const plan::Program& program, const facts::Source& source, const std::vector<int>& contexts,
                      Row* rows) {
  for (const int index : contexts) {
    const plan::Context& context = program.contexts[index];
    rows[index] = reached(context, source, rows[context.parent]);
  }
}

}  // namespace proactive::execution
