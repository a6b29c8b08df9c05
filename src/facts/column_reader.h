// One column of a table as facts: in place where its layout allows, converted where not.
#ifndef PROACTIVE_SRC_FACTS_COLUMN_READER_H_
#define PROACTIVE_SRC_FACTS_COLUMN_READER_H_

#include <absl/container/btree_map.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "facts/arrow_reader.h"
#include "facts/columns.h"
#include "facts/reading.h"

namespace proactive::facts {

/// How many facts of a column were refused, by reason.
using RefusalCounts = absl::btree_map<Refusal, std::int64_t>;

/// Reads the chunks of one column.
class ColumnReader {
 public:
  ColumnReader(const semantics::Model& model, const semantics::Field& field, ArrowType type, bool cents, Column& into)
      : reading_(model, field), type_(std::move(type)), cents_(cents), into_(into) {}

  const ArrowType& type() const { return type_; }
  /// Adds `rows` rows of a sound array, from `offset` behind its own. The array is taken over
  /// when its buffers are read in place; else it is left to the caller to release.
  void add(ArrowArray& array, std::int64_t offset, std::int64_t rows);
  const RefusalCounts& refused() const { return refused_; }

 private:
  bool in_place(const ArrowArray& array, Part& part) const;
  bool has_null_entry(const ArrowArray& dictionary) const;
  void take(ArrowArray& array, Part part);
  std::vector<std::uint8_t> read_dictionary(const ArrowArray& array, Part& part,
                                            std::vector<std::shared_ptr<const void>>& owners);
  std::vector<std::uint8_t> check_range(const Part& part);
  void convert(const ArrowArray& array, std::int64_t offset, std::int64_t rows);

  const Reading reading_;
  const ArrowType type_;
  const bool cents_;
  Column& into_;
  RefusalCounts refused_;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_COLUMN_READER_H_
