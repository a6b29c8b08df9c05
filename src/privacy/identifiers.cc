#include "proactive/privacy/identifiers.h"

#include <openssl/crypto.h>

#include <array>
#include <string>

#include "privacy/identifier_scan.h"
#include "privacy/openssl.h"

namespace proactive::privacy {

std::string_view to_string(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::nir: return "NIR";
    case IdentifierKind::ine: return "INE";
    case IdentifierKind::siren: return "SIREN";
    case IdentifierKind::siret: return "SIRET";
    case IdentifierKind::email: break;
  }
  return "e-mail address";
}

std::string_view to_string(IdentifierFault fault, Language language) {
  const bool french = language == Language::french;
  switch (fault) {
    case IdentifierFault::length: return french ? "longueur incorrecte" : "wrong length";
    case IdentifierFault::character: return french ? "caractère mal placé" : "a character out of place";
    case IdentifierFault::key: return french ? "clé incorrecte" : "wrong key";
    case IdentifierFault::address: break;
  }
  return french ? "adresse incorrecte" : "not an address";
}

namespace {

Diagnostic error_of(IdentifierKind kind, IdentifierFault fault) {
  Diagnostic error;
  switch (fault) {
    case IdentifierFault::length: error.code = "E1440"; break;
    case IdentifierFault::character: error.code = "E1441"; break;
    case IdentifierFault::key: error.code = "E1442"; break;
    case IdentifierFault::address: error.code = "E1443"; break;
  }
  const bool vowel = kind == IdentifierKind::ine || kind == IdentifierKind::email;
  error.message = std::string("the text is not ") + (vowel ? "an " : "a ") + std::string(to_string(kind)) + ": " +
                  std::string(to_string(fault));
  error.way_out = "compare it with the document it was copied from; it is not repeated here";
  return error;
}

}  // namespace

template <IdentifierKind Kind>
Result<Identifier<Kind>> Identifier<Kind>::parse(std::string_view text) {
  std::array<char, kMostIdentifier> normalised;
  std::size_t size = 0;
  const auto fault = scan(Kind, text, normalised.data(), size);
  SecretBytes kept;
  if (!fault) kept = SecretBytes(std::as_bytes(std::span(normalised.data(), size)));
  OPENSSL_cleanse(normalised.data(), normalised.size());
  forget_below();
  if (fault) return error_of(Kind, *fault);
  return Identifier(std::move(kept));
}

template class Identifier<IdentifierKind::nir>;
template class Identifier<IdentifierKind::ine>;
template class Identifier<IdentifierKind::siren>;
template class Identifier<IdentifierKind::siret>;
template class Identifier<IdentifierKind::email>;

}  // namespace proactive::privacy
