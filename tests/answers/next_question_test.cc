// The next question, by small rights whose best question was worked out by hand.
#include "answers/next_question.h"

#include <gtest/gtest.h>

#include "answers/twenty_rights.h"
#include "support.h"

namespace proactive {
namespace {

const char* const kVocabulary = R"(
source fisc  "Impôts"  { via api "Impôt particulier" }
source caf   "Caf"     { via api "Quotient familial" }
source court "Greffe"  { via file "titres.csv" }
choice housing { owner "Propriétaire" tenant "Locataire" }
entity person "Personne" {
  birth_date : date from fisc "Naissance"
  told       : boolean "Dit"
}
entity home "Foyer" {
  income  : money by year range 0 €..9 000 € from fisc  "Revenu"
  shares  : integer range 1..9               from fisc  "Parts"
  poor    : boolean                          from caf   "Quotient bas"
  title   : boolean                          from court "Titre"
  secret  : boolean from court concealed from chief     "Violences"
  housing : choice housing                              "Occupation"
  rent    : money range 0 €..900 €            "Loyer"
  sick    : boolean protected by medical_secrecy        "Malade"
  adults  : 0..3 person                                 "Adultes"
  chief   : 1 person                                    "Chef"
}
)";

std::string right(const std::string& name, const std::string& conditions, const std::string& rest = "") {
  return "right " + name + " for home \"Droit\" { law \"L\" served by fisc purpose grant when { " + conditions + " } " +
         rest + " }\n";
}

Plan planned(const std::string& rights) {
  return *tests::loaded(kVocabulary + rights).plan({.on = *Date::of(2024, 1, 15), .rights = {}});
}

std::optional<Question> asked(const Plan& plan, const Record& record = {}, const QuestionOptions& options = {}) {
  const auto question = plan.next_question(record, options);
  if (!question) ADD_FAILURE() << render(question.errors());
  return question ? *question : std::nullopt;
}

std::string facts(const std::optional<Question>& question) {
  std::string names;
  if (!question) return "nothing";
  for (const AskedFact& fact : question->facts) names += (names.empty() ? "" : ", ") + fact.fact;
  return names;
}

TEST(NextQuestion, AnApiBeforeTheFileBeforeThePerson) {
  const Plan plan = planned(right("r", "a : housing is tenant \"A\"  b : title \"B\"  c : poor \"C\""));
  EXPECT_EQ(facts(asked(plan)), "poor");
  EXPECT_EQ(facts(asked(plan, Record{}.set("poor", true))), "title");
  EXPECT_EQ(facts(asked(plan, Record{}.set("poor", true).set("title", true))), "housing");
  EXPECT_EQ(facts(asked(plan, Record{}.set("poor", false))), "nothing") << "the right is refused";

  QuestionOptions options;
  options.costs.person = 1;
  options.costs.by_source = {{"caf", 50}, {"court", 50}};
  EXPECT_EQ(facts(asked(plan, {}, options)), "housing");
}

TEST(NextQuestion, WhatOneApiGivesIsOneQuestion) {
  const Plan plan = planned(right("r", "a : income(2022) < 1 000 € \"A\"  b : shares > 2 \"B\"  c : poor \"C\""));
  const auto question = asked(plan);
  EXPECT_EQ(facts(question), "income(2022), shares");
  EXPECT_EQ(question->cost, 1);
  EXPECT_EQ(question->text(), "Ask Impôts (Impôt particulier): Revenu (income(2022)), Parts (shares).");
  EXPECT_EQ(question->text(Language::french),
            "Demander à Impôts (Impôt particulier) : Revenu (income(2022)), Parts (shares).");
}

TEST(NextQuestion, TheFactThatDecidesMostRights) {
  const Plan plan = planned(right("r1", "a : poor \"A\"") + right("r2", "a : title \"A\"  b : poor \"B\"") +
                            right("r3", "a : rent < 100 € \"A\"  b : title \"B\""));
  QuestionOptions options;
  options.costs = {.api = 1, .file = 1, .person = 1, .by_source = {}};
  const auto question = asked(plan, {}, options);
  EXPECT_EQ(facts(question), "poor") << "true decides one right, false two; title: none or two";
  EXPECT_EQ(question->expected, 3);
  EXPECT_EQ(question->expected_of, 2);
  EXPECT_EQ(question->rights, (std::vector<std::string>{"r1", "r2"}));
}

TEST(NextQuestion, APriorWeighsTheAnswers) {
  const Plan plan = planned(right("r", "a : poor \"A\"  b : title \"B\""));
  QuestionOptions options;
  options.costs = {.api = 1, .file = 1, .person = 1, .by_source = {}};
  const auto mostly = [](std::int64_t no, std::int64_t yes) { return Prior::Column{true, {no, yes}}; };
  options.prior = Prior({{{"home", "poor"}, mostly(2, 62)}, {{"home", "title"}, mostly(62, 2)}});
  EXPECT_EQ(facts(asked(plan, {}, options)), "title") << "most have none, and that decides";
  options.prior = Prior({{{"home", "poor"}, mostly(62, 2)}, {{"home", "title"}, mostly(2, 62)}});
  EXPECT_EQ(facts(asked(plan, {}, options)), "poor");
}

TEST(NextQuestion, NothingIsAskedThatCannotMatter) {
  // Whatever the rent is, a tenant is what is wanted.
  const Plan plan =
      planned(right("r", "a : housing is tenant or (housing is owner and rent < 100 €) \"A\"  b : poor \"B\""));
  Record record;
  record.set("housing", "tenant");
  EXPECT_EQ(facts(asked(plan, record)), "poor");
  record.set("housing", "owner").set("poor", true);
  EXPECT_EQ(facts(asked(plan, record)), "rent");
}

TEST(NextQuestion, FactsThatMatterOnlyTogetherAreAsked) {
  const Plan plan = planned(right("r", "a : (poor and not title) or (title and not poor) \"A\""));
  const auto question = asked(plan);
  EXPECT_EQ(facts(question), "poor");
  EXPECT_FALSE(question->alone);
  EXPECT_EQ(question->rights, std::vector<std::string>{"r"});
  QuestionOptions options;
  options.cannot_be_obtained = {"title"};
  EXPECT_EQ(facts(asked(plan, {}, options)), "nothing") << "without the other it decides nothing";
  EXPECT_EQ(facts(asked(plan, Record{}.absent("title", Absence::declined))), "nothing");
}

TEST(NextQuestion, AReasonSaysWhomToAsk) {
  const Plan plan = planned(right("r", "a : poor \"A\""));
  const auto whom = [&](Absence absence) {
    const auto question = asked(plan, Record{}.absent("poor", absence));
    return !question ? "nobody" : question->source.empty() ? "person" : question->source;
  };
  EXPECT_EQ(whom(Absence::not_asked), "caf");
  EXPECT_EQ(whom(Absence::masked), "caf");
  EXPECT_EQ(whom(Absence::not_found), "person");
  EXPECT_EQ(whom(Absence::bad_data), "person");
  EXPECT_EQ(whom(Absence::unavailable), "nobody");
  EXPECT_EQ(whom(Absence::declined), "nobody");
  const Plan told = planned(right("r", "a : rent < 100 € \"A\""));
  EXPECT_EQ(facts(asked(told, Record{}.absent("rent", Absence::not_found))), "nothing") << "nobody else has it";
  EXPECT_EQ(facts(asked(told, Record{}.set("rent", "-1"))), "rent") << "to be corrected";
}

TEST(NextQuestion, SaysWhatAFormNeeds) {
  const Plan plan = planned(right("r", "a : rent < 100 € \"A\"") +
                            right("q", "a : housing is tenant \"A\"  b : count(adults where told) > 0 \"B\""));
  QuestionOptions options;
  options.cannot_be_obtained = {"housing"};
  const auto rent = asked(plan, {}, options)->facts.front();
  EXPECT_EQ(rent.column, "rent");
  EXPECT_EQ(rent.entity, "home");
  EXPECT_EQ(rent.type, "money");
  EXPECT_EQ(rent.low, "0.00");
  EXPECT_EQ(rent.high, "900.00");
  options.cannot_be_obtained = {"rent", "adults"};
  const auto housing = asked(plan, {}, options)->facts.front();
  ASSERT_EQ(housing.members.size(), 2U);
  EXPECT_EQ(housing.members[1].label, "Locataire");
  options.cannot_be_obtained = {"rent", "housing"};
  const auto adults = asked(plan, {}, options)->facts.front();
  EXPECT_TRUE(adults.is_list);
  EXPECT_EQ(adults.low + ".." + adults.high + " " + adults.type, "0..3 person");
  Record record;
  record.set("housing", "tenant").add("adults", Record{}.set("told", false)).add("adults", Record{});
  options.cannot_be_obtained = {"rent"};
  const auto second = asked(plan, record, options)->facts.front();
  EXPECT_EQ(second.fact, "adults[2].told");
  ASSERT_EQ(second.steps.size(), 1U);
  EXPECT_EQ(second.steps[0].name, "adults");
  EXPECT_EQ(second.steps[0].member, 1);
}

TEST(NextQuestion, FactsOfAnOnlyMemberAndOfAGroupThatIsNotKnown) {
  const Plan plan = planned(right("r", "a : age(chief.birth_date) >= 18 \"A\""));
  const auto question = asked(plan);
  EXPECT_EQ(facts(question), "chief.birth_date");
  ASSERT_EQ(question->facts[0].steps.size(), 1U);
  EXPECT_EQ(question->facts[0].steps[0].name, "chief");
  EXPECT_EQ(question->facts[0].steps[0].member, 0);
  const auto rules =
      tests::loaded(std::string(kVocabulary) +
                    "right p for person \"P\" { law \"L\" served by fisc purpose grant when { a : home.poor \"A\" } }");
  const Plan of_person = *rules.plan({.on = Date{}, .rights = {}});
  const auto group = asked(of_person);
  EXPECT_EQ(facts(group), "home.poor");
  EXPECT_EQ(group->facts[0].steps[0].name, "home");
  EXPECT_EQ(group->facts[0].steps[0].member, -1);
}

TEST(NextQuestion, WhatIsKeptFromTheAudienceIsNotAsked) {
  const Plan plan = planned(right("r", "a : secret \"A\"  b : sick \"B\""));
  QuestionOptions options;
  EXPECT_EQ(facts(asked(plan, {}, options)), "secret");
  options.audience = Audience::person("chief");
  EXPECT_EQ(facts(asked(plan, {}, options)), "sick") << "the person may be asked for their own health";
  options.audience = Audience::agent("caf");
  EXPECT_EQ(facts(asked(plan, {}, options)), "secret");
  options.audience = Audience::auditor();
  options.cannot_be_obtained = {"secret"};
  EXPECT_EQ(facts(asked(plan, {}, options)), "nothing");
  options.audience = Audience::person("nobody");
  EXPECT_EQ(plan.next_question({}, options).errors().front().code, "E1301");
}

TEST(NextQuestion, WhatIsAskedDoesNotGiveAwayWhatIsKept) {
  const Plan plan = planned(right("r", "a : secret or poor \"A\"  b : rent < 100 € \"B\""));
  QuestionOptions options;
  options.audience = Audience::person("chief");
  for (const char* known : {"true", "false", ""}) {
    Record record;
    if (*known != '\0') record.set("secret", known);
    EXPECT_EQ(facts(asked(plan, record, options)), "rent") << known;
    EXPECT_EQ(facts(asked(plan, record.set("rent", 50), options)), "poor") << known;
    EXPECT_EQ(facts(asked(plan, record.set("poor", false), options)), "nothing") << known;
  }
  EXPECT_EQ(facts(asked(plan, Record{}.set("secret", true))), "rent") << "to others the rest is idle";
}

TEST(NextQuestion, AnswersArePutWhereTheyBelong) {
  const auto rules =
      tests::loaded(std::string(kVocabulary) +
                    "right p for person \"P\" { law \"L\" served by fisc purpose grant when { a : home.poor \"A\"  "
                    "b : age(home.chief.birth_date) > 30 \"B\"  c : any(home.adults where told) \"C\" } }");
  const Plan plan = *rules.plan({.on = *Date::of(2024, 1, 15), .rights = {}});
  Record record;
  std::string order;
  while (const auto question = asked(plan, record)) {
    order += facts(question) + "; ";
    for (const AskedFact& fact : question->facts) {
      if (fact.is_list)
        put_members(record, fact, 2);
      else if (fact.type == "date")
        put(record, fact, "1980-02-01");
      else
        put(record, fact, fact.fact != "home.adults[1].told");
    }
  }
  EXPECT_EQ(order, "home.poor; home.chief.birth_date; home.adults; home.adults[1].told; home.adults[2].told; ");
  EXPECT_EQ(plan.assess(record)->front().outcome, Outcome::eligible);
  AskedFact fact;
  fact.steps = {{"home", -1}};
  fact.column = "poor";
  put_absence(record, fact, Absence::masked);
  EXPECT_EQ(facts(asked(plan, record)), "home.poor");
}

TEST(NextQuestion, AmountsAreDecidedToo) {
  const Plan plan = planned(right("r", "a : poor \"A\"", "amount rent * 12 + 10 €"));
  EXPECT_EQ(facts(asked(plan, Record{}.set("poor", true))), "rent");
  EXPECT_EQ(facts(asked(plan, Record{}.set("poor", true).set("rent", "100"))), "nothing");
}

TEST(NextQuestion, TheSubjectMustBeClear) {
  const auto rules =
      tests::loaded(std::string(kVocabulary) + right("r", "a : poor \"A\"") +
                    "right p for person \"P\" { law \"L\" served by fisc purpose grant when { a : told \"A\" } }");
  const Plan plan = *rules.plan({.on = Date{}, .rights = {}});
  EXPECT_EQ(plan.next_question({}).errors().front().code, "E1003");
  QuestionOptions options;
  options.entity = "person";
  EXPECT_EQ(facts(asked(plan, {}, options)), "told");
  EXPECT_EQ(plan.next_question(Record{}.set("tolled", true), options).errors().front().code, "E1001");
}

// ---- bad input ---------------------------------------------------------------------------

TEST(NextQuestion, EverythingBadAsksThePersonToCorrectIt) {
  const Plan plan = planned(right("r", "a : income(2022) < 1 000 € \"A\"  b : rent < 100 € \"B\""));
  Record record;
  record.set("income", 2022, "much").set("rent", "99 999");
  const auto question = asked(plan, record);
  EXPECT_EQ(facts(question), "income(2022)");
  EXPECT_EQ(question->source, "");
  EXPECT_EQ(question->facts[0].absence, Absence::bad_data);
}

TEST(NextQuestion, ARightThatDependsOnThirtyOthers) {
  std::string rights;
  std::string all;
  for (int i = 0; i < 30; ++i) {
    rights += right("r" + std::to_string(i),
                    "a : income(2022) < " + std::to_string(100 + 250 * i) + " € \"A\"  b : rent * " +
                        std::to_string(i + 3) + " < 2 000 € or count(adults where told) > 1 \"B\"",
                    "amount rent * 12 + " + std::to_string(i) + " €");
    all += "  c" + std::to_string(i) + " : entitled to r" + std::to_string(i) + " \"C\"";
  }
  const Plan plan = planned(rights + right("total", all));
  Record record;
  const auto first = asked(plan);
  EXPECT_EQ(facts(first), "income(2022)");
  EXPECT_EQ(first->rights.back(), "total");
  record.set("income", 2022, "0").set("rent", "1");
  EXPECT_EQ(facts(asked(plan, record)), "nothing");
}

TEST(NextQuestion, TheWorkForAQuestionIsBounded) {
  // Two hundred facts that matter only together: no greedy search gets through them.
  std::string fields;
  std::string sum;
  for (int i = 0; i < 200; ++i) {
    fields += "f" + std::to_string(i) + " : integer range 0..1000000 \"F\"\n";
    sum += (i == 0 ? "f" : " + f") + std::to_string(i);
  }
  const auto rules = tests::loaded(
      "source s \"S\" { via api \"A\" }\nentity person \"P\" {\n" + fields +
      "}\nright r for person \"R\" { law \"L\" served by s purpose grant when { a : " + sum + " = 123456 \"A\" } }");
  const Plan plan = *rules.plan({.on = Date{}, .rights = {}});
  const auto question = asked(plan);
  EXPECT_EQ(question->facts.size(), 1U) << "they are told by the person, one by one";
}

// ---- still needed ------------------------------------------------------------------------

std::string needed(const Plan& plan, const Record& record) {
  const auto facts = plan.still_needed(record);
  if (!facts) return facts.errors().front().code;
  std::string text;
  for (const StillNeeded& fact : *facts) {
    text += (text.empty() ? "" : "; ") + fact.fact.fact + " for";
    for (const std::string& name : fact.rights) text += " " + name;
  }
  return text;
}

TEST(StillNeeded, OnlyWhatCanStillChangeAnAnswer) {
  const Plan plan = planned(right("r", "a : poor or title \"A\"  b : rent < 100 € \"B\"") +
                            right("q", "a : title \"A\"", "amount rent * 12"));
  EXPECT_EQ(needed(plan, {}), "poor for r; title for r q; rent for r q");
  EXPECT_EQ(needed(plan, Record{}.set("title", true)), "rent for r q");
  EXPECT_EQ(needed(plan, Record{}.set("title", false)), "poor for r; rent for r");
  EXPECT_EQ(needed(plan, Record{}.set("title", false).absent("poor", Absence::unavailable)), "poor for r; rent for r");
  EXPECT_EQ(needed(plan, Record{}.set("title", false).set("poor", false)), "");
}

}  // namespace
}  // namespace proactive
