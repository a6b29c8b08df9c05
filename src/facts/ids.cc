#include "facts/ids.h"

#include <algorithm>
#include <numeric>

namespace proactive::facts {

namespace {

template <typename Id>
bool read_id(const ArrowType& type, const ArrowArray& array, std::int64_t row, Id& out) {
  if constexpr (std::is_same_v<Id, std::int64_t>)
    return read_integer_id(type, array, row, out);
  else
    return read_text(type, array, row, out);
}

}  // namespace

std::int64_t Ids::add(const ArrowType& type, std::shared_ptr<const KeptArray> array, std::int64_t offset,
                      std::int64_t rows) {
  for (std::int64_t i = 0; i < rows; ++i) {
    std::int64_t integer = 0;
    std::string_view text;
    const bool there =
        are_texts_ ? read_id(type, array->get(), offset + i, text) : read_id(type, array->get(), offset + i, integer);
    if (!there) return rows_ + i;
  }
  if (rows > 0) chunks_.push_back({rows_, type, std::move(array), offset});
  rows_ += rows;
  return -1;
}

const Ids::Chunk& Ids::chunk_of(std::int64_t row) const {
  if (chunks_.size() == 1) return chunks_.front();
  const auto next = std::upper_bound(chunks_.begin(), chunks_.end(), row,
                                     [](std::int64_t wanted, const Chunk& chunk) { return wanted < chunk.begin; });
  return *(next - 1);
}

template <typename Id>
Id Ids::id_at(std::int64_t row) const {
  const Chunk& chunk = chunk_of(row);
  Id id{};
  read_id(chunk.type, chunk.array->get(), chunk.offset + row - chunk.begin, id);
  return id;
}

std::int64_t Ids::integer(std::int64_t row) const {
  return chunks_.empty() ? met_->integers[row] : id_at<std::int64_t>(row);
}

std::string_view Ids::text(std::int64_t row) const {
  return chunks_.empty() ? std::string_view(*met_->texts[row]) : id_at<std::string_view>(row);
}

template <typename Id>
Ids::Repeated Ids::index_as() {
  bool ascending = true;
  consecutive_ = std::is_same_v<Id, std::int64_t>;
  for (std::int64_t row = 1; row < rows_ && ascending; ++row) {
    const Id above = id_at<Id>(row - 1);
    const Id here = id_at<Id>(row);
    ascending = above < here;
    if constexpr (std::is_same_v<Id, std::int64_t>) consecutive_ = consecutive_ && ascending && here - 1 == above;
  }
  if (ascending) return {};
  consecutive_ = false;
  order_.resize(static_cast<std::size_t>(rows_));
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::int32_t a, std::int32_t b) { return id_at<Id>(a) < id_at<Id>(b); });
  Repeated repeated;
  for (std::size_t i = 1; i < order_.size(); ++i) {
    if (id_at<Id>(order_[i - 1]) != id_at<Id>(order_[i])) continue;
    if (repeated.rows++ == 0 || order_[i] < repeated.first) repeated.first = order_[i];
  }
  return repeated;
}

Ids::Repeated Ids::index() { return are_texts_ ? index_as<std::string_view>() : index_as<std::int64_t>(); }

void Ids::add(std::int64_t id) {
  if (!met_) met_ = std::make_unique<Met>();
  if (!met_->integer_rows.emplace(id, rows_).second) return;
  met_->integers.push_back(id);
  ++rows_;
}

void Ids::add(std::string_view id) {
  if (!met_) met_ = std::make_unique<Met>();
  if (met_->text_rows.contains(id)) return;
  met_->texts.push_back(std::make_unique<const std::string>(id));
  met_->text_rows.emplace(*met_->texts.back(), rows_);
  ++rows_;
}

// The row of an id in a table, by halving.
template <typename Id>
std::int64_t Ids::search(Id id) const {
  std::int64_t low = 0;
  std::int64_t high = rows_;
  const auto row_at = [&](std::int64_t place) { return order_.empty() ? place : std::int64_t{order_[place]}; };
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (id_at<Id>(row_at(middle)) < id)
      low = middle + 1;
    else
      high = middle;
  }
  return low < rows_ && id_at<Id>(row_at(low)) == id ? row_at(low) : -1;
}

std::int64_t Ids::find(std::int64_t id, std::int64_t hint) const {
  if (rows_ == 0) return -1;
  if (chunks_.empty()) {
    const auto found = met_->integer_rows.find(id);
    return found == met_->integer_rows.end() ? -1 : found->second;
  }
  if (consecutive_) {
    const std::int64_t first = integer(0);
    const std::uint64_t place = static_cast<std::uint64_t>(id) - static_cast<std::uint64_t>(first);
    return id >= first && place < static_cast<std::uint64_t>(rows_) ? static_cast<std::int64_t>(place) : -1;
  }
  for (std::int64_t row = hint; row < std::min(hint + 2, rows_); ++row) {
    if (integer(row) == id) return row;
  }
  return search(id);
}

std::int64_t Ids::find(std::string_view id, std::int64_t hint) const {
  if (rows_ == 0) return -1;
  if (chunks_.empty()) {
    const auto found = met_->text_rows.find(id);
    return found == met_->text_rows.end() ? -1 : found->second;
  }
  for (std::int64_t row = hint; row < std::min(hint + 2, rows_); ++row) {
    if (text(row) == id) return row;
  }
  return search(id);
}

}  // namespace proactive::facts
