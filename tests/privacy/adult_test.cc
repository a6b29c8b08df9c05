// Published figures of the Adult data set: risks before, and the optimum for k = 5.
#include "adult.h"

#include <gtest/gtest.h>

#include "proactive/privacy/anonymise.h"
#include "proactive/privacy/risk.h"

namespace proactive::privacy {
namespace {

class AdultTest : public testing::Test {
 protected:
  void SetUp() override {
    adult_ = tests::read_adult();
    if (!adult_) GTEST_SKIP() << "the Adult data set is not there: see PROACTIVE_VECTORS";
    auto table = CodedTable::of(adult_->names, adult_->rows);
    ASSERT_TRUE(table);
    table_ = *std::move(table);
  }

  std::optional<tests::Adult> adult_;
  CodedTable table_{std::vector<CodedColumn>{}};
};

TEST_F(AdultTest, RisksAsPublished) {
  RiskQuestion question;
  question.quasi_identifiers = adult_->names;
  const auto risk = assess_risk(table_, question);
  ASSERT_TRUE(risk);
  EXPECT_EQ(to_string(risk->prosecutor.average), "19502/30162");
  EXPECT_EQ(decimal(risk->prosecutor.average, 16), "0.6465751607983555");
  EXPECT_EQ(decimal(risk->uniqueness, 15), "0.514289503348584");
  EXPECT_EQ(to_string(risk->uniqueness), "15512/30162");
  EXPECT_EQ(risk->prosecutor.highest, (Fraction{1, 1, true}));
}

TEST_F(AdultTest, TheOptimumAsPublished) {
  const auto anonymous = anonymise(table_, adult_->plan);
  ASSERT_TRUE(anonymous);
  const AnonymisationReport& report = anonymous->report();
  EXPECT_EQ(report.levels, (std::vector<int>{1, 2, 1, 1, 3, 2, 2, 1, 1}));
  // Summed in floating point, the published figure is ...925293; the exact sum begins 407289.5388925296.
  EXPECT_EQ(to_string(report.loss), "407289.5388925296");
  EXPECT_EQ(report.nodes, 12960);
  EXPECT_EQ(report.classes, 48);
  EXPECT_EQ(report.k, 5);
  EXPECT_TRUE(report.proven_optimal);
}

}  // namespace
}  // namespace proactive::privacy
