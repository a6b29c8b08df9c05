// Facts given by name: what is refused, what becomes unknown, and why.
#include <gtest/gtest.h>

#include "support.h"

namespace proactive {
namespace {

const char* const kRules = R"(
source office "Guichet" { via file "guichet.csv" }
choice housing { owner "Propriétaire"  tenant "Locataire" }
entity person "Personne" {
  nir      : identifier nir                              "Numéro"
  asked    : boolean                                     "Demande"
  income   : money range 0 €..9 000 €  from office       "Revenu"
  wage     : money by year range 0 €..9 000 €            "Salaire"
  born_on  : date                                        "Naissance"
  children : integer range 0..12                         "Enfants"
  share    : decimal(2) range 0.00..1.00                 "Part"
  housing  : choice housing                              "Logement"
}
entity household "Foyer" {
  rent    : money        "Loyer"
  adults  : 1..2 person  "Adultes"
  chief   : 1 person     "Chef"
}
right aid for person "Aide" { law "L" served by office purpose grant
  when { asked : asked "A"  modest : income < 1 000 € "M"  wage : wage(2023) < 10 € "W"  born : born_on < today "B"
         family : children > 1 "F"  half : share < 0.5 "H"  owner : housing is owner "O" } }
right roof for household "Toit" { law "L" served by office purpose grant
  when { some : any(adults where asked) "S"  chief : chief.asked "C"  cheap : rent < 5 € "R" } }
)";

Plan planned(const char* right) {
  static const RuleSet rules = tests::loaded(kRules);
  return *rules.plan({.on = *Date::of(2024, 1, 15), .rights = {right}});
}

// The first error of a record, with its way out.
std::string error_of(const Record& record, const char* right = "aid") {
  const auto decisions = planned(right).assess(record);
  if (decisions) return "";
  const Diagnostic& error = decisions.errors().front();
  return error.code + ": " + error.message + (error.way_out.empty() ? "" : " (" + error.way_out + ")");
}

std::string missing_of(const Record& record, const char* right = "aid") {
  const auto decisions = planned(right).assess(record);
  if (!decisions) return render(decisions.errors());
  std::string text;
  for (const Missing& missing : decisions->front().missing)
    text += (text.empty() ? "" : ", ") + missing.fact + " " + missing.reason;
  return text;
}

TEST(RecordSource, NamesThatDoNotExist) {
  EXPECT_EQ(error_of(Record{}.set("incom", "12")),
            "E1001: `person` has no field or role `incom` (did you mean `income`?)");
  EXPECT_EQ(error_of(Record{}.set("voucher", "12")), "E1001: `person` has no field or role `voucher`");
  EXPECT_EQ(error_of(Record{}.set("wage", "12")),
            "E1001: `wage` is known by year, and no year is given (write `wage_2022`, for instance)");
  EXPECT_EQ(error_of(Record{}.set("wag", 2023, "12")),
            "E1001: `person` has no field or role `wag_2023` (did you mean `wage_2022`?)");
  EXPECT_EQ(error_of(Record{}.set("income", 2023, "12")).substr(0, 5), "E1001");
  EXPECT_EQ(error_of(Record{}.no_members("adults")).substr(0, 5), "E1001");
  EXPECT_EQ(error_of(Record{}.set_group("household", Record{}.set("rnt", "5"))),
            "E1001: `household` has no field or role `rnt` (did you mean `rent`?)");
  EXPECT_EQ(error_of(Record{}.set_group("house", Record{})).substr(0, 5), "E1001");
  EXPECT_EQ(error_of(Record{}.add("adults", Record{}.set("askd", true)), "roof"),
            "E1001: `person` has no field or role `askd` (did you mean `asked`?)");
}

TEST(RecordSource, ValuesOfAnotherType) {
  for (const auto& [field, value] : std::vector<std::pair<const char*, FactValue>>{{"asked", std::int64_t{1}},
                                                                                   {"asked", Money{100}},
                                                                                   {"income", true},
                                                                                   {"income", *Date::of(2024, 1, 1)},
                                                                                   {"born_on", std::int64_t{5}},
                                                                                   {"born_on", true},
                                                                                   {"children", Money{100}},
                                                                                   {"share", Money{100}},
                                                                                   {"housing", true},
                                                                                   {"housing", std::int64_t{0}}}) {
    EXPECT_EQ(error_of(Record{}.set(field, value)).substr(0, 5), "E1002") << field;
  }
}

TEST(RecordSource, MessagesHoldNoValue) {
  const auto failure = planned("aid").assess(Record{}.set("asked", std::int64_t{424242}).set("born_on", Money{434343}));
  ASSERT_FALSE(failure);
  ASSERT_EQ(failure.errors().size(), 2U) << "both at once";
  EXPECT_EQ(render(failure.errors()).find("42"), std::string::npos);
  EXPECT_EQ(render(failure.errors()).find("43"), std::string::npos);
}

// Each is one bad fact among good ones: that fact is unknown, as bad data, and nothing else.
TEST(RecordSource, BadFactsAreUnknown) {
  const auto good = [] {
    return Record{}
        .set("asked", "true")
        .set("income", "999.99")
        .set("wage", 2023, "9")
        .set("born_on", "2000-02-29")
        .set("children", "3")
        .set("share", "0.25")
        .set("housing", "owner");
  };
  EXPECT_EQ(missing_of(good()), "");
  for (const auto& [field, text] : std::vector<std::pair<const char*, const char*>>{{"asked", "yes"},
                                                                                    {"asked", ""},
                                                                                    {"asked", "2"},
                                                                                    {"income", "9000.01"},
                                                                                    {"income", "-1"},
                                                                                    {"income", "NaN"},
                                                                                    {"income", "12,50"},
                                                                                    {"income", "12.505"},
                                                                                    {"income", ""},
                                                                                    {"income", "1e3"},
                                                                                    {"income", "99999999999999999999"},
                                                                                    {"born_on", "2023-02-29"},
                                                                                    {"born_on", "15/01/2024"},
                                                                                    {"children", "13"},
                                                                                    {"children", "1.5"},
                                                                                    {"children", "-1"},
                                                                                    {"share", "0.255"},
                                                                                    {"share", "1.01"},
                                                                                    {"share", "25 %"},
                                                                                    {"housing", "Owner"},
                                                                                    {"housing", ""}}) {
    EXPECT_EQ(missing_of(good().set(field, text)), std::string(field) + " bad data") << text;
  }
  EXPECT_EQ(missing_of(good().set("income", Money{900'001})), "income bad data");
  EXPECT_EQ(missing_of(good().set("wage", 2023, "9000.01")), "wage(2023) bad data");
  EXPECT_EQ(missing_of(good().set("share", Decimal{255, 3})), "share bad data");
}

TEST(RecordSource, TheSameFactInManyWays) {
  const auto amount = [](FactValue value) {
    return missing_of(Record{}.set("asked", false).set("income", std::move(value)));
  };
  for (const FactValue& value :
       {FactValue(Money{50'000}), FactValue(std::int64_t{500}), FactValue(std::string("500")),
        FactValue(std::string("500.00")), FactValue(Decimal{5000, 1}), FactValue(Decimal{500'000, 3})}) {
    EXPECT_EQ(amount(value), "") << value.index();
  }
}

TEST(RecordSource, IdentifiersAndWhatIsNotNeededAreOnlyNames) {
  EXPECT_EQ(error_of(Record{}.set("nir", "anything at all")), "");
  EXPECT_EQ(error_of(Record{}.set("wage", 2011, "not a number")), "") << "another year is not read";
}

TEST(RecordSource, ListsOutsideTheirNumberAreBadData) {
  const auto household = [](int adults) {
    Record record;
    record.set("rent", "1").add("chief", Record{}.set("asked", true)).no_members("adults");
    for (int i = 0; i < adults; ++i) record.add("adults", Record{}.set("asked", true));
    return record;
  };
  EXPECT_EQ(missing_of(household(1), "roof"), "");
  EXPECT_EQ(missing_of(household(2), "roof"), "");
  EXPECT_EQ(missing_of(household(0), "roof"), "adults bad data");
  EXPECT_EQ(missing_of(household(3), "roof"), "adults bad data");
  EXPECT_EQ(missing_of(Record{}.set("rent", "1"), "roof"), "adults not asked, chief.asked not asked");
  EXPECT_EQ(missing_of(household(1).add("chief", Record{}), "roof"), "chief.asked bad data")
      << "two where there is one: nobody is asked";
}

TEST(RecordSource, SubjectsAreOfTheRightsEntity) {
  static const RuleSet rules = tests::loaded(kRules);
  const auto plan = rules.plan({.on = *Date::of(2024, 1, 15)});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->assess(Record{}).errors().front().code, "E1003");
  EXPECT_EQ(plan->assess(Record{}, "firm").errors().front().code, "E1003");
  EXPECT_EQ(plan->assess(Record{}, "person")->front().right, "aid");
  EXPECT_EQ(plan->assess(Record{}, "household")->front().right, "roof");
}

}  // namespace
}  // namespace proactive
