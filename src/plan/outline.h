// What of the rules' text became which register.
//
// A program folds figures and writes common parts once, so the names that a reader of the rules
// knows are lost in it. The outline keeps them: a node for each expression the builder met, with
// what it refers to, the subject it is read of, and the register that holds its value. A define
// or a right is entered once for each subject; whoever refers to it again has the same children.
#ifndef PROACTIVE_SRC_PLAN_OUTLINE_H_
#define PROACTIVE_SRC_PLAN_OUTLINE_H_

#include <absl/container/btree_map.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "semantics/model.h"

namespace proactive::plan {

/// One expression or condition of the model, as it was built. What it points at lives as long as
/// the model of the program.
struct OutlineNode {
  const semantics::Expr* expr = nullptr;            ///< null: a condition
  const semantics::Condition* condition = nullptr;  ///< null: an expression
  std::int32_t reg = -1;
  int context = -1;                      ///< the subject of a field, define or right, or the group of a role
  std::vector<int> children;  ///< in the order in which they were built
};

struct Outline {
  struct RightNodes {
    std::vector<int> conditions;
    int amount = -1;
  };

  std::vector<OutlineNode> nodes;
  absl::btree_map<std::pair<int, int>, RightNodes> rights;  ///< by right and context
  std::vector<bool> live;                                   ///< by register: it is run

  /// The child built from one operand of a node's expression, or -1: it was left out.
  int child_of(const OutlineNode& node, const semantics::Expr& operand) const {
    for (const int child : node.children) {
      if (nodes[child].expr == &operand) return child;
    }
    return -1;
  }
};

/// Writes the outline while the builder walks.
class OutlineWriter {
 public:
  int open(const semantics::Expr* expr, const semantics::Condition* condition = nullptr);
  void close(int node, std::int32_t reg, int context);

  /// Figures inside tables and scales belong to their figure and are no nodes.
  void pause() { ++paused_; }
  void resume() { --paused_; }

  /// The node closed last.
  int last() const { return last_; }

  Outline outline;

 private:
  std::vector<int> open_;
  absl::btree_map<std::pair<int, int>, int> defines_;  ///< by define and context: its body
  int paused_ = 0;
  int last_ = -1;
};

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_OUTLINE_H_
