#include "plan/outline.h"

namespace proactive::plan {

int OutlineWriter::open(const semantics::Expr* expr, const semantics::Condition* condition) {
  if (paused_ > 0) return -1;
  const int index = static_cast<int>(outline.nodes.size());
  OutlineNode node;
  node.expr = expr;
  node.condition = condition;
  outline.nodes.push_back(std::move(node));
  if (!open_.empty()) outline.nodes[open_.back()].children.push_back(index);
  open_.push_back(index);
  return index;
}

void OutlineWriter::close(int index, std::int32_t reg, int context) {
  if (index < 0) return;
  open_.pop_back();
  last_ = index;
  OutlineNode& node = outline.nodes[index];
  node.reg = reg;
  node.context = context;
  if (node.expr == nullptr || node.expr->op != semantics::Op::define) return;
  const auto key = std::pair(node.expr->ref, context);
  if (!node.children.empty())
    defines_.emplace(key, node.children.front());
  else if (const auto body = defines_.find(key); body != defines_.end())
    node.children.push_back(body->second);
}

}  // namespace proactive::plan
