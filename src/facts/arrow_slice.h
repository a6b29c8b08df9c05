// Parts of batches as tables of their own, which share the batches' memory.
#ifndef PROACTIVE_SRC_FACTS_ARROW_SLICE_H_
#define PROACTIVE_SRC_FACTS_ARROW_SLICE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "facts/arrow_reader.h"
#include "proactive/arrow_abi.h"

namespace proactive::facts {

/// Some rows of a batch, which is kept while one of its slices is.
struct BatchSlice {
  std::shared_ptr<const KeptArray> batch;
  std::int64_t offset = 0;  ///< behind that of the batch
  std::int64_t rows = 0;
};

/// A stream of slices with the schema of their table. `schema` must stay until it is released.
void make_stream(const ArrowSchema& schema, std::vector<BatchSlice> slices, ArrowArrayStream* out);

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_ARROW_SLICE_H_
