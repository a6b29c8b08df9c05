// Reversible and authenticated: AES-256-SIV, behind the name of its key.
#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "privacy/algorithms.h"
#include "privacy/context.h"
#include "privacy/domain_access.h"
#include "privacy/text_form.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::string_view kAlgorithm = "AES-256-SIV";
constexpr std::size_t kKeySize = 64;

// Longest that a seal of the longest value can be, with a name of a key before it.
constexpr std::size_t kLongestSeal = base64_size(kLongestValue + Siv::kTag);

// The name of the key is authenticated with the domain, so that none can be put in its place.
Result<Siv> siv_of(const Domain& domain, std::string_view field, const KeyName& name) {
  const auto key = DomainAccess::key(domain, field, name, kAlgorithm, kKeySize);
  if (!key) return key.errors();
  std::vector<std::byte> context = key_context(domain.spec(), field, kAlgorithm);
  const std::string text = text_of(name);
  const std::string_view parts[] = {text};
  const std::vector<std::byte> last = joined(parts);
  context.insert(context.end(), last.begin(), last.end());
  return Siv::make(key->expose(), context);
}

Diagnostic malformed(std::string_view where) {
  return values::misuse("E1406", std::string(where) + " is not the text of a seal",
                        "give it as it was made: name, version and month of the key, then letters and digits");
}

Diagnostic not_ours(std::string_view field, std::int64_t row = -1) {
  return values::misuse(
      "E1405", place(field, row) + " was not sealed in this domain and field, or was changed since",
      "open the domain of the same controller, recipient, purpose and month, and name the same field");
}

Diagnostics check_epoch(const Domain& domain, std::string_view field, const KeyName& key, std::int64_t row = -1) {
  if (key.epoch == domain.spec().epoch) return {};
  return {not_ours(field, row)};
}

// A text of a seal, cut where the name of its key ends.
struct Cut {
  std::string_view key;
  std::string_view sealed;
};

std::optional<Cut> cut(std::string_view text) {
  const std::size_t place = text.rfind('/');
  if (place == std::string_view::npos) return std::nullopt;
  const Cut found{text.substr(0, place), text.substr(place + 1)};
  if (found.sealed.size() <= base64_size(Siv::kTag) || found.sealed.size() > kLongestSeal) return std::nullopt;
  return found;
}

// The ciphers of a column, whose rows may have several versions of a key.
class Unsealer {
 public:
  // As many as a key that is rotated daily has in a month, twice over. A column with more is hostile.
  static constexpr std::size_t kMostKeys = 64;

  Unsealer(const Domain& domain, std::string_view field) : domain_(domain), field_(field) {}

  Result<const Siv*> of(std::string_view text, std::int64_t row) {
    if (last_ != nullptr && text == last_text_) return last_;
    if (const auto known = known_.find(text); known != known_.end()) return remember(*known);
    const auto name = key_of(text);
    if (!name || known_.size() >= kMostKeys) return malformed(place(field_, row));
    if (Diagnostics errors = check_epoch(domain_, field_, *name, row); !errors.empty()) return errors;
    auto siv = siv_of(domain_, field_, *name);
    if (!siv) return siv.errors();
    return remember(*known_.emplace(text, *std::move(siv)).first);
  }

 private:
  Result<const Siv*> remember(const std::pair<const std::string, Siv>& entry) {
    last_text_ = entry.first;
    last_ = &entry.second;
    return last_;
  }

  const Domain& domain_;
  std::string_view field_;
  std::map<std::string, Siv, std::less<>> known_;
  std::string_view last_text_;
  const Siv* last_ = nullptr;
};

std::int64_t bytes_of(const TextColumn& column) {
  std::int64_t bytes = 0;
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (column.has(row)) bytes += static_cast<std::int64_t>(std::min(column.at(row).size(), kLongestSeal));
  return bytes;
}

}  // namespace

// ---- one value -------------------------------------------------------------------------------

std::string Sealed::text() const {
  std::string out = text_of(key_) + "/";
  const std::size_t prefix = out.size();
  out.resize(prefix + base64_size(bytes_.size()));
  to_base64url(bytes_, out.data() + prefix);
  return out;
}

Result<Sealed> Sealed::parse(std::string_view text) {
  const auto parts = cut(text);
  auto key = parts ? key_of(parts->key) : std::nullopt;
  if (!key) return malformed("the text");
  Sealed sealed;
  sealed.key_ = *std::move(key);
  sealed.bytes_.resize(parts->sealed.size() * 6 / 8);
  if (!from_base64url(parts->sealed, sealed.bytes_.data())) return malformed("the text");
  return sealed;
}

Result<Sealed> Domain::seal(const Field& field, std::string_view value) const {
  if (Diagnostics errors = check_value(field.name, value); !errors.empty()) return errors;
  if (Diagnostics errors = DomainAccess::check_one(*this, field); !errors.empty()) return errors;
  const auto siv = siv_of(*this, field.name, key_);
  if (!siv) return siv.errors();
  Sealed sealed;
  sealed.key_ = key_;
  sealed.bytes_.resize(value.size() + Siv::kTag);
  if (!siv->seal(std::as_bytes(std::span(value)), sealed.bytes_.data())) return openssl_failed("EVP_EncryptFinal_ex");
  return sealed;
}

Result<SecretBytes> Domain::unseal(const Field& field, const Sealed& sealed, const Authority& authority) const {
  if (Diagnostics errors = DomainAccess::authorise(*this, field.name, authority, 1); !errors.empty()) return errors;
  if (Diagnostics errors = check_epoch(*this, field.name, sealed.key_); !errors.empty()) return errors;
  const auto siv = siv_of(*this, field.name, sealed.key_);
  if (!siv) return siv.errors();
  if (sealed.bytes_.size() <= Siv::kTag) return malformed(place(field.name));
  SecretBytes value(sealed.bytes_.size() - Siv::kTag);
  if (!siv->unseal(sealed.bytes_, value.expose().data())) return not_ours(field.name);
  return value;
}

// ---- whole columns ---------------------------------------------------------------------------

Result<Column> Domain::seals(const Field& field, const ArrowSchema& schema, const ArrowArray& array) const {
  const auto column = TextColumn::read(schema, array);
  if (!column) return column.errors();
  if (Diagnostics errors = DomainAccess::check_column(*this, field, *column); !errors.empty()) return errors;
  const auto siv = siv_of(*this, field.name, key_);
  if (!siv) return siv.errors();
  const std::string prefix = text_of(key_) + "/";
  const auto most = static_cast<std::int64_t>(prefix.size() + base64_size(Siv::kTag) + 2);
  auto made = TextWriter::make(column->rows(), column->rows() * most + bytes_of(*column) * 4 / 3);
  if (!made) return made.errors();
  TextWriter& out = *made;
  std::vector<std::byte> sealed;
  for (std::int64_t row = 0; row < column->rows(); ++row) {
    if (!column->has(row)) {
      out.null();
      continue;
    }
    const std::string_view value = column->at(row);
    if (Diagnostics errors = check_value(field.name, value, row); !errors.empty()) return errors;
    sealed.resize(value.size() + Siv::kTag);
    if (!siv->seal(std::as_bytes(std::span(value)), sealed.data()))
      return failed_at(field.name, row, "EVP_EncryptFinal_ex");
    std::memcpy(out.room(), prefix.data(), prefix.size());
    to_base64url(sealed, out.room() + prefix.size());
    out.end(prefix.size() + base64_size(sealed.size()));
  }
  return std::move(out).finish(field.name, &key_);
}

Result<Column> Domain::unseals(const Field& field, const ArrowSchema& schema, const ArrowArray& array,
                               const Authority& authority) const {
  const auto column = TextColumn::read(schema, array);
  if (!column) return column.errors();
  const auto rows = static_cast<std::uint64_t>(column->rows());
  if (Diagnostics errors = DomainAccess::authorise(*this, field.name, authority, rows); !errors.empty()) return errors;
  Unsealer unsealer(*this, field.name);
  auto made = TextWriter::make(column->rows(), bytes_of(*column));
  if (!made) return made.errors();
  TextWriter& out = *made;
  std::vector<std::byte> sealed;
  for (std::int64_t row = 0; row < column->rows(); ++row) {
    if (!column->has(row)) {
      out.null();
      continue;
    }
    const auto parts = cut(column->at(row));
    if (!parts) return malformed(place(field.name, row));
    sealed.resize(parts->sealed.size() * 6 / 8);
    if (!from_base64url(parts->sealed, sealed.data())) return malformed(place(field.name, row));
    const auto siv = unsealer.of(parts->key, row);
    if (!siv) return siv.errors();
    if (!(*siv)->unseal(sealed, reinterpret_cast<std::byte*>(out.room()))) return not_ours(field.name, row);
    out.end(sealed.size() - Siv::kTag);
  }
  return std::move(out).finish(field.name, nullptr);
}

}  // namespace proactive::privacy
