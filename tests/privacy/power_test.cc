// The power is cut after every call that changes a file. Whatever disk that may leave, what is opened
// on it is the old or the new state, and what a call promised before is so.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "privacy/bytes.h"
#include "privacy/disks.h"
#include "privacy/faults.h"
#include "privacy/key_store.h"
#include "privacy/key_support.h"
#include "privacy/sealed_box.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {
namespace {

constexpr Epoch kMay{2026, 5};
constexpr Epoch kJune{2026, 6};
constexpr Epoch kJuly{2026, 7};
constexpr std::string_view kMarie = "295109912611193";
constexpr std::string_view kPaul = "253072B07300470";
constexpr const char* kPurpose = "a purpose that nothing else is named like";

using States = std::set<std::string>;
using StateOf = std::function<std::string(const Disk&)>;

/// A state for each disk, found once.
class Memory {
 public:
  explicit Memory(StateOf find) : find_(std::move(find)) {}
  std::string operator()(const Disk& disk) {
    const auto known = known_.find(disk);
    if (known != known_.end()) return known->second;
    return known_[disk] = find_(disk);
  }
  std::size_t size() const { return known_.size(); }

 private:
  StateOf find_;
  std::map<Disk, std::string> known_;
};

Disk only(const Disk& disk, const std::string& name) {
  const auto at = disk.find(name);
  return at == disk.end() ? Disk{} : Disk{*at};
}

SecretBytes passphrase() { return secret("correct horse battery"); }
SecretBytes another_passphrase() { return secret("another long passphrase"); }

std::string in_words(KeyFile& file) {
  std::string text;
  const auto keys = file.keys();
  const auto receipts = file.receipts();
  if (!keys || !receipts) return code(keys);
  for (const KeyName& key : *keys) text += std::to_string(key.version) + "/" + to_string(key.epoch) + " ";
  for (const ShredReceipt& receipt : *receipts) text += "shredded " + to_string(receipt.key.epoch) + " ";
  return text;
}

/// What the key file `name` of a disk is, and whether it can be changed.
std::string key_file_on(const Disk& disk, const std::string& name) {
  const Folder folder;
  write_disk(disk, folder.path(""));
  auto file = KeyFile::open(folder.path(name), passphrase());
  std::string text;
  if (code(file) == "E1424") {
    file = KeyFile::open(folder.path(name), another_passphrase());
    text = "another passphrase ";
  }
  if (!file) return code(file);
  text += in_words(**file);
  if (!(*file)->current({2030, 1})) return text + "cannot be changed";
  if (folder.names() != std::vector<std::string>{name, name + ".lock"}) return text + "leaves something over";
  return text;
}

StateOf key_file_named(const std::string& name) {
  return [name](const Disk& disk) { return key_file_on(disk, name); };
}

/// The keys in a key file, without the work of scrypt for each: what is behind one salt has one key.
std::string keys_on(const Disk& disk, const std::string& name) {
  static std::map<Salt, SecretBytes> sealing;
  const auto at = disk.find(name);
  if (at == disk.end()) return "E1420";
  const auto bytes = as_bytes(at->second.bytes);
  constexpr std::size_t kHeader = 25;
  if (bytes.size() <= kHeader) return "E1423";
  Salt salt{};
  std::copy_n(bytes.begin() + 9, kSaltSize, salt.begin());
  if (!sealing.contains(salt)) sealing[salt] = *passphrase_key(passphrase(), salt, 14);
  const auto plain = open_box(sealing[salt], bytes.first(kHeader), bytes.subspan(kHeader), name);
  const auto store = plain ? decode(plain->expose()) : std::nullopt;
  if (!store) return "E1423";
  std::string text;
  for (const StoredKey& key : store->keys) text += std::to_string(key.version) + "/" + to_string(key.epoch) + " ";
  return text;
}

States states_after(Memory& state, const Disk& before, const FileLog& log, std::size_t count) {
  States found;
  for (const Disk& disk : after_power_cut(before, log, count)) found.insert(state(disk));
  return found;
}

/// A change from its first call to its last: the old state or the new one, and at its end the new one.
void expect_old_or_new(Memory& state, const Disk& before, const FileLog& log) {
  const std::string old = state(before);
  const std::string fresh = state(after_kill(before, log, log.size()));
  for (std::size_t count = 0; count < log.size(); ++count) {
    for (const std::string& found : states_after(state, before, log, count))
      EXPECT_TRUE(found == old || found == fresh) << "after call " << count << ": " << found;
  }
  EXPECT_EQ(states_after(state, before, log, log.size()), States{fresh});
}

// ---- the key file ------------------------------------------------------------------------------

struct KeyFolder {
  Folder folder;
  std::unique_ptr<KeyFile> file = key_file(folder.path("k"), "caf");
  Disk before;

  KeyFolder() {
    if (!file->current(kMay) || !file->current(kJune)) std::abort();
    before = read_disk(folder.path(""));
  }
  FileLog record(const std::function<void(KeyFile&)>& work) {
    return recorded(
        folder.path(""), [&] { work(*file); }, before);
  }
};

void shred_may(KeyFile& file) { ASSERT_TRUE(file.shred({"caf", 1, kMay}, day("2027-05-01"))); }
void use_july(KeyFile& file) { ASSERT_TRUE(file.current(kJuly)); }

TEST(PowerCut, AChangeOfAKeyFileIsWholeAndLastsWhenItReturns) {
  const std::function<void(KeyFile&)> changes[] = {
      shred_may, use_july, [](KeyFile& file) { ASSERT_TRUE(file.rotate()); },
      [](KeyFile& file) { ASSERT_EQ(code(file.change_passphrase(another_passphrase())), ""); }};
  for (const auto& change : changes) {
    KeyFolder k;
    const FileLog log = k.record(change);
    ASSERT_GE(log.size(), 8U);
    Memory state(key_file_named("k"));
    expect_old_or_new(state, k.before, log);
    EXPECT_GE(state.size(), 4U);
  }
}

TEST(PowerCut, AKeyFileIsMadeOrNot) {
  const Folder folder;
  const FileLog log = recorded(folder.path(""), [&] { key_file(folder.path("k"), "caf"); }, {});
  Memory state(key_file_named("k"));
  EXPECT_EQ(state(after_kill({}, log, log.size())), "");
  expect_old_or_new(state, {}, log);
}

bool holds_may(const std::string& state) { return state.find("1/2026-05") != std::string::npos; }

// Under whatever name or none: all that the disk may hold is opened as a key file.
bool may_is_somewhere(const Disk& before, const FileLog& log, Memory& state) {
  const std::set<std::string> all = remains(before, log, log.size());
  return std::any_of(all.begin(), all.end(), [&](const std::string& bytes) {
    return holds_may(state({{"k", {0, bytes}}}));
  });
}

TEST(PowerCut, NoDiskGivesAKeyBackOnceItsReceiptIsThere) {
  KeyFolder k;
  const FileLog log = k.record(shred_may);
  Memory state(key_file_named("k"));
  ASSERT_TRUE(holds_may(state(k.before)));
  EXPECT_FALSE(may_is_somewhere(k.before, log, state));
  EXPECT_TRUE(may_is_somewhere(k.before, FileLog(log.begin(), log.begin() + 4), state));  // looking finds
}

struct SecondProcess {
  std::function<void(KeyFile&)> work;
  bool has_opened;  ///< the file, before the first one was killed
};

/// Its calls behind those that the killed one did.
FileLog go_on(const Disk& before, const FileLog& log, std::size_t killed, const SecondProcess& second) {
  const Folder folder;
  const auto open = [&] { return std::move(*KeyFile::open(folder.path("k"), passphrase())); };
  std::unique_ptr<KeyFile> file;
  if (second.has_opened) {
    write_disk(before, folder.path(""));
    file = open();
    for (const std::string& name : folder.names()) ::unlink(folder.path(name).c_str());
  }
  write_disk(after_kill(before, log, killed), folder.path(""));
  const auto work = [&] {
    if (file == nullptr) file = open();
    second.work(*file);
  };
  return recorded(folder.path(""), work, before,
                  FileLog(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(killed)));
}

// A process was killed, another went on, then the power was cut: nothing that the second one read or
// did rests on what the first had not synced.
void kill_then_cut(const std::function<void(KeyFile&)>& first, const SecondProcess& second,
                   const std::function<bool(const std::string&)>& is_promised) {
  KeyFolder k;
  const FileLog log = k.record(first);
  Memory state([](const Disk& disk) { return keys_on(disk, "k"); });
  for (std::size_t killed = 0; killed <= log.size(); ++killed) {
    const FileLog both = go_on(k.before, log, killed, second);
    for (std::size_t count = killed; count <= both.size(); ++count) {
      for (const std::string& found : states_after(state, k.before, both, count)) {
        EXPECT_NE(found.find("1/2026-06"), std::string::npos)
            << "killed after " << killed << ", cut after " << count << ": " << found;
        EXPECT_TRUE(count < both.size() || is_promised(found)) << "killed after " << killed << ": " << found;
      }
    }
  }
}

bool holds_july(const std::string& state) { return state.find("1/2026-07") != std::string::npos; }

TEST(PowerCut, AfterAKillAChangeOfAKeyFileRestsOnWhatLasts) {
  for (const bool has_opened : {false, true}) kill_then_cut(shred_may, {use_july, has_opened}, holds_july);
}

TEST(PowerCut, AfterAKillAReceiptIsTrue) {
  for (const bool has_opened : {false, true}) kill_then_cut(shred_may, {shred_may, has_opened}, std::not_fn(holds_may));
}

TEST(PowerCut, AfterAKillAKeyThatIsGivenOutLasts) {
  for (const bool has_opened : {false, true}) kill_then_cut(use_july, {use_july, has_opened}, holds_july);
}

// ---- the register ------------------------------------------------------------------------------

struct Register {
  std::unique_ptr<MasterKey> own = master_key("register");
  Date today = day("2026-05-15");

  std::string on(const Disk& disk) {
    const Folder folder;
    write_disk(disk, folder.path(""));
    auto opposed = OppositionRegister::open(folder.path("r"), *own);
    if (!opposed) return code(opposed);
    const auto marie = opposed->is_opposed(kMarie, today);
    const auto paul = opposed->is_opposed(kPaul, today);
    if (!marie || !paul) return code(marie) + code(paul);
    const std::string text = std::string(*marie ? "Marie " : "") + (*paul ? "Paul " : "");
    return code(opposed->oppose("another", today, today)).empty() ? text : text + "cannot be changed";
  }
  /// In which Paul is.
  Disk with_paul() {
    const Folder folder;
    auto opposed = OppositionRegister::create(folder.path("r"), *own);
    if (!opposed || !opposed->oppose(kPaul, today, today).empty()) std::abort();
    return read_disk(folder.path(""));
  }
  FileLog record(const Folder& folder, const Disk& before, const std::function<void(OppositionRegister&)>& work,
                 FileLog earlier = {}) {
    return recorded(
        folder.path(""),
        [&] {
          auto opposed = OppositionRegister::open(folder.path("r"), *own);
          ASSERT_EQ(code(opposed), "");
          work(*opposed);
        },
        before, std::move(earlier));
  }
};

TEST(PowerCut, NoDiskForgetsAnOppositionOrWhatWasWithdrawn) {
  Register r;
  const Disk before = r.with_paul();
  const std::function<void(OppositionRegister&)> changes[] = {
      [&](OppositionRegister& opposed) { ASSERT_EQ(code(opposed.oppose(kMarie, r.today, r.today)), ""); },
      [&](OppositionRegister& opposed) { ASSERT_TRUE(*opposed.withdraw(kPaul, r.today)); },
      [&](OppositionRegister& opposed) { ASSERT_EQ(opposed.sweep(day("2028-05-16"))->oppositions, 1U); }};
  for (const auto& change : changes) {
    const Folder folder;
    write_disk(before, folder.path(""));
    const FileLog log = r.record(folder, before, change);
    ASSERT_GE(log.size(), 8U);
    Memory state([&](const Disk& disk) { return r.on(disk); });
    expect_old_or_new(state, before, log);
    EXPECT_GE(state.size(), 20U);
  }
}

TEST(PowerCut, ARegisterIsMadeOrNot) {
  Register r;
  const Folder folder;
  const FileLog log =
      recorded(folder.path(""), [&] { ASSERT_TRUE(OppositionRegister::create(folder.path("r"), *r.own)); }, {});
  Memory state([&](const Disk& disk) { return r.on(disk); });
  expect_old_or_new(state, {}, log);
}

TEST(PowerCut, AfterAKillAnAnswerOfTheRegisterLasts) {
  Register r;
  const Disk before = r.with_paul();
  const Folder folder;
  write_disk(before, folder.path(""));
  const FileLog log =
      r.record(folder, before, [&](OppositionRegister& opposed) { (void)opposed.oppose(kMarie, r.today, r.today); });
  for (std::size_t killed = 0; killed <= log.size(); ++killed) {
    const Folder again;
    write_disk(after_kill(before, log, killed), again.path(""));
    bool is_opposed = false;
    const FileLog both = r.record(
        again, before, [&](OppositionRegister& opposed) { is_opposed = *opposed.is_opposed(kMarie, r.today); },
        FileLog(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(killed)));
    Memory state([&](const Disk& disk) { return r.on(disk); });
    const std::string promised = is_opposed ? "Marie Paul " : "Paul ";
    EXPECT_EQ(states_after(state, before, both, both.size()), States{promised}) << killed;
  }
}

// ---- the ledger --------------------------------------------------------------------------------

struct LedgerFolder {
  Folder folder;
  std::unique_ptr<MasterKey> own = master_key("ledger");
  std::unique_ptr<KeyFile> data = key_file(folder.path("data"), "caf");
  Memory keys{key_file_named("data")};
  Disk before;

  LedgerFolder() {
    auto ledger = Ledger::create(folder.path("ledger"), *own);
    if (!ledger || !data->current(kMay) || !data->current(kJune)) std::abort();
    hold(*ledger, kMarie, kMay, "2026-05-15");
    hold(*ledger, kPaul, kJune, "2026-06-15");
    if (!ledger->note_use({"a", "b", "c", 1}, {&kPaul, 1}, day("2026-06-15")).empty()) std::abort();
    before = read_disk(folder.path(""));
  }
  void hold(Ledger& ledger, std::string_view who, Epoch epoch, const char* on) {
    const std::string purpose = who == kMarie ? kPurpose : "outreach";
    if (!ledger.note_held({&who, 1}, {"caf", 1, epoch}, purpose, day(on), day(on)).empty()) std::abort();
  }
  FileLog record(const std::function<void(Ledger&)>& work) {
    return recorded(
        folder.path(""),
        [&] {
          auto ledger = Ledger::open(folder.path("ledger"), *own);
          ASSERT_EQ(code(ledger), "");
          work(*ledger);
        },
        before);
  }
  std::string on(const Disk& disk, Date today) {
    const Folder copy;
    write_disk(disk, copy.path(""));
    auto ledger = Ledger::open(copy.path("ledger"), *own);
    if (!ledger) return code(ledger);
    if (!ledger->verify().empty()) return code(ledger->verify());
    std::string text;
    for (const auto& [name, who] : {std::pair("Marie", kMarie), std::pair("Paul", kPaul)}) {
      const auto access = ledger->access(who, today);
      if (!access) return code(access);
      text += name + std::string(" ") + std::to_string(access->held.size()) + "+" +
              std::to_string(access->traces.size()) + " ";
    }
    return text;
  }
};

TEST(PowerCut, ANoteOfTheLedgerIsWholeAndLasts) {
  const Date today = day("2026-06-16");
  const std::function<void(Ledger&)> changes[] = {
      [&](Ledger& ledger) {
        ASSERT_EQ(code(ledger.note_use({"a", "b", "c", 1}, {&kMarie, 1}, today)), "");
      },
      [&](Ledger& ledger) {
        ASSERT_EQ(code(ledger.note_held({&kMarie, 1}, {"caf", 1, kJune}, "x", today, today)), "");
      },
      [&](Ledger& ledger) { ASSERT_EQ(*ledger.forget(kMarie, today), 1U); }};
  for (const auto& change : changes) {
    LedgerFolder l;
    const FileLog log = l.record(change);
    Memory state([&](const Disk& disk) { return l.on(disk, today); });
    expect_old_or_new(state, l.before, log);
    EXPECT_GE(state.size(), 20U);
  }
}

TEST(PowerCut, WhatASweepRemovedStaysRemoved) {
  LedgerFolder l;
  const Date later = day("2027-05-01");
  const FileLog log = l.record([&](Ledger& ledger) {
    const auto report = ledger.sweep(*l.data, later);
    ASSERT_EQ(code(report), "");
    ASSERT_EQ(report->held, 1U);
    ASSERT_EQ(report->shredded.size(), 1U);
  });
  Memory state([&](const Disk& disk) { return l.on(disk, later); });
  const Disk after = after_kill(l.before, log, log.size());
  const std::string old_rows = state(l.before), new_rows = state(after);
  const std::string old_keys = l.keys(only(l.before, "data")), new_keys = l.keys(only(after, "data"));
  ASSERT_NE(old_rows, new_rows);
  ASSERT_NE(old_keys, new_keys);
  for (std::size_t count = 0; count <= log.size(); ++count) {
    for (const Disk& disk : after_power_cut(l.before, log, count)) {
      const std::string rows = state(disk), keys = l.keys(only(disk, "data"));
      EXPECT_TRUE(rows == old_rows || rows == new_rows) << count << ": " << rows;
      EXPECT_TRUE(keys == old_keys || keys == new_keys) << count << ": " << keys;
      EXPECT_FALSE(rows == old_rows && keys == new_keys) << count << ": the key went before what it protects";
      if (count < log.size()) continue;
      EXPECT_EQ(rows, new_rows);
      EXPECT_EQ(keys, new_keys);
      for (const auto& [name, on_disk] : disk) EXPECT_EQ(on_disk.bytes.find(kPurpose), std::string::npos) << name;
    }
  }
  EXPECT_NE(l.before.at("ledger").bytes.find(kPurpose), std::string::npos);  // looking finds
}

TEST(PowerCut, AfterAKillTheNextSweepEndsIt) {
  LedgerFolder l;
  const Date later = day("2027-05-01");
  const auto sweep = [&](Ledger& ledger) { (void)ledger.sweep(*l.data, later); };
  const FileLog log = l.record(sweep);
  const std::string swept = l.on(after_kill(l.before, log, log.size()), later);
  for (std::size_t killed = 0; killed < log.size(); ++killed) {
    const Folder folder;
    write_disk(after_kill(l.before, log, killed), folder.path(""));
    const FileLog both = recorded(
        folder.path(""),
        [&] {
          const auto data = KeyFile::open(folder.path("data"), passphrase());
          auto ledger = Ledger::open(folder.path("ledger"), *l.own);
          if (!data || !ledger || !ledger->sweep(**data, later)) std::abort();
        },
        l.before, FileLog(log.begin(), log.begin() + static_cast<std::ptrdiff_t>(killed)));
    for (const Disk& disk : after_power_cut(l.before, both, both.size())) {
      EXPECT_EQ(l.on(disk, later), swept) << killed;
      EXPECT_EQ(keys_on(disk, "data"), "1/2026-06 ") << killed;
    }
  }
}

}  // namespace
}  // namespace proactive::privacy
