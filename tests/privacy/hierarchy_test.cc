#include "proactive/privacy/hierarchy.h"

#include <gtest/gtest.h>

namespace proactive::privacy {
namespace {

using Levels = std::vector<std::string>;

template <typename T>
std::string code(const Result<T>& result) {
  return result ? "none" : result.errors().front().code;
}

CodedColumn column_of(const std::vector<std::string>& values) {
  CodedColumn column("value");
  for (const std::string& value : values) column.append(column.add_value(value));
  return column;
}

Levels levels(const Hierarchy& hierarchy, const std::string& value) {
  const auto general = hierarchy.generalise(column_of({value}));
  if (!general) return {general.errors().front().code};
  EXPECT_EQ(static_cast<int>(general->front().size()) + 1, hierarchy.levels());
  return general->front();
}

TEST(Hierarchy, Dates) {
  EXPECT_EQ(levels(Hierarchy::dates(), "2026-11-26"), (Levels{"2026-11", "2026-Q4", "2026", "202x", "*"}));
  EXPECT_EQ(levels(Hierarchy::dates(), "0001-03-31"), (Levels{"0001-03", "0001-Q1", "0001", "000x", "*"}));
  EXPECT_EQ(levels(Hierarchy::dates(), "2026-02-30"), Levels{"E1463"});
}

TEST(Hierarchy, Ages) {
  const auto ages = Hierarchy::widths({5, 10, 20});
  ASSERT_TRUE(ages);
  EXPECT_EQ(levels(*ages, "34"), (Levels{"30-34", "30-39", "20-39", "*"}));
  EXPECT_EQ(levels(*ages, "-1"), (Levels{"-5--1", "-10--1", "-20--1", "*"}));
  EXPECT_EQ(levels(*ages, "9223372036854775807"), Levels{"E1463"});
  EXPECT_EQ(levels(*ages, "3.5"), Levels{"E1463"});
  EXPECT_EQ(code(Hierarchy::widths({5, 12})), "E1462");
  EXPECT_EQ(code(Hierarchy::widths({0})), "E1462");
}

TEST(Hierarchy, Amounts) {
  const auto amounts = Hierarchy::bands({{0, 5000, 10000}, {0, 10000}});
  ASSERT_TRUE(amounts);
  EXPECT_EQ(levels(*amounts, "4999.99"), (Levels{"[0, 5000)", "[0, 10000)", "*"}));
  EXPECT_EQ(levels(*amounts, "5000"), (Levels{"[5000, 10000)", "[0, 10000)", "*"}));
  EXPECT_EQ(levels(*amounts, "-0.01"), (Levels{"< 0", "< 0", "*"}));
  EXPECT_EQ(levels(*amounts, "10000.00"), (Levels{">= 10000", ">= 10000", "*"}));
  EXPECT_EQ(code(Hierarchy::bands({{5, 5}})), "E1462");
  EXPECT_EQ(code(Hierarchy::bands({{0, 5}, {0, 7}})), "E1462");
}

TEST(Hierarchy, Prefixes) {
  const auto prefixes = Hierarchy::prefixes({4, 2});
  ASSERT_TRUE(prefixes);
  EXPECT_EQ(levels(*prefixes, "75056"), (Levels{"7505", "75", "*"}));
  EXPECT_EQ(levels(*prefixes, "é"), (Levels{"é", "é", "*"}));
  EXPECT_EQ(code(Hierarchy::prefixes({2, 4})), "E1462");
  EXPECT_EQ(code(Hierarchy::prefixes({0})), "E1462");
}

TEST(Hierarchy, PlacesOfATable) {
  const std::vector<std::string> names{"commune", "epci", "departement", "region"};
  const auto table = CodedTable::of(names, {{"01004", "240100883", "01", "84"},
                                            {"01007", "240100883", "01", "84"},
                                            {"01004", "240100883", "01", "84"},
                                            {"69123", "200046977", "69", "84"}});
  ASSERT_TRUE(table);
  const auto places = Hierarchy::from_table(*table, names);
  ASSERT_TRUE(places);
  EXPECT_EQ(levels(*places, "01007"), (Levels{"240100883", "01", "84", "*"}));
  // An EPCI in two départements: its members would be equal and then differ.
  const auto astride = CodedTable::of(names, {{"1", "e", "01", "84"}, {"2", "e", "69", "84"}});
  ASSERT_TRUE(astride);
  EXPECT_EQ(code(Hierarchy::from_table(*astride, names)), "E1461");
  EXPECT_EQ(code(Hierarchy::from_table(*astride, {"commune", "departement", "region"})), "none");
  EXPECT_EQ(code(Hierarchy::from_table(*astride, {"commune", "canton"})), "E1452");
}

TEST(Hierarchy, FilesOfArx) {
  const auto file = Hierarchy::from_csv(
      "\xEF\xBB\xBF"
      "1;\"0;9\";*\r\n\"2\";\"0;9\";*\r\n3;\"a \"\"b\"\"\";*");
  ASSERT_TRUE(file);
  EXPECT_EQ(levels(*file, "2"), (Levels{"0;9", "*"}));
  EXPECT_EQ(levels(*file, "3"), (Levels{"a \"b\"", "*"}));
  EXPECT_EQ(levels(*file, "4"), Levels{"E1463"});
  const auto message = [](std::string_view text) {
    const auto result = Hierarchy::from_csv(text);
    return result ? std::string("none") : result.errors().front().code + " " + result.errors().front().message;
  };
  EXPECT_EQ(message(""), "E1460 the hierarchy has no line");
  EXPECT_EQ(message("1;a\n2\n"), "E1460 line 2 of the hierarchy has 1 cells where the first has 2");
  EXPECT_EQ(message("1;a\n1;b\n"), "E1460 line 2 of the hierarchy has the same value as line 1");
  EXPECT_EQ(message("1;\"a\n"), "E1460 line 1 of the hierarchy has a quote that does not close");
  EXPECT_EQ(message("1;a\n\n2;b\n"), "E1460 line 2 of the hierarchy is empty");
  EXPECT_EQ(message("1;a;x\n2;a;y\n").substr(0, 5), "E1461");
  EXPECT_EQ(message(std::string(100, ';')).substr(0, 5), "E1460");
}

TEST(Hierarchy, ValuesItDoesNotKnowAreCountedAndNotShown) {
  const auto result = Hierarchy::dates().generalise(column_of({"2026-01-01", "canary", "canary 2"}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.errors().front().message, "2 of the values of column `value` are not known to its hierarchy");
  EXPECT_EQ(render(result.errors()).find("canary"), std::string::npos);
}

}  // namespace
}  // namespace proactive::privacy
