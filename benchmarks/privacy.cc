// Whole columns beside bare loops of libcrypto over the same values, in one run: what counts are the
// ratios that are printed last. With `--domains` and `--unseals` it is the long property test instead.
#include <benchmark/benchmark.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "privacy/algorithms.h"
#include "privacy/ff1.h"
#include "privacy/memory_keys.h"
#include "privacy/text_arrays.h"
#include "proactive/privacy/domain.h"
#include "proactive/privacy/masked.h"

namespace proactive::privacy {
namespace {

constexpr std::size_t kRows = 500'000;
const Field kNir{"nir", kPossibleNirs};
const Authority kClerk{"benchmark", "to measure"};
const std::vector<std::byte> kKey(64, std::byte{7});
const std::vector<std::byte> kContext(100, std::byte{1});

std::string padded(std::size_t number, std::size_t size) {
  std::string text = std::to_string(number);
  text.insert(0, size - text.size(), '0');
  return text;
}

std::string nir(std::size_t k) {
  const std::string digits = "1" + padded(k % 100, 2) + padded(1 + k % 12, 2) + padded(1 + k % 95, 2) +
                             padded(1 + k % 990, 3) + padded(1 + k / 990 % 999, 3);
  return digits + padded(97 - std::stoull(digits) % 97, 2);
}

const Texts& nirs() {
  static const Texts all = [] {
    Texts out;
    for (std::size_t k = 0; k < kRows; ++k) out.emplace_back(nir(k));
    return out;
  }();
  return all;
}

const TextArray<std::int64_t>& column() {
  static const TextArray<std::int64_t> all(nirs());
  return all;
}

MemoryKeys& keys() {
  static MemoryKeys all;
  return all;
}

const Domain& domain() {
  static const Domain one = *Domain::open(keys(), {"cnaf", "cma-lyon", "prime", {2026, 11}});
  return one;
}

template <typename Result>
void must(const Result& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", render(result.errors()).c_str());
  std::abort();
}

void done(benchmark::State& state, std::size_t rows = kRows) { state.counters["rows"] = static_cast<double>(rows); }

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

// ---- HMAC ------------------------------------------------------------------------------------

void HmacRaw(benchmark::State& state) {
  const auto hmac = Hmac::make(std::span(kKey).first(32));
  std::byte tag[32];
  for (auto _ : state) {
    for (const auto& text : nirs()) {
      if (!hmac->tag(bytes(*text), tag)) std::abort();
      benchmark::DoNotOptimize(tag);
    }
  }
  done(state);
}

void HmacNaive(benchmark::State& state) {
  constexpr std::size_t rows = kRows / 10;
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  unsigned char tag[32];
  for (auto _ : state) {
    for (std::size_t k = 0; k < rows; ++k) {
      const Mac mac(EVP_MAC_fetch(library_context(), "HMAC", nullptr));
      const MacContext context(EVP_MAC_CTX_new(mac.get()));
      std::size_t size = 0;
      if (EVP_MAC_init(context.get(), raw(std::span(kKey)), 32, parameters) != 1 ||
          EVP_MAC_update(context.get(), raw(bytes(*nirs()[k])), 15) != 1 ||
          EVP_MAC_final(context.get(), tag, &size, sizeof tag) != 1)
        std::abort();
      benchmark::DoNotOptimize(tag);
    }
  }
  done(state, rows);
}

void HmacColumn(benchmark::State& state) {
  for (auto _ : state) {
    const auto tokens = domain().tokens(kNir, column().schema, column().array);
    must(tokens);
    benchmark::DoNotOptimize(tokens->array().length);
  }
  done(state);
}

// ---- AES-SIV ---------------------------------------------------------------------------------

void SivRaw(benchmark::State& state) {
  const auto siv = Siv::make(kKey, kContext);
  std::byte sealed[31];
  for (auto _ : state) {
    for (const auto& text : nirs()) {
      if (!siv->seal(bytes(*text), sealed)) std::abort();
      benchmark::DoNotOptimize(sealed);
    }
  }
  done(state);
}

void SivColumn(benchmark::State& state) {
  for (auto _ : state) {
    const auto seals = domain().seals(kNir, column().schema, column().array);
    must(seals);
    benchmark::DoNotOptimize(seals->array().length);
  }
  done(state);
}

void SivColumnOnTwoThreads(benchmark::State& state) {
  const auto one = [] { must(domain().seals(kNir, column().schema, column().array)); };
  for (auto _ : state) {
    std::thread other(one);
    one();
    other.join();
  }
  done(state, 2 * kRows);
}

void SivUnsealColumn(benchmark::State& state) {
  const auto seals = domain().seals(kNir, column().schema, column().array);
  must(seals);
  for (auto _ : state) must(domain().unseals(kNir, seals->schema(), seals->array(), kClerk));
  done(state);
}

// ---- FF1 -------------------------------------------------------------------------------------

void Ff1Raw(benchmark::State& state) {
  auto ff1 = Ff1::make(std::span(kKey).first(32), {10, 13});
  must(ff1);
  std::vector<std::uint64_t> left(Ff1::kLanes, 123'456);
  std::vector<std::uint64_t> right(Ff1::kLanes, 7'654'321);
  for (std::size_t k = 0; k < left.size(); ++k) left[k] += k;
  constexpr std::size_t blocks = kRows / Ff1::kLanes;
  for (auto _ : state) {
    for (std::size_t k = 0; k < blocks; ++k)
      if (!ff1->encipher(left, right)) std::abort();
    benchmark::DoNotOptimize(left.data());
  }
  done(state, blocks * Ff1::kLanes);
}

void NirColumn(benchmark::State& state) {
  const Mask mask(domain(), kNir, Shape::nir());
  for (auto _ : state) {
    const auto masks = mask.masks(column().schema, column().array);
    must(masks);
    benchmark::DoNotOptimize(masks->array().length);
  }
  done(state);
}

void NirColumnBack(benchmark::State& state) {
  const Mask mask(domain(), kNir, Shape::nir());
  const auto masks = mask.masks(column().schema, column().array);
  must(masks);
  for (auto _ : state) must(mask.unmasks_unauthenticated(masks->schema(), masks->array(), domain().key(), kClerk));
  done(state);
}

// ---- ratios ----------------------------------------------------------------------------------

// Rows a second, of the processor's time and of the clock's. The best of the repetitions: on a machine
// that does other things too, the others measure those.
struct Rate {
  double processor = 0;
  double clock = 0;
};

class Ratios : public benchmark::ConsoleReporter {
 public:
  Ratios() : ConsoleReporter(OO_None) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const auto rows = static_cast<double>(run.iterations) * run.counters.at("rows");
      Rate& best = rates_[run.run_name.function_name];
      best.processor = std::max(best.processor, rows / run.cpu_accumulated_time);
      best.clock = std::max(best.clock, rows / run.real_accumulated_time);
    }
  }

  void print(const char* what, const char* made, const char* base, double bar) const {
    const auto a = rates_.find(made);
    const auto b = rates_.find(base);
    if (a == rates_.end() || b == rates_.end()) return;
    std::printf("%-40s %6.2f x by the processor %6.2f x by the clock   (bar %.2f)\n", what,
                a->second.processor / b->second.processor, a->second.clock / b->second.clock, bar);
  }

 private:
  std::map<std::string, Rate> rates_;
};

void measure() {
  for (const auto& [name, function] : {std::pair{"HmacRaw", &HmacRaw},
                                       {"HmacNaive", &HmacNaive},
                                       {"HmacColumn", &HmacColumn},
                                       {"SivRaw", &SivRaw},
                                       {"SivColumn", &SivColumn},
                                       {"SivColumnOnTwoThreads", &SivColumnOnTwoThreads},
                                       {"SivUnsealColumn", &SivUnsealColumn},
                                       {"Ff1Raw", &Ff1Raw},
                                       {"NirColumn", &NirColumn},
                                       {"NirColumnBack", &NirColumnBack}})
    benchmark::RegisterBenchmark(name, function)->Unit(benchmark::kMillisecond)->Repetitions(5);
  Ratios ratios;
  benchmark::RunSpecifiedBenchmarks(&ratios);
  std::printf("\n");
  ratios.print("tokens of a column, to the bare loop", "HmacColumn", "HmacRaw", 0.8);
  ratios.print("tokens of a column, to the naive call", "HmacColumn", "HmacNaive", 4);
  ratios.print("seals of a column, to the bare loop", "SivColumn", "SivRaw", 0.85);
  // The processor's time is that of one of the threads: by it, two that wait for each other look well.
  ratios.print("seals on two threads, to one", "SivColumnOnTwoThreads", "SivColumn", 1.8);
  ratios.print("masks of NIRs, to bare FF1", "NirColumn", "Ff1Raw", 0.5);
}

// ---- the long property tests -----------------------------------------------------------------

Domain numbered(std::size_t k) { return *Domain::open(keys(), {"cnaf", padded(k, 4), "prime", {2026, 11}}); }

// 100 domains with the same million of persons. Of each token the first 64 bits are kept, 800 MB of them:
// two that share those would be seen in one of three thousand such runs.
int tokens_across_domains() {
  constexpr std::size_t domains = 100;
  constexpr std::size_t persons = 1'000'000;
  constexpr std::size_t step = 100'000;
  std::vector<std::uint64_t> seen;
  seen.reserve(domains * persons);
  for (std::size_t from = 0; from < persons; from += step) {
    Texts texts;
    for (std::size_t k = 0; k < step; ++k) texts.emplace_back(std::to_string(from + k));
    const TextArray<std::int64_t> array(texts);
    for (std::size_t k = 0; k < domains; ++k) {
      const auto tokens = numbered(k).tokens(kNir, array.schema, array.array);
      must(tokens);
      const char* letters = static_cast<const char*>(tokens->array().buffers[2]);
      for (std::size_t row = 0; row < step; ++row, letters += 26) {
        std::uint64_t word = 0;
        for (std::size_t j = 0; j < 13; ++j)
          word = word << 5U | static_cast<std::uint64_t>(letters[j] >= 'a' ? letters[j] - 'a' : letters[j] - '2' + 26);
        seen.push_back(word);
      }
    }
  }
  std::sort(seen.begin(), seen.end());
  std::size_t equal = 0;
  for (std::size_t k = 1; k < seen.size(); ++k) equal += seen[k] == seen[k - 1];
  std::printf("%zu tokens of %zu domains: %zu equal in their first 64 bits\n", seen.size(), domains, equal);
  return equal == 0 ? 0 : 1;
}

int unseals_in_wrong_domains() {
  std::vector<Sealed> seals;
  for (std::size_t k = 0; k < 1000; ++k) seals.push_back(*domain().seal(kNir, nir(k)));
  std::size_t opened = 0;
  for (std::size_t k = 0; k < 1000; ++k) {
    const Domain wrong = numbered(k);
    for (const Sealed& sealed : seals) opened += static_cast<bool>(wrong.unseal(kNir, sealed, kClerk));
  }
  std::printf("%zu seals in 1000 domains that are not theirs: %zu opened\n", seals.size(), opened);
  return opened == 0 ? 0 : 1;
}

}  // namespace
}  // namespace proactive::privacy

int main(int count, char** arguments) {
  using namespace proactive::privacy;
  if (count > 1 && std::strcmp(arguments[1], "--domains") == 0) return tokens_across_domains();
  if (count > 1 && std::strcmp(arguments[1], "--unseals") == 0) return unseals_in_wrong_domains();
  benchmark::Initialize(&count, arguments);
  measure();
  return 0;
}
