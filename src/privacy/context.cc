#include "privacy/context.h"

#include <array>
#include <string>

#include "privacy/bytes.h"

namespace proactive::privacy {

namespace {

// Changes when the encoding or an algorithm does: pseudonyms of two versions have nothing in common.
constexpr std::string_view kFormat = "proactive.privacy/1";

}  // namespace

std::vector<std::byte> joined(std::span<const std::string_view> parts) {
  const auto write = [&](ByteWriter writer) {
    for (const std::string_view part : parts) writer.text(part);
    return writer.size();
  };
  std::vector<std::byte> out(write(ByteWriter()));
  write(ByteWriter(out));
  return out;
}

std::vector<std::byte> key_context(const DomainSpec& domain, std::string_view field, std::string_view algorithm) {
  const std::string epoch = to_string(domain.epoch);
  const std::array<std::string_view, 7> parts = {
      kFormat, algorithm, domain.controller, domain.recipient, domain.purpose, field, epoch};
  return joined(parts);
}

}  // namespace proactive::privacy
