// A stream of arrays that are at hand.
#ifndef PROACTIVE_SRC_PRIVACY_ARRAY_STREAM_H_
#define PROACTIVE_SRC_PRIVACY_ARRAY_STREAM_H_

#include <vector>

#include "privacy/owned_stream.h"
#include "proactive/arrow_abi.h"
#include "proactive/privacy/column.h"

namespace proactive::privacy {

/// Hands out columns of one schema, one at least.
void make_stream(std::vector<Column> columns, ArrowArrayStream* out);

/// Hands out `arrays`, which are of `schema`, one after the other.
void make_stream(Owned<ArrowSchema> schema, std::vector<Owned<ArrowArray>> arrays, ArrowArrayStream* out);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ARRAY_STREAM_H_
