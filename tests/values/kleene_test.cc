#include "proactive/kleene.h"

#include <gtest/gtest.h>

namespace proactive {
namespace {

constexpr Kleene N = Kleene::no;
constexpr Kleene Y = Kleene::yes;
constexpr Kleene U = Kleene::unknown;
constexpr Kleene kAll[] = {N, Y, U};

// Kleene's tables, rows and columns in the order no, yes, unknown.
constexpr Kleene kAnd[3][3] = {{N, N, N}, {N, Y, U}, {N, U, U}};
constexpr Kleene kOr[3][3] = {{N, Y, U}, {Y, Y, Y}, {U, Y, U}};

TEST(Kleene, Tables) {
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      EXPECT_EQ(kAll[a] & kAll[b], kAnd[a][b]) << a << b;
      EXPECT_EQ(kAll[a] | kAll[b], kOr[a][b]) << a << b;
    }
  }
  EXPECT_EQ(!N, Y);
  EXPECT_EQ(!Y, N);
  EXPECT_EQ(!U, U);
}

TEST(Kleene, NumbersAndWordsAreTheInterface) {
  EXPECT_EQ(static_cast<int>(Kleene::no), 0);
  EXPECT_EQ(static_cast<int>(Kleene::yes), 1);
  EXPECT_EQ(static_cast<int>(Kleene::unknown), 2);
  EXPECT_EQ(to_string(N), "false");
  EXPECT_EQ(to_string(Y), "true");
  EXPECT_EQ(to_string(U), "unknown");
}

}  // namespace
}  // namespace proactive
