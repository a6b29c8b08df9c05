// The loops of the block engine one by one, for each instruction set this processor has: 1024 rows
// in the nearest cache. `per_row` is the time for one row.
#include <benchmark/benchmark.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "execution/kernel_set.h"

namespace proactive::execution {
namespace {

constexpr std::int64_t kRows = 1024;
constexpr std::int64_t kWords = kRows / 64;

// Columns as a block has them: amounts in cents, choices of a few members, lists of two or three.
struct Columns {
  std::vector<std::int64_t> a, b, out, table, starts, behind;
  std::vector<std::int32_t> places, begin, narrow;
  std::vector<std::uint8_t> bytes, out_bytes, mask, map;
  std::vector<Word> x, y, z;

  Columns()
      : a(kRows),
        b(kRows),
        out(kRows),
        table(64),
        starts(16384),
        behind(16384),
        places(kRows),
        begin(kRows + 1),
        narrow(kRows),
        bytes(kRows),
        out_bytes(kRows + 64),
        mask(kRows + 64),
        map(256),
        x(kWords + 2),
        y(kWords + 2),
        z(kWords + 2) {
    std::mt19937_64 random(1);
    for (auto& value : a) value = static_cast<std::int64_t>(random() % 10'000'000);
    for (auto& value : b) value = static_cast<std::int64_t>(1 + random() % 64);
    for (auto& value : table) value = static_cast<std::int64_t>(random() % 30'000);
    for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = static_cast<std::int64_t>(i) * 10'000'000 / 16384;
    for (auto& value : places) value = static_cast<std::int32_t>(random() % 64);
    for (auto& value : narrow) value = static_cast<std::int32_t>(random() % 20'000);
    for (std::size_t i = 0; i < begin.size(); ++i) begin[i] = static_cast<std::int32_t>(i);
    for (auto& value : bytes) value = static_cast<std::uint8_t>(random() % 5);
    for (auto& word : x) word = random();
    for (auto& word : y) word = random();
  }
};

using Loop = std::function<void(const Kernels&, Columns&)>;

std::vector<std::pair<std::string, Loop>> loops() {
  const auto data = [](auto& column) { return column.data(); };
  return {
      {"and_planes", [=](auto& k, auto& c) { k.and_planes(data(c.z), data(c.x), data(c.y), kWords); }},
      {"shift_bits",
       [=](auto& k, auto& c) { k.shift_bits(data(c.z), reinterpret_cast<std::uint8_t*>(data(c.x)), 3, kRows); }},
      {"spread_bits", [=](auto& k, auto& c) { k.spread_bits(data(c.mask), data(c.x), kRows); }},
      {"widen_i32", [=](auto& k, auto& c) { k.widen_i32(data(c.out), data(c.narrow), 1, kRows); }},
      {"scale_i64", [=](auto& k, auto& c) { k.scale_i64(data(c.out), data(c.a), 20, kRows); }},
      {"map_bytes", [=](auto& k, auto& c) { k.map_bytes(data(c.out_bytes), data(c.bytes), data(c.map), 5, kRows); }},
      {"add", [=](auto& k, auto& c) { k.add(data(c.out), data(c.a), 1, data(c.b), 1, kRows); }},
      {"multiply", [=](auto& k, auto& c) { k.multiply(data(c.out), data(c.a), data(c.b), kRows); }},
      {"minimum", [=](auto& k, auto& c) { k.minimum(data(c.out), data(c.a), data(c.b), kRows); }},
      {"magnitudes", [=](auto& k, auto& c) { benchmark::DoNotOptimize(k.magnitudes(data(c.a), kRows)); }},
      {"compare", [=](auto& k, auto& c) { k.compare[0](data(c.z), data(c.a), data(c.b), kRows); }},
      {"compare_constant", [=](auto& k, auto& c) { k.compare_constant[0](data(c.z), data(c.a), 5'000'000, kRows); }},
      {"compare_scaled", [=](auto& k, auto& c) { k.compare_scaled[0](data(c.z), data(c.a), 1, data(c.b), 99, kRows); }},
      {"bytes_in (3)", [=](auto& k, auto& c) { k.bytes_in(data(c.z), data(c.bytes), data(c.map), 3, kRows); }},
      {"bytes_test", [=](auto& k, auto& c) { k.bytes_test(data(c.z), data(c.bytes), data(c.map), kRows); }},
      {"select", [=](auto& k, auto& c) { k.select(data(c.out), data(c.mask), data(c.a), data(c.b), kRows); }},
      {"keep", [=](auto& k, auto& c) { k.keep(data(c.out), data(c.mask), data(c.a), kRows); }},
      {"band (4)", [=](auto& k, auto& c) { k.band(data(c.places), 0, data(c.a), data(c.starts), 4, kRows); }},
      {"band_search (128)",
       [=](auto& k, auto& c) { k.band_search(data(c.places), 0, data(c.a), data(c.starts), 128, 127, kRows); }},
      {"band_search (16384)",
       [=](auto& k, auto& c) { k.band_search(data(c.places), 0, data(c.a), data(c.starts), 16384, 16383, kRows); }},
      {"band_fraction (4)",
       [=](auto& k, auto& c) {
         k.band_fraction(data(c.places), 0, data(c.a), 1, data(c.b), data(c.starts), data(c.behind), 4, kRows);
       }},
      {"band_direct", [=](auto& k, auto& c) { k.band_direct(data(c.places), 0, data(c.b), 1, 64, kRows); }},
      {"look_up_direct",
       [=](auto& k, auto& c) { k.look_up_direct(data(c.out), data(c.b), 1, 64, data(c.table), kRows); }},
      {"look_up", [=](auto& k, auto& c) { k.look_up(data(c.out), data(c.places), data(c.table), kRows); }},
      {"add_months",
       [=](auto& k, auto& c) { k.add_months(data(c.out), data(c.z), data(c.b), data(c.b), 1, 1, kRows); }},
      {"age", [=](auto& k, auto& c) { k.age(data(c.out), data(c.b), data(c.b), 1, kRows); }},
      {"lengths", [=](auto& k, auto& c) { k.lengths(data(c.out), data(c.begin), data(c.begin) + 1, 1, kRows); }},
      {"count_segments",
       [=](auto& k, auto& c) {
         k.count_segments(data(c.out), data(c.x), data(c.begin), data(c.begin) + 1, 1, 0, kRows);
       }},
      {"sum_segments",
       [=](auto& k, auto& c) {
         k.sum_segments(data(c.out), data(c.a), data(c.begin), data(c.begin) + 1, 1, 0, kRows);
       }},
  };
}

void run(benchmark::State& state, const Kernels& kernels, const Loop& loop) {
  Columns columns;
  for (auto _ : state) {
    loop(kernels, columns);
    benchmark::ClobberMemory();
  }
  state.counters["per_row"] = benchmark::Counter(
      static_cast<double>(kRows), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace
}  // namespace proactive::execution

int main(int argc, char** argv) {
  using namespace proactive::execution;
  for (const auto& [name, loop] : loops()) {
    for (const Kernels* kernels : available_kernels())
      benchmark::RegisterBenchmark((name + "/" + kernels->name).c_str(),
                                   [kernels, loop](benchmark::State& state) { run(state, *kernels, loop); });
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
