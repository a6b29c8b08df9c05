// The names i, P, Q, R, S, y and the ten rounds are those of the standard. Two ways lead through it: halves that
// fit into 64 bits go through as numbers, many messages at once; longer ones as digits, one by one.
#include "privacy/ff1.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "privacy/algorithms.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr unsigned kRounds = 10;
constexpr std::size_t kLongestTweak = 256;

// A natural number, least significant limb first.
using Limbs = std::vector<std::uint32_t>;

void multiply_add(Limbs& number, std::uint32_t factor, std::uint32_t carry) {
  for (std::uint32_t& limb : number) {
    const std::uint64_t product = std::uint64_t{limb} * factor + carry;
    limb = static_cast<std::uint32_t>(product);
    carry = static_cast<std::uint32_t>(product >> 32U);
  }
  if (carry != 0) number.push_back(carry);
}

// Divides in place; the remainder.
std::uint32_t divide(Limbs& number, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t k = number.size(); k-- > 0;) {
    rest = rest << 32U | number[k];
    number[k] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

std::size_t bits_of(const Limbs& number) {
  for (std::size_t k = number.size(); k-- > 0;)
    if (number[k] != 0) return 32 * k + static_cast<std::size_t>(std::bit_width(number[k]));
  return 0;
}

std::uint64_t big_endian(const unsigned char* bytes) {
  std::uint64_t out = 0;
  std::memcpy(&out, bytes, sizeof out);
  return std::endian::native == std::endian::little ? __builtin_bswap64(out) : out;
}

void put_big_endian(std::uint64_t number, unsigned char* bytes) {
  if (std::endian::native == std::endian::little) number = __builtin_bswap64(number);
  std::memcpy(bytes, &number, sizeof number);
}

// 0 when it takes more than 63 bits.
std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t out = 1;
  for (; exponent > 0; --exponent) {
    if (out > (std::uint64_t{1} << 63U) / base) return 0;
    out *= base;
  }
  return out >> 63U == 0 ? out : 0;
}

// y modulo a number of at most 32 bits, by its reciprocal: a division would take as long as the cipher.
struct Barrett {
  explicit Barrett(std::uint64_t modulus) : modulus(modulus), reciprocal(~std::uint64_t{0} / modulus) {}
  std::uint64_t operator()(std::uint64_t y) const {
    const auto quotient = static_cast<std::uint64_t>(static_cast<Wide>(y) * reciprocal >> 64U);
    const std::uint64_t rest = y - quotient * modulus;
    return rest - (rest >= modulus ? modulus : 0);
  }
  std::uint64_t modulus, reciprocal;
};

// Without a branch, which would go either way at random. Both are below a modulus of 63 bits.
std::uint64_t combined(std::uint64_t half, std::uint64_t y, std::uint64_t modulus, bool add) {
  const std::uint64_t sum = half + (add ? y : modulus - y);
  const std::uint64_t above = sum - modulus;
  return above + (modulus & (0 - (above >> 63U)));
}

const EVP_CIPHER* ecb_of(std::size_t key_size) {
  if (key_size == 16) return algorithms().ecb128.get();
  if (key_size == 24) return algorithms().ecb192.get();
  return key_size == 32 ? algorithms().ecb256.get() : nullptr;
}

}  // namespace

// ---- formats ---------------------------------------------------------------------------------

bool Ff1Format::allowed() const {
  if (radix < 2 || radix > 36 || length < 2 || length > kLongest) return false;
  std::uint64_t messages = 1;
  for (std::size_t k = 0; k < length && messages < kFewestMessages; ++k) messages *= radix;
  return messages >= kFewestMessages;
}

std::size_t Ff1Format::bytes() const {
  Limbs largest;  // radix^v - 1, every digit being the largest
  for (std::size_t k = 0; k < right(); ++k) multiply_add(largest, radix, radix - 1);
  return (bits_of(largest) + 7) / 8;
}

Result<Ff1> Ff1::make(std::span<const std::byte> key, Ff1Format format, std::span<const std::byte> tweak) {
  if (Diagnostics errors = check_openssl(); !errors.empty()) return errors;
  if (!format.allowed() || tweak.size() > kLongestTweak)
    return values::misuse("E1413", "there are fewer than 1,000,000 values of this shape, or they are too long",
                          "what has few values cannot be masked: group it, or leave it out");
  Ff1 ff1;
  ff1.format_ = format;
  ff1.bytes_ = format.bytes();
  ff1.right_modulus_ = power(format.radix, format.right());
  ff1.left_modulus_ = power(format.radix, format.left());
  ff1.stream_ = 4 * ((ff1.bytes_ + 3) / 4) + 4;
  ff1.blocks_.resize(16 * std::max(kLanes, (ff1.stream_ + 15) / 16));
  ff1.cipher_.reset(EVP_CIPHER_CTX_new());
  const EVP_CIPHER* cipher = ecb_of(key.size());
  if (cipher == nullptr || !ff1.cipher_ ||
      EVP_EncryptInit_ex2(ff1.cipher_.get(), cipher, raw(key), nullptr, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(ff1.cipher_.get(), 0) != 1 || !ff1.begin(tweak))
    return openssl_failed("EVP_CipherInit(AES-ECB)");
  return ff1;
}

Ff1::~Ff1() { OPENSSL_cleanse(blocks_.data(), blocks_.size()); }

// What no round changes: P, and the blocks of Q that hold only the tweak and zeros.
bool Ff1::begin(std::span<const std::byte> tweak) {
  const auto length = static_cast<std::uint32_t>(format_.length);
  const auto tweak_size = static_cast<std::uint32_t>(tweak.size());
  const auto byte = [](std::uint64_t number, unsigned shift) { return static_cast<unsigned char>(number >> shift); };
  state_ = {1,
            2,
            1,
            0,
            0,
            byte(format_.radix, 0),
            10,
            byte(format_.left(), 0),
            byte(length, 24),
            byte(length, 16),
            byte(length, 8),
            byte(length, 0),
            byte(tweak_size, 24),
            byte(tweak_size, 16),
            byte(tweak_size, 8),
            byte(tweak_size, 0)};
  if (!aes(state_.data(), 1)) return false;
  const std::size_t changing = 1 + bytes_;
  tail_.assign((tweak.size() + changing + 15) / 16 * 16, 0);
  if (!tweak.empty()) std::memcpy(tail_.data(), tweak.data(), tweak.size());
  while (tail_.size() >= changing + 16) {
    for (std::size_t k = 0; k < 16; ++k) state_[k] ^= tail_[k];
    if (!aes(state_.data(), 1)) return false;
    tail_.erase(tail_.begin(), tail_.begin() + 16);
  }
  if (right_modulus_ == 0) return true;
  high_ = big_endian(state_.data()) ^ big_endian(tail_.data());
  low_ = big_endian(state_.data() + 8) ^ big_endian(tail_.data() + 8);
  return true;
}

bool Ff1::aes(unsigned char* blocks, std::size_t count) {
  int written = 0;
  const int size = static_cast<int>(16 * count);
  return EVP_EncryptUpdate(cipher_.get(), blocks, &written, blocks, size) == 1 && written == size;
}

// ---- halves as numbers -----------------------------------------------------------------------

bool Ff1::encipher(std::span<std::uint64_t> left, std::span<std::uint64_t> right) {
  for (unsigned i = 0; i < kRounds; i += 2)
    if (!round(i, right, left, left_modulus_, true) || !round(i + 1, left, right, right_modulus_, true)) return false;
  return true;
}

bool Ff1::decipher(std::span<std::uint64_t> left, std::span<std::uint64_t> right) {
  for (unsigned i = kRounds; i > 0; i -= 2)
    if (!round(i - 1, left, right, right_modulus_, false) || !round(i - 2, right, left, left_modulus_, false))
      return false;
  return true;
}

bool Ff1::round(unsigned i, std::span<const std::uint64_t> from, std::span<std::uint64_t> to, std::uint64_t modulus,
                bool add) {
  const std::size_t lanes = from.size();
  const std::uint64_t high = high_ ^ (bytes_ == 8 ? i : 0);
  const std::uint64_t low = low_ ^ (bytes_ == 8 ? 0 : std::uint64_t{i} << 8 * bytes_);
  unsigned char* block = blocks_.data();
  for (std::size_t k = 0; k < lanes; ++k, block += 16) {
    put_big_endian(high, block);
    put_big_endian(low ^ from[k], block + 8);
  }
  if (!aes(blocks_.data(), lanes)) return false;
  block = blocks_.data();
  if (stream_ == 8) {
    const Barrett reduced(modulus);
    for (std::size_t k = 0; k < lanes; ++k, block += 16)
      to[k] = combined(to[k], reduced(big_endian(block)), modulus, add);
    return true;
  }
  for (std::size_t k = 0; k < lanes; ++k, block += 16) {
    const Wide y = (static_cast<Wide>(big_endian(block)) << 32U) | (big_endian(block + 8) >> 32U);
    to[k] = combined(to[k], static_cast<std::uint64_t>(y % modulus), modulus, add);
  }
  return true;
}

// ---- digits ----------------------------------------------------------------------------------

bool Ff1::each(std::span<std::uint8_t> digits, bool forward) {
  const std::size_t step = small() ? kLanes * format_.length : format_.length;
  for (std::size_t k = 0; k < digits.size(); k += step) {
    const auto part = digits.subspan(k, std::min(step, digits.size() - k));
    if (!(small() ? small_lanes(part, forward) : large(part, forward))) return false;
  }
  return true;
}

bool Ff1::small_lanes(std::span<std::uint8_t> digits, bool forward) {
  const std::size_t lanes = digits.size() / format_.length;
  std::array<std::uint64_t, kLanes> left{};
  std::array<std::uint64_t, kLanes> right{};
  const auto half = [&](std::size_t k, bool first) {
    return digits.subspan(k * format_.length + (first ? 0 : format_.left()), first ? format_.left() : format_.right());
  };
  const auto number = [&](std::span<const std::uint8_t> from) {
    std::uint64_t out = 0;
    for (const std::uint8_t digit : from) out = out * format_.radix + digit;
    return out;
  };
  const auto spell = [&](std::uint64_t from, std::span<std::uint8_t> out) {
    for (std::size_t k = out.size(); k-- > 0; from /= format_.radix)
      out[k] = static_cast<std::uint8_t>(from % format_.radix);
  };
  for (std::size_t k = 0; k < lanes; ++k) {
    left[k] = number(half(k, true));
    right[k] = number(half(k, false));
  }
  const auto lefts = std::span(left).first(lanes);
  const auto rights = std::span(right).first(lanes);
  const bool good = forward ? encipher(lefts, rights) : decipher(lefts, rights);
  for (std::size_t k = 0; k < lanes && good; ++k) {
    spell(left[k], half(k, true));
    spell(right[k], half(k, false));
  }
  OPENSSL_cleanse(left.data(), sizeof left);
  OPENSSL_cleanse(right.data(), sizeof right);
  return good;
}

bool Ff1::large(std::span<std::uint8_t> digits, bool forward) {
  const auto left = digits.first(format_.left());
  const auto right = digits.subspan(format_.left());
  for (unsigned k = 0; k < kRounds; ++k) {
    const unsigned i = forward ? k : kRounds - 1 - k;
    if (!(i % 2 == 0 ? large_round(i, right, left, forward) : large_round(i, left, right, forward))) return false;
  }
  return true;
}

bool Ff1::large_round(unsigned i, std::span<const std::uint8_t> from, std::span<std::uint8_t> to, bool add) {
  Limbs number;
  number.reserve(bytes_ / 4 + 2);  // a vector that grows leaves copies behind
  for (const std::uint8_t digit : from) multiply_add(number, format_.radix, digit);
  std::vector<unsigned char> q = tail_;
  q[q.size() - bytes_ - 1] = static_cast<unsigned char>(i);
  for (std::size_t k = 0; k < bytes_ && k / 4 < number.size(); ++k)
    q[q.size() - 1 - k] = static_cast<unsigned char>(number[k / 4] >> 8 * (k % 4));

  Block r = state_;
  for (std::size_t at = 0; at < q.size(); at += 16) {
    for (std::size_t k = 0; k < 16; ++k) r[k] ^= q[at + k];
    if (!aes(r.data(), 1)) return false;
  }
  // S: R, and R with a counter enciphered, for as many bytes as are needed.
  const std::size_t count = (stream_ + 15) / 16;
  for (std::size_t j = 0; j < count; ++j) {
    std::copy(r.begin(), r.end(), blocks_.begin() + static_cast<std::ptrdiff_t>(16 * j));
    blocks_[16 * j + 15] ^= static_cast<unsigned char>(j);
  }
  if (count > 1 && !aes(blocks_.data() + 16, count - 1)) return false;

  Limbs y(stream_ / 4);
  for (std::size_t k = 0; k < stream_; ++k) {
    std::uint32_t& limb = y[(stream_ - 1 - k) / 4];
    limb = limb << 8U | blocks_[k];
  }
  // The lowest digits of y are y modulo a power of the radix, which digits are added by.
  int carry = 0;
  const int radix = static_cast<int>(format_.radix);
  for (std::size_t k = to.size(); k-- > 0;) {
    const int digit = static_cast<int>(divide(y, format_.radix));
    const int sum = add ? to[k] + digit + carry : to[k] - digit - carry;
    carry = add ? sum >= radix : sum < 0;
    to[k] = static_cast<std::uint8_t>(add ? sum - carry * radix : sum + carry * radix);
  }
  OPENSSL_cleanse(q.data(), q.size());
  OPENSSL_cleanse(number.data(), 4 * number.size());
  return true;
}

// ---- self-test -------------------------------------------------------------------------------

namespace {

// "FF1 Samples" of NIST, sample 7.
Diagnostics test_sample() {
  constexpr std::array<unsigned char, 32> key = {0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15,
                                                 0x88, 0x09, 0xCF, 0x4F, 0x3C, 0xEF, 0x43, 0x59, 0xD8, 0xD5, 0x80,
                                                 0xAA, 0x4F, 0x7F, 0x03, 0x6D, 0x6F, 0x04, 0xFC, 0x6A, 0x94};
  constexpr std::array<std::uint8_t, 10> plain = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  constexpr std::array<std::uint8_t, 10> enciphered = {6, 6, 5, 7, 6, 6, 7, 0, 0, 9};
  auto ff1 = Ff1::make(std::as_bytes(std::span(key)), {10, plain.size()});
  if (!ff1) return ff1.errors();
  auto message = plain;
  const bool forth = ff1->encipher(message) && message == enciphered;
  if (forth && ff1->decipher(message) && message == plain) return {};
  return {values::misuse("E1409", "this OpenSSL does not give the published answers of AES",
                         "install a version that does; nothing was protected with it")};
}

}  // namespace

Diagnostics ff1_self_test() {
  static const Diagnostics found = test_sample();
  return found;
}

}  // namespace proactive::privacy
