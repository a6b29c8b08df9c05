// A table as it comes: a stream of batches with one schema, checked before anything is read.
#ifndef PROACTIVE_SRC_FACTS_ARROW_STREAM_H_
#define PROACTIVE_SRC_FACTS_ARROW_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "facts/arrow_reader.h"
#include "proactive/arrow_abi.h"

namespace proactive::facts {

/// A column that is read: its place in the schema, and its type.
struct ReadColumn {
  int place = 0;
  const ArrowType* type = nullptr;
};

/// Owns a stream and what it handed out; everything is released once, also after an error.
class ArrowStream {
 public:
  explicit ArrowStream(ArrowArrayStream* stream) : stream_(stream) {}
  ArrowStream(const ArrowStream&) = delete;
  ArrowStream& operator=(const ArrowStream&) = delete;
  ~ArrowStream();

  /// Reads the schema. Why it failed, or nothing.
  std::string open();
  /// The next batch, null at the end; `mistake` says why it failed. Of its rows nothing is looked
  /// at yet: they may be more than there is memory for.
  ArrowArray* next(std::string& mistake);

  const ArrowSchema& schema() const { return schema_; }
  /// Why the rows of the batch under way cannot be read, or nothing. Columns that nobody reads may
  /// be as they like.
  std::string check_rows(const std::vector<ReadColumn>& columns) const;
  /// The place of a column by name, or -1.
  int find_column(std::string_view name) const;

 private:
  std::string check_schema() const;
  std::string check_batch() const;
  std::string check_column(const ReadColumn& column) const;
  void release_batch();

  ArrowArrayStream* stream_;
  ArrowSchema schema_{};
  ArrowArray batch_{};
  std::int64_t chunk_ = 0;  ///< the number of the batch under way, from 1
};

inline std::string_view name_of(const ArrowSchema& schema) { return schema.name == nullptr ? "" : schema.name; }

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_ARROW_STREAM_H_
