// Tables that are sorted alike, read side by side: a window of groups, with their memberships and
// their members, becomes a population.
#ifndef PROACTIVE_SRC_FACTS_WINDOWS_H_
#define PROACTIVE_SRC_FACTS_WINDOWS_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facts/arrow_slice.h"
#include "facts/arrow_stream.h"
#include "facts/population.h"

namespace proactive::facts {

/// A table whose rows are taken from the front.
class TableQueue {
 public:
  TableQueue(std::string name, ArrowArrayStream* stream) : name_(std::move(name)), stream_(stream) {}

  const std::string& name() const { return name_; }
  const ArrowSchema& schema() const { return stream_.schema(); }
  /// Reads the schema; `columns` hold ids. Why it failed, or nothing.
  std::optional<Diagnostic> open(const std::vector<std::string>& columns);

  /// Makes the row at `place` from the front readable. False at the end of the table, or on an
  /// error, which `error` then is.
  bool reach(std::int64_t place);
  const std::optional<Diagnostic>& error() const { return error_; }

  /// Takes rows from the front that were reached.
  std::vector<BatchSlice> take(std::int64_t rows);

  /// Compares an id of a row here with one of a row of another table; both were reached. Two kinds of
  /// ids are never equal.
  static int compare(const TableQueue& a, std::int64_t row_a, int column_a, const TableQueue& b, std::int64_t row_b,
                     int column_b);

 private:
  struct Id {
    bool there = false;
    bool is_text = false;
    std::int64_t integer = 0;
    std::string_view text;
  };
  Id id_at(std::int64_t place, int column) const;
  const BatchSlice& slice_of(std::int64_t& place) const;

  std::string name_;
  ArrowStream stream_;
  std::vector<ReadColumn> columns_;
  std::vector<ArrowType> types_;
  std::deque<BatchSlice> pending_;
  std::int64_t rows_ = 0;  ///< pending
  std::optional<Diagnostic> error_;
  // Where a row was found last: the next one is mostly behind it.
  mutable std::size_t last_slice_ = 0;
  mutable std::int64_t rows_before_ = 0;
};

class Windows {
 public:
  /// Takes all streams over.
  Windows(Wanted wanted, const NamedStreams& entities, const NamedStreams& members, std::int64_t rows);

  /// What is wrong before anything is read.
  Diagnostics open();
  /// The next window; null at the end.
  Result<std::shared_ptr<const Population>> next();

 private:
  Diagnostics check_tables();
  std::optional<Diagnostic> check_order(std::int64_t groups);
  std::optional<Diagnostic> count_memberships(std::int64_t groups, std::int64_t& memberships);
  std::optional<Diagnostic> check_members(std::int64_t memberships);
  Result<std::shared_ptr<const Population>> read(std::int64_t groups, std::int64_t memberships);

  const Wanted wanted_;
  const std::int64_t window_rows_;
  std::vector<std::unique_ptr<TableQueue>> entities_;
  std::vector<std::unique_ptr<TableQueue>> memberships_;
  TableQueue* groups_ = nullptr;   ///< the table whose rows make a window
  TableQueue* members_ = nullptr;  ///< null: the memberships' members have no table, or there are none
  bool ended_ = false;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_WINDOWS_H_
