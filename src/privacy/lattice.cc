#include "privacy/lattice.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace proactive::privacy {

namespace {

using values::Int128;

enum class Tag : std::uint8_t { open, holds, fails };

class Search {
 public:
  Search(const std::vector<LatticeColumn>& columns, const std::function<bool(const Node&)>& holds, bool monotone,
         const SearchLimits& limits)
      : columns_(columns), holds_(holds), monotone_(monotone), limits_(limits) {
    strides_.resize(columns.size());
    for (std::size_t c = columns.size(); c-- > 0;) {
      strides_[c] = nodes_;
      const std::int64_t levels = columns[c].highest - columns[c].lowest + 1;
      enumerable_ = enumerable_ && nodes_ <= limits.nodes / levels;
      if (enumerable_) nodes_ *= levels;
    }
    if (enumerable_) tags_.assign(static_cast<std::size_t>(nodes_), Tag::open);
  }

  Found run() {
    if (monotone_ || !enumerable_) descend_from_top();
    bool all_done = false;
    if (enumerable_) all_done = monotone_ ? from_bound_down() : from_least_up();
    found_.proven_optimal = all_done && found_.any;
    return found_;
  }

 private:
  Int128 loss_of(const Node& node) const {
    Int128 loss = 0;
    for (std::size_t c = 0; c < node.size(); ++c) loss += columns_[c].loss[static_cast<std::size_t>(node[c])];
    return loss;
  }

  std::int64_t index_of(const Node& node) const {
    std::int64_t index = 0;
    for (std::size_t c = 0; c < node.size(); ++c) index += strides_[c] * (node[c] - columns_[c].lowest);
    return index;
  }

  Node node_at(std::int64_t index) const {
    Node node(columns_.size());
    for (std::size_t c = 0; c < node.size(); ++c) {
      node[c] = columns_[c].lowest + static_cast<int>(index / strides_[c]);
      index %= strides_[c];
    }
    return node;
  }

  bool may_check() const { return found_.checks < limits_.checks; }

  /// Nothing when the budget is spent.
  std::optional<bool> check(const Node& node) {
    if (enumerable_ && tag(node) != Tag::open) return tag(node) == Tag::holds;
    if (!may_check()) return std::nullopt;
    ++found_.checks;
    const bool holds = holds_(node);
    if (enumerable_) {
      tag(node) = holds ? Tag::holds : Tag::fails;
      if (!holds && monotone_) tag_finer(node);
    }
    if (holds) keep(node);
    return holds;
  }

  Tag& tag(const Node& node) { return tags_[static_cast<std::size_t>(index_of(node))]; }

  void keep(const Node& node) {
    const Int128 loss = loss_of(node);
    if (found_.any && loss >= found_.loss) return;
    found_.any = true;
    found_.node = node;
    found_.loss = loss;
  }

  // All finer nodes fail. Those below one that is tagged already are tagged already.
  void tag_finer(const Node& node) {
    std::vector<std::int64_t> open{index_of(node)};
    while (!open.empty()) {
      const std::int64_t index = open.back();
      open.pop_back();
      std::int64_t rest = index;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const std::int64_t level = rest / strides_[c];
        rest %= strides_[c];
        if (level == 0) continue;
        const std::int64_t finer = index - strides_[c];
        if (tags_[static_cast<std::size_t>(finer)] == Tag::fails) continue;
        tags_[static_cast<std::size_t>(finer)] = Tag::fails;
        open.push_back(finer);
      }
    }
  }

  void descend_from_top() {
    Node top;
    for (const LatticeColumn& column : columns_) top.push_back(column.highest);
    if (check(top).value_or(false)) descend(top);
  }

  // One level down in the column that saves most, while any can be lowered. When requirements are monotone, a
  // column that cannot be lowered here cannot be lowered further down either.
  void descend(Node node) {
    std::vector<bool> is_stuck(columns_.size(), false);
    for (;;) {
      const auto column = most_saving(node, is_stuck);
      if (!column) return;
      --node[*column];
      const auto holds = check(node);
      if (!holds) return;
      if (!*holds) {
        ++node[*column];
        is_stuck[*column] = true;
      }
    }
  }

  std::optional<std::size_t> most_saving(const Node& node, const std::vector<bool>& is_stuck) const {
    std::optional<std::size_t> best;
    Int128 most = -1;
    for (std::size_t c = 0; c < node.size(); ++c) {
      if (is_stuck[c] || node[c] == columns_[c].lowest) continue;
      const auto level = static_cast<std::size_t>(node[c]);
      const Int128 saved = columns_[c].loss[level] - columns_[c].loss[level - 1];
      if (saved <= most) continue;
      most = saved;
      best = c;
    }
    return best;
  }

  /// All nodes by ascending loss, equal ones by place.
  std::vector<std::int64_t> by_loss() const {
    std::vector<Int128> losses(static_cast<std::size_t>(nodes_));
    for (std::int64_t i = 0; i < nodes_; ++i) losses[static_cast<std::size_t>(i)] = loss_of(node_at(i));
    std::vector<std::int64_t> order(static_cast<std::size_t>(nodes_));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
      return losses[static_cast<std::size_t>(a)] < losses[static_cast<std::size_t>(b)];
    });
    return order;
  }

  /// True when nothing is left open.
  bool from_bound_down() {
    if (!found_.any) return may_check();  // not even the top holds
    const std::vector<std::int64_t> order = by_loss();
    for (std::size_t i = order.size(); i-- > 0;) {
      if (tags_[static_cast<std::size_t>(order[i])] != Tag::open) continue;
      const Node node = node_at(order[i]);
      if (loss_of(node) >= found_.loss) continue;
      const auto holds = check(node);
      if (!holds) return false;
      if (*holds) descend(node);
    }
    return true;
  }

  bool from_least_up() {
    for (const std::int64_t index : by_loss()) {
      const auto holds = check(node_at(index));
      if (!holds) return false;
      if (*holds) return true;
    }
    return true;
  }

  const std::vector<LatticeColumn>& columns_;
  const std::function<bool(const Node&)>& holds_;
  bool monotone_;
  SearchLimits limits_;
  std::vector<std::int64_t> strides_;
  std::int64_t nodes_ = 1;
  bool enumerable_ = true;
  std::vector<Tag> tags_;
  Found found_;
};

}  // namespace

Found search(const std::vector<LatticeColumn>& columns, const std::function<bool(const Node&)>& holds, bool monotone,
             const SearchLimits& limits) {
  return Search(columns, holds, monotone, limits).run();
}

}  // namespace proactive::privacy
