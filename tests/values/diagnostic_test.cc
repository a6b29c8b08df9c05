#include "proactive/diagnostic.h"

#include <gtest/gtest.h>

namespace proactive {
namespace {

Diagnostic somewhere(const std::string& text, int column, int length) {
  Diagnostic diagnostic;
  diagnostic.code = "E0201";
  diagnostic.message = "no field is called `incom`";
  diagnostic.place = {"aid.rights", 12, column, length, text};
  return diagnostic;
}

TEST(Diagnostic, IsDrawn) {
  Diagnostic diagnostic = somewhere("  when incom < 5", 8, 5);
  diagnostic.notes = {"one", "two"};
  diagnostic.way_out = "did you mean `income`?";
  EXPECT_EQ(render(diagnostic),
            "error[E0201]: no field is called `incom`\n"
            "   --> aid.rights:12:8\n"
            "   |\n"
            "12 |   when incom < 5\n"
            "   |        ^^^^^\n"
            "   = note: one\n"
            "   = note: two\n"
            "   = help: did you mean `income`?\n");
}

TEST(Diagnostic, CaretStandsUnderLettersAndTabs) {
  const std::string drawn = render(somewhere("\té\"œuvre\" incom", 11, 5));
  EXPECT_NE(drawn.find("   | \t         ^^^^^\n"), std::string::npos) << drawn;
}

TEST(Diagnostic, WithoutAPlaceOrALine) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = "W0102";
  diagnostic.message = "the file declares nothing";
  EXPECT_EQ(render(diagnostic), "warning[W0102]: the file declares nothing\n");
  diagnostic.place.file = "aid.rights";
  EXPECT_EQ(render(diagnostic), "warning[W0102]: the file declares nothing\n --> aid.rights\n");
  diagnostic.place = {"aid.rights", 7, 5000, 3, ""};
  EXPECT_EQ(render(diagnostic), "warning[W0102]: the file declares nothing\n  --> aid.rights:7:5000\n");
}

TEST(Diagnostic, SeveralHaveABlankLineBetween) {
  Diagnostic one;
  one.code = "E0001";
  one.message = "a";
  EXPECT_EQ(render(std::vector{one, one}), "error[E0001]: a\n\nerror[E0001]: a\n");
}

}  // namespace
}  // namespace proactive
