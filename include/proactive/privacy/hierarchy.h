// How values are made coarser, level by level: 34 -> 30-34 -> 30-39 -> *.
#ifndef PROACTIVE_PRIVACY_HIERARCHY_H_
#define PROACTIVE_PRIVACY_HIERARCHY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/export.h"
#include "proactive/privacy/coded_table.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// The generalisations of one column. Level 0 is the value itself; whatever is equal at one level is
/// equal at all coarser ones. Built-in hierarchies end in `*`, which is equal for all.
///
/// Immutable; cheap to copy.
class PROACTIVE_EXPORT Hierarchy {
 public:
  /// ARX's file: a line a value, `value;level 1;level 2;…`, all lines of one length. Cells may be quoted.
  /// Errors, with the line: no line, a line with more or fewer levels, an unclosed quote, a value on two
  /// lines (E1460); levels that do not nest (E1461).
  static Result<Hierarchy> from_csv(std::string_view text);
  /// The same of rows.
  static Result<Hierarchy> from_rows(const std::vector<std::vector<std::string>>& rows);
  /// Of columns of a table, the finest first: commune, EPCI, département, région; `*` is added. Rows may
  /// repeat. Errors: as above, and E1452. Some EPCI lie in two départements: then the levels do not nest,
  /// and one of the two is to be left out.
  static Result<Hierarchy> from_table(const CodedTable& table, const std::vector<std::string>& columns);

  /// The value or nothing: `*`.
  static Hierarchy all_or_nothing();
  /// Days as `2026-11-26` -> month `2026-11` -> quarter `2026-Q4` -> year -> decade `202x` -> `*`.
  static Hierarchy dates();
  /// Whole numbers in bands of equal width from 0, such as ages by {5, 10, 20}: `30-34`, `30-39`, `20-39`.
  /// Errors: a width that is not above 1, or not a multiple of the one before (E1462).
  static Result<Hierarchy> widths(const std::vector<std::int64_t>& widths);
  /// Numbers in bands with the given limits, each level's among those of the level before: amounts by
  /// {{0, 5000, 10000, 20000}, {0, 10000}}: `[5000, 10000)`, below the first `< 0`, from the last `>= 20000`.
  /// Errors: limits that do not ascend, or are not among those before (E1462).
  static Result<Hierarchy> bands(const std::vector<std::vector<std::int64_t>>& limits);
  /// The first characters of a code: {4, 2} of `75056` gives `7505`, `75`, `*`. Errors: lengths that do
  /// not descend (E1462).
  static Result<Hierarchy> prefixes(const std::vector<int>& lengths);

  /// With level 0.
  int levels() const { return levels_; }

  /// The values of a column at all levels but 0, by value. Errors: values that the hierarchy does not know;
  /// how many there are, not which (E1463).
  Result<std::vector<std::vector<std::string>>> generalise(const CodedColumn& column) const;

 private:
  using Generalise = std::function<std::optional<std::vector<std::string>>(const std::string&)>;
  Hierarchy(int levels, Generalise generalise)
      : levels_(levels), generalise_(std::make_shared<const Generalise>(std::move(generalise))) {}

  int levels_ = 1;
  std::shared_ptr<const Generalise> generalise_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_HIERARCHY_H_
