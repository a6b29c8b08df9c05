// The clocks of the law first; then the ledger, its chain, its sweep, and what a kill leaves of it.
#include "proactive/privacy/retention.h"

#include <gtest/gtest.h>

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>

#include <algorithm>
#include <fstream>
#include <thread>

#include "privacy/faults.h"
#include "privacy/key_support.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {
namespace {

constexpr std::string_view kMarie = "295109912611193";
constexpr std::string_view kPaul = "253072B07300470";
constexpr Epoch kMay{2026, 5};

// --- the law ------------------------------------------------------------------------------------

TEST(Retention, ALongerTimeThanTheLawsCannotBeConfigured) {
  EXPECT_EQ(code(check(Retention{})), "");
  EXPECT_EQ(code(check(Retention{1, 36, 12})), "");
  EXPECT_EQ(code(check(Retention{12, 36, 24})), "");
  for (const Retention& wrong :
       {Retention{13, 36, 24}, Retention{0, 36, 24}, Retention{-1, 36, 24}, Retention{12, 37, 24},
        Retention{12, 35, 24}, Retention{12, 36, 25}, Retention{12, 36, 11}, Retention{1 << 30, 36, 24}}) {
    const Diagnostics errors = check(wrong);
    ASSERT_EQ(code(errors), "E1432");
    EXPECT_NE(errors.front().message.find("R114-9-7"), std::string::npos);
  }
  EXPECT_EQ(check(Retention{13, 37, 25}).size(), 3U);
  const Folder folder;
  const auto own = master_key("own");
  EXPECT_EQ(code(Ledger::create(folder.path("l"), *own, {13, 36, 24})), "E1432");
  EXPECT_EQ(code(OppositionRegister::create(folder.path("r"), *own, {12, 36, 25})), "E1432");
  EXPECT_TRUE(folder.names().empty());
}

TEST(Retention, TheDaysOnWhichDataAreDue) {
  const auto information = [](const char* on, int months = 12) {
    return to_string(due(DataClass::information, day(on), {months, 36, 24}));
  };
  EXPECT_EQ(information("2025-01-15"), "2026-01-15");  // day 365
  EXPECT_EQ(information("2024-01-15"), "2025-01-15");  // day 366
  EXPECT_EQ(information("2024-02-29"), "2025-02-28");
  EXPECT_EQ(information("2023-02-28"), "2024-02-28");
  EXPECT_EQ(information("2023-03-01"), "2024-03-01");
  EXPECT_EQ(information("2025-12-31"), "2026-12-31");
  EXPECT_EQ(information("2025-08-31", 6), "2026-02-28");
  EXPECT_EQ(information("2023-08-31", 6), "2024-02-29");
  EXPECT_EQ(information("2025-08-29", 6), "2026-02-28");
  EXPECT_EQ(information("2025-05-31", 1), "2025-06-30");
  EXPECT_EQ(information("9999-06-01"), "9999-12-31");
  EXPECT_EQ(to_string(due(DataClass::trace, day("2025-01-15"))), "2028-01-16");
  EXPECT_EQ(to_string(due(DataClass::trace, day("2024-02-29"))), "2027-03-01");
  EXPECT_EQ(to_string(due(DataClass::opposition, day("2024-02-29"))), "2026-03-01");
  EXPECT_EQ(to_string(due(DataClass::opposition, day("2025-01-31"), {12, 36, 12})), "2026-02-01");
}

// Over eight years of days and every lawful number of months: never more than the law's, the least time
// kept where there is one, and later data never due earlier.
TEST(Retention, EveryDayIsWithinTheLaw) {
  for (int months = 1; months <= 12; ++months) {
    Date last{};
    for (Date on = day("2023-01-01"); on < day("2031-01-01"); ++on.days) {
      const Date end = due(DataClass::information, on, {months, 36, 24});
      const int passed = (end.year() - on.year()) * 12 + end.month() - on.month();
      ASSERT_EQ(passed, months);
      ASSERT_LE(end.day(), on.day());
      ASSERT_TRUE(end.day() == on.day() || (Date{end.days + 1}).day() == 1);
      ASSERT_GE(end, last);
      last = end;
      ASSERT_EQ(due(DataClass::opposition, on, {12, 36, 12}).days - on.days > 364, true);
    }
  }
}

// --- the ledger ---------------------------------------------------------------------------------

struct World {
  Folder folder;
  std::unique_ptr<MasterKey> own = master_key("ledger-key");
  std::unique_ptr<KeyFile> data = key_file(folder.path("keys"), "caf");

  Ledger ledger() {
    const std::string path = folder.path("ledger");
    auto opened = ::access(path.c_str(), F_OK) == 0 ? Ledger::open(path, *own) : Ledger::create(path, *own);
    EXPECT_EQ(code(opened), "");
    return *std::move(opened);
  }
  KeyName key(Epoch epoch) { return *data->current(epoch); }
  Diagnostics hold(Ledger& ledger, std::string_view who, Epoch epoch, const char* on) {
    return ledger.note_held({&who, 1}, key(epoch), "outreach", day(on), day(on));
  }
};

std::size_t held(Ledger& ledger, std::string_view who, const char* today) {
  const auto access = ledger.access(who, day(today));
  EXPECT_EQ(code(access), "");
  return access ? access->held.size() : 99;
}

TEST(Ledger, APersonReadsWhatIsHeldAndWhatWasDone) {
  World w;
  Ledger ledger = w.ledger();
  const std::string_view both[] = {kMarie, kPaul};
  ASSERT_EQ(code(ledger.note_held(both, w.key(kMay), "outreach", day("2026-05-02"), day("2026-05-03"))), "");
  ASSERT_EQ(code(ledger.note_held({both, 1}, w.key(kMay), "outreach", day("2026-05-03"), day("2026-05-03"))), "");
  ASSERT_EQ(code(ledger.note_use({"agent 12", "caf > crous", "outreach", 2}, both, day("2026-05-03"))), "");
  ASSERT_EQ(code(ledger.note_use({"agent 12", "caf > crous", "audit", 1}, {both + 1, 1}, day("2027-01-04"))), "");
  const auto marie = ledger.access(kMarie, day("2027-01-04"));
  ASSERT_TRUE(marie);
  ASSERT_EQ(marie->held.size(), 1U);
  EXPECT_EQ(marie->held[0].on, day("2026-05-02"));
  EXPECT_EQ(marie->held[0].due, day("2027-05-02"));
  ASSERT_EQ(marie->traces.size(), 1U);
  EXPECT_EQ(marie->traces[0].purpose, "outreach");
  EXPECT_EQ(ledger.access(kPaul, day("2027-01-04"))->traces.size(), 2U);
  EXPECT_EQ(ledger.access("nobody", day("2027-01-04"))->traces.size(), 0U);
  EXPECT_EQ(in_words(*marie, Language::french),
            "Données détenues pour vous informer de vos droits\n"
            "  2026-05-02  outreach (détruites au plus tard le 2027-05-02)\n"
            "\nUtilisations de vos données depuis 36 mois\n"
            "  2026-05-03  agent 12 ; caf > crous ; finalité : outreach\n");
  EXPECT_NE(in_words({}, Language::english).find("none"), std::string::npos);
  EXPECT_EQ(*ledger.forget(kMarie, day("2027-01-04")), 1U);
  EXPECT_EQ(*ledger.forget(kMarie, day("2027-01-04")), 0U);
  EXPECT_EQ(ledger.access(kMarie, day("2027-01-04"))->traces.size(), 1U);
  EXPECT_EQ(held(ledger, kPaul, "2027-01-04"), 1U);
}

TEST(Ledger, GoesOnTheDayAndNotBefore) {
  World w;
  Ledger ledger = w.ledger();
  ASSERT_EQ(code(w.hold(ledger, kMarie, kMay, "2026-05-15")), "");
  ASSERT_EQ(code(w.hold(ledger, kPaul, {2026, 6}, "2026-06-15")), "");
  auto report = ledger.sweep(*w.data, day("2027-04-30"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->held, 0U);
  EXPECT_TRUE(report->shredded.empty());
  // The month's key is due on its first day plus 12 months, and takes with it what is under it.
  report = ledger.sweep(*w.data, day("2027-05-01"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->held, 1U);
  ASSERT_EQ(report->shredded.size(), 1U);
  EXPECT_EQ(report->shredded[0].key, (KeyName{"caf", 1, kMay}));
  EXPECT_EQ(report->shredded[0].on, day("2027-05-01"));
  EXPECT_EQ(code(w.data->derive({"caf", 1, kMay}, std::as_bytes(std::span("x")), 32)), "E1402");
  EXPECT_EQ(held(ledger, kMarie, "2027-05-01"), 0U);
  EXPECT_EQ(held(ledger, kPaul, "2027-05-01"), 1U);
  report = ledger.sweep(*w.data, day("2027-05-01"));
  EXPECT_EQ(report->held, 0U);
  EXPECT_TRUE(report->shredded.empty() && report->not_shredded.empty() && report->problems.empty());
}

TEST(Ledger, ANoteUnderALaterKeyGoesOnItsOwnDay) {
  World w;
  Ledger ledger = w.ledger();
  const KeyName june = w.key({2026, 6});
  ASSERT_EQ(code(ledger.note_held({&kMarie, 1}, june, "outreach", day("2026-05-31"), day("2026-06-02"))), "");
  EXPECT_EQ(ledger.sweep(*w.data, day("2027-05-30"))->held, 0U);
  EXPECT_EQ(ledger.sweep(*w.data, day("2027-05-31"))->held, 1U);
}

TEST(Ledger, TracesStay36MonthsAndTheChainHolds) {
  World w;
  Ledger ledger = w.ledger();
  for (const char* on : {"2024-02-28", "2024-02-29", "2024-03-01"}) {
    ASSERT_EQ(code(ledger.note_use({"service", "caf > crous", "outreach", 3}, {&kMarie, 1}, day(on))), "");
  }
  const std::string head = *ledger.head();
  EXPECT_EQ(ledger.sweep(*w.data, day("2027-02-28"))->traces, 0U);
  EXPECT_EQ(*ledger.head(), head);
  EXPECT_EQ(ledger.sweep(*w.data, day("2027-03-01"))->traces, 2U);
  EXPECT_EQ(code(ledger.verify()), "");
  EXPECT_EQ(ledger.access(kMarie, day("2027-03-01"))->traces.size(), 1U);
  EXPECT_EQ(ledger.sweep(*w.data, day("2027-03-02"))->traces, 1U);
  EXPECT_EQ(ledger.access(kMarie, day("2027-03-02"))->traces.size(), 0U);
  EXPECT_EQ(code(ledger.verify()), "");
}

TEST(Ledger, AClockPutBackIsRefused) {
  World w;
  {
    Ledger ledger = w.ledger();
    ASSERT_EQ(code(w.hold(ledger, kMarie, kMay, "2026-05-15")), "");
  }
  Ledger ledger = w.ledger();
  const Date before = day("2026-05-14");
  EXPECT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {}, before)), "E1433");
  EXPECT_EQ(code(ledger.note_held({&kPaul, 1}, w.key(kMay), "outreach", before, before)), "E1433");
  EXPECT_EQ(code(ledger.access(kMarie, before)), "E1433");
  EXPECT_EQ(code(ledger.forget(kMarie, before)), "E1433");
  EXPECT_EQ(code(ledger.sweep(*w.data, before)), "E1433");
  EXPECT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {}, day("2026-05-15"))), "");
}

TEST(Ledger, BadEntries) {
  World w;
  Ledger ledger = w.ledger();
  const KeyName may = w.key(kMay);
  const std::string_view empty;
  const Date on = day("2026-05-15");
  EXPECT_EQ(code(ledger.note_held({&empty, 1}, may, "outreach", on, on)), "E1435");
  EXPECT_EQ(code(ledger.note_held({&kMarie, 1}, may, "", on, on)), "E1435");
  EXPECT_EQ(code(ledger.note_held({&kMarie, 1}, may, "outreach", day("2026-05-16"), on)), "E1435");
  EXPECT_EQ(code(ledger.note_held({&kMarie, 1}, may, "outreach", on, day("2027-05-15"))), "E1435");
  EXPECT_EQ(code(ledger.note_held({&kMarie, 1}, may, "outreach", day("2027-05-01"), day("2027-05-01"))), "E1435");
  EXPECT_EQ(code(ledger.note_held({&kMarie, 1}, {"caf", 1, {2026, 13}}, "outreach", on, on)), "E1427");
  EXPECT_EQ(code(ledger.note_held({&kMarie, 1}, {"ledger-key", 1, kMay}, "outreach", on, on)), "E1436");
  EXPECT_EQ(code(ledger.note_use({"", "b", "c", 1}, {}, on)), "E1435");
  EXPECT_EQ(code(ledger.note_use({"a", std::string(201, 'b'), "c", 1}, {}, on)), "E1435");
  EXPECT_EQ(code(ledger.note_use({"a", "b", "c", ~std::uint64_t{0}}, {}, on)), "E1435");
  EXPECT_EQ(held(ledger, kMarie, "2026-05-15"), 0U);
}

TEST(Ledger, AKeyThatCannotBeShreddedIsNamedOnce) {
  World w;
  Ledger ledger = w.ledger();
  const auto hsm = master_key("hsm");
  ASSERT_EQ(code(ledger.note_held({&kMarie, 1}, *hsm->current(kMay), "x", day("2026-05-02"), day("2026-05-02"))), "");
  auto report = ledger.sweep(*hsm, day("2027-05-01"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->not_shredded, (std::vector<KeyName>{{"hsm", 1, kMay}, {"ledger-key", 1, {2026, 1}}}));
  EXPECT_EQ(report->held, 1U);
  EXPECT_TRUE(ledger.sweep(*hsm, day("2027-05-01"))->not_shredded.empty());
}

// A wrong key file destroys nothing, and must not make the ledger believe that it did.
TEST(Ledger, AKeyThatIsElsewhereIsNamedUntilItIsDestroyed) {
  World w;
  Ledger ledger = w.ledger();
  const KeyName may = w.key(kMay);
  ASSERT_EQ(code(ledger.note_held({&kMarie, 1}, may, "x", day("2026-05-02"), day("2026-05-02"))), "");
  const Date due = day("2027-05-01");
  const auto hsm = master_key("hsm");
  const auto wrong = key_file(w.folder.path("wrong"), "wrong");
  for (KeyProvider* other : {static_cast<KeyProvider*>(hsm.get()), static_cast<KeyProvider*>(wrong.get())}) {
    const auto swept = ledger.sweep(*other, due);
    ASSERT_TRUE(swept);
    EXPECT_EQ(std::count(swept->not_shredded.begin(), swept->not_shredded.end(), may), 1);
  }
  const auto swept = ledger.sweep(*w.data, due);
  ASSERT_TRUE(swept);
  ASSERT_EQ(swept->shredded.size(), 1U);
  EXPECT_EQ(swept->shredded[0].key, may);
}

// Keys of the same name and month, of another file, would hash into a place where nobody looks.
TEST(Ledger, IsOpenedWithTheKeysItWasMadeWith) {
  World w;
  const auto own = key_file(w.folder.path("a"), "own");
  const std::string path = w.folder.path("third");
  auto ledger = Ledger::create(path, *own);
  const auto same_name = key_file(w.folder.path("b"), "own");
  auto early = Ledger::open(path, *same_name);  // nothing was noted yet
  ASSERT_TRUE(early);
  const Date today = day("2026-05-02");
  ASSERT_EQ(code(ledger->note_held({&kMarie, 1}, w.key(kMay), "x", today, today)), "");
  EXPECT_EQ(code(early->note_held({&kMarie, 1}, w.key(kMay), "x", today, today)), "E1493");
  EXPECT_EQ(code(Ledger::open(path, *same_name)), "E1493");
  EXPECT_EQ(code(Ledger::open(path, *key_file(w.folder.path("c"), "other"))), "E1493");
  ASSERT_TRUE(same_name->current({2026, 1}));  // with that very month
  EXPECT_EQ(code(Ledger::open(path, *same_name)), "E1493");
  EXPECT_EQ(code(Ledger::open(path, *own)), "");
}

TEST(Ledger, ShowsWhatIsDueWithoutAKey) {
  World w;
  Ledger ledger = w.ledger();
  const std::string path = w.folder.path("ledger");
  EXPECT_FALSE(Ledger::overview(path, day("2026-05-01"))->last_day);
  ASSERT_EQ(code(w.hold(ledger, kMarie, kMay, "2026-05-02")), "");
  ASSERT_EQ(code(w.hold(ledger, kPaul, kMay, "2026-06-02")), "");
  ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {}, day("2026-06-03"))), "");
  const auto now = Ledger::overview(path, day("2026-06-03"));
  ASSERT_TRUE(now);
  EXPECT_EQ(now->last_day, day("2026-06-03"));
  ASSERT_EQ(now->clocks.size(), 2U);
  EXPECT_EQ(now->clocks[0].entries, 2U);
  EXPECT_EQ(now->clocks[0].due, 0U);
  EXPECT_EQ(now->clocks[0].next, day("2027-05-01"));  // with their key, earlier than by their own days
  EXPECT_EQ(now->clocks[0].next_entries, 2U);
  EXPECT_EQ(now->clocks[1].next, day("2029-06-04"));
  ASSERT_EQ(now->data_keys.size(), 1U);
  EXPECT_EQ(now->data_keys[0].key, w.key(kMay));
  EXPECT_EQ(now->data_keys[0].due, day("2027-05-01"));
  const auto later = Ledger::overview(path, day("2027-05-01"));
  const auto swept = ledger.sweep(*w.data, day("2027-05-01"));
  ASSERT_TRUE(later && swept);
  EXPECT_EQ(later->clocks[0].due, swept->held);
  EXPECT_TRUE(Ledger::overview(path, day("2027-05-01"))->data_keys.empty());
  EXPECT_EQ(code(Ledger::overview(path, day("2027-05-01"), {13, 36, 24})), "E1432");
  EXPECT_EQ(code(OppositionRegister::overview(path, day("2027-05-01"))), "E1423");
  EXPECT_EQ(code(Ledger::overview(w.folder.path("none"), day("2027-05-01"))), "E1420");
}

TEST(Ledger, YearsOfWhichNothingIsLeftLoseTheirKey) {
  World w;
  const auto own = key_file(w.folder.path("own"), "own");
  auto ledger = Ledger::create(w.folder.path("second"), *own);
  ASSERT_TRUE(ledger);
  ASSERT_EQ(code(ledger->note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2024-02-29"))), "");
  EXPECT_TRUE(ledger->sweep(*w.data, day("2027-02-28"))->shredded.empty());
  const auto report = ledger->sweep(*w.data, day("2027-03-01"));
  ASSERT_EQ(report->shredded.size(), 1U);
  EXPECT_EQ(report->shredded[0].key, (KeyName{"own", 1, {2024, 1}}));
  EXPECT_EQ(code(ledger->verify()), "");
  EXPECT_EQ(code(ledger->note_use({"a", "b", "c", 1}, {}, day("2027-03-01"))), "");
}

// --- what an attacker, a disk and a kill do -----------------------------------------------------

void sql(const std::string& path, const char* statement) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, statement, nullptr, nullptr, nullptr), SQLITE_OK) << statement;
  sqlite3_close(db);
}

TEST(Ledger, AChangedTraceIsFound) {
  for (const char* change :
       {"UPDATE trace SET count = 9 WHERE id = 2", "UPDATE trace SET who = 'x' WHERE id = 1",
        "UPDATE trace SET day = day - 1 WHERE id = 3", "DELETE FROM trace WHERE id = 2",
        "DELETE FROM trace WHERE id = 1", "DELETE FROM subject WHERE trace = 2",
        "UPDATE subject SET hash = zeroblob(32) WHERE trace = 3", "INSERT INTO subject VALUES (99, zeroblob(32))",
        "INSERT INTO trace SELECT 4, day, who, domain, purpose, count, hash_key, link FROM trace WHERE id = 3",
        "UPDATE anchor SET link = x'00'", "UPDATE trace SET link = zeroblob(32) WHERE id = 3"}) {
    World w;
    Ledger ledger = w.ledger();
    for (int i = 0; i < 3; ++i) {
      ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"))), "");
    }
    ASSERT_EQ(code(ledger.verify()), "");
    sql(w.folder.path("ledger"), change);
    EXPECT_EQ(code(ledger.verify()), "E1434") << change;
  }
}

TEST(Ledger, HoldsNoValue) {
  World w;
  Ledger ledger = w.ledger();
  ASSERT_EQ(code(w.hold(ledger, kMarie, kMay, "2026-05-15")), "");
  ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"))), "");
  EXPECT_EQ(w.folder.bytes().find(kMarie), std::string::npos);
  struct stat status {};
  ::stat(w.folder.path("ledger").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  std::string told;
  for (const Diagnostics& errors :
       {ledger.note_held({&kMarie, 1}, {"caf", 1, kMay}, "x", day("2026-05-15"), day("2026-05-14")),
        ledger.note_use({"", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15")),
        ledger.forget(kMarie, day("2026-05-14")).errors(), ledger.access(kMarie, day("2026-05-14")).errors()}) {
    ASSERT_FALSE(errors.empty());
    told += render(errors);
  }
  EXPECT_EQ(told.find(kMarie), std::string::npos);
}

// A hash removed is not left in the free pages of the file.
TEST(Ledger, WhatIsRemovedIsOverwritten) {
  World w;
  Ledger ledger = w.ledger();
  ASSERT_EQ(code(w.hold(ledger, kMarie, kMay, "2026-05-15")), "");
  std::string hash;
  {
    sqlite3* db = nullptr;
    sqlite3_stmt* row = nullptr;
    sqlite3_open(w.folder.path("ledger").c_str(), &db);
    sqlite3_prepare_v2(db, "SELECT hash FROM held", -1, &row, nullptr);
    ASSERT_EQ(sqlite3_step(row), SQLITE_ROW);
    hash.assign(static_cast<const char*>(sqlite3_column_blob(row, 0)), 32);
    sqlite3_finalize(row);
    sqlite3_close(db);
  }
  ASSERT_NE(w.folder.bytes().find(hash), std::string::npos);
  ASSERT_EQ(ledger.sweep(*w.data, day("2027-05-01"))->held, 1U);
  EXPECT_EQ(w.folder.bytes().find(hash), std::string::npos);
}

TEST(Ledger, ForeignAndDamagedFiles) {
  World w;
  const std::string path = w.folder.path("other");
  const auto write = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    ::chmod(path.c_str(), 0600);
  };
  write("not a database, but long enough to be looked at: " + std::string(200, '.'));
  EXPECT_EQ(code(Ledger::open(path, *w.own)), "E1423");
  { Ledger ledger = w.ledger(); }
  EXPECT_EQ(code(OppositionRegister::open(w.folder.path("ledger"), *w.own)), "E1423");
  EXPECT_EQ(code(Ledger::create(w.folder.path("ledger"), *w.own)), "E1430");
  EXPECT_EQ(code(Ledger::open(w.folder.path("absent"), *w.own)), "E1420");
  ::unlink(path.c_str());
  sql(path, "CREATE TABLE t (x)");
  ::chmod(path.c_str(), 0600);
  EXPECT_EQ(code(Ledger::open(path, *w.own)), "E1423");
  ::chmod(w.folder.path("ledger").c_str(), 0640);
  EXPECT_EQ(code(Ledger::open(w.folder.path("ledger"), *w.own)), "E1421");
  ASSERT_EQ(::symlink("ledger", w.folder.path("link").c_str()), 0);
  EXPECT_EQ(code(Ledger::open(w.folder.path("link"), *w.own)), "E1422");
  EXPECT_EQ(code(Ledger::open(w.folder.path("none/l"), *w.own)), "E1420");
}

TEST(Ledger, EveryTruncationIsRefused) {
  World w;
  {
    Ledger ledger = w.ledger();
    ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"))), "");
  }
  std::ifstream in(w.folder.path("ledger"), std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t size = 0; size < good.size(); size += 1021) {
    const std::string path = w.folder.path("cut");
    std::ofstream(path, std::ios::binary | std::ios::trunc) << good.substr(0, size);
    ::chmod(path.c_str(), 0600);
    EXPECT_EQ(code(Ledger::open(path, *w.own)), "E1423") << size;
  }
}

// A sweep is killed before and in every call that writes; the next one ends it. Whatever was
// acknowledged before is there. One key file serves all rounds, each with years of its own.
void kill_sweeps(Fault fault) {
  World w;
  int kills = 0;
  for (int at = 1; at < 500; ++at) {
    ::unlink(w.folder.path("ledger").c_str());
    const int year = 2000 + at;
    const std::string may = std::to_string(year) + "-05-15", june = std::to_string(year) + "-06-15";
    const std::string later = std::to_string(year + 1) + "-05-01";
    {
      Ledger ledger = w.ledger();
      ASSERT_EQ(code(w.hold(ledger, kMarie, {year, 5}, may.c_str())), "");
      ASSERT_EQ(code(w.hold(ledger, kPaul, {year, 6}, june.c_str())), "");
      ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kPaul, 1}, day(june.c_str()))), "");
    }
    const bool killed = killed_in_child(fault, at, [&] {
      auto ledger = Ledger::open(w.folder.path("ledger"), *w.own);
      if (!ledger || !ledger->sweep(*w.data, day(later.c_str()))) _exit(3);
    });
    kills += killed;
    Ledger ledger = w.ledger();
    ASSERT_EQ(code(ledger.verify()), "");
    const auto report = ledger.sweep(*w.data, day(later.c_str()));
    ASSERT_EQ(code(report), "");
    EXPECT_TRUE(report->problems.empty());
    EXPECT_EQ(held(ledger, kMarie, later.c_str()), 0U);
    EXPECT_EQ(held(ledger, kPaul, later.c_str()), 1U);
    EXPECT_EQ(ledger.access(kPaul, day(later.c_str()))->traces.size(), 1U);
    EXPECT_EQ(w.data->receipts()->size(), static_cast<std::size_t>(at));
    EXPECT_EQ(code(w.data->derive({"caf", 1, {year, 5}}, std::as_bytes(std::span("x")), 32)), "E1402");
    EXPECT_EQ(code(w.data->derive({"caf", 1, {year, 6}}, std::as_bytes(std::span("x")), 32)), "");
    EXPECT_EQ(code(ledger.verify()), "");
    if (!killed) break;
  }
  EXPECT_GE(kills, 15);
}

TEST(Ledger, SweepsKilledBeforeEveryCall) { kill_sweeps(Fault::kill); }
TEST(Ledger, SweepsKilledInEveryCall) { kill_sweeps(Fault::torn_kill); }

TEST(Ledger, EveryNoteThatWasAcknowledgedIsThereAfterAKill) {
  const auto own = master_key("own");
  const Date today = day("2026-05-15");
  for (const Fault fault : {Fault::kill, Fault::torn_kill}) {
    bool killed = true;
    for (int at = 1; killed && at < 200; ++at) {
      const Folder folder;
      killed = killed_in_child(fault, at, [&] {
        auto ledger = Ledger::create(folder.path("ledger"), *own);
        for (int i = 0; i < 2; ++i) {
          if (!ledger->note_use({"a", "b", "c", 1}, {&kMarie, 1}, today).empty()) _exit(3);
          std::ofstream(folder.path("acknowledged"), std::ios::app) << "x" << std::flush;
        }
      });
      std::ifstream in(folder.path("acknowledged"));
      const std::string acknowledged{std::istreambuf_iterator<char>(in), {}};
      auto ledger = Ledger::open(folder.path("ledger"), *own);
      if (code(ledger) == "E1420") {
        EXPECT_EQ(acknowledged, "");
        ledger = Ledger::create(folder.path("ledger"), *own);
      }
      ASSERT_EQ(code(ledger), "") << at;
      const std::size_t found = ledger->access(kMarie, today)->traces.size();
      EXPECT_GE(found, acknowledged.size());
      EXPECT_LE(found, acknowledged.size() + 1);
      EXPECT_EQ(code(ledger->verify()), "");
    }
    EXPECT_FALSE(killed);
  }
}

TEST(Ledger, EveryCallThatFailsIsToldOrDidItsWork) {
  World w;
  Ledger ledger = w.ledger();
  std::size_t noted = 0;
  for (int at = 1; at < 200; ++at) {
    set_fault(Fault::fail, at);
    const Diagnostics errors = ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"));
    const bool reached = calls_since_set() >= at;
    set_fault(Fault::none, 0);
    EXPECT_TRUE(errors.empty() || code(errors) == "E1425" || code(errors) == "E1420") << code(errors);
    const std::size_t found = ledger.access(kMarie, day("2026-05-15"))->traces.size();
    EXPECT_TRUE(found == noted || found == noted + 1);
    if (errors.empty()) {
      EXPECT_EQ(found, noted + 1);
    }
    noted = found;
    ASSERT_EQ(code(ledger.verify()), "");
    if (!reached) return;
  }
  FAIL() << "never came to its end";
}

TEST(Ledger, AFullDisk) {
  World w;
  Ledger ledger = w.ledger();
  ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"))), "");
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  const rlimit full{512, old.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &full);
  const std::string found = code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15")));
  ::setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_EQ(found, "E1425");
  EXPECT_EQ(ledger.access(kMarie, day("2026-05-15"))->traces.size(), 1U);
  EXPECT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"))), "");
}

TEST(Ledger, ThreadsAndProcessesWriteOneChain) {
  World w;
  Ledger ledger = w.ledger();
  const pid_t child = ::fork();
  if (child == 0) {
    auto own = Ledger::open(w.folder.path("ledger"), *w.own);
    for (int i = 0; i < 20; ++i) {
      if (!own->note_use({"child", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15")).empty()) _exit(1);
    }
    _exit(0);
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(code(ledger.note_use({"thread", "b", "c", 1}, {&kMarie, 1}, day("2026-05-15"))), "");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  int status = 1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(ledger.access(kMarie, day("2026-05-15"))->traces.size(), 80U);
  EXPECT_EQ(code(ledger.verify()), "");
}

}  // namespace
}  // namespace proactive::privacy
