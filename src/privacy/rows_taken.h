// Some rows of an Arrow array as an array of its own, which shares no memory with the first.
#ifndef PROACTIVE_SRC_PRIVACY_ROWS_TAKEN_H_
#define PROACTIVE_SRC_PRIVACY_ROWS_TAKEN_H_

#include <cstdint>
#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// Copies the rows named, in their order. For the layouts of the library's own answers: numbers,
/// decimals, booleans, texts, lists, structs, and words of a dictionary, without offset. The array is
/// trusted; its length is not exceeded by who names the rows.
void take_rows(const ArrowSchema& schema, const ArrowArray& array, const std::vector<std::int64_t>& rows,
               ArrowArray* out);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ROWS_TAKEN_H_
