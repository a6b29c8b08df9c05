#include "privacy/context.h"

#include <array>
#include <cstdint>
#include <string>

namespace proactive::privacy {

namespace {

// Changes when the encoding or an algorithm does: pseudonyms of two versions have nothing in common.
constexpr std::string_view kFormat = "proactive.privacy/1";

}  // namespace

std::vector<std::byte> joined(std::span<const std::string_view> parts) {
  std::vector<std::byte> out;
  for (const std::string_view part : parts) {
    const auto size = static_cast<std::uint32_t>(part.size());
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(size >> shift));
    const auto bytes = std::as_bytes(std::span(part));
    out.insert(out.end(), bytes.begin(), bytes.end());
  }
  return out;
}

std::vector<std::byte> key_context(const DomainSpec& domain, std::string_view field, std::string_view algorithm) {
  const std::string epoch = to_string(domain.epoch);
  const std::array<std::string_view, 7> parts = {
      kFormat, algorithm, domain.controller, domain.recipient, domain.purpose, field, epoch};
  return joined(parts);
}

}  // namespace proactive::privacy
