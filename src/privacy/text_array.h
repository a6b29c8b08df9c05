// Arrow columns of text, read value by value whatever their layout.
#ifndef PROACTIVE_SRC_PRIVACY_TEXT_ARRAY_H_
#define PROACTIVE_SRC_PRIVACY_TEXT_ARRAY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// The layout of a column of text, from its format string.
struct TextType {
  enum class Layout : std::uint8_t { small, large, view, dictionary };
  Layout layout = Layout::small;
  int index_width = 0;                     ///< of a dictionary, in bytes
  bool index_signed = true;                ///< of a dictionary
  std::shared_ptr<const TextType> values;  ///< of a dictionary

  /// No value for a column that holds no text.
  static std::optional<TextType> of(const ArrowSchema& schema);
};

/// Whether the counts and buffers of an array are there and agree. Values are only read from sound ones.
bool is_sound(const TextType& type, const ArrowArray& array);

/// The value at a row, from 0 behind the array's offset; nothing when it is null. Reads nothing outside
/// of the buffers that the array describes; an offset or index that points elsewhere sets `broken`.
std::optional<std::string_view> text_at(const TextType& type, const ArrowArray& array, std::int64_t row, bool& broken);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_TEXT_ARRAY_H_
