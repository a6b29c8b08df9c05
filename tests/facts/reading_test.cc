#include "facts/reading.h"

#include <gtest/gtest.h>

#include "api/state.h"
#include "support.h"

namespace proactive::facts {
namespace {

const semantics::Model& model() {
  static const RuleSet rules = tests::loaded(R"(
choice housing { owner "P"  tenant "L" }
entity person "P" {
  income : money                          "Money without a range"
  small  : money range -5 €..5 €          "Money"
  number : integer                        "Integer"
  part   : decimal(3)                     "Decimal"
  rate   : rate range 0 %..100 %          "Rate"
  on     : date range 2000-01-01..2000-12-31 "Day"
  asked  : boolean                        "Boolean"
  home   : choice housing                 "Choice"
}
)");
  return *rules.state()->model;
}

Reading reading(const char* field) {
  return {model(), model().fields[model().entities[0].field_names.find(field)->second]};
}

TEST(Reading, Decimals) {
  std::int64_t out = -1;
  EXPECT_EQ(reading("income").read_decimal(5, 1, out), Refusal::none);
  EXPECT_EQ(out, 50);
  EXPECT_EQ(reading("income").read_decimal(5'000'000'000, 18, out), Refusal::not_whole_cents);
  EXPECT_EQ(reading("income").read_decimal(5'000'000'000'000'000'000, 18, out), Refusal::none) << "5 €, with zeros";
  EXPECT_EQ(out, 500);
  EXPECT_EQ(reading("income").read_decimal(INT64_MAX, 0, out), Refusal::out_of_range);
  EXPECT_EQ(reading("income").read_decimal(INT64_MAX, 2, out), Refusal::none);
  EXPECT_EQ(out, INT64_MAX);
  EXPECT_EQ(reading("part").read_decimal(1'234, 3, out), Refusal::none);
  EXPECT_EQ(reading("part").read_decimal(12'345, 4, out), Refusal::too_many_decimals);
  EXPECT_EQ(reading("number").read_decimal(50, 1, out), Refusal::none);
  EXPECT_EQ(out, 5);
  EXPECT_EQ(reading("rate").read_decimal(422, 3, out), Refusal::none);
  EXPECT_EQ(out, 4220) << "a rate has four decimals at least";
  EXPECT_EQ(reading("rate").read_decimal(2, 0, out), Refusal::out_of_range);
  EXPECT_EQ(reading("asked").read_decimal(1, 0, out), Refusal::wrong_type);
}

TEST(Reading, EndsOfRangesAreInside) {
  std::int64_t out = 0;
  EXPECT_EQ(reading("small").read_cents(-500, out), Refusal::none);
  EXPECT_EQ(reading("small").read_cents(500, out), Refusal::none);
  EXPECT_EQ(reading("small").read_cents(-501, out), Refusal::out_of_range);
  EXPECT_EQ(reading("small").read_cents(501, out), Refusal::out_of_range);
  EXPECT_EQ(reading("on").read_text("2000-01-01", out), Refusal::none);
  EXPECT_EQ(reading("on").read_text("1999-12-31", out), Refusal::out_of_range);
  EXPECT_EQ(reading("on").read_days(INT64_MAX, out), Refusal::out_of_range);
  EXPECT_EQ(reading("number").read_cents(5, out), Refusal::wrong_type);
}

TEST(Reading, WordsOfBooleansAndChoices) {
  std::int64_t out = 0;
  for (const char* text : {"true", "True", "TRUE", "1"}) {
    EXPECT_EQ(reading("asked").read_text(text, out), Refusal::none);
    EXPECT_EQ(out, 1);
  }
  for (const char* text : {"false", "False", "FALSE", "0"}) {
    EXPECT_EQ(reading("asked").read_text(text, out), Refusal::none);
    EXPECT_EQ(out, 0);
  }
  for (const char* text : {"", "yes", "oui", "t", "2", "true "})
    EXPECT_EQ(reading("asked").read_text(text, out), Refusal::not_a_boolean) << text;
  EXPECT_EQ(reading("home").read_text("tenant", out), Refusal::none);
  EXPECT_EQ(out, 1);
  EXPECT_EQ(reading("home").read_text("L", out), Refusal::unknown_member) << "its label is not its name";
}

TEST(Reading, ARefusedValueLeavesTheOutputAlone) {
  std::int64_t out = 77;
  EXPECT_NE(reading("small").read_text("7", out), Refusal::none);
  EXPECT_NE(reading("on").read_text("2024-01-01", out), Refusal::none);
  EXPECT_NE(reading("home").read_text("", out), Refusal::none);
  EXPECT_EQ(out, 77);
}

}  // namespace
}  // namespace proactive::facts
