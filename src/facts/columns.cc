#include "facts/columns.h"

#include <algorithm>

#include "values/int128.h"

namespace proactive::facts {

namespace {

template <typename T>
std::int64_t load(const void* values, std::int64_t index) {
  return static_cast<std::int64_t>(static_cast<const T*>(values)[index]);
}

std::int64_t raw_value(const Part& part, std::int64_t index) {
  switch (part.layout) {
    case Layout::nothing: return 0;
    case Layout::bits: return bit_at(static_cast<const std::uint8_t*>(part.values), index) ? 1 : 0;
    case Layout::i8: return load<std::int8_t>(part.values, index);
    case Layout::u8: return load<std::uint8_t>(part.values, index);
    case Layout::i16: return load<std::int16_t>(part.values, index);
    case Layout::u16: return load<std::uint16_t>(part.values, index);
    case Layout::i32: return load<std::int32_t>(part.values, index);
    case Layout::u32: return load<std::uint32_t>(part.values, index);
    case Layout::i64: return load<std::int64_t>(part.values, index);
    case Layout::i128: return load<values::Int128>(part.values, index);
  }
  return 0;
}

}  // namespace

std::int64_t Part::value(std::int64_t index) const {
  const std::int64_t raw = raw_value(*this, offset + index);
  return dictionary != nullptr ? dictionary[raw] : raw * factor;
}

void Column::add(Part part, std::vector<std::shared_ptr<const void>> owners) {
  if (part.rows == 0) return;
  part.begin = rows_;
  rows_ += part.rows;
  parts_.push_back(part);
  for (auto& owner : owners) owners_.push_back(std::move(owner));
}

std::size_t Column::part_of(std::int64_t row) const {
  if (parts_.size() == 1) return 0;
  const auto next = std::upper_bound(parts_.begin(), parts_.end(), row,
                                     [](std::int64_t wanted, const Part& part) { return wanted < part.begin; });
  return static_cast<std::size_t>(next - parts_.begin()) - 1;
}

bool Column::value(std::int64_t row, std::int64_t& out) const {
  const Part& part = parts_[part_of(row)];
  if (!part.is_known(row - part.begin)) return false;
  out = part.value(row - part.begin);
  return true;
}

FactState Column::state(std::int64_t row) const {
  const Part& part = parts_[part_of(row)];
  const std::int64_t index = row - part.begin;
  if (part.is_known(index)) return FactState::known;
  return part.bad != nullptr && bit_at(part.bad, index) ? FactState::bad : FactState::absent;
}

}  // namespace proactive::facts
