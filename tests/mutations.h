// Deterministic mistakes in rule texts: bytes changed, words removed, doubled and exchanged.
#ifndef PROACTIVE_TESTS_MUTATIONS_H_
#define PROACTIVE_TESTS_MUTATIONS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace proactive::tests {

/// The same numbers on every machine (SplitMix64), which <random>'s distributions do not promise.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// From 0 to `size` - 1.
  std::size_t below(std::size_t size) { return static_cast<std::size_t>(next() % size); }
  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % (static_cast<std::uint64_t>(high - low) + 1));
  }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// `text` with one to four mistakes; words may come from `other`.
std::string mutated(std::string text, std::string_view other, Chance& chance);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_MUTATIONS_H_
