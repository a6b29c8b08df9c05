#include "privacy/rows_taken.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "privacy/array_layout.h"

namespace proactive::privacy {

namespace {

using Bytes = std::vector<std::uint8_t>;
using Kind = ArrayLayout::Kind;
using Places = std::vector<std::int64_t>;  // of rows, in the buffers of an array

// What one array points to.
struct Held {
  std::vector<Bytes> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary{};
  ~Held() {
    for (Bytes& buffer : buffers) OPENSSL_cleanse(buffer.data(), buffer.size());
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }
};

// Takes the rows of one array. Each buffer is made as large as it gets, so that no copy of what is in it
// stays behind.
class Taker {
 public:
  Taker(const ArrowSchema& schema, const ArrowArray& array, Words words, Held& held)
      : schema_(schema), array_(array), words_(words), held_(held) {}

  void take(const Places& places) {
    const ArrayLayout layout = *ArrayLayout::of(schema_);
    if (layout.kind == Kind::null) return;
    nullable_ = array_.null_count != 0 && array_.buffers[0] != nullptr;
    held_.buffers.push_back(nullable_ ? bits(array_.buffers[0], places) : Bytes());
    if (schema_.dictionary != nullptr) return take_indices(layout, places);
    take_values(layout, places);
  }

  bool nullable() const { return nullable_; }

 private:
  void take_values(const ArrayLayout& layout, const Places& places) {
    switch (layout.kind) {
      case Kind::null: return;
      case Kind::bits: held_.buffers.push_back(bits(array_.buffers[1], places)); return;
      case Kind::fixed: held_.buffers.push_back(fixed(places, static_cast<std::size_t>(layout.width))); return;
      case Kind::texts: return take_texts<std::int32_t>(places);
      case Kind::large_texts: return take_texts<std::int64_t>(places);
      case Kind::views: return take_views(places);
      case Kind::lists: return take_lists<std::int32_t>(places);
      case Kind::large_lists: return take_lists<std::int64_t>(places);
      case Kind::fixed_lists: return take_fixed_lists(places, layout.width);
      case Kind::structs: return take_children(places);
    }
  }

  static Bytes bits(const void* from, const Places& places) {
    Bytes taken((places.size() + 7) / 8);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto byte = static_cast<const std::uint8_t*>(from)[places[i] / 8];
      if ((byte >> (places[i] % 8) & 1U) != 0) taken[i / 8] = static_cast<std::uint8_t>(taken[i / 8] | 1U << (i % 8));
    }
    return taken;
  }

  Bytes fixed(const Places& places, std::size_t width) const {
    Bytes taken(places.size() * width);
    if (taken.empty()) return taken;
    const auto* from = static_cast<const std::uint8_t*>(array_.buffers[1]);
    for (std::size_t i = 0; i < places.size(); ++i)
      std::memcpy(taken.data() + i * width, from + static_cast<std::size_t>(places[i]) * width, width);
    return taken;
  }

  template <typename Offset>
  Offset offset(std::int64_t place) const {
    return value_at<Offset>(array_.buffers[1], place);
  }

  template <typename T>
  static void put(Bytes& bytes, std::size_t place, T value) {
    std::memcpy(bytes.data() + place * sizeof value, &value, sizeof value);
  }

  template <typename Offset>
  void take_texts(const Places& places) {
    Bytes offsets((places.size() + 1) * sizeof(Offset));
    std::size_t size = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      size += static_cast<std::size_t>(offset<Offset>(places[i] + 1) - offset<Offset>(places[i]));
      put(offsets, i + 1, static_cast<Offset>(size));
    }
    Bytes taken(size);
    const auto* from = static_cast<const std::uint8_t*>(array_.buffers[2]);
    std::uint8_t* to = taken.data();
    for (const std::int64_t place : places) {
      const Offset begin = offset<Offset>(place), end = offset<Offset>(place + 1);
      to = begin == end ? to : std::copy(from + begin, from + end, to);
    }
    held_.buffers.push_back(std::move(offsets));
    held_.buffers.push_back(std::move(taken));
  }

  TextView view_at(std::int64_t place) const { return value_at<TextView>(array_.buffers[1], place); }

  void take_views(const Places& places) {
    constexpr std::size_t kMostInBuffer = std::numeric_limits<std::int32_t>::max();
    Bytes views(places.size() * 16);
    std::vector<std::size_t> sizes;
    const auto size_at = [&](std::int64_t place) {
      return is_null_at(array_, place) ? 0 : static_cast<std::size_t>(view_at(place).size);
    };
    for (const std::int64_t place : places) {
      const std::size_t size = size_at(place);
      if (size <= TextView::kInline) continue;
      if (sizes.empty() || sizes.back() + size > kMostInBuffer) sizes.push_back(0);
      sizes.back() += size;
    }
    std::vector<Bytes> texts;
    for (const std::size_t size : sizes) texts.emplace_back(size);
    std::size_t buffer = 0, used = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::size_t size = size_at(places[i]);
      if (size > 0) std::memcpy(&views[i * 16], static_cast<const char*>(array_.buffers[1]) + places[i] * 16, 16);
      if (size <= TextView::kInline) continue;
      if (used + size > texts[buffer].size()) {
        ++buffer;
        used = 0;
      }
      const TextView view = view_at(places[i]);
      std::memcpy(&texts[buffer][used], static_cast<const char*>(array_.buffers[2 + view.buffer]) + view.begin, size);
      put(views, 4 * i + 2, static_cast<std::int32_t>(buffer));
      put(views, 4 * i + 3, static_cast<std::int32_t>(used));
      used += size;
    }
    held_.buffers.push_back(std::move(views));
    Bytes ends(sizes.size() * sizeof(std::int64_t));
    for (std::size_t i = 0; i < sizes.size(); ++i) put(ends, i, static_cast<std::int64_t>(sizes[i]));
    for (Bytes& text : texts) held_.buffers.push_back(std::move(text));
    held_.buffers.push_back(std::move(ends));
  }

  template <typename Offset>
  void take_lists(const Places& places) {
    Bytes offsets((places.size() + 1) * sizeof(Offset));
    Places elements;
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::int64_t at = offset<Offset>(places[i]); at < offset<Offset>(places[i] + 1); ++at)
        elements.push_back(at);
      put(offsets, i + 1, static_cast<Offset>(elements.size()));
    }
    held_.buffers.push_back(std::move(offsets));
    take_children(elements);
  }

  void take_fixed_lists(const Places& places, std::int64_t width) {
    Places elements;
    for (const std::int64_t place : places) {
      for (std::int64_t at = 0; at < width; ++at) elements.push_back(place * width + at);
    }
    take_children(elements);
  }

  void take_children(const Places& rows) {
    held_.children.resize(static_cast<std::size_t>(array_.n_children));
    for (std::int64_t i = 0; i < array_.n_children; ++i) {
      ArrowArray& child = held_.children[static_cast<std::size_t>(i)];
      take_rows(*schema_.children[i], *array_.children[i], rows, &child, words_);
      held_.child_pointers.push_back(&child);
    }
  }

  void take_indices(const ArrayLayout& layout, const Places& places) {
    const auto width = static_cast<std::size_t>(layout.width);
    Bytes indices = fixed(places, width);
    Places words;
    if (words_ == Words::all) {
      words.resize(static_cast<std::size_t>(array_.dictionary->length));
      std::iota(words.begin(), words.end(), 0);
    } else {
      words = used_words(places);
      for (std::size_t i = 0; i < places.size(); ++i) renumber(indices.data() + i * width, width, places[i], words);
    }
    held_.buffers.push_back(std::move(indices));
    take_rows(*schema_.dictionary, *array_.dictionary, words, &held_.dictionary, words_);
  }

  std::int64_t word_at(std::int64_t place) const { return index_at(*schema_.format, array_.buffers[1], place); }

  Places used_words(const Places& places) const {
    Places used;
    for (const std::int64_t place : places) {
      if (!is_null_at(array_, place)) used.push_back(word_at(place));
    }
    std::ranges::sort(used);
    used.erase(std::unique(used.begin(), used.end()), used.end());
    return used;
  }

  // In the width of before, which holds smaller numbers: little-endian, as all of Arrow here.
  void renumber(std::uint8_t* index, std::size_t width, std::int64_t place, const Places& words) const {
    const std::int64_t now =
        is_null_at(array_, place) ? 0 : std::ranges::lower_bound(words, word_at(place)) - words.begin();
    std::memcpy(index, &now, width);
  }

  const ArrowSchema& schema_;
  const ArrowArray& array_;
  Words words_;
  Held& held_;
  bool nullable_ = false;
};

}  // namespace

void take_rows(const ArrowSchema& schema, const ArrowArray& array, const std::vector<std::int64_t>& rows,
               ArrowArray* out, Words words) {
  auto held = std::make_unique<Held>();
  Places places = rows;
  for (std::int64_t& place : places) place += array.offset;
  Taker taker(schema, array, words, *held);
  taker.take(places);
  // Never null, also for an empty buffer: readers differ in what they accept.
  static const std::uint64_t nothing = 0;
  for (const Bytes& buffer : held->buffers)
    held->buffer_pointers.push_back(buffer.empty() ? static_cast<const void*>(&nothing) : buffer.data());
  if (!held->buffers.empty() && !taker.nullable()) held->buffer_pointers.front() = nullptr;
  *out = {};
  out->length = static_cast<std::int64_t>(rows.size());
  out->null_count = held->buffers.empty() ? out->length : taker.nullable() ? -1 : 0;
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
