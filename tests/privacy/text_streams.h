// Streams of text columns for tests: what a producer of Arrow would hand over.
#ifndef PROACTIVE_TESTS_PRIVACY_TEXT_STREAMS_H_
#define PROACTIVE_TESTS_PRIVACY_TEXT_STREAMS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "privacy/text_arrays.h"
#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// One array of utf8 with its buffers. A test may break them before they are read.
struct GivenTexts {
  explicit GivenTexts(const Texts& values) : validity((values.size() + 7) / 8 + 1), offsets{0} {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i]) {
        validity[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
        bytes += *values[i];
      }
      nulls += values[i] ? 0 : 1;
      offsets.push_back(static_cast<std::int32_t>(bytes.size()));
    }
    length = static_cast<std::int64_t>(values.size());
  }

  std::vector<std::uint8_t> validity;
  std::vector<std::int32_t> offsets;
  std::string bytes;
  std::int64_t nulls = 0;
  std::int64_t length = 0;
  std::int64_t offset = 0;
  const void* pointers[3] = {};

  ArrowArray array() {
    pointers[0] = validity.data();
    pointers[1] = offsets.data();
    pointers[2] = bytes.data();
    ArrowArray out{};
    out.length = length - offset;
    out.offset = offset;
    out.null_count = nulls > 0 ? -1 : 0;
    out.n_buffers = 3;
    out.buffers = pointers;
    out.release = [](ArrowArray* released) { released->release = nullptr; };
    return out;
  }
};

/// Hands out arrays that stay with the test. Counts its release.
class TextStream {
 public:
  explicit TextStream(std::vector<GivenTexts> given) : arrays(std::move(given)) {
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      *out = {};
      out->format = of(self).format;
      out->name = "";
      out->release = [](ArrowSchema* released) { released->release = nullptr; };
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      TextStream& text = of(self);
      *out = {};
      if (text.next < text.arrays.size()) *out = text.arrays[text.next++].array();
      return 0;
    };
    stream.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    stream.release = [](ArrowArrayStream* self) {
      ++of(self).released;
      self->release = nullptr;
    };
    stream.private_data = this;
  }
  TextStream(const TextStream&) = delete;
  TextStream& operator=(const TextStream&) = delete;

  std::vector<GivenTexts> arrays;
  const char* format = "u";
  std::size_t next = 0;
  int released = 0;
  ArrowArrayStream stream{};

 private:
  static TextStream& of(ArrowArrayStream* self) { return *static_cast<TextStream*>(self->private_data); }
};

/// Reads a stream of large utf8 to its end, and releases it.
inline Texts read_texts(ArrowArrayStream& stream) {
  Texts texts;
  while (true) {
    ArrowArray array{};
    if (stream.get_next(&stream, &array) != 0 || array.release == nullptr) break;
    for (auto& text : texts_of(array)) texts.push_back(std::move(text));
    array.release(&array);
  }
  stream.release(&stream);
  return texts;
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_TEXT_STREAMS_H_
