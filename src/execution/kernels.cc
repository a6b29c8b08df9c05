// Compiled once for each instruction set; see kernels.h for what may not stand here.
#include "execution/kernels.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

#ifndef PROACTIVE_KERNELS
#define PROACTIVE_KERNELS kBaseKernels
#define PROACTIVE_KERNELS_NAME "base"
#endif

#define RESTRICT __restrict

// Loops that look things up one by one: the gathers that compilers make of them are slower than
// plain loads on processors with the usual mitigations.
#if defined(__clang__)
#define WITHOUT_GATHERS
#define PLAIN_LOADS _Pragma("clang loop vectorize(disable)")
#else
#define WITHOUT_GATHERS __attribute__((optimize("no-tree-vectorize")))
#define PLAIN_LOADS
#endif

namespace proactive::execution {

namespace {

constexpr int64_t kWordRows = 64;

// ---- planes --------------------------------------------------------------------------------

void and_planes(Word* RESTRICT out, const Word* RESTRICT a, const Word* RESTRICT b, int64_t words) {
  for (int64_t i = 0; i < words; ++i) out[i] = a[i] & b[i];
}

void or_planes(Word* RESTRICT out, const Word* RESTRICT a, const Word* RESTRICT b, int64_t words) {
  for (int64_t i = 0; i < words; ++i) out[i] = a[i] | b[i];
}

void and_not_planes(Word* RESTRICT out, const Word* RESTRICT a, const Word* RESTRICT b, int64_t words) {
  for (int64_t i = 0; i < words; ++i) out[i] = a[i] & ~b[i];
}

Word load_word(const uint8_t* bytes) {
  Word word;
  __builtin_memcpy(&word, bytes, sizeof word);
  return word;
}

// A word of which only the first bytes may be read.
Word load_bytes(const uint8_t* bytes, int64_t count) {
  Word word = 0;
  for (int64_t i = 0; i < count; ++i) word |= static_cast<Word>(bytes[i]) << (8 * i);
  return word;
}

void shift_bits(Word* RESTRICT out, const uint8_t* RESTRICT bitmap, int64_t offset, int64_t rows) {
  const uint8_t* start = bitmap + offset / 8;
  const int shift = static_cast<int>(offset % 8);
  const int64_t whole = rows / kWordRows;
  if (shift == 0) {
    for (int64_t i = 0; i < whole; ++i) out[i] = load_word(start + 8 * i);
  } else {
    for (int64_t i = 0; i < whole; ++i) {
      out[i] = load_word(start + 8 * i) >> shift | static_cast<Word>(start[8 * i + 8]) << (64 - shift);
    }
  }
  const int64_t rest = rows % kWordRows;
  if (rest == 0) return;
  const uint8_t* tail = start + 8 * whole;
  const int64_t bytes = (shift + rest + 7) / 8;
  Word word = load_bytes(tail, bytes < 8 ? bytes : 8) >> shift;
  if (bytes > 8) word |= static_cast<Word>(tail[8]) << (64 - shift);
  out[whole] = word & ((Word{1} << rest) - 1);
}

// Eight bits to eight bytes of 0 or 255.
Word spread_byte(Word bits) {
  const Word each = (bits * 0x0101010101010101U) & 0x8040201008040201U;
  return ((((each & 0x7F7F7F7F7F7F7F7FU) + 0x7F7F7F7F7F7F7F7FU) | each) >> 7 & 0x0101010101010101U) * 0xFF;
}

void spread_bits(uint8_t* RESTRICT out, const Word* RESTRICT plane, int64_t rows) {
  for (int64_t i = 0; i < (rows + 7) / 8; ++i) {
    const Word bytes = spread_byte(plane[i / 8] >> (8 * (i % 8)) & 0xFFU);
    __builtin_memcpy(out + 8 * i, &bytes, sizeof bytes);
  }
}

int64_t count_bits(const Word* plane, int64_t words) {
  int64_t count = 0;
  for (int64_t i = 0; i < words; ++i) count += __builtin_popcountll(plane[i]);
  return count;
}

// ---- loading -------------------------------------------------------------------------------

template <typename T>
void widen(int64_t* RESTRICT out, const T* RESTRICT in, int64_t factor, int64_t rows) {
  if (factor == 1) {
    for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<int64_t>(in[i]);
  } else {
    for (int64_t i = 0; i < rows; ++i)
      out[i] = static_cast<int64_t>(static_cast<uint64_t>(in[i]) * static_cast<uint64_t>(factor));
  }
}

void narrow_i128(int64_t* RESTRICT out, const int64_t* RESTRICT in, int64_t factor, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i)
    out[i] = static_cast<int64_t>(static_cast<uint64_t>(in[2 * i]) * static_cast<uint64_t>(factor));
}

template <typename T>
void narrow(uint8_t* RESTRICT out, const T* RESTRICT in, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<uint8_t>(in[i]);
}

void map_bytes(uint8_t* RESTRICT out, const uint8_t* RESTRICT in, const uint8_t* RESTRICT table, int64_t size,
               int64_t rows) {
  if (size > 12) {
    for (int64_t i = 0; i < rows; ++i) out[i] = table[in[i]];
    return;
  }
  // A few comparisons of many bytes at once cost less than looking up one after another.
  for (int64_t i = 0; i < rows; ++i) out[i] = 0;
  for (int64_t entry = 0; entry < size; ++entry) {
    const auto key = static_cast<uint8_t>(entry);
    const uint8_t value = table[entry];
    if (value == 0) continue;
    for (int64_t i = 0; i < rows; ++i)
      out[i] = static_cast<uint8_t>(out[i] | (static_cast<uint8_t>(-static_cast<uint8_t>(in[i] == key)) & value));
  }
}

void fill(int64_t* out, int64_t value, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = value;
}

void fill_bytes(uint8_t* out, uint8_t value, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = value;
}

// ---- numbers: all of it wraps, ranges or evidence say where that is right ---------------------

int64_t wrap_add(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
int64_t wrap_subtract(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
int64_t wrap_multiply(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}

void add(int64_t* RESTRICT out, const int64_t* a, int64_t fa, const int64_t* b, int64_t fb, int64_t rows) {
  if (fa == 1 && fb == 1) {
    for (int64_t i = 0; i < rows; ++i) out[i] = wrap_add(a[i], b[i]);
  } else {
    for (int64_t i = 0; i < rows; ++i) out[i] = wrap_add(wrap_multiply(a[i], fa), wrap_multiply(b[i], fb));
  }
}

void subtract(int64_t* RESTRICT out, const int64_t* a, int64_t fa, const int64_t* b, int64_t fb, int64_t rows) {
  if (fa == 1 && fb == 1) {
    for (int64_t i = 0; i < rows; ++i) out[i] = wrap_subtract(a[i], b[i]);
  } else {
    for (int64_t i = 0; i < rows; ++i) out[i] = wrap_subtract(wrap_multiply(a[i], fa), wrap_multiply(b[i], fb));
  }
}

void add_constant(int64_t* RESTRICT out, const int64_t* RESTRICT a, int64_t fa, int64_t c, int64_t rows) {
  if (fa == 1) {
    for (int64_t i = 0; i < rows; ++i) out[i] = wrap_add(a[i], c);
  } else {
    for (int64_t i = 0; i < rows; ++i) out[i] = wrap_add(wrap_multiply(a[i], fa), c);
  }
}

void multiply(int64_t* RESTRICT out, const int64_t* a, const int64_t* b, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = wrap_multiply(a[i], b[i]);
}

void negate(int64_t* RESTRICT out, const int64_t* RESTRICT a, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = wrap_subtract(0, a[i]);
}

void absolute(int64_t* RESTRICT out, const int64_t* RESTRICT a, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = a[i] < 0 ? wrap_subtract(0, a[i]) : a[i];
}

void minimum(int64_t* RESTRICT out, const int64_t* a, const int64_t* b, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = a[i] < b[i] ? a[i] : b[i];
}

void maximum(int64_t* RESTRICT out, const int64_t* a, const int64_t* b, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = a[i] > b[i] ? a[i] : b[i];
}

Word magnitudes(const int64_t* RESTRICT a, int64_t rows) {
  Word all = 0;
  for (int64_t i = 0; i < rows; ++i) all |= static_cast<Word>(a[i] ^ (a[i] >> 63));
  return all;
}

// ---- comparing -----------------------------------------------------------------------------

// 64 bytes of 0 or 1 to one word.
Word pack(const uint8_t* RESTRICT bytes) {
#if defined(__AVX512BW__)
  return _mm512_test_epi8_mask(_mm512_loadu_si512(bytes), _mm512_set1_epi8(1));
#elif defined(__AVX2__)
  const auto half = [](const uint8_t* at) {
    const __m256i loaded = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    return static_cast<Word>(static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_slli_epi16(loaded, 7))));
  };
  return half(bytes) | half(bytes + 32) << 32;
#elif defined(__SSE2__)
  Word word = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i loaded = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
    word |= static_cast<Word>(static_cast<uint32_t>(_mm_movemask_epi8(_mm_slli_epi16(loaded, 7)))) << (16 * i);
  }
  return word;
#else
  Word word = 0;
  for (int i = 0; i < 8; ++i) {
    Word eight;
    __builtin_memcpy(&eight, bytes + 8 * i, sizeof eight);
    word |= (eight * 0x0102040810204080U >> 56) << (8 * i);
  }
  return word;
#endif
}

// Writes a plane from a test of each row.
template <typename Test>
inline __attribute__((always_inline)) void write_plane(Word* RESTRICT out, int64_t rows, Test test) {
  const int64_t whole = rows / kWordRows;
  for (int64_t word = 0; word < whole; ++word) {
    uint8_t bytes[kWordRows];
    for (int64_t i = 0; i < kWordRows; ++i) bytes[i] = test(kWordRows * word + i) ? 1 : 0;
    out[word] = pack(bytes);
  }
  if (rows % kWordRows == 0) return;
  Word last = 0;
  for (int64_t i = kWordRows * whole; i < rows; ++i) last |= static_cast<Word>(test(i) ? 1 : 0) << (i % kWordRows);
  out[whole] = last;
}

template <int comparison>
inline __attribute__((always_inline)) bool holds(int64_t a, int64_t b) {
  switch (comparison) {
    case 0: return a < b;
    case 1: return a <= b;
    case 2: return a == b;
    case 3: return a != b;
    case 4: return a >= b;
    default: return a > b;
  }
}

template <int comparison>
void compare(Word* RESTRICT out, const int64_t* a, const int64_t* b, int64_t rows) {
  write_plane(out, rows, [=](int64_t i) { return holds<comparison>(a[i], b[i]); });
}

template <int comparison>
void compare_constant(Word* RESTRICT out, const int64_t* a, int64_t c, int64_t rows) {
  write_plane(out, rows, [=](int64_t i) { return holds<comparison>(a[i], c); });
}

template <int comparison>
void compare_scaled(Word* RESTRICT out, const int64_t* a, int64_t fa, const int64_t* b, int64_t fb, int64_t rows) {
  if (fa == 1) {
    write_plane(out, rows, [=](int64_t i) { return holds<comparison>(a[i], wrap_multiply(b[i], fb)); });
  } else {
    write_plane(out, rows,
                [=](int64_t i) { return holds<comparison>(wrap_multiply(a[i], fa), wrap_multiply(b[i], fb)); });
  }
}

void bytes_equal(Word* RESTRICT out, const uint8_t* a, const uint8_t* b, int64_t rows) {
  write_plane(out, rows, [=](int64_t i) { return a[i] == b[i]; });
}

void bytes_in(Word* RESTRICT out, const uint8_t* a, const uint8_t* members, int64_t count, int64_t rows) {
  const uint8_t m0 = members[0];
  const uint8_t m1 = members[count > 1 ? 1 : 0];
  const uint8_t m2 = members[count > 2 ? 2 : 0];
  const uint8_t m3 = members[count > 3 ? 3 : 0];
  if (count == 1) {
    write_plane(out, rows, [=](int64_t i) { return a[i] == m0; });
  } else if (count == 2) {
    write_plane(out, rows, [=](int64_t i) { return ((a[i] == m0) | (a[i] == m1)) != 0; });
  } else {
    write_plane(out, rows, [=](int64_t i) { return ((a[i] == m0) | (a[i] == m1) | (a[i] == m2) | (a[i] == m3)) != 0; });
  }
}

void bytes_test(Word* RESTRICT out, const uint8_t* a, const uint8_t* table, int64_t rows) {
  write_plane(out, rows, [=](int64_t i) { return table[a[i]] != 0; });
}

// ---- choosing ------------------------------------------------------------------------------

int64_t wide_mask(uint8_t mask) { return static_cast<int64_t>(static_cast<int8_t>(mask)); }

void select(int64_t* RESTRICT out, const uint8_t* RESTRICT mask, const int64_t* a, const int64_t* b, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = (a[i] & wide_mask(mask[i])) | (b[i] & ~wide_mask(mask[i]));
}

void select_bytes(uint8_t* RESTRICT out, const uint8_t* RESTRICT mask, const uint8_t* a, const uint8_t* b,
                  int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<uint8_t>((a[i] & mask[i]) | (b[i] & ~mask[i]));
}

void keep(int64_t* RESTRICT out, const uint8_t* RESTRICT mask, const int64_t* a, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = a[i] & wide_mask(mask[i]);
}

// ---- bands and tables ----------------------------------------------------------------------

void clear(int32_t* out, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) out[i] = 0;
}

void band(int32_t* RESTRICT out, int32_t stride, const int64_t* RESTRICT a, const int64_t* RESTRICT starts,
          int64_t count, int64_t rows) {
  for (int64_t s = 0; s < count; ++s) {
    const int64_t start = starts[s];
    for (int64_t i = 0; i < rows; ++i) out[i] += a[i] >= start ? stride : 0;
  }
}

// All rows of a few go down one level together: none waits for its own loads, and nothing branches.
void band_search(int32_t* RESTRICT out, int32_t stride, const int64_t* RESTRICT a, const int64_t* RESTRICT starts,
                 int64_t count, int64_t most, int64_t rows) {
  for (int64_t first = 0; first < rows; first += kWordRows) {
    const int64_t some = rows - first < kWordRows ? rows - first : kWordRows;
    int64_t values[kWordRows] = {};
    int64_t places[kWordRows] = {};
    for (int64_t i = 0; i < some; ++i) values[i] = a[first + i];
    for (int64_t half = count / 2; half > 0; half /= 2) {
      for (int64_t i = 0; i < kWordRows; ++i)
        places[i] += half & -static_cast<int64_t>(values[i] >= starts[places[i] + half - 1]);
    }
    for (int64_t i = 0; i < some; ++i) {
      const int64_t place = places[i] + static_cast<int64_t>(values[i] >= starts[places[i]]);
      out[first + i] += stride * static_cast<int32_t>(place < most ? place : most);
    }
  }
}

void band_fraction(int32_t* RESTRICT out, int32_t stride, const int64_t* RESTRICT a, int64_t factor,
                   const int64_t* RESTRICT b, const int64_t* RESTRICT starts, const int64_t* RESTRICT behind,
                   int64_t count, int64_t rows) {
  for (int64_t s = 0; s < count; ++s) {
    const int64_t start = starts[s];
    const int64_t more = behind[s];
    for (int64_t i = 0; i < rows; ++i)
      out[i] += wrap_multiply(a[i], factor) >= wrap_add(wrap_multiply(start, b[i]), more) ? stride : 0;
  }
}

void band_direct(int32_t* RESTRICT out, int32_t stride, const int64_t* RESTRICT a, int64_t low, int64_t count,
                 int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) {
    const uint64_t place = static_cast<uint64_t>(wrap_subtract(a[i], low));
    out[i] += place < static_cast<uint64_t>(count) ? stride * static_cast<int32_t>(place) : 0;
  }
}

WITHOUT_GATHERS void band_bytes(int32_t* RESTRICT out, const uint8_t* RESTRICT a, const int32_t* RESTRICT table,
                                int64_t rows) {
  PLAIN_LOADS
  for (int64_t i = 0; i < rows; ++i) out[i] += table[a[i]];
}

WITHOUT_GATHERS void look_up_direct(int64_t* RESTRICT out, const int64_t* RESTRICT a, int64_t low, int64_t count,
                                    const int64_t* RESTRICT table, int64_t rows) {
  PLAIN_LOADS
  for (int64_t i = 0; i < rows; ++i) {
    const uint64_t place = static_cast<uint64_t>(wrap_subtract(a[i], low));
    out[i] = table[place < static_cast<uint64_t>(count) ? place : 0];
  }
}

WITHOUT_GATHERS void look_up(int64_t* RESTRICT out, const int32_t* RESTRICT place, const int64_t* RESTRICT table,
                             int64_t rows) {
  PLAIN_LOADS
  for (int64_t i = 0; i < rows; ++i) out[i] = table[place[i]];
}

WITHOUT_GATHERS void look_up_bytes(uint8_t* RESTRICT out, const int32_t* RESTRICT place, const uint8_t* RESTRICT table,
                                   int64_t rows) {
  PLAIN_LOADS
  for (int64_t i = 0; i < rows; ++i) out[i] = table[place[i]];
}

// ---- dates ---------------------------------------------------------------------------------
// Years are counted from March, so that the leap day is the last of its year, and from a year 0
// that lies before all dates: all numbers are positive and fit 32 bits.

constexpr int64_t kFirstDay = -719162;
constexpr int64_t kLastDay = 2932896;
constexpr uint32_t kDaysBefore = 719468;  // 0000-03-01 to 1970-01-01

struct MarchDate {
  uint32_t year;
  uint32_t month;  // from March, 0 to 11
  uint32_t day;    // from 1
};

inline __attribute__((always_inline)) MarchDate march_date(int64_t days) {
  const int64_t inside = days < kFirstDay ? kFirstDay : days > kLastDay ? kLastDay : days;
  const auto shifted = static_cast<uint32_t>(inside + kDaysBefore);
  const uint32_t era = shifted / 146097;
  const uint32_t of_era = shifted - era * 146097;
  const uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const uint32_t month = (5 * of_year + 2) / 153;
  return {era * 400 + year, month, of_year - (153 * month + 2) / 5 + 1};
}

inline __attribute__((always_inline)) uint32_t first_of_month(uint32_t year, uint32_t month) {
  return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5;
}

inline __attribute__((always_inline)) uint32_t is_leap(uint32_t year) {
  return static_cast<uint32_t>(year % 4 == 0) &
         (static_cast<uint32_t>(year % 100 != 0) | static_cast<uint32_t>(year % 400 == 0));
}

// February is the last month of a year from March, and its leap day that of the next civil year.
inline __attribute__((always_inline)) uint32_t length_of_month(uint32_t year, uint32_t month) {
  const uint32_t usual = (153 * month + 155) / 5 - (153 * month + 2) / 5;
  return month == 11 ? 28 + is_leap(year + 1) : usual;
}

void add_months(int64_t* RESTRICT out, Word* RESTRICT fits, const int64_t* days, const int64_t* count, int64_t unit,
                int lacking, int64_t rows) {
  constexpr int64_t kMostMonths = 120000;
  for (int64_t i = 0; i < rows; ++i) {
    const MarchDate from = march_date(days[i]);
    // Clamped before it is multiplied, so that nothing wraps into a date.
    const int64_t counted = count[i] < -kMostMonths ? -kMostMonths : count[i] > kMostMonths ? kMostMonths : count[i];
    const int64_t wanted = wrap_multiply(counted, unit);
    const int64_t months = wanted < -kMostMonths ? -kMostMonths : wanted > kMostMonths ? kMostMonths : wanted;
    // A multiple of twelve more, so that the index is positive.
    const auto index = static_cast<uint32_t>(static_cast<int32_t>(from.year * 12 + from.month) +
                                             static_cast<int32_t>(months) + static_cast<int32_t>(kMostMonths));
    const uint32_t year = index / 12 - static_cast<uint32_t>(kMostMonths / 12);
    const uint32_t month = index % 12;
    const uint32_t before = static_cast<uint32_t>(kMostMonths / 12);
    const int in_time = static_cast<int>(index / 12 >= before) & static_cast<int>(index / 12 < before + 10000);
    const uint32_t length = length_of_month(year, month);
    const bool lacks = from.day > length;
    const uint32_t day = !lacks ? from.day : lacking == 1 ? length + 1 : length;
    const int64_t result = static_cast<int64_t>(first_of_month(year, month) + day) - 1 - kDaysBefore;
    // Bits instead of branches: the loop is to become vectors.
    const int there = in_time & static_cast<int>(counted == count[i]) & static_cast<int>(wanted == months) &
                      (static_cast<int>(!lacks) | static_cast<int>(lacking != 0)) &
                      static_cast<int>(result >= kFirstDay) & static_cast<int>(result <= kLastDay);
    out[i] = there != 0 ? result : kLastDay + 1;
  }
  write_plane(fits, rows, [=](int64_t i) { return out[i] <= kLastDay; });
}

void add_days(int64_t* RESTRICT out, Word* RESTRICT fits, const int64_t* days, const int64_t* count, int64_t unit,
              int64_t rows) {
  constexpr int64_t kMostDays = 10000000;
  for (int64_t i = 0; i < rows; ++i) {
    const bool near = count[i] >= -kMostDays && count[i] <= kMostDays;
    const int64_t sum = wrap_add(days[i], near ? count[i] * unit : 0);
    out[i] = near && sum >= kFirstDay && sum <= kLastDay ? sum : kLastDay + 1;
  }
  write_plane(fits, rows, [=](int64_t i) { return out[i] <= kLastDay; });
}

void age(int64_t* RESTRICT out, const int64_t* birth, const int64_t* on, int lacking, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) {
    const MarchDate born = march_date(birth[i]);
    const MarchDate at = march_date(on[i]);
    // Within a civil year January and February come first; a day more than 29 is a 1 March.
    const auto key = [](uint32_t month, uint32_t day) { return (month >= 10 ? month - 10 : month + 2) * 32 + day; };
    const uint32_t civil_born = born.year + (born.month >= 10 ? 1 : 0);
    const uint32_t civil_at = at.year + (at.month >= 10 ? 1 : 0);
    const bool leap_day = born.month == 11 && born.day == 29 && is_leap(civil_at) == 0;
    const uint32_t day = leap_day && lacking == 2 ? 28 : born.day;
    const bool reached = key(at.month, at.day) >= key(born.month, day);
    out[i] = static_cast<int64_t>(civil_at) - civil_born - (reached ? 0 : 1);
  }
}

// ---- members -------------------------------------------------------------------------------

void lengths(int64_t* RESTRICT out, const int32_t* begin, const int32_t* end, int64_t stride, int64_t rows) {
  if (stride == 1) {
    for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<int64_t>(end[i]) - begin[i];
  } else if (stride == 2) {
    for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<int64_t>(end[2 * i]) - begin[2 * i];
  } else {
    for (int64_t i = 0; i < rows; ++i) out[i] = static_cast<int64_t>(end[stride * i]) - begin[stride * i];
  }
}

// Up to 64 bits from a place.
Word bits_from(const Word* plane, int64_t place) {
  const int64_t word = place / kWordRows;
  const int shift = static_cast<int>(place % kWordRows);
  return plane[word] >> shift | plane[word + 1] << 1 << (63 - shift);
}

template <int64_t fixed_stride>
void count_segments_by(int64_t* RESTRICT out, const Word* RESTRICT plane, const int32_t* RESTRICT begin,
                       const int32_t* RESTRICT end, int64_t given_stride, int64_t shift, int64_t rows) {
  const int64_t stride = fixed_stride > 0 ? fixed_stride : given_stride;
  for (int64_t i = 0; i < rows; ++i) {
    int64_t place = begin[stride * i] - shift;
    int64_t left = end[stride * i] - begin[stride * i];
    int64_t count = 0;
    for (; __builtin_expect(left >= kWordRows, 0); left -= kWordRows, place += kWordRows)
      count += __builtin_popcountll(bits_from(plane, place));
    // What lies behind the list goes out at the top; of an empty list, everything.
    out[i] += count + __builtin_popcountll(bits_from(plane, place) << 1 << (kWordRows - 1 - left));
  }
}

void count_segments(int64_t* RESTRICT out, const Word* RESTRICT plane, const int32_t* begin, const int32_t* end,
                    int64_t stride, int64_t shift, int64_t rows) {
  if (stride == 1) return count_segments_by<1>(out, plane, begin, end, 1, shift, rows);
  if (stride == 2) return count_segments_by<2>(out, plane, begin, end, 2, shift, rows);
  count_segments_by<0>(out, plane, begin, end, stride, shift, rows);
}

void sum_segments(int64_t* RESTRICT out, const int64_t* RESTRICT values, const int32_t* begin, const int32_t* end,
                  int64_t stride, int64_t shift, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) {
    int64_t sum = 0;
    for (int64_t k = begin[stride * i] - shift; k < end[stride * i] - shift; ++k) sum = wrap_add(sum, values[k]);
    out[i] = wrap_add(out[i], sum);
  }
}

// ---- gathering -----------------------------------------------------------------------------

WITHOUT_GATHERS void gather(int64_t* RESTRICT out, const int64_t* RESTRICT values, const int32_t* RESTRICT places,
                            int64_t rows) {
  PLAIN_LOADS
  for (int64_t i = 0; i < rows; ++i) out[i] = values[places[i] < 0 ? 0 : places[i]];
}

}  // namespace

extern const Kernels PROACTIVE_KERNELS;
const Kernels PROACTIVE_KERNELS = {
    .name = PROACTIVE_KERNELS_NAME,
    .and_planes = and_planes,
    .or_planes = or_planes,
    .and_not_planes = and_not_planes,
    .shift_bits = shift_bits,
    .spread_bits = spread_bits,
    .count_bits = count_bits,
    .widen_i8 = widen<int8_t>,
    .widen_u8 = widen<uint8_t>,
    .widen_i16 = widen<int16_t>,
    .widen_u16 = widen<uint16_t>,
    .widen_i32 = widen<int32_t>,
    .widen_u32 = widen<uint32_t>,
    .scale_i64 = widen<int64_t>,
    .narrow_i128 = narrow_i128,
    .narrow_16 = narrow<uint16_t>,
    .narrow_32 = narrow<uint32_t>,
    .map_bytes = map_bytes,
    .fill = fill,
    .fill_bytes = fill_bytes,
    .add = add,
    .subtract = subtract,
    .add_constant = add_constant,
    .multiply = multiply,
    .negate = negate,
    .absolute = absolute,
    .minimum = minimum,
    .maximum = maximum,
    .magnitudes = magnitudes,
    .compare = {compare<0>, compare<1>, compare<2>, compare<3>, compare<4>, compare<5>},
    .compare_constant = {compare_constant<0>, compare_constant<1>, compare_constant<2>, compare_constant<3>,
                         compare_constant<4>, compare_constant<5>},
    .compare_scaled = {compare_scaled<0>, compare_scaled<1>, compare_scaled<2>, compare_scaled<3>, compare_scaled<4>,
                       compare_scaled<5>},
    .bytes_equal = bytes_equal,
    .bytes_in = bytes_in,
    .bytes_test = bytes_test,
    .select = select,
    .select_bytes = select_bytes,
    .keep = keep,
    .band = band,
    .band_search = band_search,
    .band_fraction = band_fraction,
    .band_direct = band_direct,
    .band_bytes = band_bytes,
    .clear = clear,
    .look_up_direct = look_up_direct,
    .look_up = look_up,
    .look_up_bytes = look_up_bytes,
    .add_months = add_months,
    .add_days = add_days,
    .age = age,
    .lengths = lengths,
    .count_segments = count_segments,
    .sum_segments = sum_segments,
    .gather = gather,
};

}  // namespace proactive::execution
