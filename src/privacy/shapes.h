// Numbers with check digits, as the two halves that FF1 works on, and back.
#ifndef PROACTIVE_SRC_PRIVACY_SHAPES_H_
#define PROACTIVE_SRC_PRIVACY_SHAPES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace proactive::privacy {

/// Digits without the check digits, of which FF1 takes `kLength` in radix 10.
struct Halves {
  std::uint64_t left = 0;
  std::uint64_t right = 0;
};

/// Each has: `read`, of a real number, false when it is none; `write`, of any halves; and the same for masks.
/// A mask is false in its check digits unless `real` is set. All take and write exactly `kSize` characters.
struct NirShape {
  static constexpr std::size_t kSize = 15;
  static constexpr std::size_t kLength = 13;
  static bool read(const char* text, Halves& out);
  static void write(Halves halves, char* out);
  static bool read_mask(const char* text, bool real, Halves& out);
  static void write_mask(Halves halves, bool real, char* out);
};

struct SirenShape {
  static constexpr std::size_t kSize = 9;
  static constexpr std::size_t kLength = 8;
  static bool read(const char* text, Halves& out) { return read_mask(text, true, out); }
  static void write(Halves halves, char* out) { write_mask(halves, true, out); }
  static bool read_mask(const char* text, bool real, Halves& out);
  static void write_mask(Halves halves, bool real, char* out);
};

struct SiretShape {
  static constexpr std::size_t kSize = 14;
  static constexpr std::size_t kLength = 12;
  static bool read(const char* text, Halves& out);
  static void write(Halves halves, char* out);
  static bool read_mask(const char* text, bool real, Halves& out);
  static void write_mask(Halves halves, bool real, char* out);
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_SHAPES_H_
