// Columns of texts for tests, and their texts read back.
#ifndef PROACTIVE_TESTS_PRIVACY_TEXT_ARRAYS_H_
#define PROACTIVE_TESTS_PRIVACY_TEXT_ARRAYS_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "proactive/privacy/column.h"

namespace proactive::privacy {

using Texts = std::vector<std::optional<std::string>>;

/// Holds its buffers itself; must stay where it is while its schema and array are used.
template <typename Offset>
struct TextArray {
  explicit TextArray(const Texts& texts) : validity((texts.size() + 7) / 8, 0), offsets{0} {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i]) {
        bytes += *texts[i];
        validity[i / 8] = static_cast<std::uint8_t>(validity[i / 8] | 1U << (i % 8));
      } else {
        ++array.null_count;
      }
      offsets.push_back(static_cast<Offset>(bytes.size()));
    }
    buffers[0] = validity.data();
    buffers[1] = offsets.data();
    buffers[2] = bytes.data();
    schema.format = sizeof(Offset) == 8 ? "U" : "u";
    schema.name = "";
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.release = [](ArrowSchema* it) { it->release = nullptr; };
    array.length = static_cast<std::int64_t>(texts.size());
    array.n_buffers = 3;
    array.buffers = buffers;
    array.release = [](ArrowArray* it) { it->release = nullptr; };
  }
  TextArray(const TextArray&) = delete;

  std::vector<std::uint8_t> validity;
  std::vector<Offset> offsets;
  std::string bytes;
  const void* buffers[3] = {};
  ArrowSchema schema{};
  ArrowArray array{};
};

/// A dictionary with a null word and an offset of one row.
struct DictionaryArray {
  DictionaryArray(const Texts& words_in, std::vector<std::int16_t> places)
      : words(words_in), indices(std::move(places)) {
    indices.insert(indices.begin(), -77);
    buffers[1] = indices.data();
    schema = words.schema;
    schema.format = "s";
    schema.dictionary = &words.schema;
    array.length = static_cast<std::int64_t>(indices.size()) - 1;
    array.offset = 1;
    array.n_buffers = 2;
    array.buffers = buffers;
    array.dictionary = &words.array;
    array.release = words.array.release;
  }
  DictionaryArray(const DictionaryArray&) = delete;

  TextArray<std::int32_t> words;
  std::vector<std::int16_t> indices;
  const void* buffers[2] = {};
  ArrowSchema schema{};
  ArrowArray array{};
};

/// String views: texts of 12 bytes in themselves, longer ones in two buffers by turns. One row of offset.
struct ViewArray {
  struct View {
    std::int32_t size = 0;
    std::array<char, 4> first{};
    std::int32_t buffer = 0;
    std::int32_t begin = 0;
  };

  explicit ViewArray(const Texts& texts) : validity(texts.size() / 8 + 1, 0), views(texts.size() + 1) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!texts[i]) continue;
      validity[(i + 1) / 8] = static_cast<std::uint8_t>(validity[(i + 1) / 8] | 1U << ((i + 1) % 8));
      views[i + 1] = view_of(*texts[i]);
    }
    sizes = {static_cast<std::int64_t>(bytes[0].size()), static_cast<std::int64_t>(bytes[1].size())};
    buffers = {validity.data(), views.data(), bytes[0].data(), bytes[1].data(), sizes.data()};
    schema.format = "vu";
    schema.name = "";
    schema.release = [](ArrowSchema* it) { it->release = nullptr; };
    array.length = static_cast<std::int64_t>(texts.size());
    array.offset = 1;
    array.null_count = -1;
    array.n_buffers = 5;
    array.buffers = buffers.data();
    array.release = [](ArrowArray* it) { it->release = nullptr; };
  }
  ViewArray(const ViewArray&) = delete;

  std::vector<std::uint8_t> validity;
  std::vector<View> views;
  std::array<std::string, 2> bytes;
  std::array<std::int64_t, 2> sizes{};
  std::array<const void*, 5> buffers{};
  ArrowSchema schema{};
  ArrowArray array{};

 private:
  View view_of(const std::string& text) {
    View view;
    view.size = static_cast<std::int32_t>(text.size());
    if (text.size() <= 12) {
      std::memcpy(reinterpret_cast<char*>(&view) + 4, text.data(), text.size());
      return view;
    }
    next_ = 1 - next_;
    std::memcpy(view.first.data(), text.data(), 4);
    view.buffer = next_;
    view.begin = static_cast<std::int32_t>(bytes[static_cast<std::size_t>(next_)].size());
    bytes[static_cast<std::size_t>(next_)] += text;
    return view;
  }
  int next_ = 0;
};

/// Of large utf8.
inline Texts texts_of(const ArrowArray& array) {
  const auto* validity = static_cast<const std::uint8_t*>(array.buffers[0]);
  const auto* offsets = static_cast<const std::int64_t*>(array.buffers[1]);
  const auto* bytes = static_cast<const char*>(array.buffers[2]);
  Texts out;
  for (std::int64_t i = 0; i < array.length; ++i) {
    if (validity == nullptr || (validity[i / 8] >> (i % 8) & 1) != 0)
      out.emplace_back(std::string(bytes + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])));
    else
      out.emplace_back();
  }
  return out;
}

inline Texts texts_of(const Column& column) { return texts_of(column.array()); }

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_TEXT_ARRAYS_H_
