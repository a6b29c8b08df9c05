// How frequent the values of facts are in a population.
#ifndef PROACTIVE_PRIOR_H_
#define PROACTIVE_PRIOR_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/export.h"
#include "proactive/population.h"

namespace proactive {

/// Frequencies of booleans and choices, quantiles of numbers, amounts and dates, by entity and
/// column. Of a column with fewer than `kFewest` known values nothing is kept, and of values that
/// fewer than that share, only that they are rare, so that a prior tells of nobody. Immutable;
/// copies share one state, and threads may use it without locks.
class Prior {
 public:
  static constexpr std::int64_t kFewest = 20;
  /// Parts that a column is divided in.
  static constexpr std::int64_t kParts = 64;

  /// Of one column: for booleans and choices how many of `kParts` have each value, by its number;
  /// otherwise the values between the parts, ascending, at the scale of the field.
  struct Column {
    bool counts = false;
    std::vector<std::int64_t> values;
  };
  /// By entity and column: `person`, `income_2022`.
  using Columns = std::map<std::pair<std::string, std::string>, Column>;

  /// From the columns that a population holds; those that its plan needs.
  PROACTIVE_EXPORT static Prior from(const Population& population);
  explicit Prior(Columns columns) : columns_(std::make_shared<const Columns>(std::move(columns))) {}

  const Columns& columns() const { return *columns_; }
  /// Null when nothing is known of a column.
  PROACTIVE_EXPORT const Column* find(std::string_view entity, std::string_view column) const;
  /// How many of `kParts` have a value from `low` to `high`.
  PROACTIVE_EXPORT static std::int64_t share(const Column& column, std::int64_t low, std::int64_t high);

 private:
  std::shared_ptr<const Columns> columns_;
};

}  // namespace proactive

#endif  // PROACTIVE_PRIOR_H_
