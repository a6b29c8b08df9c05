#include "proactive/privacy/noise.h"

#include <openssl/rand.h>

#include <numeric>

#include "privacy/openssl.h"
#include "privacy/sampling.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

using values::misuse;

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kMostMillionths = kMillion * kMillion;
constexpr std::int64_t kMostCount = std::int64_t{1} << 62U;

Diagnostics check(std::span<const std::int64_t> counts, std::int64_t cells_per_person, std::int64_t millionths,
                  PrivacyUnit unit, const PrivacyBudget& budget) {
  if (budget.unit() != unit)
    return {misuse("E1468", "the budget counts the other unit",
                   "spend epsilon on Laplace noise and rho on Gaussian noise, each from its own budget")};
  if (millionths < 1 || millionths > kMostMillionths)
    return {misuse("E1469", "the part of the budget that is asked for is not above 0, or far too large",
                   "ask for a millionth to a million")};
  if (cells_per_person < 1 || cells_per_person > kMillion)
    return {misuse("E1469", "a person is said to be in " + std::to_string(cells_per_person) + " counts",
                   "give how many of these counts one person may be in, 1 to 1 000 000")};
  for (const std::int64_t count : counts)
    if (count > kMostCount || count < -kMostCount)
      return {misuse("E1469", "a count is too large for noise", "give counts within 2^62")};
  return {};
}

template <typename Draw>
Result<std::vector<std::int64_t>> with_noise(std::span<const std::int64_t> counts, Randomness& randomness,
                                             Draw&& draw) {
  RandomWords words(randomness);
  std::vector<std::int64_t> noisy;
  noisy.reserve(counts.size());
  for (const std::int64_t count : counts) {
    noisy.push_back(count + draw(words));
    if (words.failed())
      return misuse("E1469", "there is no randomness to draw noise from",
                    "mend the host's source; the budget stays spent");
  }
  return noisy;
}

}  // namespace

bool SystemRandomness::fill(std::span<std::byte> bytes) {
  constexpr std::size_t kMostAtOnce = 1U << 20U;
  while (!bytes.empty()) {
    const auto now = bytes.first(std::min(bytes.size(), kMostAtOnce));
    if (RAND_priv_bytes(raw(now), static_cast<int>(now.size())) != 1) return false;
    bytes = bytes.subspan(now.size());
  }
  return true;
}

std::int64_t PrivacyBudget::left() const {
  const std::lock_guard lock(mutex_);
  return left_;
}

Result<std::int64_t> PrivacyBudget::spend(std::int64_t millionths) {
  const std::lock_guard lock(mutex_);
  if (millionths <= 0 || millionths > left_)
    return misuse("E1468",
                  std::to_string(millionths) + " millionths are asked of a budget that has " + std::to_string(left_),
                  "ask for less, which means more noise, or publish nothing more of these persons");
  left_ -= millionths;
  return left_;
}

Result<std::vector<std::int64_t>> noisy_counts_laplace(std::span<const std::int64_t> counts,
                                                       std::int64_t cells_per_person, std::int64_t millionths,
                                                       PrivacyBudget& budget, Randomness& randomness) {
  if (Diagnostics errors = check(counts, cells_per_person, millionths, PrivacyUnit::epsilon, budget); !errors.empty())
    return errors;
  if (auto spent = budget.spend(millionths); !spent) return spent.errors();
  const std::int64_t divisor = std::gcd(millionths, cells_per_person * kMillion);
  const auto s = static_cast<std::uint64_t>(millionths / divisor);
  const auto t = static_cast<std::uint64_t>(cells_per_person * kMillion / divisor);
  return with_noise(counts, randomness, [&](RandomWords& words) { return discrete_laplace(s, t, words); });
}

Result<std::vector<std::int64_t>> noisy_counts_gaussian(std::span<const std::int64_t> counts,
                                                        std::int64_t cells_per_person, std::int64_t millionths,
                                                        PrivacyBudget& budget, Randomness& randomness) {
  if (Diagnostics errors = check(counts, cells_per_person, millionths, PrivacyUnit::rho, budget); !errors.empty())
    return errors;
  const std::int64_t divisor = std::gcd(cells_per_person * kMillion, 2 * millionths);
  const std::int64_t n = cells_per_person * kMillion / divisor;
  const std::int64_t d = 2 * millionths / divisor;
  constexpr std::int64_t kMost = std::int64_t{1} << 20U;
  if (n > kMost || d > kMost)
    return misuse("E1469", "the variance is not a fraction with parts up to 2^20",
                  "round rho: 0.01, 0.125, 0.5; the budget is not spent");
  if (auto spent = budget.spend(millionths); !spent) return spent.errors();
  const DiscreteGaussian noise(static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(d));
  return with_noise(counts, randomness, [&](RandomWords& words) { return noise.draw(words); });
}

}  // namespace proactive::privacy
