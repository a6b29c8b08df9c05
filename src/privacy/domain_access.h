// What the makers of pseudonyms need of a domain: keys, what is refused, and the register of accesses.
#ifndef PROACTIVE_SRC_PRIVACY_DOMAIN_ACCESS_H_
#define PROACTIVE_SRC_PRIVACY_DOMAIN_ACCESS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "privacy/text_column.h"
#include "proactive/privacy/domain.h"

namespace proactive::privacy {

inline constexpr std::size_t kLongestValue = 65'536;

struct DomainAccess {
  /// A key for one algorithm and field. Errors: E1404, E1409, those of the provider.
  static Result<SecretBytes> key(const Domain& domain, std::string_view field, const KeyName& name,
                                 std::string_view algorithm, std::size_t size);
  /// Asks the register. Errors: E1411, those of the register.
  static Diagnostics authorise(const Domain& domain, std::string_view field, const Authority& authority,
                               std::uint64_t rows);
  /// E1408, unless the policy acknowledges the attack.
  static Diagnostics check_one(const Domain& domain, const Field& field);
  static Diagnostics check_column(const Domain& domain, const Field& field, const TextColumn& column);
};

/// "field `nir`", and the row where there is one: how every error begins.
std::string place(std::string_view field, std::int64_t row = -1);

/// E1407 for an empty or too long value.
Diagnostics check_value(std::string_view field, std::string_view value, std::int64_t row = -1);

/// E1403: libcrypto failed at a row.
Diagnostic failed_at(std::string_view field, std::int64_t row, const char* call);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_DOMAIN_ACCESS_H_
