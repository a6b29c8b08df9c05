// Every inner loop of every build that this processor runs, against a plain loop: at lengths around
// whole words and blocks, from places that no vector is aligned to, and nothing written behind.
#include "execution/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "execution/kernel_set.h"
#include "mutations.h"
#include "values/calendar.h"

namespace proactive::execution {
namespace {

using tests::Chance;

constexpr std::int64_t kLengths[] = {0, 1, 7, 8, 63, 64, 65, 127, 128, 1023, 2047, 2048, 2049};
constexpr std::int64_t kBehind = 64;

// As processors do: all of it wraps.
std::int64_t times(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::int64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

bool holds(int comparison, std::int64_t a, std::int64_t b) {
  const bool held[] = {a<b, a <= b, a == b, a != b, a >= b, a> b};
  return held[comparison];
}

class EveryBuild : public testing::TestWithParam<const Kernels*> {
 protected:
  // Runs `body` for each length, from each of a few odd places.
  template <typename Body>
  void each(Body body) {
    for (const std::int64_t rows : kLengths) {
      for (const std::int64_t shift : {0, 1, 3}) {
        rows_ = rows;
        shift_ = shift;
        columns_ = {};
        SCOPED_TRACE(std::to_string(rows) + " rows from " + std::to_string(shift));
        body();
        if (HasFatalFailure()) return;
      }
    }
  }

  // A column of numbers of all magnitudes; `in` keeps it. Valid until the next `each`.
  template <typename T = std::int64_t>
  const T* column(int bits = 64) {
    auto& values = std::get<std::vector<std::vector<T>>>(columns_).emplace_back(size());
    for (auto& value : values) {
      const std::uint64_t drawn = chance_.next() >> (chance_.below(static_cast<std::size_t>(bits)) + 64 - bits);
      value = static_cast<T>(chance_.one_in(2) ? drawn : ~drawn + 1);
      if (bits == 64 && chance_.one_in(20)) value = static_cast<T>(chance_.one_in(2) ? INT64_MIN : INT64_MAX);
    }
    return values.data() + shift_;
  }

  template <typename T>
  const T* numbers_below(std::int64_t limit) {
    auto& values = std::get<std::vector<std::vector<T>>>(columns_).emplace_back(size());
    for (auto& value : values) value = static_cast<T>(chance_.between(0, limit - 1));
    return values.data() + shift_;
  }

  std::vector<Word> plane() {
    std::vector<Word> words(static_cast<std::size_t>((rows_ + 63) / 64 + 2));
    for (std::int64_t i = 0; i < rows_; ++i) words[i / 64] |= (chance_.next() & 1U) << (i % 64);
    return words;
  }

  const std::uint8_t* mask() {
    auto& values = std::get<std::vector<std::vector<std::uint8_t>>>(columns_).emplace_back(size());
    for (auto& value : values) value = chance_.one_in(2) ? 255 : 0;
    return values.data() + shift_;
  }

  template <typename T, typename Run, typename Expect>
  void expect(Run run, Expect expected, T before = T{77}, std::int64_t may_follow = 0) {
    std::vector<T> out(size(), before);
    run(out.data() + shift_);
    for (std::int64_t i = 0; i < rows_; ++i) ASSERT_EQ(out[shift_ + i], expected(i)) << "row " << i;
    for (std::int64_t i = rows_ + may_follow; i < rows_ + kBehind; ++i)
      ASSERT_EQ(out[shift_ + i], before) << "written behind, " << i;
  }

  template <typename Run, typename Expect>
  void expect_plane(Run run, Expect expected) {
    const std::int64_t words = (rows_ + 63) / 64;
    std::vector<Word> out(static_cast<std::size_t>(words) + 1, 0xA5A5);
    run(out.data());
    for (std::int64_t i = 0; i < 64 * words; ++i)
      ASSERT_EQ(out[i / 64] >> (i % 64) & 1U, i < rows_ && expected(i) ? 1U : 0U) << "row " << i;
    ASSERT_EQ(out[words], 0xA5A5U) << "written behind";
  }

  std::size_t size() const { return static_cast<std::size_t>(shift_ + rows_ + kBehind); }
  static bool bit(const std::vector<Word>& words, std::int64_t i) { return (words[i / 64] >> (i % 64) & 1U) != 0; }

  template <typename T>
  using Columns = std::vector<std::vector<T>>;
  std::tuple<Columns<std::int64_t>, Columns<std::int32_t>, Columns<std::uint32_t>, Columns<std::int16_t>,
             Columns<std::uint16_t>, Columns<std::int8_t>, Columns<std::uint8_t>>
      columns_;
  const Kernels& k_ = *GetParam();
  Chance chance_{42};
  std::int64_t rows_ = 0;
  std::int64_t shift_ = 0;
};

// ---- planes ----------------------------------------------------------------------------------

TEST_P(EveryBuild, Planes) {
  each([&] {
    const auto a = plane();
    const auto b = plane();
    const std::int64_t words = (rows_ + 63) / 64;
    expect_plane([&](Word* out) { k_.and_planes(out, a.data(), b.data(), words); },
                 [&](std::int64_t i) { return bit(a, i) && bit(b, i); });
    expect_plane([&](Word* out) { k_.or_planes(out, a.data(), b.data(), words); },
                 [&](std::int64_t i) { return bit(a, i) || bit(b, i); });
    expect_plane([&](Word* out) { k_.and_not_planes(out, a.data(), b.data(), words); },
                 [&](std::int64_t i) { return bit(a, i) && !bit(b, i); });
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < rows_; ++i) count += bit(a, i) ? 1 : 0;
    EXPECT_EQ(k_.count_bits(a.data(), words), count);
    expect<std::uint8_t>([&](std::uint8_t* out) { k_.spread_bits(out, a.data(), rows_); },
                         [&](std::int64_t i) { return bit(a, i) ? 255 : 0; }, 77, 7);
  });
}

TEST_P(EveryBuild, ShiftedBits) {
  each([&] {
    for (const std::int64_t offset : {0, 1, 7, 8, 9, 63, 64, 65, 70}) {
      // The bitmap ends with the byte of its last bit.
      std::vector<std::uint8_t> bytes(static_cast<std::size_t>((offset + rows_ + 7) / 8));
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance_.next());
      expect_plane([&](Word* out) { k_.shift_bits(out, bytes.data(), offset, rows_); },
                   [&](std::int64_t i) { return (bytes[(offset + i) / 8] >> ((offset + i) % 8) & 1U) != 0; });
    }
  });
}

// ---- loading ---------------------------------------------------------------------------------

TEST_P(EveryBuild, Widening) {
  each([&] {
    const auto widens = [&]<typename T>(void (*widen)(std::int64_t*, const T*, std::int64_t, std::int64_t),
                                        const T* in) {
      for (const std::int64_t factor : {1, 100, 1'000'000'000}) {
        expect<std::int64_t>([&](std::int64_t* out) { widen(out, in, factor, rows_); },
                             [&](std::int64_t i) { return times(static_cast<std::int64_t>(in[i]), factor); });
      }
    };
    widens(k_.widen_i8, column<std::int8_t>());
    widens(k_.widen_u8, column<std::uint8_t>());
    widens(k_.widen_i16, column<std::int16_t>());
    widens(k_.widen_u16, column<std::uint16_t>());
    widens(k_.widen_i32, column<std::int32_t>());
    widens(k_.widen_u32, column<std::uint32_t>());
    widens(k_.scale_i64, column());
  });
}

TEST_P(EveryBuild, Narrowing) {
  each([&] {
    std::vector<std::int64_t> halves(static_cast<std::size_t>(2 * rows_ + 1));
    for (auto& half : halves) half = static_cast<std::int64_t>(chance_.next());
    for (const std::int64_t factor : {1, 100}) {
      expect<std::int64_t>([&](std::int64_t* out) { k_.narrow_i128(out, halves.data(), factor, rows_); },
                           [&](std::int64_t i) { return times(halves[2 * i], factor); });
    }
    const auto* shorts = column<std::uint16_t>();
    const auto* words = column<std::uint32_t>();
    expect<std::uint8_t>([&](std::uint8_t* out) { k_.narrow_16(out, shorts, rows_); },
                         [&](std::int64_t i) { return static_cast<std::uint8_t>(shorts[i]); });
    expect<std::uint8_t>([&](std::uint8_t* out) { k_.narrow_32(out, words, rows_); },
                         [&](std::int64_t i) { return static_cast<std::uint8_t>(words[i]); });
  });
}

TEST_P(EveryBuild, MappedBytes) {
  std::vector<std::uint8_t> table(256);
  for (const std::int64_t size : {1, 3, 12, 13, 200, 256}) {
    std::fill(table.begin(), table.end(), std::uint8_t{0});
    for (std::int64_t i = 0; i < size; ++i) table[i] = static_cast<std::uint8_t>(size - 1 - i);
    each([&] {
      const auto* in = numbers_below<std::uint8_t>(256);
      expect<std::uint8_t>([&](std::uint8_t* out) { k_.map_bytes(out, in, table.data(), size, rows_); },
                           [&](std::int64_t i) { return table[in[i]]; });
    });
  }
}

TEST_P(EveryBuild, Filling) {
  each([&] {
    expect<std::int64_t>([&](std::int64_t* out) { k_.fill(out, -5, rows_); }, [](std::int64_t) { return -5; });
    expect<std::uint8_t>([&](std::uint8_t* out) { k_.fill_bytes(out, 9, rows_); }, [](std::int64_t) { return 9; });
    expect<std::int32_t>([&](std::int32_t* out) { k_.clear(out, rows_); }, [](std::int64_t) { return 0; });
  });
}

// ---- numbers ---------------------------------------------------------------------------------

TEST_P(EveryBuild, Sums) {
  each([&] {
    const auto* a = column();
    const auto* b = column();
    for (const auto& [fa, fb] :
         {std::pair<std::int64_t, std::int64_t>{1, 1}, {100, 1}, {1, 1'000'000'000}, {10, 1000}}) {
      const auto left = fa;
      const auto right = fb;
      expect<std::int64_t>([&](std::int64_t* out) { k_.add(out, a, left, b, right, rows_); },
                           [&](std::int64_t i) { return plus(times(a[i], left), times(b[i], right)); });
      expect<std::int64_t>([&](std::int64_t* out) { k_.subtract(out, a, left, b, right, rows_); },
                           [&](std::int64_t i) { return minus(times(a[i], left), times(b[i], right)); });
      expect<std::int64_t>([&](std::int64_t* out) { k_.add_constant(out, a, left, -77, rows_); },
                           [&](std::int64_t i) { return plus(times(a[i], left), -77); });
    }
  });
}

TEST_P(EveryBuild, OtherArithmetic) {
  each([&] {
    const auto* a = column();
    const auto* b = column();
    expect<std::int64_t>([&](std::int64_t* out) { k_.multiply(out, a, b, rows_); },
                         [&](std::int64_t i) { return times(a[i], b[i]); });
    expect<std::int64_t>([&](std::int64_t* out) { k_.negate(out, a, rows_); },
                         [&](std::int64_t i) { return minus(0, a[i]); });
    expect<std::int64_t>([&](std::int64_t* out) { k_.absolute(out, a, rows_); },
                         [&](std::int64_t i) { return a[i] < 0 ? minus(0, a[i]) : a[i]; });
    expect<std::int64_t>([&](std::int64_t* out) { k_.minimum(out, a, b, rows_); },
                         [&](std::int64_t i) { return std::min(a[i], b[i]); });
    expect<std::int64_t>([&](std::int64_t* out) { k_.maximum(out, a, b, rows_); },
                         [&](std::int64_t i) { return std::max(a[i], b[i]); });
    Word all = 0;
    for (std::int64_t i = 0; i < rows_; ++i) all |= static_cast<Word>(a[i] < 0 ? ~a[i] : a[i]);
    EXPECT_EQ(k_.magnitudes(a, rows_), all);
  });
}

// ---- comparing -------------------------------------------------------------------------------

TEST_P(EveryBuild, Comparisons) {
  each([&] {
    const auto* a = column(4);
    const auto* b = column(4);
    const auto* far = column();
    for (int c = 0; c < kComparisons; ++c) {
      expect_plane([&](Word* out) { k_.compare[c](out, a, b, rows_); },
                   [&](std::int64_t i) { return holds(c, a[i], b[i]); });
      expect_plane([&](Word* out) { k_.compare[c](out, far, a, rows_); },
                   [&](std::int64_t i) { return holds(c, far[i], a[i]); });
      for (const std::int64_t bound : {std::int64_t{3}, std::int64_t{INT64_MIN}, std::int64_t{INT64_MAX}}) {
        expect_plane([&](Word* out) { k_.compare_constant[c](out, bound == 3 ? a : far, bound, rows_); },
                     [&](std::int64_t i) { return holds(c, bound == 3 ? a[i] : far[i], bound); });
      }
      for (const auto& [fa, fb] : {std::pair<std::int64_t, std::int64_t>{1, 2}, {3, 1}, {2, 3}, {1, 1}}) {
        const auto left = fa;
        const auto right = fb;
        expect_plane([&](Word* out) { k_.compare_scaled[c](out, a, left, b, right, rows_); },
                     [&](std::int64_t i) { return holds(c, a[i] * left, b[i] * right); });
      }
    }
  });
}

TEST_P(EveryBuild, Bytes) {
  std::uint8_t table[256] = {};
  for (int i = 0; i < 256; i += 3) table[i] = static_cast<std::uint8_t>(i % 2 + 1);
  const std::uint8_t members[] = {2, 0, 5, 255};
  each([&] {
    const auto* a = numbers_below<std::uint8_t>(7);
    const auto* b = numbers_below<std::uint8_t>(7);
    const auto* any = numbers_below<std::uint8_t>(256);
    expect_plane([&](Word* out) { k_.bytes_equal(out, a, b, rows_); }, [&](std::int64_t i) { return a[i] == b[i]; });
    for (int count = 1; count <= 4; ++count) {
      expect_plane([&](Word* out) { k_.bytes_in(out, a, members, count, rows_); },
                   [&](std::int64_t i) { return std::find(members, members + count, a[i]) != members + count; });
    }
    expect_plane([&](Word* out) { k_.bytes_test(out, any, table, rows_); },
                 [&](std::int64_t i) { return table[any[i]] != 0; });
  });
}

// ---- choosing --------------------------------------------------------------------------------

TEST_P(EveryBuild, Choices) {
  each([&] {
    const auto* a = column();
    const auto* b = column();
    const auto* x = numbers_below<std::uint8_t>(256);
    const auto* y = numbers_below<std::uint8_t>(256);
    const auto* taken = mask();
    expect<std::int64_t>([&](std::int64_t* out) { k_.select(out, taken, a, b, rows_); },
                         [&](std::int64_t i) { return taken[i] != 0 ? a[i] : b[i]; });
    expect<std::int64_t>([&](std::int64_t* out) { k_.keep(out, taken, a, rows_); },
                         [&](std::int64_t i) { return taken[i] != 0 ? a[i] : 0; });
    expect<std::uint8_t>([&](std::uint8_t* out) { k_.select_bytes(out, taken, x, y, rows_); },
                         [&](std::int64_t i) { return taken[i] != 0 ? x[i] : y[i]; });
  });
}

// ---- bands and tables ------------------------------------------------------------------------

TEST_P(EveryBuild, Bands) {
  std::vector<std::int64_t> starts = {INT64_MIN, -100, -1, 0, 3, 500, std::int64_t{1} << 40, INT64_MAX};
  for (const std::int64_t count : {0, 1, 3, 8}) {
    each([&] {
      const auto* a = column();
      const auto below = [&](std::int64_t value) {
        return static_cast<std::int32_t>(
            std::count_if(starts.begin(), starts.begin() + count, [&](std::int64_t start) { return start <= value; }));
      };
      expect<std::int32_t>([&](std::int32_t* out) { k_.band(out, 5, a, starts.data(), count, rows_); },
                           [&](std::int64_t i) { return 1000 + 5 * below(a[i]); }, 1000);
    });
  }
}

TEST_P(EveryBuild, BandsBySearch) {
  for (const std::int64_t count : {1, 2, 16, 64}) {
    for (const std::int64_t real : {count, count * 3 / 4}) {
      std::vector<std::int64_t> starts(static_cast<std::size_t>(count), INT64_MAX);
      for (std::int64_t i = 0; i < real; ++i) starts[i] = (i - real / 2) * 7 - 3;
      each([&] {
        const auto* a = column(9);
        const auto* far = column();
        for (const auto* values : {a, far}) {
          const auto below = [&](std::int64_t value) {
            const auto all = std::upper_bound(starts.begin(), starts.end(), value) - starts.begin();
            return static_cast<std::int32_t>(std::min<std::int64_t>(all, real));
          };
          expect<std::int32_t>(
              [&](std::int32_t* out) { k_.band_search(out, 3, values, starts.data(), count, real, rows_); },
              [&](std::int64_t i) { return 50 + 3 * below(values[i]); }, 50);
        }
      });
    }
  }
}

TEST_P(EveryBuild, BandsOfFractions) {
  const std::vector<std::int64_t> starts = {-40, 0, 7, 7, 300};
  const std::vector<std::int64_t> behind = {0, 1, 0, 1, 0};
  each([&] {
    const auto* a = column(12);
    const auto* b = column<std::int64_t>(6);
    const auto passed = [&](std::int64_t i) {
      std::int32_t count = 0;
      for (std::size_t s = 0; s < starts.size(); ++s) count += a[i] * 10 >= starts[s] * b[i] + behind[s] ? 1 : 0;
      return count;
    };
    expect<std::int32_t>(
        [&](std::int32_t* out) {
          k_.band_fraction(out, 4, a, 10, b, starts.data(), behind.data(), static_cast<std::int64_t>(starts.size()),
                           rows_);
        },
        [&](std::int64_t i) { return 9 + 4 * passed(i); }, 9);
  });
}

TEST_P(EveryBuild, BandsOfSmallNumbers) {
  std::vector<std::int32_t> by_byte(256);
  std::iota(by_byte.begin(), by_byte.end(), -7);
  each([&] {
    const auto* a = column(5);
    const auto* far = column();
    const auto* bytes = numbers_below<std::uint8_t>(256);
    for (const auto* values : {a, far}) {
      expect<std::int32_t>([&](std::int32_t* out) { k_.band_direct(out, 6, values, -4, 9, rows_); },
                           [&](std::int64_t i) {
                             const bool inside = values[i] >= -4 && values[i] < 5;
                             return 2 + (inside ? 6 * static_cast<std::int32_t>(values[i] + 4) : 0);
                           },
                           2);
    }
    expect<std::int32_t>([&](std::int32_t* out) { k_.band_bytes(out, bytes, by_byte.data(), rows_); },
                         [&](std::int64_t i) { return 3 + by_byte[bytes[i]]; }, 3);
  });
}

TEST_P(EveryBuild, LookUps) {
  std::vector<std::int64_t> table(300);
  std::vector<std::uint8_t> bytes(300);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::int64_t>(i * i) - 777;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  each([&] {
    const auto* places = numbers_below<std::int32_t>(300);
    const auto* a = column(9);
    expect<std::int64_t>([&](std::int64_t* out) { k_.look_up(out, places, table.data(), rows_); },
                         [&](std::int64_t i) { return table[places[i]]; });
    expect<std::uint8_t>([&](std::uint8_t* out) { k_.look_up_bytes(out, places, bytes.data(), rows_); },
                         [&](std::int64_t i) { return bytes[places[i]]; });
    expect<std::int64_t>([&](std::int64_t* out) { k_.look_up_direct(out, a, -100, 200, table.data(), rows_); },
                         [&](std::int64_t i) { return table[a[i] >= -100 && a[i] < 100 ? a[i] + 100 : 0]; });
    const auto* signed_places = column<std::int32_t>(8);
    expect<std::int64_t>([&](std::int64_t* out) { k_.gather(out, table.data(), signed_places, rows_); },
                         [&](std::int64_t i) { return table[std::max(signed_places[i], 0)]; });
  });
}

// ---- dates -----------------------------------------------------------------------------------

class Days {
 public:
  Days(std::size_t size, Chance& chance) : days(size), counts(size) {
    for (auto& day : days) {
      // Leap days and the ends of months; junk too, under which no answer is looked at.
      day = chance.between(values::kFirstDay, values::kLastDay);
      if (chance.one_in(2)) day = days_[chance.below(std::size(days_))];
    }
    for (auto& count : counts) {
      count = chance.between(-40, 40);
      if (chance.one_in(4)) count = counts_[chance.below(std::size(counts_))];
    }
  }
  std::vector<std::int64_t> days;
  std::vector<std::int64_t> counts;

 private:
  static constexpr std::int64_t days_[] = {
      values::kFirstDay, values::kLastDay, 0, 59, 11'016, 19'782, 18'992, 30, -25'509, 47'540};
  static constexpr std::int64_t counts_[] = {
      INT64_MAX, INT64_MIN, std::int64_t{1} << 62, 120'000, -120'000, 4'000'000, -4'000'000, 119'988, 0, 1'000'000'000};
};

constexpr values::DayRounding kLacking[] = {values::DayRounding::none, values::DayRounding::up,
                                            values::DayRounding::down};

TEST_P(EveryBuild, LaterDays) {
  each([&] {
    const Days drawn(size(), chance_);
    const std::int64_t* days = drawn.days.data() + shift_;
    const std::int64_t* counts = drawn.counts.data() + shift_;
    std::vector<std::int64_t> out(size());
    const auto check = [&](auto run, auto later) {
      expect_plane(run, [&](std::int64_t i) {
        std::int64_t meant = 0;
        if (later(i, meant) != values::NoResult::none) return false;
        EXPECT_EQ(out[shift_ + i], meant) << "row " << i << ", day " << days[i] << ", count " << counts[i];
        return true;
      });
    };
    for (const std::int64_t unit : {1, -1, 12, 7}) {
      for (int lacking = 0; lacking < 3; ++lacking) {
        check([&](Word* fits) { k_.add_months(out.data() + shift_, fits, days, counts, unit, lacking, rows_); },
              [&](std::int64_t i, std::int64_t& meant) {
                return values::add_months(days[i], static_cast<values::Int128>(counts[i]) * unit, kLacking[lacking],
                                          meant);
              });
      }
      check([&](Word* fits) { k_.add_days(out.data() + shift_, fits, days, counts, unit, rows_); },
            [&](std::int64_t i, std::int64_t& meant) {
              return values::add_days(days[i], static_cast<values::Int128>(counts[i]) * unit, meant);
            });
    }
  });
}

TEST_P(EveryBuild, Ages) {
  each([&] {
    const Days births(size(), chance_);
    const Days others(size(), chance_);
    const std::int64_t* birth = births.days.data() + shift_;
    const std::int64_t* on = others.days.data() + shift_;
    for (int lacking = 0; lacking < 3; ++lacking) {
      expect<std::int64_t>([&](std::int64_t* out) { k_.age(out, birth, on, lacking, rows_); },
                           [&](std::int64_t i) { return values::age(birth[i], on[i], kLacking[lacking]); });
    }
  });
}

// ---- members ---------------------------------------------------------------------------------

TEST_P(EveryBuild, Segments) {
  each([&] {
    for (const std::int64_t stride : {1, 2, 3}) {
      const std::int64_t before = 1000;  // of all entries, those that come before the block's
      std::vector<std::int32_t> bounds = {static_cast<std::int32_t>(before)};
      for (std::int64_t i = 0; i < rows_ * stride; ++i)
        bounds.push_back(bounds.back() + static_cast<std::int32_t>(chance_.one_in(30) ? chance_.between(60, 200)
                                                                                      : chance_.between(0, 4)));
      const std::int64_t entries = bounds.back() - before;
      std::vector<std::int64_t> values(static_cast<std::size_t>(entries) + 1);
      for (auto& value : values) value = static_cast<std::int64_t>(chance_.next());
      std::vector<Word> plane(static_cast<std::size_t>(entries / 64 + 2));
      for (auto& word : plane) word = chance_.next();
      const std::int32_t* begin = bounds.data();
      const std::int32_t* end = bounds.data() + 1;
      const auto from = [&](std::int64_t i) { return begin[stride * i] - before; };
      const auto to = [&](std::int64_t i) { return end[stride * i] - before; };
      expect<std::int64_t>([&](std::int64_t* out) { k_.lengths(out, begin, end, stride, rows_); },
                           [&](std::int64_t i) { return to(i) - from(i); });
      expect<std::int64_t>(
          [&](std::int64_t* out) { k_.count_segments(out, plane.data(), begin, end, stride, before, rows_); },
          [&](std::int64_t i) {
            std::int64_t count = 10;
            for (std::int64_t k = from(i); k < to(i); ++k) count += bit(plane, k) ? 1 : 0;
            return count;
          },
          std::int64_t{10});
      expect<std::int64_t>(
          [&](std::int64_t* out) { k_.sum_segments(out, values.data(), begin, end, stride, before, rows_); },
          [&](std::int64_t i) {
            std::int64_t sum = 11;
            for (std::int64_t k = from(i); k < to(i); ++k) sum = plus(sum, values[k]);
            return sum;
          },
          std::int64_t{11});
    }
  });
}

TEST(KernelSet, FindsBuildsByName) {
  for (const Kernels* kernels : available_kernels()) EXPECT_EQ(find_kernels(kernels->name), kernels);
  EXPECT_EQ(find_kernels(), available_kernels().back());
  EXPECT_EQ(find_kernels("none of these"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryBuild, testing::ValuesIn(available_kernels()),
                         [](const auto& info) { return std::string(info.param->name); });

}  // namespace
}  // namespace proactive::execution
