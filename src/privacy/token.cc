// One way: HMAC-SHA-256, cut.
#include <algorithm>

#include "privacy/algorithms.h"
#include "privacy/domain_access.h"
#include "privacy/text_form.h"

namespace proactive::privacy {

namespace {

constexpr std::string_view kAlgorithm = "HMAC-SHA-256";

Result<Hmac> hmac_of(const Domain& domain, const Field& field) {
  const auto key = DomainAccess::key(domain, field.name, domain.key(), kAlgorithm, Hmac::kSize);
  if (!key) return key.errors();
  return Hmac::make(key->expose());
}

std::size_t text_size(TokenText form, std::size_t bytes) {
  return form == TokenText::hex ? 2 * bytes : base32_size(bytes);
}

void write(TokenText form, std::span<const std::byte> bytes, char* out) {
  form == TokenText::hex ? to_hex(bytes, out) : to_base32(bytes, out);
}

}  // namespace

std::string Token::text(TokenText form) const {
  std::string out(text_size(form, size_), '\0');
  write(form, bytes(), out.data());
  return out;
}

bool operator==(const Token& a, const Token& b) { return equal_in_constant_time(a.bytes(), b.bytes()); }

Result<Token> Domain::token(const Field& field, std::string_view value) const {
  if (Diagnostics errors = check_value(field.name, value); !errors.empty()) return errors;
  if (Diagnostics errors = DomainAccess::check_one(*this, field); !errors.empty()) return errors;
  const auto hmac = hmac_of(*this, field);
  if (!hmac) return hmac.errors();
  Token token;
  token.size_ = policy_.token_bits / 8;
  if (!hmac->tag(std::as_bytes(std::span(value)), token.bytes_.data())) return openssl_failed("EVP_MAC_final");
  std::fill(token.bytes_.begin() + static_cast<std::ptrdiff_t>(token.size_), token.bytes_.end(), std::byte{});
  return token;
}

Result<Column> Domain::tokens(const Field& field, const ArrowSchema& schema, const ArrowArray& array) const {
  const auto column = TextColumn::read(schema, array);
  if (!column) return column.errors();
  if (Diagnostics errors = DomainAccess::check_column(*this, field, *column); !errors.empty()) return errors;
  const auto hmac = hmac_of(*this, field);
  if (!hmac) return hmac.errors();
  const std::size_t bytes = policy_.token_bits / 8;
  const std::size_t letters = text_size(policy_.token_text, bytes);
  auto made = TextWriter::make(column->rows(), column->rows() * static_cast<std::int64_t>(letters));
  if (!made) return made.errors();
  TextWriter& out = *made;
  std::array<std::byte, Hmac::kSize> tag{};
  for (std::int64_t row = 0; row < column->rows(); ++row) {
    if (!column->has(row)) {
      out.null();
      continue;
    }
    const std::string_view value = column->at(row);
    if (Diagnostics errors = check_value(field.name, value, row); !errors.empty()) return errors;
    if (!hmac->tag(std::as_bytes(std::span(value)), tag.data())) return failed_at(field.name, row, "EVP_MAC_final");
    write(policy_.token_text, std::span(tag).first(bytes), out.room());
    out.end(letters);
  }
  return std::move(out).finish(field.name, &key_);
}

}  // namespace proactive::privacy
