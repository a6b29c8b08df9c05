#include "syntax/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace proactive::syntax {
namespace {

TEST(Nearest, FindsTheNameMeant) {
  const std::vector<std::string> names = {"income", "ceiling", "reference_income", "rent"};
  EXPECT_EQ(nearest("incom", names), "income");
  EXPECT_EQ(nearest("cieling", names), "ceiling");
  EXPECT_EQ(nearest("refrence_incme", names), "reference_income");
  EXPECT_EQ(nearest("rant", names), "rent");
  EXPECT_EQ(nearest("voucher", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest("income", std::vector<std::string>{}), "");
}

TEST(Nearest, OfEqualsTheFirst) {
  EXPECT_EQ(nearest("cat", std::vector<std::string>{"bat", "rat"}), "bat");
  EXPECT_EQ(nearest("cat", std::vector<std::string>{"bat", "cat"}), "cat");
}

TEST(Nearest, LongWordsAreNotGuessed) {
  const std::string word(100'000, 'a');
  EXPECT_EQ(nearest(word, std::vector<std::string>{word + "b"}), "");
  EXPECT_EQ(nearest("a", std::vector<std::string>{word}), "");
}

}  // namespace
}  // namespace proactive::syntax
