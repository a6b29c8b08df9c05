// Counts with noise: differential privacy in whole numbers, from a budget that is not exceeded.
#ifndef PROACTIVE_PRIVACY_NOISE_H_
#define PROACTIVE_PRIVACY_NOISE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "proactive/export.h"
#include "proactive/privacy/fraction.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// Where chance comes from. Implemented by `SystemRandomness`, and by tests.
class PROACTIVE_EXPORT Randomness {
 public:
  virtual ~Randomness() = default;
  /// Fills with random bytes; false when there are none, after which nothing is drawn in their place.
  virtual bool fill(std::span<std::byte> bytes) = 0;
};

/// RAND_priv_bytes of libcrypto. May be used by several threads at once.
class PROACTIVE_EXPORT SystemRandomness final : public Randomness {
 public:
  bool fill(std::span<std::byte> bytes) override;
};

/// What a budget counts: epsilon of pure differential privacy, which the discrete Laplace spends, or rho of
/// zero-concentrated differential privacy, which the discrete Gaussian spends.
enum class PrivacyUnit : std::uint8_t { epsilon, rho };

/// What may still be told of the persons in one set of data. In millionths, so that sums are exact; it only
/// falls, and never below zero, whatever the number of threads that spend it.
class PROACTIVE_EXPORT PrivacyBudget {
 public:
  PrivacyBudget(PrivacyUnit unit, std::int64_t millionths) : unit_(unit), left_(millionths > 0 ? millionths : 0) {}
  PrivacyBudget(const PrivacyBudget&) = delete;
  PrivacyBudget& operator=(const PrivacyBudget&) = delete;

  PrivacyUnit unit() const { return unit_; }
  std::int64_t left() const;
  /// Errors: less is left, or not above 0 is asked for; nothing is spent then (E1468).
  Result<std::int64_t> spend(std::int64_t millionths);

 private:
  PrivacyUnit unit_;
  mutable std::mutex mutex_;
  std::int64_t left_;
};

/// Adds discrete Laplace noise of scale `cells_per_person` / epsilon to every count, for a budget of epsilon.
/// `cells_per_person` bounds how many of these counts one person may be in: 1 for a histogram of persons.
/// The caller guarantees it. With the scale, epsilon = `millionths` / 10^6 is spent once for all counts, before
/// anything is drawn, and is not given back. Results may be negative: they are left so, as clipping
/// them would bias sums.
///
/// Exact: drawn by Canonne, Kamath and Steinke's samplers in whole numbers, without any floating point.
/// Errors: a budget of the other unit or too small (E1468); no randomness, a part of the budget that is not
/// above 0, more than 10^6 cells a person, a count beyond 2^62 (E1469).
PROACTIVE_EXPORT Result<std::vector<std::int64_t>> noisy_counts_laplace(std::span<const std::int64_t> counts,
                                                                        std::int64_t cells_per_person,
                                                                        std::int64_t millionths, PrivacyBudget& budget,
                                                                        Randomness& randomness);

/// The same with discrete Gaussian noise of variance `cells_per_person` / (2 rho), for a budget of rho. The
/// variance must be a fraction with parts up to 2^20 (E1469); round figures of rho make one.
PROACTIVE_EXPORT Result<std::vector<std::int64_t>> noisy_counts_gaussian(std::span<const std::int64_t> counts,
                                                                         std::int64_t cells_per_person,
                                                                         std::int64_t millionths, PrivacyBudget& budget,
                                                                         Randomness& randomness);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_NOISE_H_
