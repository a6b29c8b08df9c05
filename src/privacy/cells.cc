#include "proactive/privacy/cells.h"

#include <algorithm>
#include <numeric>

#include "privacy/elimination.h"
#include "values/int128.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

using values::Int128;
using values::misuse;

constexpr std::int64_t kMostCells = 2500;

// The table with its margins, made dimension by dimension.
struct Extended {
  std::vector<std::int64_t> sizes;
  std::vector<Int128> values;
  std::vector<Contributors> contributors;
  std::vector<FieldVector> sums;  ///< by cell: 1 for each inner cell that it sums
};

Contributors together(const Contributors& a, const Contributors& b) {
  std::int64_t parts[] = {a.largest, a.second, b.largest, b.second};
  std::sort(std::begin(parts), std::end(parts), std::greater<>());
  return {a.count + b.count, parts[0], parts[1]};
}

std::int64_t product(const std::vector<std::int64_t>& sizes, std::size_t from, std::size_t to) {
  return std::accumulate(sizes.begin() + static_cast<std::ptrdiff_t>(from),
                         sizes.begin() + static_cast<std::ptrdiff_t>(to), std::int64_t{1}, std::multiplies<>());
}

// One more category for a dimension: its total. Called for blocks of cells that follow one another.
template <typename T, typename Add>
std::vector<T> with_totals(const std::vector<T>& cells, std::int64_t outer, std::int64_t size, std::int64_t inner,
                           const T& zero, Add&& add) {
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(outer * (size + 1) * inner));
  for (std::int64_t o = 0; o < outer; ++o) {
    const auto begin = cells.begin() + o * size * inner;
    out.insert(out.end(), begin, begin + size * inner);
    for (std::int64_t i = 0; i < inner; ++i) {
      T total = zero;
      for (std::int64_t s = 0; s < size; ++s) total = add(total, *(begin + s * inner + i));
      out.push_back(std::move(total));
    }
  }
  return out;
}

FieldVector sum_of(FieldVector a, const FieldVector& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

Extended extend(const CellTable& table) {
  Extended out{table.sizes, {table.values.begin(), table.values.end()}, table.contributors, {}};
  const std::size_t inner_cells = table.values.size();
  for (std::size_t i = 0; i < inner_cells; ++i) out.sums.emplace_back(inner_cells, 0).at(i) = 1;
  for (std::size_t d = 0; d < table.sizes.size(); ++d) {
    const std::int64_t outer = product(out.sizes, 0, d);
    const std::int64_t inner = product(out.sizes, d + 1, out.sizes.size());
    const std::int64_t size = out.sizes[d];
    out.values = with_totals(out.values, outer, size, inner, Int128{0}, std::plus<>());
    out.sums = with_totals(out.sums, outer, size, inner, FieldVector(inner_cells, 0), sum_of);
    if (!out.contributors.empty())
      out.contributors = with_totals(out.contributors, outer, size, inner, Contributors{}, together);
    ++out.sizes[d];
  }
  return out;
}

Diagnostic wrong_table(const std::string& what) {
  return misuse("E1466", "the table of cells " + what,
                "give 1 to 3 sizes above 0, a value from 0 for each cell, the last dimension fastest, and a rule");
}

Diagnostics check_sizes(const CellTable& table) {
  if (table.sizes.empty() || table.sizes.size() > 3)
    return {wrong_table("has " + std::to_string(table.sizes.size()) + " dimensions")};
  std::int64_t cells = 1;
  std::int64_t with_margins = 1;
  for (const std::int64_t size : table.sizes) {
    if (size < 1) return {wrong_table("has a dimension without categories")};
    if (size > kMostCells || with_margins * (size + 1) > kMostCells)
      return {misuse("E1467", "the table has more than 2500 cells with its margins",
                     "publish it in parts that share no margin, or with fewer categories")};
    cells *= size;
    with_margins *= size + 1;
  }
  if (static_cast<std::int64_t>(table.values.size()) != cells)
    return {
        wrong_table("has " + std::to_string(table.values.size()) + " values for " + std::to_string(cells) + " cells")};
  return {};
}

Diagnostics check_rule(const CellTable& table, const DisclosureRule& rule) {
  const auto is_share = [](const std::optional<Fraction>& f) {
    return !f || (f->denominator > 0 && f->numerator >= 0 && f->numerator <= f->denominator);
  };
  if (!is_share(rule.dominance) || !is_share(rule.p_percent)) return {wrong_table("has a rule with a share above 1")};
  if (rule.threshold < 2 && !rule.dominance && !rule.p_percent)
    return {wrong_table("has a rule that asks for nothing")};
  if (!table.contributors.empty() && table.contributors.size() != table.values.size())
    return {wrong_table("does not say for every cell who contributes")};
  if ((rule.dominance || rule.p_percent) && table.contributors.empty())
    return {wrong_table("does not say who contributes, which dominance and p % need")};
  return {};
}

Diagnostics check_values(const CellTable& table) {
  Int128 total = 0;
  for (const std::int64_t value : table.values) {
    if (value < 0) return {wrong_table("has a negative cell")};
    total += value;
  }
  if (!values::fits64(total)) return {wrong_table("has a total beyond 64 bits")};
  for (std::size_t i = 0; i < table.contributors.size(); ++i) {
    const Contributors& c = table.contributors[i];
    if (c.count < 0 || c.count > values::kMax64 / kMostCells || c.second < 0 || c.largest < c.second ||
        Int128{c.largest} + c.second > table.values[i])
      return {wrong_table("has contributors that do not fit their cell")};
  }
  return {};
}

// The size that the threshold speaks of: persons, who are counted, or contribute.
std::int64_t persons(const Extended& table, std::size_t cell) {
  return table.contributors.empty() ? static_cast<std::int64_t>(table.values[cell]) : table.contributors[cell].count;
}

bool is_primary(const Extended& table, std::size_t cell, const DisclosureRule& rule) {
  const Int128 value = table.values[cell];
  if (value == 0) return false;
  if (persons(table, cell) < rule.threshold) return true;
  if (table.contributors.empty()) return false;
  const Contributors& c = table.contributors[cell];
  if (rule.dominance && Int128{c.largest} * rule.dominance->denominator > value * rule.dominance->numerator)
    return true;
  const Int128 rest = value - c.largest - c.second;
  return rule.p_percent && rest * rule.p_percent->denominator < Int128{c.largest} * rule.p_percent->numerator;
}

// Margins first, as they are wanted most, then by value: small cells are given up rather than large ones.
std::vector<std::size_t> in_order_of_worth(const Extended& table) {
  std::vector<std::int64_t> inner_cells;
  for (const FieldVector& sum : table.sums)
    inner_cells.push_back(std::count_if(sum.begin(), sum.end(), [](std::uint64_t x) { return x != 0; }));
  std::vector<std::size_t> order(table.values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (inner_cells[a] != inner_cells[b]) return inner_cells[a] > inner_cells[b];
    return table.values[a] > table.values[b];
  });
  return order;
}

// Zeros are published before all: they tell of nobody, and cannot protect anyone, as nothing is below them.
std::vector<CellState> states_of(const Extended& table, const DisclosureRule& rule) {
  std::vector<CellState> states(table.values.size(), CellState::published);
  Published published;
  std::vector<Secret> secrets;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (table.values[i] == 0) {
      published.publish(table.sums[i]);
    } else if (is_primary(table, i, rule)) {
      states[i] = CellState::primary;
      secrets.push_back({table.sums[i], persons(table, i) == 1});
    }
  }
  published.set_secrets(std::move(secrets));
  for (const std::size_t i : in_order_of_worth(table))
    if (states[i] == CellState::published && table.values[i] != 0 && !published.publish_if_safe(table.sums[i]))
      states[i] = CellState::secondary;
  return states;
}

}  // namespace

Result<SafeCells> suppress(const CellTable& table, const DisclosureRule& rule) {
  for (const auto& check : {check_sizes(table), check_rule(table, rule), check_values(table)})
    if (!check.empty()) return check;
  const Extended extended = extend(table);
  SafeCells safe;
  safe.sizes = extended.sizes;
  safe.states = states_of(extended, rule);
  safe.primary = std::count(safe.states.begin(), safe.states.end(), CellState::primary);
  safe.secondary = std::count(safe.states.begin(), safe.states.end(), CellState::secondary);
  for (std::size_t i = 0; i < safe.states.size(); ++i) {
    if (safe.states[i] == CellState::published)
      safe.values.emplace_back(static_cast<std::int64_t>(extended.values[i]));
    else
      safe.values.emplace_back(std::nullopt);
  }
  return safe;
}

}  // namespace proactive::privacy
