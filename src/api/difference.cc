// Two plans side by side, without data and over a population.
#include "proactive/difference.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/difference.h"
#include "api/settings.h"
#include "api/state.h"
#include "plan/changes.h"
#include "plan/same.h"
#include "population/assess.h"
#include "population/difference.h"
#include "population/state.h"
#include "values/misuse.h"

namespace proactive {

std::string_view to_string(RuleChange::Kind kind) {
  switch (kind) {
    case RuleChange::Kind::version: return "version";
    case RuleChange::Kind::condition: return "condition";
    case RuleChange::Kind::figure: return "figure";
    case RuleChange::Kind::amount: return "amount";
  }
  return "";
}

std::string_view to_string(RightComparison::Verdict verdict) {
  using Verdict = RightComparison::Verdict;
  switch (verdict) {
    case Verdict::same: return "same";
    case Verdict::different: return "different";
    case Verdict::not_found: return "not found";
    case Verdict::not_comparable: return "not comparable";
    case Verdict::only_before: return "only before";
    case Verdict::only_after: return "only after";
  }
  return "";
}

namespace {

// A right of a plan; without program it is not in force or not there.
struct Place {
  const plan::Program* program = nullptr;
  const plan::RightPlan* right = nullptr;
};

Place find(const Plan& plan, const std::string& name) {
  Place place;
  place.program = plan.state()->program_of_right(name, &place.right);
  return place;
}

// Rights of either plan: those of the second in their order, then those of the first only.
std::vector<std::string> rights_of(const Plan& before, const Plan& after) {
  std::vector<std::string> names = after.rights();
  for (const std::string& name : before.rights()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

const semantics::Right& right_of(const Place& place) { return place.program->model->rights[place.right->right]; }

std::string entity_of(const Place& place) { return place.program->model->entities[right_of(place).entity].name; }

bool outcome_and_amount_alike(const Place& a, const Place& b) {
  plan::SideBySide programs(*a.program, *b.program);
  return programs.alike(a.right->outcome, b.right->outcome) && programs.alike(a.right->amount, b.right->amount);
}

std::vector<RuleChange> changes_of(const Place& a, const Place& b) {
  std::vector<RuleChange> changes;
  for (auto& one : plan::differences(*a.program, *a.right, *b.program, *b.right))
    changes.push_back({static_cast<RuleChange::Kind>(one.kind), one.name, one.before, one.after});
  return changes;
}

// ---- without data ----------------------------------------------------------------------------

// A plan of one right, so that no more is run than it reads.
Result<Plan> plan_of(const Plan& plan, const std::string& right) {
  return RuleSet(plan.state()->rules).plan({plan.on(), {right}});
}

bool differ(const Decision& a, const Decision& b) {
  return a.outcome != b.outcome || (a.outcome != Outcome::not_eligible && a.amount != b.amount);
}

// What the search found, asked of both plans as anybody would ask them.
Result<bool> confirm(const Plan& before, const Plan& after, Record person, RightComparison& comparison) {
  auto was = before.assess(person, comparison.entity);
  if (!was) return was.errors();
  auto is = after.assess(person, comparison.entity);
  if (!is) return is.errors();
  if (!differ(was->front(), is->front())) return false;
  comparison.witness = DifferenceWitness{std::move(person), std::move(was->front()), std::move(is->front())};
  return true;
}

Result<bool> search(const Plan& before, const Plan& after, std::int64_t bound, RightComparison& comparison) {
  using Verdict = RightComparison::Verdict;
  const auto was = plan_of(before, comparison.right);
  if (!was) return was.errors();
  const auto is = plan_of(after, comparison.right);
  if (!is) return is.errors();
  auto found = answers::find_difference(*was->state()->programs.front(), *is->state()->programs.front(), bound);
  comparison.looked_at = found.looked_at;
  comparison.obstacles = std::move(found.not_comparable);
  if (!comparison.obstacles.empty()) {
    comparison.verdict = Verdict::not_comparable;
  } else if (found.nobody) {
    comparison.verdict = Verdict::same;
  } else if (found.person) {
    const auto confirmed = confirm(*was, *is, std::move(*found.person), comparison);
    if (!confirmed) return confirmed.errors();
    comparison.verdict = *confirmed ? Verdict::different : Verdict::not_found;
  }
  return true;
}

Result<RightComparison> compare_right(const Plan& before, const Plan& after, const std::string& name,
                                      std::int64_t bound) {
  using Verdict = RightComparison::Verdict;
  const Place was = find(before, name);
  const Place is = find(after, name);
  RightComparison comparison;
  comparison.right = name;
  const Place& there = is.program != nullptr ? is : was;
  comparison.label = right_of(there).label;
  comparison.entity = entity_of(there);
  if (was.program == nullptr || is.program == nullptr) {
    comparison.verdict = was.program == nullptr ? Verdict::only_after : Verdict::only_before;
    return comparison;
  }
  if (entity_of(was) != comparison.entity) {
    comparison.verdict = Verdict::not_comparable;
    comparison.obstacles.push_back(
        fmt::format("the right is for `{}`, and was for `{}`", comparison.entity, entity_of(was)));
    return comparison;
  }
  comparison.changes = changes_of(was, is);
  comparison.same_operations = outcome_and_amount_alike(was, is);
  if (comparison.same_operations) {
    comparison.verdict = Verdict::same;
    return comparison;
  }
  const auto done = search(before, after, bound, comparison);
  if (!done) return done.errors();
  return comparison;
}

}  // namespace

Result<std::vector<RightComparison>> compare(const Plan& before, const Plan& after, std::int64_t bound) {
  std::vector<RightComparison> comparisons;
  for (const std::string& name : rights_of(before, after)) {
    auto one = compare_right(before, after, name, bound);
    if (!one) return one.errors();
    comparisons.push_back(std::move(*one));
  }
  return comparisons;
}

// ---- over a population -----------------------------------------------------------------------

namespace {

const facts::EntityTable* table_of(const facts::Population& data, const std::string& entity) {
  const auto found = data.model->entity_names.find(entity);
  return found == data.model->entity_names.end() ? nullptr : &data.entities[found->second];
}

bool same_subjects(const facts::Population& a, const facts::Population& b, const std::string& entity) {
  const facts::EntityTable* before = table_of(a, entity);
  const facts::EntityTable* after = table_of(b, entity);
  if (before == nullptr || after == nullptr) return false;
  const facts::Ids& x = before->ids;
  const facts::Ids& y = after->ids;
  if (x.size() != y.size() || x.are_texts() != y.are_texts()) return false;
  for (std::int64_t row = 0; row < x.size(); ++row) {
    if (x.are_texts() ? x.text(row) != y.text(row) : x.integer(row) != y.integer(row)) return false;
  }
  return true;
}

// The answers of some rights, with the masks of their conditions.
Result<Outcomes> answers_of(const Plan& plan, const Population& population, const std::vector<std::string>& rights,
                            const AssessOptions& run) {
  if (rights.empty()) return Outcomes{};
  const auto part = RuleSet(plan.state()->rules).plan({plan.on(), rights});
  if (!part) return part.errors();
  AssessOptions with = run;
  with.amounts = true;
  with.missing = false;
  with.conditions = true;
  return part->assess(population, with);
}

const RightOutcomes* find(const Outcomes& outcomes, const std::string& right) {
  for (const RightOutcomes& one : outcomes.rights) {
    if (one.right == right) return &one;
  }
  return nullptr;
}

// What can be said before anybody is assessed; `E1331` where the tables hold other subjects.
Result<PopulationComparison> begin(const Plan& before, const facts::Population& data_before, const Plan& after,
                                   const facts::Population& data_after, const std::string& name) {
  const Place was = find(before, name);
  const Place is = find(after, name);
  const Place& there = is.program != nullptr ? is : was;
  PopulationComparison comparison;
  comparison.right = name;
  comparison.label = right_of(there).label;
  comparison.entity = entity_of(there);
  comparison.period = semantics::to_string(right_of(there).amount_period);
  comparison.in_force_before = was.program != nullptr;
  comparison.in_force_after = is.program != nullptr;
  const bool both = comparison.in_force_before && comparison.in_force_after;
  const bool other =
      both && (entity_of(was) != comparison.entity || !same_subjects(data_before, data_after, comparison.entity));
  if (other) {
    return values::misuse(
        "E1331", fmt::format("the tables of `{}` do not hold the same rows before and after", comparison.entity),
        "compare the answers over one set of tables, read for each of the two plans");
  }
  if (!both) return comparison;
  comparison.changes = changes_of(was, is);
  const bool same_facts = plan::declares_the_same(*was.program->model, *is.program->model);
  comparison.same_operations = same_facts && outcome_and_amount_alike(was, is);
  return comparison;
}

}  // namespace

Result<std::vector<PopulationComparison>> compare(const Plan& before, const Population& population_before,
                                                  const Plan& after, const Population& population_after,
                                                  const AssessOptions& run) {
  const facts::Population& data_before = *population_before.state()->data;
  const facts::Population& data_after = *population_after.state()->data;
  std::vector<PopulationComparison> comparisons;
  std::vector<std::string> wanted_before;
  std::vector<std::string> wanted_after;
  for (const std::string& name : rights_of(before, after)) {
    auto one = begin(before, data_before, after, data_after, name);
    if (!one) return one.errors();
    if (one->in_force_before && !one->same_operations) wanted_before.push_back(name);
    if (one->in_force_after) wanted_after.push_back(name);
    comparisons.push_back(std::move(*one));
  }
  const auto was = answers_of(before, population_before, wanted_before, run);
  if (!was) return was.errors();
  const auto is = answers_of(after, population_after, wanted_after, run);
  if (!is) return is.errors();
  for (PopulationComparison& one : comparisons) {
    const RightOutcomes* outcomes_after = find(*is, one.right);
    const RightOutcomes* outcomes_before = one.same_operations ? outcomes_after : find(*was, one.right);
    population::compare(outcomes_before, outcomes_after, one);
  }
  return comparisons;
}

}  // namespace proactive
