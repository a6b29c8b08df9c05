#include "values/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace proactive::values {
namespace {

TEST(Text, NumbersThatAreRead) {
  struct Case {
    const char* text;
    std::int64_t units;
    int scale;
  };
  for (const Case& c :
       {Case{"0", 0, 0}, Case{"-0", 0, 0}, Case{"007", 7, 0}, Case{"12.50", 1250, 2}, Case{"-0.01", -1, 2},
        Case{"9223372036854775807", kMax64, 0}, Case{"-9223372036854775807", -kMax64, 0},
        Case{"922337203685477.5807", kMax64, 4}, Case{"0.000000001", 1, 9}}) {
    const auto number = parse_number(c.text, 9);
    ASSERT_TRUE(number) << c.text;
    EXPECT_EQ(number->units, c.units) << c.text;
    EXPECT_EQ(number->scale, c.scale) << c.text;
  }
}

TEST(Text, NumbersThatAreNot) {
  for (const char* text : {"",
                           "-",
                           "+1",
                           " 1",
                           "1 ",
                           "1.",
                           ".5",
                           "1..2",
                           "1.2.3",
                           "1,5",
                           "1e3",
                           "0x1",
                           "1 000",
                           "--1",
                           "1-",
                           "NaN",
                           "inf",
                           "\xC2\xA0"
                           "1",
                           "\xD9\xA1",
                           "9223372036854775808",
                           "99999999999999999999999",
                           "0.0000000001"}) {
    EXPECT_FALSE(parse_number(text, 9)) << text;
  }
  EXPECT_FALSE(parse_number(std::string_view("1\0", 2), 9));
  EXPECT_FALSE(parse_number("1.234", 2));
}

TEST(Text, NumbersAreWritten) {
  EXPECT_EQ(write_number(0, 2), "0.00");
  EXPECT_EQ(write_number(-1, 2), "-0.01");
  EXPECT_EQ(write_number(1234567, 2), "12345.67");
  EXPECT_EQ(write_number(1234567, 2, true), "12 345.67");
  EXPECT_EQ(write_number(-123456, 0, true), "-123 456");
  EXPECT_EQ(write_number(999, 0, true), "999");
  EXPECT_EQ(write_number(kMin64, 0, true), "-9 223 372 036 854 775 808");
  EXPECT_EQ(write_number(kMax64, 9), "9223372036.854775807");
}

// The definition, without a table: the cheapest way to make the two words equal.
int reference(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return static_cast<int>(a.size() + b.size());
  int best = std::min(reference(a.substr(1), b), reference(a, b.substr(1))) + 1;
  best = std::min(best, reference(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1));
  if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0])
    best = std::min(best, reference(a.substr(2), b.substr(2)) + 1);
  return best;
}

TEST(Text, EditsBetweenAllShortWords) {
  std::vector<std::string> words = {""};
  for (std::size_t i = 0; words[i].size() < 4; ++i) {
    for (const char letter : {'a', 'b', 'c'}) words.push_back(words[i] + letter);
  }
  for (const auto& a : words) {
    for (const auto& b : words) ASSERT_EQ(edit_distance(a, b), reference(a, b)) << a << " " << b;
  }
  EXPECT_EQ(edit_distance("cieling", "ceiling"), 1);
}

}  // namespace
}  // namespace proactive::values
