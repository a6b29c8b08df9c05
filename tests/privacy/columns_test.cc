// Whole columns for the ledger and the register: all of them or nothing, and nobody reached unlooked.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "privacy/array_layout.h"
#include "privacy/faults.h"
#include "privacy/key_support.h"
#include "privacy/rows_taken.h"
#include "privacy/text_arrays.h"
#include "privacy/text_column.h"
#include "privacy/text_streams.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {
namespace {

const Date kToday = day("2026-05-15");

std::string person(int number) { return "2951099126" + std::to_string(10'000 + number); }

Texts persons(int from, int to) {
  Texts texts;
  for (int i = from; i < to; ++i) texts.emplace_back(person(i));
  return texts;
}

struct World {
  Folder folder;
  std::unique_ptr<KeyFile> own = key_file(folder.path("own"), "register");
  OppositionRegister opposed = *OppositionRegister::create(folder.path("opposed"), *own);
  std::unique_ptr<MasterKey> ledger_key = master_key("ledger-key");
  Ledger ledger = *Ledger::create(folder.path("ledger"), *ledger_key);
  KeyName key{"caf", 1, {2026, 5}};
};

/// One array, of whatever layout, handed out once.
struct OneArray {
  template <typename Array>
  explicit OneArray(Array& of) : schema(&of.schema), array(&of.array) {
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      *out = *static_cast<OneArray*>(self->private_data)->schema;
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto& one = *static_cast<OneArray*>(self->private_data);
      *out = one.array == nullptr ? ArrowArray{} : *one.array;
      one.array = nullptr;
      return 0;
    };
    stream.release = [](ArrowArrayStream* self) { self->release = nullptr; };
    stream.private_data = this;
  }
  OneArray(const OneArray&) = delete;
  ArrowArrayStream& given() { return stream; }

  const ArrowSchema* schema;
  const ArrowArray* array;
  ArrowArrayStream stream{};
};

/// A table of two columns and a third of places in a dictionary, with an offset of one row.
struct PersonTable {
  PersonTable(const Texts& ids, const Texts& communes, const std::vector<std::int16_t>& places)
      : id(ids), words(communes, places) {
    words.array.length = id.array.length;
    words.array.offset = 1;
    id.schema.name = "nir";
    words.schema.name = "commune";
    schemas[0] = &id.schema;
    schemas[1] = &words.schema;
    arrays[0] = &id.array;
    arrays[1] = &words.array;
    schema.format = "+s";
    schema.name = "";
    schema.n_children = 2;
    schema.children = schemas;
    schema.release = id.schema.release;
    array.length = id.array.length;
    array.n_buffers = 1;
    array.buffers = no_buffers;
    array.n_children = 2;
    array.children = arrays;
    array.release = id.array.release;
  }
  PersonTable(const PersonTable&) = delete;

  TextArray<std::int64_t> id;
  DictionaryArray words;
  ArrowSchema* schemas[2];
  ArrowArray* arrays[2];
  const void* no_buffers[1] = {nullptr};
  ArrowSchema schema{};
  ArrowArray array{};
};

std::vector<std::optional<bool>> read_booleans(ArrowArrayStream& stream) {
  std::vector<std::optional<bool>> out;
  ArrowArray array{};
  while (stream.get_next(&stream, &array) == 0 && array.release != nullptr) {
    const auto bit = [&](std::int64_t buffer, std::int64_t row) {
      const auto* bits = static_cast<const std::uint8_t*>(array.buffers[buffer]);
      return bits == nullptr || (bits[row / 8] >> (row % 8) & 1U) != 0;
    };
    for (std::int64_t row = 0; row < array.length; ++row) {
      out.push_back(bit(0, row) ? std::optional(bit(1, row)) : std::nullopt);
    }
    array.release(&array);
  }
  stream.release(&stream);
  return out;
}

Result<std::uint64_t> oppose(OppositionRegister& opposed, const Texts& ids, const ColumnProgress& progress = {}) {
  TextStream column({GivenTexts(ids)});
  auto added = opposed.oppose(column.stream, kToday, kToday, progress);
  EXPECT_EQ(column.released, 1);
  return added;
}

std::size_t opposed_of(OppositionRegister& opposed, int from, int to) {
  const Texts ids = persons(from, to);
  std::vector<std::string_view> views;
  for (const auto& id : ids) views.push_back(*id);
  const auto found = opposed.opposed(views, kToday);
  EXPECT_EQ(code(found), "");
  return static_cast<std::size_t>(std::ranges::count(*found, true));
}

TEST(OppositionColumn, CountsWhatIsNew) {
  World w;
  EXPECT_EQ(*oppose(w.opposed, persons(0, 100)), 100U);
  Texts again = persons(50, 150);
  for (int i = 50; i < 150; ++i) again.emplace_back(person(i));
  EXPECT_EQ(*oppose(w.opposed, again), 50U);
  EXPECT_EQ(opposed_of(w.opposed, 0, 200), 150U);
  EXPECT_EQ(*oppose(w.opposed, {}), 0U);
}

TEST(OppositionColumn, CountsAcrossKeysAndArrays) {
  World w;
  TextStream before({GivenTexts(persons(0, 10)), GivenTexts({}), GivenTexts(persons(5, 20))});
  EXPECT_EQ(*w.opposed.oppose(before.stream, day("2025-12-31"), day("2025-12-31")), 20U);
  ASSERT_TRUE(w.own->rotate());
  EXPECT_EQ(*oppose(w.opposed, persons(10, 30)), 10U);
  TextStream gone({GivenTexts(persons(0, 15)), GivenTexts(persons(10, 40))});
  EXPECT_EQ(*w.opposed.withdraw(gone.stream, kToday), 30U);
  EXPECT_EQ(opposed_of(w.opposed, 0, 40), 0U);
}

TEST(OppositionColumn, AsOneByOne) {
  World w;
  const auto other = master_key("register");
  OppositionRegister single = *OppositionRegister::create(w.folder.path("single"), *other);
  OppositionRegister whole = *OppositionRegister::create(w.folder.path("whole"), *other);
  for (const auto& id : persons(0, 60)) ASSERT_EQ(code(single.oppose(*id, kToday, kToday)), "");
  EXPECT_EQ(*oppose(whole, persons(0, 60)), 60U);
  for (const auto& id : persons(30, 90)) {
    EXPECT_EQ(*single.is_opposed(*id, kToday), *whole.is_opposed(*id, kToday));
  }
}

TEST(OppositionColumn, OneBadRowRefusesAll) {
  World w;
  for (const auto& bad : {std::optional<std::string>(), std::optional<std::string>(""),
                          std::optional<std::string>(std::string(4097, 'x'))}) {
    Texts ids = persons(0, 10);
    ids[7] = bad;
    const auto refused = oppose(w.opposed, ids);
    EXPECT_EQ(code(refused), "E1435");
    EXPECT_NE(render(refused.errors()).find("row 7"), std::string::npos);
    EXPECT_EQ(render(refused.errors()).find("29510"), std::string::npos);
    TextStream withdrawn({GivenTexts(ids)});
    EXPECT_EQ(code(w.opposed.withdraw(withdrawn.stream, kToday)), "E1435");
  }
  EXPECT_EQ(opposed_of(w.opposed, 0, 10), 0U);
  TextStream late({});
  EXPECT_EQ(code(w.opposed.oppose(late.stream, day("2026-05-16"), kToday)), "E1435");
  EXPECT_EQ(late.released, 1);
}

TEST(OppositionColumn, EveryLayout) {
  World w;
  TextArray<std::int64_t> wide({person(1), person(2)});
  EXPECT_EQ(*w.opposed.oppose(OneArray(wide).given(), kToday, kToday), 2U);
  DictionaryArray words({person(2), person(3), person(99)}, {0, 1, 1, 0});
  EXPECT_EQ(*w.opposed.oppose(OneArray(words).given(), kToday, kToday), 1U);
  const ViewArray views({person(2), person(50)});
  EXPECT_EQ(*w.opposed.oppose(OneArray(views).given(), kToday, kToday), 1U);
  GivenTexts sliced(persons(3, 9));
  sliced.offset = 4;
  TextStream slice({sliced});
  EXPECT_EQ(*w.opposed.oppose(slice.stream, kToday, kToday), 2U);
  EXPECT_EQ(opposed_of(w.opposed, 0, 100), 6U);
}

TEST(OppositionColumn, WhatIsNoColumnOfText) {
  World w;
  for (const char* format : {"i", "l", "z", "+s", "tdD", "g", ""}) {
    TextStream column({GivenTexts(persons(0, 3))});
    column.format = format;
    EXPECT_EQ(code(w.opposed.oppose(column.stream, kToday, kToday)), "E1444") << format;
    EXPECT_EQ(column.released, 1);
  }
  GivenTexts back(persons(0, 3));
  back.offsets[1] = 1'000'000;
  GivenTexts negative(persons(0, 3));
  negative.offsets[0] = -4;
  for (const GivenTexts& broken : {back, negative}) {
    TextStream column({GivenTexts(persons(0, 3)), broken});
    EXPECT_EQ(code(w.opposed.oppose(column.stream, kToday, kToday)), "E1444");
    EXPECT_EQ(column.released, 1);
  }
  TextStream failing({});
  failing.stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return EIO; };
  EXPECT_EQ(code(w.opposed.oppose(failing.stream, kToday, kToday)), "E1444");
  ArrowArrayStream released{};
  EXPECT_EQ(code(w.opposed.oppose(released, kToday, kToday)), "E1444");
  EXPECT_EQ(opposed_of(w.opposed, 0, 3), 0U);
}

TEST(OppositionColumn, CancelledLeavesTheOldState) {
  World w;
  ASSERT_EQ(*oppose(w.opposed, persons(0, 5)), 5U);
  const Texts many = persons(0, 40'000);
  std::int64_t calls = 0;
  ASSERT_EQ(*oppose(w.opposed, many, [&](std::int64_t) { return ++calls > 0; }), 39'995U);
  ASSERT_GT(calls, 3);
  TextStream all({GivenTexts(many)});
  ASSERT_EQ(*w.opposed.withdraw(all.stream, kToday), 40'000U);
  for (std::int64_t at = 1; at <= calls; ++at) {
    std::int64_t call = 0;
    EXPECT_EQ(code(oppose(w.opposed, many, [&](std::int64_t) { return ++call < at; })), "E1100") << at;
    EXPECT_EQ(*w.opposed.is_opposed(person(1), kToday), false);
  }
  EXPECT_EQ(opposed_of(w.opposed, 0, 40'000), 0U);
}

TEST(OppositionColumn, AThrowLeavesTheOldState) {
  World w;
  EXPECT_THROW((void)oppose(w.opposed, persons(0, 40'000), [](std::int64_t) -> bool { throw 1; }), int);
  EXPECT_EQ(opposed_of(w.opposed, 0, 40'000), 0U);
}

// It would wait for itself.
TEST(OppositionColumn, WhatGivesTheColumnMayNotUseTheRegister) {
  World w;
  static World* world = nullptr;
  static std::string found;
  world = &w;
  TextStream column({});
  column.stream.get_next = [](ArrowArrayStream*, ArrowArray* out) {
    *out = {};
    found += code(world->opposed.is_opposed("x", kToday)) + code(world->opposed.sweep(kToday)) +
             code(world->opposed.oppose("x", kToday, kToday));
    return 0;
  };
  EXPECT_EQ(*w.opposed.oppose(column.stream, kToday, kToday), 0U);
  EXPECT_EQ(found, "E1496E1496E1496");
  EXPECT_EQ(code(w.opposed.is_opposed("x", kToday)), "");
}

TEST(OppositionColumn, KilledInEveryCall) {
  int kills = 0;
  for (int at = 1; at < 400; ++at) {
    Folder folder;
    const auto own = master_key("register");
    {
      auto fresh = OppositionRegister::create(folder.path("r"), *own);
      ASSERT_EQ(*oppose(*fresh, persons(0, 40)), 40U);
    }
    const bool killed = killed_in_child(Fault::torn_kill, at, [&] {
      auto opposed = OppositionRegister::open(folder.path("r"), *own);
      if (!oppose(*opposed, persons(20, 500))) _exit(3);
    });
    kills += killed ? 1 : 0;
    auto opposed = OppositionRegister::open(folder.path("r"), *own);
    ASSERT_TRUE(opposed);
    const std::size_t found = opposed_of(*opposed, 0, 500);
    EXPECT_TRUE(found == 40 || found == 500) << found;
    if (killed) continue;
    EXPECT_EQ(found, 500U);
    EXPECT_GE(kills, 5);
    return;
  }
  FAIL() << "never came to its end";
}

TEST(OppositionColumn, EveryCallThatFailsIsToldOrDidItsWork) {
  World w;
  for (int at = 1; at < 400; ++at) {
    TextStream all({GivenTexts(persons(0, 500))});
    ASSERT_EQ(code(w.opposed.withdraw(all.stream, kToday)), "");
    set_fault(Fault::fail, at);
    const auto added = oppose(w.opposed, persons(0, 500));
    const bool reached = calls_since_set() >= at;
    set_fault(Fault::none, 0);
    EXPECT_TRUE(code(added) == "" || code(added) == "E1425" || code(added) == "E1420") << code(added);
    const std::size_t found = opposed_of(w.opposed, 0, 500);
    EXPECT_TRUE(found == 0 || found == 500) << found;
    if (added) {
      EXPECT_EQ(found, 500U);
    }
    if (!reached) return;
  }
  FAIL() << "never came to its end";
}

// --- looking ----------------------------------------------------------------------------------

TEST(OppositionColumn, ABooleanForEachRow) {
  World w;
  ASSERT_EQ(*oppose(w.opposed, persons(0, 2)), 2U);
  TextStream column({GivenTexts({person(0), std::nullopt, person(5)}), GivenTexts({"", person(1)}), GivenTexts({})});
  ArrowArrayStream out{};
  const auto counts = w.opposed.opposed(column.stream, kToday, &out);
  ASSERT_EQ(code(counts), "");
  EXPECT_EQ(counts->rows, 5);
  EXPECT_EQ(counts->opposed, 2);
  EXPECT_EQ(counts->absent, 1);
  EXPECT_EQ(counts->unchecked, 1);
  EXPECT_EQ(counts->reachable(), 1);
  EXPECT_EQ(read_booleans(out), (std::vector<std::optional<bool>>{true, std::nullopt, false, std::nullopt, true}));
  EXPECT_EQ(column.released, 1);
}

TEST(OppositionColumn, OnlyWhoIsNotOpposedIsReached) {
  World w;
  ASSERT_EQ(*oppose(w.opposed, {person(0), person(3)}), 2U);
  const Texts ids{person(0), person(1), std::nullopt, person(3), "", person(2), std::string(4097, 'x')};
  PersonTable table(ids, {"Lyon", "Grenoble", "Nantes", "Lille"}, {0, 3, 1, 1, 2, 1, 0});
  auto reached = w.opposed.reachable(OneArray(table).given(), "nir", kToday);
  ASSERT_EQ(code(reached), "");
  EXPECT_EQ(reached->checked_on(), kToday);
  EXPECT_EQ(reached->counts().reachable(), 2);
  EXPECT_EQ(reached->counts().opposed, 2);
  EXPECT_EQ(reached->counts().absent, 1);
  EXPECT_EQ(reached->counts().unchecked, 2);
  ArrowArrayStream rows{};
  reached->move_to(&rows);
  ArrowSchema schema{};
  ArrowArray batch{};
  ASSERT_EQ(rows.get_schema(&rows, &schema), 0);
  ASSERT_EQ(rows.get_next(&rows, &batch), 0);
  ASSERT_EQ(batch.length, 2);
  const auto* words = static_cast<const std::int16_t*>(batch.children[1]->buffers[1]);
  EXPECT_EQ(words[0], 1);
  EXPECT_EQ(words[1], 0);
  // Of the others, nothing is there: neither their rows nor their words.
  EXPECT_EQ(batch.children[1]->dictionary->length, 2);
  const auto* ends = static_cast<const std::int64_t*>(batch.children[0]->buffers[1]);
  EXPECT_EQ(std::string(static_cast<const char*>(batch.children[0]->buffers[2]), static_cast<std::size_t>(ends[2])),
            person(1) + person(2));
  EXPECT_EQ(std::string(static_cast<const char*>(batch.children[1]->dictionary->buffers[2]), 13), "GrenobleLille");
  batch.release(&batch);
  schema.release(&schema);
  rows.release(&rows);
}

TEST(OppositionColumn, ANullRowOfATableIsNotReached) {
  World w;
  PersonTable table(persons(0, 3), {"Lyon"}, {0, 0, 0});
  const std::uint8_t validity = 0b101;
  const void* const buffers[] = {&validity};
  table.array.buffers = const_cast<const void**>(buffers);
  table.array.null_count = 1;
  const auto reached = w.opposed.reachable(OneArray(table).given(), "nir", kToday);
  ASSERT_EQ(code(reached), "");
  EXPECT_EQ(reached->counts().absent, 1);
  EXPECT_EQ(reached->counts().reachable(), 2);
}

TEST(OppositionColumn, AColumnIsATableOfItself) {
  World w;
  ASSERT_EQ(*oppose(w.opposed, persons(0, 2)), 2U);
  TextStream column({GivenTexts({person(0), person(1), person(2), person(3)}), GivenTexts({person(1), std::nullopt})});
  auto reached = w.opposed.reachable(column.stream, "", kToday);
  ASSERT_EQ(code(reached), "");
  ArrowArrayStream rows{};
  reached->move_to(&rows);
  Texts texts;
  ArrowArray array{};
  while (rows.get_next(&rows, &array) == 0 && array.release != nullptr) {
    const auto* offsets = static_cast<const std::int32_t*>(array.buffers[1]);
    for (std::int64_t i = 0; i < array.length; ++i) {
      const auto* bytes = static_cast<const char*>(array.buffers[2]);
      texts.emplace_back(std::string(bytes + offsets[i], bytes + offsets[i + 1]));
    }
    array.release(&array);
  }
  rows.release(&rows);
  EXPECT_EQ(texts, persons(2, 4));
  reached->move_to(&rows);
  EXPECT_EQ(rows.release, nullptr);
}

TEST(OppositionColumn, FailsClosed) {
  World w;
  ASSERT_EQ(*oppose(w.opposed, persons(0, 2)), 2U);
  PersonTable table(persons(0, 3), {"Lyon"}, {0, 0, 0});
  EXPECT_EQ(code(w.opposed.reachable(OneArray(table).given(), "nir", day("2026-05-14"))), "E1433");
  EXPECT_EQ(code(w.opposed.reachable(OneArray(table).given(), "name", kToday)), "E1495");
  EXPECT_EQ(code(w.opposed.reachable(OneArray(table).given(), "", kToday)), "E1444");
  EXPECT_EQ(code(w.opposed.reachable(OneArray(table.id).given(), "nir", kToday)), "E1495");
  table.words.schema.name = "nir";
  EXPECT_EQ(code(w.opposed.reachable(OneArray(table).given(), "nir", kToday)), "E1495");
  table.words.schema.name = "commune";
  table.words.indices[2] = 7;
  EXPECT_EQ(code(w.opposed.reachable(OneArray(table).given(), "nir", kToday)), "E1495");
  ASSERT_TRUE(w.own->shred({"register", 1, {2026, 2}}, kToday));
  for (const Texts& ids : {persons(5, 9), Texts{std::nullopt}, Texts{}}) {
    TextStream column({GivenTexts(ids)}), same({GivenTexts(ids)}), none({}), empty({});
    ArrowArrayStream out{};
    EXPECT_EQ(code(w.opposed.opposed(empty.stream, kToday, &out)), "E1402");
    EXPECT_EQ(code(w.opposed.opposed(column.stream, kToday, &out)), "E1402");
    EXPECT_EQ(out.release, nullptr);
    EXPECT_EQ(code(w.opposed.reachable(same.stream, "", kToday)), "E1402");
    EXPECT_EQ(code(w.opposed.reachable(none.stream, "", kToday)), "E1402");
    EXPECT_EQ(column.released + same.released + none.released + empty.released, 4);
  }
}

TEST(OppositionColumn, OthersWriteWhileItLooks) {
  World w;
  static OppositionRegister* opposed = nullptr;
  static int given = 0;
  opposed = &w.opposed;
  given = 0;
  TextStream column({GivenTexts({person(1)}), GivenTexts({person(1)})});
  column.stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto& text = *static_cast<TextStream*>(self->private_data);
    if (given++ == 1) {
      EXPECT_EQ(code(opposed->oppose(person(1), kToday, kToday)), "");
    }
    *out = {};
    if (text.next < text.arrays.size()) *out = text.arrays[text.next++].array();
    return 0;
  };
  const auto reached = w.opposed.reachable(column.stream, "", kToday);
  ASSERT_EQ(code(reached), "");
  EXPECT_EQ(reached->counts().opposed, 1);
  EXPECT_EQ(reached->counts().reachable(), 1);
}

// --- the ledger -------------------------------------------------------------------------------

TEST(LedgerColumn, NotesAWholeColumn) {
  World w;
  TextStream column({GivenTexts(persons(0, 50)), GivenTexts(persons(40, 60))});
  EXPECT_EQ(*w.ledger.note_held(column.stream, w.key, "outreach", kToday, kToday), 60U);
  TextStream again({GivenTexts(persons(50, 70))});
  EXPECT_EQ(*w.ledger.note_held(again.stream, w.key, "outreach", kToday, kToday), 10U);
  EXPECT_EQ(w.ledger.access(person(65), kToday)->held.size(), 1U);
  TextStream gone({GivenTexts(persons(0, 30)), GivenTexts(persons(20, 35))});
  EXPECT_EQ(*w.ledger.forget(gone.stream, kToday), 35U);
  EXPECT_EQ(w.ledger.access(person(10), kToday)->held.size(), 0U);
  EXPECT_EQ(w.ledger.access(person(40), kToday)->held.size(), 1U);
}

TEST(LedgerColumn, OneTraceForAColumn) {
  World w;
  const std::string two[] = {person(1), person(2)};
  const std::string_view list[] = {two[0], two[1]};
  Ledger other = *Ledger::create(w.folder.path("other"), *w.ledger_key);
  ASSERT_EQ(code(other.note_use({"a", "b", "c", 2}, list, kToday)), "");
  TextStream column({GivenTexts({person(2), person(1)}), GivenTexts({person(2)})});
  ASSERT_EQ(code(w.ledger.note_use({"a", "b", "c", 2}, column.stream, kToday)), "");
  EXPECT_EQ(*w.ledger.head(), *other.head());  // in whatever order and parts they are given
  EXPECT_EQ(w.ledger.access(person(1), kToday)->traces.size(), 1U);
  EXPECT_EQ(code(w.ledger.verify()), "");
}

TEST(LedgerColumn, OneBadRowOrCallRefusesAll) {
  World w;
  Texts ids = persons(0, 20);
  ids[19].reset();
  TextStream held({GivenTexts(ids)}), used({GivenTexts(ids)}), gone({GivenTexts(ids)}), late({GivenTexts(ids)});
  EXPECT_EQ(code(w.ledger.note_held(held.stream, w.key, "outreach", kToday, kToday)), "E1435");
  EXPECT_EQ(code(w.ledger.note_use({"a", "b", "c", 1}, used.stream, kToday)), "E1435");
  EXPECT_EQ(code(w.ledger.forget(gone.stream, kToday)), "E1435");
  EXPECT_EQ(code(w.ledger.note_held(late.stream, w.key, "", kToday, kToday)), "E1435");
  EXPECT_EQ(held.released + used.released + gone.released + late.released, 4);
  EXPECT_EQ(w.ledger.access(person(0), kToday)->held.size(), 0U);
  EXPECT_EQ(w.ledger.access(person(0), kToday)->traces.size(), 0U);
  EXPECT_EQ(code(w.ledger.verify()), "");
}

TEST(LedgerColumn, KilledInEveryCall) {
  for (int at = 1; at < 400; ++at) {
    Folder folder;
    const auto own = master_key("ledger-key");
    { ASSERT_TRUE(Ledger::create(folder.path("l"), *own)); }
    const bool killed = killed_in_child(Fault::torn_kill, at, [&] {
      auto ledger = Ledger::open(folder.path("l"), *own);
      TextStream held({GivenTexts(persons(0, 300))}), used({GivenTexts(persons(0, 300))});
      if (!ledger->note_held(held.stream, {"caf", 1, {2026, 5}}, "outreach", kToday, kToday)) _exit(3);
      if (!ledger->note_use({"a", "b", "c", 1}, used.stream, kToday).empty()) _exit(3);
    });
    auto ledger = Ledger::open(folder.path("l"), *own);
    ASSERT_TRUE(ledger);
    ASSERT_EQ(code(ledger->verify()), "");
    std::size_t held = 0, traces = 0;
    for (const auto& id : persons(0, 300)) {
      held += ledger->access(*id, kToday)->held.size();
      traces += ledger->access(*id, kToday)->traces.size();
    }
    EXPECT_TRUE(held == 0 || held == 300) << held;
    EXPECT_TRUE(traces == 0 || (traces == 300 && held == 300)) << traces;
    if (!killed) return;
  }
  FAIL() << "never came to its end";
}

// --- rows of whatever layout ------------------------------------------------------------------

TEST(RowsTaken, WhatContradictsItselfIsRefused) {
  const auto refused = [](PersonTable& table, auto&& spoil) {
    EXPECT_TRUE(can_be_taken(table.schema, table.array));
    spoil(table);
    EXPECT_FALSE(can_be_taken(table.schema, table.array));
  };
  const auto each = [&](auto&& spoil) {
    PersonTable table(persons(0, 4), {"Lyon", "Lille"}, {0, 1, 1, 0});
    refused(table, spoil);
  };
  each([](PersonTable& t) { t.array.length = 5; });
  each([](PersonTable& t) { t.array.length = -1; });
  each([](PersonTable& t) { t.array.offset = 1; });
  each([](PersonTable& t) { t.array.n_children = 1; });
  each([](PersonTable& t) { t.array.children = nullptr; });
  each([](PersonTable& t) { t.array.null_count = 1; });
  each([](PersonTable& t) { t.arrays[1] = nullptr; });
  each([](PersonTable& t) { t.id.array.release = nullptr; });
  each([](PersonTable& t) { t.id.array.n_buffers = 2; });
  each([](PersonTable& t) { t.id.buffers[1] = nullptr; });
  each([](PersonTable& t) { t.id.buffers[2] = nullptr; });
  each([](PersonTable& t) { t.id.offsets[2] = 1'000; });
  each([](PersonTable& t) { t.id.offsets[0] = -1; });
  each([](PersonTable& t) { t.words.indices[2] = 2; });
  each([](PersonTable& t) { t.words.indices[2] = -1; });
  each([](PersonTable& t) { t.words.array.dictionary = nullptr; });
  each([](PersonTable& t) { t.words.words.offsets[1] = 900; });
  PersonTable table(persons(0, 1), {"Lyon"}, {0});
  for (const char* format : {"+ud:0", "+us:0", "+r", "+vl", "+vL", "w:-1", "w:x", "d:3", "", "?"}) {
    table.words.schema.dictionary = nullptr;
    table.words.schema.format = format;
    EXPECT_NE(not_taken(table.schema), "") << format;
  }
}

TEST(RowsTaken, Views) {
  ViewArray good({"ab", "abcdefghijklmn", std::nullopt, "123456789012345"});
  ASSERT_TRUE(can_be_taken(good.schema, good.array));
  ArrowArray taken;
  take_rows(good.schema, good.array, {3, 0, 2, 1, 3}, &taken);
  ArrowSchema schema = good.schema;
  const auto column = TextColumn::read(schema, taken);
  ASSERT_TRUE(column);
  EXPECT_EQ(column->at(0), "123456789012345");
  EXPECT_EQ(column->at(1), "ab");
  EXPECT_FALSE(column->has(2));
  EXPECT_EQ(column->at(3), "abcdefghijklmn");
  EXPECT_EQ(column->at(4), "123456789012345");
  taken.release(&taken);
  for (const auto& spoil :
       {+[](ViewArray::View& view) { view.size = -1; }, +[](ViewArray::View& view) { view.size = 15; },
        +[](ViewArray::View& view) { view.buffer = 2; }, +[](ViewArray::View& view) { view.buffer = -1; },
        +[](ViewArray::View& view) { view.begin = 1; }, +[](ViewArray::View& view) { view.begin = -1; }}) {
    ViewArray bad({"ab", "abcdefghijklmn"});
    spoil(bad.views[2]);
    EXPECT_FALSE(can_be_taken(bad.schema, bad.array));
  }
  ViewArray unsized({"abcdefghijklmn"});
  unsized.buffers[4] = nullptr;
  EXPECT_FALSE(can_be_taken(unsized.schema, unsized.array));
}

}  // namespace
}  // namespace proactive::privacy
