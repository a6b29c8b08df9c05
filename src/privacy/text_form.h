// Bytes as letters and digits, and back.
#ifndef PROACTIVE_SRC_PRIVACY_TEXT_FORM_H_
#define PROACTIVE_SRC_PRIVACY_TEXT_FORM_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "proactive/privacy/key_provider.h"

namespace proactive::privacy {

constexpr std::size_t base32_size(std::size_t bytes) { return (bytes * 8 + 4) / 5; }
constexpr std::size_t base64_size(std::size_t bytes) { return (bytes * 8 + 5) / 6; }

/// RFC 4648 without padding; base32 in lower case, base64 with `-` and `_`.
void to_base32(std::span<const std::byte> bytes, char* out);
void to_hex(std::span<const std::byte> bytes, char* out);
void to_base64url(std::span<const std::byte> bytes, char* out);

/// Writes `text.size() * 6 / 8` bytes. False when it is not what `to_base64url` writes: another letter,
/// a length that none has, or bits left over.
[[nodiscard]] bool from_base64url(std::string_view text, std::byte* out);

/// `name/version/epoch`. A name may hold `/`, as it is read from the end.
std::string text_of(const KeyName& key);
std::optional<KeyName> key_of(std::string_view text);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_TEXT_FORM_H_
