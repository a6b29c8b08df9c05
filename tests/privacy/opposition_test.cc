// The register of opposition: who is in it is reached by nobody, and it fails closed.
#include "proactive/privacy/opposition.h"

#include <gtest/gtest.h>

#include <ostream>

#include "privacy/faults.h"
#include "privacy/key_support.h"

namespace proactive::privacy {
namespace {

constexpr std::string_view kMarie = "295109912611193";
constexpr std::string_view kPaul = "253072B07300470";

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

// Nothing but the register makes one.
static_assert(!std::is_default_constructible_v<Reachable>);
static_assert(!std::is_copy_constructible_v<Reachable> && !std::is_copy_assignable_v<Reachable>);
static_assert(!std::is_constructible_v<Reachable, std::size_t, Date, SecretBytes>);
static_assert(!std::is_aggregate_v<Reachable>);
static_assert(!Printable<Reachable>);

struct World {
  Folder folder;
  std::unique_ptr<KeyFile> own = key_file(folder.path("own"), "register");
  OppositionRegister open(const Retention& retention = {}) {
    auto opened = OppositionRegister::create(folder.path("opposed"), *own, retention);
    EXPECT_EQ(code(opened), "");
    return *std::move(opened);
  }
};

std::string text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(Opposition, WhoOpposedIsNotReached) {
  World w;
  OppositionRegister opposed = w.open();
  const Date today = day("2026-05-15");
  EXPECT_FALSE(*opposed.is_opposed(kMarie, today));
  ASSERT_EQ(code(opposed.oppose(kMarie, day("2026-05-14"), today)), "");
  EXPECT_TRUE(*opposed.is_opposed(kMarie, today));
  EXPECT_FALSE(*opposed.is_opposed(kPaul, today));
  EXPECT_EQ(code(opposed.reach(kMarie, today)), "E1437");
  const auto paul = opposed.reach(kPaul, today);
  ASSERT_TRUE(paul);
  EXPECT_EQ(text(paul->identifier()), kPaul);
  EXPECT_EQ(paul->checked_on(), today);
  const std::string_view column[] = {kPaul, kMarie, "someone", kMarie};
  EXPECT_EQ(*opposed.opposed(column, today), (std::vector<bool>{false, true, false, true}));
  const auto reachable = opposed.reachable(column, today);
  ASSERT_TRUE(reachable);
  ASSERT_EQ(reachable->size(), 2U);
  EXPECT_EQ((*reachable)[1].row(), 2U);
  EXPECT_EQ(text((*reachable)[1].identifier()), "someone");
  EXPECT_TRUE(*opposed.withdraw(kMarie, today));
  EXPECT_FALSE(*opposed.withdraw(kMarie, today));
  EXPECT_FALSE(*opposed.is_opposed(kMarie, today));
}

TEST(Opposition, EndsOnItsDayAndNotBefore) {
  World w;
  OppositionRegister opposed = w.open();
  ASSERT_EQ(code(opposed.oppose(kMarie, day("2024-02-29"), day("2024-02-29"))), "");
  ASSERT_EQ(code(opposed.oppose(kPaul, day("2024-03-01"), day("2024-03-01"))), "");
  EXPECT_TRUE(*opposed.is_opposed(kMarie, day("2026-02-28")));
  EXPECT_EQ(opposed.sweep(day("2026-02-28"))->oppositions, 0U);
  EXPECT_FALSE(*opposed.is_opposed(kMarie, day("2026-03-01")));
  EXPECT_TRUE(*opposed.is_opposed(kPaul, day("2026-03-01")));
  auto report = opposed.sweep(day("2026-03-01"));
  EXPECT_EQ(report->oppositions, 1U);
  EXPECT_TRUE(report->shredded.empty());
  report = opposed.sweep(day("2026-03-02"));
  EXPECT_EQ(report->oppositions, 1U);
  ASSERT_EQ(report->shredded.size(), 1U);
  EXPECT_EQ(report->shredded[0].key, (KeyName{"register", 1, {2024, 2}}));
  report = opposed.sweep(day("2026-03-02"));
  EXPECT_TRUE(report->oppositions == 0 && report->shredded.empty());
}

TEST(Opposition, SaidAgainBeginsAgain) {
  World w;
  OppositionRegister opposed = w.open({12, 36, 12});
  ASSERT_EQ(code(opposed.oppose(kMarie, day("2026-05-15"), day("2026-05-15"))), "");
  ASSERT_EQ(code(opposed.oppose(kMarie, day("2026-11-15"), day("2026-11-15"))), "");
  ASSERT_EQ(code(opposed.oppose(kMarie, day("2026-06-01"), day("2026-11-16"))), "");
  EXPECT_TRUE(*opposed.is_opposed(kMarie, day("2027-11-15")));
  EXPECT_FALSE(*opposed.is_opposed(kMarie, day("2027-11-16")));
}

TEST(Opposition, HoldsThroughRotationAndTheYears) {
  World w;
  OppositionRegister opposed = w.open();
  ASSERT_EQ(code(opposed.oppose(kMarie, day("2025-12-31"), day("2025-12-31"))), "");
  ASSERT_TRUE(w.own->rotate());
  ASSERT_EQ(code(opposed.oppose(kPaul, day("2026-01-01"), day("2026-01-01"))), "");
  EXPECT_TRUE(*opposed.is_opposed(kMarie, day("2027-06-01")));
  EXPECT_TRUE(*opposed.is_opposed(kPaul, day("2027-06-01")));
  EXPECT_TRUE(*opposed.withdraw(kMarie, day("2027-06-01")));
  EXPECT_FALSE(*opposed.is_opposed(kMarie, day("2027-06-01")));
}

TEST(Opposition, FailsClosed) {
  World w;
  OppositionRegister opposed = w.open();
  const Date today = day("2026-05-15");
  ASSERT_EQ(code(opposed.oppose(kMarie, today, today)), "");
  ASSERT_TRUE(w.own->shred({"register", 1, {2026, 2}}, today));
  EXPECT_EQ(code(opposed.is_opposed(kPaul, today)), "E1402");
  EXPECT_EQ(code(opposed.reach(kPaul, today)), "E1402");
  const auto other = key_file(w.folder.path("another"), "another");
  EXPECT_EQ(code(OppositionRegister::open(w.folder.path("opposed"), *w.own)), "");
  EXPECT_EQ(code(OppositionRegister::open(w.folder.path("opposed"), *other)), "E1493");
  EXPECT_EQ(code(OppositionRegister::open(w.folder.path("absent"), *w.own)), "E1420");
}

TEST(Opposition, BadRequests) {
  World w;
  OppositionRegister opposed = w.open();
  const Date today = day("2026-05-15");
  const std::string_view column[] = {kPaul, ""};
  EXPECT_EQ(code(opposed.oppose("", today, today)), "E1435");
  EXPECT_EQ(code(opposed.oppose(kMarie, day("2026-05-16"), today)), "E1435");
  EXPECT_EQ(code(opposed.oppose(kMarie, day("2024-05-14"), today)), "E1435");
  EXPECT_EQ(code(opposed.reachable(column, today)), "E1435");
  EXPECT_FALSE(*opposed.is_opposed(kMarie, today));
  EXPECT_EQ(code(opposed.is_opposed(kMarie, day("2026-05-14"))), "E1433");
  EXPECT_EQ(code(opposed.sweep(day("2026-05-14"))), "E1433");
}

TEST(Opposition, HoldsNoIdentifier) {
  World w;
  OppositionRegister opposed = w.open();
  const Date today = day("2026-05-15");
  ASSERT_EQ(code(opposed.oppose(kMarie, today, today)), "");
  EXPECT_EQ(w.folder.bytes().find(kMarie), std::string::npos);
  const Diagnostics errors = opposed.reach(kMarie, today).errors();
  EXPECT_EQ(render(errors).find(kMarie), std::string::npos);
}

TEST(Opposition, KilledInEveryCall) {
  for (int at = 1; at < 200; ++at) {
    Folder folder;
    const auto own = master_key("register");
    const Date today = day("2026-05-15");
    ASSERT_EQ(code(OppositionRegister::create(folder.path("r"), *own)->oppose(kPaul, today, today)), "");
    const bool killed = killed_in_child(Fault::torn_kill, at, [&] {
      auto opposed = OppositionRegister::open(folder.path("r"), *own);
      if (!opposed->oppose(kMarie, today, today).empty()) _exit(3);
    });
    auto opposed = OppositionRegister::open(folder.path("r"), *own);
    ASSERT_TRUE(opposed);
    EXPECT_TRUE(*opposed->is_opposed(kPaul, today));
    if (!killed) {
      EXPECT_TRUE(*opposed->is_opposed(kMarie, today));
      return;
    }
  }
  FAIL() << "never came to its end";
}

TEST(Sweep, BothInOneReport) {
  World w;
  OppositionRegister opposed = w.open();
  const auto own = master_key("ledger-key");
  const auto data = key_file(w.folder.path("data"), "caf");
  auto ledger = Ledger::create(w.folder.path("ledger"), *own);
  const Date start = day("2024-05-15");
  ASSERT_EQ(code(opposed.oppose(kMarie, start, start)), "");
  ASSERT_EQ(code(ledger->note_held({&kPaul, 1}, *data->current(Epoch::of(start)), "outreach", start, start)), "");
  const auto report = sweep(*ledger, opposed, *data, day("2026-05-16"));
  ASSERT_EQ(code(report), "");
  EXPECT_EQ(report->held, 1U);
  EXPECT_EQ(report->oppositions, 1U);
  EXPECT_EQ(report->shredded.size(), 2U);
  ASSERT_EQ(code(ledger->note_held({&kPaul, 1}, {"register", 1, {2026, 5}}, "x", day("2026-05-16"), day("2026-05-16"))),
            "");
  EXPECT_EQ(code(sweep(*ledger, opposed, *data, day("2026-05-16"))), "E1436");
}

}  // namespace
}  // namespace proactive::privacy
