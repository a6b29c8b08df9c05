// What every program keeps to, whatever the rules: over the corpus and examples/france, on
// several dates, for all rights together and each alone.
#include "plan/program.h"

#include <gtest/gtest.h>

#include <set>

#include "api/state.h"
#include "plan/builder.h"
#include "support.h"

namespace proactive::plan {
namespace {

void expect_sound(const RuleSet& rules, const std::string& name) {
  const auto& state = *rules.state();
  std::vector<std::vector<int>> plans(1);
  for (int right = 0; right < static_cast<int>(state.model->rights.size()); ++right) {
    plans[0].push_back(right);
    plans.push_back({right});
  }
  for (const char* date : {"0001-01-01", "2019-04-01", "2023-09-15", "2024-02-29", "2026-05-02", "9999-12-31"}) {
    for (const auto& rights : plans) {
      Diagnostics errors;
      const Program program = build(state.model, state.sources, Date::parse(date)->days, rights, errors);
      if (!errors.empty()) continue;
      ASSERT_EQ(check_invariants(program), "") << name << " on " << date;
      ASSERT_EQ(program.rights.size() + program.not_in_force.size(), rights.size());
      const std::set<Register> once(program.main.begin(), program.main.end());
      for (const RightPlan& right : program.rights) {
        ASSERT_TRUE(once.contains(right.outcome)) << name << ": an outcome stands in no loop";
        ASSERT_TRUE(right.amount < 0 || once.contains(right.amount)) << name;
        ASSERT_TRUE(right.received < 0 || once.contains(right.received)) << name;
      }
    }
  }
}

TEST(Program, InvariantsOfTheCorpus) {
  for (const auto& file : tests::corpus()) {
    if (file.side == "good" && file.topic != "france") expect_sound(tests::loaded(tests::rule_set_of(file)), file.path);
  }
}

TEST(Program, InvariantsOfFrance) { expect_sound(tests::loaded(tests::france()), "examples/france"); }

const char* const kRules = R"(
entity person "P" { a : boolean "A"  n : integer range 0..9 "N" }
source s "S"
define heavy for person : boolean = n * n + n > 20
right one for person "One" { law "L" served by s purpose grant when { x : heavy and a "X" } }
right two for person "Two" { law "L" served by s purpose grant when { x : heavy or n * n + n > 20 "X" } }
)";

TEST(Program, CommonPartsAreWrittenOnce) {
  const RuleSet rules = tests::loaded(kRules);
  Diagnostics errors;
  const Program program = build(rules.state()->model, rules.state()->sources, 0, {0, 1}, errors);
  int products = 0;
  for (const Instruction& instruction : program.code) products += instruction.op == OpCode::multiply ? 1 : 0;
  EXPECT_EQ(products, 1);
  EXPECT_EQ(program.inputs.size(), 2U);
}

// The checker must see what it is there for.
TEST(Program, InvariantsFindMistakes) {
  const RuleSet rules = tests::loaded(kRules);
  Diagnostics errors;
  const Program sound = build(rules.state()->model, rules.state()->sources, 0, {0, 1}, errors);
  const auto broken = [&](auto change) {
    Program program = sound;
    change(program);
    return check_invariants(program);
  };
  EXPECT_EQ(broken([](Program&) {}), "");
  const Register outcome = sound.rights[0].outcome;
  EXPECT_NE(broken([&](Program& p) { p.code[outcome].operands[0] = outcome; }), "") << "reads itself";
  EXPECT_NE(broken([&](Program& p) { p.main.push_back(0); }), "") << "runs twice";
  EXPECT_NE(broken([&](Program& p) { p.rights[0].amount = outcome; }), "") << "an amount that is a truth";
  EXPECT_NE(broken([&](Program& p) {
              for (const Instruction& i : sound.code) {
                if (i.op == OpCode::compare) p.code[i.operands[0]].domain = values::Domain::date;
              }
            }),
            "")
      << "a date against a number";
}

}  // namespace
}  // namespace proactive::plan
