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
  if (batch.n_buffers < 1 || batch.buffers == nullptr || batch.buffers[0] == nullptr || batch.null_count == 0)
    return false;
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
  if (!succeeds([&] { return stream_->get_schema(stream_, &schema_); })) {
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
  if (batch_.length < 0) return "its length is negative";
  if (batch_.offset < 0) return "its offset is negative";
  if (batch_.n_children != schema_.n_children || (batch_.n_children > 0 && batch_.children == nullptr))
    return "it has other columns than its schema";
  std::int64_t end = 0;
  if (__builtin_add_overflow(batch_.length, batch_.offset, &end)) return "its length and offset are too large";
  for (std::int64_t i = 0; i < batch_.n_children; ++i) {
    if (batch_.children[i] == nullptr) return fmt::format("column `{}` is missing", name_of(*schema_.children[i]));
    if (batch_.children[i]->length < end)
      return fmt::format("column `{}` is shorter than its table", name_of(*schema_.children[i]));
  }
  if (has_null_row(batch_)) return "whole rows are null";
  return "";
}

int ArrowStream::find_column(std::string_view name) const {
  for (std::int64_t i = 0; i < schema_.n_children; ++i) {
    if (name_of(*schema_.children[i]) == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace proactive::facts
