// A column of identifiers at once: a pass over each array, with no memory for single values.
#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "privacy/array_stream.h"
#include "privacy/identifier_scan.h"
#include "privacy/owned_stream.h"
#include "privacy/schema_copy.h"
#include "privacy/text_array.h"
#include "proactive/privacy/identifiers.h"

namespace proactive::privacy {

namespace {

Diagnostic column_error(std::string what) {
  Diagnostic error;
  error.code = "E1444";
  error.message = "the column of identifiers " + std::move(what);
  error.way_out = "give a column of text: numbers lose the zeros that identifiers begin with";
  return error;
}

// The buffers of one array of text. What stood in them is wiped with them.
class TextBuffers {
 public:
  TextBuffers(std::int64_t rows, bool large) : large_(large), validity_(static_cast<std::size_t>((rows + 7) / 8)) {
    offsets_.reserve(static_cast<std::size_t>(rows + 1) * width());
    add_offset();
  }
  TextBuffers(const TextBuffers&) = delete;
  TextBuffers& operator=(const TextBuffers&) = delete;
  ~TextBuffers() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  // So that no copy is left behind where the bytes grow.
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

  // Space for the next value; `keep` says how much of it was used.
  char* room() {
    bytes_.resize(size_ + kMostIdentifier);
    return bytes_.data() + size_;
  }
  void keep(std::size_t used) {
    size_ += used;
    validity_[static_cast<std::size_t>(rows_ / 8)] |= static_cast<std::uint8_t>(1U << (rows_ % 8));
    next();
  }
  void add_null() {
    ++nulls_;
    next();
  }

  static void move_to(std::unique_ptr<TextBuffers> from, ArrowArray* out) {
    from->wipe_rest();
    from->pointers_ = {from->validity_.data(), from->offsets_.data(), from->bytes_.data()};
    *out = {};
    out->length = from->rows_;
    out->null_count = from->nulls_;
    out->n_buffers = 3;
    out->buffers = from->pointers_.data();
    out->release = [](ArrowArray* array) {
      delete static_cast<TextBuffers*>(array->private_data);
      array->release = nullptr;
    };
    out->private_data = from.release();
  }

 private:
  std::size_t width() const { return large_ ? 8 : 4; }
  // Behind the last value stands what was looked at and refused.
  void wipe_rest() { OPENSSL_cleanse(bytes_.data() + size_, bytes_.size() - size_); }
  void next() {
    ++rows_;
    add_offset();
  }
  void add_offset() {
    const auto end = static_cast<std::int64_t>(size_);
    const std::size_t at = offsets_.size();
    offsets_.resize(at + width());
    std::memcpy(offsets_.data() + at, &end, width());  // little-endian, as all of Arrow here
  }

  bool large_;
  std::int64_t rows_ = 0;
  std::int64_t nulls_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> validity_;
  std::vector<std::uint8_t> offsets_;
  std::vector<char> bytes_;
  std::vector<const void*> pointers_;
};

// Reads a column to its end.
class Normaliser {
 public:
  Normaliser(IdentifierKind kind, ArrowArrayStream& column) : kind_(kind), column_(column) {}

  Result<IdentifierCounts> run(ArrowArrayStream* out) {
    Owned<ArrowSchema> schema;
    if (column_.get().get_schema(&column_.get(), &schema.get()) != 0) return column_error("cannot be read");
    const auto type = TextType::of(schema.get());
    if (!type) return column_error("is not text");
    large_ = type->layout != TextType::Layout::small;
    while (true) {
      Owned<ArrowArray> array;
      if (column_.get().get_next(&column_.get(), &array.get()) != 0) return column_error("cannot be read to its end");
      if (!array) break;
      if (!is_sound(*type, array.get()) || !add(*type, array.get())) return column_error("contradicts itself");
    }
    make_stream(column_of_text(schema.get().name), std::move(made_), out);
    return counts_;
  }

 private:
  Owned<ArrowSchema> column_of_text(const char* name) const {
    ArrowSchema plain{};
    plain.format = large_ ? "U" : "u";
    plain.name = name;
    plain.flags = ARROW_FLAG_NULLABLE;
    Owned<ArrowSchema> schema;
    copy_schema(plain, &schema.get());
    return schema;
  }

  bool add(const TextType& type, const ArrowArray& array) {
    auto buffers = std::make_unique<TextBuffers>(array.length, large_);
    bool broken = false;
    std::size_t most = kMostIdentifier;
    for (std::int64_t row = 0; row < array.length && !broken; ++row) {
      if (const auto text = text_at(type, array, row, broken)) most += std::min(text->size(), kMostIdentifier);
    }
    if (broken) return false;
    buffers->reserve(most);
    for (std::int64_t row = 0; row < array.length; ++row) add_row(text_at(type, array, row, broken), *buffers);
    counts_.rows += array.length;
    made_.emplace_back();
    TextBuffers::move_to(std::move(buffers), &made_.back().get());
    return true;
  }

  void add_row(const std::optional<std::string_view>& text, TextBuffers& buffers) {
    if (!text) {
      ++counts_.absent;
      return buffers.add_null();
    }
    std::size_t size = 0;
    if (const auto fault = scan(kind_, *text, buffers.room(), size)) {
      ++counts_.bad[static_cast<std::size_t>(*fault)];
      return buffers.add_null();
    }
    buffers.keep(size);
  }

  IdentifierKind kind_;
  Owned<ArrowArrayStream> column_;
  bool large_ = false;
  std::vector<Owned<ArrowArray>> made_;
  IdentifierCounts counts_;
};

}  // namespace

Result<IdentifierCounts> normalise(IdentifierKind kind, ArrowArrayStream* column, ArrowArrayStream* out) {
  *out = {};
  return Normaliser(kind, *column).run(out);
}

}  // namespace proactive::privacy
