// The steps from facts and figures to one value, as an explanation shows them.
#ifndef PROACTIVE_SRC_ANSWERS_STEPS_H_
#define PROACTIVE_SRC_ANSWERS_STEPS_H_

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <absl/container/inlined_vector.h>

#include <optional>
#include <vector>

#include "answers/visibility.h"
#include "execution/evaluator.h"
#include "proactive/explanation.h"

namespace proactive::answers {

/// Walks the outline. Facts and figures go to `into`, each once. A define is walked where it first
/// stands, for each member of the loops it is in; it is only named afterwards. Stops after
/// `kMaxExplanationSteps` and then says in `into` that it is not complete.
class Steps {
 public:
  Steps(execution::Sets& sets, const Visibility& visibility, Explanation& into);

  /// The steps of a node of the outline; none when they are kept from the audience.
  std::optional<ExplanationStep> step(int node);

 private:
  using Key = absl::InlinedVector<std::int64_t, 6>;
  using Node = plan::OutlineNode;

  bool hidden(const Node& node) const;
  bool read(const Node& node) const;
  Key key_of(std::int64_t kind, std::int64_t what, int context) const;
  void enter(const plan::Instruction& instruction, std::int64_t member);

  void fill(const Node& node, ExplanationStep& step);
  void fill_fact(const Node& node, ExplanationStep& step);
  void fill_define(const Node& node, ExplanationStep& step);
  void fill_figure(const Node& node, FigureUse::Kind kind, ExplanationStep& step);
  void fill_table(const Node& node, ExplanationStep& step);
  void fill_headers(const Node& node, bool columns, ExplanationStep& step);
  void fill_choose(const Node& node, ExplanationStep& step);
  void fill_members(const Node& node, ExplanationStep& step);
  void fill_right(const Node& node, ExplanationStep& step);
  void fill_children(const Node& node, ExplanationStep& step);
  void fill_condition(const Node& node, ExplanationStep& step);
  bool add_part(int node, ExplanationStep& step);
  bool add_operand(const Node& node, const semantics::Expr& operand, ExplanationStep& step);

  ExplanationStep header(const semantics::Header& header, const plan::HeaderTest& test, std::size_t place,
                         const semantics::Type& argument, bool column);
  ExplanationStep bound(const semantics::Expr& expr, values::Number value);
  int figure(FigureUse::Kind kind, int ref);
  int datum(const Node& node, const plan::Instruction& instruction);
  int list(const plan::Instruction& instruction);
  Datum new_datum(int context, int field);

  execution::Sets& sets_;
  const plan::Program& program_;
  const semantics::Model& model_;
  const plan::Outline& outline_;
  const Visibility& visibility_;
  Explanation& into_;
  std::size_t left_ = kMaxExplanationSteps;
  std::size_t entered_ = 0;            ///< how often a loop's registers were made those of a member
  std::vector<std::int64_t> indices_;  ///< by context: the member under way, from 0
  absl::btree_set<Key> walked_;
  absl::btree_map<Key, int> data_;
  absl::btree_map<std::pair<int, int>, int> figures_;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_STEPS_H_
