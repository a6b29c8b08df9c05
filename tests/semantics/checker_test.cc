// All mistakes of a rule set in one go, and none twice. What each mistake looks like is in
// tests/corpus/*/bad.
#include <gtest/gtest.h>

#include "support.h"

namespace proactive::semantics {
namespace {

using tests::codes_of;

const std::string kPerson = R"(
source office "Guichet"
entity person "Personne" {
  income : money range 0 €..9 000 €  "Revenu"
  asked  : boolean                   "Demande"
}
)";

std::string right(const std::string& condition, const std::string& rest = "") {
  return "right aid for person \"Aide\" { law \"L\" served by office purpose grant when { c : " + condition +
         " \"C\" } " + rest + " }\n";
}

TEST(Checker, ReportsEveryMistakeAtOnce) {
  EXPECT_EQ(
      codes_of(kPerson +
               "parameter floor : money { from 2020-01-01 : 12 % }\n"
               "define half for person : money = incom / 2\n"
               "define twice for person : boolean = income * 2\n" +
               right("asked and income", "amount 12 % * income  inform sms \"{nothing}\"") +
               "example \"E\" for aid on 2024-01-15 { person { income true  askd true } expect eligible because d }\n"),
      "E0301 E0201 E0301 E0301 E0306 E0607 E0802 E0208 E0804");
}

TEST(Checker, OneMistakeIsReportedOnce) {
  // A name that does not exist, used far away, in a define that others read.
  EXPECT_EQ(codes_of(kPerson + "define d for person : money = incom\ndefine e for person : money = d + d\n" +
                     right("e > 3 € and d < 2 €", "amount max(d, e)")),
            "E0201");
  EXPECT_EQ(codes_of(kPerson + "parameter p : mony { from 2020-01-01 : 3 € }\n" +
                     right("income < p and income > p", "amount p")),
            "E0202");
}

TEST(Checker, FilesAreOneRuleSet) {
  const std::vector<RuleText> files = {{"b.rights", right("asked and incom > 1 €")},
                                       {"a.rights", kPerson + "define asked for person : money = 1 €\n"}};
  const Diagnostics found = tests::diagnostics_of(files);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].place.file, "b.rights") << "in the order of the files given";
  EXPECT_EQ(found[1].place.file, "a.rights");
  EXPECT_TRUE(RuleSet::parse({{"b.rights", right("asked")}, {"a.rights", kPerson}}));
}

TEST(Checker, NameOfAnotherEntityOnlyWithATrueWayOut) {
  const auto way_out = [](const std::string& text) { return tests::diagnostics_of({{"t", text}}).at(0).way_out; };
  const std::string group = "entity household \"H\" { rent : money \"R\"  adults : 1..2 person \"A\" }\n";
  EXPECT_EQ(way_out(kPerson + group + right("rent > 1 €")), "write `household.rent`");
  EXPECT_EQ(way_out(kPerson + group + "define d for household : money = income\n"),
            "reach it by a role of `household`");
  EXPECT_EQ(way_out(kPerson + "entity firm \"F\" { rent : money \"R\" }\n" + right("rent > 1 €")),
            "write the rule for `firm`");
  EXPECT_EQ(
      way_out(kPerson +
              "entity lease \"L\" members may belong to several { rent : money \"R\" tenant : 1 person \"T\" }\n" +
              right("rent > 1 €")),
      "write the rule for `lease`");
}

TEST(Checker, PlaceholdersAreMarkedWhereTheyStand) {
  const auto place = [](const std::string& message) {
    return tests::diagnostics_of({{"t", kPerson + right("asked", "\ninform sms \"" + message + "\"\n")}}).at(0).place;
  };
  EXPECT_EQ(place("é {incom} x").column, 15);
  EXPECT_EQ(place("é {incom} x").length, 7);
  EXPECT_EQ(place("x {").length, 5) << "all of the text when it is not a placeholder";
}

TEST(Checker, LoopsAreNotNestedWithoutEnd) {
  std::string household = "entity household \"H\" { rent : money \"R\"  adults : 1..2 person \"A\" }\n";
  std::string condition = "asked";
  for (int i = 0; i < 4; ++i) condition = "any(household.adults where " + condition + ")";
  EXPECT_EQ(codes_of(kPerson + household + right(condition)), "");
  EXPECT_EQ(codes_of(kPerson + household + right("any(household.adults where " + condition + ")")), "E0901");
}

}  // namespace
}  // namespace proactive::semantics
