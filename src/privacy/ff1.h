// FF1 of NIST SP 800-38G: a message of digits to another of the same length and radix.
#ifndef PROACTIVE_SRC_PRIVACY_FF1_H_
#define PROACTIVE_SRC_PRIVACY_FF1_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "privacy/openssl.h"

namespace proactive::privacy {

/// Radix and length. `halves` stand for u and v of the standard, the left one being the shorter.
struct Ff1Format {
  static constexpr std::size_t kLongest = 320;                 ///< digits: the work grows with their square
  static constexpr std::uint64_t kFewestMessages = 1'000'000;  ///< as revision 1 demands

  unsigned radix = 0;
  std::size_t length = 0;

  std::size_t left() const { return length / 2; }
  std::size_t right() const { return length - length / 2; }
  /// Whether the standard and the limits above allow it.
  bool allowed() const;
  /// Bytes of the largest half as a number: ceil(ceil(v * log2(radix)) / 8), by whole numbers, since
  /// with floating ones it is one too large for some.
  std::size_t bytes() const;
};

/// One key, format and tweak. Belongs to the thread that made it.
class Ff1 {
 public:
  static constexpr std::size_t kLanes = 256;

  /// A key of 16, 24 or 32 bytes; a tweak of at most 256. Errors: E1403; E1413 for a format that is not allowed.
  static Result<Ff1> make(std::span<const std::byte> key, Ff1Format format, std::span<const std::byte> tweak = {});
  Ff1(Ff1&&) = default;
  Ff1& operator=(Ff1&&) = default;
  ~Ff1();

  /// Whether both moduli fit into 63 bits, and `encipher` may be given halves as numbers.
  bool small() const { return right_modulus_ != 0; }

  /// Up to `kLanes` messages at once, in place: one call of AES for all of them in each round. False
  /// when libcrypto fails.
  [[nodiscard]] bool encipher(std::span<std::uint64_t> left, std::span<std::uint64_t> right);
  [[nodiscard]] bool decipher(std::span<std::uint64_t> left, std::span<std::uint64_t> right);

  /// Any number of messages, of `length` digits each, one behind the other.
  [[nodiscard]] bool encipher(std::span<std::uint8_t> digits) { return each(digits, true); }
  [[nodiscard]] bool decipher(std::span<std::uint8_t> digits) { return each(digits, false); }

 private:
  using Block = std::array<unsigned char, 16>;

  Ff1() = default;
  bool aes(unsigned char* blocks, std::size_t count);
  bool begin(std::span<const std::byte> tweak);
  bool round(unsigned i, std::span<const std::uint64_t> from, std::span<std::uint64_t> to, std::uint64_t modulus,
             bool add);
  bool each(std::span<std::uint8_t> digits, bool forward);
  bool small_lanes(std::span<std::uint8_t> digits, bool forward);
  bool large(std::span<std::uint8_t> digits, bool forward);
  bool large_round(unsigned i, std::span<const std::uint8_t> from, std::span<std::uint8_t> to, bool add);

  CipherContext cipher_;
  Ff1Format format_;
  std::size_t bytes_ = 0;                               // b of the standard
  std::size_t stream_ = 0;                              // d of the standard
  Block state_{};                                       // of the CBC-MAC before the block with the round
  std::vector<unsigned char> tail_;                     // what is left of Q: zeros, the round and a number
  std::uint64_t high_ = 0, low_ = 0;                    // state_ and tail_ of a small format, as two numbers
  std::uint64_t left_modulus_ = 0, right_modulus_ = 0;  // 0 when they are longer
  std::vector<unsigned char> blocks_;
};

/// A published sample, computed once a process. Errors: E1409, E1403.
Diagnostics ff1_self_test();

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_FF1_H_
