#include "facts/arrow_stream.h"

#include <fmt/format.h>

#include "facts/columns.h"

namespace proactive::facts {

namespace {

// The producer's own words may quote a value of somebody: they are not passed on.
constexpr std::string_view kFailed = "the stream failed while it was read";

// A producer in C++ may throw through its callback; here that is an error like any other.
template <typename Callback>
bool succeeds(Callback callback) {
  try {
    return callback() == 0;
  } catch (...) {
    return false;
  }
}

bool has_null_row(const ArrowArray& batch) {
  if (batch.null_count == 0) return false;
  if (batch.n_buffers < 1 || batch.buffers == nullptr || batch.buffers[0] == nullptr) return batch.null_count > 0;
  const auto* validity = static_cast<const std::uint8_t*>(batch.buffers[0]);
  for (std::int64_t row = 0; row < batch.length; ++row) {
    if (!bit_at(validity, batch.offset + row)) return true;
  }
  return false;
}

}  // namespace

ArrowStream::~ArrowStream() {
  release_batch();
  if (schema_.release != nullptr) schema_.release(&schema_);
  if (stream_ != nullptr && stream_->release != nullptr) stream_->release(stream_);
}

void ArrowStream::release_batch() {
  if (batch_.release != nullptr) batch_.release(&batch_);
  batch_ = {};
}

std::string ArrowStream::open() {
  if (stream_ == nullptr || stream_->release == nullptr) return "the stream has been released already";
  if (stream_->get_schema == nullptr || stream_->get_next == nullptr) return "the stream has no callbacks";
  if (!succeeds([&] { return stream_->get_schema(stream_, &schema_); }) || schema_.release == nullptr) {
    schema_ = {};
    return std::string(kFailed);
  }
  return check_schema();
}

std::string ArrowStream::check_schema() const {
  if (schema_.format == nullptr || std::string_view(schema_.format) != "+s") return "it is not a table";
  if (schema_.n_children < 0 || (schema_.n_children > 0 && schema_.children == nullptr))
    return "its schema contradicts itself";
  for (std::int64_t i = 0; i < schema_.n_children; ++i) {
    if (schema_.children[i] == nullptr) return "its schema contradicts itself";
  }
  return "";
}

ArrowArray* ArrowStream::next(std::string& mistake) {
  release_batch();
  if (!succeeds([&] { return stream_->get_next(stream_, &batch_); })) {
    batch_ = {};
    mistake = kFailed;
    return nullptr;
  }
  if (batch_.release == nullptr) return nullptr;
  ++chunk_;
  const std::string contradiction = check_batch();
  if (contradiction.empty()) return &batch_;
  mistake = fmt::format("chunk {}: {}", chunk_, contradiction);
  return nullptr;
}

std::string ArrowStream::check_batch() const {
  if (std::string mistake = check_counts(batch_); !mistake.empty()) return mistake;
  if (batch_.n_children != schema_.n_children || (batch_.n_children > 0 && batch_.children == nullptr))
    return "it has other columns than its schema";
  std::int64_t end = 0;
  if (__builtin_add_overflow(batch_.length, batch_.offset, &end)) return "its length and offset are too large";
  return "";
}

std::string ArrowStream::check_rows(const std::vector<ReadColumn>& columns) const {
  for (const ReadColumn& column : columns) {
    const std::string mistake = check_column(column);
    if (mistake.empty()) continue;
    return fmt::format("column `{}`, chunk {}: {}", name_of(*schema_.children[column.place]), chunk_, mistake);
  }
  // Only now is it known that the batch, and with it its bitmap, is no longer than its columns.
  return has_null_row(batch_) ? fmt::format("chunk {}: whole rows are null", chunk_) : "";
}

std::string ArrowStream::check_column(const ReadColumn& column) const {
  const ArrowArray* array = batch_.children[column.place];
  if (array == nullptr) return "it is missing";
  if (std::string mistake = check_array(*column.type, *array); !mistake.empty()) return mistake;
  return array->length < batch_.offset + batch_.length ? "it is shorter than its table" : "";
}

int ArrowStream::find_column(std::string_view name) const {
  for (std::int64_t i = 0; i < schema_.n_children; ++i) {
    if (name_of(*schema_.children[i]) == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace proactive::facts
