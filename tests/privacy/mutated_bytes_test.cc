// Whatever bytes come in, from a disk or from the caller, there is a value or a documented error: no
// crash, no hang, no memory that a length in the bytes asks for.
//
// The mutations are the same in every run. `PROACTIVE_MUTATIONS=1000000` asks for more of them,
// `PROACTIVE_SEED=7` for others, for a long run under the sanitizers.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "mutations.h"
#include "privacy/bytes.h"
#include "privacy/disks.h"
#include "privacy/faults.h"
#include "privacy/key_store.h"
#include "privacy/key_support.h"
#include "privacy/memory_keys.h"
#include "privacy/sanitized.h"
#include "privacy/sealed_box.h"
#include "privacy/tables.h"
#include "privacy/text_arrays.h"
#include "privacy/text_form.h"
#include "proactive/privacy/domain.h"
#include "proactive/privacy/hierarchy.h"
#include "proactive/privacy/identifiers.h"
#include "proactive/privacy/masked.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {
namespace {

using tests::Chance;

std::uint64_t asked(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// `bytes` with one to four mistakes, of which some are lengths that lie.
std::string mutated(std::string bytes, Chance& chance) {
  for (std::size_t left = 1 + chance.below(4); left > 0; --left) {
    const std::size_t at = chance.below(bytes.size() + 1);
    switch (bytes.empty() ? 2 : chance.below(7)) {
      case 0: bytes[at % bytes.size()] = static_cast<char>(chance.below(256)); break;
      case 1: bytes.erase(at, 1 + chance.below(8)); break;
      case 2: bytes.insert(at, 1 + chance.below(8), static_cast<char>(chance.below(256))); break;
      case 3: bytes.resize(at); break;
      case 4: bytes += bytes.substr(at); break;
      default: {
        static constexpr std::string_view lengths[] = {{"\xff\xff\xff\xff", 4}, {"\x7f\xff\xff\xff", 4},
                                                       {"\0\0\0\0", 4},         {"\x00\x00\x27\x10", 4},
                                                       {"\x80\0\0\0", 4},       {"\0\0\0\x01", 4}};
        const std::string_view length = lengths[chance.below(std::size(lengths))];
        bytes.replace(at, std::min(bytes.size() - at, length.size()), length);
      }
    }
  }
  return bytes;
}

bool is_documented(const std::string& code) {
  static const std::string pages = [] {
    std::ostringstream text;
    text << std::ifstream(std::string(PROACTIVE_TESTS_DIR) + "/../docs/diagnostics.md").rdbuf();
    return text.str();
  }();
  return code.empty() || pages.find(code) != std::string::npos;
}

#define EXPECT_DOCUMENTED(result) EXPECT_TRUE(is_documented(code(result))) << code(result)

/// `try_one` for each mutation, in a process of its own that may take 64 MiB and two minutes.
void for_each_mutation(std::uint64_t count, const std::function<void(Chance&)>& try_one) {
  const auto all = [&] {
    const std::uint64_t seed = asked("PROACTIVE_SEED", 0);
    const std::uint64_t last = asked("PROACTIVE_MUTATIONS", count);
    for (std::uint64_t i = 0; i < last && !testing::Test::HasFailure(); ++i) {
      Chance chance(seed * 1'000'000'007U + i);
      SCOPED_TRACE("mutation " + std::to_string(i));
      try_one(chance);
    }
  };
#ifdef PROACTIVE_SANITIZED
  all();
#else
  const pid_t child = ::fork();
  if (child == 0) {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlimit most{pages * 4096 + (std::size_t{64} << 20), RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &most);
    if (std::getenv("PROACTIVE_MUTATIONS") == nullptr) ::alarm(120);
    all();
    _exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  EXPECT_EQ(status, 0) << (WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "see above");
#endif
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// ---- the key file ------------------------------------------------------------------------------

std::string a_store() {
  KeyStore store;
  store.name = "caf";
  store.newest = 2;
  std::string previous;
  for (int month = 1; month <= 6; ++month) {
    store.keys.push_back({1, {2026, month}, secret(std::string(kKeySize, static_cast<char>('a' + month)))});
    ShredReceipt receipt;
    receipt.key.name = "caf";
    receipt.key.epoch = {2025, month};
    receipt.on = day("2026-06-01");
    receipt.fingerprint = std::string(64, 'a');
    receipt.link = link_of(receipt, previous);
    previous = receipt.link;
    store.receipts.push_back(receipt);
  }
  return text_of(encode(store).expose());
}

TEST(MutatedBytes, OfAStoreOfKeys) {
  const std::string good = a_store();
  ASSERT_TRUE(decode(as_bytes(good)));
  for_each_mutation(20'000, [&](Chance& chance) {
    const std::string bytes = mutated(good, chance);
    const auto store = decode(as_bytes(bytes));
    if (!store) return;
    EXPECT_EQ(text_of(encode(*store).expose()), bytes);  // nothing was read as something else
    EXPECT_TRUE(chained(store->receipts));
    for (const StoredKey& key : store->keys) EXPECT_TRUE(check_epoch(key.epoch).empty() && key.version >= 1);
  });
}

// More than there can be was taken for none.
TEST(MutatedBytes, OfTheCountsOfAStoreOfKeys) {
  KeyStore store;
  store.name = "caf";
  const std::string empty = text_of(encode(store).expose());
  ASSERT_TRUE(decode(as_bytes(empty)));
  for (const std::size_t at : {empty.size() - 8, empty.size() - 4}) {
    for (const char first : {'\x01', '\x7f', '\xff'}) {
      std::string many = empty;
      many[at] = first;
      EXPECT_FALSE(decode(as_bytes(many)));
    }
  }
}

TEST(MutatedBytes, OfASealedBox) {
  const SecretBytes key = *random_secret(kKeySize);
  const std::string header = "header", plain(200, 'p');
  const std::string good = text_of(*seal_box(key, as_bytes(header), as_bytes(plain)));
  for_each_mutation(20'000, [&](Chance& chance) {
    const std::string bytes = mutated(good, chance);
    const auto opened = open_box(key, as_bytes(header), as_bytes(bytes), "k");
    EXPECT_EQ(code(opened), bytes == good ? "" : "E1424");
  });
}

// Only where no scrypt is run: a thousand of those take a minute.
TEST(MutatedBytes, OfTheHeaderOfAKeyFile) {
  const Folder folder;
  key_file(folder.path("k"), "caf");
  const Disk disk = read_disk(folder.path(""));
  const std::string good = disk.at("k").bytes;
  for_each_mutation(2'000, [&](Chance& chance) {
    std::string bytes = mutated(good.substr(0, 25), chance) + good.substr(25);
    const bool is_form = bytes.starts_with(std::string_view("PROKEYS\x01", 8));
    if (is_form && bytes[8] >= kLeastWork && bytes[8] <= kMostWork) return;
    ::unlink(folder.path("bad").c_str());
    write_disk({{"bad", {0, bytes}}}, folder.path(""));
    EXPECT_EQ(code(KeyFile::open(folder.path("bad"), secret("correct horse battery"))), "E1423");
  });
}

// ---- pseudonyms --------------------------------------------------------------------------------

struct Pseudonyms {
  MemoryKeys keys;
  Domain domain = *Domain::open(keys, {"a", "b", "c", {2026, 11}}, {.acknowledge_frequency_attack = true});
  Field field{"nir", kPossibleNirs};
  Authority clerk{"who", "why"};
};

TEST(MutatedBytes, OfASeal) {
  const Pseudonyms p;
  const std::string value = "295109912611193";
  const std::string good = p.domain.seal(p.field, value)->text();
  for_each_mutation(20'000, [&](Chance& chance) {
    const std::string text = mutated(good, chance);
    const auto sealed = Sealed::parse(text);
    EXPECT_DOCUMENTED(sealed);
    if (sealed) {
      EXPECT_EQ(sealed->text(), text);  // one text a seal
      const auto opened = p.domain.unseal(p.field, *sealed, p.clerk);
      EXPECT_DOCUMENTED(opened);
      EXPECT_EQ(static_cast<bool>(opened), text == good);
    }
    const TextArray<std::int32_t> column({good, text, std::nullopt});
    const auto values = p.domain.unseals(p.field, column.schema, column.array, p.clerk);
    EXPECT_DOCUMENTED(values);
    EXPECT_EQ(static_cast<bool>(values), text == good);
  });
}

#ifdef PROACTIVE_FF1
TEST(MutatedBytes, OfAMask) {
  const Pseudonyms p;
  const std::pair<Shape, std::string> shapes[] = {{Shape::nir(), "295109912611193"},
                                                  {Shape::siren(), "732829320"},
                                                  {Shape::siret(), "73282932000074"},
                                                  {Shape::ine(), "1234567890A"},
                                                  {*Shape::of("0123456789abcdef"), "0123456789abcdef0123"}};
  for (const auto& one : shapes) {
    const Mask mask(p.domain, p.field, one.first);
    const std::string& value = one.second;
    const std::string good = mask.mask(value)->text();
    for_each_mutation(4'000, [&](Chance& chance) {
      const std::string text = mutated(good, chance);
      const auto opened = mask.unmask_unauthenticated(Masked(text, p.domain.key()), p.clerk);
      EXPECT_DOCUMENTED(opened);
      EXPECT_TRUE(!opened || mask.mask(text_of(opened->expose()))->text() == text);
      const auto masked = mask.mask(mutated(value, chance));
      EXPECT_DOCUMENTED(masked);
      const TextArray<std::int32_t> column({good, text});
      EXPECT_DOCUMENTED(mask.unmasks_unauthenticated(column.schema, column.array, p.domain.key(), p.clerk));
    });
  }
}
#endif

TEST(MutatedBytes, OfTheNameOfAKey) {
  ASSERT_TRUE(key_of("caf-2026/12/2026-11"));
  for (const char* other :
       {"caf-2026/012/2026-11", "caf-2026/+12/2026-11", "caf-2026/12/2026-13", "caf-2026/12/2026-1"})
    EXPECT_FALSE(key_of(other)) << other;
  for_each_mutation(20'000, [&](Chance& chance) {
    const std::string text = mutated("caf-2026/12/2026-11", chance);
    const auto name = key_of(text);
    EXPECT_TRUE(!name || privacy::text_of(*name) == text);
  });
}

// ---- identifiers and hierarchies ---------------------------------------------------------------

template <typename Identifier>
void expect_read(const std::string& text) {
  const auto one = Identifier::parse(text);
  EXPECT_DOCUMENTED(one);
  if (!one) return;
  const auto again = Identifier::parse(one->normalised());
  ASSERT_TRUE(again);
  EXPECT_TRUE(*again == *one);
}

TEST(MutatedBytes, OfAnIdentifier) {
  const std::string texts[] = {"2 95 10 99 126 111 93", "185052B07300497", "1234567890A",
                               "732 829 320",           "73282932000074",  "Jeanne.Doe+x@Example.co.fr"};
  for_each_mutation(20'000, [&](Chance& chance) {
    const std::string text = mutated(texts[chance.below(std::size(texts))], chance);
    expect_read<Nir>(text);
    expect_read<Ine>(text);
    expect_read<Siren>(text);
    expect_read<Siret>(text);
    expect_read<Email>(text);
  });
}

TEST(MutatedBytes, OfAHierarchy) {
  const std::string good =
      "\xEF\xBB\xBF"
      "75056;\"Paris; ville\";75;*\r\n69123;\"Lyon \"\"M\"\"\";69;*\n13055;Marseille;13;*\n2A004;Ajaccio;2A;*";
  ASSERT_TRUE(Hierarchy::from_csv(good));
  for_each_mutation(20'000, [&](Chance& chance) { EXPECT_DOCUMENTED(Hierarchy::from_csv(mutated(good, chance))); });
}

// ---- the ledger and the register ---------------------------------------------------------------

constexpr std::string_view kMarie = "295109912611193";

/// All that can be asked of the files in a folder, whatever is in them.
struct Files {
  Folder folder;
  std::unique_ptr<MasterKey> own = master_key("own");
  MemoryKeys data{"caf"};
  Date today = day("2026-05-15");
  Disk good;

  Files() {
    auto ledger = Ledger::create(folder.path("ledger"), *own);
    auto opposed = OppositionRegister::create(folder.path("opposed"), *own);
    const KeyName key{"caf", 1, {2026, 5}};
    if (!ledger || !opposed || !ledger->note_held({&kMarie, 1}, key, "outreach", today, today).empty() ||
        !ledger->note_use({"a", "b", "c", 1}, {&kMarie, 1}, today).empty() ||
        !opposed->oppose(kMarie, today, today).empty())
      std::abort();
    good = read_disk(folder.path(""));
  }

  void ask_ledger() {
    auto ledger = Ledger::open(folder.path("ledger"), *own);
    EXPECT_DOCUMENTED(ledger);
    if (!ledger) return;
    EXPECT_DOCUMENTED(ledger->verify());
    EXPECT_DOCUMENTED(ledger->head());
    const auto access = ledger->access(kMarie, today);
    EXPECT_DOCUMENTED(access);
    if (access) in_words(*access, Language::french);
    EXPECT_DOCUMENTED(ledger->note_use({"a", "b", "c", 1}, {&kMarie, 1}, today));
    EXPECT_DOCUMENTED(ledger->note_held({&kMarie, 1}, {"caf", 1, {2026, 5}}, "outreach", today, today));
    EXPECT_DOCUMENTED(ledger->sweep(data, day("2029-06-01")));
    EXPECT_DOCUMENTED(ledger->forget(kMarie, day("2029-06-01")));
  }
  void ask_register() {
    auto opposed = OppositionRegister::open(folder.path("opposed"), *own);
    EXPECT_DOCUMENTED(opposed);
    if (!opposed) return;
    EXPECT_DOCUMENTED(opposed->is_opposed(kMarie, today));
    EXPECT_DOCUMENTED(opposed->oppose("another", today, today));
    EXPECT_DOCUMENTED(opposed->withdraw("another", today));
    EXPECT_DOCUMENTED(opposed->sweep(day("2029-06-01")));
  }
  void put(const Disk& disk) {
    for (const std::string& name : folder.names()) ::unlink(folder.path(name).c_str());
    write_disk(disk, folder.path(""));
  }
};

TEST(MutatedBytes, OfTheFilesOfTheLedgerAndTheRegister) {
  Files files;
  for_each_mutation(2'000, [&](Chance& chance) {
    Disk disk = files.good;
    disk.erase("opposed.lock");
    disk.erase("ledger.lock");
    const bool is_ledger = chance.one_in(2);
    std::string& bytes = disk.at(is_ledger ? "ledger" : "opposed").bytes;
    bytes = mutated(std::move(bytes), chance);
    if (chance.one_in(4)) disk[is_ledger ? "ledger-journal" : "opposed-journal"] = {7, mutated(bytes, chance)};
    files.put(disk);
    is_ledger ? files.ask_ledger() : files.ask_register();
  });
}

struct Place {
  bool is_ledger;
  const char* table;
  const char* column;
};
constexpr Place kPlaces[] = {
    {true, "day", "day"},           {true, "hash_key", "name"},  {true, "hash_key", "version"},
    {true, "hash_key", "year"},     {true, "data_key", "name"},  {true, "data_key", "version"},
    {true, "data_key", "year"},     {true, "data_key", "month"}, {true, "data_key", "gone"},
    {true, "held", "hash"},         {true, "held", "day"},       {true, "held", "data_key"},
    {true, "held", "hash_key"},     {true, "held", "purpose"},   {true, "trace", "day"},
    {true, "trace", "count"},       {true, "trace", "hash_key"}, {true, "trace", "link"},
    {true, "trace", "who"},         {true, "trace", "id"},       {true, "subject", "hash"},
    {true, "subject", "trace"},     {true, "anchor", "trace"},   {true, "anchor", "link"},
    {false, "day", "day"},          {false, "hash_key", "year"}, {false, "hash_key", "version"},
    {false, "hash_key", "name"},    {false, "hash_key", "id"},   {false, "opposed", "hash"},
    {false, "opposed", "hash_key"}, {false, "opposed", "day"}};
constexpr const char* kValues[] = {"0",
                                   "-1",
                                   "1",
                                   "13",
                                   "65535",
                                   "2147483647",
                                   "-2147483648",
                                   "4294967296",
                                   "9223372036854775807",
                                   "-9223372036854775807-1",
                                   "1e300",
                                   "''",
                                   "'text'",
                                   "x''",
                                   "x'00'",
                                   "zeroblob(31)",
                                   "zeroblob(33)",
                                   "zeroblob(5000)",
                                   "x'ff00'"};

// A file that SQLite finds whole, with rows that nobody here wrote: each value in each place.
TEST(MutatedBytes, OfEveryRowOfTheLedgerAndTheRegister) {
  Files files;
  for_each_mutation(1, [&](Chance&) {
    for (const Place& place : kPlaces) {
      for (const char* value : kValues) {
        Disk disk = files.good;
        disk.erase("opposed.lock");
        disk.erase("ledger.lock");
        files.put(disk);
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(files.folder.path(place.is_ledger ? "ledger" : "opposed").c_str(), &db), SQLITE_OK);
        const std::string change = std::string("UPDATE ") + place.table + " SET " + place.column + " = " + value;
        sqlite3_exec(db, change.c_str(), nullptr, nullptr, nullptr);
        sqlite3_close(db);
        SCOPED_TRACE(change);
        place.is_ledger ? files.ask_ledger() : files.ask_register();
      }
    }
  });
}

}  // namespace
}  // namespace proactive::privacy
