// Pseudonyms of the same shape as what they stand for, for systems that take nothing else: a number of
// fifteen digits for a NIR. Reversible, and NOT authenticated: under a wrong key, domain or field
// something comes back, and it is wrong. Where nothing demands the shape, seal instead.
//
// Left out of the library when it is built with PROACTIVE_FF1=OFF; nothing else needs it.
#ifndef PROACTIVE_PRIVACY_MASKED_H_
#define PROACTIVE_PRIVACY_MASKED_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "proactive/export.h"
#include "proactive/privacy/domain.h"

namespace proactive::privacy {

/// What a mask of a number with a check digit looks like.
enum class Looks : std::uint8_t {
  visibly_false,   ///< its check digits are wrong in a way that only masks have: no system takes it for a number
  like_a_real_one  ///< its check digits are right: it may be the number of another person. For test systems only
};

/// What values look like. Any other value is refused (E1412).
class PROACTIVE_EXPORT Shape {
 public:
  /// A NIR of 13 characters with its key, 15 in all, without spaces; `2A` and `2B` are those of Corsica.
  /// The mask is 15 digits. Every digit may change; no mask tells a birth department.
  static Shape nir(Looks looks = Looks::visibly_false);
  /// Nine digits.
  static Shape siren(Looks looks = Looks::visibly_false);
  /// Fourteen digits, those of the establishments of La Poste among them.
  static Shape siret(Looks looks = Looks::visibly_false);
  /// Eleven letters and digits, in capitals. Its key is not published: a mask has letters where an INE has
  /// none, but that is chance.
  static Shape ine();
  /// Any length up to 320 of which there are a million texts at least. 2 to 36 different characters of
  /// ASCII. Errors: E1413.
  static Result<Shape> of(std::string_view alphabet);

  enum class Kind : std::uint8_t { nir, siren, siret, text };
  Kind kind() const { return kind_; }
  Looks looks() const { return looks_; }
  const std::string& alphabet() const { return alphabet_; }
  std::size_t length() const { return length_; }  ///< of the whole text; 0: any

 private:
  Shape(Kind kind, Looks looks, std::string alphabet, std::size_t length);
  Kind kind_;
  Looks looks_;
  std::string alphabet_;
  std::size_t length_;
};

/// A text of the shape of its value. The name of its key stands beside it and never inside.
class PROACTIVE_EXPORT Masked {
 public:
  Masked(std::string text, KeyName key) : text_(std::move(text)), key_(std::move(key)) {}
  const std::string& text() const { return text_; }
  const KeyName& key() const { return key_; }

 private:
  std::string text_;
  KeyName key_;
};

/// Masks one field of a domain, by FF1 of NIST SP 800-38G with AES-256. Holds no key, as a domain holds
/// none. Threads may share one. Errors of all calls: those of `Domain`.
class PROACTIVE_EXPORT Mask {
 public:
  /// `domain` must outlive it.
  Mask(const Domain& domain, const Field& field, Shape shape);

  /// Errors: E1408, E1412; E1413 for a text that is too short or too long.
  Result<Masked> mask(std::string_view value) const;
  Result<Column> masks(const ArrowSchema& schema, const ArrowArray& array) const;

  /// What was masked, if it was masked here under that key: nothing proves it. Errors: E1405 for a key of
  /// another month, E1411; E1412 when the check digits are not those of a mask.
  Result<SecretBytes> unmask_unauthenticated(const Masked& masked, const Authority& authority) const;
  /// `key` is the one that stands beside the column: see `key_beside`. Wiped when it is released.
  Result<Column> unmasks_unauthenticated(const ArrowSchema& schema, const ArrowArray& array, const KeyName& key,
                                         const Authority& authority) const;

 private:
  const Domain* domain_;
  std::string field_;
  std::uint64_t possible_values_;
  Shape shape_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_MASKED_H_
