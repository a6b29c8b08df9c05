#include "privacy/array_layout.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>

namespace proactive::privacy {

namespace {

using Kind = ArrayLayout::Kind;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 64;
constexpr std::int64_t kMostWidth = std::int64_t{1} << 24U;

// The number behind the last `:` or `,`, or -1.
std::int64_t last_number(std::string_view format) {
  const auto digits = format.substr(format.find_last_of(":,") + 1);
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() && number <= kMostWidth ? number : -1;
}

// `d:precision,scale` has 128 bits, `d:precision,scale,bits` as many as it says.
std::int64_t decimal_width(std::string_view format) {
  const auto first = format.find(',');
  if (first == format.rfind(',')) return first == std::string_view::npos ? -1 : 16;
  const std::int64_t bits = last_number(format);
  return bits == 32 || bits == 64 || bits == 128 || bits == 256 ? bits / 8 : -1;
}

// Bytes of a value, or -1 for what has no fixed width.
std::int64_t width_of(std::string_view format) {
  if (format.starts_with("d:")) return decimal_width(format);
  if (format.starts_with("w:")) return last_number(format);
  if (format.starts_with("ts") || format.starts_with("tD")) return 8;
  struct Width {
    std::string_view formats;
    std::int64_t bytes;
  };
  constexpr Width widths[] = {
      {"c C", 1}, {"s S e", 2}, {"i I f tdD tts ttm tiM", 4}, {"l L g tdm ttu ttn tiD", 8}, {"tin", 16}};
  for (const auto& [formats, bytes] : widths) {
    for (std::size_t at = 0; at < formats.size();) {
      const std::size_t end = std::min(formats.find(' ', at), formats.size());
      if (formats.substr(at, end - at) == format) return bytes;
      at = end + 1;
    }
  }
  return -1;
}

std::int64_t buffers_of(Kind kind) {
  switch (kind) {
    case Kind::null: return 0;
    case Kind::structs:
    case Kind::fixed_lists: return 1;
    case Kind::texts:
    case Kind::large_texts:
    case Kind::views: return 3;  // of views at least
    default: return 2;
  }
}

std::int64_t children_of(Kind kind, const ArrowSchema& schema) {
  if (kind == Kind::structs) return schema.n_children;
  return kind == Kind::lists || kind == Kind::large_lists || kind == Kind::fixed_lists ? 1 : 0;
}

bool counts_agree(const ArrayLayout& layout, const ArrowSchema& schema, const ArrowArray& array) {
  if (array.release == nullptr || array.length < 0 || array.offset < 0) return false;
  if (array.length > kMost || array.offset > kMost) return false;
  const std::int64_t buffers = buffers_of(layout.kind);
  const bool right = layout.kind == Kind::views ? array.n_buffers >= buffers : array.n_buffers == buffers;
  if (!right || (buffers > 0 && array.buffers == nullptr)) return false;
  if (buffers > 0 && array.null_count > 0 && array.buffers[0] == nullptr) return false;
  if (buffers > 1 && array.length > 0 && array.buffers[1] == nullptr)
    return layout.width == 0 && layout.kind == Kind::fixed;
  const std::int64_t children = children_of(layout.kind, schema);
  if (array.n_children != children || (children > 0 && array.children == nullptr)) return false;
  for (std::int64_t i = 0; i < children; ++i) {
    if (array.children[i] == nullptr || !can_be_taken(*schema.children[i], *array.children[i])) return false;
  }
  return (schema.dictionary == nullptr) == (array.dictionary == nullptr);
}

// Offsets that grow, from 0 or more to `most` or less.
template <typename Offset>
bool offsets_grow(const ArrowArray& array, std::int64_t most) {
  if (array.length == 0) return true;
  std::int64_t before = value_at<Offset>(array.buffers[1], array.offset);
  bool grows = before >= 0;
  for (std::int64_t place = array.offset + 1; place <= array.offset + array.length; ++place) {
    const std::int64_t next = value_at<Offset>(array.buffers[1], place);
    grows &= next >= before;
    before = next;
  }
  return grows && before <= most;
}

template <typename Offset>
bool texts_are_there(const ArrowArray& array) {
  return offsets_grow<Offset>(array, array.buffers[2] == nullptr ? 0 : std::numeric_limits<std::int64_t>::max());
}

bool views_are_there(const ArrowArray& array) {
  const std::int64_t buffers = array.n_buffers - 3;
  if (buffers > 0 && array.buffers[array.n_buffers - 1] == nullptr) return false;
  for (std::int64_t row = 0; row < array.length; ++row) {
    const std::int64_t place = array.offset + row;
    if (is_null_at(array, place)) continue;
    if (!value_at<TextView>(array.buffers[1], place).is_within(array)) return false;
  }
  return true;
}

bool indices_have_words(const ArrowSchema& schema, const ArrowArray& array) {
  for (std::int64_t row = 0; row < array.length; ++row) {
    const std::int64_t place = array.offset + row;
    if (is_null_at(array, place)) continue;
    const std::int64_t index = index_at(*schema.format, array.buffers[1], place);
    if (index < 0 || index >= array.dictionary->length) return false;
  }
  return true;
}

bool children_are_long_enough(const ArrowArray& array, std::int64_t rows) {
  for (std::int64_t i = 0; i < array.n_children; ++i) {
    if (array.children[i]->length < rows) return false;
  }
  return true;
}

}  // namespace

std::optional<ArrayLayout> ArrayLayout::of(const ArrowSchema& schema) {
  if (schema.format == nullptr) return std::nullopt;
  const std::string_view format = schema.format;
  if (schema.dictionary != nullptr && !is_index(format)) return std::nullopt;
  if (format == "n") return ArrayLayout{Kind::null, 0};
  if (format == "b") return ArrayLayout{Kind::bits, 0};
  if (format == "u" || format == "z") return ArrayLayout{Kind::texts, 0};
  if (format == "U" || format == "Z") return ArrayLayout{Kind::large_texts, 0};
  if (format == "vu" || format == "vz") return ArrayLayout{Kind::views, 16};
  if (format == "+l" || format == "+m") return ArrayLayout{Kind::lists, 0};
  if (format == "+L") return ArrayLayout{Kind::large_lists, 0};
  if (format == "+s") return ArrayLayout{Kind::structs, 0};
  const bool list = format.starts_with("+w:");
  const std::int64_t width = list ? last_number(format) : width_of(format);
  if (width < 0) return std::nullopt;
  return ArrayLayout{list ? Kind::fixed_lists : Kind::fixed, width};
}

bool is_index(std::string_view format) {
  return format.size() == 1 && std::string_view("cCsSiIlL").find(format) != std::string_view::npos;
}

bool TextView::is_within(const ArrowArray& array) const {
  if (size >= 0 && size <= kInline) return true;
  const std::int64_t buffers = array.n_buffers - 3;
  const void* sizes = array.buffers[array.n_buffers - 1];
  if (size < 0 || begin < 0 || buffer < 0 || buffer >= buffers || sizes == nullptr) return false;
  return array.buffers[2 + buffer] != nullptr && std::int64_t{begin} + size <= value_at<std::int64_t>(sizes, buffer);
}

std::int64_t index_at(char type, const void* buffer, std::int64_t place) {
  switch (type) {
    case 'c': return value_at<std::int8_t>(buffer, place);
    case 'C': return value_at<std::uint8_t>(buffer, place);
    case 's': return value_at<std::int16_t>(buffer, place);
    case 'S': return value_at<std::uint16_t>(buffer, place);
    case 'i': return value_at<std::int32_t>(buffer, place);
    case 'I': return value_at<std::uint32_t>(buffer, place);
    default: return value_at<std::int64_t>(buffer, place);
  }
}

bool is_null_at(const ArrowArray& array, std::int64_t place) {
  if (array.n_buffers == 0) return true;
  if (array.null_count == 0 || array.buffers[0] == nullptr) return false;
  return (static_cast<const std::uint8_t*>(array.buffers[0])[place / 8] >> (place % 8) & 1U) == 0;
}

std::string not_taken(const ArrowSchema& schema) {
  const auto layout = ArrayLayout::of(schema);
  const std::string name = schema.name == nullptr ? "" : schema.name;
  if (!layout) return "has a column `" + name + "` of a type whose rows cannot be taken";
  const std::int64_t children = children_of(layout->kind, schema);
  if (schema.n_children != children || (children > 0 && schema.children == nullptr)) return "contradicts itself";
  for (std::int64_t i = 0; i < children; ++i) {
    if (schema.children[i] == nullptr) return "contradicts itself";
    if (std::string what = not_taken(*schema.children[i]); !what.empty()) return what;
  }
  return schema.dictionary == nullptr ? "" : not_taken(*schema.dictionary);
}

bool can_be_taken(const ArrowSchema& schema, const ArrowArray& array) {
  const auto layout = ArrayLayout::of(schema);
  if (!layout || !counts_agree(*layout, schema, array)) return false;
  if (schema.dictionary != nullptr)
    return can_be_taken(*schema.dictionary, *array.dictionary) && indices_have_words(schema, array);
  const std::int64_t rows = array.offset + array.length;
  switch (layout->kind) {
    case Kind::texts: return texts_are_there<std::int32_t>(array);
    case Kind::large_texts: return texts_are_there<std::int64_t>(array);
    case Kind::views: return views_are_there(array);
    case Kind::lists: return offsets_grow<std::int32_t>(array, array.children[0]->length);
    case Kind::large_lists: return offsets_grow<std::int64_t>(array, array.children[0]->length);
    case Kind::fixed_lists:
      return rows <= kMost / (layout->width + 1) && children_are_long_enough(array, rows * layout->width);
    case Kind::structs: return children_are_long_enough(array, rows);
    default: return true;
  }
}

}  // namespace proactive::privacy
