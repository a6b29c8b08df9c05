// Anonymous tables: values made coarser until nobody stands alone, at the least loss.
#ifndef PROACTIVE_PRIVACY_ANONYMISE_H_
#define PROACTIVE_PRIVACY_ANONYMISE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proactive/export.h"
#include "proactive/privacy/coded_table.h"
#include "proactive/privacy/fraction.h"
#include "proactive/privacy/hierarchy.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// A column by which a person may be known, and how it is made coarser.
struct QuasiIdentifier {
  std::string column;
  Hierarchy hierarchy = Hierarchy::all_or_nothing();
  int lowest_level = 0;
  int highest_level = -1;  ///< -1: the last of the hierarchy
};

/// What must stay uncertain of a column, in every class.
struct SensitiveRule {
  std::string column;
  std::int64_t l = 1;                   ///< at least so many distinct values
  std::optional<Fraction> recursive_c;  ///< the most frequent one rarer than c times all from the l-th on
  std::optional<Fraction> equal_t;      ///< the distance to the whole table at most, see `SensitiveRisk`
  std::optional<Fraction> ordered_t;
  std::vector<std::string> order;  ///< of the values; empty: that of numbers
};

struct AnonymisationPlan {
  std::vector<QuasiIdentifier> quasi_identifiers;
  std::vector<SensitiveRule> sensitive;
  std::vector<std::string> keep;  ///< columns that tell nothing of who it is; all not named anywhere are dropped
  std::int64_t k = 5;
  /// The share of rows that may be suppressed: those in classes that do not meet the requirements.
  Fraction suppression{0, 1, true};
  /// Nodes that are looked at, at most; and lattices up to how many nodes are searched for the optimum.
  std::int64_t most_checks = 100'000;
  std::int64_t most_nodes = 1'000'000;
};

/// Bits of information, to 10^-12.
struct Bits {
  std::int64_t whole = 0;
  std::int64_t trillionths = 0;
};
/// "407289.5388925293"
PROACTIVE_EXPORT std::string to_string(const Bits& bits, int places = 10);

/// How a table was made anonymous. Holds nothing of its rows.
struct AnonymisationReport {
  std::vector<int> levels;  ///< by quasi-identifier, in the order of the plan
  /// Non-uniform entropy: the sum over rows and quasi-identifiers of log2(rows with the generalised value /
  /// rows with the original one). Suppressed rows count as the others: the loss is that of the levels.
  Bits loss;
  bool proven_optimal = false;  ///< no choice of levels loses less; false when a limit of work ended the search
  std::int64_t nodes = 0;       ///< of the lattice; -1: more than 2^63
  std::int64_t checks = 0;      ///< nodes that were looked at
  std::int64_t suppressed = 0;  ///< rows
  std::int64_t classes = 0;
  std::int64_t k = 0;  ///< rows of the smallest class
};

/// A table that `anonymise` made; nothing else makes one. Its quasi-identifiers are text, suppressed rows
/// are null throughout, and rows stand in the order of their values, so that their place tells nothing.
class PROACTIVE_EXPORT AnonymousTable {
 public:
  const CodedTable& table() const { return table_; }
  const AnonymisationReport& report() const { return report_; }

 private:
  friend class Anonymiser;
  AnonymousTable(CodedTable table, AnonymisationReport report) : table_(std::move(table)), report_(std::move(report)) {}

  CodedTable table_;
  AnonymisationReport report_;
};

/// Makes a table anonymous. The result is the best of all choices of levels when it says so, and the best
/// found otherwise; with the same input always the same.
///
/// Errors: an empty table (E1454); no quasi-identifier, or one with levels that its hierarchy lacks (E1453);
/// a column that is missing, or has two parts (E1452); values that a hierarchy does not know (E1463); k
/// below 2 or above the number of rows, a share above 1 (E1464); no choice of levels that meets the
/// requirements within the limits (E1465).
PROACTIVE_EXPORT Result<AnonymousTable> anonymise(const CodedTable& table, const AnonymisationPlan& plan);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_ANONYMISE_H_
