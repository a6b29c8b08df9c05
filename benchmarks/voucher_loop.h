// The energy voucher on 2019-04-01 as a programmer would write it for this one right and these
// columns: the loop that an engine for all rights is measured against.
#ifndef PROACTIVE_BENCHMARKS_VOUCHER_LOOP_H_
#define PROACTIVE_BENCHMARKS_VOUCHER_LOOP_H_

#include <cstdint>

namespace proactive::benchmarks {

/// Columns by household and, after `offsets`, by person. Persons stand in the order of their
/// households, declarants first. `…_known` are bits as in Arrow, null where all is known.
/// Eight bytes after the end of each column may be read.
struct VoucherInputs {
  std::int64_t rows = 0;
  const std::int64_t* income = nullptr;      ///< cents
  const std::uint8_t* occupancy = nullptr;   ///< owner, first_time_buyer, tenant, …
  const std::uint8_t* declarants = nullptr;  ///< how many
  const std::int32_t* offsets = nullptr;     ///< the place of the first person
  const std::uint8_t* custody = nullptr;     ///< full, shared
  const std::uint8_t* income_known = nullptr;
  const std::uint8_t* occupancy_known = nullptr;
  const std::uint8_t* custody_known = nullptr;
};

/// Bits of who is entitled and of who is not (neither: undetermined), and the amount in cents of
/// who is entitled, 0 for others.
struct VoucherOutputs {
  std::uint64_t* yes = nullptr;
  std::uint64_t* no = nullptr;
  std::int64_t* amount = nullptr;  ///< null: outcomes alone
};

/// Decides the rows from `begin`, a multiple of 64, to `end`.
void decide_voucher(const VoucherInputs& in, const VoucherOutputs& out, std::int64_t begin, std::int64_t end);

}  // namespace proactive::benchmarks

#endif  // PROACTIVE_BENCHMARKS_VOUCHER_LOOP_H_
