#include <gtest/gtest.h>

#include "syntax/token.h"

namespace proactive::syntax {
namespace {

struct Scanned {
  Sources sources;
  std::vector<Token> tokens;
  std::vector<Diagnostic> diagnostics;

  std::string codes() const {
    std::string codes;
    for (const auto& diagnostic : diagnostics) codes += (codes.empty() ? "" : " ") + diagnostic.code;
    return codes;
  }
  // The tokens as the text has them, with a bar between two.
  std::string words() const {
    std::string words;
    for (const Token& token : tokens) {
      if (token.kind != TokenKind::end) words += (words.empty() ? "" : "|") + text_of(sources, token.span);
    }
    return words;
  }
};

Scanned scanned(std::string text) {
  Scanned result;
  result.sources.emplace_back("test.rights", std::move(text));
  result.tokens = scan(result.sources, 0, result.diagnostics);
  return result;
}

TEST(Scanner, CutsWordsAndSigns) {
  const Scanned result = scanned("when{a:income<=1 000.50 €}//end\n|1<..<2|1..2|x.y|-3 %|\"é\\\"\"|2024-02-29");
  EXPECT_EQ(result.words(),
            "when|{|a|:|income|<=|1 000.50|€|}|||1|<..<|2|||1|..|2|||x|.|y|||-|3|%|||\"é\\\"\"|||2024-02-29");
  EXPECT_EQ(result.codes(), "");
}

TEST(Scanner, ReadsNumbers) {
  struct Case {
    const char* text;
    std::int64_t units;
    int scale;
  };
  for (const Case& c : {Case{"0", 0, 0}, Case{"13 440", 13440, 0}, Case{"13_440.05", 1344005, 2},
                        Case{"1\xC2\xA0"
                             "000",
                             1000, 0},
                        Case{"1\xE2\x80\xAF"
                             "000",
                             1000, 0},
                        Case{"1000000", 1000000, 0}, Case{"0.000000001", 1, 9},
                        Case{"9223372036854775807", 9223372036854775807, 0}, Case{"007", 7, 0}}) {
    const Scanned result = scanned(c.text);
    ASSERT_EQ(result.codes(), "") << c.text;
    ASSERT_EQ(result.tokens.size(), 2U) << c.text;
    EXPECT_EQ(result.tokens[0].units, c.units) << c.text;
    EXPECT_EQ(result.tokens[0].scale, c.scale) << c.text;
  }
  // A number, then a date or a range: no grouping.
  EXPECT_EQ(scanned("12 2024-01-01").words(), "12|2024-01-01");
  EXPECT_EQ(scanned("1..2").words(), "1|..|2");
  EXPECT_EQ(scanned("0 €..100 000 €").words(), "0|€|..|100 000|€");
}

TEST(Scanner, RefusesNumbers) {
  for (const char* text : {"9223372036854775808", "99999999999999999999999999999999999999999999", "0.1234567891",
                           "922337203685477580.80"}) {
    EXPECT_EQ(scanned(text).codes(), "E0108") << text;
  }
  for (const char* text : {"10 00", "1000 000", "1 0000", "1_00", "1 000 00"})
    EXPECT_EQ(scanned(text).codes(), "E0107") << text;
  for (const char* text : {"2023-02-29", "2024-13-01", "0000-01-01"}) EXPECT_EQ(scanned(text).codes(), "E0109") << text;
}

TEST(Scanner, ReadsStrings) {
  const Scanned result = scanned(R"("a \"quoted\" \\ text" "\n")");
  ASSERT_EQ(result.tokens.size(), 3U);
  EXPECT_EQ(result.tokens[0].text, R"(a "quoted" \ text)");
  EXPECT_EQ(result.tokens[1].text, "\\n");
  for (const char* text : {"\"", "\"open", "\"open\n\"", "\"open\\", "\"open\\\""})
    EXPECT_EQ(scanned(text).diagnostics.front().code, "E0106") << text;
}

TEST(Scanner, PlacesCountCodePoints) {
  const Scanned result = scanned("\"é€😀\" naïve ;");
  ASSERT_EQ(result.codes(), "E0105");
  EXPECT_EQ(result.diagnostics[0].place.column, 13);
  EXPECT_EQ(result.diagnostics[0].place.length, 1);
  EXPECT_EQ(result.diagnostics[0].place.line, 1);
}

TEST(Scanner, KeepsDocumentsAndLines) {
  const Scanned result = scanned("/// one\r\n/// two\n// aside\ndefine x (\n");
  ASSERT_EQ(result.tokens.size(), 4U);
  EXPECT_EQ(result.tokens[0].doc, "one\ntwo");
  EXPECT_TRUE(result.tokens[0].first_on_line);
  EXPECT_FALSE(result.tokens[1].first_on_line);
}

TEST(Scanner, ForeignBytes) {
  EXPECT_EQ(scanned("").codes(), "");
  EXPECT_EQ(scanned("\xEF\xBB\xBF").tokens.size(), 1U);
  EXPECT_EQ(scanned("\xEF\xBB\xBF"
                    "define")
                .words(),
            "define");
  EXPECT_EQ(scanned("// only a comment").tokens.size(), 1U);
  EXPECT_EQ(scanned("a\r\nb\r\n").words(), "a|b");
  EXPECT_EQ(scanned(std::string("a\0b", 3)).codes(), "E0105");
  EXPECT_EQ(scanned("scolarise\xCC\x81").codes(), "E0110");
  EXPECT_EQ(scanned("a €").codes(), "");
  for (const char* text : {"\xFF", "\xC3", "a \xC3(", "\"\xE9t\xE9\"", "\xED\xA0\x80", "\xC0\xAF", "\xF4\x90\x80\x80",
                           "\xE0\x80\xAF", "abc \xE2\x82"}) {
    EXPECT_EQ(scanned(text).codes(), "E0101") << text;
  }
}

TEST(Scanner, Brackets) {
  EXPECT_EQ(scanned("{[()]}").codes(), "");
  EXPECT_EQ(scanned("(]").codes(), "E0111");
  EXPECT_EQ(scanned(")").codes(), "E0111");
  EXPECT_EQ(scanned("({").codes(), "E0111");
  EXPECT_EQ(scanned(std::string(256, '(') + std::string(256, ')')).codes(), "");
  EXPECT_EQ(scanned(std::string(257, '(') + std::string(257, ')')).codes(), "E0104");
  EXPECT_EQ(scanned(std::string(10'000, '{')).codes(), "E0104");
}

TEST(Scanner, GivesUpOnWhatIsNoRuleFile) {
  const Scanned result = scanned(std::string(1'000'000, ';'));
  EXPECT_EQ(result.diagnostics.size(), 1000U);
}

}  // namespace
}  // namespace proactive::syntax
