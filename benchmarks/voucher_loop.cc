// Rows go in blocks whose intermediate columns stay in the nearest cache. No step branches on a
// row's facts:
//   1. the custody of a block's persons is packed into bits;
//   2. a household's children in shared custody are the bits set in its part of them, and its
//      units, in twentieths, come from two look-ups by number of persons;
//   3. `income / units < bound` is `income * 20 < bound * units`, in 64-bit lanes; the amount is
//      chosen by masks;
//   4. outcomes are packed into bits and combined with what is known.
// The compiler makes the vectors, once for each set of instructions.
#include "voucher_loop.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_INSTRUCTION_SET __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define FOR_EACH_INSTRUCTION_SET
#endif

namespace proactive::benchmarks {
namespace {

constexpr int kBlock = 1024;
constexpr int kMostPersons = 22;
constexpr std::int64_t kBounds[] = {560000, 670000, 770000, 1070000};  // cents per unit
constexpr std::int64_t kAmounts[4][3] = {
    {19400, 24000, 27700}, {14600, 17600, 20200}, {9800, 11300, 12600}, {4800, 6300, 7600}};

constexpr auto kSteps = [] {
  std::array<std::array<std::int64_t, 3>, 4> steps{};
  for (int band = 0; band < 4; ++band) {
    for (int column : {1, 0, 2}) {
      const std::int64_t below = band == 3 ? 0 : kAmounts[band + 1][column];
      steps[band][column] = kAmounts[band][column] - below - (column == 1 ? 0 : steps[band][1]);
    }
  }
  return steps;
}();

using Bits = std::array<std::uint8_t, kBlock * kMostPersons / 8 + 16>;
using Bytes = std::array<std::uint8_t, kBlock + 64>;

// By number of persons, half of their units in twentieths: the rule adds two halves.
constexpr auto kHalves = [] {
  std::array<std::uint8_t, 32> halves{};
  for (int persons = 0; persons < 32; ++persons)
    halves[persons] = static_cast<std::uint8_t>(persons <= 1 ? 10 * persons : persons == 2 ? 15 : 3 * persons + 9);
  return halves;
}();

std::uint64_t word_at(const std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Eight bytes that are 0 or 1 become eight bits.
std::uint8_t packed(const std::uint8_t* bytes) {
  return static_cast<std::uint8_t>((word_at(bytes) * 0x0102040810204080u) >> 56);
}

std::uint64_t packed_word(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word |= std::uint64_t{packed(bytes + 8 * i)} << (8 * i);
  return word;
}

std::uint64_t bits_from(const std::uint8_t* bits, std::int64_t place, int count) {
  return (word_at(bits + place / 8) >> (place % 8)) & ((std::uint64_t{1} << count) - 1);
}

// Steps 1 and 2. `whole_known` is given only where a custody may be unknown.
FOR_EACH_INSTRUCTION_SET
void count_units(const VoucherInputs& in, std::int64_t begin, int rows, std::uint8_t* units,
                 std::uint8_t* whole_known) {
  Bits shared;
  const std::int32_t* offsets = in.offsets + begin;
  const std::int32_t first = offsets[0] / 8 * 8;
  const int bytes = (offsets[rows] - first + 7) / 8;
  for (int i = 0; i < bytes; ++i) shared[i] = packed(in.custody + first + 8 * i);
  for (int i = 0; i < rows; ++i) {
    const int everyone = offsets[i + 1] - offsets[i];
    const int dependants = everyone - in.declarants[begin + i];
    const std::int32_t place = offsets[i + 1] - dependants;
    const int part_time = std::popcount(bits_from(shared.data(), place - first, dependants));
    units[i] = static_cast<std::uint8_t>(kHalves[everyone] + kHalves[everyone - part_time]);
    if (whole_known != nullptr) {
      const std::uint64_t all = (std::uint64_t{1} << dependants) - 1;
      whole_known[i] = bits_from(in.custody_known, place, dependants) == all;
    }
  }
}

// Step 3 for the outcome: 1 where income per unit is below the last bound.
FOR_EACH_INSTRUCTION_SET
void compare(const std::int64_t* __restrict income, const std::uint8_t* __restrict units,
             std::uint8_t* __restrict modest, int rows) {
  for (int i = 0; i < rows; ++i) modest[i] = income[i] * 20 < kBounds[3] * units[i];
}

// All ones for true.
std::int64_t mask(bool holds) { return -static_cast<std::int64_t>(holds); }

// What is below a bound is below the next ones: the amount is a sum of steps, each masked. A
// step is that of the middle column of the table, corrected for the outer ones.
FOR_EACH_INSTRUCTION_SET
void choose_amounts(const std::int64_t* __restrict income, const std::uint8_t* __restrict units,
                    const std::uint8_t* __restrict entitled, std::int64_t* __restrict amount, int rows) {
  for (int i = 0; i < rows; ++i) {
    const std::int64_t twentieths = units[i];
    const std::int64_t scaled = income[i] * 20;
    const std::int64_t first = mask(twentieths <= 20);
    const std::int64_t last = mask(twentieths >= 40);
    std::int64_t sum = 0;
    for (int band = 0; band < 4; ++band) {
      const std::int64_t step = kSteps[band][1] + (first & kSteps[band][0]) + (last & kSteps[band][2]);
      sum += mask(scaled < kBounds[band] * twentieths) & step;
    }
    amount[i] = sum & mask(entitled[i]);
  }
}

// 1 for owner, first_time_buyer and tenant.
FOR_EACH_INSTRUCTION_SET
void check_housing(const std::uint8_t* __restrict occupancy, std::uint8_t* __restrict housed, int rows) {
  for (int i = 0; i < rows; ++i) housed[i] = occupancy[i] <= 2;
}

// The bits as bytes, eight at a time: each byte keeps its own bit of the copies, as 0 or 1.
FOR_EACH_INSTRUCTION_SET
void entitle(const std::uint64_t* bits, std::uint8_t* entitled, int rows) {
  for (int i = 0; i < rows; i += 8) {
    const std::uint64_t byte = (bits[i / 64] >> (i % 64)) & 0xff;
    const std::uint64_t bytes = ((byte * 0x0101010101010101u & 0x8040201008040201u) + 0x7f7f7f7f7f7f7f7fu) >> 7;
    const std::uint64_t ones = bytes & 0x0101010101010101u;
    std::memcpy(entitled + i, &ones, sizeof ones);
  }
}

std::uint64_t known_word(const std::uint8_t* known, std::int64_t row) {
  return known == nullptr ? ~std::uint64_t{0} : word_at(known + row / 8);
}

}  // namespace

void decide_voucher(const VoucherInputs& in, const VoucherOutputs& out, std::int64_t begin, std::int64_t end) {
  Bytes units, housed, modest, whole_known, entitled;
  for (std::int64_t row = begin; row < end; row += kBlock) {
    const int rows = static_cast<int>(std::min<std::int64_t>(kBlock, end - row));
    count_units(in, row, rows, units.data(), in.custody_known == nullptr ? nullptr : whole_known.data());
    check_housing(in.occupancy + row, housed.data(), rows);
    compare(in.income + row, units.data(), modest.data(), rows);
    for (int i = 0; i < rows; i += 64) {
      const std::uint64_t is_housed = packed_word(housed.data() + i);
      const std::uint64_t is_modest = packed_word(modest.data() + i);
      const std::uint64_t housing_known = known_word(in.occupancy_known, row + i);
      std::uint64_t income_known = known_word(in.income_known, row + i);
      if (in.custody_known != nullptr) income_known &= packed_word(whole_known.data() + i);
      out.yes[(row + i) / 64] = is_housed & housing_known & is_modest & income_known;
      out.no[(row + i) / 64] = (housing_known & ~is_housed) | (income_known & ~is_modest);
    }
    if (out.amount == nullptr) continue;
    entitle(out.yes + row / 64, entitled.data(), rows);
    choose_amounts(in.income + row, units.data(), entitled.data(), out.amount + row, rows);
  }
}

}  // namespace proactive::benchmarks
