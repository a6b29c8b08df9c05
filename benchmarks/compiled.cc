// One decision of `cheque_energie` for a household of five whose facts are all known: compiled
// from the rules, and the same rule by hand, with the same facts, known bits and answer. Both
// must agree before anything is measured; then the times, and their ratio, are printed.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "voucher.h"

namespace {

using voucher::ChequeEnergie;
using voucher::Custody;
using voucher::Household;
using voucher::Occupancy;
using voucher::Outcome;
using voucher::Person;
using voucher::Truth;

// The rule as a programmer would write it for this one date: what is unknown is looked at
// first, and left to somebody else.
struct ByHand {
  bool known = false;
  ChequeEnergie answer;
};

std::int64_t weight(std::int64_t persons) {
  return persons <= 1 ? 20 * persons : persons <= 2 ? 20 + 10 * (persons - 1) : 30 + 6 * (persons - 2);
}

bool in_range(const Household& home) {
  return home.reference_income_2017.known && home.reference_income_2017.value >= 0 &&
         home.reference_income_2017.value <= 10'000'000'000 && home.occupancy.known && home.voucher_sent.known &&
         home.declarants.known && home.declarants.count >= 1 && home.declarants.count <= 2 && home.dependants.known &&
         home.dependants.count <= 20;
}

[[gnu::noinline]] ByHand by_hand(const Household& home) {
  ByHand result;
  if (!in_range(home)) return result;
  std::int64_t full = 0;
  for (const Person& person : std::span(home.dependants.first, home.dependants.count)) {
    if (!person.custody.known) return result;
    full += person.custody.value == Custody::full ? 1 : 0;
  }
  const auto declarants = static_cast<std::int64_t>(home.declarants.count);
  const auto dependants = static_cast<std::int64_t>(home.dependants.count);
  const std::int64_t units = (weight(declarants + full) + weight(declarants + dependants)) / 2;
  const std::int64_t income = home.reference_income_2017.value * 20;
  const bool housed = home.occupancy.value == Occupancy::owner || home.occupancy.value == Occupancy::first_time_buyer ||
                      home.occupancy.value == Occupancy::tenant;
  static constexpr std::int64_t kBounds[] = {560'000, 670'000, 770'000, 1'070'000};
  static constexpr std::int64_t kAmounts[4][3] = {
      {19'400, 24'000, 27'700}, {14'600, 17'600, 20'200}, {9'800, 11'300, 12'600}, {4'800, 6'300, 7'600}};
  int row = 0;
  while (row < 4 && income >= kBounds[row] * units) ++row;
  const int column = units <= 20 ? 0 : units < 40 ? 1 : 2;
  const bool eligible = housed && row < 4;
  result.known = true;
  result.answer.outcome = eligible ? Outcome::eligible : Outcome::not_eligible;
  result.answer.received = home.voucher_sent.value ? Truth::yes : Truth::no;
  if (eligible) result.answer.amount = {kAmounts[row][column], kAmounts[row][column]};
  if (!eligible) result.answer.deciding = (housed ? 0U : 1U) | (row < 4 ? 0U : 2U);
  return result;
}

constexpr std::size_t kHomes = 1024;

// Households that differ, so that no answer is learnt by heart.
struct Homes {
  std::array<std::array<Person, 5>, kHomes> persons;
  std::array<Household, kHomes> homes;

  Homes() {
    std::uint64_t seed = 1;
    const auto below = [&seed](std::uint64_t n) {
      seed = seed * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
      return (seed >> 33U) % n;
    };
    for (std::size_t i = 0; i < kHomes; ++i) {
      for (Person& person : persons[i]) person.custody = below(10) == 0 ? Custody::shared : Custody::full;
      Household& home = homes[i];
      home.reference_income_2017 = static_cast<std::int64_t>(below(3'600'000));
      home.occupancy = static_cast<Occupancy>(below(10) == 0 ? 3 : below(3));
      home.voucher_sent = below(2) == 0;
      home.declarants = {persons[i].data(), 2};
      home.dependants = {persons[i].data() + 2, 3};
    }
  }
};

const Homes& homes() {
  static const Homes all;
  return all;
}

void check_agreement() {
  for (const Household& home : homes().homes) {
    const ByHand hand = by_hand(home);
    const ChequeEnergie compiled = voucher::assess_cheque_energie(home);
    const bool same = hand.known && hand.answer.outcome == compiled.outcome &&
                      hand.answer.received == compiled.received && hand.answer.deciding == compiled.deciding &&
                      hand.answer.amount.low_cents == compiled.amount.low_cents &&
                      hand.answer.amount.high_cents == compiled.amount.high_cents;
    if (same) continue;
    std::fputs("the compiled rule and the rule by hand disagree\n", stderr);
    std::exit(1);
  }
}

void BM_by_hand(benchmark::State& state) {
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(by_hand(homes().homes[++i % kHomes]));
}
BENCHMARK(BM_by_hand);

void BM_compiled(benchmark::State& state) {
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(voucher::assess_cheque_energie(homes().homes[++i % kHomes]));
}
BENCHMARK(BM_compiled);

// One household again and again: the branches of both are learnt.
void BM_by_hand_same(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(by_hand(homes().homes[1]));
}
BENCHMARK(BM_by_hand_same);

void BM_compiled_same(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(voucher::assess_cheque_energie(homes().homes[1]));
}
BENCHMARK(BM_compiled_same);

// Prints the usual table and keeps the fastest run of each.
class RatioReporter : public benchmark::ConsoleReporter {
 public:
  RatioReporter() : ConsoleReporter(OO_None) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type == Run::RT_Iteration) times_.push_back({run.run_name.function_name, run.GetAdjustedCPUTime()});
    }
  }

  double fastest(const std::string& name) const {
    double best = 0;
    for (const auto& [run, time] : times_) {
      if (run == name && (best == 0 || time < best)) best = time;
    }
    return best;
  }

 private:
  std::vector<std::pair<std::string, double>> times_;
};

}  // namespace

int main(int argc, char** argv) {
  check_agreement();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (const std::string suffix : {"", "_same"}) {
    const double hand = reporter.fastest("BM_by_hand" + suffix);
    if (hand > 0)
      std::printf("compiled%s: %.2f x by hand\n", suffix.c_str(), reporter.fastest("BM_compiled" + suffix) / hand);
  }
}
