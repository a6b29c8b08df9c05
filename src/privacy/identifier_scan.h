// The check of one identifier, without memory of its own: for single ones and for columns.
#ifndef PROACTIVE_SRC_PRIVACY_IDENTIFIER_SCAN_H_
#define PROACTIVE_SRC_PRIVACY_IDENTIFIER_SCAN_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "proactive/privacy/identifiers.h"

namespace proactive::privacy {

/// The longest normalised form: an e-mail address.
inline constexpr std::size_t kMostIdentifier = 254;
/// Longer texts are none, whatever stands in them.
inline constexpr std::size_t kMostLookedAt = 1024;

/// Writes the normalised form of `text` to `out`, which has room for `kMostIdentifier` bytes, and its
/// size; or says what is wrong. `out` is never longer than `text`.
std::optional<IdentifierFault> scan(IdentifierKind kind, std::string_view text, char* out, std::size_t& size);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_IDENTIFIER_SCAN_H_
