#include "privacy/classes.h"

#include <algorithm>

namespace proactive::privacy {

void KeyMaker::add(std::span<const KeyColumn> parts, std::uint32_t codes) {
  if (limit_ > std::numeric_limits<std::uint64_t>::max() / codes) rank();
  std::size_t row = 0;
  for (const KeyColumn& part : parts) {
    part.column->with_codes([&](const auto& column) {
      for (const auto code : column) {
        const std::uint64_t digit = part.recode.empty() ? code : part.recode[code];
        keys_[row] = keys_[row] * codes + digit;
        ++row;
      }
    });
  }
  limit_ *= codes;
}

// Key 0 keeps its rank 0 and leaves it to no other, so that it still means "null throughout".
void KeyMaker::rank() {
  std::vector<std::uint64_t> sorted(keys_);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  const bool has_zero = !sorted.empty() && sorted.front() == 0;
  for (std::uint64_t& key : keys_) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), key);
    key = static_cast<std::uint64_t>(at - sorted.begin()) + (has_zero ? 0 : 1);
  }
  limit_ = sorted.size() + 1;
}

std::vector<std::uint64_t> row_keys(const CodedTable& table, std::span<const std::size_t> columns) {
  KeyMaker maker(table.rows());
  for (const std::size_t c : columns) {
    const KeyColumn part{&table.columns()[c], {}};
    maker.add({&part, 1}, part.column->codes());
  }
  tell_null_from_suppressed(table, maker.keys());
  return std::move(maker.keys());
}

void tell_null_from_suppressed(const CodedTable& table, std::span<std::uint64_t> keys) {
  if (std::find(keys.begin(), keys.end(), 0) == keys.end()) return;
  for (const CodedColumn& column : table.columns()) {
    column.with_codes([&](const auto& codes) {
      for (std::size_t row = 0; row < keys.size(); ++row)
        if (keys[row] == 0 && codes[row] != 0) keys[row] = kNullKey;
    });
  }
}

ClassSizes class_sizes(std::vector<std::uint64_t>& keys) {
  std::sort(keys.begin(), keys.end());
  ClassSizes sizes;
  for (std::size_t begin = 0; begin < keys.size();) {
    std::size_t end = begin + 1;
    while (end < keys.size() && keys[end] == keys[begin]) ++end;
    const auto size = static_cast<std::int64_t>(end - begin);
    if (keys[begin] == 0)
      sizes.suppressed = size;
    else
      ++sizes.classes_of_size[size];
    begin = end;
  }
  return sizes;
}

}  // namespace proactive::privacy
