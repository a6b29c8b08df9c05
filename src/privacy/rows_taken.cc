#include "privacy/rows_taken.h"

#include <cstddef>
#include <cstring>
#include <memory>
#include <numeric>
#include <string_view>
#include <utility>

namespace proactive::privacy {

namespace {

using Bytes = std::vector<std::uint8_t>;

// What one array points to.
struct Held {
  std::vector<Bytes> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary{};
  ~Held() {
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }
};

bool bit(const void* bits, std::int64_t place) {
  return (static_cast<const std::uint8_t*>(bits)[place / 8] >> (place % 8) & 1U) != 0;
}

Bytes take_bits(const void* bits, const std::vector<std::int64_t>& rows) {
  Bytes taken((rows.size() + 7) / 8);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (bit(bits, rows[i])) taken[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
  }
  return taken;
}

Bytes take_fixed(const void* values, std::size_t width, const std::vector<std::int64_t>& rows) {
  Bytes taken(rows.size() * width);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto* from = static_cast<const std::uint8_t*>(values) + static_cast<std::size_t>(rows[i]) * width;
    std::memcpy(taken.data() + i * width, from, width);
  }
  return taken;
}

// The bytes of a number by its format; 0 for what is none.
std::size_t width_of(std::string_view format) {
  if (format == "c" || format == "C") return 1;
  if (format == "s" || format == "S") return 2;
  if (format == "i" || format == "I") return 4;
  if (format == "l" || format == "L") return 8;
  return format.starts_with("d:") ? 16 : 0;
}

template <typename Offset>
void append(Bytes& bytes, Offset offset) {
  const auto* from = reinterpret_cast<const std::uint8_t*>(&offset);
  bytes.insert(bytes.end(), from, from + sizeof offset);
}

// The offsets of lists, and the places of their elements in the child.
Bytes take_lists(const void* offsets, const std::vector<std::int64_t>& rows, std::vector<std::int64_t>& elements) {
  const auto* from = static_cast<const std::int32_t*>(offsets);
  Bytes taken;
  append<std::int32_t>(taken, 0);
  for (const std::int64_t row : rows) {
    for (std::int32_t place = from[row]; place < from[row + 1]; ++place) elements.push_back(place);
    append(taken, static_cast<std::int32_t>(elements.size()));
  }
  return taken;
}

// Offsets and bytes of texts.
template <typename Offset>
void take_texts(const ArrowArray& array, const std::vector<std::int64_t>& rows, Held& held) {
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]);
  const auto* bytes = static_cast<const std::uint8_t*>(array.buffers[2]);
  Bytes taken_offsets, taken;
  append<Offset>(taken_offsets, 0);
  for (const std::int64_t row : rows) {
    taken.insert(taken.end(), bytes + offsets[row], bytes + offsets[row + 1]);
    append(taken_offsets, static_cast<Offset>(taken.size()));
  }
  held.buffers.push_back(std::move(taken_offsets));
  held.buffers.push_back(std::move(taken));
}

void take_children(const ArrowSchema& schema, const ArrowArray& array, const std::vector<std::int64_t>& rows,
                   Held& held) {
  held.children.resize(static_cast<std::size_t>(array.n_children));
  for (std::int64_t i = 0; i < array.n_children; ++i) {
    ArrowArray& child = held.children[static_cast<std::size_t>(i)];
    take_rows(*schema.children[i], *array.children[i], rows, &child);
    held.child_pointers.push_back(&child);
  }
}

void take_values(const ArrowSchema& schema, const ArrowArray& array, const std::vector<std::int64_t>& rows,
                 Held& held) {
  const std::string_view format = schema.format;
  if (format == "+s") return take_children(schema, array, rows, held);
  if (format == "b") {
    held.buffers.push_back(take_bits(array.buffers[1], rows));
    return;
  }
  if (const std::size_t width = width_of(format); width > 0) {
    held.buffers.push_back(take_fixed(array.buffers[1], width, rows));
    return;
  }
  if (format == "u") return take_texts<std::int32_t>(array, rows, held);
  if (format == "U") return take_texts<std::int64_t>(array, rows, held);
  std::vector<std::int64_t> elements;
  held.buffers.push_back(take_lists(array.buffers[1], rows, elements));
  take_children(schema, array, elements, held);
}

std::vector<std::int64_t> all_of(std::int64_t length) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(length));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

}  // namespace

void take_rows(const ArrowSchema& schema, const ArrowArray& array, const std::vector<std::int64_t>& rows,
               ArrowArray* out) {
  auto held = std::make_unique<Held>();
  const bool nullable = array.null_count != 0 && array.buffers[0] != nullptr;
  held->buffers.push_back(nullable ? take_bits(array.buffers[0], rows) : Bytes());
  take_values(schema, array, rows, *held);
  if (array.dictionary != nullptr)
    take_rows(*schema.dictionary, *array.dictionary, all_of(array.dictionary->length), &held->dictionary);
  // Never null, also for an empty buffer: readers differ in what they accept.
  static const std::uint64_t nothing = 0;
  for (const Bytes& buffer : held->buffers)
    held->buffer_pointers.push_back(buffer.empty() ? static_cast<const void*>(&nothing) : buffer.data());
  if (!nullable) held->buffer_pointers.front() = nullptr;
  *out = {};
  out->length = static_cast<std::int64_t>(rows.size());
  out->null_count = nullable ? -1 : 0;
  out->n_buffers = static_cast<std::int64_t>(held->buffer_pointers.size());
  out->n_children = static_cast<std::int64_t>(held->children.size());
  out->buffers = held->buffer_pointers.data();
  out->children = held->child_pointers.data();
  out->dictionary = array.dictionary == nullptr ? nullptr : &held->dictionary;
  out->release = [](ArrowArray* taken) {
    delete static_cast<Held*>(taken->private_data);
    taken->release = nullptr;
  };
  out->private_data = held.release();
}

}  // namespace proactive::privacy
