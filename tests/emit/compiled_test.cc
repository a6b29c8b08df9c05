// Compiled rights give the answers of the engine, on facts at random.
#include <gtest/gtest.h>

#include "answers/decide.h"
#include "emit/adapter.h"
#include "emit/cases.h"
#include "emit/small_cases.h"
#include "execution/evaluator.h"
#include "execution/random_source.h"

namespace proactive::tests {
namespace {

constexpr std::uint64_t kSubjects = 1000;

// The facts the compiled code asks for: not those of conditions that the date has made idle.
class Needed : public facts::Source {
 public:
  Needed(const plan::Program& program, const facts::Source& source) : program_(program), source_(source) {}
  bool fact(int input, facts::Row row, std::int64_t& value) const override {
    return program_.inputs[input].needed && source_.fact(input, row, value);
  }
  bool members(int role, facts::Row group, std::int64_t& count) const override {
    return source_.members(role, group, count);
  }
  facts::Row member(int role, facts::Row group, std::int64_t index) const override {
    return source_.member(role, group, index);
  }
  facts::Row group(int entity, facts::Row member) const override { return source_.group(entity, member); }
  facts::Absence absence(int, facts::Row) const override { return facts::Absence::not_asked; }

 private:
  const plan::Program& program_;
  const facts::Source& source_;
};

void expect_same(const CompiledAnswer& compiled, const Answer& answer, const std::vector<std::string>& deciding) {
  EXPECT_EQ(compiled.outcome, static_cast<int>(answer.outcome));
  EXPECT_EQ(compiled.received, static_cast<int>(answer.received));
  EXPECT_EQ(compiled.low, answer.amount.low_cents);
  EXPECT_EQ(compiled.high, answer.amount.high_cents);
  EXPECT_EQ(compiled.deciding, deciding);
}

TEST(Compiled, RightsAnswerAsTheEngineDoes) {
  const std::vector<CompiledCase> cases = compiled_cases();
  ASSERT_EQ(compiled_rights().size(), cases.size());
  std::int64_t outcomes[3] = {};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const plan::Program& program = *cases[i].program;
    execution::Workspace workspace;
    std::vector<Answer> answers(program.rights.size());
    for (std::uint64_t unknown_in_ten : {0, 1, 4}) {
      for (std::uint64_t seed = 0; seed < kSubjects; ++seed) {
        SCOPED_TRACE(cases[i].unit + ", " + cases[i].name + ", subject " + std::to_string(seed) + ", " +
                     std::to_string(unknown_in_ten) + "0 % unknown");
        const RandomSource random(program, seed, unknown_in_ten);
        const Needed source(program, random);
        execution::assess(program, source, random.subject(), workspace, answers);
        const std::vector<Decision> decisions = answers::decide_all(program, source, random.subject());
        const std::vector<CompiledAnswer> compiled = compiled_rights()[i](source, random.subject());
        for (std::size_t right = 0; right < answers.size(); ++right) {
          SCOPED_TRACE(decisions[right].right);
          expect_same(compiled[right], answers[right], decisions[right].deciding);
          ++outcomes[compiled[right].outcome];
        }
        if (HasFailure()) return;
      }
    }
  }
  // All three outcomes were met, and often.
  for (const std::int64_t count : outcomes) EXPECT_GT(count, 1000);
}

// ---- small programs ------------------------------------------------------------------------

// The persons of a small case, whose rows are counted from 1: 0 is nobody's.
class FactsOfRows : public facts::Source {
 public:
  FactsOfRows(const plan::Program& program, const std::vector<Facts>& facts) : program_(program), facts_(facts) {}
  bool fact(int input, facts::Row row, std::int64_t& value) const override {
    const auto& fact = facts_[program_.inputs[input].field][row - 1];
    value = fact.value_or(0x5A5A);
    return fact.has_value();
  }
  bool members(int, facts::Row, std::int64_t&) const override { return false; }
  facts::Row member(int, facts::Row, std::int64_t) const override { return facts::kNoRow; }
  facts::Row group(int, facts::Row) const override { return facts::kNoRow; }
  facts::Absence absence(int, facts::Row) const override { return facts::Absence::not_asked; }

 private:
  const plan::Program& program_;
  const std::vector<Facts>& facts_;
};

// Of a right of a small program its one condition decides a refusal.
std::vector<std::string> deciding(const plan::RightPlan& right, Outcome outcome) {
  if (outcome != Outcome::not_eligible || right.conditions.empty()) return {};
  return {right.conditions.front().source->name};
}

TEST(Compiled, SmallProgramsAnswerAsTheEngineDoes) {
  const std::vector<SmallCase> cases = small_cases();
  ASSERT_EQ(compiled_small_programs().size(), cases.size());
  std::int64_t outcomes[3] = {};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const plan::Program& program = *cases[i].compiled.program;
    const FactsOfRows source(program, cases[i].facts);
    execution::Workspace workspace;
    std::vector<Answer> answers(program.rights.size());
    for (facts::Row row = 1; row <= cases[i].rows; ++row) {
      execution::assess(program, source, row, workspace, answers);
      const std::vector<CompiledAnswer> compiled = compiled_small_programs()[i](source, row);
      for (std::size_t right = 0; right < answers.size(); ++right) {
        expect_same(compiled[right], answers[right], deciding(program.rights[right], answers[right].outcome));
        ++outcomes[compiled[right].outcome];
        ASSERT_FALSE(HasFailure()) << cases[i].compiled.name << ", right " << right << ": " << cases[i].origins[right]
                                   << ", row " << row;
      }
    }
  }
  for (const std::int64_t count : outcomes) EXPECT_GT(count, 100'000);
}

}  // namespace
}  // namespace proactive::tests
