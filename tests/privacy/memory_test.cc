// Once its owner is gone, a secret is nowhere in the memory that this process can write.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "privacy/bytes.h"
#include "privacy/faults.h"
#include "privacy/key_store.h"
#include "privacy/key_support.h"
#include "privacy/openssl.h"
#include "privacy/sanitized.h"
#include "privacy/sealed_box.h"
#include "privacy/text_streams.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {
namespace {

// What is looked for is kept in another form, so that looking does not find itself.
using Masked = std::array<unsigned char, 32>;
constexpr unsigned char kMask = 0xA5;

Masked masked(std::span<const std::byte> secret) {
  Masked out{};
  const volatile auto* from = reinterpret_cast<const volatile unsigned char*>(secret.data());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = from[i] ^ kMask;
  return out;
}

// Both are volatile: else an optimiser unmasks what is wanted once, on the stack, and finds that.
bool is_here(const volatile unsigned char* at, const Masked& wanted) {
  const volatile unsigned char* hidden = wanted.data();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if ((at[i] ^ kMask) != hidden[i]) return false;
  }
  return true;
}

int copies_in_memory(const Masked& wanted) {
  int copies = 0;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0, to = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, rights) != 3) continue;
    if (rights[0] != 'r' || rights[1] != 'w' || line.find("[v") != std::string::npos) continue;
    for (std::uintptr_t at = from; at + wanted.size() <= to; ++at) {
      copies += is_here(reinterpret_cast<const volatile unsigned char*>(at), wanted) ? 1 : 0;
    }
  }
  return copies;
}

class Memory : public testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "sanitizers keep freed memory and shadow it";
  }
};

TEST_F(Memory, AMasterKeyGoesWithItsProvider) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  Masked wanted{};
  {
    const auto key = random_secret(32);
    wanted = masked(key->expose());
    ASSERT_EQ(::write(ends[1], key->expose().data(), 32), 32);
    ::close(ends[1]);
  }
  auto provider = MasterKey::read(ends[0], "hsm");
  ASSERT_TRUE(provider);
  Masked derived{};
  {
    const auto bytes = (*provider)->derive({"hsm", 1, {2026, 5}}, as_bytes("tokens"), 32);
    ASSERT_TRUE(bytes);
    derived = masked(bytes->expose());
    EXPECT_GE(copies_in_memory(derived), 1);
  }
  EXPECT_EQ(copies_in_memory(derived), 0);
  EXPECT_GE(copies_in_memory(wanted), 1);  // looking finds
  provider->reset();
  EXPECT_EQ(copies_in_memory(wanted), 0);
}

TEST_F(Memory, AKeyFileLeavesNothing) {
  const Folder folder;
  Masked passphrase{}, sealing{}, may{}, june{};
  std::unique_ptr<KeyFile> file;
  {
    const auto words = random_secret(32);
    passphrase = masked(words->expose());
    auto made = KeyFile::create(folder.path("k"), "caf", *words, 14);
    ASSERT_TRUE(made);
    file = *std::move(made);
    ASSERT_TRUE(file->current({2026, 5}));
    ASSERT_TRUE(file->current({2026, 6}));
    const std::string sealed = folder.bytes();  // the lock is empty
    const auto bytes = as_bytes(sealed);
    Salt salt{};
    std::copy_n(bytes.begin() + 9, kSaltSize, salt.begin());
    const auto key = passphrase_key(*words, salt, 14);
    sealing = masked(key->expose());
    const auto plain = open_box(*key, bytes.first(25), bytes.subspan(25), "k");
    ASSERT_TRUE(plain);
    const auto store = decode(plain->expose());
    may = masked(store->find(1, {2026, 5})->key.expose());
    june = masked(store->find(1, {2026, 6})->key.expose());
  }
  EXPECT_EQ(copies_in_memory(passphrase), 0);
  EXPECT_GE(copies_in_memory(sealing), 1);
  EXPECT_EQ(copies_in_memory(may), 1);
  ASSERT_TRUE(file->shred({"caf", 1, {2026, 5}}, day("2027-05-01")));
  EXPECT_EQ(copies_in_memory(may), 0);
  EXPECT_EQ(copies_in_memory(june), 1);
  file.reset();
  EXPECT_EQ(copies_in_memory(june), 0);
  EXPECT_EQ(copies_in_memory(sealing), 0);
}

// The keys of hashes live in contexts of libcrypto, which keep them as they are until they are freed.
TEST_F(Memory, ARegisterKeepsNoKeyBetweenTwoCalls) {
  const Folder folder;
  const auto own = master_key("register");
  auto opposed = OppositionRegister::create(folder.path("r"), *own);
  const Date today = day("2026-05-15");
  ASSERT_EQ(code(opposed->oppose("295109912611193", today, today)), "");
  ASSERT_TRUE(*opposed->is_opposed("295109912611193", today));
  Masked key{};
  {
    const auto bytes = own->derive({"register", 1, {2026, 2}}, as_bytes("proactive opposition persons"), 32);
    key = masked(bytes->expose());
  }
  EXPECT_EQ(copies_in_memory(key), 0);
}

// Of a column that was written and looked for, nothing is left but what its producer has, and of the
// table of those who may be reached nothing once it is released.
TEST_F(Memory, AColumnLeavesNoIdentifier) {
  const Folder folder;
  const auto own = master_key("register");
  auto opposed = OppositionRegister::create(folder.path("r"), *own);
  const Date today = day("2026-05-15");
  Masked wanted{};
  TextStream given({});
  given.arrays.emplace_back(Texts{std::string(96, 'x')});  // freed memory loses its first bytes
  {
    const auto id = random_secret(32);
    wanted = masked(id->expose());
    std::memcpy(given.arrays[0].bytes.data() + 64, id->expose().data(), 32);
    forget_below();  // what this copy left in registers
  }
  const auto rewind = [&] {
    given.next = 0;
    given.stream.release = [](ArrowArrayStream* stream) { stream->release = nullptr; };
  };
  ASSERT_EQ(copies_in_memory(wanted), 1);
  rewind();
  ASSERT_EQ(*opposed->oppose(given.stream, today, today), 1U);
  rewind();
  ASSERT_EQ(*opposed->withdraw(given.stream, today), 1U);
  EXPECT_EQ(copies_in_memory(wanted), 1);
  rewind();
  auto reached = opposed->reachable(given.stream, "", today);
  ASSERT_TRUE(reached);
  ArrowArrayStream rows{};
  reached->move_to(&rows);
  ArrowArray array{};
  ASSERT_EQ(rows.get_next(&rows, &array), 0);
  EXPECT_EQ(copies_in_memory(wanted), 2);
  array.release(&array);
  rows.release(&rows);
  EXPECT_EQ(copies_in_memory(wanted), 1);
}

}  // namespace
}  // namespace proactive::privacy
