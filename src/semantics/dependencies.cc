// What depends on what: cycles, and what the law lets a right read.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "semantics/checker.h"

namespace proactive::semantics {

namespace {

// Defines, rights (conditions and amount) and receipts form one graph.
struct Node {
  enum class Kind : std::uint8_t { define, right, receipt } kind;
  int index;
  friend bool operator<(const Node& a, const Node& b) {
    return std::pair(a.kind, a.index) < std::pair(b.kind, b.index);
  }
};

// An expression and how deep it stands in its define or right, from 1.
using Found = std::function<void(const Expr&, int depth)>;

void visit(const Expr& expr, int depth, const Found& found) {
  found(expr, depth);
  for (const Expr& operand : expr.operands) visit(operand, depth + 1, found);
}

void visit(const Condition& condition, const Found& found) {
  if (condition.kind == Condition::Kind::leaf) visit(condition.expr, 1, found);
  for (const Condition& part : condition.parts) visit(part, found);
}

class Dependencies {
 public:
  explicit Dependencies(Checker& checker) : checker_(checker), model_(checker.model) {}

  bool check() {
    for (int i = 0; i < static_cast<int>(model_.defines.size()); ++i) walk({Node::Kind::define, i}, 0);
    for (int i = 0; i < static_cast<int>(model_.rights.size()); ++i) {
      walk({Node::Kind::right, i}, 0);
      walk({Node::Kind::receipt, i}, 0);
    }
    if (too_deep_) return false;
    for (int i = 0; i < static_cast<int>(model_.rights.size()); ++i) check_law(i);
    return !cyclic_;
  }

 private:
  enum class State : std::uint8_t { unseen, under_way, done };

  void visit_node(Node node, const Found& found) const {
    if (node.kind == Node::Kind::define) return visit(model_.defines[node.index].body, 1, found);
    const Right& right = model_.rights[node.index];
    if (node.kind == Node::Kind::receipt) {
      if (right.received) visit(*right.received, 1, found);
      return;
    }
    for (const auto& version : right.versions) {
      for (const Condition& condition : version.value.conditions) visit(condition, found);
      if (version.value.amount) visit(*version.value.amount, 1, found);
    }
  }

  static bool target_of(const Expr& expr, Node& target) {
    if (expr.ref < 0) return false;
    if (expr.op == Op::define)
      target = {Node::Kind::define, expr.ref};
    else if (expr.op == Op::entitled || expr.op == Op::amount_of)
      target = {Node::Kind::right, expr.ref};
    else if (expr.op == Op::receives)
      target = {Node::Kind::receipt, expr.ref};
    else
      return false;
    return true;
  }

  // The number of expressions one inside the other from `node` down; `above` stand around it.
  int walk(Node node, int above) {
    if (states_[node] != State::unseen) return heights_[node];
    states_[node] = State::under_way;
    path_.push_back(node);
    int height = 0;
    visit_node(node, [&](const Expr& expr, int depth) {
      height = std::max(height, depth);
      Node next;
      if (!target_of(expr, next)) return;
      check_receipt(expr);
      if (states_[next] == State::under_way) return report_cycle(next, expr.span);
      if (above + depth < kMaxDepth) height = std::max(height, depth + walk(next, above + depth));
      if (above + depth >= kMaxDepth || height > kMaxDepth) report_too_deep(expr.span);
    });
    path_.pop_back();
    states_[node] = State::done;
    return heights_[node] = height;
  }

  void report_too_deep(Span span) {
    too_deep_ = true;
    checker_.report_too_deep(span);
  }

  void check_receipt(const Expr& expr) {
    if (expr.op != Op::receives || model_.rights[expr.ref].received) return;
    checker_.report(expr.span, "E0706",
                    fmt::format("nothing says how one sees who receives `{}`", model_.rights[expr.ref].name),
                    "write `received CONDITION` in that right");
  }

  std::string name_of(Node node) const {
    return node.kind == Node::Kind::define ? model_.defines[node.index].name : model_.rights[node.index].name;
  }

  void report_cycle(Node begin, Span span) {
    cyclic_ = true;
    bool through_right = false;
    std::string names;
    std::size_t first = path_.size();
    while (first > 0 && (path_[first - 1] < begin || begin < path_[first - 1])) --first;
    for (std::size_t i = first == 0 ? 0 : first - 1; i < path_.size(); ++i) {
      through_right = through_right || path_[i].kind != Node::Kind::define;
      names += fmt::format("`{}` → ", name_of(path_[i]));
    }
    checker_
        .report(span, through_right ? "E0402" : "E0401", fmt::format("`{}` depends on itself", name_of(begin)),
                "break the circle: one of them must stand alone")
        .notes.push_back(fmt::format("{}`{}`", names, name_of(begin)));
  }

  // ---- what the law lets a right read ------------------------------------------------------

  void check_law(int right) {
    absl::btree_set<Node> seen;
    absl::btree_set<int> reported;
    const auto refuse_secret = [&](const Expr& expr) {
      const Field& field = model_.fields[expr.ref];
      const bool secret = field.secrecy == Secrecy::medical || field.secrecy == Secrecy::defence;
      if (!secret || field.source < 0 || !reported.insert(expr.ref).second) return;
      checker_
          .report(expr.span, "E0601",
                  fmt::format("the right `{}` reads `{}`, which is under {}", model_.rights[right].name, field.name,
                              field.secrecy == Secrecy::medical ? "medical secrecy" : "national-defence secrecy"),
                  "let the person declare it: a field without `from` is told by the person")
          .notes.push_back("data under these secrets are never exchanged to find rights (CRPA, L114-9 2°)");
    };
    read_fields({Node::Kind::right, right}, seen, refuse_secret);
    read_fields({Node::Kind::receipt, right}, seen, refuse_secret);
    read_service(model_.rights[right], seen, refuse_secret);
  }

  // What a right reads besides its conditions: routing, end, forms.
  void read_service(const Right& right, absl::btree_set<Node>& seen, const std::function<void(const Expr&)>& found) {
    const Found take = [&](const Expr& expr, int) {
      Node next{};
      if (expr.op == Op::field && expr.ref >= 0)
        found(expr);
      else if (target_of(expr, next))
        read_fields(next, seen, found);
    };
    const auto read = [&](const Expr& root) { visit(root, 1, take); };
    if (right.ends_on) read(*right.ends_on);
    for (const auto& served : right.served_by) {
      if (served.when) read(*served.when);
    }
    for (const auto& form : right.prefills) {
      for (const auto& box : form.boxes) read(box.value);
    }
  }

  void read_fields(Node node, absl::btree_set<Node>& seen, const std::function<void(const Expr&)>& found) {
    if (!seen.insert(node).second) return;
    visit_node(node, [&](const Expr& expr, int) {
      Node next;
      if (expr.op == Op::field && expr.ref >= 0)
        found(expr);
      else if (target_of(expr, next))
        read_fields(next, seen, found);
    });
  }

  Checker& checker_;
  const Model& model_;
  absl::btree_map<Node, State> states_;
  absl::btree_map<Node, int> heights_;
  std::vector<Node> path_;
  bool cyclic_ = false;
  bool too_deep_ = false;
};

}  // namespace

bool check_dependencies(Checker& checker) { return Dependencies(checker).check(); }

}  // namespace proactive::semantics
