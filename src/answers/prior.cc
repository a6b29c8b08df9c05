#include "proactive/prior.h"

#include <algorithm>

namespace proactive {

const Prior::Column* Prior::find(std::string_view entity, std::string_view column) const {
  const auto found = columns_->find({std::string(entity), std::string(column)});
  return found == columns_->end() ? nullptr : &found->second;
}

std::int64_t Prior::share(const Column& column, std::int64_t low, std::int64_t high) {
  const auto& values = column.values;
  if (column.counts) {
    std::int64_t sum = 0;
    for (std::int64_t i = std::max<std::int64_t>(low, 0); i <= high && i < static_cast<std::int64_t>(values.size());
         ++i)
      sum += values[static_cast<std::size_t>(i)];
    return sum;
  }
  const auto begin = std::lower_bound(values.begin(), values.end(), low);
  const auto end = std::upper_bound(values.begin(), values.end(), high);
  return begin < end ? end - begin : 0;
}

}  // namespace proactive
