// A table as it comes: a stream of batches with one schema, checked before anything is read.
#ifndef PROACTIVE_SRC_FACTS_ARROW_STREAM_H_
#define PROACTIVE_SRC_FACTS_ARROW_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "facts/arrow_reader.h"
#include "proactive/arrow_abi.h"

namespace proactive::facts {

/// Owns a stream and what it handed out; everything is released once, also after an error.
class ArrowStream {
 public:
  explicit ArrowStream(ArrowArrayStream* stream) : stream_(stream) {}
  ArrowStream(const ArrowStream&) = delete;
  ArrowStream& operator=(const ArrowStream&) = delete;
  ~ArrowStream();

  /// Reads the schema. Why it failed, or nothing.
  std::string open();
  /// The next batch, null at the end; `mistake` says why it failed.
  ArrowArray* next(std::string& mistake);

  const ArrowSchema& schema() const { return schema_; }
  /// The number of the batch under way, from 1.
  std::int64_t chunk() const { return chunk_; }
  /// The place of a column by name, or -1.
  int find_column(std::string_view name) const;

 private:
  std::string check_schema() const;
  std::string check_batch() const;
  void release_batch();

  ArrowArrayStream* stream_;
  ArrowSchema schema_{};
  ArrowArray batch_{};
  std::int64_t chunk_ = 0;
};

inline std::string_view name_of(const ArrowSchema& schema) { return schema.name == nullptr ? "" : schema.name; }

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_ARROW_STREAM_H_
