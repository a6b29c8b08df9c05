// Texts of unusual size: refused with a reason, or simply read.
#include <gtest/gtest.h>

#include <string>

#include "support.h"

namespace proactive::tests {

namespace {

const std::string kPerson = R"(
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" {
  income : money range 0 €..9 000 €  "Revenu"
  count_ : integer range 0..9        "Nombre"
  asked  : boolean                   "Demande"
}
)";

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

std::string right(const std::string& condition, const std::string& amount = "1 €", const std::string& name = "aid") {
  return "right " + name + " for person \"Aide\" { law \"L\" served by office purpose grant when { c : " + condition +
         " \"C\" } amount " + amount + " }\n";
}

std::string first_code(const std::string& text) {
  const std::string codes = codes_of(text);
  return codes.substr(0, codes.find(' '));
}

TEST(Limits, ParenthesesDeep) {
  EXPECT_EQ(codes_of(kPerson + right(repeated("(", 200) + "asked" + repeated(")", 200))), "");
  for (const int depth : {300, 10'000, 1'000'000}) {
    EXPECT_EQ(first_code(kPerson + right(repeated("(", depth) + "asked" + repeated(")", depth))), "E0104") << depth;
  }
}

TEST(Limits, PrefixesInARow) {
  EXPECT_EQ(codes_of(kPerson + right(repeated("not ", 100) + "asked")), "");
  for (const int count : {300, 10'000, 100'000}) {
    EXPECT_EQ(first_code(kPerson + right(repeated("not ", count) + "asked")), "E0104") << count;
    EXPECT_EQ(first_code(kPerson + right("asked", repeated("- ", count) + "income")), "E0104") << count;
  }
}

TEST(Limits, NestedChoices) {
  std::string amount = "income";
  for (int i = 0; i < 100; ++i)
    amount = "choose { 1 € when count_ = " + std::to_string(i % 10) + " " + amount + " otherwise }";
  EXPECT_EQ(codes_of(kPerson + right("asked", amount)), "");
  for (int i = 0; i < 300; ++i) amount = "choose { 1 € when asked " + amount + " otherwise }";
  EXPECT_EQ(first_code(kPerson + right("asked", amount)), "E0104");
}

TEST(Limits, LongChains) {
  EXPECT_EQ(codes_of(kPerson + right("asked" + repeated(" or asked", 10'000))), "");
  EXPECT_EQ(first_code(kPerson + right("asked", "income" + repeated(" + income", 10'000))), "E0104");
  EXPECT_EQ(first_code(kPerson + right("asked", "(income" + repeated(" per month", 10'000) + ") rounded down to 1 €")),
            "E0104");
}

TEST(Limits, GroupsOfConditions) {
  std::string condition = "either \"E\" { c : asked \"C\" d : income > 1 € \"D\" }";
  for (int i = 0; i < 150; ++i)
    condition = "either \"E\" { " + condition + " c" + std::to_string(i) + " : count_ > 3 \"C\" }";
  const std::string head = "right aid for person \"Aide\" { law \"L\" served by office purpose grant when { ";
  EXPECT_EQ(codes_of(kPerson + head + condition + " } }"), "");
}

TEST(Limits, ChainOfDefines) {
  const auto chain = [](int length) {
    std::string text = "define d0 for person : money = income\n";
    for (int i = 1; i < length; ++i) {
      const std::string here = std::to_string(i);
      text += "define d" + here + " for person : money = d" + std::to_string(i - 1) + " + 1 €\n";
    }
    return kPerson + text + right("asked", "d" + std::to_string(length - 1));
  };
  EXPECT_EQ(codes_of(chain(190)), "");
  EXPECT_EQ(codes_of(chain(210)), "E0901");
  EXPECT_EQ(first_code(chain(5'000)), "E0901");
}

TEST(Limits, ChainOfDefinesFromTheLast) {
  std::string text = kPerson + right("asked", "d0");
  for (int i = 0; i < 5'000; ++i) {
    text += "define d" + std::to_string(i) + " for person : money = d" + std::to_string(i + 1) + " + 1 €\n";
  }
  text += "define d5000 for person : money = income\n";
  EXPECT_EQ(first_code(text), "E0901");
}

TEST(Limits, LongCircle) {
  std::string text = kPerson;
  for (int i = 0; i < 150; ++i) {
    text += "define d" + std::to_string(i) + " for person : money = d" + std::to_string((i + 1) % 150) + " + 1 €\n";
  }
  EXPECT_EQ(first_code(text), "E0401");
}

TEST(Limits, ChainOfRights) {
  std::string text = kPerson + right("asked", "1 €", "r0");
  for (int i = 1; i < 3'000; ++i)
    text += right("entitled to r" + std::to_string(i - 1), "1 €", "r" + std::to_string(i));
  EXPECT_EQ(first_code(text), "E0901");
}

// Each define reads the one before twice: a program without repetition stays small.
TEST(Limits, DoublingDefines) {
  std::string text = kPerson + "define d0 for person : money = income\n";
  for (int i = 1; i < 100; ++i) {
    const std::string before = "d" + std::to_string(i - 1);
    text += "define d" + std::to_string(i) + " for person : money = max(" + before + ", " + before + " + 0 €)\n";
  }
  EXPECT_EQ(codes_of(text + right("d99 > 5 €")), "");
}

TEST(Limits, ManyRights) {
  std::string text = kPerson;
  for (int i = 0; i < 1'000; ++i) text += right("income > " + std::to_string(i) + " €", "1 €", "r" + std::to_string(i));
  const RuleSet rules = loaded(text);
  EXPECT_EQ(rules.rights().size(), 1'000U);
  const auto plan = rules.plan({.on = *Date::of(2024, 1, 15)});
  ASSERT_TRUE(plan);
  Record person;
  person.set("income", Money{50'000});
  const auto decisions = plan->assess(person);
  ASSERT_TRUE(decisions);
  EXPECT_EQ(decisions->size(), 1'000U);
  EXPECT_EQ(decisions->at(499).outcome, Outcome::eligible);
  EXPECT_EQ(decisions->at(500).outcome, Outcome::not_eligible);
}

TEST(Limits, LongTable) {
  const std::string person =
      "entity person \"P\" { asked : boolean \"A\" n : integer range 0..20000 \"N\" }\nsource office \"O\"\n";
  std::string table = "table t : money by n {\n";
  for (int i = 0; i < 10'000; ++i) table += "  | < " + std::to_string(i + 1) + " | " + std::to_string(i % 7) + " € |\n";
  table += "  | otherwise | 9 € |\n}\n";
  const RuleSet rules = loaded(person + table + right("asked", "t(n)"));
  const auto plan = rules.plan({.on = *Date::of(2024, 1, 15)});
  ASSERT_TRUE(plan);
  Record one;
  one.set("asked", true).set("n", std::int64_t{9'999});
  const auto decisions = plan->assess(one);
  ASSERT_TRUE(decisions);
  EXPECT_EQ(decisions->front().amount, (Amount{300, 300}));  // 9999 % 7 = 3
}

TEST(Limits, ManyNames) {
  std::string text = "entity person \"P\" {\n";
  for (int i = 0; i < 5'000; ++i) text += "  field_" + std::to_string(i) + " : boolean \"F\"\n";
  EXPECT_EQ(codes_of(text + "}\n"), "");
}

TEST(Limits, LongNamesAndTexts) {
  const std::string name(100'000, 'n');
  const std::string label(1'000'000, 'x');
  EXPECT_EQ(codes_of("entity " + name + " \"" + label + "\" { " + name + " : boolean \"" + label + "\" }\n"), "");
  EXPECT_EQ(first_code("entity person \"P\" { a : boolean \"A\" }\ndefine d for person : boolean = " + name), "E0201");
}

TEST(Limits, LargestNumbers) {
  EXPECT_EQ(codes_of(kPerson + right("count_ < 9223372036854775807")), "E0702");
  EXPECT_EQ(first_code(kPerson + right("count_ < 9223372036854775808")), "E0108");
  EXPECT_EQ(first_code(kPerson + right("income < 9223372036854775807 €")), "E0108");
  EXPECT_EQ(codes_of(kPerson + right("income > -92233720368547758.07 €")), "E0702");
  EXPECT_EQ(first_code(kPerson + right("count_ > " + std::string(1'000'000, '9'))), "E0108");
  EXPECT_EQ(codes_of(kPerson + right("count_ + 9223372036854775807 > 5")), "");
  EXPECT_EQ(codes_of(kPerson + right("asked", "-5 €")), "");
}

// Figures that do not fit once they are brought to one number of decimals.
TEST(Limits, FiguresTooLargeForTheirScale) {
  const std::string table = "table t : decimal by count_ {\n | < 5 | 9223372036854775807 |\n | otherwise | 0.5 |\n}\n";
  const std::string cells = "table t : decimal by count_ {\n | < 9223372036854775807 | 1 |\n | otherwise | 0.5 |\n}\n";
  const std::string values = "scale s : decimal banded {\n up to 5 : 9223372036854775807\n above : 0.5\n}\n";
  const std::string bounds =
      "scale s : decimal banded {\n up to 0.5 : 1\n up to 9223372036854775807 : 2\n above : 0.5\n}\n";
  EXPECT_EQ(first_code(kPerson + table + right("t(count_) > 1.5")), "E0108");
  EXPECT_EQ(first_code(kPerson + cells + right("t(count_) > 0.7")), "E0510") << "the range of `count_` ends before";
  EXPECT_EQ(first_code(kPerson + values + right("s(count_) > 1.5")), "E0108");
  EXPECT_EQ(first_code(kPerson + bounds + right("s(count_) > 1.5")), "E0108");
  EXPECT_EQ(first_code(kPerson + right("count_ * 9223372036854775807.0 > 5")), "E0108");
  EXPECT_EQ(first_code("entity person \"P\" { d : decimal(9) range 0..9223372036854775807 \"D\" }\n"), "E0108");
}

TEST(Limits, EdgesOfTheCalendar) {
  const std::string person =
      "source office \"O\"\nentity person \"P\" { born : date range 0001-01-01..9999-12-31 \"B\" n : integer range "
      "0..9 \"N\" }\n";
  EXPECT_EQ(codes_of(person + right("born >= 0001-01-01")), "E0702");
  EXPECT_EQ(codes_of(person + right("born > 9999-12-31")), "E0701");
  EXPECT_EQ(codes_of(person + "dates round up\n" + right("born + 1 day > 2000-01-01")), "");
  EXPECT_EQ(codes_of(person + right("born - 9999 years < 2000-01-01")), "");
  EXPECT_EQ(codes_of(person + right("born + months(n * 9000000000000000000) > today")), "");
  EXPECT_EQ(codes_of(person + right("age(born) > -3")), "");
}

TEST(Limits, ManyMistakes) {
  std::string text = kPerson;
  for (int i = 0; i < 5'000; ++i) text += right("incom > 1 €", "1 €", "r" + std::to_string(i));
  EXPECT_EQ(diagnostics_of({{"test.rights", text}}).size(), 5'000U);
}

}  // namespace

}  // namespace proactive::tests
