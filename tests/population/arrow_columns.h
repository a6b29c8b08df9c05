// Columns of facts, given as texts, in every layout that Arrow has for them.
#ifndef PROACTIVE_TESTS_POPULATION_ARROW_COLUMNS_H_
#define PROACTIVE_TESTS_POPULATION_ARROW_COLUMNS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "population/arrow_producer.h"

namespace proactive::tests {

/// The facts of a column as the documentation writes them: `13440.50`, `true`, `2024-03-01`.
using Texts = std::vector<std::optional<std::string>>;

inline const Texts kAmounts = {"13440.50", "0", "-12.30", "1234567890.12", "-0.01", "7"};

/// One chunk of a column.
struct ColumnData {
  SchemaData schema;
  ArrayData array;
};

/// A layout of values. Behind a null it leaves bytes that are no value: nobody may look at them.
struct Encoding {
  std::string name;
  std::function<ColumnData(const Texts&)> encode;
};

Encoding integers(char format);
Encoding booleans();
Encoding floats(char format);
/// Of 32, 64 or 128 bits.
Encoding decimals(int bits, int scale);
Encoding days();
Encoding milliseconds();
/// "u", "U" or "vu".
Encoding texts(const std::string& format);
Encoding dictionary(char index, const Encoding& values);
/// The dictionary itself holds the nulls.
Encoding dictionary_with_null(char index, const Encoding& values);
Encoding nulls();

/// How an array lies in its buffers.
struct Layout {
  std::int64_t offset = 0;    ///< other values before it
  std::int64_t trailing = 0;  ///< and behind it
  bool bitmap = false;        ///< also when nothing is null
  bool count_known = true;
  bool misaligned = false;
};

ColumnData lay_out(const Encoding& encoding, const Texts& texts, const Layout& layout);

struct Column {
  std::string name;
  Encoding encoding;
  Texts texts;
  Layout layout;
};

/// How a table is cut into batches.
struct Shape {
  std::vector<std::int64_t> chunks;  ///< rows of each; none: one batch of all
  std::int64_t offset = 0;           ///< rows of the children before each batch
};

TableData table_of(const std::vector<Column>& columns, const Shape& shape = {});

/// The offsets at which bitmaps change bytes and words.
std::vector<Layout> at_offsets();

/// Values again and again; nulls in the first row and in others.
Texts repeated(const Texts& values, std::int64_t rows, bool with_nulls);

/// 1 to `rows`, as ids.
Texts numbered(std::int64_t rows);
/// A column `id` of them.
Column ids(std::int64_t rows);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_POPULATION_ARROW_COLUMNS_H_
