// The sealed key file: what it promises, what it refuses, and what is left after a kill.
#include "proactive/privacy/key_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <thread>

#include "privacy/bytes.h"
#include "privacy/faults.h"
#include "privacy/key_support.h"

namespace proactive::privacy {
namespace {

constexpr int kFast = 14;
constexpr Epoch kMay{2026, 5};
constexpr Epoch kJune{2026, 6};

SecretBytes passphrase() { return secret("correct horse battery"); }
std::unique_ptr<KeyFile> made(const std::string& path) {
  auto file = KeyFile::create(path, "caf", passphrase(), kFast);
  EXPECT_EQ(code(file), "");
  return *std::move(file);
}

SecretBytes derived(KeyProvider& keys, const KeyName& name, std::string_view context = "tokens") {
  auto bytes = keys.derive(name, as_bytes(context), 32);
  EXPECT_EQ(code(bytes), "");
  return bytes ? *std::move(bytes) : SecretBytes();
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  ::chmod(path.c_str(), 0600);
}

// --- secrets ------------------------------------------------------------------------------------

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <typename T>
concept HasText = requires(const T& value) {
  to_string(value);
};

static_assert(!std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);
static_assert(!Printable<SecretBytes> && !HasText<SecretBytes>);
static_assert(!std::is_convertible_v<SecretBytes, std::string>);
static_assert(!std::is_copy_constructible_v<KeyFile> && !std::is_copy_assignable_v<KeyFile>);
static_assert(!std::is_copy_constructible_v<MasterKey> && !std::is_copy_assignable_v<MasterKey>);
static_assert(!Printable<KeyFile> && !Printable<MasterKey>);

// --- what it promises ---------------------------------------------------------------------------

TEST(KeyFile, GivesTheSameBytesWhenOpenedAgain) {
  const Folder folder;
  auto file = made(folder.path("k"));
  const auto may = file->current(kMay);
  ASSERT_TRUE(may);
  EXPECT_EQ(*may, (KeyName{"caf", 1, kMay}));
  const SecretBytes before = derived(*file, *may);
  EXPECT_FALSE(before == derived(*file, *may, "seals"));
  EXPECT_FALSE(before == derived(*file, *file->current(kJune)));
  file.reset();
  auto again = KeyFile::open(folder.path("k"), passphrase());
  ASSERT_TRUE(again);
  EXPECT_TRUE(before == derived(**again, *may));
  EXPECT_EQ(*(*again)->keys(), (std::vector<KeyName>{{"caf", 1, kMay}, {"caf", 1, kJune}}));
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"k", "k.lock"}));
  struct stat status {};
  ::stat(folder.path("k").c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(KeyFile, TwoFilesHaveNothingInCommon) {
  const Folder folder;
  auto a = made(folder.path("a"));
  auto b = made(folder.path("b"));
  EXPECT_FALSE(derived(*a, *a->current(kMay)) == derived(*b, *b->current(kMay)));
}

TEST(KeyFile, RotationKeepsOldVersions) {
  const Folder folder;
  auto file = made(folder.path("k"));
  const KeyName old = *file->current(kMay);
  const SecretBytes before = derived(*file, old);
  EXPECT_EQ(*file->rotate(), 2U);
  const KeyName fresh = *file->current(kMay);
  EXPECT_EQ(fresh, (KeyName{"caf", 2, kMay}));
  EXPECT_TRUE(before == derived(*file, old));
  EXPECT_FALSE(before == derived(*file, fresh));
  EXPECT_EQ(code(file->derive({"caf", 3, kMay}, as_bytes("x"), 32)), "E1401");
}

TEST(KeyFile, WhatIsShreddedIsGone) {
  const Folder folder;
  auto file = made(folder.path("k"));
  auto other = KeyFile::open(folder.path("k"), passphrase());  // as another process has it
  ASSERT_TRUE(other);
  const KeyName may = *file->current(kMay);
  const KeyName june = *file->current(kJune);
  derived(**other, may);
  const auto receipt = file->shred(may, day("2027-05-01"));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->key, may);
  EXPECT_EQ(receipt->fingerprint.size(), 64U);
  EXPECT_EQ(code(file->derive(may, as_bytes("tokens"), 32)), "E1402");
  EXPECT_EQ(code((*other)->derive(may, as_bytes("tokens"), 32)), "E1402");
  EXPECT_EQ(code(file->current(kMay)), "E1402");
  const auto second = file->shred(may, day("2027-06-01"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->on, receipt->on);
  EXPECT_EQ(second->link, receipt->link);
  derived(*file, june);
  EXPECT_EQ(file->keys()->size(), 1U);
  EXPECT_EQ(code(file->shred({"caf", 1, {2020, 1}}, day("2027-06-01"))), "E1401");
}

TEST(KeyFile, ReceiptsAreChained) {
  const Folder folder;
  auto file = made(folder.path("k"));
  for (const Epoch epoch : {kMay, kJune, Epoch{2026, 7}}) {
    ASSERT_TRUE(file->shred(*file->current(epoch), day("2027-08-01")));
  }
  auto receipts = *file->receipts();
  ASSERT_EQ(receipts.size(), 3U);
  EXPECT_TRUE(chained(receipts));
  EXPECT_NE(receipts[0].fingerprint, receipts[1].fingerprint);
  auto changed = receipts;
  changed[1].on.days += 1;
  EXPECT_FALSE(chained(changed));
  auto left_out = receipts;
  left_out.erase(left_out.begin() + 1);
  EXPECT_FALSE(chained(left_out));
  std::swap(receipts[0], receipts[1]);
  EXPECT_FALSE(chained(receipts));
}

TEST(KeyFile, AnotherPassphrase) {
  const Folder folder;
  auto file = made(folder.path("k"));
  auto other = KeyFile::open(folder.path("k"), passphrase());
  const SecretBytes before = derived(*file, *file->current(kMay));
  ASSERT_EQ(code(file->change_passphrase(secret("another long passphrase"))), "");
  EXPECT_TRUE(before == derived(*file, {"caf", 1, kMay}));
  EXPECT_EQ(code(KeyFile::open(folder.path("k"), passphrase())), "E1424");
  EXPECT_EQ(code((*other)->keys()), "E1424");
  ASSERT_TRUE(KeyFile::open(folder.path("k"), secret("another long passphrase")));
  set_fault(Fault::fail, 1);
  EXPECT_EQ(code(file->change_passphrase(secret("a third long passphrase"))), "E1425");
  set_fault(Fault::none, 0);
  EXPECT_TRUE(before == derived(*file, {"caf", 1, kMay}));
}

// --- what it refuses ----------------------------------------------------------------------------

TEST(KeyFile, BadRequestsHaveTheirCodes) {
  const Folder folder;
  auto file = made(folder.path("k"));
  const KeyName may = *file->current(kMay);
  EXPECT_EQ(code(file->derive({"cnaf", 1, kMay}, as_bytes("x"), 32)), "E1401");
  EXPECT_EQ(code(file->derive(may, {}, 32)), "E1427");
  EXPECT_EQ(code(file->derive(may, as_bytes("x"), 0)), "E1427");
  EXPECT_EQ(code(file->derive(may, as_bytes("x"), 8161)), "E1427");
  EXPECT_EQ(code(file->current({2026, 13})), "E1427");
  EXPECT_EQ(code(file->current({0, 1})), "E1427");
  EXPECT_EQ(code(KeyFile::create(folder.path("n"), "Caf", passphrase(), kFast)), "E1427");
  EXPECT_EQ(code(KeyFile::create(folder.path("n"), "", passphrase(), kFast)), "E1427");
  EXPECT_EQ(code(KeyFile::create(folder.path("n"), "caf", secret("short"), kFast)), "E1427");
  EXPECT_EQ(code(KeyFile::create(folder.path("n"), "caf", passphrase(), 13)), "E1427");
  EXPECT_EQ(code(KeyFile::create(folder.path("n"), "caf", passphrase(), 21)), "E1427");
  EXPECT_EQ(code(KeyFile::create(folder.path("k"), "caf", passphrase(), kFast)), "E1430");
  EXPECT_EQ(code(KeyFile::open(folder.path("none"), passphrase())), "E1420");
  EXPECT_EQ(code(KeyFile::open(folder.path("none/k"), passphrase())), "E1420");
  EXPECT_EQ(code(KeyFile::open(folder.path(""), passphrase())), "E1420");
  EXPECT_EQ(code(KeyFile::open(folder.path("k"), secret("incorrect horse battery"))), "E1424");
  EXPECT_EQ(code(KeyFile::open(folder.path("k"), SecretBytes())), "E1424");
}

TEST(KeyFile, PermissionsAndLinks) {
  const Folder folder;
  made(folder.path("k"));
  for (const mode_t mode : {0640U, 0604U, 0620U, 0601U}) {
    ::chmod(folder.path("k").c_str(), mode);
    EXPECT_EQ(code(KeyFile::open(folder.path("k"), passphrase())), "E1421") << mode;
  }
  ::chmod(folder.path("k").c_str(), 0600);
  ASSERT_EQ(::symlink("k", folder.path("s").c_str()), 0);
  EXPECT_EQ(code(KeyFile::open(folder.path("s"), passphrase())), "E1422");
  EXPECT_EQ(code(KeyFile::create(folder.path("s"), "caf", passphrase(), kFast)), "E1430");
  ASSERT_EQ(::mkfifo(folder.path("p").c_str(), 0600), 0);
  EXPECT_EQ(code(KeyFile::open(folder.path("p"), passphrase())), "E1422");
  EXPECT_EQ(code(KeyFile::open(folder.path("."), passphrase())), "E1420");
  ::chmod(folder.path("").c_str(), 0707);
  EXPECT_EQ(code(KeyFile::open(folder.path("k"), passphrase())), "E1421");
  ::chmod(folder.path("").c_str(), 0700);
  // A link put where the new state would be written is not followed.
  auto file = KeyFile::open(folder.path("k"), passphrase());
  ASSERT_TRUE(file);
  write_file(folder.path("victim"), "untouched");
  ASSERT_EQ(::symlink("victim", folder.path("k.new").c_str()), 0);
  EXPECT_EQ(code((*file)->current(kMay)), "");
  EXPECT_EQ(read_file(folder.path("victim")), "untouched");
}

TEST(KeyFile, EveryTruncationAndEveryFlippedBitIsRefused) {
  const Folder folder;
  made(folder.path("k"));
  const std::string good = read_file(folder.path("k"));
  const auto opened = [&](const std::string& bytes) {
    write_file(folder.path("bad"), bytes);
    const auto file = KeyFile::open(folder.path("bad"), passphrase());
    return code(file);
  };
  ASSERT_EQ(opened(good), "");
  const std::size_t header = 25;
  for (std::size_t size = 0; size < good.size(); size += size < header ? 5 : 13) {
    const std::string found = opened(good.substr(0, size));
    EXPECT_TRUE(found == "E1423" || found == "E1424") << size << found;
  }
  for (std::size_t i = 0; i < good.size(); i += 3) {
    std::string flipped = good;
    flipped[i] = static_cast<char>(flipped[i] ^ (i == 8 ? 0x40 : 1 << i % 8));
    const std::string found = opened(flipped);
    EXPECT_TRUE(found == "E1423" || found == "E1424") << i << found;
  }
  EXPECT_EQ(opened(good + "x"), "E1424");
  EXPECT_EQ(opened(std::string(5'000'000, 'x')), "E1423");
  EXPECT_EQ(opened("{\"keys\": []}"), "E1423");
  EXPECT_EQ(opened(""), "E1423");
}

TEST(KeyFile, AFullDiskLeavesTheOldState) {
  const Folder folder;
  auto file = made(folder.path("k"));
  const SecretBytes before = derived(*file, *file->current(kMay));
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  const rlimit full{20, old.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &full);
  const std::string growing = code(file->current(kJune));
  const std::string shredding = code(file->shred({"caf", 1, kMay}, day("2027-05-01")));
  ::setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_EQ(growing, "E1425");
  EXPECT_EQ(shredding, "E1425");
  EXPECT_EQ(file->keys()->size(), 1U);
  EXPECT_TRUE(before == derived(*file, {"caf", 1, kMay}));
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"k", "k.lock"}));
  EXPECT_EQ(code(file->current(kJune)), "");
}

// --- kill -9, and calls that fail ---------------------------------------------------------------

// After each kill the file holds the old or the new state, and the next change leaves nothing beside it.
void kill_everywhere(Fault fault) {
  const Folder folder;
  auto file = made(folder.path("k"));
  const SecretBytes june = derived(*file, *file->current(kJune));
  int kills = 0, old_states = 0, new_states = 0;
  for (int at = 1; at < 200; ++at) {
    const KeyName victim = *file->current({2000 + at, 1});
    const std::string witness = "witness" + std::to_string(at);  // a second name of the old state
    std::filesystem::create_hard_link(folder.path("k"), folder.path(witness));
    const auto shred = [&] {
      if (!file->shred(victim, Date{20000})) _exit(3);
    };
    const bool killed = killed_in_child(fault, at, shred);
    kills += killed;
    const std::string found = code(file->derive(victim, as_bytes("x"), 32));
    EXPECT_TRUE(found.empty() || found == "E1402") << found;
    (found.empty() ? old_states : new_states) += 1;
    EXPECT_TRUE(june == derived(*file, {"caf", 1, kJune}));
    ASSERT_TRUE(file->shred(victim, Date{20000}));
    EXPECT_EQ(read_file(folder.path(witness)).find_first_not_of('\0'), std::string::npos) << "not overwritten";
    std::filesystem::remove(folder.path(witness));
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"k", "k.lock"}));
    if (!killed) break;
  }
  EXPECT_GE(kills, 8);
  EXPECT_GE(old_states, 2);
  EXPECT_GE(new_states, 2);
  EXPECT_TRUE(chained(*file->receipts()));
}

TEST(KeyFile, KilledBeforeEveryCall) { kill_everywhere(Fault::kill); }
TEST(KeyFile, KilledInEveryCall) { kill_everywhere(Fault::torn_kill); }

TEST(KeyFile, KilledWhileItIsMade) {
  for (int at = 1; at < 200; ++at) {
    const Folder folder;
    const bool killed = killed_in_child(Fault::torn_kill, at, [&] { made(folder.path("k")); });
    const std::string found = code(KeyFile::open(folder.path("k"), passphrase()));
    EXPECT_TRUE(found.empty() || found == "E1420") << found;
    if (found == "E1420") made(folder.path("k"));
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"k", "k.lock"}));
    if (!killed) return;
  }
  FAIL() << "never came to its end";
}

TEST(KeyFile, EveryCallThatFailsIsToldAndLeavesAState) {
  const Folder folder;
  auto file = made(folder.path("k"));
  for (int at = 1; at < 200; ++at) {
    const KeyName victim = *file->current({2000 + at, 1});
    set_fault(Fault::fail, at);
    const auto result = file->shred(victim, Date{20000});
    const bool reached = calls_since_set() >= at;
    set_fault(Fault::none, 0);
    EXPECT_EQ(code(result), reached ? "E1425" : "") << at;
    const std::string found = code(file->derive(victim, as_bytes("x"), 32));
    EXPECT_TRUE(found.empty() || found == "E1402") << found;
    ASSERT_TRUE(file->shred(victim, Date{20000}));
    EXPECT_EQ(folder.names(), (std::vector<std::string>{"k", "k.lock"}));
    if (!reached) return;
  }
  FAIL() << "never came to its end";
}

// --- several at once ----------------------------------------------------------------------------

TEST(KeyFile, ThreadsAndProcessesMakeOneKeyEach) {
  const Folder folder;
  auto file = made(folder.path("k"));
  std::array<pid_t, 2> children{};
  for (pid_t& child : children) {
    child = ::fork();
    if (child != 0) continue;
    for (int month = 1; month <= 12; ++month) {
      if (!file->current({2026, month})) _exit(1);
    }
    _exit(0);
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int month = 12; month >= 1; --month) {
        const auto name = file->current({2026, month});
        ASSERT_TRUE(name);
        derived(*file, *name);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const pid_t child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(file->keys()->size(), 12U);
}

// --- the descriptor -----------------------------------------------------------------------------

TEST(MasterKey, DerivesTheSameAndShredsNothing) {
  const std::string bytes(32, 'k');
  auto a = from_pipe(bytes, "hsm");
  auto b = from_pipe(bytes, "hsm");
  ASSERT_TRUE(a && b);
  const KeyName may = *(*a)->current(kMay);
  EXPECT_EQ(may, (KeyName{"hsm", 1, kMay}));
  EXPECT_TRUE(derived(**a, may) == derived(**b, may));
  EXPECT_FALSE(derived(**a, may) == derived(**a, *(*a)->current(kJune)));
  EXPECT_FALSE(derived(**a, may) == derived(**a, may, "other"));
  EXPECT_EQ(code((*a)->shred(may, day("2027-05-01"))), "E1429");
  EXPECT_EQ(code((*a)->derive({"hsm", 2, kMay}, as_bytes("x"), 32)), "E1401");
  EXPECT_EQ(code((*a)->derive({"caf", 1, kMay}, as_bytes("x"), 32)), "E1401");
}

TEST(MasterKey, TooShortTooLongOrNone) {
  EXPECT_EQ(code(from_pipe(std::string(31, 'k'), "hsm")), "E1431");
  EXPECT_EQ(code(from_pipe("", "hsm")), "E1431");
  EXPECT_EQ(code(from_pipe(std::string(1025, 'k'), "hsm")), "E1431");
  EXPECT_EQ(code(from_pipe(std::string(1024, 'k'), "hsm")), "");
  EXPECT_EQ(code(from_pipe(std::string(32, 'k'), "No")), "E1427");
  EXPECT_EQ(code(MasterKey::read(-1, "hsm")), "E1431");
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[1]);
  EXPECT_EQ(code(MasterKey::read(ends[0], "hsm")), "E1431");
  EXPECT_EQ(::fcntl(ends[0], F_GETFD), -1) << "the descriptor stays open";
}

// --- the process --------------------------------------------------------------------------------

TEST(HardenProcess, NoCoreAndNoSwap) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!harden_process(1 << 16).empty()) _exit(1);
    rlimit core{1, 1};
    ::getrlimit(RLIMIT_CORE, &core);
    _exit(core.rlim_cur == 0 && core.rlim_max == 0 && harden_process(12345).empty() ? 0 : 2);
  }
  int status = 1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace proactive::privacy
