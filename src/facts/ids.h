// The ids of an entity's rows: integers or texts, each once.
#ifndef PROACTIVE_SRC_FACTS_IDS_H_
#define PROACTIVE_SRC_FACTS_IDS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/arrow_reader.h"

namespace proactive::facts {

/// Ids stay where their table has them. A table in ascending order is searched as it stands;
/// for any other one the order of its rows is kept. An entity without a table has the rows
/// that memberships name, in the order in which they are met.
class Ids {
 public:
  std::int64_t size() const { return rows_; }
  bool are_texts() const { return are_texts_; }
  void use_texts() { are_texts_ = true; }

  /// Adds the rows of a chunk. The number of its first row without an id, from 0, or -1.
  std::int64_t add(const ArrowType& type, std::shared_ptr<const KeptArray> array, std::int64_t offset,
                   std::int64_t rows);

  struct Repeated {
    std::int64_t rows = 0;   ///< that have the id of a row above
    std::int64_t first = 0;  ///< of them
  };
  /// Makes ids findable, after the last chunk.
  Repeated index();

  /// Adds an id of an entity without a table, if it is not there.
  void add(std::int64_t id);
  void add(std::string_view id);

  /// The row of an id, or -1. `hint` is where it may well stand.
  std::int64_t find(std::int64_t id, std::int64_t hint = 0) const;
  std::int64_t find(std::string_view id, std::int64_t hint = 0) const;

  std::int64_t integer(std::int64_t row) const;
  std::string_view text(std::int64_t row) const;

 private:
  struct Chunk {
    std::int64_t begin = 0;
    ArrowType type;
    std::shared_ptr<const KeptArray> array;
    std::int64_t offset = 0;
  };

  // What was met of an entity without a table.
  struct Met {
    std::vector<std::int64_t> integers;
    std::unordered_map<std::int64_t, std::int64_t> integer_rows;
    std::vector<std::unique_ptr<const std::string>> texts;
    std::unordered_map<std::string_view, std::int64_t> text_rows;
  };

  const Chunk& chunk_of(std::int64_t row) const;
  template <typename Id>
  std::int64_t search(Id id) const;
  template <typename Id>
  Repeated index_as();
  template <typename Id>
  Id id_at(std::int64_t row) const;

  bool are_texts_ = false;
  std::int64_t rows_ = 0;
  bool consecutive_ = false;  ///< each id is one more than that above
  std::vector<Chunk> chunks_;
  std::vector<std::int32_t> order_;  ///< rows by ascending id; empty: as they stand
  std::unique_ptr<Met> met_;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_IDS_H_
