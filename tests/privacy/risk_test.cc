// Risks by hand, and that a table read back has those it had in memory.
#include "proactive/privacy/risk.h"

#include <gtest/gtest.h>

#include <random>

#include "privacy/classes.h"
#include "privacy/exact_sum.h"

namespace proactive::privacy {
namespace {

using Rows = std::vector<std::vector<std::string>>;

CodedTable table_of(const std::vector<std::string>& names, const Rows& rows) {
  auto table = CodedTable::of(names, rows);
  EXPECT_TRUE(table);
  return *std::move(table);
}

RiskQuestion by(std::vector<std::string> quasi_identifiers) {
  RiskQuestion question;
  question.quasi_identifiers = std::move(quasi_identifiers);
  return question;
}

template <typename T>
std::string code(const Result<T>& result) {
  return result ? "none" : result.errors().front().code;
}

// Five of Paris aged 30, two of Lyon aged 30, one of Lyon aged 40.
const std::vector<std::string> kNames{"age", "town", "illness"};
const Rows kRows{{"30", "Paris", "a"}, {"30", "Paris", "a"}, {"30", "Paris", "b"}, {"30", "Paris", "c"},
                 {"30", "Paris", "a"}, {"30", "Lyon", "b"},  {"30", "Lyon", "b"},  {"40", "Lyon", "c"}};

TEST(Risk, ByHand) {
  RiskQuestion question = by({"age", "town"});
  question.sensitive = {"illness"};
  const auto risk = assess_risk(table_of(kNames, kRows), question);
  ASSERT_TRUE(risk);
  EXPECT_EQ(risk->rows, 8);
  EXPECT_EQ(risk->classes, 3);
  EXPECT_EQ(risk->k, 1);
  EXPECT_EQ(to_string(risk->uniqueness), "1/8");
  EXPECT_EQ(to_string(risk->prosecutor.highest), "1/1");
  EXPECT_EQ(to_string(risk->prosecutor.average), "3/8");
  EXPECT_EQ(to_string(risk->prosecutor.records_at_risk), "3/8");  // 1/2 and 1 are above 1/5; 1/5 is not
  EXPECT_EQ(to_string(risk->marketer), "3/8");
  ASSERT_EQ(risk->sensitive.size(), 1U);
  EXPECT_EQ(risk->sensitive[0].distinct_l, 1);
  EXPECT_EQ(risk->sensitive[0].uniform_classes, 2);
  EXPECT_EQ(risk->sensitive[0].uniform_rows, 3);
  // Of the whole, a 3/8, b 3/8, c 2/8; the class of one has c alone: 1 - 2/8.
  EXPECT_EQ(risk->sensitive[0].equal_t, (Fraction{3, 4, true}));
  EXPECT_FALSE(risk->sensitive[0].ordered_t);
}

TEST(Risk, TheThreeHeadingsGiveFiguresAndReasons) {
  RiskQuestion question = by({"age", "town"});
  question.sensitive = {"illness"};
  const auto risk = assess_risk(table_of(kNames, kRows), question);
  ASSERT_TRUE(risk);
  ASSERT_EQ(risk->headings.size(), 3U);
  EXPECT_EQ(risk->headings[0].name_fr, "individualisation");
  EXPECT_EQ(risk->headings[1].name_fr, "corrélation");
  EXPECT_EQ(risk->headings[2].name_fr, "inférence");
  for (const Heading& heading : risk->headings) EXPECT_EQ(heading.verdict, Verdict::fails);
  EXPECT_NE(risk->headings[0].reason_en.find("1/8 (0.1250)"), std::string::npos);
  EXPECT_NE(risk->headings[0].reason_fr.find("1/8 (0,1250)"), std::string::npos);
  EXPECT_NE(render(*risk, true).find("individualisation : possible"), std::string::npos);
  question.k = 1;
  question.threshold = {1, 1, true};
  question.sensitive.clear();
  const auto mild = assess_risk(table_of(kNames, kRows), question);
  ASSERT_TRUE(mild);
  EXPECT_EQ(mild->headings[0].verdict, Verdict::holds);
  EXPECT_EQ(mild->headings[1].verdict, Verdict::holds);
  EXPECT_EQ(mild->headings[2].verdict, Verdict::not_assessed);
}

TEST(Risk, AgainstThePopulation) {
  Rows everyone = kRows;
  for (int i = 0; i < 3; ++i) everyone.push_back({"40", "Lyon", "a"});  // the unique one is one of four
  everyone.push_back({"30", "Lyon", "a"});
  everyone.push_back({"50", "Brest", "a"});
  const auto risk = assess_risk(table_of(kNames, kRows), by({"age", "town"}),
                                std::make_unique<CodedTable>(table_of(kNames, everyone)).get());
  ASSERT_TRUE(risk);
  ASSERT_TRUE(risk->journalist);
  EXPECT_EQ(risk->journalist->highest, (Fraction{1, 3, true}));
  // (5/5 + 2/3 + 1/4) / 8
  EXPECT_EQ(risk->journalist->average, (Fraction{23, 96, true}));
  EXPECT_EQ(risk->marketer, risk->journalist->average);
  EXPECT_EQ(risk->journalist->records_at_risk, (Fraction{3, 8, true}));
  const CodedTable few = table_of(kNames, {kRows[0]});
  EXPECT_EQ(code(assess_risk(table_of(kNames, kRows), by({"age", "town"}), &few)), "E1455");
}

TEST(Risk, OrderedDistanceByHand) {
  // 3, 4, 5 against 3..11 of Li, Li and Venkatasubramanian (2007): 0.375; {6, 8, 11}: 0.167.
  Rows rows;
  for (const char* salary : {"3", "4", "5"}) rows.push_back({"x", salary});
  for (const char* salary : {"6", "11", "8"}) rows.push_back({"y", salary});
  for (const char* salary : {"7", "9", "10"}) rows.push_back({"z", salary});
  RiskQuestion question = by({"class"});
  question.sensitive = {"salary"};
  const auto risk = assess_risk(table_of({"class", "salary"}, rows), question);
  ASSERT_TRUE(risk);
  ASSERT_TRUE(risk->sensitive[0].ordered_t);
  EXPECT_EQ(*risk->sensitive[0].ordered_t, (Fraction{375, 1000, true}));
  EXPECT_EQ(risk->sensitive[0].equal_t, (Fraction{2, 3, true}));
  question.order = {{"11", "10", "9"}};
  EXPECT_EQ(code(assess_risk(table_of({"class", "salary"}, rows), question)), "E1453");
}

TEST(Risk, BadInput) {
  const CodedTable table = table_of(kNames, kRows);
  EXPECT_EQ(code(assess_risk(table, by({}))), "E1453");
  EXPECT_EQ(code(assess_risk(table, by({"age", "age"}))), "E1452");
  EXPECT_EQ(code(assess_risk(table, by({"size"}))), "E1452");
  EXPECT_EQ(code(assess_risk(table_of(kNames, {}), by({"age"}))), "E1454");
  EXPECT_EQ(code(CodedTable::of({"a", "a"}, {})), "E1451");
  EXPECT_EQ(code(CodedTable::of({"a", "b"}, {{"1"}})), "E1450");
  RiskQuestion question = by({"age"});
  question.threshold = {3, 2, true};
  EXPECT_EQ(code(assess_risk(table, question)), "E1453");
}

TEST(Risk, OneRowAndOneValue) {
  const auto one = assess_risk(table_of({"a"}, {{"1"}}), by({"a"}));
  ASSERT_TRUE(one);
  EXPECT_EQ(to_string(one->uniqueness), "1/1");
  const auto same = assess_risk(table_of({"a"}, Rows(9, {"1"})), by({"a"}));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->k, 9);
  EXPECT_EQ(to_string(same->prosecutor.average), "1/9");
}

// With 64 columns of many values the keys are ranked again and again on the way.
TEST(Risk, SixtyFourColumnsAsCountedOneByOne) {
  std::mt19937_64 random(1);
  std::vector<std::string> names;
  for (int c = 0; c < 64; ++c) names.push_back("c" + std::to_string(c));
  Rows rows;
  for (int r = 0; r < 500; ++r) {
    std::vector<std::string> row;
    for (int c = 0; c < 64; ++c) row.push_back(std::to_string(random() % 1000));
    rows.push_back(row);
    if (r % 3 == 0) rows.push_back(row);
  }
  const auto risk = assess_risk(table_of(names, rows), by(names));
  ASSERT_TRUE(risk);
  EXPECT_EQ(risk->classes, 500);
  EXPECT_EQ(to_string(risk->uniqueness), "333/667");
}

CodedTable back(const CodedTable& table) {
  ArrowArrayStream stream;
  table.export_arrow(&stream);
  auto read = CodedTable::read(&stream);
  EXPECT_TRUE(read);
  EXPECT_EQ(stream.release, nullptr);
  return *std::move(read);
}

TEST(Risk, OfATableReadBackAreThoseInMemory) {
  std::vector<CodedColumn> columns;
  for (const char* name : {"a", "b"}) {
    CodedColumn& column = columns.emplace_back(name);
    for (int v = 0; v < 300; ++v) column.add_value(std::to_string(v));
    for (std::uint32_t r = 0; r < 2'000; ++r) column.append(r % 7 == 0 ? 0 : 1 + r * r % 300);
  }
  const CodedTable table(std::move(columns));
  const auto before = assess_risk(table, by({"a", "b"}));
  const auto after = assess_risk(back(table), by({"a", "b"}));
  ASSERT_TRUE(before);
  ASSERT_TRUE(after);
  EXPECT_GT(before->suppressed, 0);
  EXPECT_EQ(render(*before, false), render(*after, false));
  EXPECT_EQ(before->suppressed, after->suppressed);
  EXPECT_EQ(before->rows + before->suppressed, 2'000);
}

// A column of codes of its own values, 1 to 9; 0 is null.
CodedColumn column_of(const std::string& name, const std::vector<std::uint32_t>& codes) {
  CodedColumn column(name);
  for (int v = 1; v < 10; ++v) column.add_value(std::to_string(v));
  for (const std::uint32_t code : codes) column.append(code);
  return column;
}

// Whoever knows that the age of a person is not in the file finds the illness of the one without an age.
TEST(Risk, ARowThatLacksWhatIdentifiesIsAClassAndNotSuppressed) {
  const CodedTable table({column_of("age", {3, 3, 0, 0}), column_of("illness", {1, 2, 1, 0})});
  RiskQuestion question = by({"age"});
  question.sensitive = {"illness"};
  const auto risk = assess_risk(table, question);
  ASSERT_TRUE(risk);
  EXPECT_EQ(risk->suppressed, 1);
  EXPECT_EQ(risk->rows, 3);
  EXPECT_EQ(risk->classes, 2);
  EXPECT_EQ(risk->k, 1);
  EXPECT_EQ(risk->sensitive[0].uniform_rows, 1);
  const CodedTable everyone({column_of("age", {3, 3, 3, 3, 0, 0})});
  const auto known = assess_risk(table, question, &everyone);
  ASSERT_TRUE(known);
  EXPECT_EQ(to_string(known->journalist->highest), "1/2");
  const CodedTable others({column_of("age", {3, 3, 3, 3})});
  EXPECT_EQ(code(assess_risk(table, question, &others)), "E1455");
}

TEST(Fraction, ComparesAndSums) {
  EXPECT_LT(compare({1, 3, true}, {INT64_MAX / 2, INT64_MAX, true}), 0);
  EXPECT_EQ(decimal({2, 3, true}, 4), "0.6667");
  EXPECT_EQ(decimal({999, 1000, true}, 2), "1.00");
  EXPECT_EQ(decimal({5, 2, true}, 0), "3");
  constexpr values::Int128 kWide = values::Int128{1} << 118;
  EXPECT_GT(compare_wide({kWide + 1, kWide}, {kWide, kWide}), 0);
  EXPECT_LT(compare_wide({kWide - 1, kWide}, {kWide, kWide + 1}), 0);
  EXPECT_EQ(compare_wide({kWide, kWide * 2}, {1, 2}), 0);
  ExactSum thirds;
  for (int i = 0; i < 3; ++i) thirds.add({1, 3});
  EXPECT_EQ(thirds.total(), (Fraction{1, 1, true}));
  ExactSum many;  // 1/1 + 1/2 + … is beyond 64 bits soon, and is then rounded up
  for (int i = 1; i <= 100; ++i) many.add({1, i});
  EXPECT_FALSE(many.total().exact);
  EXPECT_EQ(decimal(many.total(), 10), "5.1873775176");
}

}  // namespace
}  // namespace proactive::privacy
