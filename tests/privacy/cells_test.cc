// Suppressed cells cannot be worked out: audited by exact elimination over fractions, which knows nothing of
// the prime field, and by whoever is alone in a cell.
#include "proactive/privacy/cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace proactive::privacy {
namespace {

// Fractions that are large enough for these small tables, and say so when they are not.
struct Exact {
  __extension__ typedef __int128 Int;
  Int n = 0;
  Int d = 1;

  static Exact of(Int n, Int d) {
    Int a = n < 0 ? -n : n;
    Int b = d < 0 ? -d : d;
    while (b != 0) std::swap(a %= b, b);
    if (d < 0) a = -a;
    Exact out{a == 0 ? 0 : n / a, a == 0 ? 1 : d / a};
    constexpr Int kMost = Int{1} << 60;
    EXPECT_TRUE(out.n < kMost && out.n > -kMost && out.d < kMost);
    return out;
  }
  Exact minus(const Exact& o) const { return of(n * o.d - o.n * d, d * o.d); }
  Exact times(const Exact& o) const { return of(n * o.n, d * o.d); }
  Exact over(const Exact& o) const { return of(n * o.d, d * o.n); }
};

using Row = std::vector<Exact>;

// For each cell with margins the inner cells that it sums.
std::vector<Row> sums_of(const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> grown;
  for (const std::int64_t size : sizes) grown.push_back(size + 1);
  const auto count = [](const auto& s) {
    return std::accumulate(s.begin(), s.end(), std::int64_t{1}, std::multiplies<>());
  };
  const auto place = [](std::int64_t cell, const std::vector<std::int64_t>& s) {
    std::vector<std::int64_t> at(s.size());
    for (std::size_t d = s.size(); d-- > 0;) {
      at[d] = cell % s[d];
      cell /= s[d];
    }
    return at;
  };
  std::vector<Row> rows;
  for (std::int64_t cell = 0; cell < count(grown); ++cell) {
    const auto at = place(cell, grown);
    Row row;
    for (std::int64_t inner = 0; inner < count(sizes); ++inner) {
      const auto here = place(inner, sizes);
      bool in = true;
      for (std::size_t d = 0; d < sizes.size(); ++d) in = in && (at[d] == sizes[d] || at[d] == here[d]);
      row.push_back({in ? 1 : 0, 1});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

class Span {
 public:
  Row rest(Row row) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Exact factor = row[pivots_[i]];
      if (factor.n == 0) continue;
      for (std::size_t c = 0; c < row.size(); ++c) row[c] = row[c].minus(factor.times(rows_[i][c]));
    }
    return row;
  }
  void add(Row row) {
    row = rest(std::move(row));
    for (std::size_t pivot = 0; pivot < row.size(); ++pivot) {
      if (row[pivot].n == 0) continue;
      const Exact by = row[pivot];
      for (Exact& x : row) x = x.over(by);
      rows_.push_back(std::move(row));
      pivots_.push_back(pivot);
      return;
    }
  }
  bool holds(const Row& row) const {
    const Row left = rest(row);
    return std::all_of(left.begin(), left.end(), [](const Exact& x) { return x.n == 0; });
  }

 private:
  std::vector<Row> rows_;
  std::vector<std::size_t> pivots_;
};

Span known(const SafeCells& safe, const std::vector<Row>& sums) {
  Span span;
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (safe.states[i] == CellState::published) span.add(sums[i]);
  return span;
}

// As nothing suppressed is 0, a cell that is not in the span can be a little more or less: the range that a linear
// program finds is never a point.
void expect_nothing_follows(const CellTable& table, const SafeCells& safe) {
  const auto sums = sums_of(table.sizes);
  ASSERT_EQ(sums.size(), safe.states.size());
  const Span all = known(safe, sums);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (safe.states[i] == CellState::published) continue;
    EXPECT_FALSE(safe.values[i].has_value());
    EXPECT_FALSE(all.holds(sums[i])) << "cell " << i << " follows";
  }
}

CellTable random_table(std::mt19937_64& random) {
  CellTable table;
  const std::size_t dimensions = 2 + random() % 2;
  std::int64_t cells = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    table.sizes.push_back(static_cast<std::int64_t>(2 + random() % (dimensions == 2 ? 4 : 2)));
    cells *= table.sizes.back();
  }
  const std::uint64_t most = random() % 2 == 0 ? 8 : 40;
  for (std::int64_t i = 0; i < cells; ++i)
    table.values.push_back(random() % 5 == 0 ? 0 : static_cast<std::int64_t>(random() % most));
  return table;
}

TEST(Cells, OfTenThousandRandomTablesNoSuppressedCellFollows) {
  std::mt19937_64 random(7);
  std::int64_t secondary = 0;
  for (int i = 0; i < 10'000 && !testing::Test::HasFailure(); ++i) {
    const CellTable table = random_table(random);
    const auto safe = suppress(table, {5, {}, {}});
    ASSERT_TRUE(safe);
    expect_nothing_follows(table, *safe);
    secondary += safe->secondary;
  }
  EXPECT_GT(secondary, 10'000);
}

// Whoever is alone in a cell knows it, and must not learn another person's from it.
TEST(Cells, WhoIsAloneLearnsNothing) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 2'000 && !testing::Test::HasFailure(); ++i) {
    const CellTable table = random_table(random);
    const auto safe = suppress(table, {3, {}, {}});
    ASSERT_TRUE(safe);
    const auto sums = sums_of(table.sizes);
    const std::size_t inner = table.values.size();
    Span zeros;
    for (std::size_t c = 0; c < sums.size(); ++c)
      if (safe->values[c] == 0) zeros.add(sums[c]);
    for (std::size_t mine = 0; mine < sums.size(); ++mine) {
      const auto covers = [&](std::size_t cell) {
        std::int64_t value = 0;
        for (std::size_t v = 0; v < inner; ++v) value += sums[cell][v].n != 0 ? table.values[v] : 0;
        return value;
      };
      if (safe->states[mine] != CellState::primary || covers(mine) != 1) continue;
      Span span = known(*safe, sums);
      span.add(sums[mine]);
      Span same = zeros;
      same.add(sums[mine]);
      for (std::size_t other = 0; other < sums.size(); ++other)
        if (safe->states[other] == CellState::primary && !same.holds(sums[other])) {
          EXPECT_FALSE(span.holds(sums[other])) << mine << " tells " << other;
        }
    }
  }
}

TEST(Cells, OneSmallCellTakesThreeOthers) {
  const auto safe = suppress({{2, 3}, {3, 20, 30, 40, 50, 60}, {}}, {11, {}, {}});
  ASSERT_TRUE(safe);
  EXPECT_EQ(safe->sizes, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(safe->primary, 1);
  EXPECT_EQ(safe->secondary, 3);
  EXPECT_EQ(safe->states[0], CellState::primary);
  EXPECT_EQ(safe->values[11], 203);
  EXPECT_EQ(safe->values[3], 53);
}

TEST(Cells, DominanceAndPPercent) {
  const CellTable table{{3}, {100, 100, 100}, {{5, 90, 2}, {5, 40, 30}, {5, 60, 38}}};
  const auto dominance = suppress(table, {0, Fraction{85, 100, true}, {}});
  ASSERT_TRUE(dominance);
  EXPECT_EQ(dominance->states[0], CellState::primary);
  EXPECT_EQ(dominance->primary, 1);
  EXPECT_EQ(dominance->secondary, 1);
  // The rest of the third is 2, less than 10 % of 60; of the first 8, less than 9; of the second 30.
  const auto p = suppress(table, {0, {}, Fraction{10, 100, true}});
  ASSERT_TRUE(p);
  EXPECT_EQ(p->states[0], CellState::primary);
  EXPECT_NE(p->states[1], CellState::primary);
  EXPECT_EQ(p->states[2], CellState::primary);
}

TEST(Cells, AnEmptyTableOfZerosIsPublished) {
  const auto safe = suppress({{2, 2}, {0, 0, 0, 0}, {}}, {5, {}, {}});
  ASSERT_TRUE(safe);
  EXPECT_EQ(safe->primary + safe->secondary, 0);
}

TEST(Cells, ASingleSmallCellTakesTheTotal) {
  const auto safe = suppress({{1}, {3}, {}}, {5, {}, {}});
  ASSERT_TRUE(safe);
  EXPECT_EQ(safe->primary, 2);
}

TEST(Cells, BadInput) {
  const auto code = [](const CellTable& table, const DisclosureRule& rule) {
    const auto result = suppress(table, rule);
    return result ? std::string("none") : result.errors().front().code;
  };
  const DisclosureRule five{5, {}, {}};
  EXPECT_EQ(code({{}, {}, {}}, five), "E1466");
  EXPECT_EQ(code({{2, 2, 2, 2}, std::vector<std::int64_t>(16), {}}, five), "E1466");
  EXPECT_EQ(code({{0}, {}, {}}, five), "E1466");
  EXPECT_EQ(code({{2}, {1}, {}}, five), "E1466");
  EXPECT_EQ(code({{2}, {1, -1}, {}}, five), "E1466");
  EXPECT_EQ(code({{2}, {1, INT64_MAX}, {}}, five), "E1466");
  EXPECT_EQ(code({{2}, {1, 1}, {}}, {}), "E1466");
  EXPECT_EQ(code({{2}, {1, 1}, {}}, {0, Fraction{85, 100, true}, {}}), "E1466");
  EXPECT_EQ(code({{2}, {1, 1}, {{1, 2, 0}, {1, 1, 0}}}, five), "E1466");
  EXPECT_EQ(code({{3000}, std::vector<std::int64_t>(3000), {}}, five), "E1467");
  EXPECT_EQ(code({{1'000'000'000, 1'000'000'000, 1'000'000'000}, {}, {}}, five), "E1467");
}

TEST(Cells, TheLargestTableEnds) {
  CellTable table{{13, 13, 10}, {}, {}};
  std::mt19937_64 random(9);
  for (int i = 0; i < 13 * 13 * 10; ++i) table.values.push_back(static_cast<std::int64_t>(random() % 60));
  const auto safe = suppress(table, {11, {}, {}});
  ASSERT_TRUE(safe);
  EXPECT_GT(safe->primary, 100);
}

}  // namespace
}  // namespace proactive::privacy
