// Whether a table is anonymous at a node of the lattice.
#ifndef PROACTIVE_SRC_PRIVACY_NODE_CHECK_H_
#define PROACTIVE_SRC_PRIVACY_NODE_CHECK_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "privacy/lattice.h"
#include "proactive/privacy/anonymise.h"
#include "proactive/privacy/coded_table.h"

namespace proactive::privacy {

/// What is asked of one sensitive column.
struct SensitiveCheck {
  const SensitiveRule* rule = nullptr;
  const CodedColumn* column = nullptr;
  std::vector<std::uint32_t> order;    ///< for the ordered distance
  std::vector<std::int64_t> in_table;  ///< rows by code
};

/// Distinct combinations of codes with how many rows have them; codes are of the table, by one of the
/// rows, which stands for all that are equal at the node.
struct Cells {
  std::vector<std::vector<std::uint32_t>> codes;  ///< by column: quasi-identifiers, then sensitive ones
  std::vector<std::int64_t> rows;
  std::size_t size() const { return rows.size(); }
};

class NodeCheck {
 public:
  NodeCheck(const CodedTable& table, const std::vector<std::size_t>& quasi_identifiers,
            const std::vector<LatticeColumn>& columns, std::vector<SensitiveCheck> sensitive, std::int64_t k);

  /// How many rows are in classes that do not meet the requirements.
  std::int64_t rows_failing(const Node& node);

  /// The same, told row by row of the table.
  std::vector<bool> failing_rows(const Node& node);

 private:
  struct Snapshot {
    Node node;
    Cells cells;
  };

  const Cells& finest_below(const Node& node) const;
  Cells merged(const Cells& cells, const Node& node);
  /// For each cell the number of its class, from 0; the first `columns` columns count.
  std::size_t number_classes(const Cells& cells, const Node& node, std::size_t columns,
                             std::vector<std::uint32_t>& class_of);
  std::vector<std::uint64_t> keys_of(const Cells& cells, const Node& node, std::size_t columns);
  void remember(const Node& node, Cells cells, std::size_t before);
  std::vector<bool> failing_classes(const Cells& cells, const std::vector<std::uint32_t>& class_of, std::size_t classes,
                                    const std::vector<std::int64_t>& sizes);
  void fail_by(const SensitiveCheck& check, const std::vector<std::uint32_t>& codes, const Cells& cells,
               const std::vector<std::uint32_t>& class_of, const std::vector<std::int64_t>& sizes,
               std::vector<bool>& fails);

  const std::vector<LatticeColumn>& columns_;
  std::vector<SensitiveCheck> sensitive_;
  std::int64_t k_;
  std::int64_t table_rows_;
  Cells base_;
  std::vector<std::uint32_t> base_cell_of_row_;
  std::vector<Snapshot> snapshots_;
  std::size_t remembered_ = 0;  ///< cells in all snapshots
  std::vector<std::uint32_t> slots_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_NODE_CHECK_H_
