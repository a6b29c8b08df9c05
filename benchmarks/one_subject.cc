// One decision of `cheque_energie` for a household of five whose facts are all known: through a
// bound struct, by name, and by the same rule written by hand; and loading the rule set.
// Allocations are counted by replacing `operator new`.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <string>
#include <vector>

#include "proactive/bind.h"
#include "proactive/rule_set.h"

namespace {

std::size_t allocations = 0;

}  // namespace

// GCC sees through these and takes `free` for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using proactive::Answer;
using proactive::Date;
using proactive::Money;
using proactive::Outcome;
using proactive::RuleSet;

enum class Custody : std::uint8_t { full, shared };
enum class Occupancy : std::uint8_t { owner, first_time_buyer, tenant, social_residence, housed_free };

struct Person {
  Custody custody = Custody::full;
};

struct Household {
  Money income;
  Occupancy occupancy = Occupancy::owner;
  bool voucher_sent = false;
  std::array<Person, 2> declarants;
  std::array<Person, 3> dependants;
};

// The rule as a programmer would write it for this one date, with the same exactness:
// units in twentieths, thresholds by cross-multiplication.
Answer by_hand(const Household& home) {
  const auto units_of = [](std::int64_t persons) {
    return persons <= 1 ? 20 * persons : persons <= 2 ? 20 + 10 * (persons - 1) : 30 + 6 * (persons - 2);
  };
  std::int64_t full = 0;
  for (const Person& person : home.dependants) full += person.custody == Custody::full ? 1 : 0;
  const auto declarants = static_cast<std::int64_t>(home.declarants.size());
  const auto dependants = static_cast<std::int64_t>(home.dependants.size());
  const std::int64_t units = (units_of(declarants + full) + units_of(declarants + dependants)) / 2;
  const std::int64_t income = home.income.cents * 20;
  const bool housed = home.occupancy == Occupancy::owner || home.occupancy == Occupancy::first_time_buyer ||
                      home.occupancy == Occupancy::tenant;
  static constexpr std::int64_t kBounds[] = {560000, 670000, 770000, 1070000};
  static constexpr std::int64_t kAmounts[4][3] = {{194, 240, 277}, {146, 176, 202}, {98, 113, 126}, {48, 63, 76}};
  int row = 0;
  while (row < 4 && income >= kBounds[row] * units) ++row;
  const int column = units <= 20 ? 0 : units < 40 ? 1 : 2;
  Answer answer;
  answer.outcome = housed && row < 4 ? Outcome::eligible : Outcome::not_eligible;
  answer.received = home.voucher_sent ? proactive::Kleene::yes : proactive::Kleene::no;
  if (answer.outcome == Outcome::eligible) answer.amount = {kAmounts[row][column] * 100, kAmounts[row][column] * 100};
  return answer;
}

Household household(std::int64_t i) {
  Household home;
  home.income = Money{1344000 + i % 64 * 10000};
  return home;
}

RuleSet rules() {
  auto loaded = RuleSet::load(PROACTIVE_EXAMPLES);
  if (!loaded) {
    std::fputs(render(loaded.errors()).c_str(), stderr);
    std::exit(1);
  }
  return *loaded;
}

proactive::Plan plan() { return *rules().plan({*Date::of(2019, 4, 1), {"cheque_energie"}}); }

proactive::Bound<Household> bound() {
  auto person = proactive::describe<Person>();
  person.choice<&Person::custody>("custody", {"full", "shared"});
  return *proactive::bind<Household>(plan())
              .field<&Household::income>("reference_income", 2017)
              .choice<&Household::occupancy>("occupancy",
                                             {"owner", "first_time_buyer", "tenant", "social_residence", "housed_free"})
              .field<&Household::voucher_sent>("voucher_sent")
              .role<&Household::declarants>("declarants", person)
              .role<&Household::dependants>("dependants", person)
              .build();
}

void check_agreement(const proactive::Bound<Household>& home) {
  for (std::int64_t i = 0; i < 64; ++i) {
    const Answer ours = home.assess(household(i));
    const Answer expected = by_hand(household(i));
    if (ours.outcome == expected.outcome && ours.amount == expected.amount && ours.received == expected.received)
      continue;
    std::fputs("the bound struct and the rule by hand disagree\n", stderr);
    std::exit(1);
  }
}

void BM_by_hand(benchmark::State& state) {
  std::int64_t i = 0;
  for (auto _ : state) {
    Household home = household(++i);
    benchmark::DoNotOptimize(home);  // not known when compiled
    benchmark::DoNotOptimize(by_hand(home));
  }
}
BENCHMARK(BM_by_hand);

void BM_bound_struct(benchmark::State& state) {
  const auto home = bound();
  check_agreement(home);
  std::int64_t i = 0;
  const std::size_t before = allocations;
  for (auto _ : state) {
    Household one = household(++i);
    benchmark::DoNotOptimize(one);
    benchmark::DoNotOptimize(home.assess(one));
  }
  state.counters["allocations"] = static_cast<double>(allocations - before);
}
BENCHMARK(BM_bound_struct);

void BM_by_name(benchmark::State& state) {
  const auto ready = plan();
  proactive::Record record;
  record.set("occupancy", "owner").set("voucher_sent", false).set("reference_income", 2017, Money{1344000});
  for (int i = 0; i < 2; ++i) record.add("declarants", {});
  for (int i = 0; i < 3; ++i) record.add("dependants", proactive::Record{}.set("custody", "full"));
  for (auto _ : state) benchmark::DoNotOptimize(ready.assess(record));
}
BENCHMARK(BM_by_name);

void BM_load_and_check(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(rules());
}
BENCHMARK(BM_load_and_check);

// Prints the usual table, then each time beside that of the rule written by hand.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  RatioReporter() : ConsoleReporter(OO_None) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs)
      times_[run.benchmark_name()] = run.GetAdjustedCPUTime() / benchmark::GetTimeUnitMultiplier(run.time_unit);
  }

  void print_ratios() const {
    const auto base = times_.find("BM_by_hand");
    if (base == times_.end()) return;
    std::puts("\nratios within this run (processor time):");
    for (const auto& [name, seconds] : times_)
      std::printf("  %-20s %10.1f x by hand\n", name.c_str(), seconds / base->second);
  }

 private:
  std::map<std::string, double> times_;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_ratios();
}
