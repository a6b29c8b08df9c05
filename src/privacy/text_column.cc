#include "privacy/text_column.h"

#include <limits>
#include <string>

#include "privacy/array_layout.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

Diagnostic malformed(const char* what) {
  return values::misuse(
      "E1410", std::string("the column ") + what,
      "give a column of strings, large strings, string views or a dictionary of them, as Arrow lays them out");
}

std::string_view format_of(const ArrowSchema& schema) { return schema.format == nullptr ? "" : schema.format; }

bool holds_texts(std::string_view format) { return format == "u" || format == "U" || format == "vu"; }

Diagnostics check_counts(const ArrowSchema& schema, const ArrowArray& array, std::int64_t buffers) {
  if (schema.release == nullptr || array.release == nullptr) return {malformed("was already released")};
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 32;  // so that places in bytes fit
  if (array.length < 0 || array.offset < 0 || array.offset > most || array.length > most - array.offset)
    return {malformed("has an impossible length or offset")};
  if (array.n_children != 0 || schema.n_children != 0) return {malformed("has children, which texts do not have")};
  const bool views = format_of(schema) == "vu";  // has a buffer more for each that long texts stand in
  const bool is_right = views ? array.n_buffers >= buffers : array.n_buffers == buffers;
  if (!is_right || array.buffers == nullptr) return {malformed("has a wrong number of buffers")};
  if (array.null_count < -1 || array.null_count > array.length) return {malformed("has an impossible count of nulls")};
  if (array.null_count > 0 && array.buffers[0] == nullptr) return {malformed("has nulls but does not say where")};
  return {};
}

}  // namespace

bool TextColumn::is_text(const ArrowSchema& schema) {
  if (schema.dictionary == nullptr) return holds_texts(format_of(schema));
  return is_index(format_of(schema)) && schema.dictionary->dictionary == nullptr &&
         holds_texts(format_of(*schema.dictionary));
}

Result<TextColumn> TextColumn::read(const ArrowSchema& schema, const ArrowArray& array) {
  TextColumn column;
  Diagnostics errors =
      schema.dictionary == nullptr ? column.read_texts(schema, array) : column.read_indices(schema, array);
  if (!errors.empty()) return errors;
  return column;
}

Diagnostics TextColumn::read_texts(const ArrowSchema& schema, const ArrowArray& array) {
  if (!holds_texts(format_of(schema))) return {malformed("does not hold texts")};
  if (array.dictionary != nullptr) return {malformed("has a dictionary that its schema does not tell of")};
  if (Diagnostics errors = check_counts(schema, array, 3); !errors.empty()) return errors;
  rows_ = array.length;
  offset_ = array.offset;
  validity_ = static_cast<const std::uint8_t*>(array.buffers[0]);
  places_ = array.buffers[1];
  if (rows_ > 0 && places_ == nullptr) return {malformed("has no offsets or views")};
  if (format_of(schema) == "vu") return read_views(array);
  layout_ = format_of(schema) == "U" ? Layout::wide : Layout::narrow;
  return read_offsets(array);
}

Diagnostics TextColumn::read_offsets(const ArrowArray& array) {
  bytes_ = static_cast<const char*>(array.buffers[2]);
  if (rows_ == 0) return {};
  std::int64_t before = start(offset_);
  if (before < 0) return {malformed("has an offset below 0")};
  bool grows = true;
  for (std::int64_t place = offset_ + 1; place <= offset_ + rows_; ++place) {
    const std::int64_t next = start(place);
    grows &= next >= before;
    before = next;
  }
  if (!grows) return {malformed("has offsets that go back")};
  if (before > 0 && bytes_ == nullptr) return {malformed("has no bytes for its texts")};
  return {};
}

Diagnostics TextColumn::read_views(const ArrowArray& array) {
  layout_ = Layout::views;
  long_ = array.buffers + 2;
  for (std::int64_t row = 0; row < rows_; ++row) {
    if (bit(row) && !value_at<TextView>(places_, offset_ + row).is_within(array))
      return {malformed("has a view outside its buffers")};
  }
  return {};
}

std::string_view TextColumn::viewed(std::int64_t place) const {
  const TextView view = value_at<TextView>(places_, place);
  const auto size = static_cast<std::size_t>(view.size);
  if (view.size <= TextView::kInline) return {static_cast<const char*>(places_) + place * 16 + 4, size};
  return {static_cast<const char*>(long_[view.buffer]) + view.begin, size};
}

Diagnostics TextColumn::read_indices(const ArrowSchema& schema, const ArrowArray& array) {
  const std::string_view format = format_of(schema);
  if (!is_index(format)) return {malformed("has indices that are no integers")};
  if (Diagnostics errors = check_counts(schema, array, 2); !errors.empty()) return errors;
  if (array.dictionary == nullptr) return {malformed("lacks its dictionary")};
  auto words = std::make_shared<TextColumn>();
  if (Diagnostics errors = words->read_texts(*schema.dictionary, *array.dictionary); !errors.empty()) return errors;
  words_ = words;
  rows_ = array.length;
  offset_ = array.offset;
  index_type_ = format.front();
  validity_ = static_cast<const std::uint8_t*>(array.buffers[0]);
  places_ = array.buffers[1];
  if (rows_ > 0 && places_ == nullptr) return {malformed("has no indices")};
  for (std::int64_t row = 0; row < rows_; ++row) {
    if (bit(row) && (index(row) < 0 || index(row) >= words_->rows()))
      return {malformed("has an index outside its dictionary")};
  }
  return {};
}

std::int64_t TextColumn::index(std::int64_t row) const { return index_at(index_type_, places_, offset_ + row); }

}  // namespace proactive::privacy
