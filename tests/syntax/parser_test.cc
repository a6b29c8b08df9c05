#include <gtest/gtest.h>

#include "support.h"
#include "syntax/tree.h"

namespace proactive::syntax {
namespace {

const std::string kPerson = "entity person \"P\" { income : money range 0 €..9 € \"I\"  asked : boolean \"A\" }\n";

struct Parsed {
  Sources sources;
  File file;
  std::vector<Diagnostic> diagnostics;
  Parsed(Parsed&&) = delete;

  explicit Parsed(std::string text) {
    sources.emplace_back("test.rights", std::move(text));
    file = parse(sources, 0, diagnostics);
  }
  // The lines with a mistake, in order.
  std::string lines() const {
    std::string lines;
    for (const auto& diagnostic : diagnostics)
      lines += (lines.empty() ? "" : " ") + std::to_string(diagnostic.place.line);
    return lines;
  }
};

// An expression with every operation in parentheses.
std::string grouped(const Expr& expr, const Sources& sources) {
  if (expr.operands.empty()) return text_of(sources, expr.span);
  std::string text;
  for (const Expr& operand : expr.operands) text += (text.empty() ? "" : " ") + grouped(operand, sources);
  return std::to_string(static_cast<int>(expr.kind)) + "(" + text + ")";
}

std::string body(const std::string& expression) {
  const Parsed parsed("define x for person : money = " + expression);
  EXPECT_EQ(parsed.diagnostics.size(), 0U) << expression;
  return parsed.file.items.empty() ? "" : grouped(std::get<DefineItem>(parsed.file.items[0]).body, parsed.sources);
}

TEST(Parser, PrecedenceOfOperators) {
  const auto same = [](const std::string& written, const std::string& meant) {
    EXPECT_EQ(body(written), body(meant)) << written;
  };
  same("a or b and c", "a or (b and c)");
  same("not a and b", "(not a) and b");
  same("not a = b", "not (a = b)");
  same("a + b * c", "a + (b * c)");
  same("a - b - c", "(a - b) - c");
  same("a / b / c", "(a / b) / c");
  same("- a * b", "(- a) * b");
  same("a + b < c * d", "(a + b) < (c * d)");
  same("a + b rounded up to 1 €", "(a + b) rounded up to 1 €");
  same("a rounded up to 1 € < b", "(a rounded up to 1 €) < b");
  same("x between a + 1 and b and c", "(x between (a + 1) and b) and c");
  same("a * b per month", "a * (b per month)");
  same("not not a", "not (not a)");
  same("- - a", "- (- a)");
  EXPECT_NE(body("a and (b or c)"), body("a and b or c"));
}

TEST(Parser, SpansCoverWhatTheyMean) {
  const Parsed parsed("define x for person : money = - a + voucher(b, 3 €) rounded half up to 0.01 €");
  const Expr& round = std::get<DefineItem>(parsed.file.items.at(0)).body;
  EXPECT_EQ(text_of(parsed.sources, round.span), "- a + voucher(b, 3 €) rounded half up to 0.01 €");
  EXPECT_EQ(text_of(parsed.sources, round.operands[0].span), "- a + voucher(b, 3 €)");
  EXPECT_EQ(text_of(parsed.sources, round.operands[0].operands[0].span), "- a");
  EXPECT_EQ(text_of(parsed.sources, round.operands[0].operands[1].span), "voucher(b, 3 €)");
}

TEST(Parser, EveryItemIsReadApart) {
  const Parsed parsed(
      "source a \"A\" { via }\n"      // 1: `via` without its way
      "choice c { one \"1\" two }\n"  // 2: a member without its label
      "entity e \"E\" { x : boolean \"X\" }\n"
      "paramter p : money { 1 € }\n"              // 4: a keyword misspelt
      "define d for e : boolean = x or\n"         // 6: an operand missing, seen at the next item
      "define f for e : boolean = x x\n"          // 6: two names side by side
      "scale s : money marginal { above 1 € }\n"  // 7: `:` missing
      "define g for e : boolean = x\n");
  EXPECT_EQ(parsed.lines(), "1 2 4 6 6 7");
  EXPECT_EQ(parsed.file.items.size(), 2U) << "the two without a mistake";
}

TEST(Parser, AnItemBehindAnUnclosedOneIsStillRead) {
  const Parsed parsed("entity e \"E\" {\n  x : boolean \"X\"\n\ndefine d for e : boolean = x\n");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].code, "E0111");
  ASSERT_EQ(parsed.file.items.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<DefineItem>(parsed.file.items[0]));
}

TEST(Parser, NamesOfBrokenItemsAreNoSecondMistake) {
  EXPECT_EQ(
      tests::codes_of(kPerson +
                      "parameter ceiling : money { from : 1 € }\ndefine d for person : boolean = income < ceiling\n"),
      "E0120");
  EXPECT_EQ(tests::codes_of(
                kPerson + "parameter flor : money { from : 1 € }\ndefine d for person : boolean = income < ceiling\n"),
            "E0120 E0201");
}

TEST(Parser, TooDeepIsReportedWhereItIs) {
  std::string text = "define x for person : boolean = a and\n";
  for (int i = 0; i < 300; ++i) text += "not ";
  const Parsed parsed(text + "b");
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].code, "E0104");
  EXPECT_EQ(parsed.diagnostics[0].place.line, 2);
}

TEST(Parser, EmptyFiles) {
  for (const char* text : {"", "\n", "// nothing", "/// nothing\n", "\xEF\xBB\xBF"}) {
    const Parsed parsed(text);
    EXPECT_TRUE(parsed.file.items.empty() && parsed.diagnostics.empty()) << text;
    EXPECT_EQ(tests::codes_of(text), "W0102") << text;
  }
}

}  // namespace
}  // namespace proactive::syntax
