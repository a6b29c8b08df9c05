#include "privacy/identifier_scan.h"

#include <algorithm>
#include <cstdint>

namespace proactive::privacy {

namespace {

using Fault = std::optional<IdentifierFault>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_small(c) || is_capital(c); }
char capital(char c) { return is_small(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char small(char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

// What people write between groups of digits: a space, a dot, and the no-break spaces of French
// typography. The number of bytes, 0 when it is none.
std::size_t separator(std::string_view text) {
  if (text.front() == ' ' || text.front() == '.') return 1;
  if (text.substr(0, 2) == "\u00a0") return 2;
  return text.substr(0, 3) == "\u202f" ? 3 : 0;
}

// The text in capitals without separators. Stops after `most` bytes, which is one too many for each
// kind, so that it is seen to be too long.
std::size_t compact(std::string_view text, std::size_t most, char* out) {
  std::size_t size = 0;
  while (!text.empty() && size < most) {
    const std::size_t skip = separator(text);
    if (skip == 0) out[size++] = capital(text.front());
    text.remove_prefix(skip == 0 ? 1 : skip);
  }
  return size;
}

Fault check_nir(std::string_view nir) {
  const bool corsican = nir[5] == '2' && (nir[6] == 'A' || nir[6] == 'B');
  std::int64_t number = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    if (!is_digit(nir[i]) && !(i == 6 && corsican)) return IdentifierFault::character;
    if (i == 13) break;
    number = number * 10 + (is_digit(nir[i]) ? nir[i] - '0' : 0);
  }
  if (!is_digit(nir[14])) return IdentifierFault::character;
  // 2A counts as 19 and 2B as 18; above, they were read as 20.
  if (corsican) number -= (nir[6] == 'A' ? 1 : 2) * std::int64_t{1'000'000};
  const int key = (nir[13] - '0') * 10 + (nir[14] - '0');
  if (key != 97 - number % 97) return IdentifierFault::key;
  return std::nullopt;
}

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

// Every second digit from the right but one counts twice, its own digits summed.
bool luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 == 0;
}

Fault check_siren(std::string_view siren) {
  if (!all_digits(siren)) return IdentifierFault::character;
  if (!luhn(siren)) return IdentifierFault::key;
  return std::nullopt;
}

// La Poste has more establishments than Luhn's check leaves numbers for.
Fault check_siret(std::string_view siret) {
  if (!all_digits(siret)) return IdentifierFault::character;
  const bool by_sum = siret.substr(0, 9) == "356000000" && siret != "35600000000048";
  int sum = 0;
  for (const char digit : siret) sum += digit - '0';
  const bool good = by_sum ? sum % 5 == 0 : luhn(siret);
  if (!good || !luhn(siret.substr(0, 9))) return IdentifierFault::key;
  return std::nullopt;
}

Fault check_ine(std::string_view ine) {
  const bool good = std::all_of(ine.begin(), ine.end(), [](char c) { return is_digit(c) || is_capital(c); });
  if (!good) return IdentifierFault::character;
  return std::nullopt;
}

// The characters of an atom (RFC 5322, 3.2.3).
bool is_atom(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Atoms with single dots between them, 64 bytes at most (RFC 5321, 4.5.3.1.1).
bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
  for (std::size_t i = 0; i < local.size(); ++i) {
    if (local[i] == '.' ? local[i - 1] == '.' : !is_atom(local[i])) return false;
  }
  return true;
}

// Letters, digits and inner hyphens (RFC 1123, 2.1).
bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

// Two labels or more, the last one no number: no host alone, no numeric address.
bool is_domain(std::string_view domain) {
  if (all_digits(domain.substr(domain.rfind('.') + 1)) || domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

Fault scan_email(std::string_view text, char* out, std::size_t& size) {
  if (text.empty() || text.size() > kMostIdentifier) return IdentifierFault::length;
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!printable) return IdentifierFault::character;
  const auto at = text.find('@');
  if (at == std::string_view::npos || !is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1)))
    return IdentifierFault::address;
  size = text.size();
  std::copy(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), out);
  std::transform(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), out + at, small);
  return std::nullopt;
}

std::size_t length_of(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::nir: return 15;
    case IdentifierKind::ine: return 11;
    case IdentifierKind::siren: return 9;
    case IdentifierKind::siret: return 14;
    case IdentifierKind::email: break;
  }
  return 0;
}

Fault check(IdentifierKind kind, std::string_view text) {
  switch (kind) {
    case IdentifierKind::nir: return check_nir(text);
    case IdentifierKind::ine: return check_ine(text);
    case IdentifierKind::siren: return check_siren(text);
    case IdentifierKind::siret: return check_siret(text);
    case IdentifierKind::email: break;
  }
  return IdentifierFault::address;
}

}  // namespace

Fault scan(IdentifierKind kind, std::string_view text, char* out, std::size_t& size) {
  if (text.size() > kMostLookedAt) return IdentifierFault::length;
  text = trimmed(text);
  if (kind == IdentifierKind::email) return scan_email(text, out, size);
  const std::size_t length = length_of(kind);
  size = compact(text, length + 1, out);
  if (size != length) return IdentifierFault::length;
  return check(kind, {out, size});
}

}  // namespace proactive::privacy
