// Answers a person can act on, beside the bare decision of the same household: why, what to ask
// next, what would change it, when it changes. The bars are those of the issue that asked for them.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "proactive/plan.h"
#include "proactive/rule_set.h"
#include "proactive/timeline.h"

namespace {

using proactive::Date;
using proactive::Record;
using proactive::RuleSet;

template <typename T>
T value(proactive::Result<T> result) {
  if (result) return std::move(*result);
  for (const auto& error : result.errors()) std::fprintf(stderr, "%s\n", render(error).c_str());
  std::exit(1);
}

const RuleSet& france() {
  static const RuleSet rules = value(RuleSet::load(PROACTIVE_EXAMPLES));
  return rules;
}

Record household() {
  Record home;
  home.set("occupancy", "tenant").set("voucher_sent", false).set("reference_income", 2017, 12'000);
  home.add("declarants", Record{}).add("declarants", Record{});
  for (const char* custody : {"full", "shared", "full"}) home.add("dependants", Record{}.set("custody", custody));
  return home;
}

const proactive::Plan& voucher() {
  static const proactive::Plan plan = value(france().plan({.on = *Date::of(2019, 4, 1), .rights = {"cheque_energie"}}));
  return plan;
}

void BM_decision(benchmark::State& state) {
  const Record home = household();
  for (auto _ : state) benchmark::DoNotOptimize(voucher().assess(home));
}
BENCHMARK(BM_decision)->Unit(benchmark::kMicrosecond);

void BM_explanation(benchmark::State& state) {
  const Record home = household();
  for (auto _ : state) benchmark::DoNotOptimize(voucher().explain(home, "cheque_energie"));
}
BENCHMARK(BM_explanation)->Unit(benchmark::kMicrosecond);

void BM_explanation_as_text(benchmark::State& state) {
  const Record home = household();
  for (auto _ : state) benchmark::DoNotOptimize(voucher().explain(home, "cheque_energie")->to_text());
}
BENCHMARK(BM_explanation_as_text)->Unit(benchmark::kMicrosecond);

void BM_would_change(benchmark::State& state) {
  const Record home = household();
  for (auto _ : state) benchmark::DoNotOptimize(voucher().would_change(home, "cheque_energie"));
}
BENCHMARK(BM_would_change)->Unit(benchmark::kMicrosecond);

// Twenty rights over fifteen facts of three holders and the person; some share conditions.
std::string twenty_rights() {
  std::string text =
      "source tax \"Tax office\" { via api \"tax\" }\nsource fund \"Fund\" { via api \"fund\" }\n"
      "source town \"Town\" { via file \"town.csv\" }\nentity person \"Person\" {\n";
  const char* const holders[] = {"from tax", "from fund", "from town", ""};
  for (int i = 0; i < 8; ++i) text += "  yes" + std::to_string(i) + " : boolean " + holders[i % 4] + " \"yes\"\n";
  for (int i = 0; i < 7; ++i)
    text += "  sum" + std::to_string(i) + " : money range 0 €..100 000 € " + holders[(i + 1) % 4] + " \"sum\"\n";
  text += "}\n";
  for (int i = 0; i < 20; ++i) {
    const auto yes = [&](int k) { return "yes" + std::to_string((i + k) % 8); };
    const auto sum = [&](int k) { return "sum" + std::to_string((i + k) % 7); };
    text += "right r" + std::to_string(i) +
            " for person \"R\" {\n  law \"1\"  served by fund  purpose grant\n  when {\n" + "    a : " + yes(0) +
            " or not " + yes(3) + " \"a\"\n    b : " + sum(0) + " + " + sum(2) + " < " +
            std::to_string(10'000 + 1'000 * i) + " € \"b\"\n    c : not " + yes(5) + " or " + sum(4) +
            " > 500 € \"c\"\n" + "  }\n  amount max(100 €, 0.1 * " + sum(0) + " rounded down to 1 €)\n}\n";
  }
  return text;
}

// With nothing known, and with half of it.
void BM_next_question(benchmark::State& state) {
  static const RuleSet rules = value(RuleSet::parse({{"twenty", twenty_rights()}}));
  static const proactive::Plan plan = value(rules.plan({.on = *Date::of(2026, 1, 1)}));
  Record person;
  for (int i = 0; i < state.range(0); ++i) {
    person.set("yes" + std::to_string(i % 8), i % 2 == 0);
    person.set("sum" + std::to_string(i % 7), 1'000 * i);
  }
  for (auto _ : state) benchmark::DoNotOptimize(value(plan.next_question(person)));
}
BENCHMARK(BM_next_question)->ArgName("known")->Arg(0)->Arg(4)->Unit(benchmark::kMicrosecond);

// Ten years of a household's voucher and of a student's meals, the plans made beforehand.
void BM_timeline_ten_years(benchmark::State& state) {
  static const proactive::Timeline timeline =
      value(france().timeline({.from = *Date::of(2018, 1, 1), .until = *Date::of(2027, 12, 31)}));
  Record home = household();
  Record student;
  student.set("enrolled", true).set("scholar", true).set("scholarship_start", "2022-09-01");
  student.set("scholarship_months", 10).set("struck_off", false).set("hardship", false);
  for (int year = 2016; year < 2026; ++year) home.set("reference_income", year, 9'000 + 100 * (year - 2016));
  const bool of_student = state.range(0) != 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(timeline.of(of_student ? student : home, of_student ? "person" : "household"));
}
BENCHMARK(BM_timeline_ten_years)->ArgName("student")->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  std::puts("bars: an explanation 50 us, the next question over 20 rights 1000 us, ten years 100 us");
  return 0;
}
