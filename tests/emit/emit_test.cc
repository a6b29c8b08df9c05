// The text of compiled rights: what a reader sees, and what the names of rules become.
// PROACTIVE_UPDATE_EXPECTED=1 in the environment rewrites tests/emit/expected; read the diff.
#include <gtest/gtest.h>

#include <cstdlib>

#include "emit/names.h"
#include "emit/support.h"
#include "emit/text.h"
#include "proactive/plan.h"
#include "support.h"

namespace proactive::emit {
namespace {

Plan plan_of(const RuleSet& rules, const char* date, std::vector<std::string> rights) {
  const auto plan = rules.plan({*Date::parse(date), std::move(rights)});
  EXPECT_TRUE(plan) << render(plan.errors());
  return *plan;
}

CppFiles emitted(const RuleSet& rules, const char* date, std::vector<std::string> rights, const std::string& name) {
  const auto files = plan_of(rules, date, std::move(rights)).emit_cpp(name);
  EXPECT_TRUE(files) << render(files.errors());
  return *files;
}

void expect_as_written(const std::string& name, const std::string& text) {
  const std::string path = tests::folder() + "/emit/expected/" + name;
  const char* update = std::getenv("PROACTIVE_UPDATE_EXPECTED");
  if (update != nullptr && std::string_view(update) == "1") tests::write_file(path, text);
  EXPECT_EQ(text, tests::read_file(path)) << path;
}

TEST(Emit, TheVoucherReadsAsExpected) {
  const CppFiles files = emitted(tests::loaded(tests::france()), "2019-04-01", {"cheque_energie"}, "voucher");
  expect_as_written("voucher.h", files.header);
  expect_as_written("voucher.cc", files.source);
}

TEST(Emit, TheSameRulesGiveTheSameBytes) {
  const CppFiles once = emitted(tests::loaded(tests::france()), "2024-02-01", {"repas_crous", "intermediation"}, "two");
  const CppFiles again =
      emitted(tests::loaded(tests::france()), "2024-02-01", {"intermediation", "repas_crous"}, "two");
  EXPECT_EQ(once.header, again.header);
  EXPECT_EQ(once.source, again.source);
}

TEST(Emit, ARightThatIsNotInForceCannotBeCompiled) {
  const RuleSet rules = tests::loaded(tests::france());
  const auto files = plan_of(rules, "2024-02-01", {"cheque_energie"}).emit_cpp("voucher");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.errors().front().code, "E1201");
  EXPECT_NE(files.errors().front().way_out.find("from 2018-01-01 to 2022-12-31"), std::string::npos);
}

TEST(Emit, ANameMustBeOneInCpp) {
  const Plan plan = plan_of(tests::loaded(tests::france()), "2019-04-01", {"cheque_energie"});
  for (const char* name : {"", "two words", "2019", "class", "chèque", "a__b", "_a", "a-b"}) {
    const auto files = plan.emit_cpp(name);
    ASSERT_FALSE(files) << name;
    EXPECT_EQ(files.errors().front().code, "E1202") << name;
  }
}

TEST(Emit, IdentifiersAreLettersDigitsAndUnderscores) {
  EXPECT_EQ(identifier("income"), "income");
  EXPECT_EQ(identifier("chèque_énergie"), "cheque_energie");
  EXPECT_EQ(identifier("œuvre"), "oeuvre");
  EXPECT_EQ(identifier("class"), "class_");
  EXPECT_EQ(identifier("_a__b"), "a_b");
  EXPECT_EQ(identifier("λ"), "u03bb");
  EXPECT_EQ(type_name("support_title"), "SupportTitle");
}

TEST(Emit, NamesThatMeetAreTakenApart) {
  Scope scope;
  scope.reserve("order");
  EXPECT_EQ(scope.take("income"), "income");
  EXPECT_EQ(scope.take("income"), "income_2");
  EXPECT_EQ(scope.take("order"), "order_2");
  EXPECT_EQ(scope.take("class_"), "class_");
  EXPECT_EQ(scope.take("class_"), "class_2");
}

TEST(Emit, WhatAnAuthorWroteStaysInItsComment) {
  Writer out;
  out.comment("one\ntwo \\");
  EXPECT_EQ(out.text(), "// one two /\n");
  EXPECT_EQ(quoted("a \"b\" \\ \n"), "\"a \\\"b\\\" \\\\ \\012\"");
  EXPECT_EQ(quoted("a\xE2\x80\xAE"), "\"a\\342\\200\\256\"") << "a sign that turns the direction of writing";
}

TEST(Emit, Literals) {
  EXPECT_EQ(literal(0), "0");
  EXPECT_EQ(literal(1070000), "1'070'000");
  EXPECT_EQ(literal(-1234), "-1'234");
  EXPECT_EQ(literal(values::kMin64), "(-9'223'372'036'854'775'807 - 1)");
}

// A snippet may use only those before it, so that one walk finds them all.
TEST(Emit, SupportStandsInOrder) {
  const std::vector<Snippet> all = support();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::string_view used : identifiers(all[i].text)) {
      for (std::size_t later = i + 1; later < all.size(); ++later) {
        const bool hidden_friend = used == "hull" || used == "become";
        EXPECT_TRUE(used != all[later].name || hidden_friend) << all[i].name << " uses " << used;
      }
    }
  }
}

}  // namespace
}  // namespace proactive::emit
