// A table over columns that somebody else holds, as an Arrow stream of one batch.
#ifndef PROACTIVE_BENCHMARKS_ARROW_TABLE_H_
#define PROACTIVE_BENCHMARKS_ARROW_TABLE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::benchmarks {

/// The columns, and this table, must outlive its stream.
class ArrowTable {
 public:
  explicit ArrowTable(std::int64_t rows) : rows_(rows) {}
  ArrowTable(const ArrowTable&) = delete;
  ArrowTable& operator=(const ArrowTable&) = delete;

  /// Whole numbers. `known` are bits as in Arrow; null: all are known.
  void add(const char* name, const std::int64_t* values, const std::uint8_t* known = nullptr);
  /// Names, by their places in a list.
  void add(const char* name, const std::uint8_t* places, const std::vector<std::string>& names,
           const std::uint8_t* known = nullptr);

  ArrowArrayStream stream();

 private:
  // A field of the schema with its array.
  struct Node {
    ArrowSchema schema{};
    ArrowArray array{};
    std::vector<const void*> buffers;
    std::vector<std::int32_t> offsets;  // of a list of names
    std::string text;
  };

  Node& add_node(const char* name, const char* format, std::int64_t length, std::vector<const void*> buffers);
  Node& names_node(const std::vector<std::string>& names);

  std::int64_t rows_;
  std::deque<Node> nodes_;  // a node does not move
  std::vector<ArrowSchema*> schemas_;
  std::vector<ArrowArray*> arrays_;
  const void* no_validity_ = nullptr;
  bool is_read_ = false;
};

}  // namespace proactive::benchmarks

#endif  // PROACTIVE_BENCHMARKS_ARROW_TABLE_H_
