// Columns and tables for tests whose buffers are wiped when they go, and never copied before.
#ifndef PROACTIVE_TESTS_PRIVACY_SECRET_COLUMNS_H_
#define PROACTIVE_TESTS_PRIVACY_SECRET_COLUMNS_H_

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/privacy/secret.h"

namespace proactive::privacy {

/// One text in all rows.
class SecretColumn {
 public:
  SecretColumn(std::string_view text, std::int64_t rows) : bytes_(text.size() * static_cast<std::size_t>(rows)) {
    const auto from = std::as_bytes(std::span(text));
    for (std::int64_t row = 0; row < rows; ++row) {
      std::copy(from.begin(), from.end(), bytes_.expose().begin() + row * static_cast<std::int64_t>(text.size()));
      offsets_.push_back(static_cast<std::int32_t>(row * static_cast<std::int64_t>(text.size())));
    }
    offsets_.push_back(static_cast<std::int32_t>(bytes_.size()));
    schema.format = "u";
    schema.name = "";
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.release = [](ArrowSchema* it) { it->release = nullptr; };
    buffers_[1] = offsets_.data();
    buffers_[2] = bytes_.expose().data();
    array.length = rows;
    array.n_buffers = 3;
    array.buffers = buffers_;
    array.release = [](ArrowArray* it) { it->release = nullptr; };
  }
  SecretColumn(const SecretColumn&) = delete;
  SecretColumn& operator=(const SecretColumn&) = delete;

  ArrowSchema schema{};
  ArrowArray array{};

  /// Of this one array.
  ArrowArrayStream* stream() {
    stream_.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      *out = static_cast<SecretColumn*>(self->private_data)->schema;
      return 0;
    };
    stream_.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto& column = *static_cast<SecretColumn*>(self->private_data);
      *out = column.is_read_ ? ArrowArray{} : column.array;
      column.is_read_ = true;
      return 0;
    };
    stream_.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    stream_.release = [](ArrowArrayStream* self) { self->release = nullptr; };
    stream_.private_data = this;
    return &stream_;
  }

 private:
  SecretBytes bytes_;
  std::vector<std::int32_t> offsets_;
  const void* buffers_[3] = {};
  ArrowArrayStream stream_{};
  bool is_read_ = false;
};

/// Of such columns, in one batch.
class SecretTable {
 public:
  SecretTable(std::vector<std::pair<const char*, std::string_view>> columns, std::int64_t rows) {
    for (const auto& [name, text] : columns) {
      SecretColumn& column = columns_.emplace_back(text, rows);
      column.schema.name = name;
      schemas_.push_back(&column.schema);
      arrays_.push_back(&column.array);
    }
    stream_.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      auto& table = *static_cast<SecretTable*>(self->private_data);
      *out = {};
      out->format = "+s";
      out->n_children = static_cast<std::int64_t>(table.schemas_.size());
      out->children = table.schemas_.data();
      out->release = [](ArrowSchema* it) { it->release = nullptr; };
      return 0;
    };
    stream_.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto& table = *static_cast<SecretTable*>(self->private_data);
      *out = {};
      if (std::exchange(table.is_read_, true)) return 0;
      out->length = table.arrays_.front()->length;
      out->n_buffers = 1;
      out->buffers = table.none_;
      out->n_children = static_cast<std::int64_t>(table.arrays_.size());
      out->children = table.arrays_.data();
      out->release = [](ArrowArray* it) { it->release = nullptr; };
      return 0;
    };
    stream_.get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    stream_.release = [](ArrowArrayStream* self) { self->release = nullptr; };
    stream_.private_data = this;
  }
  SecretTable(const SecretTable&) = delete;
  SecretTable& operator=(const SecretTable&) = delete;

  ArrowArrayStream* stream() { return &stream_; }

 private:
  std::deque<SecretColumn> columns_;
  std::vector<ArrowSchema*> schemas_;
  std::vector<ArrowArray*> arrays_;
  const void* none_[1] = {nullptr};
  ArrowArrayStream stream_{};
  bool is_read_ = false;
};

inline void read_and_release(ArrowArrayStream& stream) {
  while (true) {
    ArrowArray array{};
    if (stream.get_next(&stream, &array) != 0 || array.release == nullptr) break;
    array.release(&array);
  }
  stream.release(&stream);
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_SECRET_COLUMNS_H_
