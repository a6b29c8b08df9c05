// One string of several parts, from which the parts can be read back: no two lists give the same.
#ifndef PROACTIVE_SRC_PRIVACY_CONTEXT_H_
#define PROACTIVE_SRC_PRIVACY_CONTEXT_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "proactive/privacy/domain.h"

namespace proactive::privacy {

/// Each part behind its length in four bytes, most significant first. Parts are shorter than 2^32.
std::vector<std::byte> joined(std::span<const std::string_view> parts);

/// What a key of a domain is derived from: format version, algorithm, controller, recipient, purpose,
/// field, epoch.
std::vector<std::byte> key_context(const DomainSpec& domain, std::string_view field, std::string_view algorithm);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_CONTEXT_H_
