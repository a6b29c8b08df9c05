// Whatever text comes in, the loader answers with errors or with a rule set that works.
//
// The mutations are the same in every run. `PROACTIVE_MUTATIONS=100000` asks for more of them,
// `PROACTIVE_SEED=7` for others, for a long run under the sanitizers.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "answers/decide.h"
#include "api/state.h"
#include "execution/random_source.h"
#include "mutations.h"
#include "support.h"

namespace proactive::tests {

namespace {

std::uint64_t asked(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Facts at random are assessed by both passes, which agree, and explained.
void expect_answers(const plan::Program& program) {
  ASSERT_EQ(plan::check_invariants(program), "");
  execution::Workspace workspace;
  std::vector<Answer> answers(program.rights.size());
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const RandomSource source(program, seed, 3 * seed);
    execution::assess(program, source, source.subject(), workspace, answers);
    execution::Sets sets(program, source);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      sets.run(source.subject());
      const Decision decision = answers::decide(sets, program.rights[i]);
      ASSERT_EQ(decision.outcome, answers[i].outcome);
      ASSERT_FALSE(decision.to_text().empty());
    }
  }
}

// A rule set that loads can be planned, described and tested, and every error has its place.
void expect_usable(std::vector<RuleText> texts) {
  const auto rules = RuleSet::parse(std::move(texts));
  if (!rules) {
    ASSERT_FALSE(rules.errors().empty());
    for (const Diagnostic& error : rules.errors()) ASSERT_FALSE(error.code.empty() || error.message.empty());
    ASSERT_FALSE(render(rules.errors()).empty());
    return;
  }
  for (const ExampleResult& example : rules->test()) ASSERT_EQ(example.passed, example.failures.empty());
  rules->entities();
  const auto plan = rules->plan({.on = *Date::of(2024, 1, 15)});
  if (!plan) return;
  plan->needs();
  for (const auto& program : plan->state()->programs) ASSERT_NO_FATAL_FAILURE(expect_answers(*program));
}

TEST(Mutations, NeverBreakTheLoader) {
  std::vector<std::vector<RuleText>> sets = {france()};
  for (const CorpusFile& file : corpus()) {
    // Long files are slow to test and show nothing that short ones do not.
    if (file.text.size() < 8000) sets.push_back({{file.path, file.text}});
  }
  const std::uint64_t seed = asked("PROACTIVE_SEED", 0);
  const std::uint64_t count = asked("PROACTIVE_MUTATIONS", 3000);
  for (std::uint64_t i = 0; i < count; ++i) {
    Chance chance(seed * 1'000'000'007U + i);
    auto texts = sets[chance.below(sets.size())];
    const auto& other = sets[chance.below(sets.size())].front().text;
    RuleText& file = texts[chance.below(texts.size())];
    file.text = mutated(file.text, other, chance);
    SCOPED_TRACE("mutation " + std::to_string(i) + " of " + file.name + ":\n" + file.text);
    ASSERT_NO_FATAL_FAILURE(expect_usable(std::move(texts)));
  }
}

}  // namespace

}  // namespace proactive::tests
