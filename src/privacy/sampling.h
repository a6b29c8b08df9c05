// Exact samplers in whole numbers: Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential
// Privacy" (2020), algorithms 1 to 3.
#ifndef PROACTIVE_SRC_PRIVACY_SAMPLING_H_
#define PROACTIVE_SRC_PRIVACY_SAMPLING_H_

#include <array>
#include <cstdint>

#include "proactive/privacy/noise.h"
#include "values/int128.h"

namespace proactive::privacy {

__extension__ typedef unsigned __int128 Unsigned128;

/// Random words from a buffer, wiped when it goes. Once its source fails, it gives zeros, and `failed` says
/// so: whoever draws must throw away what was drawn.
class RandomWords {
 public:
  explicit RandomWords(Randomness& source) : source_(source) {}
  RandomWords(const RandomWords&) = delete;
  RandomWords& operator=(const RandomWords&) = delete;
  ~RandomWords();

  std::uint64_t next() {
    if (at_ == words_.size()) refill();
    const std::uint64_t word = words_[at_];
    words_[at_++] = 0;
    return word;
  }
  bool bit();
  /// 0 to n - 1, each as likely; n > 0.
  std::uint64_t below(std::uint64_t n);
  Unsigned128 below(Unsigned128 n);
  bool failed() const { return failed_; }

 private:
  void refill();

  Randomness& source_;
  std::array<std::uint64_t, 512> words_{};
  std::size_t at_ = 512;
  std::uint64_t bits_ = 0;
  int bits_left_ = 0;
  bool failed_ = false;
};

/// Laplace: P(x) in proportion to exp(-|x| s / t), for 0 < s, t <= 2^40.
std::int64_t discrete_laplace(std::uint64_t s, std::uint64_t t, RandomWords& words);

/// Gaussian: P(x) in proportion to exp(-x^2 d / (2 n)), of variance about n / d, for 0 < n, d <= 2^20.
class DiscreteGaussian {
 public:
  DiscreteGaussian(std::uint64_t n, std::uint64_t d);
  std::int64_t draw(RandomWords& words) const;

 private:
  std::uint64_t n_;
  std::uint64_t d_;
  std::uint64_t t_;  ///< the whole part of the standard deviation, plus 1
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_SAMPLING_H_
