// Noise by its exact distribution, with a fixed source; and a budget under threads.
#include "proactive/privacy/noise.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <thread>

#include "privacy/sampling.h"

namespace proactive::privacy {
namespace {

class Seeded final : public Randomness {
 public:
  explicit Seeded(std::uint64_t seed) : random_(seed) {}
  bool fill(std::span<std::byte> bytes) override {
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
      const std::uint64_t word = random_();
      std::memcpy(bytes.data() + i, &word, std::min<std::size_t>(8, bytes.size() - i));
    }
    return true;
  }

 private:
  std::mt19937_64 random_;
};

/// Gives so many fills and then none.
class Dry final : public Randomness {
 public:
  explicit Dry(int fills) : fills_(fills) {}
  bool fill(std::span<std::byte> bytes) override { return fills_-- > 0 && source_.fill(bytes); }

 private:
  int fills_;
  Seeded source_{3};
};

constexpr int kDraws = 400'000;

// How many standard deviations the statistic of a chi-square test lies above its mean; cells expected below
// 20 times are joined.
double chi_square_excess(const std::map<std::int64_t, int>& drawn, double (*weight)(std::int64_t, double), double p) {
  double total = 0;
  for (std::int64_t x = -2000; x <= 2000; ++x) total += weight(x, p);
  double statistic = 0;
  double rare_expected = 0;
  double rare_drawn = 0;
  int cells = 0;
  for (std::int64_t x = -2000; x <= 2000; ++x) {
    const double expected = weight(x, p) / total * kDraws;
    const auto at = drawn.find(x);
    const double count = at == drawn.end() ? 0 : at->second;
    if (expected < 20) {
      rare_expected += expected;
      rare_drawn += count;
      continue;
    }
    statistic += (count - expected) * (count - expected) / expected;
    ++cells;
  }
  if (rare_expected > 5) {
    statistic += (rare_drawn - rare_expected) * (rare_drawn - rare_expected) / rare_expected;
    ++cells;
  }
  const double freedom = cells - 1;
  return (statistic - freedom) / std::sqrt(2 * freedom);
}

double laplace(std::int64_t x, double scale) { return std::exp(-std::abs(static_cast<double>(x)) / scale); }
double gauss(std::int64_t x, double variance) {
  return std::exp(-static_cast<double>(x) * static_cast<double>(x) / (2 * variance));
}

TEST(Noise, LaplaceAsItsDistributionSays) {
  for (const auto& [s, t] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 1}, {1, 10}, {3, 7}, {5, 2}}) {
    Seeded source(11);
    RandomWords words(source);
    std::map<std::int64_t, int> drawn;
    for (int i = 0; i < kDraws; ++i) ++drawn[discrete_laplace(s, t, words)];
    EXPECT_LT(chi_square_excess(drawn, laplace, static_cast<double>(t) / static_cast<double>(s)), 4) << s << "/" << t;
  }
}

TEST(Noise, GaussianAsItsDistributionSays) {
  for (const auto& [n, d] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{{1, 2}, {1, 1}, {50, 1}, {1000, 7}}) {
    Seeded source(12);
    RandomWords words(source);
    const DiscreteGaussian noise(n, d);
    std::map<std::int64_t, int> drawn;
    for (int i = 0; i < kDraws; ++i) ++drawn[noise.draw(words)];
    EXPECT_LT(chi_square_excess(drawn, gauss, static_cast<double>(n) / static_cast<double>(d)), 4) << n << "/" << d;
  }
}

TEST(Noise, WhatIsBelowANumberIsEvenlySpread) {
  Seeded source(13);
  RandomWords words(source);
  std::map<std::uint64_t, int> drawn;
  for (int i = 0; i < 70'000; ++i) ++drawn[words.below(std::uint64_t{7})];
  ASSERT_EQ(drawn.size(), 7U);
  for (const auto& [x, count] : drawn) EXPECT_NEAR(count, 10'000, 400);
  const Unsigned128 wide = (Unsigned128{3} << 64) + 5;
  int in_third[3] = {};
  for (int i = 0; i < 30'000; ++i) {
    const Unsigned128 x = words.below(wide);
    ASSERT_TRUE(x < wide);
    ++in_third[std::min(static_cast<int>(x >> 64), 2)];
  }
  for (const int count : in_third) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Noise, ABudgetIsSpentOnceForAllCountsAndRefusesThen) {
  PrivacyBudget budget(PrivacyUnit::epsilon, 1'500'000);
  Seeded source(1);
  const std::vector<std::int64_t> counts{10, 20, 0};
  const auto first = noisy_counts_laplace(counts, 1, 1'000'000, budget, source);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 3U);
  EXPECT_EQ(budget.left(), 500'000);
  const auto second = noisy_counts_laplace(counts, 1, 1'000'000, budget, source);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.errors().front().code, "E1468");
  EXPECT_EQ(budget.left(), 500'000);
  const auto other = noisy_counts_gaussian(counts, 1, 1'000'000, budget, source);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.errors().front().code, "E1468");
}

TEST(Noise, ABudgetNeverFallsBelowZeroUnderThreads) {
  PrivacyBudget budget(PrivacyUnit::rho, 1'000);
  std::atomic<int> spent = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i)
        if (budget.spend(3)) ++spent;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(spent, 333);
  EXPECT_EQ(budget.left(), 1);
}

TEST(Noise, WithoutRandomnessNothingIsTold) {
  for (int fills = 0; fills < 4; ++fills) {
    Dry source(fills);
    PrivacyBudget epsilon(PrivacyUnit::epsilon, 1'000'000);
    PrivacyBudget rho(PrivacyUnit::rho, 1'000'000);
    const std::vector<std::int64_t> counts(5'000, 7);
    const auto laplace_counts = noisy_counts_laplace(counts, 1, 1'000, epsilon, source);
    const auto gaussian_counts = noisy_counts_gaussian(counts, 1, 1'000, rho, source);
    ASSERT_FALSE(laplace_counts);
    ASSERT_FALSE(gaussian_counts);
    EXPECT_EQ(laplace_counts.errors().front().code, "E1469");
    EXPECT_EQ(gaussian_counts.errors().front().code, "E1469");
  }
}

TEST(Noise, WhatCannotBeAskedFor) {
  SystemRandomness source;
  PrivacyBudget epsilon(PrivacyUnit::epsilon, 1'000'000);
  PrivacyBudget rho(PrivacyUnit::rho, 1'000'000);
  const std::vector<std::int64_t> one{1};
  const auto code = [](const auto& result) { return result ? std::string("none") : result.errors().front().code; };
  EXPECT_EQ(code(noisy_counts_laplace(one, 0, 1, epsilon, source)), "E1469");
  EXPECT_EQ(code(noisy_counts_laplace(one, 1, 0, epsilon, source)), "E1469");
  EXPECT_EQ(code(noisy_counts_laplace(one, 1, INT64_MIN, epsilon, source)), "E1469");
  EXPECT_EQ(code(noisy_counts_laplace(std::vector<std::int64_t>{INT64_MAX}, 1, 1, epsilon, source)), "E1469");
  EXPECT_EQ(code(noisy_counts_gaussian(one, 999'983, 7, rho, source)), "E1469");
  EXPECT_EQ(code(noisy_counts_gaussian(one, 1, 10'000, rho, source)), "none");
  EXPECT_EQ(epsilon.left(), 1'000'000);
  EXPECT_EQ(rho.left(), 990'000);
}

}  // namespace
}  // namespace proactive::privacy
