#include "syntax/source.h"

#include <gtest/gtest.h>

namespace proactive::syntax {
namespace {

TEST(Source, PlacesOfEveryByte) {
  const Sources sources = {{"a.rights", "é1\n\n  two\r\nlast"}};
  const auto at = [&](std::int32_t begin, std::int32_t end) { return place_of(sources, {0, begin, end}); };
  EXPECT_EQ(at(0, 2).column, 1);
  EXPECT_EQ(at(2, 3).column, 2) << "a letter of two bytes is one column";
  EXPECT_EQ(at(2, 3).text, "é1");
  EXPECT_EQ(at(4, 4).line, 2);
  EXPECT_EQ(at(4, 4).text, "");
  EXPECT_EQ(at(7, 10).line, 3);
  EXPECT_EQ(at(7, 10).column, 3);
  EXPECT_EQ(at(7, 10).length, 3);
  EXPECT_EQ(at(7, 10).text, "  two") << "without its return";
  EXPECT_EQ(at(12, 16).line, 4);
  EXPECT_EQ(at(16, 16).column, 5) << "behind the end";
  EXPECT_EQ(at(7, 16).length, 4) << "a span over several lines is drawn on its first one, to its end";
}

TEST(Source, LinesTooLongToDraw) {
  const Sources sources = {{"a.rights", std::string(5000, 'a') + ";\nnext"}};
  const Place place = place_of(sources, {0, 5000, 5001});
  EXPECT_EQ(place.column, 5001);
  EXPECT_EQ(place.text, "");
  EXPECT_EQ(place_of(sources, {0, 5002, 5006}).text, "next");
}

}  // namespace
}  // namespace proactive::syntax
