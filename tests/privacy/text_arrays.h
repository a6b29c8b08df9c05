// Columns of texts for tests, and their texts read back.
#ifndef PROACTIVE_TESTS_PRIVACY_TEXT_ARRAYS_H_
#define PROACTIVE_TESTS_PRIVACY_TEXT_ARRAYS_H_

#include <cstdint>
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

inline Texts texts_of(const Column& column) {
  const ArrowArray& array = column.array();
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

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_TEXT_ARRAYS_H_
