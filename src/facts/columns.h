// Columns of facts, read in place where the layout of their tables allows.
//
// A column is a list of parts, one for each chunk of its table. A part points into a buffer of
// the chunk, kept alive by the column, or into a buffer of its own where the layout had to be
// converted (text, floats, decimals with more digits than the field). Which rows are known is
// one bitmap; a fact that was refused is not known, and its bit in `bad` says why.
#ifndef PROACTIVE_SRC_FACTS_COLUMNS_H_
#define PROACTIVE_SRC_FACTS_COLUMNS_H_

#include <cstdint>
#include <memory>
#include <vector>

namespace proactive::facts {

enum class FactState : std::uint8_t { absent = 0, known = 1, bad = 2 };

/// How the values of a part lie in memory.
enum class Layout : std::uint8_t {
  nothing,  ///< no values: identifiers, of which only is known whether they are there
  bits,     ///< booleans, the lowest bit of a byte first
  i8,
  u8,
  i16,
  u16,
  i32,
  u32,
  i64,
  i128,
};

inline bool bit_at(const std::uint8_t* bitmap, std::int64_t place) {
  return (bitmap[place / 8] >> (place % 8) & 1U) != 0;
}

/// Some rows of a column, one after another.
struct Part {
  std::int64_t begin = 0;  ///< the first row
  std::int64_t rows = 0;
  Layout layout = Layout::nothing;
  const void* values = nullptr;
  std::int64_t offset = 0;                   ///< of the first row in `values`
  std::int64_t factor = 1;                   ///< brings a number to the scale of the field
  const std::int64_t* dictionary = nullptr;  ///< what stands in `values` is a place in here
  std::int64_t dictionary_size = 0;
  const std::uint8_t* known = nullptr;  ///< null: all rows
  std::int64_t known_offset = 0;
  const std::uint8_t* bad = nullptr;  ///< a bit for each row of the part; null: none

  bool is_known(std::int64_t index) const { return known == nullptr || bit_at(known, known_offset + index); }
  /// The value of a row that is known, by its place in the part.
  std::int64_t value(std::int64_t index) const;
};

/// One field (in one year) of every row of its entity. Immutable once built.
class Column {
 public:
  /// Adds the rows behind those there are. `owner` keeps the buffers alive.
  void add(Part part, std::vector<std::shared_ptr<const void>> owners);

  std::int64_t rows() const { return rows_; }
  const std::vector<Part>& parts() const { return parts_; }
  /// The place of the part that holds a row.
  std::size_t part_of(std::int64_t row) const;

  /// The value of a row; false when it is unknown.
  bool value(std::int64_t row, std::int64_t& out) const;
  FactState state(std::int64_t row) const;

 private:
  std::int64_t rows_ = 0;
  std::vector<Part> parts_;
  std::vector<std::shared_ptr<const void>> owners_;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_COLUMNS_H_
