// Facts of a block's rows, from the columns of a population.
#ifndef PROACTIVE_SRC_EXECUTION_BLOCK_FACTS_H_
#define PROACTIVE_SRC_EXECUTION_BLOCK_FACTS_H_

#include <cstdint>

#include "execution/kernels.h"
#include "facts/columns.h"

namespace proactive::execution {

inline constexpr std::int64_t words_of(std::int64_t rows) { return (rows + 63) / 64; }

/// Rows of one table: one after another from `first`, or at `places`, where -1 is nobody.
struct Rows {
  std::int64_t count = 0;
  std::int64_t first = 0;
  const std::int32_t* places = nullptr;
  std::int64_t at(std::int64_t i) const { return places != nullptr ? places[i] : first + i; }
};

/// Reads columns; what can be read in place is, and the buffer given is left alone.
class FactLoader {
 public:
  /// A buffer for bytes holds two blocks of `block_rows`; all others one.
  FactLoader(const Kernels& kernels, std::int64_t block_rows) : kernels_(kernels), second_half_(block_rows) {}

  /// The plane of rows whose fact is known; `live` itself when that is all of them.
  const Word* known(const facts::Column& column, const Rows& rows, const Word* live, Word* out) const;
  const std::int64_t* numbers(const facts::Column& column, const Rows& rows, std::int64_t* out) const;
  /// The plane of rows whose boolean is true, where it is known.
  void booleans(const facts::Column& column, const Rows& rows, Word* out) const;
  /// The places of members of a choice. `entries`: the member by entry of a dictionary, 256 bytes,
  /// or null when the bytes of the column are members.
  const std::uint8_t* members(const facts::Column& column, const Rows& rows, const std::uint8_t* entries,
                              std::uint8_t* out) const;

 private:
  const Kernels& kernels_;
  const std::int64_t second_half_;
};

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_BLOCK_FACTS_H_
