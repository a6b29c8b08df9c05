// Identifiers of people and companies, checked, and written in the one way that pseudonyms need: the
// same person must give the same bytes.
//
//   auto nir = Nir::parse("2 95 10 99 126 111 93");
//   if (!nir) return nir.errors();       // says what is wrong, never with what
//   domain.token(field, nir->normalised());
#ifndef PROACTIVE_PRIVACY_IDENTIFIERS_H_
#define PROACTIVE_PRIVACY_IDENTIFIERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "proactive/arrow_abi.h"
#include "proactive/audience.h"
#include "proactive/export.h"
#include "proactive/privacy/secret.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// What is checked, and how it is written afterwards. Spaces (also no-break ones) and dots between
/// characters are left out of all but e-mail addresses, white space around all of them.
enum class IdentifierKind : std::uint8_t {
  /// 13 characters and a key of two: `295109912611193`; departments `2A` and `2B` in capitals. The key
  /// is 97 minus the rest by 97, so that it may be 97. Months are not looked at: 20, 30 to 42 and 50 to
  /// 99 are given to people whose month is not known.
  nir,
  /// 11 digits and letters, in capitals. Its key is not public, and not checked.
  ine,
  /// 9 digits, the last one by Luhn.
  siren,
  /// 14 digits by Luhn, as are the first 9; those of La Poste, but its head office, have instead digits
  /// that sum to a multiple of five.
  siret,
  /// `local@domain.tld`, up to 254 bytes of ASCII, without quotes, comments and addresses in brackets.
  /// The domain is written in small letters; the local part is kept, as only its host may say that two
  /// are the same (RFC 5321, 2.4).
  email,
};
inline constexpr std::size_t kIdentifierKinds = 5;

/// Why a text is none.
enum class IdentifierFault : std::uint8_t {
  length,     ///< too short or too long; nothing at all
  character,  ///< a character that does not belong where it stands
  key,        ///< the key or checksum is another one
  address,    ///< an e-mail address with a part that is missing or not well formed
};
inline constexpr std::size_t kIdentifierFaults = 4;

/// "NIR", "INE", "SIREN", "SIRET", "e-mail address".
PROACTIVE_EXPORT std::string_view to_string(IdentifierKind kind);
/// "wrong length", "a character out of place", "wrong key", "not an address".
PROACTIVE_EXPORT std::string_view to_string(IdentifierFault fault, Language language = Language::english);

/// One identifier, checked. It is wiped when it goes, moved and not copied, compared in constant time,
/// and has no way into a stream.
template <IdentifierKind Kind>
class PROACTIVE_EXPORT Identifier {
 public:
  /// Errors: wrong length (E1440), a character out of place (E1441), wrong key (E1442), no e-mail
  /// address (E1443). None holds anything of `text`, of which at most 1,024 bytes are looked at.
  static Result<Identifier> parse(std::string_view text);

  /// As it is to be pseudonymised; valid for as long as this lives. Whoever calls it is named in a review.
  std::string_view normalised() const {
    const auto bytes = text_.expose();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  friend bool operator==(const Identifier&, const Identifier&) = default;

 private:
  explicit Identifier(SecretBytes text) : text_(std::move(text)) {}
  SecretBytes text_;
};

using Nir = Identifier<IdentifierKind::nir>;
using Ine = Identifier<IdentifierKind::ine>;
using Siren = Identifier<IdentifierKind::siren>;
using Siret = Identifier<IdentifierKind::siret>;
using Email = Identifier<IdentifierKind::email>;

extern template class Identifier<IdentifierKind::nir>;
extern template class Identifier<IdentifierKind::ine>;
extern template class Identifier<IdentifierKind::siren>;
extern template class Identifier<IdentifierKind::siret>;
extern template class Identifier<IdentifierKind::email>;

/// What became of the rows of a column.
struct IdentifierCounts {
  std::int64_t rows = 0;
  std::int64_t absent = 0;                            ///< null before
  std::array<std::int64_t, kIdentifierFaults> bad{};  ///< null afterwards, by `IdentifierFault`
  std::int64_t of(IdentifierFault fault) const { return bad[static_cast<std::size_t>(fault)]; }
  std::int64_t good() const;
};

inline std::int64_t IdentifierCounts::good() const {
  std::int64_t rest = rows - absent;
  for (const std::int64_t count : bad) rest -= count;
  return rest;
}

/// Normalises a whole column: a stream of Arrow arrays of text (utf8, large utf8, views, or a dictionary
/// of them) becomes one of large utf8 with the same number of rows, where what is null or no identifier is
/// null. Takes `column` over and releases it, also on error; fills `out`, whose buffers are wiped when
/// they are released. Errors: a column that is no text, contradicts itself or fails (E1444), or that does not
/// fit in memory (E1410).
PROACTIVE_EXPORT Result<IdentifierCounts> normalise(IdentifierKind kind, ArrowArrayStream* column,
                                                    ArrowArrayStream* out);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_IDENTIFIERS_H_
