// Whether the time of a comparison tells where two secrets differ, by the test of dudect (Reparaz,
// Balasch, Verbauwhede 2017): each measurement takes one of two classes at random, and Welch's t says
// whether their times have the same mean. Above 4.5 it is likely that they have not, above 10 certain.
//
// The classes differ from the reference in the first byte and in the last, or are always the same and
// random. The controls leak on purpose: where their t is small, this machine measures nothing.
//
//   timing [measurements]    a million is the default
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "mutations.h"
#include "privacy/algorithms.h"
#include "privacy/bytes.h"
#include "privacy/memory_keys.h"
#include "privacy/sealed_box.h"
#include "proactive/privacy/domain.h"
#include "proactive/privacy/identifiers.h"

namespace proactive::privacy {
namespace {

using tests::Chance;

// In cycles where the processor counts them, else in nanoseconds.
std::uint64_t now() {
#if defined(__x86_64__)
  unsigned core = 0;
  _mm_lfence();
  const std::uint64_t time = __rdtscp(&core);
  _mm_lfence();
  return time;
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

/// Mean and variance of a class, by Welford.
struct Moments {
  double count = 0, mean = 0, sum = 0;
  void add(double value) {
    count += 1;
    const double before = value - mean;
    mean += before / count;
    sum += before * (value - mean);
  }
  double variance() const { return count < 2 ? 0 : sum / (count - 1); }
};

struct Measurement {
  bool is_last;
  std::uint64_t time;
};

double welch(const std::vector<Measurement>& all, std::uint64_t most) {
  std::array<Moments, 2> classes;
  for (const Measurement& one : all) {
    if (one.time <= most) classes[one.is_last ? 1 : 0].add(static_cast<double>(one.time));
  }
  const auto& [first, last] = classes;
  const double error = std::sqrt(first.variance() / first.count + last.variance() / last.count);
  return error == 0 ? 0 : (first.mean - last.mean) / error;
}

/// The t that is furthest from nothing, of all measurements and without the slowest tenths: what
/// interrupts a comparison hides what it tells.
double furthest(const std::vector<Measurement>& all) {
  std::vector<std::uint64_t> times;
  for (const Measurement& one : all) times.push_back(one.time);
  std::sort(times.begin(), times.end());
  double found = welch(all, times.back());
  for (std::size_t tenth = 1; tenth < 10; ++tenth) {
    const double t = welch(all, times[times.size() * tenth / 10]);
    if (std::isfinite(t) && std::abs(t) > std::abs(found)) found = t;
  }
  return found;
}

/// `prepare` puts the one class or the other where `compare` finds it; only `compare` is timed.
void measure(const char* name, std::size_t count, const std::function<void(bool)>& prepare,
             const std::function<bool()>& compare) {
  Chance chance(1);
  std::vector<Measurement> all;
  all.reserve(count);
  std::size_t equal = 0;
  for (std::size_t i = 0; i < count + count / 10; ++i) {
    const bool is_last = chance.one_in(2);
    prepare(is_last);
    const std::uint64_t start = now();
    equal += compare() ? 1 : 0;
    const std::uint64_t time = now() - start;
    if (i >= count / 10) all.push_back({is_last, time});  // the first tenth warms up
  }
  if (equal != 0) std::abort();
  const double t = furthest(all);
  std::printf("%-44s t = %9.1f  %s\n", name, t,
              std::abs(t) > 10 ? "leaks" : (std::abs(t) > 4.5 ? "may leak" : "nothing seen"));
  std::fflush(stdout);
}

/// Two variants of some bytes: one changed in the byte at `first`, one in that at `last`.
struct Variants {
  std::array<std::vector<std::byte>, 2> both;
  Variants(std::span<const std::byte> good, std::size_t first, std::size_t last) {
    both.fill({good.begin(), good.end()});
    both[0][first] ^= std::byte{1};
    both[1][last] ^= std::byte{1};
  }
  std::span<const std::byte> of(bool is_last) const { return both[is_last ? 1 : 0]; }
};

bool leaky(const std::byte* a, const std::byte* b, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const volatile std::byte* at = a + i;
    if (*at != b[i]) return false;
  }
  return true;
}

void of_bytes(std::size_t count) {
  for (const std::size_t size : {16U, 32U, 64U}) {
    const SecretBytes good = *random_secret(size);
    const Variants variants(good.expose(), 0, size - 1);
    SecretBytes other(size);
    const auto prepare = [&](bool is_last) { std::ranges::copy(variants.of(is_last), other.expose().begin()); };
    const std::string name = " of " + std::to_string(size) + " bytes";
    measure(("control: a loop that ends early," + name).c_str(), count, prepare,
            [&] { return leaky(good.expose().data(), other.expose().data(), size); });
    measure(("SecretBytes," + name).c_str(), count, prepare, [&] { return good == other; });
    // Both classes are made alike: what is done before shows in the time of what follows.
    std::array<std::vector<std::byte>, 2> either = {variants.both[1], variants.both[1]};
    const auto prepare_either = [&](bool is_random) {
      (void)fill_random(either[1]);
      std::ranges::copy(either[is_random ? 1 : 0], other.expose().begin());
    };
    measure(("SecretBytes, the same or random," + name).c_str(), count, prepare_either, [&] { return good == other; });
  }
}

void of_tokens(std::size_t count, const Domain& domain, const Field& field) {
  static_assert(std::is_trivially_copyable_v<Token>);
  const Token good = *domain.token(field, "295109912611193");
  const auto size = good.bytes().size();
  const Variants variants(std::as_bytes(std::span(&good, 1)), 0, size - 1);
  Token other = good;
  measure(
      "Token, of 16 bytes", count,
      [&](bool is_last) { std::memcpy(static_cast<void*>(&other), variants.of(is_last).data(), sizeof other); },
      [&] { return good == other; });
}

void of_identifiers(std::size_t count) {
  const auto nir = [](std::uint64_t digits) {
    const std::uint64_t key = 97 - digits % 97;
    return *Nir::parse(std::to_string(digits) + (key < 10 ? "0" : "") + std::to_string(key));
  };
  const Nir good = nir(2'951'099'126'111);
  const std::array<Nir, 2> others = {nir(1'951'099'126'111), nir(2'951'099'126'112)};
  Nir other = nir(2'951'099'126'111);
  measure(
      "Nir, differs at the first digit or at the 13th", count,
      [&](bool is_last) { other = *Nir::parse(others[is_last ? 1 : 0].normalised()); }, [&] { return good == other; });
}

void of_seals(std::size_t count, const Domain& domain, const Field& field) {
  const std::vector<std::byte> key(64, std::byte{7}), context(40, std::byte{1}), message(15, std::byte{'2'});
  const Siv siv = *Siv::make(key, context);
  std::vector<std::byte> sealed(message.size() + Siv::kTag), work, out(message.size());
  if (!siv.seal(message, sealed.data())) std::abort();
  const Variants tags(sealed, 0, Siv::kTag - 1);
  measure(
      "a seal with a wrong tag (SIV)", count,
      [&](bool is_last) { work.assign(tags.of(is_last).begin(), tags.of(is_last).end()); },
      [&] { return siv.unseal(work, out.data()); });
  const Variants texts(sealed, Siv::kTag, sealed.size() - 1);
  measure(
      "a seal with a wrong ciphertext (SIV)", count,
      [&](bool is_last) { work.assign(texts.of(is_last).begin(), texts.of(is_last).end()); },
      [&] { return siv.unseal(work, out.data()); });

  // Through the public interface, whose derivation of a key takes longer than what it compares.
  const Sealed whole = *domain.seal(field, "295109912611193");
  std::array<Sealed, 2> wrong = {whole, whole};
  const auto changed = [&](std::size_t at) {
    std::vector<std::byte> bytes(whole.bytes().begin(), whole.bytes().end());
    bytes[at] ^= std::byte{1};
    Sealed one = whole;
    std::memcpy(const_cast<std::byte*>(one.bytes().data()), bytes.data(), bytes.size());
    return one;
  };
  wrong = {changed(0), changed(Siv::kTag - 1)};
  Sealed other = whole;
  measure(
      "Domain::unseal of a seal with a wrong tag", count / 20, [&](bool is_last) { other = wrong[is_last ? 1 : 0]; },
      [&] {
        return static_cast<bool>(domain.unseal(field, other, {"who", "why"}));
      });
}

// What a key file with another passphrase, or an altered one, fails on once scrypt is done.
void of_boxes(std::size_t count) {
  const SecretBytes key = *random_secret(kKeySize);
  const std::string header = "header", plain(300, 'p');
  const auto good = *seal_box(key, as_bytes(header), as_bytes(plain));
  const Variants tags(good, good.size() - kTagSize, good.size() - 1);
  std::vector<std::byte> work;
  measure(
      "a box of a key file with a wrong tag (GCM)", count / 4,
      [&](bool is_last) { work.assign(tags.of(is_last).begin(), tags.of(is_last).end()); },
      [&] { return static_cast<bool>(open_box(key, as_bytes(header), work, "k")); });
}

}  // namespace

int run(std::size_t count) {
  MemoryKeys keys;
  const Domain domain = *Domain::open(keys, {"cnaf", "cma-lyon", "prime", {2026, 11}});
  const Field field{"nir", kPossibleNirs};
  of_bytes(count);
  of_tokens(count, domain, field);
  of_identifiers(count);
  of_seals(count, domain, field);
  of_boxes(count);
  return 0;
}

}  // namespace proactive::privacy

int main(int argc, char** argv) {
  return proactive::privacy::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000);
}
