// Explanations: the tree, what it rests on, and that it rests on nothing else.
#include "answers/explainer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "answers/decide.h"
#include "execution/every_program.h"
#include "execution/random_source.h"
#include "facts/record_source.h"
#include "support.h"

namespace proactive {
namespace {

Plan planned(const RuleSet& rules, const char* on, std::vector<std::string> rights = {}) {
  auto plan = rules.plan({.on = *Date::parse(on), .rights = std::move(rights)});
  EXPECT_TRUE(plan) << render(plan.errors());
  return *plan;
}

const RuleSet& france() {
  static const RuleSet rules = tests::loaded(tests::france());
  return rules;
}

Record household() {
  Record record;
  record.set("occupancy", "tenant").set("reference_income", 2017, Money{13'440'00});
  record.as_of("reference_income", 2017, *Date::of(2018, 9, 3));
  record.add("declarants", Record{}).add("declarants", Record{});
  record.add("dependants", Record{}.set("custody", "full"));
  record.add("dependants", Record{}.set("custody", "shared"));
  return record;
}

Explanation voucher(const Record& record, const ExplainOptions& options = {}) {
  auto result = planned(france(), "2019-04-01", {"cheque_energie"}).explain(record, "cheque_energie", options);
  EXPECT_TRUE(result) << render(result.errors());
  return *result;
}

// The first step of a name, depth first.
const ExplanationStep* find(const ExplanationStep& step, const std::string& name) {
  if (step.name == name) return &step;
  for (const auto& part : step.parts) {
    if (const auto* found = find(part, name)) return found;
  }
  return nullptr;
}

std::string names(const std::vector<ExplainedCondition>& conditions) {
  std::string text;
  for (const auto& condition : conditions) {
    text += (text.empty() ? "" : " ") + (condition.name.empty() ? condition.label : condition.name);
    if (condition.decides) text += "!";
    if (!condition.parts.empty()) text += "(" + names(condition.parts) + ")";
  }
  return text;
}

TEST(Explainer, NamesWhatFoldingLost) {
  const Explanation e = voucher(household());
  EXPECT_EQ(e.outcome, Outcome::eligible);
  EXPECT_EQ(e.amount, (Amount{11'300, 11'300}));
  EXPECT_TRUE(e.complete);
  EXPECT_FALSE(e.partial);
  ASSERT_EQ(e.conditions.size(), 2U);
  EXPECT_EQ(e.conditions[1].law, "Art. R124-1");
  const ExplanationStep& modest = *e.conditions[1].steps;
  EXPECT_EQ(modest.operation, Operation::less);
  ASSERT_EQ(modest.parts.size(), 2U);
  EXPECT_EQ(modest.parts[0].name, "income_per_unit");
  EXPECT_EQ(to_exact(modest.parts[0].value), "89600/13") << "13 440 over 1.95, exactly";
  const ExplanationStep& ceiling = modest.parts[1];
  EXPECT_EQ(ceiling.operation, Operation::parameter);
  EXPECT_EQ(to_exact(ceiling.value), "10700.00");
  const ExplanationStep* units = find(modest, "units");
  ASSERT_NE(units, nullptr);
  EXPECT_EQ(to_exact(units->value), "1.95");
}

TEST(Explainer, FiguresSayHowOldTheyAre) {
  const Explanation e = voucher(household());
  const auto ceiling =
      std::find_if(e.figures.begin(), e.figures.end(), [](const auto& figure) { return figure.name == "ceiling"; });
  ASSERT_NE(ceiling, e.figures.end());
  EXPECT_EQ(ceiling->law, "Arrêté du 26 décembre 2018");
  EXPECT_EQ(ceiling->since, Date::of(2019, 1, 1));
  EXPECT_EQ(ceiling->confirmed_on, Date::of(2022, 12, 31));
  EXPECT_EQ(ceiling->age_days, 90) << "a confirmation of later than the assessment does not make it younger";
  EXPECT_FALSE(ceiling->stale);
}

TEST(Explainer, FactsSayWhoHoldsThemAndSinceWhen) {
  const Explanation e = voucher(household());
  std::string facts;
  for (const Datum& datum : e.data) facts += datum.fact + "=" + to_exact(datum.value) + " ";
  EXPECT_EQ(facts,
            "occupancy=tenant reference_income(2017)=13440.00 declarants=2 dependants=2 dependants[1].custody=full "
            "dependants[2].custody=shared ");
  EXPECT_EQ(e.data[1].source, "dgfip");
  EXPECT_EQ(e.data[1].obtained, Date::of(2018, 9, 3));
  EXPECT_EQ(e.data[0].obtained, std::nullopt);
}

TEST(Explainer, WhatDecidedComesFirst) {
  const RuleSet rules = tests::loaded(R"(
source s "S"
entity person "P" { a : boolean "A"  b : boolean "B"  c : boolean "C"  d : boolean "D" }
right r for person "R" { law "L" served by s purpose grant when {
  a : a "A"  either "E" { b : b "B"  c : c "C" }  at least 2 of "M" { d : d "D"  nc : not c "NC"  nb : not b "NB" } } }
)");
  const Plan plan = planned(rules, "2024-01-01");
  const auto ordered = [&](bool a, bool b, bool c, bool d) {
    return names(plan.explain(Record{}.set("a", a).set("b", b).set("c", c).set("d", d), "r")->conditions);
  };
  EXPECT_EQ(ordered(true, false, true, true), "a! E!(c! b) M!(d! nb! nc)");
  EXPECT_EQ(ordered(true, false, false, false), "E!(b! c!) a M(nc nb d)");
  const auto open = plan.explain(Record{}.set("a", true).set("c", true).set("d", true), "r");
  EXPECT_EQ(names(open->conditions), "M!(nb! d nc) a E(c b)");
}

TEST(Explainer, ADefineIsWalkedOnce) {
  const Explanation e = voucher(household());
  ASSERT_TRUE(e.amount_steps);
  const ExplanationStep* units = find(*e.amount_steps, "units");
  ASSERT_NE(units, nullptr);
  EXPECT_TRUE(units->repeated);
  EXPECT_TRUE(units->parts.empty());
}

TEST(Explainer, ATableSaysWhichRowHolds) {
  const Explanation e = voucher(household());
  std::string headers;
  for (const auto& part : e.amount_steps->parts) {
    if (part.operation != Operation::row && part.operation != Operation::column) continue;
    headers += std::string(to_string(part.operation)) + part.name + " ";
    for (const auto& test : part.parts)
      headers += std::string(to_string(test.operation)) + " " + to_exact(test.parts.front().value) + " ";
  }
  EXPECT_EQ(headers, "row3 less 7700.00 column2 more 1 less 2 ");
}

TEST(Explainer, NothingKnownIsAnAnswer) {
  const Explanation e = voucher(Record{});
  EXPECT_EQ(e.outcome, Outcome::undetermined);
  EXPECT_EQ(e.missing.size(), 4U);
  for (const Datum& datum : e.data) EXPECT_EQ(datum.reason, "not asked") << datum.fact;
  EXPECT_EQ(e.amount, (Amount{0, 27'700}));
}

TEST(Explainer, EverythingBadIsAnAnswer) {
  Record record;
  record.set("occupancy", "palace").set("reference_income", 2017, Money{-5});
  for (int i = 0; i < 3; ++i) record.add("declarants", Record{});
  for (int i = 0; i < 21; ++i) record.add("dependants", Record{}.set("custody", "none"));
  const Explanation e = voucher(record);
  EXPECT_EQ(e.outcome, Outcome::undetermined);
  for (const Datum& datum : e.data) EXPECT_EQ(datum.reason, "bad data") << datum.fact;
}

TEST(Explainer, WhatCannotMatterIsNotRead) {
  const RuleSet rules = tests::loaded(R"(
source s "S"
entity person "P" { a : boolean "A"  n : integer range 0..9 "N" }
right r for person "R" { law "L" served by s purpose grant when { ok : a and (n < 10 or a) "A" } }
)");
  const Explanation e = *planned(rules, "2024-01-01").explain(Record{}.set("a", true).set("n", 3), "r");
  ASSERT_EQ(e.data.size(), 1U);
  const ExplanationStep* n = find(*e.conditions[0].steps, "n");
  ASSERT_NE(n, nullptr);
  EXPECT_EQ(n->value.state, ShownValue::State::not_read);
}

TEST(Explainer, IsCutAtItsBound) {
  const RuleSet rules = tests::loaded(R"(
source s "S"
entity person "P" { a : integer range 0..9 "A" }
entity group "G" { folk : 0..30000 person "M" }
right r for group "R" { law "L" served by s purpose grant when { ok : sum(a of folk) > 5 "A" } }
)");
  const Plan plan = planned(rules, "2024-01-01");
  const auto explained = [&](std::size_t members) {
    Record group;
    for (std::size_t i = 0; i < members; ++i) group.add("folk", Record{}.set("a", 1));
    return *plan.explain(group, "r");
  };
  EXPECT_TRUE(explained(5000).complete);
  const Explanation cut = explained(kMaxExplanationSteps);
  EXPECT_FALSE(cut.complete);
  EXPECT_EQ(cut.outcome, Outcome::eligible);
  EXPECT_LE(cut.data.size(), kMaxExplanationSteps);
}

TEST(Explainer, ARightThatDependsOnManyOthersIsWalkedOnce) {
  std::string text = "source s \"S\"\nentity person \"P\" { a : boolean \"A\"  rent : money range 0 €..900 € \"R\" }\n";
  text += "right r0 for person \"R\" { law \"L\" served by s purpose grant when { c : a \"A\" } amount rent }\n";
  for (int i = 1; i <= 30; ++i) {
    const std::string before = "r" + std::to_string(i - 1);
    text += "right r" + std::to_string(i) +
            " for person \"R\" { law \"L\" served by s purpose grant when { c : entitled to " + before +
            " or (a and amount of " + before + " > 5 €) \"C\" } amount (amount of " + before + " + rent) * 1 }\n";
  }
  const RuleSet rules = tests::loaded(text);
  const Plan plan = planned(rules, "2024-01-01");
  const Explanation e = *plan.explain(Record{}.set("a", true).set("rent", "10"), "r30");
  EXPECT_EQ(e.outcome, Outcome::eligible);
  EXPECT_TRUE(e.complete);
  EXPECT_EQ(e.data.size(), 2U);
  EXPECT_LT(e.to_json().size(), 200'000U);
}

TEST(Explainer, MistakesOfTheCaller) {
  const Plan plan = planned(france(), "2019-04-01", {"cheque_energie"});
  EXPECT_EQ(plan.explain(Record{}, "repas_crous").errors().front().code, "E0204");
  EXPECT_EQ(plan.explain(Record{}, "cheque_energie", {.audience = Audience::person("king")}).errors().front().code,
            "E1301");
  EXPECT_EQ(plan.explain(Record{}.set("nothing", true), "cheque_energie").errors().front().code, "E1001");
  EXPECT_EQ(plan.explain(Record{}.as_of("nothing", Date{}), "cheque_energie").errors().front().code, "E1001");
}

// ---- audiences ---------------------------------------------------------------------------

Record title(bool violence, bool both_refuse) {
  Record record;
  record.set("kind", "other_judgment").set("issued_on", "2024-01-10").set("monthly_support", "170");
  record.set("judge_excluded", false).set("violence", violence);
  record.set("creditor_refuses", both_refuse).set("debtor_refuses", both_refuse);
  return record;
}

Explanation support(const Record& record, Audience audience, Language language = Language::english) {
  return *planned(france(), "2024-02-01", {"intermediation"}).explain(record, "intermediation", {audience, language});
}

std::string all_of(const Explanation& e) {
  std::string text = e.to_text() + e.to_json() + e.to_html();
  for (const auto& block : e.statutory()) {
    for (const auto& line : block.lines) text += line;
  }
  if (const auto sheet = e.refusal()) text += sheet->to_text() + sheet->to_json();
  return text;
}

TEST(Explainer, WhatIsConcealedIsNotThere) {
  for (const Language language : {Language::english, Language::french}) {
    for (const bool violence : {false, true}) {
      for (const bool refuse : {false, true}) {
        const Explanation e = support(title(violence, refuse), Audience::person("debtor"), language);
        const std::string text = all_of(e);
        for (const char* word : {"violence", "Violence", "unopposed", "refusée ensemble", "creditor_refuses"})
          EXPECT_EQ(text.find(word), std::string::npos) << word;
        EXPECT_TRUE(e.partial);
      }
    }
  }
  const Explanation creditor = support(title(true, true), Audience::person("creditor"));
  EXPECT_NE(creditor.to_text().find("violence"), std::string::npos);
  EXPECT_FALSE(creditor.partial);
}

// Also where the program reads it no more, and its name is all that is left.
TEST(Explainer, WhatIsConcealedIsNotNamedWhereItCannotMatter) {
  const RuleSet rules = tests::loaded(R"(
source s "S"
entity person "P" { name : integer "N" }
entity title "T" { a : boolean "A"  n : integer range 0..9 "N"  secret : boolean from s concealed from debtor "Geheim"
  debtor : 1 person "D"  creditor : 1 person "C" }
right r for title "R" { law "L" served by s purpose grant when { ok : a and (n < 10 or secret or known(secret)) "A" } }
)");
  const Plan plan = planned(rules, "2024-01-01");
  const Record record = Record{}.set("a", true).set("n", 3).set("secret", true);
  const auto shown = plan.explain(record, "r", {.audience = Audience::person("debtor")});
  ASSERT_EQ(shown->conditions.size(), 1U);
  EXPECT_NE(find(*shown->conditions[0].steps, "n"), nullptr);
  for (const char* word : {"secret", "Geheim"}) EXPECT_EQ(all_of(*shown).find(word), std::string::npos) << word;
  EXPECT_NE(all_of(*plan.explain(record, "r")).find("Geheim"), std::string::npos);
}

TEST(Explainer, WhatIsConcealedIsNotToldByElimination) {
  const Explanation hidden = support(title(false, true), Audience::person("debtor"));
  EXPECT_EQ(hidden.outcome, Outcome::not_eligible);
  EXPECT_TRUE(hidden.withheld);
  EXPECT_TRUE(hidden.conditions.empty());
  EXPECT_TRUE(hidden.data.empty());
  EXPECT_TRUE(hidden.refusal()->failing.empty());
  // With a failing condition that may be shown, nothing is told of the other one.
  for (const bool violence : {false, true}) {
    const Explanation e = support(title(violence, true).set("judge_excluded", true), Audience::person("debtor"));
    EXPECT_FALSE(e.withheld);
    EXPECT_EQ(names(e.conditions), "allowed! in_cash automatic");
    const auto sheet = e.refusal();
    EXPECT_TRUE(sheet->partial);
    EXPECT_FALSE(sheet->independent) << "the hidden one may fail too";
    EXPECT_EQ(sheet->to_text().find("depend"), std::string::npos) << "nothing is said of what it may depend on";
  }
  const Explanation open = support(title(false, true).set("creditor_refuses", true), Audience::person("debtor"));
  EXPECT_TRUE(open.withheld);
}

// The same for two subjects who differ only in what is kept from the audience and get the same
// outcome: whatever is shown is a function of what may be shown.
TEST(Explainer, WhatIsConcealedChangesNothingButTheOutcome) {
  const Plan plan = planned(france(), "2024-02-01", {"intermediation"});
  std::map<std::pair<int, Outcome>, std::string> shown;
  for (int visible = 0; visible < 8; ++visible) {
    for (int secret = 0; secret < 27; ++secret) {
      Record record;
      record.set("kind", "other_judgment").set("judge_excluded", (visible & 1) != 0);
      record.set("issued_on", (visible & 2) != 0 ? "2024-01-10" : "2021-01-10");
      if ((visible & 4) != 0) record.set("monthly_support", "170");
      const auto set = [&](const char* field, int value) {
        if (value < 2) record.set(field, value == 1);
      };
      set("violence", secret % 3);
      set("creditor_refuses", secret / 3 % 3);
      set("debtor_refuses", secret / 9);
      const auto e = plan.explain(record, "intermediation", {.audience = Audience::person("debtor")});
      const auto [place, fresh] = shown.emplace(std::pair(visible, e->outcome), all_of(*e));
      EXPECT_EQ(place->second, all_of(*e));
    }
  }
  EXPECT_GT(shown.size(), 10U);
}

// ---- fed back ----------------------------------------------------------------------------

// Every explanation, fed back as facts, reproduces the decision.
TEST(Explainer, FedBackItReproducesTheDecision) {
  int checked = 0;
  tests::for_each_program([&](const plan::Program& program, int entity, const std::string& name) {
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
      const tests::RandomSource source(program, seed, seed % 4 * 2);
      for (const plan::RightPlan& right : program.rights) {
        execution::Sets sets(program, source);
        sets.run(source.subject());
        const Decision decided = answers::decide(sets, right);
        sets.run(source.subject());
        const Explanation e = answers::explain(sets, right, {});
        ASSERT_EQ(e.outcome, decided.outcome);
        if (e.partial || !e.complete) continue;
        Diagnostics errors;
        const facts::RecordSource again(program, entity, e.facts(), errors);
        ASSERT_TRUE(errors.empty()) << name << "\n" << render(errors);
        execution::Sets sets_again(program, again);
        sets_again.run(again.subject());
        const Decision redecided = answers::decide(sets_again, right);
        ASSERT_EQ(redecided.outcome, decided.outcome) << name << " " << decided.right << " seed " << seed << "\n"
                                                      << e.to_text() << e.to_json();
        ASSERT_EQ(redecided.deciding, decided.deciding) << name;
        if (decided.outcome != Outcome::not_eligible) {
          ASSERT_EQ(redecided.amount, decided.amount) << name << "\n" << e.to_text();
        }
        ++checked;
      }
    }
  });
  EXPECT_GT(checked, 3000);
}

}  // namespace
}  // namespace proactive
