// A pseudonym exists only in a domain: who is responsible, who receives it, for what purpose, in which
// month. The same person has unrelated pseudonyms in two domains, so that nobody can join two files by
// them. There is no pseudonym without a domain and no hash without a key.
//
//   auto domain = Domain::open(keys, {"cnaf", "cma-lyon", "prime-activite", Epoch::of(today)});
//   if (!domain) return fail(render(domain.errors()));
//   auto tokens = domain->tokens({"nir", kPossibleNirs}, schema, array);
#ifndef PROACTIVE_PRIVACY_DOMAIN_H_
#define PROACTIVE_PRIVACY_DOMAIN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/export.h"
#include "proactive/privacy/column.h"
#include "proactive/privacy/field_assessment.h"
#include "proactive/privacy/key_provider.h"
#include "proactive/privacy/secret.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// All parts are mandatory (E1404).
struct DomainSpec {
  std::string controller;  ///< who is responsible for the processing
  std::string recipient;   ///< who gets the pseudonyms
  std::string purpose;     ///< what for
  Epoch epoch;             ///< the month whose key is used
};

/// On whose authority something is made readable again. Both are mandatory (E1411).
struct Authority {
  std::string who;
  std::string why;
};

/// One use of a key that makes identifiers readable. Never a value.
struct Access {
  Authority authority;
  DomainSpec domain;
  std::string field;
  KeyName key;             ///< of a column, the domain's own; its rows may have older versions
  std::uint64_t rows = 0;  ///< asked for
};

/// Written by the host to its register. Calls may come from several threads at once.
class PROACTIVE_EXPORT AccessLog {
 public:
  virtual ~AccessLog() = default;
  /// Called before anything is made readable. When there are errors, nothing is.
  virtual Diagnostics record(const Access& access) = 0;
};

enum class TokenText : std::uint8_t {
  base32,  ///< RFC 4648 in lower case without padding: 26 letters and digits for 128 bits
  hex
};

struct Policy {
  /// A field with few or skewed values is protected all the same, in the knowledge that its frequencies
  /// give them away.
  bool acknowledge_frequency_attack = false;
  std::uint32_t token_bits = 128;  ///< 128 to 256, a multiple of 8
  TokenText token_text = TokenText::base32;
  AccessLog* log = nullptr;  ///< must outlive the domain
};

/// One way: HMAC-SHA-256 of the value, cut to no fewer than 128 bits. Two of 70 million persons have
/// the same one with a chance of 7 in 10^24.
class PROACTIVE_EXPORT Token {
 public:
  std::span<const std::byte> bytes() const { return {bytes_.data(), size_}; }
  std::string text(TokenText form = TokenText::base32) const;
  /// In constant time for tokens of one length.
  friend PROACTIVE_EXPORT bool operator==(const Token& a, const Token& b);

 private:
  friend class Domain;
  std::array<std::byte, 32> bytes_{};
  std::size_t size_ = 0;
};

/// Reversible and authenticated: AES-256-SIV under the domain's key, with the name of that key beside it.
class PROACTIVE_EXPORT Sealed {
 public:
  /// Of a text that `text` made. Errors: E1406.
  static Result<Sealed> parse(std::string_view text);
  /// `caf-2026/1/2026-11/` and the tag and ciphertext in base64url.
  std::string text() const;
  const KeyName& key() const { return key_; }
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  friend class Domain;
  KeyName key_;
  std::vector<std::byte> bytes_;
};

/// The only maker of tokens and seals. It holds no key: each call asks the provider for the one it
/// needs, and wipes it when it is done. So a key that was shredded is of no use from then on, in domains
/// that were opened before too. Whoever has many values has them done as a column, where this costs
/// nothing.
///
/// Values are taken byte for byte: normalise first. They are not empty and have at most 65,536 bytes
/// (E1407). Threads may share a domain; each has a library context and fetched algorithms of its own.
///
/// Every error names the field and the row, never a value. Errors of all calls: those of the provider,
/// E1403 when libcrypto fails, E1404 for a field without a name, E1409 when libcrypto does not give the
/// published answers.
class PROACTIVE_EXPORT Domain {
 public:
  /// Errors: E1404, E1414; those of `keys.current`. `keys` must outlive the domain.
  static Result<Domain> open(KeyProvider& keys, DomainSpec spec, Policy policy = {});

  Domain(Domain&&) noexcept = default;
  Domain& operator=(Domain&&) noexcept = default;
  Domain(const Domain&) = delete;
  Domain& operator=(const Domain&) = delete;
  ~Domain() = default;

  const DomainSpec& spec() const { return spec_; }
  const Policy& policy() const { return policy_; }
  /// The key that new values are protected with.
  const KeyName& key() const { return key_; }

  /// Errors: E1407; E1408 when the field is not known to have a million values.
  Result<Token> token(const Field& field, std::string_view value) const;
  /// A column of strings, large strings or a dictionary of them to one of tokens. Errors: E1407, E1408
  /// for the frequencies of the column, E1410.
  Result<Column> tokens(const Field& field, const ArrowSchema& schema, const ArrowArray& array) const;

  /// The same value gives the same seal in one domain, field and version of the key. Errors: as `token`.
  Result<Sealed> seal(const Field& field, std::string_view value) const;
  Result<Column> seals(const Field& field, const ArrowSchema& schema, const ArrowArray& array) const;

  /// The value that was sealed in this very domain, field and epoch, under any version of a key. Errors:
  /// E1405 when it was sealed elsewhere or changed since, E1411, E1402 when its key was shredded.
  Result<SecretBytes> unseal(const Field& field, const Sealed& sealed, const Authority& authority) const;
  /// Wiped when it is released. One wrong row refuses the column. Also E1406.
  Result<Column> unseals(const Field& field, const ArrowSchema& schema, const ArrowArray& array,
                         const Authority& authority) const;

 private:
  friend struct DomainAccess;
  Domain(KeyProvider& keys, DomainSpec spec, Policy policy, KeyName key);

  KeyProvider* keys_;
  DomainSpec spec_;
  Policy policy_;
  KeyName key_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_DOMAIN_H_
