// A producer of Arrow streams whose every number can be falsified, and that counts what a
// reader does with the structures it is handed.
#ifndef PROACTIVE_TESTS_POPULATION_ARROW_PRODUCER_H_
#define PROACTIVE_TESTS_POPULATION_ARROW_PRODUCER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::tests {

using Bytes = std::vector<std::uint8_t>;

/// What an `ArrowArray` says. The true sizes are those of the vectors; what is claimed instead
/// stands beside them.
struct ArrayData {
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  std::int64_t offset = 0;
  std::vector<std::optional<Bytes>> buffers;  ///< none: a null pointer
  std::vector<ArrayData> children;
  std::vector<ArrayData> dictionary;  ///< one or none
  bool misaligned = false;            ///< buffers begin at odd addresses

  std::optional<std::int64_t> claimed_buffers;
  std::optional<std::int64_t> claimed_children;
  bool no_buffers = false;   ///< the pointer to the buffers is null
  bool no_children = false;  ///< the pointer to the children is null
  bool is_null = false;      ///< as a child: the pointer to it is null
  bool is_released = false;  ///< handed out without release callback, its memory gone
};

/// What an `ArrowSchema` says.
struct SchemaData {
  std::optional<std::string> format;
  std::optional<std::string> name;
  std::vector<SchemaData> children;
  std::vector<SchemaData> dictionary;

  std::optional<std::int64_t> claimed_children;
  bool no_children = false;
  bool is_null = false;
};

struct TableData {
  SchemaData schema;
  std::vector<ArrayData> batches;
};

/// What goes wrong on purpose. Batches count from 0; -1 is never.
struct Trouble {
  int schema_error = 0;
  bool schema_throws = false;
  bool schema_is_released = false;  ///< success, and a schema without release callback
  std::int64_t fails_at = -1;
  int error = 5;
  const char* words = nullptr;  ///< of `get_last_error`
  bool no_words = false;        ///< `get_last_error` itself is null
  std::int64_t throws_at = -1;
};

struct HandedOut;

/// One stream, and all that comes out of it. Must outlive whoever reads the stream.
class Producer {
 public:
  explicit Producer(TableData table, Trouble trouble = {});
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  ArrowArrayStream* stream() { return &stream_; }
  /// What was not released exactly once, or used after its release; empty when all is well.
  std::string imbalance() const;
  /// Structures handed out, with children and dictionaries.
  std::size_t handed_out() const { return handed_out_.size(); }

 private:
  struct Callbacks;
  void hand_out(const SchemaData& data, ArrowSchema* out);
  void hand_out(const ArrayData& data, ArrowArray* out);
  int give_schema(ArrowSchema* out);
  int give_next(ArrowArray* out);

  TableData table_;
  Trouble trouble_;
  ArrowArrayStream stream_;
  std::int64_t next_ = 0;
  int stream_releases_ = 0;
  int late_calls_ = 0;
  std::vector<std::unique_ptr<HandedOut>> handed_out_;
};

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_POPULATION_ARROW_PRODUCER_H_
