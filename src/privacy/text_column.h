// Columns of texts in the Arrow C data interface, read and written.
#ifndef PROACTIVE_SRC_PRIVACY_TEXT_COLUMN_H_
#define PROACTIVE_SRC_PRIVACY_TEXT_COLUMN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "proactive/arrow_abi.h"
#include "proactive/privacy/column.h"
#include "proactive/privacy/key_provider.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// Looks at strings, large strings, string views, or a dictionary of them; the array must outlive it. What
/// can be checked of the structs is, before a value is read: counts, buffers, offsets that grow, views within
/// their buffers, indices within the dictionary. How large a buffer is, the interface does not say: that the
/// producer must be trusted with.
class TextColumn {
 public:
  /// Whether a schema is that of such a column.
  static bool is_text(const ArrowSchema& schema);

  /// Errors: E1410.
  static Result<TextColumn> read(const ArrowSchema& schema, const ArrowArray& array);

  std::int64_t rows() const { return rows_; }

  bool has(std::int64_t row) const {
    if (!bit(row)) return false;
    return words_ == nullptr || words_->bit(index(row));
  }

  /// The words of a dictionary, or nothing.
  const TextColumn* words() const { return words_.get(); }
  /// Of a row that has one, its place among the words.
  std::int64_t word(std::int64_t row) const { return index(row); }

  /// Of a row that has one.
  std::string_view at(std::int64_t row) const { return words_ == nullptr ? text(row) : words_->text(index(row)); }

 private:
  friend class OneText;
  Diagnostics read_texts(const ArrowSchema& schema, const ArrowArray& array);
  Diagnostics read_offsets(const ArrowArray& array);
  Diagnostics read_views(const ArrowArray& array);
  Diagnostics read_indices(const ArrowSchema& schema, const ArrowArray& array);

  bool bit(std::int64_t row) const {
    const std::int64_t place = offset_ + row;
    return validity_ == nullptr || (validity_[place / 8] >> (place % 8) & 1) != 0;
  }
  std::int64_t start(std::int64_t place) const {
    return layout_ == Layout::wide ? static_cast<const std::int64_t*>(places_)[place]
                                   : static_cast<const std::int32_t*>(places_)[place];
  }
  std::string_view text(std::int64_t row) const {
    if (layout_ == Layout::views) return viewed(offset_ + row);
    const std::int64_t from = start(offset_ + row);
    return {bytes_ + from, static_cast<std::size_t>(start(offset_ + row + 1) - from)};
  }
  std::string_view viewed(std::int64_t place) const;
  std::int64_t index(std::int64_t row) const;

  enum class Layout : std::uint8_t { narrow, wide, views };

  std::int64_t rows_ = 0;
  std::int64_t offset_ = 0;
  const std::uint8_t* validity_ = nullptr;
  const void* places_ = nullptr;       // offsets of texts, views, or indices
  Layout layout_ = Layout::narrow;     // offsets of 32 bits, of 64 bits, or views
  char index_type_ = 0;                // as Arrow writes it
  const char* bytes_ = nullptr;        // behind offsets
  const void* const* long_ = nullptr;  // the buffers that long texts of views stand in
  std::shared_ptr<const TextColumn> words_;
};

/// A single text as a column, which must not outlive it.
class OneText {
 public:
  explicit OneText(std::string_view text) : ends_{0, static_cast<std::int64_t>(text.size())} {
    column_.rows_ = 1;
    column_.layout_ = TextColumn::Layout::wide;
    column_.places_ = ends_;
    column_.bytes_ = text.data();
  }
  OneText(const OneText&) = delete;
  const TextColumn& column() const { return column_; }

 private:
  std::int64_t ends_[2];
  TextColumn column_;
};

/// Frees what `calloc` gave, wiped.
struct WipeFree {
  std::size_t size = 0;
  void operator()(void* bytes) const;
};
template <typename T>
using WipedBuffer = std::unique_ptr<T[], WipeFree>;

/// Writes a large_string column into buffers that are allocated once, so that no copy of a value stays
/// behind, and wiped when they go.
class TextWriter {
 public:
  /// For so many rows with so many bytes at most. Errors: E1410 when there is no memory for them.
  static Result<TextWriter> make(std::int64_t rows, std::int64_t most_bytes);

  /// Room for the next text, to be filled and ended by `end`.
  char* room() { return bytes_.get() + size_; }
  void end(std::size_t size);
  void null();
  /// All texts so far, one behind the other.
  std::string_view written() const { return {bytes_.get(), static_cast<std::size_t>(size_)}; }

  /// The column; with the name of a key in its metadata when there is one. What was left in the room is wiped.
  Column finish(std::string_view name, const KeyName* key) &&;

 private:
  TextWriter() = default;

  std::int64_t rows_ = 0;
  std::int64_t nulls_ = 0;
  std::int64_t size_ = 0;
  WipedBuffer<std::int64_t> offsets_;
  WipedBuffer<std::uint8_t> validity_;
  WipedBuffer<char> bytes_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_TEXT_COLUMN_H_
