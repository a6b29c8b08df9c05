// The tree of an explanation: a walk of the outline that reads the registers of one subject.
#include "answers/explainer.h"

#include <absl/container/btree_set.h>
#include <fmt/format.h>

#include <algorithm>

#include "answers/decide.h"
#include "answers/missing.h"
#include "answers/steps.h"
#include "answers/visibility.h"

namespace proactive::answers {

using plan::ConditionPlan;
using plan::Register;
using semantics::Condition;

namespace {

// What a condition reads: facts and lists, by input or role and context.
using Reads = absl::btree_set<std::array<int, 3>>;

void add_reads(const plan::Program& program, Register reg, Reads& reads, std::vector<bool>& seen) {
  if (seen[reg]) return;
  seen[reg] = true;
  const plan::Instruction& instruction = program.code[reg];
  if (plan::reads_fact(instruction.op)) reads.insert({0, instruction.input, instruction.context});
  if (plan::is_aggregate(instruction.op)) reads.insert({1, instruction.input, instruction.context});
  for (const Register operand : instruction.operands) add_reads(program, operand, reads, seen);
}

class Explainer {
 public:
  Explainer(execution::Sets& sets, const plan::RightPlan& right, const ExplainOptions& options)
      : sets_(sets),
        right_(right),
        model_(*sets.program().model),
        visibility_(sets.program(), options.audience),
        steps_(sets, visibility_, explanation_) {
    explanation_.audience = options.audience;
    explanation_.language = options.language;
  }

  Explanation run() {
    const semantics::Right& source = model_.rights[right_.right];
    explanation_.right = source.name;
    explanation_.label = source.label;
    explanation_.law = right_.version->law;
    explanation_.on = Date{sets_.program().on};
    explanation_.period = semantics::to_string(source.amount_period);
    explanation_.outcome = execution::answer_from(sets_, right_).outcome;
    for (const auto& attested : right_.version->attested)
      explanation_.attested.push_back({attested.name, attested.label, "", Kleene::unknown});
    const bool refused = explanation_.outcome == Outcome::not_eligible;
    const bool shows_amount = right_.amount < 0 || visibility_.shows(right_.amount);
    explanation_.partial = !shows_amount || hides_a_condition();
    explanation_.withheld = told_by_elimination();
    if (!explanation_.withheld) {
      explanation_.conditions = conditions(right_.conditions, wanted());
      if (refused) explanation_.independent = !explanation_.partial && independent();
    }
    if (right_.amount >= 0 && shows_amount && !refused) add_amount();
    add_missing();
    return std::move(explanation_);
  }

 private:
  Kleene truth(const ConditionPlan& condition) const { return sets_.at(condition.reg).truth(); }
  bool shows(const ConditionPlan& condition) const { return visibility_.shows(condition.reg); }

  Kleene wanted() const {
    return explanation_.outcome == Outcome::eligible       ? Kleene::yes
           : explanation_.outcome == Outcome::not_eligible ? Kleene::no
                                                           : Kleene::unknown;
  }

  bool hides_a_condition() const {
    return std::any_of(right_.conditions.begin(), right_.conditions.end(),
                       [&](const ConditionPlan& condition) { return !shows(condition); });
  }

  // Where no condition that is shown accounts for the outcome, one that is not shown does, and
  // showing the others would say so.
  bool told_by_elimination() const {
    if (explanation_.outcome == Outcome::eligible || !hides_a_condition()) return false;
    return std::none_of(right_.conditions.begin(), right_.conditions.end(), [&](const ConditionPlan& condition) {
      return shows(condition) && truth(condition) == wanted();
    });
  }

  // Those that decided first, each kind in the order of the text.
  std::vector<ExplainedCondition> conditions(const std::vector<ConditionPlan>& plans, Kleene deciding) {
    std::vector<const ConditionPlan*> order;
    for (const ConditionPlan& plan : plans) {
      if (shows(plan)) order.push_back(&plan);
    }
    std::stable_partition(order.begin(), order.end(), [&](const auto* plan) { return truth(*plan) == deciding; });
    std::vector<ExplainedCondition> result;
    for (const ConditionPlan* plan : order) result.push_back(condition(*plan, truth(*plan) == deciding));
    return result;
  }

  ExplainedCondition condition(const ConditionPlan& plan, bool decides) {
    const Condition& source = *plan.source;
    ExplainedCondition result;
    result.name = source.name;
    result.label = source.label;
    result.law = source.law;
    result.value = truth(plan);
    result.decides = decides;
    if (source.kind == Condition::Kind::leaf) {
      const plan::OutlineNode& node = sets_.program().outline.nodes[plan.node];
      if (!node.children.empty()) result.steps = steps_.step(node.children.front());
      return result;
    }
    result.kind =
        source.kind == Condition::Kind::either ? ExplainedCondition::Kind::either : ExplainedCondition::Kind::at_least;
    result.count = source.count;
    result.parts = conditions(plan.parts, result.value);
    if (!decides) {
      for (auto& part : result.parts) clear_decides(part);
    }
    return result;
  }

  static void clear_decides(ExplainedCondition& condition) {
    condition.decides = false;
    for (auto& part : condition.parts) clear_decides(part);
  }

  // Whether the failing conditions read disjoint facts.
  bool independent() const {
    Reads all;
    std::size_t total = 0;
    add_failing(right_.conditions, all, total);
    return all.size() == total;
  }

  void add_failing(const std::vector<ConditionPlan>& plans, Reads& all, std::size_t& total) const {
    for (const ConditionPlan& plan : plans) {
      if (truth(plan) != Kleene::no) continue;
      add_failing(plan.parts, all, total);
      if (!plan.parts.empty()) continue;
      Reads reads;
      std::vector<bool> seen(sets_.program().code.size());
      add_reads(sets_.program(), plan.reg, reads, seen);
      total += reads.size();
      all.insert(reads.begin(), reads.end());
    }
  }

  void add_amount() {
    const Answer answer = execution::answer_from(sets_, right_);
    explanation_.amount = answer.amount;
    explanation_.amount_steps = steps_.step(right_.amount_node);
  }

  // Of what is shown only: what a register that is shown reads is shown too.
  void add_missing() {
    if (explanation_.outcome == Outcome::not_eligible || explanation_.withheld) return;
    MissingWalk walk(sets_);
    for (const ConditionPlan& condition : right_.conditions) {
      const bool open = explanation_.outcome == Outcome::undetermined && !sets_.at(condition.reg).decided();
      if (open && shows(condition)) walk.visit(condition.reg);
    }
    if (explanation_.amount && !sets_.at(right_.amount).decided()) walk.visit(right_.amount);
    for (const MissingFact& fact : walk.facts()) explanation_.missing.push_back(describe(model_, fact));
    explanation_.no_result.assign(walk.without_result().begin(), walk.without_result().end());
  }

  execution::Sets& sets_;
  const plan::RightPlan& right_;
  const semantics::Model& model_;
  Visibility visibility_;
  Explanation explanation_;
  Steps steps_;
};

}  // namespace

Explanation explain(execution::Sets& sets, const plan::RightPlan& right, const ExplainOptions& options) {
  return Explainer(sets, right, options).run();
}

}  // namespace proactive::answers
