// Bands against asking header after header.
#include "plan/bands.h"

#include <gtest/gtest.h>

#include "mutations.h"
#include "plan/meaning.h"

namespace proactive::plan {
namespace {

using values::Comparison;
using values::Number;

int first_to_hold(const std::vector<HeaderTest>& headers, std::int64_t value) {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (test(headers[i], Number{value, 1})) return static_cast<int>(i);
  }
  return -1;
}

int row_of(const std::vector<Band>& bands, std::int64_t value) {
  int row = -1;
  for (const Band& band : bands) {
    const Cut here{{value, 1}, false};
    if (here < band.from) break;
    row = band.row;
  }
  return row;
}

HeaderTest random_header(tests::Chance& chance) {
  HeaderTest header;
  header.kind = chance.one_in(8)   ? HeaderTest::Kind::always
                : chance.one_in(2) ? HeaderTest::Kind::compare
                                   : HeaderTest::Kind::range;
  header.comparison = static_cast<Comparison>(chance.below(6));
  header.low = {chance.between(-40, 40), 1};
  header.high = {header.low.num + chance.between(0, 20), 1};
  if (chance.one_in(2)) header.low_comparison = Comparison::more;
  if (chance.one_in(2)) header.high_comparison = Comparison::less;
  if (chance.one_in(3)) header.low_scaling = header.high_scaling = {3, 2};
  return header;
}

TEST(Bands, SayWhichHeaderIsTheFirstToHold) {
  const auto argument = values::interval(values::Domain::number, {-50, 1}, {50, 1});
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    tests::Chance chance(seed);
    std::vector<HeaderTest> headers;
    for (std::size_t i = 0; i < 1 + seed % 30; ++i) headers.push_back(random_header(chance));
    const std::vector<Band> bands = bands_of(headers, argument, true);
    for (std::int64_t value = -50; value <= 50; ++value)
      ASSERT_EQ(row_of(bands, value), first_to_hold(headers, value)) << "seed " << seed << ", value " << value;
  }
}

// One header after another over a part of what is left, as decision tables have them.
TEST(Bands, OfALongTable) {
  std::vector<HeaderTest> headers;
  for (std::int64_t i = 0; i < 20'000; ++i) {
    HeaderTest header;
    header.kind = HeaderTest::Kind::compare;
    header.comparison = Comparison::less;
    header.low = {10 * i, 1};
    headers.push_back(header);
  }
  const auto bands = bands_of(headers, values::interval(values::Domain::number, {0, 1}, {1'000'000, 1}), true);
  EXPECT_EQ(bands.size(), 20'000U);
  EXPECT_EQ(bands.back().row, -1);
  EXPECT_EQ(row_of(bands, 12'345), 1235);
}

}  // namespace
}  // namespace proactive::plan
