// How Arrow lays out a column, from its format string.
#ifndef PROACTIVE_SRC_PRIVACY_ARRAY_LAYOUT_H_
#define PROACTIVE_SRC_PRIVACY_ARRAY_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

struct ArrayLayout {
  enum class Kind : std::uint8_t {
    null,
    bits,
    fixed,        ///< `width` bytes
    texts,        ///< offsets of 32 bits, bytes
    large_texts,  ///< offsets of 64 bits
    views,
    lists,
    large_lists,
    fixed_lists,  ///< `width` elements
    structs
  };
  Kind kind = Kind::null;
  std::int64_t width = 0;

  /// Of the indices, where there is a dictionary. Nothing for what is not known here.
  static std::optional<ArrayLayout> of(const ArrowSchema& schema);
};

/// Why rows of such columns cannot be taken, or nothing: unions, run ends and list views cannot.
std::string not_taken(const ArrowSchema& schema);

/// Whether counts, buffers, offsets and indices of an array of such a schema are there and agree. As
/// everywhere, how large a buffer is must be trusted.
bool can_be_taken(const ArrowSchema& schema, const ArrowArray& array);

/// The value at a place of a buffer, which need not be aligned.
template <typename T>
T value_at(const void* buffer, std::int64_t place) {
  T value;
  std::memcpy(&value, static_cast<const std::byte*>(buffer) + place * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

/// Whether a format is that of the indices of a dictionary.
bool is_index(std::string_view format);

/// An index of a dictionary, by the letter of its format; below 0 when it has no place in one.
std::int64_t index_at(char type, const void* buffer, std::int64_t place);

/// A text of a string view: its size, then the text itself up to 12 bytes, or its first 4, its buffer and its
/// place there.
struct TextView {
  static constexpr std::int32_t kInline = 12;
  std::int32_t size, first, buffer, begin;

  /// Whether the text is where it says, in the array's buffers.
  bool is_within(const ArrowArray& array) const;
};

/// Whether a row is null, by the bits of the array.
bool is_null_at(const ArrowArray& array, std::int64_t place);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ARRAY_LAYOUT_H_
