// The search against a brute force that knows nothing of it: rows compared as text, losses in floating point.
#include "proactive/privacy/anonymise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <sstream>

#include "adult.h"
#include "privacy/logarithm.h"
#include "proactive/privacy/risk.h"

namespace proactive::privacy {
namespace {

using Rows = std::vector<std::vector<std::string>>;

template <typename T>
std::string code(const Result<T>& result) {
  return result ? "none" : result.errors().front().code;
}

struct Case {
  std::vector<std::string> names;
  Rows rows;
  std::vector<std::map<std::string, std::vector<std::string>>> general;  ///< by column, with level 0
  AnonymisationPlan plan;
};

// Random hierarchies of 1 to 4 levels: each level joins the groups of the one before.
Case random_case(std::mt19937_64& random) {
  Case one;
  const std::size_t columns = 2 + random() % 3;
  for (std::size_t c = 0; c < columns; ++c) {
    one.names.push_back("q" + std::to_string(c));
    const std::size_t values = 1 + random() % 8;
    std::vector<std::size_t> group(values);
    for (std::size_t v = 0; v < values; ++v) group[v] = v;
    Rows hierarchy;
    for (std::size_t v = 0; v < values; ++v) hierarchy.push_back({std::to_string(v)});
    for (std::size_t level = 1; level <= random() % 3; ++level) {
      std::vector<std::size_t> to(values);
      for (std::size_t& g : to) g = random() % (values / (level + 1) + 1);
      for (std::size_t v = 0; v < values; ++v) {
        group[v] = to[group[v]];
        hierarchy[v].push_back("L" + std::to_string(level) + "-" + std::to_string(group[v]));
      }
    }
    for (auto& row : hierarchy) row.emplace_back("*");
    auto& general = one.general.emplace_back();
    for (const auto& row : hierarchy) general[row.front()] = row;
    one.plan.quasi_identifiers.push_back({one.names.back(), *Hierarchy::from_rows(hierarchy), 0, -1});
  }
  one.names.emplace_back("s");
  const std::size_t rows = 5 + random() % 60;
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::string> row;
    for (const auto& general : one.general) row.push_back(std::to_string(random() % general.size()));
    row.push_back(std::to_string(random() % 4));
    one.rows.push_back(row);
  }
  return one;
}

double distance(const std::map<std::string, int>& in_class, int size, const std::map<std::string, int>& in_table,
                int rows, bool ordered) {
  double sum = 0;
  double carried = 0;
  for (const auto& [value, count] : in_table) {
    const auto at = in_class.find(value);
    const double difference =
        (at == in_class.end() ? 0.0 : at->second) / static_cast<double>(size) - count / static_cast<double>(rows);
    carried += difference;
    sum += ordered ? std::abs(carried) : std::abs(difference) / 2;
  }
  return ordered ? sum / std::max<double>(static_cast<double>(in_table.size()) - 1, 1) : sum;
}

bool class_holds(const Case& one, const std::map<std::string, int>& values, int size,
                 const std::map<std::string, int>& in_table) {
  if (size < one.plan.k) return false;
  const int rows = static_cast<int>(one.rows.size());
  for (const SensitiveRule& rule : one.plan.sensitive) {
    if (static_cast<std::int64_t>(values.size()) < rule.l) return false;
    const auto above = [](double d, const std::optional<Fraction>& t) {
      return t && d > static_cast<double>(t->numerator) / static_cast<double>(t->denominator) + 1e-12;
    };
    if (above(distance(values, size, in_table, rows, false), rule.equal_t)) return false;
    if (above(distance(values, size, in_table, rows, true), rule.ordered_t)) return false;
    if (rule.recursive_c) {
      std::vector<int> counts;
      for (const auto& [value, count] : values) counts.push_back(count);
      std::sort(counts.rbegin(), counts.rend());
      int rare = 0;
      for (std::size_t i = static_cast<std::size_t>(rule.l) - 1; i < counts.size(); ++i) rare += counts[i];
      if (counts.front() * rule.recursive_c->denominator >= rule.recursive_c->numerator * rare) return false;
    }
  }
  return true;
}

struct Best {
  bool any = false;
  double loss = 0;
  int suppressed = 0;
};

double loss_of(const Case& one, const std::vector<std::size_t>& node) {
  double loss = 0;
  for (std::size_t c = 0; c < node.size(); ++c) {
    std::map<std::string, int> original, general;
    for (const auto& row : one.rows) ++original[row[c]], ++general[one.general[c].at(row[c])[node[c]]];
    for (const auto& row : one.rows)
      loss += std::log2(static_cast<double>(general[one.general[c].at(row[c])[node[c]]]) / original[row[c]]);
  }
  return loss;
}

int failing(const Case& one, const std::vector<std::size_t>& node) {
  std::map<std::vector<std::string>, std::map<std::string, int>> classes;
  std::map<std::string, int> in_table;
  for (const auto& row : one.rows) {
    std::vector<std::string> key;
    for (std::size_t c = 0; c < node.size(); ++c) key.push_back(one.general[c].at(row[c])[node[c]]);
    ++classes[key][row.back()];
    ++in_table[row.back()];
  }
  int rows = 0;
  for (const auto& [key, values] : classes) {
    int size = 0;
    for (const auto& [value, count] : values) size += count;
    if (!class_holds(one, values, size, in_table)) rows += size;
  }
  return rows;
}

Best brute_force(const Case& one) {
  Best best;
  const auto allowed = static_cast<int>(static_cast<std::int64_t>(one.rows.size()) * one.plan.suppression.numerator /
                                        one.plan.suppression.denominator);
  std::vector<std::size_t> node(one.general.size(), 0);
  for (;;) {
    const double loss = loss_of(one, node);
    if (!best.any || loss < best.loss - 1e-9) {
      if (const int rows = failing(one, node); rows <= allowed) best = {true, loss, rows};
    }
    std::size_t c = 0;
    while (c < node.size() && ++node[c] == one.general[c].begin()->second.size()) node[c++] = 0;
    if (c == node.size()) return best;
  }
}

void expect_as_brute_force(const Case& one) {
  const auto table = CodedTable::of(one.names, one.rows);
  ASSERT_TRUE(table);
  const auto found = anonymise(*table, one.plan);
  const Best best = brute_force(one);
  ASSERT_EQ(static_cast<bool>(found), best.any) << (found ? "" : render(found.errors()));
  if (!best.any) return;
  const AnonymisationReport& report = found->report();
  EXPECT_TRUE(report.proven_optimal);
  EXPECT_NEAR(std::stod(to_string(report.loss)), best.loss, 1e-6);
  const std::vector<std::size_t> node(report.levels.begin(), report.levels.end());
  EXPECT_NEAR(loss_of(one, node), best.loss, 1e-6);
  EXPECT_EQ(report.suppressed, failing(one, node));
  EXPECT_LE(report.checks, report.nodes);
}

TEST(Anonymise, FindsTheOptimumOfRandomTables) {
  std::mt19937_64 random(21);
  for (int i = 0; i < 600 && !testing::Test::HasFailure(); ++i) {
    Case one = random_case(random);
    one.plan.k =
        std::min<std::int64_t>(2 + static_cast<std::int64_t>(random() % 4), static_cast<std::int64_t>(one.rows.size()));
    if (random() % 2 == 0) one.plan.suppression = {static_cast<std::int64_t>(random() % 30), 100, true};
    SensitiveRule rule;
    rule.column = "s";
    switch (random() % 5) {
      case 0: break;
      case 1: rule.l = 2; break;
      case 2:
        rule.l = 2;
        rule.recursive_c = Fraction{3, 1, true};
        break;
      case 3: rule.equal_t = Fraction{3, 10, true}; break;
      default: rule.ordered_t = Fraction{2, 10, true}; break;
    }
    if (rule.l > 1 || rule.equal_t || rule.ordered_t) one.plan.sensitive = {rule};
    expect_as_brute_force(one);
  }
}

// Where rows may be suppressed, a distance can hold at a node and not at a coarser one: b is suppressed alone, but
// joined to a it takes a with it. Whoever took all finer nodes to fail would end at `*`.
TEST(Anonymise, DistancesWithSuppressionAreNotTakenForMonotone) {
  Rows rows;
  const auto add = [&](int count, const char* value, const char* sensitive) {
    for (int i = 0; i < count; ++i) rows.push_back({value, sensitive});
  };
  add(50, "c", "0"), add(50, "c", "1"), add(10, "a", "0"), add(10, "a", "1"), add(8, "b", "1");
  const auto table = CodedTable::of({"q", "s"}, rows);
  ASSERT_TRUE(table);
  AnonymisationPlan plan;
  plan.k = 2;
  plan.suppression = {8, 128, true};
  plan.quasi_identifiers = {{"q", *Hierarchy::from_rows({{"a", "X", "*"}, {"b", "X", "*"}, {"c", "Y", "*"}}), 0, -1}};
  plan.sensitive = {{"s", 1, {}, Fraction{1, 10, true}, {}, {}}};
  const auto found = anonymise(*table, plan);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->report().levels, std::vector<int>{0});
  EXPECT_EQ(found->report().suppressed, 8);
  EXPECT_TRUE(found->report().proven_optimal);
}

TEST(Anonymise, RowsOfTheResultAreThoseOfTheReport) {
  std::mt19937_64 random(22);
  for (int i = 0; i < 100 && !testing::Test::HasFailure(); ++i) {
    Case one = random_case(random);
    one.plan.k = 3;
    one.plan.suppression = {20, 100, true};
    one.plan.keep = {"s"};
    const auto table = CodedTable::of(one.names, one.rows);
    ASSERT_TRUE(table);
    const auto found = anonymise(*table, one.plan);
    ASSERT_TRUE(found);
    RiskQuestion question;
    for (const QuasiIdentifier& q : one.plan.quasi_identifiers) question.quasi_identifiers.push_back(q.column);
    const auto risk = assess_risk(found->table(), question);
    ASSERT_TRUE(risk);
    EXPECT_EQ(risk->suppressed, found->report().suppressed);
    EXPECT_EQ(risk->classes, found->report().classes);
    EXPECT_EQ(risk->k, found->report().k);
    EXPECT_TRUE(risk->rows == 0 || risk->k >= 3);
    EXPECT_EQ(found->table().rows(), table->rows());
  }
}

// Where a row stands in the result depends on its values alone, not on where it stood.
TEST(Anonymise, TheOrderOfRowsTellsNothing) {
  std::mt19937_64 random(23);
  Case one = random_case(random);
  one.plan.k = 2;
  one.plan.keep = {"s"};
  const auto cells = [&] {
    const auto table = CodedTable::of(one.names, one.rows);
    const auto found = anonymise(*table, one.plan);
    Rows out;
    for (std::int64_t r = 0; r < found->table().rows(); ++r)
      for (const CodedColumn& c : found->table().columns())
        out.push_back({c.code(r) == 0 ? "null" : c.values()[c.code(r) - 1]});
    return out;
  };
  const Rows before = cells();
  std::shuffle(one.rows.begin(), one.rows.end(), random);
  EXPECT_EQ(cells(), before);
}

TEST(Anonymise, SixtyFourQuasiIdentifiersEndWithTheBestFound) {
  std::mt19937_64 random(24);
  AnonymisationPlan plan;
  std::vector<std::string> names;
  for (int c = 0; c < 64; ++c) {
    names.push_back("q" + std::to_string(c));
    plan.quasi_identifiers.push_back({names.back(), *Hierarchy::widths({2, 4}), 0, -1});
  }
  Rows rows;
  for (int r = 0; r < 300; ++r) {
    std::vector<std::string> row;
    for (int c = 0; c < 64; ++c) row.push_back(std::to_string(random() % 8));
    rows.push_back(row);
  }
  const auto table = CodedTable::of(names, rows);
  ASSERT_TRUE(table);
  const auto found = anonymise(*table, plan);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->report().proven_optimal);
  EXPECT_EQ(found->report().nodes, -1);
  EXPECT_GE(found->report().k, 5);
  EXPECT_LT(found->report().checks, 64 * 4);
}

TEST(Anonymise, ABudgetThatIsSpentIsSaid) {
  std::mt19937_64 random(25);
  Case one = random_case(random);
  while (one.names.size() < 5) one = random_case(random);
  one.plan.k = 2;
  one.plan.most_checks = 1;
  const auto table = CodedTable::of(one.names, one.rows);
  ASSERT_TRUE(table);
  const auto found = anonymise(*table, one.plan);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->report().proven_optimal);
  EXPECT_EQ(found->report().checks, 1);
}

TEST(Anonymise, BadInput) {
  const auto table = CodedTable::of({"a", "b"}, {{"1", "x"}, {"2", "x"}, {"3", "y"}});
  ASSERT_TRUE(table);
  AnonymisationPlan plan;
  plan.k = 2;
  EXPECT_EQ(code(anonymise(*table, plan)), "E1453");
  plan.quasi_identifiers = {{"a", Hierarchy::all_or_nothing(), 0, -1}};
  EXPECT_EQ(code(anonymise(*table, plan)), "none");
  EXPECT_EQ(code(anonymise(*CodedTable::of({"a"}, {}), plan)), "E1454");
  AnonymisationPlan other = plan;
  other.k = 4;
  EXPECT_EQ(code(anonymise(*table, other)), "E1464");
  other.k = 1;
  EXPECT_EQ(code(anonymise(*table, other)), "E1464");
  other = plan;
  other.quasi_identifiers[0].highest_level = 2;
  EXPECT_EQ(code(anonymise(*table, other)), "E1453");
  other.quasi_identifiers[0] = {"c", Hierarchy::all_or_nothing(), 0, -1};
  EXPECT_EQ(code(anonymise(*table, other)), "E1452");
  other = plan;
  other.keep = {"a"};
  EXPECT_EQ(code(anonymise(*table, other)), "E1452");
  other = plan;
  other.quasi_identifiers[0].hierarchy = Hierarchy::dates();
  EXPECT_EQ(code(anonymise(*table, other)), "E1463");
  other = plan;
  other.suppression = {3, 2, true};
  EXPECT_EQ(code(anonymise(*table, other)), "E1464");
  other = plan;
  other.quasi_identifiers[0].highest_level = 0;
  EXPECT_EQ(code(anonymise(*table, other)), "E1465");
  other = plan;
  other.sensitive = {{"b", 1, {}, {}, Fraction{1, 2, true}, {"x"}}};
  EXPECT_EQ(code(anonymise(*table, other)), "E1453");
  other.sensitive = {{"b", 0, {}, {}, {}, {}}};
  EXPECT_EQ(code(anonymise(*table, other)), "E1464");
}

// Columns that are neither quasi-identifiers nor kept do not come out.
TEST(Anonymise, WhatIsNotNamedIsDropped) {
  const auto table = CodedTable::of({"a", "name", "b"}, {{"1", "n1", "x"}, {"1", "n2", "x"}, {"2", "n3", "y"}});
  ASSERT_TRUE(table);
  AnonymisationPlan plan;
  plan.k = 2;
  plan.suppression = {1, 3, true};
  plan.quasi_identifiers = {{"a", Hierarchy::all_or_nothing(), 0, -1}};
  plan.keep = {"b"};
  const auto found = anonymise(*table, plan);
  ASSERT_TRUE(found);
  const CodedTable& out = found->table();
  ASSERT_EQ(out.columns().size(), 2U);
  EXPECT_EQ(found->report().levels, std::vector<int>{0});
  EXPECT_EQ(found->report().suppressed, 1);
  EXPECT_EQ(out.columns()[0].code(0), 0U);  // null, and first in order
  EXPECT_EQ(out.columns()[1].code(0), 0U);  // with all that the row held
  EXPECT_EQ(out.columns()[0].values(), std::vector<std::string>{"1"});
  EXPECT_EQ(out.columns()[1].values(), std::vector<std::string>{"x"});  // values of nobody are not listed
}

TEST(Anonymise, RowsThatLackWhatIdentifiesAreAClass) {
  std::vector<CodedColumn> columns;
  for (const char* name : {"age", "illness"}) {
    CodedColumn& column = columns.emplace_back(name);
    column.add_value("30");
    column.add_value("40");
  }
  for (const std::uint32_t age : {0U, 0U, 1U, 1U}) columns[0].append(age);
  for (const std::uint32_t illness : {1U, 2U, 1U, 2U}) columns[1].append(illness);
  AnonymisationPlan plan;
  plan.k = 2;
  plan.quasi_identifiers = {{"age", Hierarchy::all_or_nothing(), 0, -1}};
  plan.sensitive = {{"illness", 2, {}, {}, {}, {}}};
  const auto found = anonymise(CodedTable(std::move(columns)), plan);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->report().levels, std::vector<int>{0});
  EXPECT_EQ(found->report().suppressed, 0);
  EXPECT_EQ(found->report().classes, 2);
  EXPECT_EQ(found->report().k, 2);
}

TEST(Logarithm, AsFloatingPointSays) {
  EXPECT_EQ(log2_fixed(1), 0);
  EXPECT_EQ(log2_fixed(1024), std::int64_t{10} << kLossBits);
  for (const std::int64_t n : {2LL, 3LL, 5LL, 7LL, 30162LL, 1'000'003LL, 4'611'686'018'427'387'905LL}) {
    const double expected = std::log2(static_cast<double>(n));
    EXPECT_NEAR(static_cast<double>(log2_fixed(n)) / std::pow(2.0, kLossBits), expected, 1e-13) << n;
  }
}

// At an optimum every node that is finer by one level fails: it would lose less. All nodes are compared by
// benchmarks/anonymity.cc.
TEST(Anonymise, OptimaOfTheAdultDataCannotBeFiner) {
  auto adult = tests::read_adult();
  if (!adult) GTEST_SKIP() << "the Adult data set is not there: see PROACTIVE_VECTORS";
  const auto table = CodedTable::of(adult->names, adult->rows);
  ASSERT_TRUE(table);
  Case one{adult->names, adult->rows, {}, adult->plan};
  for (const std::string& name : adult->names) {
    auto& general = one.general.emplace_back();
    std::istringstream lines(*tests::read_vector("adult/adult_hierarchy_" + name + ".csv"));
    for (std::string line; std::getline(lines, line);) general[tests::cells_of(line).front()] = tests::cells_of(line);
  }
  for (const auto& [k, percent] : std::vector<std::pair<int, int>>{{5, 4}, {100, 0}}) {
    one.plan.k = k;
    one.plan.suppression = {percent, 100, true};
    const auto found = anonymise(*table, one.plan);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->report().proven_optimal);
    const int allowed = static_cast<int>(adult->rows.size()) * percent / 100;
    std::vector<std::size_t> node(found->report().levels.begin(), found->report().levels.end());
    EXPECT_EQ(failing(one, node), found->report().suppressed);
    EXPECT_LE(found->report().suppressed, allowed);
    for (std::size_t& level : node) {
      if (level == 0) continue;
      --level;
      EXPECT_GT(failing(one, node), allowed);
      ++level;
    }
  }
}

}  // namespace
}  // namespace proactive::privacy
