// Numbers and texts written into bytes, big-endian, each text with its length: no two lists of parts
// give the same bytes.
#ifndef PROACTIVE_SRC_PRIVACY_BYTES_H_
#define PROACTIVE_SRC_PRIVACY_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace proactive::privacy {

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

/// Writes into a span, or only counts when that is empty: the first pass tells how much memory is
/// needed, so that secrets are written once, where they stay.
class ByteWriter {
 public:
  explicit ByteWriter(std::span<std::byte> out = {}) : out_(out) {}

  void number(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) put(static_cast<std::byte>(value >> (8 * (bytes - 1 - i)) & 0xFFU));
  }
  void raw(std::span<const std::byte> bytes) {
    if (!out_.empty() && !bytes.empty()) std::memcpy(out_.data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  void text(std::string_view text) {
    number(text.size(), 4);
    raw(as_bytes(text));
  }
  std::size_t size() const { return size_; }

 private:
  void put(std::byte b) {
    if (!out_.empty()) out_[size_] = b;
    ++size_;
  }
  std::span<std::byte> out_;
  std::size_t size_ = 0;
};

/// Once it has run over the end, everything it reads is zero and `ok` is false.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> in) : in_(in) {}

  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (const std::byte b : raw(bytes)) value = value << 8U | std::to_integer<std::uint64_t>(b);
    return value;
  }
  std::span<const std::byte> raw(std::size_t size) {
    if (size > in_.size()) ok_ = false;
    if (!ok_) return {};
    const auto part = in_.first(size);
    in_ = in_.subspan(size);
    return part;
  }
  std::string text() {
    const auto part = raw(number(4));
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && in_.empty(); }

 private:
  std::span<const std::byte> in_;
  bool ok_ = true;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_BYTES_H_
