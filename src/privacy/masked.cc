#include "proactive/privacy/masked.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "privacy/domain_access.h"
#include "privacy/ff1.h"
#include "privacy/shapes.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kIneSize = 11;
constexpr std::size_t kKeySize = 32;

Diagnostic no_shape(std::string_view field, std::int64_t row) {
  return values::misuse("E1412", place(field, row) + " is not of the shape of the field",
                        "check and normalise it first; a mask has the check digits of a mask");
}

Diagnostic wrong_size(std::string_view field, std::int64_t row) {
  return values::misuse("E1413", place(field, row) + " has too few characters for a million values, or more than 320",
                        "what has few values cannot be masked: group it, or leave it out");
}

// Shapes have keys of their own: a NIR masked as digits has nothing in common with one masked as a NIR.
std::string algorithm_of(const Shape& shape) {
  static constexpr const char* names[] = {"nir/", "siren/", "siret/", "text/"};
  return std::string("AES-256-FF1/") + names[static_cast<std::size_t>(shape.kind())] + shape.alphabet();
}

// What a row of a column, or a single value, is enciphered with.
struct Job {
  const Shape& shape;
  std::string_view field;
  const SecretBytes& key;
  bool forward;
  bool single = false;

  std::int64_t named(std::int64_t row) const { return single ? -1 : row; }
};

// ---- numbers with check digits ---------------------------------------------------------------

struct Lanes {
  std::array<std::uint64_t, Ff1::kLanes> left{};
  std::array<std::uint64_t, Ff1::kLanes> right{};
  std::size_t count = 0;

  void add(Halves halves) {
    left[count] = halves.left;
    right[count++] = halves.right;
  }
  bool run(Ff1& ff1, bool forward) {
    const auto lefts = std::span(left).first(count);
    const auto rights = std::span(right).first(count);
    return forward ? ff1.encipher(lefts, rights) : ff1.decipher(lefts, rights);
  }
  ~Lanes() {
    OPENSSL_cleanse(left.data(), sizeof left);
    OPENSSL_cleanse(right.data(), sizeof right);
  }
};

template <typename Number>
bool read_number(std::string_view text, const Job& job, Halves& out) {
  if (text.size() != Number::kSize) return false;
  return job.forward ? Number::read(text.data(), out)
                     : Number::read_mask(text.data(), job.shape.looks() == Looks::like_a_real_one, out);
}

template <typename Number>
void write_number(Halves halves, const Job& job, char* out) {
  job.forward ? Number::write_mask(halves, job.shape.looks() == Looks::like_a_real_one, out)
              : Number::write(halves, out);
}

template <typename Number>
Diagnostics numbers(const Job& job, const TextColumn& column, TextWriter& out) {
  auto ff1 = Ff1::make(job.key.expose(), {10, Number::kLength});
  if (!ff1) return ff1.errors();
  Lanes lanes;
  for (std::int64_t from = 0; from < column.rows(); from += std::int64_t{Ff1::kLanes}) {
    const std::int64_t end = std::min(column.rows(), from + std::int64_t{Ff1::kLanes});
    lanes.count = 0;
    for (std::int64_t row = from; row < end; ++row) {
      if (!column.has(row)) continue;
      Halves halves;
      if (!read_number<Number>(column.at(row), job, halves)) return {no_shape(job.field, job.named(row))};
      lanes.add(halves);
    }
    if (lanes.count > 0 && !lanes.run(*ff1, job.forward)) return {failed_at(job.field, from, "EVP_EncryptUpdate")};
    std::size_t lane = 0;
    for (std::int64_t row = from; row < end; ++row) {
      if (!column.has(row)) {
        out.null();
        continue;
      }
      write_number<Number>({lanes.left[lane], lanes.right[lane]}, job, out.room());
      out.end(Number::kSize);
      ++lane;
    }
  }
  return {};
}

// ---- texts of an alphabet --------------------------------------------------------------------

// A block of rows as digits, those of one length one behind the other.
class TextBlock {
 public:
  explicit TextBlock(const Job& job) : job_(job) {
    places_.fill(0xff);
    const std::string& alphabet = job.shape.alphabet();
    for (std::size_t k = 0; k < alphabet.size(); ++k)
      places_[static_cast<unsigned char>(alphabet[k])] = static_cast<std::uint8_t>(k);
  }
  ~TextBlock() { clear(); }

  void clear() {
    for (auto& [length, group] : groups_) {
      OPENSSL_cleanse(group.digits.data(), group.digits.size());
      group.digits.clear();
      group.next = 0;
    }
  }

  Diagnostics add(std::string_view text, std::int64_t row) {
    if (job_.shape.length() != 0 && text.size() != job_.shape.length()) return {no_shape(job_.field, row)};
    const Ff1Format format{static_cast<unsigned>(job_.shape.alphabet().size()), text.size()};
    if (!format.allowed()) return {wrong_size(job_.field, row)};
    Group& group = groups_[text.size()];
    // At once: a vector that grows leaves copies behind.
    if (group.digits.empty()) group.digits.reserve(text.size() * (job_.single ? 1 : Ff1::kLanes));
    for (const char letter : text) {
      const std::uint8_t digit = places_[static_cast<unsigned char>(letter)];
      if (digit == 0xff) return {no_shape(job_.field, row)};
      group.digits.push_back(digit);
    }
    return {};
  }

  Diagnostics run() {
    for (auto& [length, group] : groups_) {
      if (group.ff1.empty()) {
        auto made = Ff1::make(job_.key.expose(), {static_cast<unsigned>(job_.shape.alphabet().size()), length});
        if (!made) return made.errors();
        group.ff1.push_back(*std::move(made));
      }
      Ff1& ff1 = group.ff1.front();
      if (!(job_.forward ? ff1.encipher(group.digits) : ff1.decipher(group.digits)))
        return {openssl_failed("EVP_EncryptUpdate")};
    }
    return {};
  }

  void write_next(std::size_t length, char* out) {
    Group& group = groups_[length];
    for (std::size_t k = 0; k < length; ++k) out[k] = job_.shape.alphabet()[group.digits[group.next++]];
  }

 private:
  struct Group {
    std::vector<std::uint8_t> digits;
    std::vector<Ff1> ff1;  // none or one
    std::size_t next = 0;
  };

  const Job& job_;
  std::array<std::uint8_t, 256> places_{};
  std::map<std::size_t, Group> groups_;
};

Diagnostics texts(const Job& job, const TextColumn& column, TextWriter& out) {
  TextBlock block(job);
  for (std::int64_t from = 0; from < column.rows(); from += std::int64_t{Ff1::kLanes}) {
    const std::int64_t end = std::min(column.rows(), from + std::int64_t{Ff1::kLanes});
    block.clear();
    for (std::int64_t row = from; row < end; ++row) {
      if (!column.has(row)) continue;
      if (Diagnostics errors = block.add(column.at(row), job.named(row)); !errors.empty()) return errors;
    }
    if (Diagnostics errors = block.run(); !errors.empty()) return errors;
    for (std::int64_t row = from; row < end; ++row) {
      if (!column.has(row)) {
        out.null();
        continue;
      }
      const std::size_t length = column.at(row).size();
      block.write_next(length, out.room());
      out.end(length);
    }
  }
  return {};
}

// ---- columns ---------------------------------------------------------------------------------

Diagnostics run(const Job& job, const TextColumn& column, TextWriter& out) {
  switch (job.shape.kind()) {
    case Shape::Kind::nir: return numbers<NirShape>(job, column, out);
    case Shape::Kind::siren: return numbers<SirenShape>(job, column, out);
    case Shape::Kind::siret: return numbers<SiretShape>(job, column, out);
    case Shape::Kind::text: break;
  }
  return texts(job, column, out);
}

std::int64_t bytes_of(const Shape& shape, const TextColumn& column) {
  if (shape.length() != 0) return column.rows() * static_cast<std::int64_t>(shape.length());
  std::int64_t bytes = 0;
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (column.has(row)) bytes += static_cast<std::int64_t>(std::min(column.at(row).size(), Ff1Format::kLongest));
  return bytes;
}

Result<TextWriter> enciphered(const Job& job, const TextColumn& column) {
  auto out = TextWriter::make(column.rows(), bytes_of(job.shape, column));
  if (!out) return out.errors();
  if (Diagnostics errors = run(job, column, *out); !errors.empty()) return errors;
  return out;
}

Diagnostics check_epoch(const Domain& domain, std::string_view field, const KeyName& key) {
  if (key.epoch == domain.spec().epoch) return {};
  return {values::misuse("E1405", place(field) + " was masked in another month than that of the domain",
                         "open the domain of the same controller, recipient, purpose and month")};
}

}  // namespace

// ---- shapes ----------------------------------------------------------------------------------

Shape::Shape(Kind kind, Looks looks, std::string alphabet, std::size_t length)
    : kind_(kind), looks_(looks), alphabet_(std::move(alphabet)), length_(length) {}

Shape Shape::nir(Looks looks) { return {Kind::nir, looks, std::string(kDigits), NirShape::kSize}; }
Shape Shape::siren(Looks looks) { return {Kind::siren, looks, std::string(kDigits), SirenShape::kSize}; }
Shape Shape::siret(Looks looks) { return {Kind::siret, looks, std::string(kDigits), SiretShape::kSize}; }
Shape Shape::ine() { return {Kind::text, Looks::visibly_false, std::string(kLettersAndDigits), kIneSize}; }

Result<Shape> Shape::of(std::string_view alphabet) {
  std::string sorted(alphabet);
  std::sort(sorted.begin(), sorted.end());
  const bool ascii = std::all_of(sorted.begin(), sorted.end(), [](char c) { return c > ' ' && c <= '~'; });
  const bool different = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  if (sorted.size() >= 2 && sorted.size() <= 36 && ascii && different)
    return Shape(Kind::text, Looks::visibly_false, std::string(alphabet), 0);
  return values::misuse("E1413", "an alphabet that is none", "2 to 36 different characters of ASCII");
}

// ---- masks -----------------------------------------------------------------------------------

Mask::Mask(const Domain& domain, const Field& field, Shape shape)
    : domain_(&domain), field_(field.name), possible_values_(field.possible_values), shape_(std::move(shape)) {}

namespace {

struct Asked {
  const Domain& domain;
  std::string_view field;
  const Shape& shape;
  const KeyName& key;
  bool forward;
  bool single;
};

Result<TextWriter> enciphered(const Asked& asked, const TextColumn& column) {
  if (Diagnostics errors = ff1_self_test(); !errors.empty()) return errors;
  const auto key = DomainAccess::key(asked.domain, asked.field, asked.key, algorithm_of(asked.shape), kKeySize);
  if (!key) return key.errors();
  return enciphered(Job{asked.shape, asked.field, *key, asked.forward, asked.single}, column);
}

}  // namespace

Result<Masked> Mask::mask(std::string_view value) const {
  if (Diagnostics errors = check_value(field_, value); !errors.empty()) return errors;
  if (Diagnostics errors = DomainAccess::check_one(*domain_, {field_, possible_values_}); !errors.empty())
    return errors;
  const OneText one(value);
  auto out = enciphered({*domain_, field_, shape_, domain_->key(), true, true}, one.column());
  if (!out) return out.errors();
  return Masked(std::string(out->written()), domain_->key());
}

Result<Column> Mask::masks(const ArrowSchema& schema, const ArrowArray& array) const {
  const auto column = TextColumn::read(schema, array);
  if (!column) return column.errors();
  if (Diagnostics errors = DomainAccess::check_column(*domain_, {field_, possible_values_}, *column); !errors.empty())
    return errors;
  auto out = enciphered({*domain_, field_, shape_, domain_->key(), true, false}, *column);
  if (!out) return out.errors();
  return (*std::move(out)).finish(field_, &domain_->key());
}

Result<SecretBytes> Mask::unmask_unauthenticated(const Masked& masked, const Authority& authority) const {
  if (Diagnostics errors = DomainAccess::authorise(*domain_, field_, authority, 1); !errors.empty()) return errors;
  if (Diagnostics errors = check_epoch(*domain_, field_, masked.key()); !errors.empty()) return errors;
  const OneText one(masked.text());
  auto out = enciphered({*domain_, field_, shape_, masked.key(), false, true}, one.column());
  if (!out) return out.errors();
  return SecretBytes(std::as_bytes(std::span(out->written())));
}

Result<Column> Mask::unmasks_unauthenticated(const ArrowSchema& schema, const ArrowArray& array, const KeyName& key,
                                             const Authority& authority) const {
  const auto column = TextColumn::read(schema, array);
  if (!column) return column.errors();
  const auto rows = static_cast<std::uint64_t>(column->rows());
  if (Diagnostics errors = DomainAccess::authorise(*domain_, field_, authority, rows); !errors.empty()) return errors;
  if (Diagnostics errors = check_epoch(*domain_, field_, key); !errors.empty()) return errors;
  auto out = enciphered({*domain_, field_, shape_, key, false, false}, *column);
  if (!out) return out.errors();
  return (*std::move(out)).finish(field_, nullptr);
}

}  // namespace proactive::privacy
