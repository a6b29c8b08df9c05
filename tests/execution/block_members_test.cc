// Members of groups in the block engine: lists empty, short and longer than a block, loops inside
// loops, bodies that read the rows around them, groups reached from members, unknown lists.
#include <gtest/gtest.h>

#include <set>

#include "api/state.h"
#include "execution/block_oracle.h"
#include "execution/kernel_set.h"
#include "execution/random_population.h"
#include "execution/small_operations.h"
#include "plan/builder.h"
#include "support.h"

namespace proactive::execution {
namespace {

using tests::Drawing;
using tests::Engine;
using tests::Oracle;

constexpr const char* kVocabulary = R"(
source office "O" { via api "x" }
choice colour "C" { red "R" green "G" blue "B" }
entity person "P" {
  old : integer range 0..120 "Y"
  score : integer "S"
  wage  : money range 0 €..100 000 € "W"
  gift  : money "G"
  born  : date "B"
  works : boolean "W"
  hue   : choice colour "H"
}
entity household "H" {
  income : money range 0 €..9 000 € "I"
  limit  : integer "L"
  owner  : boolean "O"
  since  : date "S"
  paint  : choice colour "P"
  adults : 1..2 person "A"
  kids   : 0..70000 person "K"
  few    : 0..9 person "F"
  head   : 1 person "H"
}
entity club "C" members may belong to several {
  open    : boolean "O"
  fee     : money range -50 €..50 € "F"
  players : 0..100000 person "P"
}
)";

struct Asked {
  const char* entity;
  std::vector<const char*> conditions;
  std::vector<const char*> amounts;
};

// Every aggregate, with and without `where`, over what is proven to fit and what is not.
const std::vector<Asked>& asked() {
  static const std::vector<Asked> all = {
      {"household",
       {"count(kids) = 0",
        "count(few) > 1",
        "count(kids where works) >= 2",
        "count(few where known(old)) > 0",
        "any(kids where old < 18 and owner)",
        "all(adults where wage > income)",
        "any(kids where hue is red)",
        "any(few where hue = paint)",
        "count(kids where score > limit) > 1",
        "sum(old of kids) > 40",
        "sum(score of few) > 100",
        "sum(score of kids where works) > limit",
        "min(old of kids) < 3",
        "max(old of kids where works) > 10",
        "min(born of few) < 2010-01-01",
        "max(score of few where score > limit) > 7",
        "any(kids where old > sum(old of adults))",
        "any(adults where wage > max(wage of few) or owner)",
        "count(few where born > since) = 1",
        "head.wage > income",
        "head.works or count(adults where works) = 2",
        "sum(wage / 3 of few) > 1 000 €",
        "max(score / 7 of few) > limit / 3",
        "all(few where old / 7 > limit / 2)",
        "any(few where choose { old when owner  score otherwise } > 3)",
        "sum(old of adults) + sum(old of few where hue is green) > 90"},
       {"sum(wage of kids)", "sum(gift of few where works)", "max(wage of adults)", "min(gift of few where old > 3)",
        "max(gift of few)", "sum(gift of kids)", "head.gift", "sum(wage of kids where wage > income)"}},
      {"club",
       {"any(players where household.owner)", "count(players where household.head.old > 30) > 2",
        "any(players where count(household.few where old > 3) > 1)",
        "all(players where any(household.few where old < 50 and open))", "sum(household.limit of players) > 10",
        "any(players where sum(household.income of players) > 0 €)", "min(household.since of players) < 2000-01-01",
        "any(players where hue = household.paint)", "count(players where wage > fee and open) = 1",
        "any(players where sum(wage of household.few where works) > household.income)"},
       {"sum(household.income of players)", "max(wage of players where household.owner)",
        "sum(gift of players where works) + fee", "sum(household.head.wage of players)"}},
      {"person",
       {"household.owner and works", "household.head.old > old", "count(household.few where old > 3) > 1",
        "any(household.kids where old > household.limit)", "sum(wage of household.adults) > wage",
        "household.paint is red or hue is red", "old > 3 and max(score of household.few) > score"},
       {"household.income", "sum(wage of household.kids where works)", "household.head.wage"}}};
  return all;
}

std::string text() {
  std::string rules = kVocabulary;
  int number = 0;
  for (const Asked& of : asked()) {
    for (std::size_t i = 0; i < of.conditions.size(); ++i) {
      const std::string name = "r" + std::to_string(number++);
      rules += "right " + name + " for " + of.entity + " \"R\" {\n  law \"L\"\n  served by office\n  purpose grant\n" +
               "  when {\n    c : " + of.conditions[i] + " \"N\"\n  }\n" +
               (i < of.amounts.size() ? std::string("  amount ") + of.amounts[i] + "\n" : "") + "}\n";
    }
  }
  return rules;
}

// The rights of one entity, all in one program.
plan::Program program_of(const std::string& entity) {
  static const RuleSet rules = tests::loaded(text());
  const auto& state = *rules.state();
  std::vector<int> rights;
  for (int right = 0; right < static_cast<int>(state.model->rights.size()); ++right) {
    if (state.model->entities[state.model->rights[right].entity].name == entity) rights.push_back(right);
  }
  Diagnostics errors;
  return plan::build(state.model, state.sources, Date::parse("2024-03-01")->days, rights, errors);
}

int entity_of(const plan::Program& program) { return program.contexts.front().entity; }

class Members : public testing::TestWithParam<const char*> {
 protected:
  void agree(const Drawing& drawing, std::span<const Engine> engines) {
    const auto population = tests::random_population(program_, entity_of(program_), drawing);
    const Oracle oracle(program_, *population, entity_of(program_),
                        std::string("members of ") + GetParam() + ", seed " + std::to_string(drawing.seed));
    ASSERT_EQ(oracle.difference_of_one(), "");
    for (const Engine& engine : engines) ASSERT_EQ(oracle.check(engine), "");
    const Engine& one = engines[drawing.seed % engines.size()];
    ASSERT_EQ(oracle.check_anywhere(one), "");
    ASSERT_EQ(oracle.check_run(one, 1), "");
  }

  const plan::Program program_ = program_of(GetParam());
};

TEST_P(Members, InShortLists) {
  std::uint64_t seed = 0;
  for (const int unknown : {0, 10, 40}) {
    for (const bool in_order : {false, true}) {
      for (const std::int64_t others : {0, 2, 9}) {
        for (const bool one_part : {false, true}) {
          Drawing drawing;
          drawing.seed = ++seed;
          drawing.rows = 190;
          drawing.unknown_in_hundred = unknown;
          drawing.members_in_order = in_order;
          drawing.one_part = one_part;
          drawing.others = others;
          agree(drawing, tests::every_engine());
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST_P(Members, InListsLongerThanABlock) {
  for (std::uint64_t seed = 100; seed < 112; ++seed) {
    Drawing drawing;
    drawing.seed = seed;
    drawing.rows = 30;
    drawing.unknown_in_hundred = seed % 3 == 0 ? 5 : 0;
    drawing.members_in_order = seed % 2 == 0;
    drawing.one_part = seed % 4 < 2;
    drawing.longest_list = 400;
    drawing.others = seed % 4 == 0 ? 150 : 7;
    agree(drawing, tests::every_engine());
    if (HasFatalFailure()) return;
  }
  Drawing drawing;
  drawing.seed = 200;
  drawing.rows = 9;
  drawing.unknown_in_hundred = 0;
  drawing.longest_list = 6000;
  drawing.others = 1000;
  agree(drawing, tests::every_engine());
}

INSTANTIATE_TEST_SUITE_P(Block, Members, testing::Values("household", "club", "person"),
                         [](const auto& info) { return std::string(info.param); });

// ---- every step ------------------------------------------------------------------------------

// What the programs of these tests and of the operations one by one are lowered to.
TEST(BlockSteps, AreAllReached) {
  std::set<Step> reached;
  const auto note = [&](const plan::Program& program) {
    const BlockProgram blocks(program, {.amounts = true, .conditions = true});
    for (const Frame& frame : blocks.frames) {
      for (const BlockStep& step : frame.steps) reached.insert(step.step);
    }
  };
  for (const auto& of : asked()) note(program_of(of.entity));
  for (const auto& operation : tests::every_operation()) {
    for (std::size_t leaf = 0; leaf < tests::leaves_of(tests::Kind::number).size(); ++leaf) {
      tests::SmallProgram program;
      tests::Operands operands;
      for (const tests::Kind kind : operation.operands) {
        const auto& leaves = tests::leaves_of(kind);
        operands.push_back(program.leaf(leaves[(operands.empty() ? leaf : leaf / 2) % leaves.size()]));
      }
      program.show(operation.make(program, operands), operation.result);
      note(program.finish());
    }
  }
  for (int step = 0; step <= static_cast<int>(Step::answer); ++step)
    EXPECT_TRUE(reached.contains(static_cast<Step>(step))) << to_string(static_cast<Step>(step));
}

}  // namespace
}  // namespace proactive::execution
