// The inner loops of the block engine: one function for each thing done to a whole block.
//
// One source is compiled for several instruction sets; each gives a table of functions, and
// one table is chosen at start. Rules for the loops: free functions, restricted pointers,
// scalars by value, no function of the standard library inside (an inline function compiled
// for a newer processor could be kept for all), nothing that traps: values under unknown rows
// are whatever bytes stand there.
//
// Planes are bitmaps of 64-bit words, bits behind the last row are 0. Lengths are in rows.
#ifndef PROACTIVE_SRC_EXECUTION_KERNELS_H_
#define PROACTIVE_SRC_EXECUTION_KERNELS_H_

#include <stdint.h>

namespace proactive::execution {

using Word = uint64_t;

/// The order of `values::Comparison`.
inline constexpr int kComparisons = 6;

struct Kernels {
  const char* name;

  // ---- planes -----------------------------------------------------------------------------
  void (*and_planes)(Word* out, const Word* a, const Word* b, int64_t words);
  void (*or_planes)(Word* out, const Word* a, const Word* b, int64_t words);
  void (*and_not_planes)(Word* out, const Word* a, const Word* b, int64_t words);  ///< a and not b
  /// Bits from `offset` on, brought to the start of a word.
  void (*shift_bits)(Word* out, const uint8_t* bitmap, int64_t offset, int64_t rows);
  /// One byte for each bit: 0 or 255.
  void (*spread_bits)(uint8_t* out, const Word* plane, int64_t rows);
  int64_t (*count_bits)(const Word* plane, int64_t words);

  // ---- loading ----------------------------------------------------------------------------
  void (*widen_i8)(int64_t* out, const int8_t* in, int64_t factor, int64_t rows);
  void (*widen_u8)(int64_t* out, const uint8_t* in, int64_t factor, int64_t rows);
  void (*widen_i16)(int64_t* out, const int16_t* in, int64_t factor, int64_t rows);
  void (*widen_u16)(int64_t* out, const uint16_t* in, int64_t factor, int64_t rows);
  void (*widen_i32)(int64_t* out, const int32_t* in, int64_t factor, int64_t rows);
  void (*widen_u32)(int64_t* out, const uint32_t* in, int64_t factor, int64_t rows);
  void (*scale_i64)(int64_t* out, const int64_t* in, int64_t factor, int64_t rows);
  /// The low half of 128-bit integers.
  void (*narrow_i128)(int64_t* out, const int64_t* in, int64_t factor, int64_t rows);
  void (*narrow_16)(uint8_t* out, const uint16_t* in, int64_t rows);
  void (*narrow_32)(uint8_t* out, const uint32_t* in, int64_t rows);
  /// table[in], for the `size` first bytes of the table; 0 for the others.
  void (*map_bytes)(uint8_t* out, const uint8_t* in, const uint8_t* table, int64_t size, int64_t rows);
  void (*fill)(int64_t* out, int64_t value, int64_t rows);
  void (*fill_bytes)(uint8_t* out, uint8_t value, int64_t rows);

  // ---- numbers ----------------------------------------------------------------------------
  void (*add)(int64_t* out, const int64_t* a, int64_t fa, const int64_t* b, int64_t fb, int64_t rows);
  void (*subtract)(int64_t* out, const int64_t* a, int64_t fa, const int64_t* b, int64_t fb, int64_t rows);
  void (*add_constant)(int64_t* out, const int64_t* a, int64_t fa, int64_t c, int64_t rows);
  void (*multiply)(int64_t* out, const int64_t* a, const int64_t* b, int64_t rows);
  void (*negate)(int64_t* out, const int64_t* a, int64_t rows);
  void (*absolute)(int64_t* out, const int64_t* a, int64_t rows);
  void (*minimum)(int64_t* out, const int64_t* a, const int64_t* b, int64_t rows);
  void (*maximum)(int64_t* out, const int64_t* a, const int64_t* b, int64_t rows);
  /// The union of the bits of all magnitudes: when it is small, so are they all.
  Word (*magnitudes)(const int64_t* a, int64_t rows);

  // ---- comparing --------------------------------------------------------------------------
  void (*compare[kComparisons])(Word* out, const int64_t* a, const int64_t* b, int64_t rows);
  void (*compare_constant[kComparisons])(Word* out, const int64_t* a, int64_t c, int64_t rows);
  /// a · fa against b · fb.
  void (*compare_scaled[kComparisons])(Word* out, const int64_t* a, int64_t fa, const int64_t* b, int64_t fb,
                                       int64_t rows);
  void (*bytes_equal)(Word* out, const uint8_t* a, const uint8_t* b, int64_t rows);
  void (*bytes_in)(Word* out, const uint8_t* a, const uint8_t* members, int64_t count, int64_t rows);
  /// Whether table[a] is not 0.
  void (*bytes_test)(Word* out, const uint8_t* a, const uint8_t* table, int64_t rows);

  // ---- choosing ---------------------------------------------------------------------------
  void (*select)(int64_t* out, const uint8_t* mask, const int64_t* a, const int64_t* b, int64_t rows);
  void (*select_bytes)(uint8_t* out, const uint8_t* mask, const uint8_t* a, const uint8_t* b, int64_t rows);
  /// a where the mask is set, else 0.
  void (*keep)(int64_t* out, const uint8_t* mask, const int64_t* a, int64_t rows);

  // ---- bands and tables -------------------------------------------------------------------
  /// out += stride for each start that is not above a.
  void (*band)(int32_t* out, int32_t stride, const int64_t* a, const int64_t* starts, int64_t count, int64_t rows);
  /// The same by halving, for many starts; `count` is a power of two, filled up with the largest
  /// number, and no row counts more than `most`.
  void (*band_search)(int32_t* out, int32_t stride, const int64_t* a, const int64_t* starts, int64_t count,
                      int64_t most, int64_t rows);
  /// The same for fractions a/b: out += stride for each start with a · factor >= start · b + behind.
  void (*band_fraction)(int32_t* out, int32_t stride, const int64_t* a, int64_t factor, const int64_t* b,
                        const int64_t* starts, const int64_t* behind, int64_t count, int64_t rows);
  /// out += stride · (a - low), for a whole number in a small range; other values add 0.
  void (*band_direct)(int32_t* out, int32_t stride, const int64_t* a, int64_t low, int64_t count, int64_t rows);
  void (*band_bytes)(int32_t* out, const uint8_t* a, const int32_t* table, int64_t rows);
  void (*clear)(int32_t* out, int64_t rows);
  /// table[a - low], for a whole number in a small range; for others the first cell.
  void (*look_up_direct)(int64_t* out, const int64_t* a, int64_t low, int64_t count, const int64_t* table,
                         int64_t rows);
  void (*look_up)(int64_t* out, const int32_t* place, const int64_t* table, int64_t rows);
  void (*look_up_bytes)(uint8_t* out, const int32_t* place, const uint8_t* table, int64_t rows);

  // ---- dates: days since 1970-01-01, from year 1 to 9999 -------------------------------------
  /// `count` months of `unit` each later. `fits`: where there is such a day. A day that the month lacks
  /// is none (0), the first of the next month (1) or the last of this one (2).
  void (*add_months)(int64_t* out, Word* fits, const int64_t* days, const int64_t* count, int64_t unit, int lacking,
                     int64_t rows);
  void (*add_days)(int64_t* out, Word* fits, const int64_t* days, const int64_t* count, int64_t unit, int64_t rows);
  /// Completed years. Born on 29 February: on 28 February (2) or on 1 March.
  void (*age)(int64_t* out, const int64_t* birth, const int64_t* on, int lacking, int64_t rows);

  // ---- members ----------------------------------------------------------------------------
  /// out[i] = end[i * stride] - begin[i * stride]
  void (*lengths)(int64_t* out, const int32_t* begin, const int32_t* end, int64_t stride, int64_t rows);
  /// out[i] += set bits from begin[i * stride] - shift up to end[i * stride] - shift; `plane` has a
  /// readable word behind its last.
  void (*count_segments)(int64_t* out, const Word* plane, const int32_t* begin, const int32_t* end, int64_t stride,
                         int64_t shift, int64_t rows);
  void (*sum_segments)(int64_t* out, const int64_t* values, const int32_t* begin, const int32_t* end, int64_t stride,
                       int64_t shift, int64_t rows);

  // ---- gathering --------------------------------------------------------------------------
  /// values[rows[i]]; rows that are negative give the first value.
  void (*gather)(int64_t* out, const int64_t* values, const int32_t* places, int64_t rows);
};

/// The tables of this build, from the oldest instruction set to the newest; the processor has
/// what the first needs.
extern const Kernels kBaseKernels;
#ifdef PROACTIVE_X86_KERNELS
extern const Kernels kKernelsV2;
extern const Kernels kKernelsV3;
extern const Kernels kKernelsV4;
#endif

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_KERNELS_H_
