// Bytes that must not be seen: keys, and identifiers on their way out of a seal.
#ifndef PROACTIVE_PRIVACY_SECRET_H_
#define PROACTIVE_PRIVACY_SECRET_H_

#include <cstddef>
#include <span>

#include "proactive/export.h"

namespace proactive::privacy {

/// Owned bytes, kept in the secure heap of libcrypto where the host has set one up, wiped when they
/// go. They are moved, not copied, compared in constant time, and have no way into a stream: what is
/// to be shown must be taken out by name.
class PROACTIVE_EXPORT SecretBytes {
 public:
  SecretBytes() = default;
  /// `size` zero bytes. Ends the process when there is no memory for them, as `operator new` would.
  explicit SecretBytes(std::size_t size);
  /// A copy of `bytes`, which stay with the caller, who wipes them.
  explicit SecretBytes(std::span<const std::byte> bytes);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// The bytes, for as long as this lives. Whoever calls it is named in a review.
  std::span<const std::byte> expose() const { return {data_, size_}; }
  std::span<std::byte> expose() { return {data_, size_}; }

  /// Wipes and forgets them now.
  void clear();

  /// In constant time for secrets of one size.
  friend PROACTIVE_EXPORT bool operator==(const SecretBytes& a, const SecretBytes& b);

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_SECRET_H_
