#include "privacy/text_array.h"

#include <cstddef>
#include <cstring>
#include <limits>

namespace proactive::privacy {

namespace {

template <typename T>
T read(const void* buffer, std::int64_t place) {
  T value;
  std::memcpy(&value, static_cast<const std::byte*>(buffer) + place * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

// The place of a row in a dictionary, -1 when it is negative or beyond 63 bits.
std::int64_t index_at(const TextType& type, const void* buffer, std::int64_t place) {
  switch (type.index_width * (type.index_signed ? 1 : -1)) {
    case 1: return read<std::int8_t>(buffer, place);
    case 2: return read<std::int16_t>(buffer, place);
    case 4: return read<std::int32_t>(buffer, place);
    case -1: return read<std::uint8_t>(buffer, place);
    case -2: return read<std::uint16_t>(buffer, place);
    case -4: return read<std::uint32_t>(buffer, place);
    default: return read<std::int64_t>(buffer, place);
  }
}

template <typename Offset>
std::optional<std::string_view> by_offsets(const ArrowArray& array, std::int64_t place, bool& broken) {
  const std::int64_t begin = read<Offset>(array.buffers[1], place);
  const std::int64_t end = read<Offset>(array.buffers[1], place + 1);
  // The last offset is the size of the bytes, as far as the interface tells it.
  const std::int64_t size = read<Offset>(array.buffers[1], array.offset + array.length);
  if (begin < 0 || begin > end || end > size || (array.buffers[2] == nullptr && end > 0)) {
    broken = true;
    return std::nullopt;
  }
  if (begin == end) return std::string_view();
  return std::string_view(static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin));
}

// 16 bytes: the size, then the text itself up to 12 bytes, or its first 4, a buffer and a place in it.
std::optional<std::string_view> by_view(const ArrowArray& array, std::int64_t place, bool& broken) {
  const auto* view = static_cast<const char*>(array.buffers[1]) + place * 16;
  const std::int64_t size = read<std::int32_t>(view, 0);
  if (size >= 0 && size <= 12) return std::string_view(view + 4, static_cast<std::size_t>(size));
  const std::int64_t buffer = read<std::int32_t>(view, 2);
  const std::int64_t begin = read<std::int32_t>(view, 3);
  const std::int64_t buffers = array.n_buffers - 3;
  if (size < 0 || buffer < 0 || buffer >= buffers || begin < 0 || array.buffers[2 + buffer] == nullptr ||
      begin + size > read<std::int64_t>(array.buffers[array.n_buffers - 1], buffer)) {
    broken = true;
    return std::nullopt;
  }
  return std::string_view(static_cast<const char*>(array.buffers[2 + buffer]) + begin, static_cast<std::size_t>(size));
}

std::int64_t buffers_of(TextType::Layout layout) {
  if (layout == TextType::Layout::dictionary) return 2;
  return 3;  // of a view: also those of its texts, in front of the last one
}

bool is_null(const ArrowArray& array, std::int64_t place) {
  if (array.null_count == 0 || array.buffers[0] == nullptr) return false;
  return (static_cast<const std::uint8_t*>(array.buffers[0])[place / 8] >> (place % 8) & 1U) == 0;
}

}  // namespace

std::optional<TextType> TextType::of(const ArrowSchema& schema) {
  using Layout = TextType::Layout;
  if (schema.format == nullptr) return std::nullopt;
  const std::string_view format = schema.format;
  if (schema.dictionary != nullptr) {
    constexpr std::string_view kIndices = "cCsSiIlL";
    const auto index = kIndices.find(format);
    if (format.size() != 1 || index == std::string_view::npos || schema.dictionary->dictionary != nullptr)
      return std::nullopt;
    const auto values = of(*schema.dictionary);
    if (!values) return std::nullopt;
    return TextType{Layout::dictionary, 1 << (index / 2), index % 2 == 0, std::make_shared<TextType>(*values)};
  }
  if (format == "u") return TextType{Layout::small, 0, true, nullptr};
  if (format == "U") return TextType{Layout::large, 0, true, nullptr};
  if (format == "vu") return TextType{Layout::view, 0, true, nullptr};
  return std::nullopt;
}

bool is_sound(const TextType& type, const ArrowArray& array) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 32;
  if (array.length < 0 || array.offset < 0 || array.length > kMost || array.offset > kMost) return false;
  const bool view = type.layout == TextType::Layout::view;
  const std::int64_t buffers = buffers_of(type.layout);
  if (array.buffers == nullptr || (view ? array.n_buffers < buffers : array.n_buffers != buffers)) return false;
  if (array.length > 0 && array.buffers[1] == nullptr) return false;
  if (array.null_count > 0 && array.buffers[0] == nullptr) return false;
  if (view && array.n_buffers > 3 && array.buffers[array.n_buffers - 1] == nullptr) return false;
  if (type.layout != TextType::Layout::dictionary) return true;
  return array.dictionary != nullptr && is_sound(*type.values, *array.dictionary);
}

std::optional<std::string_view> text_at(const TextType& type, const ArrowArray& array, std::int64_t row, bool& broken) {
  const std::int64_t place = array.offset + row;
  if (is_null(array, place)) return std::nullopt;
  switch (type.layout) {
    case TextType::Layout::small: return by_offsets<std::int32_t>(array, place, broken);
    case TextType::Layout::large: return by_offsets<std::int64_t>(array, place, broken);
    case TextType::Layout::view: return by_view(array, place, broken);
    case TextType::Layout::dictionary: break;
  }
  const std::int64_t index = index_at(type, array.buffers[1], place);
  if (index < 0 || index >= array.dictionary->length) {
    broken = true;
    return std::nullopt;
  }
  return text_at(*type.values, *array.dictionary, index, broken);
}

}  // namespace proactive::privacy
