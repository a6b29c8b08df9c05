// Tables of counts and amounts that are published: small cells suppressed, and others with them, so that
// no suppressed one can be worked out from the margins.
#ifndef PROACTIVE_PRIVACY_CELLS_H_
#define PROACTIVE_PRIVACY_CELLS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proactive/export.h"
#include "proactive/privacy/fraction.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// Who is behind an amount: how many, and the two largest parts.
struct Contributors {
  std::int64_t count = 0;
  std::int64_t largest = 0;
  std::int64_t second = 0;
};

/// A table with 1, 2 or 3 dimensions, without its margins, which are made from it. Cells are in row-major
/// order, the last dimension fastest, and not negative.
struct CellTable {
  std::vector<std::int64_t> sizes;   ///< categories by dimension
  std::vector<std::int64_t> values;  ///< counts of persons, or amounts
  /// For amounts, by cell, in the same order; empty for counts. The largest parts of a margin are taken to be
  /// those of its cells: the same contributor in two cells counts as two.
  std::vector<Contributors> contributors;
};

/// When a cell may not be published. All of it is the caller's decision: a threshold of 11 is customary for
/// fiscal households, 3 for firms, dominance of 85/100 for firms.
struct DisclosureRule {
  /// A cell of 1 to `threshold - 1` persons is suppressed. A cell of none is published: it tells of nobody.
  std::int64_t threshold = 0;
  /// For amounts: a cell whose largest part is above this share of it.
  std::optional<Fraction> dominance;
  /// For amounts: a cell whose second contributor can tell the largest part to within this share of it, that is
  /// when the rest is below it. 10/100 for "p = 10 %".
  std::optional<Fraction> p_percent;
};

enum class CellState : std::uint8_t {
  published,
  primary,    ///< by the rule
  secondary,  ///< so that primary ones cannot be worked out
};

/// The table with its margins: each dimension has one more category, the last, for its total.
struct SafeCells {
  std::vector<std::int64_t> sizes;
  std::vector<CellState> states;
  /// Absent where suppressed: a null, not a sign.
  std::vector<std::optional<std::int64_t>> values;
  std::int64_t primary = 0;
  std::int64_t secondary = 0;
};

/// Suppresses what the rule says, then as few and as small other cells as it finds, margins last: no
/// suppressed cell follows from the published ones, nor from them and what the only contributor of a cell
/// knows of it, by any sums and differences, with or without knowing that nothing is negative.
///
/// Method: a cell follows from others exactly when its row of the matrix that makes margins of cells is in
/// the span of theirs. Gaussian elimination over a prime field, cell after cell, publishes each one that
/// leaves every primary one outside (Langsrud 2024). A range is not guaranteed: that a suppressed cell
/// lies between two near numbers can follow.
///
/// Errors: sizes and cells that do not fit one another, more than 3 dimensions, a negative cell, a sum beyond
/// 64 bits, contributors missing for a rule that needs them, or a rule that asks for nothing (E1466); more
/// than 2500 cells with margins (E1467).
PROACTIVE_EXPORT Result<SafeCells> suppress(const CellTable& table, const DisclosureRule& rule);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_CELLS_H_
