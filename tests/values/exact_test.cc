#include "values/exact.h"

#include <gtest/gtest.h>

#include <vector>

#include "mutations.h"

namespace proactive::values {
namespace {

using tests::Chance;

constexpr std::int64_t kEdges[] = {kMin64, kMin64 + 1, -1'000'000'007, -7,         -2,    -1, 0, 1, 2,
                                   3,      12,         1'000'000'007,  kMax64 - 1, kMax64};
constexpr std::int64_t kDenominators[] = {1, 2, 3, 12, 1'000'000'007, kMax64 - 1, kMax64};

Number reduced(Number a) {
  const Int128 divisor = gcd(magnitude(a.num), a.den);
  return {static_cast<std::int64_t>(a.num / divisor), static_cast<std::int64_t>(a.den / divisor)};
}

bool same(Number a, Number b) {
  const Number left = reduced(a);
  const Number right = reduced(b);
  return left.num == right.num && left.den == right.den;
}

std::vector<Number> edge_fractions() {
  std::vector<Number> fractions;
  for (const auto num : kEdges) {
    for (const auto den : kDenominators) fractions.push_back({num, den});
  }
  return fractions;
}

// The fraction N/D in lowest terms, where it fits.
void expect_fraction(Int128 numerator, Int128 denominator, NoResult reason, Number found) {
  const Int128 divisor = gcd(magnitude(numerator), denominator);
  const bool fits = fits64(numerator / divisor) && fits64(denominator / divisor);
  ASSERT_EQ(reason, fits ? NoResult::none : NoResult::overflow);
  if (!fits) return;
  EXPECT_GT(found.den, 0);
  EXPECT_TRUE(
      same(found, {static_cast<std::int64_t>(numerator / divisor), static_cast<std::int64_t>(denominator / divisor)}));
}

TEST(Exact, SumsProductsAndOrderAtTheLimits) {
  for (const Number a : edge_fractions()) {
    for (const Number b : edge_fractions()) {
      const Int128 left = static_cast<Int128>(a.num) * b.den;
      const Int128 right = static_cast<Int128>(b.num) * a.den;
      const Int128 den = static_cast<Int128>(a.den) * b.den;
      Number out;
      NoResult reason = add(a, b, {}, out);
      expect_fraction(left + right, den, reason, out);
      reason = subtract(a, b, {}, out);
      expect_fraction(left - right, den, reason, out);
      reason = multiply(a, b, out);
      expect_fraction(static_cast<Int128>(a.num) * b.num, den, reason, out);
      EXPECT_EQ(compare(a, b), left < right ? -1 : left > right ? 1 : 0);
    }
  }
}

TEST(Exact, DivisionOfPlainNumbers) {
  for (const auto a : kEdges) {
    for (const auto b : kEdges) {
      Number out{5, 7};
      const NoResult reason = divide({a, 1}, {b, 1}, {10, 1}, out);
      if (b == 0) {
        EXPECT_EQ(reason, NoResult::division_by_zero);
        EXPECT_TRUE(same(out, {5, 7})) << "no result leaves the output alone";
        continue;
      }
      const Int128 sign = b < 0 ? -1 : 1;
      expect_fraction(sign * a * 10, sign * b, reason, out);
    }
  }
}

TEST(Exact, SignsAtTheLimit) {
  Number out;
  EXPECT_EQ(negate({kMin64, 1}, out), NoResult::overflow);
  EXPECT_EQ(absolute({kMin64, 1}, out), NoResult::overflow);
  EXPECT_EQ(negate({kMin64, 2}, out), NoResult::none) << "2^63/2 reduces to 2^62";
  EXPECT_TRUE(same(out, {std::int64_t{1} << 62, 1}));
  EXPECT_EQ(negate({kMax64, 1}, out), NoResult::none);
  EXPECT_EQ(out.num, -kMax64);
  EXPECT_EQ(rescale({kMax64 / 10, 1}, 10, out), NoResult::none);
  EXPECT_EQ(rescale({kMax64 / 10 + 1, 1}, 10, out), NoResult::overflow);
  EXPECT_EQ(shrink({kMax64, kMax64}, 10, out), NoResult::none) << "over 10·max, but reduced it is 1/10";
  EXPECT_TRUE(same(out, {1, 10}));
}

// One chain of operations twice: as the library keeps fractions, and with operands in lowest
// terms, or blown up by a common factor, before every step.
TEST(Exact, ReductionChangesNoResult) {
  const auto blown_up = [](Number a, Chance& chance) -> Number {
    const std::int64_t factor = chance.between(1, 1000);
    if (!fits64(static_cast<Int128>(a.num) * factor) || !fits64(static_cast<Int128>(a.den) * factor)) return a;
    return {a.num * factor, a.den * factor};
  };
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Chance chance(seed);
    Number lazy{1, 1};
    Number eager = lazy;
    for (int step = 0; step < 12; ++step) {
      const std::int64_t size = chance.one_in(2) ? 20 : 4'000'000'000;
      const Number operand{chance.between(-size, size), chance.between(1, size)};
      const auto which = chance.below(4);
      const auto apply = [&](Number a, Number b, Number& out) {
        return which == 0   ? add(a, b, {}, out)
               : which == 1 ? subtract(a, b, {}, out)
               : which == 2 ? multiply(a, b, out)
                            : shrink(a, 7, out);
      };
      Number next_lazy;
      Number next_eager;
      const NoResult lazily = apply(lazy, blown_up(operand, chance), next_lazy);
      ASSERT_EQ(apply(reduced(eager), reduced(operand), next_eager), lazily) << seed;
      if (lazily != NoResult::none) break;
      ASSERT_TRUE(same(next_lazy, next_eager)) << seed;
      ASSERT_EQ(compare(next_lazy, {1, 3}), compare(reduced(next_lazy), {1, 3}));
      lazy = next_lazy;
      eager = next_eager;
    }
  }
}

// The two multiples of the granularity around a value, then the rule of each mode in words.
std::int64_t reference(Int128 num, Int128 den, std::int64_t granularity, Rounding mode) {
  const Int128 unit = den * granularity;
  const Int128 size = magnitude(num);
  Int128 below = 0;
  while ((below + 1) * unit <= size) ++below;
  const Int128 rest = size - below * unit;
  bool away = false;
  if (rest != 0) {
    if (mode == Rounding::up) away = true;
    if (mode == Rounding::half_up) away = 2 * rest >= unit;
    if (mode == Rounding::half_even) away = 2 * rest > unit || (2 * rest == unit && below % 2 == 1);
  }
  const Int128 multiple = (below + (away ? 1 : 0)) * granularity;
  return static_cast<std::int64_t>(num < 0 ? -multiple : multiple);
}

TEST(Exact, RoundingOfSmallFractions) {
  for (const auto mode : {Rounding::down, Rounding::up, Rounding::half_up, Rounding::half_even}) {
    for (std::int64_t num = -60; num <= 60; ++num) {
      for (std::int64_t den = 1; den <= 6; ++den) {
        for (const std::int64_t granularity : {1, 2, 5, 10}) {
          for (const Scaling by : {Scaling{1, 1}, Scaling{100, 1}, Scaling{1, 10}, Scaling{10, 100}}) {
            Number out;
            ASSERT_EQ(round_to({num, den}, by, granularity, mode, out), NoResult::none);
            ASSERT_EQ(out.den, 1);
            ASSERT_EQ(out.num, reference(num * by.left, den * by.right, granularity, mode))
                << num << "/" << den << " to " << granularity << " mode " << static_cast<int>(mode);
          }
        }
      }
    }
  }
}

TEST(Exact, HalvesByName) {
  struct Case {
    Number value;
    std::int64_t down, up, half_up, half_even;
  };
  for (const Case& c : {Case{{5, 2}, 2, 3, 3, 2}, Case{{7, 2}, 3, 4, 4, 4}, Case{{-5, 2}, -2, -3, -3, -2},
                        Case{{-7, 2}, -3, -4, -4, -4}, Case{{9, 4}, 2, 3, 2, 2}, Case{{-9, 4}, -2, -3, -2, -2},
                        Case{{1, 2}, 0, 1, 1, 0}, Case{{-1, 2}, 0, -1, -1, 0}}) {
    Number out;
    const auto rounded = [&](Rounding mode) {
      return round_to(c.value, {}, 1, mode, out) == NoResult::none ? out.num : 999;
    };
    EXPECT_EQ(rounded(Rounding::down), c.down);
    EXPECT_EQ(rounded(Rounding::up), c.up);
    EXPECT_EQ(rounded(Rounding::half_up), c.half_up);
    EXPECT_EQ(rounded(Rounding::half_even), c.half_even);
  }
}

TEST(Exact, RoundingAtTheLimits) {
  Number out;
  EXPECT_EQ(round_to({kMax64, 1}, {}, 1, Rounding::up, out), NoResult::none);
  EXPECT_EQ(out.num, kMax64);
  EXPECT_EQ(round_to({kMax64, 1}, {}, 10, Rounding::up, out), NoResult::overflow);
  EXPECT_EQ(round_to({kMin64, 1}, {}, 10, Rounding::up, out), NoResult::overflow);
  EXPECT_EQ(round_to({kMax64, kMax64}, {1'000'000'000, 1'000'000'000}, kMax64, Rounding::down, out), NoResult::none);
  EXPECT_EQ(out.num, 0);
  EXPECT_EQ(round_to({kMax64, kMax64 - 1}, {1, 1'000'000'000'000}, kMax64, Rounding::half_up, out), NoResult::none);
  EXPECT_EQ(out.num, 0);
}

TEST(Exact, ReasonsInWords) {
  EXPECT_EQ(to_string(NoResult::overflow), "overflow");
  EXPECT_EQ(to_string(NoResult::division_by_zero), "division by zero");
  EXPECT_EQ(to_string(NoResult::no_such_day), "no such day");
  EXPECT_EQ(to_string(NoResult::empty_list), "empty list");
  EXPECT_EQ(to_string(NoResult::no_row), "no row");
}

}  // namespace
}  // namespace proactive::values
