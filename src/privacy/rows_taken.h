// Some rows of an Arrow array as an array of its own, which shares no memory with the first.
#ifndef PROACTIVE_SRC_PRIVACY_ROWS_TAKEN_H_
#define PROACTIVE_SRC_PRIVACY_ROWS_TAKEN_H_

#include <cstdint>
#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// Which words a dictionary keeps: all, in their places, or those that the rows use.
enum class Words : std::uint8_t { all, used };

/// Copies the rows named, from 0, in their order. For arrays that `can_be_taken`, as the library's own
/// can; their length is not exceeded by who names the rows. Wiped when it is released.
void take_rows(const ArrowSchema& schema, const ArrowArray& array, const std::vector<std::int64_t>& rows,
               ArrowArray* out, Words words = Words::all);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ROWS_TAKEN_H_
