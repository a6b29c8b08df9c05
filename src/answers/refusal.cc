// What a refusal rests on: the failing conditions, and how far each is from being met.
#include <cstdlib>

#include "proactive/explanation.h"
#include "values/int128.h"

namespace proactive {

namespace {

using values::Int128;

bool compares(Operation operation) { return operation >= Operation::less && operation <= Operation::more; }

bool aggregates(Operation operation) { return operation >= Operation::count && operation <= Operation::greatest; }

// Reads no fact: figures and numbers of the rules.
bool is_figure(const ExplanationStep& step) {
  if (step.datum >= 0 || step.operation == Operation::fact || aggregates(step.operation)) return false;
  if (step.repeated) return false;
  for (const ExplanationStep& part : step.parts) {
    if (!is_figure(part)) return false;
  }
  return true;
}

Operation mirrored(Operation operation) {
  switch (operation) {
    case Operation::less: return Operation::more;
    case Operation::at_most: return Operation::at_least;
    case Operation::at_least: return Operation::at_most;
    case Operation::more: return Operation::less;
    default: return operation;
  }
}

// Under a `not`, the opposite is asked.
Operation opposite(Operation operation) {
  switch (operation) {
    case Operation::less: return Operation::at_least;
    case Operation::at_most: return Operation::more;
    case Operation::at_least: return Operation::less;
    case Operation::more: return Operation::at_most;
    case Operation::equal: return Operation::unequal;
    default: return Operation::equal;
  }
}

Distance::Unit unit_of(const ExplanationStep& value) {
  if (value.value.kind == ShownValue::Kind::money) return Distance::Unit::cents;
  if (value.value.kind == ShownValue::Kind::date) return Distance::Unit::days;
  return value.operation == Operation::age || value.operation == Operation::year_of ? Distance::Unit::years
                                                                                    : Distance::Unit::units;
}

struct Fraction {
  Int128 top = 0;
  Int128 over = 1;
};

// The difference at the wider of the two scales; none where it does not fit.
std::optional<Distance> distance(const ExplanationStep& value, const ShownValue& threshold, Operation operation) {
  const ShownValue& is = value.value;
  if (!is.known() || !threshold.known() || is.kind == ShownValue::Kind::choice || is.kind == ShownValue::Kind::truth)
    return std::nullopt;
  if (operation == Operation::unequal) return std::nullopt;
  Distance result;
  result.unit = unit_of(value);
  const int scale = std::max(is.scale, threshold.scale);
  const Int128 left = static_cast<Int128>(is.low) * values::power_of_ten(scale - is.scale);
  const Int128 right = static_cast<Int128>(threshold.low) * values::power_of_ten(scale - threshold.scale);
  constexpr Int128 kRoom = Int128{1} << 62;
  if (left > kRoom || left < -kRoom || right > kRoom || right < -kRoom) return std::nullopt;
  const Int128 top = left * threshold.low_over - right * is.low_over;
  const Int128 over = static_cast<Int128>(is.low_over) * threshold.low_over;
  const Int128 size = top < 0 ? -top : top;
  if (!values::fits64(size) || !values::fits64(over)) return std::nullopt;
  result.amount = static_cast<std::int64_t>(size);
  result.over = static_cast<std::int64_t>(over);
  result.scale = result.unit == Distance::Unit::cents ? scale - 2 : scale;
  result.beyond = operation == Operation::less || operation == Operation::more;
  return result;
}

class Sheet {
 public:
  explicit Sheet(const Explanation& explanation) : explanation_(explanation) {}

  void add(const ExplainedCondition& condition, std::vector<FailingCondition>& failing) {
    if (condition.value != Kleene::no) return;
    for (const ExplainedCondition& part : condition.parts) add(part, failing);
    if (condition.kind != ExplainedCondition::Kind::leaf) return;
    failing.push_back({condition.name, condition.label, condition.law, {}});
    if (condition.steps) fails(*condition.steps, true, failing.back().because);
  }

 private:
  // What makes a step other than `wanted`, which it is not.
  void fails(const ExplanationStep& step, bool wanted, std::vector<FailedComparison>& because) {
    switch (step.operation) {
      case Operation::logical_not: return parts(step, !wanted, because);
      case Operation::logical_and:
      case Operation::logical_or:
      case Operation::define:
        if (!step.parts.empty()) return parts(step, wanted, because);
        break;
      default: break;
    }
    if (compares(step.operation) && step.parts.size() == 2) return comparison(step, wanted, because);
    FailedComparison failed;
    failed.operation = step.operation;
    failed.wanted = wanted;
    const ExplanationStep& value =
        step.operation == Operation::is_in && !step.parts.empty() ? step.parts.front() : step;
    failed.allowed = step.allowed;
    name(value, failed);
    because.push_back(std::move(failed));
  }

  // Only parts that are not as wanted: what is unknown may be either.
  void parts(const ExplanationStep& step, bool wanted, std::vector<FailedComparison>& because) {
    for (const ExplanationStep& part : step.parts) {
      if (!part.value.known() || (part.value.low != 0) != wanted) fails(part, wanted, because);
    }
  }

  void comparison(const ExplanationStep& step, bool wanted, std::vector<FailedComparison>& because) {
    const bool turned = is_figure(step.parts[0]) && !is_figure(step.parts[1]);
    const ExplanationStep& value = step.parts[turned ? 1 : 0];
    const ExplanationStep& threshold = step.parts[turned ? 0 : 1];
    FailedComparison failed;
    failed.operation = turned ? mirrored(step.operation) : step.operation;
    if (!wanted) failed.operation = opposite(failed.operation);
    name(value, failed);
    failed.threshold = threshold.value;
    failed.threshold_name = threshold.name;
    if (threshold.figure >= 0) failed.threshold_law = explanation_.figures[threshold.figure].law;
    failed.distance = distance(value, threshold.value, failed.operation);
    because.push_back(std::move(failed));
  }

  static void name(const ExplanationStep& step, FailedComparison& failed) {
    const bool age = step.operation == Operation::age && !step.parts.empty();
    failed.name = age ? step.parts.front().name : step.name;
    failed.label = age ? step.parts.front().label : step.label;
    failed.value = step.value;
  }

  const Explanation& explanation_;
};

}  // namespace

std::optional<RefusalSheet> Explanation::refusal() const {
  if (outcome != Outcome::not_eligible) return std::nullopt;
  RefusalSheet sheet;
  sheet.language = language;
  sheet.right = right;
  sheet.label = label;
  sheet.law = law;
  sheet.on = on;
  sheet.independent = independent;
  sheet.partial = partial;
  sheet.withheld = withheld;
  Sheet writer(*this);
  for (const ExplainedCondition& condition : conditions) writer.add(condition, sheet.failing);
  return sheet;
}

}  // namespace proactive
