// Arrow streams that are taken over, and those that are made of arrays at hand.
#ifndef PROACTIVE_SRC_PRIVACY_OWNED_STREAM_H_
#define PROACTIVE_SRC_PRIVACY_OWNED_STREAM_H_

#include <utility>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// One struct of the C interface, taken from its producer and released once.
template <typename T>
class Owned {
 public:
  Owned() = default;
  /// Takes `from` over and marks it released, as the interface wants it of who moves one.
  explicit Owned(T& from) : value_(from) { from.release = nullptr; }
  Owned(Owned&& other) noexcept : value_(std::exchange(other.value_, T{})) {}
  Owned& operator=(Owned&& other) noexcept {
    if (this == &other) return *this;
    clear();
    value_ = std::exchange(other.value_, T{});
    return *this;
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { clear(); }

  T& get() { return value_; }
  const T& get() const { return value_; }
  explicit operator bool() const { return value_.release != nullptr; }
  /// Hands it on.
  void move_to(T* out) { *out = std::exchange(value_, T{}); }
  void clear() {
    if (value_.release != nullptr) value_.release(&value_);
    value_ = T{};
  }

 private:
  T value_{};
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_OWNED_STREAM_H_
