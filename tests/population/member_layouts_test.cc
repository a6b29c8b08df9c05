// Memberships and the ids they are found by: in any layout, in any order.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "population/arrow_answers.h"

namespace proactive::tests {
namespace {

constexpr char kIndices[] = {'c', 'C', 's', 'S', 'i', 'I', 'l', 'L'};

// ---- ids ------------------------------------------------------------------------------------

Texts long_ids(std::int64_t rows) {
  Texts texts;
  for (std::int64_t row = 0; row < rows; ++row)
    texts.emplace_back((row % 3 == 0 ? "household-" : "h") + std::to_string(row));
  return texts;
}

TableData with_ids(const Encoding& encoding, const Texts& ids, const Layout& layout, const Shape& shape) {
  const auto rows = static_cast<std::int64_t>(ids.size());
  return table_of({{"income", decimals(64, 2), repeated(kAmounts, rows, true), {}}, {"id", encoding, ids, layout}},
                  shape);
}

void expect_ids_as(const Encoding& first, const std::vector<Encoding>& encodings, const Texts& ids) {
  const Answers expected = answers_of(plan_of("income"), with_ids(first, ids, {}, {}));
  EXPECT_EQ(expected.error(), "");
  for (const Encoding& encoding : encodings) {
    for (const Layout& layout : at_offsets()) {
      const TableData table = with_ids(encoding, ids, layout, {{1, 63, 0, 36}, layout.offset % 3});
      EXPECT_EQ(difference(answers_of(plan_of("income"), table), expected), "") << encoding.name;
    }
  }
}

TEST(MemberLayouts, IdsOfTextInEveryLayout) {
  std::vector<Encoding> encodings;
  for (const char* format : {"u", "U", "vu"}) {
    encodings.push_back(texts(format));
    for (const char index : kIndices) encodings.push_back(dictionary(index, texts(format)));
  }
  expect_ids_as(texts("u"), encodings, long_ids(100));
}

TEST(MemberLayouts, IdsOfIntegersInEveryLayout) {
  std::vector<Encoding> encodings;
  for (const char format : kIndices) encodings.push_back(integers(format));
  expect_ids_as(integers('l'), encodings, numbered(100));
  Texts far = numbered(100);
  far[0] = "-9223372036854775808";
  far[99] = "9223372036854775807";
  expect_ids_as(integers('l'), {integers('l')}, far);
}

// ---- memberships ----------------------------------------------------------------------------

using Order = std::function<Texts(const Texts&)>;

Texts as_it_is(const Texts& texts) { return texts; }
std::string own_name(const std::string& id) { return id; }

struct Membership {
  Encoding household_ids, person_ids, roles;
  Layout layout;
  Shape households, persons, members;
  Order household_order = as_it_is;
  Order person_order = as_it_is;
  Order member_order = as_it_is;
  std::function<std::string(const std::string&)> name = own_name;  ///< of an id
  bool in_two = false;                                             ///< some persons live in two households
};

Membership plain_membership() {
  Membership how;
  how.household_ids = integers('l');
  how.person_ids = integers('l');
  how.roles = texts("u");
  return how;
}

constexpr std::int64_t kHouseholds = 129;
constexpr std::int64_t kPersons = 200;

Texts renamed(Texts ids, const Membership& how) {
  for (auto& id : ids) id = how.name(*id);
  return ids;
}

TableData households_of(const Membership& how) {
  const Texts incomes = repeated(kAmounts, kHouseholds, true);
  return table_of({{"id", how.household_ids, how.household_order(renamed(numbered(kHouseholds), how)), how.layout},
                   {"income", decimals(64, 2), how.household_order(incomes), how.layout}},
                  how.households);
}

TableData persons_of(const Membership& how) {
  const Texts wages = repeated({"10.50", "0", "7", "123.45", "0.01"}, kPersons, true);
  return table_of({{"id", how.person_ids, how.person_order(renamed(numbered(kPersons), how)), how.layout},
                   {"wage", floats('g'), how.person_order(wages), how.layout}},
                  how.persons);
}

// Two persons in each household; nobody in the last ones.
TableData members_of(const Membership& how) {
  Texts persons = numbered(kPersons);
  Texts groups;
  Texts roles = repeated({"grown", "minors", "minors"}, kPersons, false);
  for (std::int64_t person = 0; person < kPersons; ++person) groups.emplace_back(std::to_string(person / 2 + 1));
  for (const char* person : {"1", "77", "200", "1"}) {
    if (!how.in_two) break;
    persons.emplace_back(person);
    groups.emplace_back("9");
    roles.emplace_back("minors");
  }
  return table_of({{"household", how.household_ids, how.member_order(renamed(groups, how)), how.layout},
                   {"role", how.roles, how.member_order(roles), how.layout},
                   {"person", how.person_ids, how.member_order(renamed(persons, how)), how.layout}},
                  how.members);
}

Tables tables_of(const Membership& how) {
  return {{{"household", households_of(how)}, {"person", persons_of(how)}}, {{"household", members_of(how)}}};
}

void expect_membership_as_plain(const Membership& how, const Membership& expected = plain_membership()) {
  for (const char* right : {"adults", "housed"}) {
    const Answers plain = answers_of(plan_of(right), tables_of(expected));
    EXPECT_EQ(plain.error(), "");
    EXPECT_EQ(difference(answers_of(plan_of(right), tables_of(how)), plain), "")
        << right << ": " << how.household_ids.name << ", " << how.roles.name;
  }
}

TEST(MemberLayouts, RolesInEveryLayout) {
  for (const char* format : {"u", "U", "vu"}) {
    for (const Layout& layout : at_offsets()) {
      Membership how = plain_membership();
      how.roles = texts(format);
      how.layout = layout;
      expect_membership_as_plain(how);
      how.roles = dictionary('c', texts(format));
      expect_membership_as_plain(how);
    }
  }
}

TEST(MemberLayouts, TablesCutDifferently) {
  const std::vector<std::vector<std::int64_t>> cuts = {{1, 63, 65}, {65, 64, 0}, {0, 129}, {128, 1}};
  for (const auto& cut : cuts) {
    Membership how = plain_membership();
    how.layout = {7, 2};
    how.households = {cut, 3};
    how.persons = {{100, 100}, 0};
    how.members = {{3, 64, 65, 68}, 65};
    expect_membership_as_plain(how);
  }
}

// The ids of one entity need not lie alike in its tables.
TEST(MemberLayouts, IdsOfDifferentWidths) {
  Membership how = plain_membership();
  for (const char format : {'S', 'i', 'L'}) {
    how.household_ids = integers(format);
    how.person_ids = integers('s');
    expect_membership_as_plain(how);
  }
  Tables mixed = tables_of(plain_membership());
  how.household_ids = integers('S');
  mixed.members = tables_of(how).members;
  EXPECT_EQ(
      difference(answers_of(plan_of("adults"), mixed), answers_of(plan_of("adults"), tables_of(plain_membership()))),
      "");
}

TEST(MemberLayouts, IdsOfTextInMemberships) {
  Membership expected = plain_membership();
  expected.household_ids = texts("u");
  Membership how = expected;
  how.layout = {65, 1};
  for (const auto& encoding : {texts("U"), texts("vu"), dictionary('S', texts("vu")), dictionary('l', texts("u"))}) {
    how.household_ids = encoding;
    expect_membership_as_plain(how, expected);
  }
}

// ---- order ----------------------------------------------------------------------------------

Texts backwards(const Texts& texts) { return {texts.rbegin(), texts.rend()}; }

Texts last_first(const Texts& texts) {
  Texts moved = {texts.back()};
  moved.insert(moved.end(), texts.begin(), texts.end() - 1);
  return moved;
}

Texts first_last(const Texts& texts) {
  Texts moved(texts.begin() + 1, texts.end());
  moved.push_back(texts.front());
  return moved;
}

// 37 divides none of the numbers of rows.
Texts shuffled(const Texts& texts) {
  Texts moved;
  for (std::size_t i = 0; i < texts.size(); ++i) moved.push_back(texts[(i * 37 + 11) % texts.size()]);
  return moved;
}

// Roles come back every three rows.
Texts by_role(const Texts& texts) {
  Texts moved;
  for (std::size_t from = 0; from < 3; ++from) {
    for (std::size_t i = from; i < texts.size(); i += 3) moved.push_back(texts[i]);
  }
  return moved;
}

const std::vector<Order> kOrders = {as_it_is, backwards, last_first, first_last, shuffled, by_role};

// The rows without their order, and what was refused.
std::vector<std::string> without_order(const Answers& answers) {
  std::vector<std::string> lines = {answers.error()};
  for (const std::string& line : answers.lines) {
    if (!line.starts_with("why ")) lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// Members are numbered in the order of their table; nothing else depends on it.
TEST(MemberLayouts, MembershipsInAnyOrder) {
  for (const bool in_two : {false, true}) {
    Membership how = plain_membership();
    how.in_two = in_two;
    for (const char* right : {"adults", "housed"}) {
      const auto expected = without_order(answers_of(plan_of(right), tables_of(how)));
      for (const Order& order : kOrders) {
        Membership other = how;
        other.member_order = order;
        other.members = {{1, 64, 0, 65, in_two ? 74 : 70}, 2};
        EXPECT_EQ(without_order(answers_of(plan_of(right), tables_of(other))), expected)
            << right << ", order " << &order - kOrders.data();
      }
    }
  }
}

// Rows of the other tables may change places, too; the memberships still find them.
TEST(MemberLayouts, SubjectsInAnyOrder) {
  for (const char* right : {"adults", "housed"}) {
    Membership how = plain_membership();
    const auto expected = without_order(answers_of(plan_of(right), tables_of(how)));
    for (const Order& order : kOrders) {
      how.household_order = order;
      how.person_order = kOrders[static_cast<std::size_t>(&order - kOrders.data() + 2) % kOrders.size()];
      how.households = {{2, 63, 64}, 1};
      how.persons = {{65, 0, 135}, 3};
      EXPECT_EQ(without_order(answers_of(plan_of(right), tables_of(how))), expected)
          << right << ", order " << &order - kOrders.data();
    }
  }
}

// Ids that do not follow one another: far apart, negative, at both ends of 64 bits.
TEST(MemberLayouts, IdsThatAreNoRowNumbers) {
  const std::function<std::string(const std::string&)> names[] = {
      [](const std::string& id) { return std::to_string(std::stoll(id) * 1'000'003 - 70'000'000); },
      [](const std::string& id) { return std::to_string(std::numeric_limits<std::int64_t>::min() + std::stoll(id)); },
      [](const std::string& id) { return std::to_string(std::numeric_limits<std::int64_t>::max() - std::stoll(id)); },
      [](const std::string& id) { return (id.size() % 2 == 0 ? "" : "a longer name of ") + id; },
  };
  for (std::size_t i = 0; i < std::size(names); ++i) {
    Membership how = plain_membership();
    how.name = names[i];
    if (i == 3) how.household_ids = how.person_ids = texts("vu");
    const Answers expected = answers_of(plan_of("adults"), tables_of(how));
    ASSERT_EQ(expected.error(), "");
    for (const Order& order : kOrders) {
      how.household_order = how.member_order = order;
      how.households = {{64, 65}, 1};
      EXPECT_EQ(without_order(answers_of(plan_of("adults"), tables_of(how))), without_order(expected)) << i;
    }
  }
}

// ---- what is not needed ----------------------------------------------------------------------

TEST(MemberLayouts, MembershipsThatThePlanDoesNotNeed) {
  Tables tables = tables_of(plain_membership());
  tables.entities.pop_back();
  const Answers answers = answers_of(plan_of("income"), tables);
  EXPECT_EQ(answers.error(), "");
  EXPECT_EQ(answers.lines.back(), "not read: household members *");
}

TEST(MemberLayouts, WhatIsNotTakenIsReleased) {
  Tables tables = tables_of(plain_membership());
  tables.entities.emplace_back("couple", tables.entities[0].second);
  tables.members.emplace_back("person", tables.members[0].second);
  EXPECT_NE(answers_of(plan_of("adults"), tables).error(), "");
  EXPECT_NE(answers_of(plan_of("income"), Tables{{}, tables.members}).error(), "");
}

}  // namespace
}  // namespace proactive::tests
