// Against trying every value of a small range.
#include "plan/coverage.h"

#include <gtest/gtest.h>

#include "mutations.h"
#include "plan/meaning.h"

namespace proactive::plan {
namespace {

using tests::Chance;
using values::Comparison;
using values::Domain;
using values::Number;

constexpr Comparison kComparisons[] = {Comparison::less,    Comparison::at_most,  Comparison::equal,
                                       Comparison::unequal, Comparison::at_least, Comparison::more};

HeaderTest random_header(Chance& chance) {
  HeaderTest header;
  header.low = {chance.between(-4, 4), 1};
  header.high = {chance.between(-4, 4), 1};
  header.low_comparison = chance.one_in(2) ? Comparison::more : Comparison::at_least;
  header.high_comparison = chance.one_in(2) ? Comparison::less : Comparison::at_most;
  header.comparison = kComparisons[chance.below(6)];
  header.kind = chance.one_in(20)  ? HeaderTest::Kind::always
                : chance.one_in(2) ? HeaderTest::Kind::compare
                                   : HeaderTest::Kind::range;
  // Bounds may be of another scale than the argument: 2 against 20.
  if (chance.one_in(3)) header.low_scaling = header.high_scaling = {2, 1};
  return header;
}

// The values tried: whole ones, or also quarters, which show every gap between whole bounds.
void expect_as_tried(const std::vector<HeaderTest>& headers, std::int64_t low, std::int64_t high, bool whole) {
  const std::int64_t step = whole ? 1 : 4;
  const auto holds = [&](const HeaderTest& header, std::int64_t quarter) {
    return test(header, Number{quarter, step});
  };
  const values::Possible argument = values::interval(Domain::number, {low, 1}, {high, 1});
  Coverage coverage(argument, whole);
  std::vector<HeaderTest> earlier;
  for (const HeaderTest& header : headers) {
    bool reached = false;
    for (std::int64_t value = low * step; value <= high * step; ++value) {
      bool taken = false;
      for (const HeaderTest& before : earlier) taken = taken || holds(before, value);
      reached = reached || (!taken && holds(header, value));
    }
    ASSERT_EQ(coverage.reaches(header), reached);
    coverage.add(header);
    earlier.push_back(header);
  }
  std::optional<std::int64_t> missed;
  for (std::int64_t value = low * step; value <= high * step && !missed; ++value) {
    bool taken = false;
    for (const HeaderTest& header : headers) taken = taken || holds(header, value);
    if (!taken) missed = value;
  }
  const auto gap = coverage.gap();
  ASSERT_EQ(gap.has_value(), missed.has_value());
  ASSERT_EQ(uncovered(headers, argument, whole).has_value(), missed.has_value());
  if (!gap) return;
  for (const HeaderTest& header : headers)
    ASSERT_FALSE(test(header, *gap)) << "the case that is shown is none: " << gap->num << "/" << gap->den;
  ASSERT_GE(values::compare(*gap, {low, 1}), 0);
  ASSERT_LE(values::compare(*gap, {high, 1}), 0);
  if (whole) {
    ASSERT_EQ(gap->num, *missed * gap->den);
  }
}

TEST(Coverage, OfRandomHeaders) {
  for (std::uint64_t seed = 0; seed < 40'000; ++seed) {
    Chance chance(seed);
    std::vector<HeaderTest> headers;
    for (std::size_t i = 1 + chance.below(5); i > 0; --i) headers.push_back(random_header(chance));
    const std::int64_t low = chance.between(-5, 4);
    const std::int64_t high = chance.between(low, 5);
    SCOPED_TRACE(seed);
    ASSERT_NO_FATAL_FAILURE(expect_as_tried(headers, low, high, chance.one_in(2)));
  }
}

HeaderTest compare(Comparison comparison, std::int64_t bound) {
  HeaderTest header;
  header.kind = HeaderTest::Kind::compare;
  header.comparison = comparison;
  header.low = {bound, 1};
  return header;
}

TEST(Coverage, AtTheLimitsOfNumbers) {
  const values::Possible all = values::full(Domain::number);
  EXPECT_FALSE(uncovered(std::vector{compare(Comparison::less, 5), compare(Comparison::at_least, 5)}, all, true));
  EXPECT_EQ(uncovered(std::vector{compare(Comparison::less, 5), compare(Comparison::at_least, 6)}, all, true)->num, 5);
  EXPECT_EQ(uncovered(std::vector{compare(Comparison::less, values::kMax64)}, all, true)->num, values::kMax64);
  EXPECT_EQ(uncovered(std::vector{compare(Comparison::more, values::kMin64)}, all, true)->num, values::kMin64);
  EXPECT_FALSE(uncovered(std::vector{compare(Comparison::at_most, values::kMax64)}, all, true));
  EXPECT_EQ(uncovered({}, all, true)->num, values::kMin64);
}

TEST(Coverage, OfMembers) {
  for (unsigned first = 0; first < 8; ++first) {
    for (unsigned second = 0; second < 8; ++second) {
      values::Possible argument = values::full(Domain::choice, 3);
      HeaderTest one;
      one.kind = HeaderTest::Kind::members;
      one.members = first;
      HeaderTest two = one;
      two.members = second;
      Coverage coverage(argument, true);
      EXPECT_EQ(coverage.reaches(one), first != 0);
      coverage.add(one);
      EXPECT_EQ(coverage.reaches(two), (second & ~first) != 0);
      coverage.add(two);
      const unsigned missed = 7U & ~(first | second);
      ASSERT_EQ(coverage.gap().has_value(), missed != 0);
      if (missed != 0) {
        EXPECT_TRUE(values::MemberSet(missed).test(coverage.gap()->num));
      }
    }
  }
}

}  // namespace
}  // namespace proactive::plan
