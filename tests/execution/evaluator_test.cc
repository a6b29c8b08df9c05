// The two passes over the same program, on facts at random and over all rule sets we have.
#include "execution/evaluator.h"

#include <gtest/gtest.h>

#include "execution/every_program.h"
#include "execution/random_source.h"

namespace proactive::execution {
namespace {

using plan::Program;
using plan::Register;
using tests::RandomSource;
using values::Possible;

constexpr std::uint64_t kSubjects = 60;

void for_each_program(const std::function<void(const Program&, const std::string&)>& check) {
  tests::for_each_program([&](const Program& program, int, const std::string& name) { check(program, name); });
}

bool holds(const Possible& set, values::Number value) {
  const bool by_members = set.domain == values::Domain::boolean || set.domain == values::Domain::choice;
  if (by_members) return set.members.test(value.num);
  return values::compare(set.low, value) <= 0 && values::compare(value, set.high) <= 0;
}

// What one set leaves out, the other must too.
bool within(const Possible& inner, const Possible& outer) {
  if (inner.domain == values::Domain::boolean || inner.domain == values::Domain::choice)
    return (inner.members & ~outer.members).none();
  return holds(outer, inner.low) && holds(outer, inner.high);
}

TEST(Evaluator, TheExactPassKnowsNothingElse) {
  std::int64_t known = 0;
  for_each_program([&](const Program& program, const std::string& name) {
    Workspace workspace;
    workspace.fit(program);
    for (std::uint64_t seed = 0; seed < kSubjects; ++seed) {
      const RandomSource source(program, seed, seed % 5);
      run_exact(program, source, source.subject(), workspace.values.data(), workspace.rows.data());
      Sets sets(program, source);
      sets.run(source.subject());
      for (const Register reg : program.main) {
        if (!workspace.values[reg].known) continue;
        ++known;
        ASSERT_TRUE(sets.at(reg).decided()) << name << ", subject " << seed << ", register " << reg;
        ASSERT_TRUE(holds(sets.at(reg), workspace.values[reg].number))
            << name << ", subject " << seed << ", register " << reg;
      }
    }
  });
  EXPECT_GT(known, 10'000);
}

// Learning facts only narrows what is possible: what was certain stays so.
TEST(Evaluator, KnowingMoreNarrowsEverySet) {
  for_each_program([&](const Program& program, const std::string& name) {
    for (std::uint64_t seed = 0; seed < kSubjects; ++seed) {
      const RandomSource some(program, seed, 3);
      const RandomSource all(program, seed, 0);
      Sets before(program, some);
      Sets after(program, all);
      before.run(some.subject());
      after.run(all.subject());
      for (const Register reg : program.main) {
        // Whether a fact is known changes when it becomes so; nothing that asks it is compared.
        if (program.code[reg].op == plan::OpCode::known) break;
        ASSERT_TRUE(within(after.at(reg), before.at(reg))) << name << ", subject " << seed << ", register " << reg;
      }
    }
  });
}

TEST(Evaluator, ShortAnswersAreThoseOfTheSetPass) {
  for_each_program([&](const Program& program, const std::string& name) {
    Workspace workspace;
    std::vector<Answer> answers(program.rights.size());
    for (std::uint64_t seed = 0; seed < kSubjects; ++seed) {
      const RandomSource source(program, seed, seed % 4);
      assess(program, source, source.subject(), workspace, answers);
      Sets sets(program, source);
      sets.run(source.subject());
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const Answer expected = answer_from(sets, program.rights[i]);
        SCOPED_TRACE(name + ", subject " + std::to_string(seed));
        ASSERT_EQ(answers[i].outcome, expected.outcome);
        ASSERT_EQ(answers[i].received, expected.received);
        if (expected.outcome == Outcome::not_eligible) {
          ASSERT_EQ(answers[i].amount, Amount{}) << "a refused right pays nothing";
        } else {
          ASSERT_EQ(answers[i].amount, expected.amount);
        }
      }
    }
  });
}

}  // namespace
}  // namespace proactive::execution
