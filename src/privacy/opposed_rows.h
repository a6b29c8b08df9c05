// Which rows are of persons who are opposed.
#ifndef PROACTIVE_SRC_PRIVACY_OPPOSED_ROWS_H_
#define PROACTIVE_SRC_PRIVACY_OPPOSED_ROWS_H_

#include <cstdint>
#include <vector>

#include "privacy/hashed_rows.h"
#include "privacy/identifier_stream.h"
#include "privacy/keyed_store.h"

namespace proactive::privacy {

/// Within a transaction; one for each row of the part.
Result<std::vector<bool>> look_up(KeyedStore& store, std::vector<Hasher>& hashers, HashedRows& part, Date today,
                                  Pace& pace);

enum class Looked : std::uint8_t { free, opposed, absent, unchecked };

/// What the register says of each row of an array. It looks in parts, and others may write between two:
/// the answer is of the day, and what they write counts for the rows to come.
Result<std::vector<Looked>> look_at(KeyedStore& store, const IdentifierArray& array, Date today, Pace& pace);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_OPPOSED_ROWS_H_
