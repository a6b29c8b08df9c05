// Two results summed, against a plain count row by row.
#include "population/difference.h"

#include <gtest/gtest.h>

#include <map>

#include "answers/decide.h"
#include "execution/every_program.h"
#include "execution/random_population.h"
#include "population/assess.h"

namespace proactive::population {
namespace {

constexpr std::int64_t kRows = 300;

RightOutcomes answers(const plan::Program& program, int entity, const facts::Population& population,
                      std::size_t right) {
  Settings settings;
  settings.conditions = true;
  std::vector<RightOutcomes> outcomes;
  EXPECT_TRUE(assess(program, entity, population, settings, {}, outcomes));
  return outcomes[right];
}

std::vector<Decision> decisions(const plan::Program& program, const facts::Population& population, std::size_t right) {
  const facts::ColumnSource source(program, population);
  execution::Sets sets(program, source);
  std::vector<Decision> decisions;
  for (std::int64_t row = 0; row < kRows; ++row) {
    sets.run(facts::ColumnSource::row_of(row));
    decisions.push_back(answers::decide(sets, program.rights[right]));
  }
  return decisions;
}

std::size_t place(Outcome outcome) { return static_cast<std::size_t>(outcome); }

// One decision after the other.
PopulationComparison plain(const std::vector<Decision>& before, const std::vector<Decision>& after) {
  PopulationComparison sums;
  std::map<std::string, ReasonCount> reasons;
  for (std::size_t row = 0; row < before.size(); ++row) {
    const Decision& was = before[row];
    const Decision& is = after[row];
    ++sums.moves[place(was.outcome)][place(is.outcome)];
    const Amount old_amount = was.amount.value_or(Amount{});
    const Amount amount = is.amount.value_or(Amount{});
    const bool entered = is.outcome == Outcome::eligible && was.outcome != Outcome::eligible;
    const bool left = is.outcome != Outcome::eligible && was.outcome == Outcome::eligible;
    if (entered) sums.entered_cents += amount.low_cents;
    if (left) sums.left_cents += old_amount.low_cents;
    if (was.outcome == Outcome::eligible && is.outcome == Outcome::eligible) {
      const std::int64_t more = amount.low_cents - old_amount.low_cents;
      if (!amount.exact() || !old_amount.exact()) {
        ++sums.amount_open;
      } else {
        sums.amount_up += more > 0 ? 1 : 0;
        sums.amount_down += more < 0 ? 1 : 0;
        sums.up_cents += more > 0 ? more : 0;
        sums.down_cents += more < 0 ? -more : 0;
      }
    }
    if (was.outcome == is.outcome) continue;
    for (std::size_t i = 0; i < is.conditions.size(); ++i) {
      if (is.conditions[i].value == was.conditions[i].value) continue;
      ReasonCount& count = reasons[is.conditions[i].name];
      ++(entered ? count.entered : left ? count.left : count.other);
    }
  }
  for (auto& [name, count] : reasons) {
    count.condition = name;
    sums.reasons.push_back(count);
  }
  return sums;
}

void expect_same(PopulationComparison found, const PopulationComparison& expected) {
  std::sort(found.reasons.begin(), found.reasons.end(),
            [](const auto& a, const auto& b) { return a.condition < b.condition; });
  EXPECT_EQ(found.moves, expected.moves);
  EXPECT_EQ(found.reasons, expected.reasons);
  EXPECT_EQ(found.amount_up, expected.amount_up);
  EXPECT_EQ(found.amount_down, expected.amount_down);
  EXPECT_EQ(found.amount_open, expected.amount_open);
  EXPECT_EQ(found.up_cents, expected.up_cents);
  EXPECT_EQ(found.down_cents, expected.down_cents);
  EXPECT_EQ(found.entered_cents, expected.entered_cents);
  EXPECT_EQ(found.left_cents, expected.left_cents);
}

// One program over two populations: everything changes.
TEST(PopulationDifference, AgreesWithTheDecisionsOfEachRow) {
  std::int64_t moved = 0;
  std::int64_t amounts = 0;
  tests::for_each_program([&](const plan::Program& program, int entity, const std::string& name) {
    const auto before = tests::random_population(program, entity, {.seed = 5, .rows = kRows});
    const auto after = tests::random_population(program, entity, {.seed = 6, .rows = kRows});
    for (std::size_t right = 0; right < program.rights.size(); ++right) {
      SCOPED_TRACE(name);
      const RightOutcomes was = answers(program, entity, *before, right);
      const RightOutcomes is = answers(program, entity, *after, right);
      // The sums of what is beyond 64 bits are cut there.
      if (was.has_amount && program.rights[right].amount >= 0) {
        const auto high = [](const RightOutcomes& one) {
          return *std::max_element(one.amount_cents.begin(), one.amount_cents.end());
        };
        const auto low = [](const RightOutcomes& one) {
          return *std::min_element(one.amount_cents.begin(), one.amount_cents.end());
        };
        if (std::max(high(was), high(is)) > 1'000'000'000'000 || std::min(low(was), low(is)) < -1'000'000'000'000)
          continue;
      }
      PopulationComparison found;
      compare(&was, &is, found);
      expect_same(found, plain(decisions(program, *before, right), decisions(program, *after, right)));
      moved += found.entered() + found.left();
      amounts += found.amount_up + found.amount_down;
    }
  });
  EXPECT_GT(moved, 1000);
  EXPECT_GT(amounts, 100);
}

TEST(PopulationDifference, OfARightThatIsGoneEverybodyLeaves) {
  tests::for_each_program([&](const plan::Program& program, int entity, const std::string& name) {
    SCOPED_TRACE(name);
    const auto population = tests::random_population(program, entity, {.seed = 5, .rows = kRows});
    const RightOutcomes was = answers(program, entity, *population, 0);
    PopulationComparison gone;
    compare(&was, nullptr, gone);
    PopulationComparison came;
    compare(nullptr, &was, came);
    const Summary summary = summarise(was);
    EXPECT_EQ(gone.left(), summary.eligible);
    EXPECT_EQ(came.entered(), summary.eligible);
    EXPECT_EQ(gone.no_longer_undetermined(), summary.undetermined);
    EXPECT_EQ(came.became_undetermined(), summary.undetermined);
    EXPECT_EQ(gone.entered() + came.left(), 0);
  });
}

}  // namespace
}  // namespace proactive::population
