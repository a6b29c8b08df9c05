#include "privacy/node_check.h"

#include <algorithm>
#include <limits>

#include "privacy/classes.h"
#include "privacy/distances.h"

namespace proactive::privacy {

namespace {

// Snapshots are kept until they hold this many cells altogether.
constexpr std::size_t kMostRemembered = std::size_t{1} << 20U;
constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

bool is_finer(const Node& a, const Node& b) {
  for (std::size_t c = 0; c < a.size(); ++c)
    if (a[c] > b[c]) return false;
  return true;
}

// Numbers equal keys from 0 in the order they appear. Open addressing; `slots` is kept between calls.
std::size_t number_keys(const std::vector<std::uint64_t>& keys, std::vector<std::uint32_t>& slots,
                        std::vector<std::uint32_t>& number) {
  std::size_t size = 16;
  while (size < keys.size() * 2) size *= 2;
  constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();
  slots.assign(size, kFree);
  number.resize(keys.size());
  std::vector<std::uint64_t> key_of;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::size_t slot = static_cast<std::size_t>((keys[i] * 0x9E3779B97F4A7C15ULL) >> 20U) & (size - 1);
    while (slots[slot] != kFree && key_of[slots[slot]] != keys[i]) slot = (slot + 1) & (size - 1);
    if (slots[slot] == kFree) {
      slots[slot] = static_cast<std::uint32_t>(key_of.size());
      key_of.push_back(keys[i]);
    }
    number[i] = slots[slot];
  }
  return key_of.size();
}

void rank_keys(std::vector<std::uint64_t>& keys, std::uint64_t& limit) {
  std::vector<std::uint64_t> sorted(keys);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (std::uint64_t& key : keys)
    key = static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), key) - sorted.begin());
  limit = std::max<std::uint64_t>(sorted.size(), 1);
}

}  // namespace

NodeCheck::NodeCheck(const CodedTable& table, const std::vector<std::size_t>& quasi_identifiers,
                     const std::vector<LatticeColumn>& columns, std::vector<SensitiveCheck> sensitive, std::int64_t k)
    : columns_(columns), sensitive_(std::move(sensitive)), k_(k), table_rows_(table.rows()) {
  std::vector<const CodedColumn*> all;
  for (const std::size_t c : quasi_identifiers) all.push_back(&table.columns()[c]);
  for (const SensitiveCheck& check : sensitive_) all.push_back(check.column);
  KeyMaker maker(table.rows());
  for (const CodedColumn* column : all) {
    const KeyColumn part{column, {}};
    maker.add({&part, 1}, column->codes());
  }
  const std::size_t cells = number_keys(maker.keys(), slots_, base_cell_of_row_);
  base_.codes.assign(all.size(), std::vector<std::uint32_t>(cells));
  base_.rows.assign(cells, 0);
  for (const std::uint32_t cell : base_cell_of_row_) ++base_.rows[cell];
  for (std::size_t c = 0; c < all.size(); ++c)
    all[c]->with_codes([&](const auto& codes) {
      for (std::size_t r = 0; r < codes.size(); ++r) base_.codes[c][base_cell_of_row_[r]] = codes[r];
    });
}

const Cells& NodeCheck::finest_below(const Node& node) const {
  const Cells* best = &base_;
  for (const Snapshot& snapshot : snapshots_)
    if (snapshot.cells.size() < best->size() && is_finer(snapshot.node, node)) best = &snapshot.cells;
  return *best;
}

std::vector<std::uint64_t> NodeCheck::keys_of(const Cells& cells, const Node& node, std::size_t columns) {
  std::vector<std::uint64_t> keys(cells.size(), 0);
  std::uint64_t limit = 1;
  for (std::size_t c = 0; c < columns; ++c) {
    const bool general = c < columns_.size();
    const auto level = general ? static_cast<std::size_t>(node[c]) : 0;
    const std::uint32_t codes = general ? columns_[c].codes[level] : sensitive_[c - columns_.size()].column->codes();
    if (limit > kMost / codes) rank_keys(keys, limit);
    limit *= codes;
    const std::vector<std::uint32_t>& from = cells.codes[c];
    if (general) {
      const std::uint32_t* to = columns_[c].general[level].data();
      for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = keys[i] * codes + to[from[i]];
    } else {
      for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = keys[i] * codes + from[i];
    }
  }
  return keys;
}

std::size_t NodeCheck::number_classes(const Cells& cells, const Node& node, std::size_t columns,
                                      std::vector<std::uint32_t>& class_of) {
  return number_keys(keys_of(cells, node, columns), slots_, class_of);
}

Cells NodeCheck::merged(const Cells& cells, const Node& node) {
  std::vector<std::uint32_t> cell_of;
  const std::size_t count = number_classes(cells, node, cells.codes.size(), cell_of);
  Cells out;
  out.rows.assign(count, 0);
  for (std::size_t i = 0; i < cells.size(); ++i) out.rows[cell_of[i]] += cells.rows[i];
  out.codes.assign(cells.codes.size(), std::vector<std::uint32_t>(count));
  for (std::size_t c = 0; c < cells.codes.size(); ++c)
    for (std::size_t i = 0; i < cells.size(); ++i) out.codes[c][cell_of[i]] = cells.codes[c][i];
  return out;
}

void NodeCheck::remember(const Node& node, Cells cells, std::size_t before) {
  if (cells.size() * 4 > before * 3 || remembered_ + cells.size() > kMostRemembered) return;
  remembered_ += cells.size();
  snapshots_.push_back({node, std::move(cells)});
}

std::vector<bool> NodeCheck::failing_classes(const Cells& cells, const std::vector<std::uint32_t>& class_of,
                                             std::size_t classes, const std::vector<std::int64_t>& sizes) {
  std::vector<bool> fails(classes, false);
  for (std::size_t i = 0; i < classes; ++i) fails[i] = sizes[i] < k_;
  for (std::size_t s = 0; s < sensitive_.size(); ++s)
    fail_by(sensitive_[s], cells.codes[columns_.size() + s], cells, class_of, sizes, fails);
  return fails;
}

namespace {

// Whether the values of one class, `present` with their `counts`, are spread as the rule asks.
bool meets(const SensitiveCheck& check, const std::vector<std::uint32_t>& present,
           const std::vector<std::int64_t>& counts, std::int64_t size, std::int64_t table_rows) {
  const SensitiveRule& rule = *check.rule;
  if (static_cast<std::int64_t>(present.size()) < rule.l) return false;
  if (rule.recursive_c) {
    std::vector<std::int64_t> own;
    for (const std::uint32_t code : present) own.push_back(counts[code]);
    if (!is_recursively_diverse(own, *rule.recursive_c, rule.l)) return false;
  }
  const auto within = [](const WideFraction& distance, const Fraction& t) {
    return compare_wide(distance, {t.numerator, t.denominator}) <= 0;
  };
  if (rule.equal_t && !within(equal_distance(present, counts, size, check.in_table, table_rows), *rule.equal_t))
    return false;
  return !rule.ordered_t ||
         within(ordered_distance(counts, size, check.in_table, table_rows, check.order), *rule.ordered_t);
}

}  // namespace

void NodeCheck::fail_by(const SensitiveCheck& check, const std::vector<std::uint32_t>& codes, const Cells& cells,
                        const std::vector<std::uint32_t>& class_of, const std::vector<std::int64_t>& sizes,
                        std::vector<bool>& fails) {
  std::vector<std::uint32_t> order(cells.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return class_of[a] < class_of[b]; });
  std::vector<std::int64_t> counts(check.column->codes(), 0);
  std::vector<std::uint32_t> present;
  for (std::size_t begin = 0; begin < order.size();) {
    const std::uint32_t one = class_of[order[begin]];
    std::size_t end = begin;
    present.clear();
    for (; end < order.size() && class_of[order[end]] == one; ++end) {
      const std::uint32_t code = codes[order[end]];
      if (counts[code] == 0) present.push_back(code);
      counts[code] += cells.rows[order[end]];
    }
    if (!fails[one] && !meets(check, present, counts, sizes[one], table_rows_)) fails[one] = true;
    for (const std::uint32_t code : present) counts[code] = 0;
    begin = end;
  }
}

std::int64_t NodeCheck::rows_failing(const Node& node) {
  const Cells& finer = finest_below(node);
  Cells cells = merged(finer, node);
  std::vector<std::uint32_t> class_of;
  std::size_t classes = cells.size();
  std::int64_t failing = 0;
  if (sensitive_.empty()) {  // then cells are classes
    for (const std::int64_t rows : cells.rows)
      if (rows < k_) failing += rows;
  } else {
    classes = number_classes(cells, node, columns_.size(), class_of);
    std::vector<std::int64_t> sizes(classes, 0);
    for (std::size_t i = 0; i < cells.size(); ++i) sizes[class_of[i]] += cells.rows[i];
    const std::vector<bool> fails = failing_classes(cells, class_of, classes, sizes);
    for (std::size_t i = 0; i < classes; ++i)
      if (fails[i]) failing += sizes[i];
  }
  remember(node, std::move(cells), finer.size());
  return failing;
}

std::vector<bool> NodeCheck::failing_rows(const Node& node) {
  std::vector<std::uint32_t> class_of;
  const std::size_t classes = number_classes(base_, node, columns_.size(), class_of);
  std::vector<std::int64_t> sizes(classes, 0);
  for (std::size_t i = 0; i < base_.size(); ++i) sizes[class_of[i]] += base_.rows[i];
  const std::vector<bool> fails = failing_classes(base_, class_of, classes, sizes);
  std::vector<bool> rows(base_cell_of_row_.size());
  for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = fails[class_of[base_cell_of_row_[r]]];
  return rows;
}

}  // namespace proactive::privacy
