// Every operation on small sets gives exactly the hull of what it gives on their members.
#include "values/possible.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace proactive::values {
namespace {

constexpr Domain kNumber = Domain::number;

Possible of(std::int64_t low, std::int64_t high) { return interval(kNumber, {low, 1}, {high, 1}); }
Possible of(std::int64_t value) { return of(value, value); }

// Equal values, however they are written.
bool equal(const Possible& a, const Possible& b) {
  return a.domain == b.domain && a.no_result == b.no_result && a.members == b.members && compare(a.low, b.low) == 0 &&
         compare(a.high, b.high) == 0;
}

std::vector<Possible> small_intervals(std::int64_t low, std::int64_t high) {
  std::vector<Possible> all;
  for (std::int64_t from = low; from <= high; ++from) {
    for (std::int64_t to = from; to <= high; ++to) all.push_back(of(from, to));
  }
  return all;
}

using Binary = std::function<NoResult(Number, Number, Number&)>;
using BinarySet = std::function<Possible(const Possible&, const Possible&)>;

// The hull over all pairs of whole values; full where some pair has no result.
Possible brute_force(const Possible& a, const Possible& b, const Binary& operation) {
  Possible result;
  bool first = true;
  for (std::int64_t x = a.low.num; x <= a.high.num; ++x) {
    for (std::int64_t y = b.low.num; y <= b.high.num; ++y) {
      Number value;
      if (operation({x, 1}, {y, 1}, value) != NoResult::none) return full(kNumber);
      const Possible one = single(kNumber, value);
      result = first ? one : hull(result, one);
      first = false;
    }
  }
  return result;
}

void expect_hulls(const Binary& operation, const BinarySet& on_sets) {
  for (const Possible& a : small_intervals(-4, 4)) {
    for (const Possible& b : small_intervals(-4, 4)) {
      Possible expected = brute_force(a, b, operation);
      Number ignored;
      if (a.decided() && b.decided()) expected.no_result = operation(a.low, b.low, ignored);
      ASSERT_TRUE(equal(on_sets(a, b), expected))
          << a.low.num << ".." << a.high.num << " and " << b.low.num << ".." << b.high.num;
    }
  }
}

TEST(Possible, Sums) {
  for (const Scaling by : {Scaling{1, 1}, Scaling{10, 1}, Scaling{1, 100}}) {
    expect_hulls([&](Number a, Number b, Number& r) { return add(a, b, by, r); },
                 [&](const Possible& a, const Possible& b) { return add(a, b, by); });
    expect_hulls([&](Number a, Number b, Number& r) { return subtract(a, b, by, r); },
                 [&](const Possible& a, const Possible& b) { return subtract(a, b, by); });
  }
}

TEST(Possible, Products) {
  expect_hulls([](Number a, Number b, Number& r) { return multiply(a, b, r); },
               [](const Possible& a, const Possible& b) { return multiply(a, b); });
}

TEST(Possible, Quotients) {
  for (const Scaling by : {Scaling{1, 1}, Scaling{10, 1}, Scaling{1, 10}}) {
    expect_hulls([&](Number a, Number b, Number& r) { return divide(a, b, by, r); },
                 [&](const Possible& a, const Possible& b) { return divide(a, b, by); });
  }
}

TEST(Possible, SmallerAndLarger) {
  expect_hulls([](Number a, Number b, Number& r) { return r = compare(a, b) <= 0 ? a : b, NoResult::none; },
               [](const Possible& a, const Possible& b) { return smaller(a, b); });
  expect_hulls([](Number a, Number b, Number& r) { return r = compare(a, b) >= 0 ? a : b, NoResult::none; },
               [](const Possible& a, const Possible& b) { return larger(a, b); });
}

using Unary = std::function<NoResult(Number, Number&)>;

void expect_unary_hulls(const Unary& operation, const std::function<Possible(const Possible&)>& on_sets) {
  expect_hulls([&](Number a, Number, Number& r) { return operation(a, r); },
               [&](const Possible& a, const Possible&) { return on_sets(a); });
}

TEST(Possible, OperationsOnOneValue) {
  expect_unary_hulls([](Number a, Number& r) { return negate(a, r); }, [](const Possible& a) { return negate(a); });
  expect_unary_hulls([](Number a, Number& r) { return absolute(a, r); }, [](const Possible& a) { return absolute(a); });
  expect_unary_hulls([](Number a, Number& r) { return rescale(a, 100, r); },
                     [](const Possible& a) { return rescale(a, 100); });
  expect_unary_hulls([](Number a, Number& r) { return shrink(a, 12, r); },
                     [](const Possible& a) { return shrink(a, 12); });
  for (const auto mode : {Rounding::down, Rounding::up, Rounding::half_up, Rounding::half_even}) {
    const Scaling by{1, 2};
    expect_unary_hulls([&](Number a, Number& r) { return round_to(a, by, 3, mode, r); },
                       [&](const Possible& a) { return round_to(a, by, 3, mode); });
  }
}

TEST(Possible, OverflowAtOneEndOpensTheWholeSet) {
  EXPECT_TRUE(equal(add(of(kMax64), of(1), {}), none_of(NoResult::overflow, kNumber)));
  EXPECT_TRUE(equal(add(of(0, kMax64), of(1), {}), full(kNumber)));
  EXPECT_TRUE(equal(subtract(of(kMin64, 0), of(1), {}), full(kNumber)));
  EXPECT_TRUE(equal(multiply(of(1, kMax64), of(1, 2)), full(kNumber)));
  EXPECT_TRUE(equal(negate(of(kMin64)), none_of(NoResult::overflow, kNumber)));
  EXPECT_TRUE(equal(absolute(of(kMin64, 3)), full(kNumber)));
  EXPECT_TRUE(equal(absolute(of(kMin64 + 1, 3)), of(0, kMax64)));
  EXPECT_TRUE(equal(divide(of(6), of(0), {}), none_of(NoResult::division_by_zero, kNumber)));
  EXPECT_TRUE(equal(divide(of(6), of(-1, 1), {}), full(kNumber)));
  EXPECT_FALSE(none_of(NoResult::overflow, kNumber).decided());
}

// ---- comparisons -----------------------------------------------------------------------------

constexpr Comparison kComparisons[] = {Comparison::less,    Comparison::at_most,  Comparison::equal,
                                       Comparison::unequal, Comparison::at_least, Comparison::more};

Kleene agreed(bool some_hold, bool some_fail) {
  return !some_fail ? Kleene::yes : !some_hold ? Kleene::no : Kleene::unknown;
}

TEST(Possible, ComparisonsAreDecidedWhenAllPairsAgree) {
  for (const Possible& a : small_intervals(-3, 4)) {
    for (const Possible& b : small_intervals(-3, 4)) {
      for (const Comparison comparison : kComparisons) {
        bool some_hold = false;
        bool some_fail = false;
        for (std::int64_t x = a.low.num; x <= a.high.num; ++x) {
          for (std::int64_t y = b.low.num; y <= b.high.num; ++y) {
            (holds(comparison, x < y ? -1 : x > y ? 1 : 0) ? some_hold : some_fail) = true;
          }
        }
        ASSERT_EQ(compare(comparison, a, b, {}).truth(), agreed(some_hold, some_fail));
        ASSERT_EQ(compare(negated(comparison), a, b, {}).truth(), !agreed(some_hold, some_fail));
      }
    }
  }
}

TEST(Possible, ComparisonsOfDifferentScales) {
  EXPECT_EQ(compare(Comparison::less, of(1, 2), of(21), {10, 1}).truth(), Kleene::yes);
  EXPECT_EQ(compare(Comparison::less, of(1, 2), of(20), {10, 1}).truth(), Kleene::unknown);
  EXPECT_EQ(compare(Comparison::less, of(3), of(1, 30), {10, 1}).truth(), Kleene::no);
  EXPECT_EQ(compare(Comparison::equal, of(3), of(30), {10, 1}).truth(), Kleene::yes);
  const Possible third = interval(kNumber, {1, 3}, {1, 3});
  EXPECT_EQ(compare(Comparison::equal, third, interval(kNumber, {2, 6}, {2, 6}), {}).truth(), Kleene::yes);
  EXPECT_EQ(compare(Comparison::more, of(kMax64), interval(kNumber, {kMax64, 2}, {kMax64, 2}), {}).truth(),
            Kleene::yes);
}

TEST(Possible, ComparisonsOfChoices) {
  constexpr int kMembers = 3;
  for (unsigned left = 1; left < 1U << kMembers; ++left) {
    for (unsigned right = 1; right < 1U << kMembers; ++right) {
      Possible a = full(Domain::choice, kMembers);
      Possible b = a;
      a.members = left;
      b.members = right;
      bool some_hold = false;
      bool some_fail = false;
      for (int x = 0; x < kMembers; ++x) {
        for (int y = 0; y < kMembers; ++y) {
          if (a.members.test(x) && b.members.test(y)) (x == y ? some_hold : some_fail) = true;
        }
      }
      EXPECT_EQ(compare(Comparison::equal, a, b, {}).truth(), agreed(some_hold, some_fail));
      EXPECT_EQ(compare(Comparison::unequal, a, b, {}).truth(), !agreed(some_hold, some_fail));
      EXPECT_EQ(hull(a, b).members.to_ulong(), left | right);
    }
  }
}

// ---- sets ------------------------------------------------------------------------------------

TEST(Possible, SetsAndTheirTruth) {
  for (const Kleene truth : {Kleene::no, Kleene::yes, Kleene::unknown}) EXPECT_EQ(values::truth(truth).truth(), truth);
  EXPECT_FALSE(truth(Kleene::unknown).decided());
  EXPECT_TRUE(single(Domain::choice, {255, 1}).decided());
  EXPECT_EQ(full(Domain::choice, 256).members.count(), 256U);
  EXPECT_EQ(full(Domain::date).low.num, kFirstDay);
  EXPECT_EQ(full(Domain::date).high.num, kLastDay);
  EXPECT_TRUE(interval(kNumber, {2, 4}, {1, 2}).decided()) << "one value, written in two ways";
  EXPECT_TRUE(equal(hull(of(1, 2), of(5)), of(1, 5)));
  EXPECT_EQ(hull(none_of(NoResult::overflow, kNumber), of(1)).no_result, NoResult::none);
}

}  // namespace
}  // namespace proactive::values
