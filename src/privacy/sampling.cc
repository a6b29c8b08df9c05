#include "privacy/sampling.h"

#include <openssl/crypto.h>

#include <bit>
#include <span>

namespace proactive::privacy {

RandomWords::~RandomWords() {
  OPENSSL_cleanse(words_.data(), sizeof(words_));
  OPENSSL_cleanse(&bits_, sizeof(bits_));
}

// Without randomness zeros end every loop below; the result is not used.
void RandomWords::refill() {
  if (!failed_) failed_ = !source_.fill(std::as_writable_bytes(std::span(words_)));
  if (failed_) words_.fill(0);
  at_ = 0;
}

bool RandomWords::bit() {
  if (bits_left_ == 0) {
    bits_ = next();
    bits_left_ = 64;
  }
  const bool one = (bits_ & 1U) != 0;
  bits_ >>= 1U;
  --bits_left_;
  return one;
}

// Lemire's multiplication: the high half is the result, and low halves that would favour some are redrawn.
std::uint64_t RandomWords::below(std::uint64_t n) {
  Unsigned128 product = Unsigned128{next()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t least = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < least && !failed_) product = Unsigned128{next()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

Unsigned128 RandomWords::below(Unsigned128 n) {
  if (n >> 64 == 0) return below(static_cast<std::uint64_t>(n));
  const int unused = std::countl_zero(static_cast<std::uint64_t>(n >> 64));
  for (;;) {
    const Unsigned128 high = next() >> unused;
    const Unsigned128 number = high << 64 | next();
    if (number < n || failed_) return number < n ? number : 0;
  }
}

namespace {

// True with probability exp(-n / d), for n <= d: the first k at which a chance of n / (d k) fails is odd.
bool bernoulli_exp_to_one(Unsigned128 n, Unsigned128 d, RandomWords& words) {
  bool odd = true;
  for (std::uint64_t k = 1; !words.failed(); ++k) {
    if (n < d && words.below(d) >= n) return odd;
    if (k > 1 && words.below(k) != 0) return odd;
    odd = !odd;
  }
  return true;
}

/// True with probability exp(-n / d).
bool bernoulli_exp(Unsigned128 n, Unsigned128 d, RandomWords& words) {
  while (n > d) {
    if (!bernoulli_exp_to_one(1, 1, words)) return false;
    n -= d;
    if (words.failed()) return true;
  }
  return bernoulli_exp_to_one(n, d, words);
}

}  // namespace

std::int64_t discrete_laplace(std::uint64_t s, std::uint64_t t, RandomWords& words) {
  for (;;) {
    const std::uint64_t u = words.below(t);
    if (!bernoulli_exp_to_one(u, t, words)) continue;
    std::uint64_t v = 0;
    while (bernoulli_exp_to_one(1, 1, words) && !words.failed()) ++v;
    const auto size = static_cast<std::int64_t>((u + t * v) / s);
    const bool is_negative = words.bit();
    if (is_negative && size == 0 && !words.failed()) continue;
    return is_negative ? -size : size;
  }
}

DiscreteGaussian::DiscreteGaussian(std::uint64_t n, std::uint64_t d) : n_(n), d_(d), t_(1) {
  while (t_ * t_ * d <= n) ++t_;  // at most 2^10 steps
}

// A Laplace draw y of scale t is kept with probability exp(-(|y| - n / (d t))^2 d / (2 n)).
std::int64_t DiscreteGaussian::draw(RandomWords& words) const {
  for (;;) {
    const std::int64_t y = discrete_laplace(1, t_, words);
    const auto size = static_cast<std::uint64_t>(values::magnitude(y));
    // |y| d t is below 2^62 but for chances of exp(-2^20): such a draw would be refused anyway.
    if (size >> 31U != 0) continue;
    const Unsigned128 scaled = Unsigned128{size} * d_ * t_;
    const Unsigned128 off = scaled > n_ ? scaled - n_ : n_ - scaled;
    const Unsigned128 below = Unsigned128{2} * n_ * d_ * t_ * t_;
    if (bernoulli_exp(off * off, below, words) || words.failed()) return y;
  }
}

}  // namespace proactive::privacy
