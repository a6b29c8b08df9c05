#include "proactive/privacy/minimise.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "privacy/tables.h"
#include "proactive/privacy/entitled.h"

namespace proactive::privacy {
namespace {

constexpr const char* kRules = R"(
source office "Office" { via file "x.csv" }
entity person {
  nir        : identifier nir
  wage       : money from office
  illness    : boolean from office protected by medical_secrecy
  disability : boolean protected by medical_secrecy
  posting    : boolean from office protected by defence_secrecy
  secret     : boolean protected by tax_secrecy
  paid       : boolean from office
  by_year    : money by year from office
}
entity household { children : 0..5 person  rent : money }
right aid for person { version from 2020-01-01 { when { modest : wage < 1 000 €  old : by_year(2022) < 5 € } } received paid }
right rent_aid for household { version from 2020-01-01 { when { poor : rent < 500 €  many : count(children) > 1 } } }
right care for person { version from 2020-01-01 { when { ill : disability } } }
)";

struct Rules {
  explicit Rules(std::vector<std::string> rights)
      : rules(*RuleSet::parse({{"rules.rights", kRules}})),
        plan(*rules.plan({.on = *Date::of(2024, 5, 1), .rights = std::move(rights)})) {}
  RuleSet rules;
  Plan plan;
};

// "table.column reason" of all that was dropped.
std::vector<std::string> dropped(const Minimised& minimised) {
  std::vector<std::string> lines;
  for (const Dropped& one : minimised.dropped)
    lines.push_back(one.table + "." + one.column + ": " + std::string(to_string(one.reason)));
  return lines;
}

std::vector<std::string> absent(const Minimised& minimised) {
  std::vector<std::string> lines;
  for (const AbsentColumn& one : minimised.absent)
    lines.push_back(one.table + "." + one.column + (one.holder.empty() ? "" : " from " + one.holder));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Minimise, LeavesWhatThePlanNeeds) {
  const Rules aid({"aid"});
  Table people({"wage_cents", "id", "name", "secret", "by_year_2022", "by_year_2021", "paid"}, 3);
  auto least = minimise(aid.rules, aid.plan, {{"person", &people.stream}});
  ASSERT_TRUE(least) << render(least.errors());
  ASSERT_EQ(least->entities.size(), 1u);
  EXPECT_EQ(columns_of(*least->entities[0].stream), (Lines{"wage_cents", "id", "by_year_2022"}));
  EXPECT_EQ(dropped(*least),
            (Lines{"person.name: the rules declare no such field", "person.secret: no right needs it on this date",
                   "person.by_year_2021: no right needs it on this date",
                   "person.paid: it only shows who receives the right"}));
  EXPECT_EQ(absent(*least), Lines{});
}

TEST(Minimise, KeepsWhatShowsReceiptWhenAskedTo) {
  const Rules aid({"aid"});
  Table people({"id", "paid"}, 3);
  const auto least = minimise(aid.rules, aid.plan, {{"person", &people.stream}}, {}, {.receipt = true});
  ASSERT_TRUE(least);
  EXPECT_EQ(columns_of(*least->entities[0].stream), (Lines{"id", "paid"}));
  EXPECT_EQ(absent(*least), (Lines{"person.wage from Office", "person.by_year_2022 from Office"}));
}

TEST(Minimise, MovesColumnsAndCopiesNone) {
  const Rules aid({"aid"});
  Table people({"name", "wage", "id"}, 100);
  const void* wages = people.values_of(1);
  auto least = minimise(aid.rules, aid.plan, {{"person", &people.stream}});
  ASSERT_TRUE(least);
  EXPECT_EQ(people.released_columns(), 1) << "that of the name, which is gone before the batch is read";
  ArrowArray batch{};
  ASSERT_EQ(least->entities[0].stream->get_next(least->entities[0].stream.get(), &batch), 0);
  ASSERT_EQ(batch.n_children, 2);
  EXPECT_EQ(batch.children[0]->buffers[1], wages);
  least->entities.clear();
  EXPECT_EQ(people.released_columns(), 1) << "a batch outlives its stream";
  batch.release(&batch);
  EXPECT_EQ(people.released_columns(), 3);
}

TEST(Minimise, LeavesMembershipsWhereTheyAreRead) {
  const Rules both({"aid", "rent_aid"});
  Table people({"id", "wage", "by_year_2022"}, 2);
  Table households({"id", "rent"}, 2);
  Table members({"household", "person", "role", "since"}, 2);
  auto least = minimise(both.rules, both.plan, {{"person", &people.stream}, {"household", &households.stream}},
                        {{"household", &members.stream}});
  ASSERT_TRUE(least) << render(least.errors());
  ASSERT_EQ(least->members.size(), 1u);
  EXPECT_EQ(least->members[0].name, "household");
  EXPECT_EQ(columns_of(*least->members[0].stream), (Lines{"household", "person", "role"}));
  EXPECT_EQ(dropped(*least), (Lines{"household members.since: no right needs it on this date"}));
}

TEST(Minimise, LeavesOutTablesThatAreNotRead) {
  const Rules aid({"aid"});
  Table people({"id", "wage", "by_year_2022"}, 2);
  Table households({"id", "rent"}, 2);
  Table members({"household", "person", "role"}, 2);
  auto least = minimise(aid.rules, aid.plan, {{"person", &people.stream}, {"household", &households.stream}},
                        {{"household", &members.stream}});
  ASSERT_TRUE(least);
  EXPECT_EQ(least->entities.size(), 1u);
  EXPECT_TRUE(least->members.empty());
  EXPECT_EQ(dropped(*least), (Lines{"household.: no right needs it on this date",
                                    "household members.: no right needs it on this date"}));
  EXPECT_EQ(households.batches_read() + members.batches_read(), 0);
  EXPECT_EQ(households.released, 1);
}

TEST(Minimise, SaysWhichTablesAreAbsent) {
  const Rules rent({"rent_aid"});
  Table households({"rent"}, 2);
  const auto least = minimise(rent.rules, rent.plan, {{"household", &households.stream}});
  ASSERT_TRUE(least);
  EXPECT_EQ(absent(*least), (Lines{"household.id", "person.", "household members."}));
}

// The errors of a table of people with these columns, as "code message".
Lines refused(std::vector<std::string> rights, std::vector<std::string> columns) {
  const Rules rules(std::move(rights));
  Table people(std::move(columns), 2);
  const auto least = minimise(rules.rules, rules.plan, {{"person", &people.stream}});
  EXPECT_EQ(people.released, least ? 0 : 1);
  Lines lines;
  for (const Diagnostic& error : least.errors()) lines.push_back(error.code + " " + error.message);
  return lines;
}

TEST(Minimise, RefusesSecretsThatThePersonDoesNotTell) {
  EXPECT_EQ(refused({"aid"}, {"id", "illness", "posting"}),
            (Lines{"E1445 the column `illness` of table `person` is under medical secrecy",
                   "E1445 the column `posting` of table `person` is under national-defence secrecy"}));
  EXPECT_EQ(refused({"rent_aid"}, {"id", "illness"}),
            (Lines{"E1445 the column `illness` of table `person` is under medical secrecy"}));
  EXPECT_EQ(refused({"care"}, {"id", "disability"}), Lines{});
}

TEST(Minimise, RefusesIdentifiers) {
  EXPECT_EQ(refused({"aid"}, {"id", "nir"}),
            (Lines{"E1446 the column `nir` of table `person` is an identifier, which decides nothing"}));
}

TEST(Minimise, RefusesIdsThatAreIdentifiers) {
  const Rules aid({"aid"});
  Table people({"id"}, 20);
  people.fill(0, 295109912611193);
  people.fill_row(0, 3, 17);
  const auto least = minimise(aid.rules, aid.plan, {{"person", &people.stream}});
  ASSERT_FALSE(least);
  EXPECT_EQ(least.errors()[0].message,
            "the column `id` of table `person` tells rows apart by identifiers of people: NIR");
  Table mostly_others({"id"}, 20);
  mostly_others.fill(0, 295109912611193);
  for (std::int64_t row = 0; row < 3; ++row) mostly_others.fill_row(0, row, row);
  EXPECT_TRUE(minimise(aid.rules, aid.plan, {{"person", &mostly_others.stream}}));
}

TEST(Minimise, RefusesTablesThatCannotBeUsed) {
  EXPECT_EQ(refused({"aid"}, {"id", "wage", "id"}), (Lines{"E1447 table `person` has the column `id` twice"}));
  const Rules aid({"aid"});
  Table dogs({"id"}, 1);
  Table people({"id"}, 1);
  Table again({"id"}, 1);
  Table broken({"id"}, 1);
  broken.fails = true;
  Table members({"id"}, 1);
  const auto least =
      minimise(aid.rules, aid.plan, {{"dog", &dogs.stream}, {"person", &people.stream}, {"person", &again.stream}},
               {{"person", &members.stream}});
  Lines lines;
  for (const Diagnostic& error : least.errors()) lines.push_back(error.message);
  EXPECT_EQ(lines, (Lines{"table `dog` is of nothing: the rules declare no entity of this name",
                          "table `person` is given twice",
                          "table `person members` is of nothing: the rules declare no group of this name"}));
  EXPECT_EQ(dogs.released + people.released + again.released + members.released, 4);
  const auto failed = minimise(aid.rules, aid.plan, {{"person", &broken.stream}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.errors()[0].message, "table `person` cannot be read to its end");
}

TEST(Minimise, RefusesABatchThatContradictsItself) {
  const Rules aid({"aid"});
  Table people({"id", "wage"}, 4);
  people.claimed_rows = 5;
  const auto least = minimise(aid.rules, aid.plan, {{"person", &people.stream}});
  ASSERT_FALSE(least);
  EXPECT_EQ(least.errors()[0].message, "table `person` has a batch that contradicts itself");
}

TEST(KeepEntitled, RefusesAnotherPopulation) {
  const Rules aid({"aid"});
  Table two({"id", "wage"}, 2);
  Table three({"id", "wage"}, 3);
  const auto first = Population::read(aid.plan, {{"person", &two.stream}}, {});
  const auto second = Population::read(aid.plan, {{"person", &three.stream}}, {});
  ASSERT_TRUE(first && second);
  const auto outcomes = aid.plan.assess(*first);
  ASSERT_TRUE(outcomes);
  ArrowArrayStream out{};
  const auto kept = keep_entitled(*second, outcomes->rights[0], &out);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.errors()[0].code, "E1448");
}

TEST(KeepEntitled, SaysWhatIsToBeDestroyed) {
  const EntitledCounts counts{"aid", "person", 3, 1, 2};
  EXPECT_EQ(to_string(counts),
            "2 of 6 are not entitled: what was obtained about them is to be destroyed without delay (CRPA, L114-8 II)");
  EXPECT_EQ(
      to_string(counts, Language::french),
      "2 sur 6 n'y ont pas droit : les données obtenues à leur sujet sont à détruire sans délai (CRPA, L114-8 II)");
}

}  // namespace
}  // namespace proactive::privacy
