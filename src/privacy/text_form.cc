#include "privacy/text_form.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace proactive::privacy {

namespace {

constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// `Bits` bits a letter, most significant first; the last letter is filled up with zeros.
template <unsigned Bits>
void spell(std::span<const std::byte> bytes, std::string_view letters, char* out) {
  constexpr std::uint32_t mask = (1U << Bits) - 1;
  std::uint32_t pending = 0;
  unsigned count = 0;
  for (const std::byte byte : bytes) {
    pending = pending << 8U | static_cast<std::uint32_t>(byte);
    for (count += 8; count >= Bits; count -= Bits) *out++ = letters[pending >> (count - Bits) & mask];
  }
  if (count > 0) *out = letters[pending << (Bits - count) & mask];
}

constexpr auto kValues64 = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(64);
  for (std::size_t i = 0; i < kBase64.size(); ++i)
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

template <typename T>
bool read_number(std::string_view text, T* out) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *out);
  return !text.empty() && text.front() != '-' && error == std::errc() && rest == end;
}

// What stands behind the last `separator`, cut off.
std::optional<std::string_view> cut_last(std::string_view& text, char separator) {
  const std::size_t place = text.rfind(separator);
  if (place == std::string_view::npos) return std::nullopt;
  const std::string_view last = text.substr(place + 1);
  text = text.substr(0, place);
  return last;
}

}  // namespace

void to_base32(std::span<const std::byte> bytes, char* out) { spell<5>(bytes, kBase32, out); }
void to_hex(std::span<const std::byte> bytes, char* out) { spell<4>(bytes, "0123456789abcdef", out); }
void to_base64url(std::span<const std::byte> bytes, char* out) { spell<6>(bytes, kBase64, out); }

bool from_base64url(std::string_view text, std::byte* out) {
  if (text.size() % 4 == 1) return false;
  std::uint32_t pending = 0;
  unsigned count = 0;
  for (const char letter : text) {
    const std::uint32_t value = kValues64[static_cast<unsigned char>(letter)];
    if (value == 64) return false;
    pending = pending << 6U | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    *out++ = static_cast<std::byte>(pending >> count);
  }
  return (pending & ((1U << count) - 1)) == 0;
}

std::string text_of(const KeyName& key) {
  return key.name + "/" + std::to_string(key.version) + "/" + to_string(key.epoch);
}

std::optional<KeyName> key_of(std::string_view text) {
  KeyName key;
  const auto epoch = cut_last(text, '/');
  const auto version = cut_last(text, '/');
  if (!epoch || !version || text.empty() || epoch->size() != 7 || (*epoch)[4] != '-') return std::nullopt;
  key.name = text;
  const bool read = read_number(*version, &key.version) && read_number(epoch->substr(0, 4), &key.epoch.year) &&
                    read_number(epoch->substr(5), &key.epoch.month);
  // One text a key: no leading zeros, no epoch that is none.
  if (!read || key.epoch.month < 1 || key.epoch.month > 12 || std::to_string(key.version) != *version)
    return std::nullopt;
  return key;
}

}  // namespace proactive::privacy
