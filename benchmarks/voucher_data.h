// The households that `benchmarks/data.py` wrote, and their columns as Arrow streams.
#ifndef PROACTIVE_BENCHMARKS_VOUCHER_DATA_H_
#define PROACTIVE_BENCHMARKS_VOUCHER_DATA_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow_table.h"
#include "proactive/plan.h"
#include "proactive/population.h"
#include "voucher_loop.h"

namespace proactive::benchmarks {

/// A column's values, with eight bytes more so that whole words may be read at its end.
template <typename T>
struct Column {
  std::vector<T> values;

  const T* data() const { return values.data(); }
  std::size_t bytes() const { return values.size() * sizeof(T); }
};

class VoucherData {
 public:
  /// Ends the program when a file cannot be read.
  explicit VoucherData(const std::string& folder);

  std::int64_t rows() const { return rows_; }
  VoucherInputs inputs() const;
  /// Reads these columns where they are, which must outlive it. Ends the program when they do not
  /// fit the plan.
  Population population(const Plan& plan) const;
  /// Start and size of each column, for copying them.
  std::vector<std::pair<const void*, std::size_t>> columns() const;

 private:
  void make_tables();

  std::int64_t rows_ = 0;
  std::int64_t persons_ = 0;
  Column<std::int64_t> income_;
  Column<std::uint8_t> occupancy_;
  Column<std::uint8_t> declarants_;
  Column<std::int32_t> offsets_;
  Column<std::uint8_t> custody_;
  Column<std::uint8_t> income_known_;
  Column<std::uint8_t> occupancy_known_;
  Column<std::uint8_t> custody_known_;
  std::vector<std::int64_t> household_ids_, person_ids_, household_of_;
  std::vector<std::uint8_t> role_;
  std::unique_ptr<ArrowTable> household_, person_, members_;
};

}  // namespace proactive::benchmarks

#endif  // PROACTIVE_BENCHMARKS_VOUCHER_DATA_H_
