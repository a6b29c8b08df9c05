// The next question over twenty rights of one household: nothing known, its members known, half of
// its facts known; beside one assessment by name of the same record.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

#include "answers/twenty_rights.h"
#include "proactive/rule_set.h"

namespace {

using proactive::Date;
using proactive::Money;
using proactive::Plan;
using proactive::Record;
using proactive::RuleSet;

const Plan& plan() {
  static const Plan ready = [] {
    auto rules = RuleSet::parse({{"twenty.rights", proactive::tests::twenty_rights()}});
    if (!rules) {
      std::fputs(render(rules.errors()).c_str(), stderr);
      std::exit(1);
    }
    return *rules->plan({*Date::of(2024, 1, 15), {}});
  }();
  return ready;
}

/// 0: nothing known. 1: two adults and three children. 2: also income, housing, benefits and ages.
Record known(std::int64_t how_much) {
  Record home;
  if (how_much == 0) return home;
  for (int i = 0; i < 2; ++i) home.add("adults", Record{});
  for (int i = 0; i < 3; ++i) {
    Record child;
    if (how_much == 2) child.set("birth_date", Date{*Date::of(2014 + 3 * i, 5, 1)});
    home.add("children", child);
  }
  if (how_much == 2) {
    home.set("income", 2022, Money{2'100'000}).set("occupancy", "tenant").set("quotient", 600).set("lone", false);
  }
  return home;
}

void BM_assess(benchmark::State& state) {
  const Record home = known(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(plan().assess(home));
}
BENCHMARK(BM_assess)->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

void BM_next_question(benchmark::State& state) {
  const Record home = known(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(plan().next_question(home));
}
BENCHMARK(BM_next_question)->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

void BM_still_needed(benchmark::State& state) {
  const Record home = known(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(plan().still_needed(home));
}
BENCHMARK(BM_still_needed)->DenseRange(0, 2)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
