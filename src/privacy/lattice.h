// The search for the node of a generalisation lattice that is anonymous and loses least.
//
// A node says at which level each column stands. Two facts make the search short:
//
//  - Loss only grows upwards, and is the sum of what each column loses at its level, so it is known
//    without looking at a row. A node that loses no less than the best found is never checked.
//  - Requirements that only get easier as classes merge (k, distinct l) are monotone: a node that
//    fails lets all finer nodes fail. They are tagged, and never checked.
//
// A descent from the top gives the first bound. Then nodes are taken from the costliest below the
// bound downwards: one that fails tags the most others, one that holds moves the bound, again by a
// descent. What is left at the end is proven optimal. Requirements that are not monotone (t-closeness
// and recursive diversity together with suppression) are checked from the least loss upwards, where
// the first that holds is the best.
//
// To check a node, classes are merged, not rows: those of the smallest finer node that was checked
// before (roll-up).
#ifndef PROACTIVE_SRC_PRIVACY_LATTICE_H_
#define PROACTIVE_SRC_PRIVACY_LATTICE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "values/int128.h"

namespace proactive::privacy {

/// A level for each column.
using Node = std::vector<int>;

/// What a column is at each level.
struct LatticeColumn {
  std::vector<std::vector<std::uint32_t>> general;  ///< by level, by code of the table: the code there
  std::vector<std::uint32_t> codes;                 ///< by level: codes are below
  std::vector<values::Int128> loss;                 ///< by level, in bits * 2^56; ascending
  int lowest = 0;                                   ///< the levels that may be chosen
  int highest = 0;
};

struct Found {
  bool any = false;
  Node node;
  values::Int128 loss = 0;
  bool proven_optimal = false;
  std::int64_t checks = 0;
};

struct SearchLimits {
  std::int64_t checks = 0;
  std::int64_t nodes = 0;  ///< beyond, only descents
};

/// `holds` is asked for a node at most once. With `monotone`, it must not hold below a node where it
/// does not.
Found search(const std::vector<LatticeColumn>& columns, const std::function<bool(const Node&)>& holds, bool monotone,
             const SearchLimits& limits);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_LATTICE_H_
