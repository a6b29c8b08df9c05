// Tables of 64-bit integers for tests: a producer of Arrow that notes what is read and released.
#ifndef PROACTIVE_TESTS_PRIVACY_TABLES_H_
#define PROACTIVE_TESTS_PRIVACY_TABLES_H_

#include <cerrno>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// One batch with `rows` rows: 0, 1, 2 … in every column.
class Table {
 public:
  Table(std::vector<std::string> columns, std::int64_t rows)
      : claimed_rows(rows), columns_(std::move(columns)), values_(columns_.size(), std::vector<std::int64_t>(rows)) {
    for (auto& values : values_) std::iota(values.begin(), values.end(), 0);
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) { return of(self).make_schema(out); };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) { return of(self).make_batch(out); };
    stream.get_last_error = [](ArrowArrayStream*) -> const char* { return "CANARY"; };
    stream.release = [](ArrowArrayStream* self) {
      ++of(self).released;
      self->release = nullptr;
    };
    stream.private_data = this;
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  void fill(std::size_t column, std::int64_t value) { values_[column].assign(values_[column].size(), value); }
  void fill_row(std::size_t column, std::int64_t row, std::int64_t value) { values_[column][row] = value; }
  const void* values_of(std::size_t column) const { return values_[column].data(); }
  int batches_read() const { return batches_read_; }
  int released_columns() const { return *released_columns_; }

  ArrowArrayStream stream{};
  int released = 0;
  bool fails = false;         ///< instead of giving its batch
  std::int64_t claimed_rows;  ///< of the batch, whatever its columns have

 private:
  struct Batch {
    std::vector<ArrowArray> children;
    std::vector<ArrowArray*> pointers;
    const void* none[1] = {nullptr};
  };

  static Table& of(ArrowArrayStream* self) { return *static_cast<Table*>(self->private_data); }

  // All schemas and columns stay with the table; what is handed out is only released.
  int make_schema(ArrowSchema* out) {
    schemas_.assign(columns_.size(), {});
    schema_pointers_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      schemas_[i].format = "l";
      schemas_[i].name = columns_[i].c_str();
      schemas_[i].flags = ARROW_FLAG_NULLABLE;
      schemas_[i].release = [](ArrowSchema* released) { released->release = nullptr; };
      schema_pointers_.push_back(&schemas_[i]);
    }
    *out = {};
    out->format = "+s";
    out->n_children = static_cast<std::int64_t>(columns_.size());
    out->children = schema_pointers_.data();
    out->release = [](ArrowSchema* released) { released->release = nullptr; };
    return 0;
  }

  int make_batch(ArrowArray* out) {
    *out = {};
    if (fails) return EIO;
    if (batches_read_++ > 0) return 0;
    auto batch = std::make_unique<Batch>();
    batch->children.resize(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) fill_column(*batch, i);
    out->length = claimed_rows;
    out->n_buffers = 1;
    out->n_children = static_cast<std::int64_t>(columns_.size());
    out->buffers = batch->none;
    out->children = batch->pointers.data();
    out->private_data = batch.release();
    out->release = [](ArrowArray* released_batch) {
      auto* held = static_cast<Batch*>(released_batch->private_data);
      for (ArrowArray& child : held->children) {
        if (child.release != nullptr) child.release(&child);
      }
      delete held;
      released_batch->release = nullptr;
    };
    return 0;
  }

  // Its buffers are counted with the batch, which may be gone before the column is.
  void fill_column(Batch& batch, std::size_t i) {
    struct Column {
      std::shared_ptr<int> released;
      const void* buffers[2];
    };
    auto* column = new Column{released_columns_, {nullptr, values_[i].data()}};
    ArrowArray& child = batch.children[i];
    child.length = static_cast<std::int64_t>(values_[i].size());
    child.n_buffers = 2;
    child.buffers = column->buffers;
    child.private_data = column;
    child.release = [](ArrowArray* released_column) {
      auto* held = static_cast<Column*>(released_column->private_data);
      ++*held->released;
      delete held;
      released_column->release = nullptr;
    };
    batch.pointers.push_back(&child);
  }

  std::vector<std::string> columns_;
  std::vector<std::vector<std::int64_t>> values_;
  std::vector<ArrowSchema> schemas_;
  std::vector<ArrowSchema*> schema_pointers_;
  int batches_read_ = 0;
  std::shared_ptr<int> released_columns_ = std::make_shared<int>(0);
};

/// The names of a table's columns.
inline std::vector<std::string> columns_of(ArrowArrayStream& stream) {
  ArrowSchema schema{};
  std::vector<std::string> names;
  if (stream.get_schema(&stream, &schema) != 0) return names;
  for (std::int64_t i = 0; i < schema.n_children; ++i) names.emplace_back(schema.children[i]->name);
  schema.release(&schema);
  return names;
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_TABLES_H_
