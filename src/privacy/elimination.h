// What follows from sums: vectors over a prime field, and the span of those that are published.
//
// A vector stands for a cell with margins: a coefficient for each inner cell that it sums. Published
// vectors are reduced against one another, so that each has a place, its pivot, where no other one has
// anything but 0. The secrets, cells that must not follow, are kept reduced modulo the published ones:
// a secret follows exactly when its rest is 0. A secret follows from the published ones and one more
// value, that of a singleton, exactly when its rest is a multiple of the singleton's.
//
// Modulo a prime a rank can only be too small, and only if the prime divides a minor of the matrix.
// A rest that is 0 over the rationals is 0 modulo the prime unless a denominator, a minor, is a multiple
// of 2^61 - 1. Minors of such matrices of sums are tiny: 0, 1 or -1 for two dimensions.
#ifndef PROACTIVE_SRC_PRIVACY_ELIMINATION_H_
#define PROACTIVE_SRC_PRIVACY_ELIMINATION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace proactive::privacy {

using FieldVector = std::vector<std::uint64_t>;

struct Secret {
  FieldVector rest;  ///< scaled so that its first number is 1: multiples of one another are equal
  bool is_singleton = false;
  std::uint64_t hash = 0;  ///< of the rest; two rests of one hash are taken for equal, which is on the safe side
};

class Published {
 public:
  /// Secrets that are the same at first, a total of one cell and that cell, become one.
  void set_secrets(std::vector<Secret> secrets);

  /// For values that everyone may know whatever follows.
  void publish(const FieldVector& vector);
  /// Publishes unless a secret would follow; says whether it did.
  bool publish_if_safe(const FieldVector& vector);

 private:
  FieldVector reduced(FieldVector vector) const;
  void add(FieldVector row, std::size_t pivot);
  bool is_safe(const std::vector<std::uint64_t>& hashes) const;

  std::vector<FieldVector> rows_;  ///< 1 at the pivot
  std::vector<std::size_t> pivots_;
  std::vector<Secret> secrets_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ELIMINATION_H_
