#include "privacy/canaries.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "privacy/faults.h"
#include "privacy/sanitized.h"
#include "privacy/sealed_box.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kPart = 16;
constexpr std::size_t kLeast = 12;
constexpr std::size_t kLongest = 512;
constexpr std::size_t kMost = 256;
constexpr unsigned char kMask = 0xA5;

struct Canary {
  std::array<char, 48> name;
  std::size_t size;
  std::array<unsigned char, kPart> hidden;
};

// Both are volatile: else an optimiser unmasks what is wanted once, on the stack, and finds that.
bool is_here(const volatile unsigned char* at, const Canary& canary) {
  const volatile unsigned char* hidden = canary.hidden.data();
  for (std::size_t i = 0; i < canary.size; ++i) {
    if ((at[i] ^ kMask) != hidden[i]) return false;
  }
  return true;
}

bool is_in(const std::vector<unsigned char>& bytes, const Canary& canary) {
  const auto first = static_cast<unsigned char>(canary.hidden[0] ^ kMask);
  const unsigned char* at = bytes.data();
  const unsigned char* const end = bytes.data() + bytes.size();
  while (end - at >= static_cast<std::ptrdiff_t>(canary.size)) {
    at = static_cast<const unsigned char*>(std::memchr(at, first, static_cast<std::size_t>(end - at)));
    if (at == nullptr || end - at < static_cast<std::ptrdiff_t>(canary.size)) return false;
    if (is_here(at, canary)) return true;
    ++at;
  }
  return false;
}

}  // namespace

struct Canaries::Shared {
  std::size_t size;
  std::array<Canary, kMost> all;
};

Canaries::Canaries() {
  void* const memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  shared_ = static_cast<Shared*>(memory);
}

Canaries::~Canaries() { ::munmap(shared_, sizeof(Shared)); }

void Canaries::plant(const char* name, std::span<const std::byte> secret) {
  if (secret.size() < kLeast) std::abort();
  secret = secret.first(std::min(secret.size(), kLongest));
  for (; secret.size() >= kPart; secret = secret.subspan(kPart)) plant_part(name, secret.first(kPart));
  if (secret.size() >= kLeast) plant_part(name, secret);
}

void Canaries::plant_part(const char* name, std::span<const std::byte> secret) {
  if (shared_->size == kMost) std::abort();
  Canary& canary = shared_->all[shared_->size++];
  std::strncpy(canary.name.data(), name, canary.name.size() - 1);
  canary.size = secret.size();
  const volatile auto* from = reinterpret_cast<const volatile unsigned char*>(secret.data());
  for (std::size_t i = 0; i < canary.size; ++i) canary.hidden[i] = from[i] ^ kMask;
}

std::string Canaries::found_in(const std::string& path) const {
  std::vector<unsigned char> bytes(std::filesystem::file_size(path));
  std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
  std::string names, last;
  for (std::size_t i = 0; i < shared_->size; ++i) {
    const std::string name = shared_->all[i].name.data();
    if (name == last || !is_in(bytes, shared_->all[i])) continue;
    names += (names.empty() ? "" : ", ") + name;
    last = name;
  }
  return names;
}

SecretBytes random_text(std::size_t size) {
  SecretBytes text = *random_secret(size);
  for (std::byte& byte : text.expose()) {
    const unsigned kind = std::to_integer<unsigned>(byte) % 36;
    byte = static_cast<std::byte>(kind < 10 ? '0' + kind : 'a' + kind - 10);
  }
  return text;
}

SecretBytes random_nir() {
  SecretBytes nir = *random_secret(15);
  const std::span<std::byte> digits = nir.expose();
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 13; ++i) {
    const unsigned digit = i == 0 ? 2 : std::to_integer<unsigned>(digits[i]) % 9 + 1;
    digits[i] = static_cast<std::byte>('0' + digit);
    number = number * 10 + digit;
  }
  const std::uint64_t key = 97 - number % 97;
  digits[13] = static_cast<std::byte>('0' + key / 10);
  digits[14] = static_cast<std::byte>('0' + key % 10);
  return nir;
}

std::string_view text_of(const SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.expose().data()), secret.size()};
}

void dump_memory(const std::string& path) {
  std::ifstream maps("/proc/self/maps");
  const int out = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0, to = 0;
    std::array<char, 5> rights{};
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, rights.data()) != 3) continue;
    if (rights[0] != 'r' || rights[1] != 'w' || line.find("[v") != std::string::npos) continue;
    // Straight from where it is: a buffer would be a copy.
    const ssize_t size = static_cast<ssize_t>(to - from);
    if (::write(out, reinterpret_cast<const void*>(from), to - from) != size) std::abort();
  }
  ::close(out);
}

namespace {

TEST(Canaries, AreFoundWhereTheyAreAndNotWhereTheyWere) {
  if (kSanitized) GTEST_SKIP() << "sanitizers keep freed memory and shadow it";
  const Folder folder;
  Canaries canaries;
  SecretBytes kept = random_text(15);
  {
    const SecretBytes gone = random_nir();
    canaries.plant("kept", kept);
    canaries.plant("gone", gone);
  }
  dump_memory(folder.path("memory"));
  EXPECT_EQ(canaries.found_in(folder.path("memory")), "kept");
}

}  // namespace
}  // namespace proactive::privacy
