#include "answers/candidates.h"

#include <algorithm>
#include <numeric>

#include "facts/names.h"
#include "values/calendar.h"

namespace proactive::answers {

using semantics::Field;
using semantics::TypeKind;

namespace {

// Without a range: amounts up to a million, dates of the people who live.
constexpr std::int64_t kLargest = 1'000'000;
constexpr std::int64_t kOldest = 40'000;  // days before the date of assessment
// Lengths of a list that are tried, from its smallest, besides the greatest.
constexpr std::int64_t kLengths = 4;

struct Ends {
  std::int64_t low;
  std::int64_t high;
};

// Without a range, wide enough for a value on both sides of every cut.
Ends ends_of(const plan::Program& program, const Field& field, const std::vector<std::int64_t>& cuts) {
  if (field.range) return {field.range->low, field.range->high};
  const bool date = field.type.kind == TypeKind::date;
  const Ends all = date ? Ends{values::kFirstDay, values::kLastDay} : Ends{values::kMin64, values::kMax64};
  Ends ends{0, kLargest * values::power_of_ten(field.type.scale)};
  if (date) ends = {program.on - kOldest, program.on};
  for (const std::int64_t cut : cuts) {
    ends.low = std::min(ends.low, cut - 1);
    ends.high = std::max(ends.high, cut);
  }
  return {std::max(ends.low, all.low), std::min(ends.high, all.high)};
}

// The numbers 0 to size - 1: booleans, and choices by member.
std::vector<Branch> members(std::int64_t size, const Prior::Column* frequent) {
  std::vector<Branch> branches;
  for (std::int64_t i = 0; i < size; ++i) {
    Branch branch;
    branch.value = i;
    if (frequent != nullptr && frequent->counts) branch.weight += Prior::share(*frequent, i, i);
    branches.push_back(branch);
  }
  return branches;
}

// One value from each stretch: its first, of the last one its last.
std::vector<Branch> stretches(Ends ends, const std::vector<std::int64_t>& cuts, const Prior::Column* frequent) {
  std::vector<std::int64_t> begins{ends.low};
  for (const std::int64_t cut : cuts) {
    if (cut > ends.low && cut <= ends.high) begins.push_back(cut);
  }
  if (begins.size() == 1 && ends.low < ends.high) {
    begins.push_back(std::midpoint(ends.low, ends.high));
    if (begins.back() < ends.high) begins.push_back(ends.high);
  }
  std::vector<Branch> branches;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const bool last = i + 1 == begins.size();
    const std::int64_t end = last ? ends.high : begins[i + 1] - 1;
    Branch branch;
    branch.value = last ? end : begins[i];
    if (frequent != nullptr && !frequent->counts)
      branch.weight += Prior::share(*frequent, i == 0 ? values::kMin64 : begins[i], last ? values::kMax64 : end);
    branches.push_back(branch);
  }
  return branches;
}

std::vector<Branch> lengths(const semantics::Role& role) {
  std::vector<Branch> branches;
  for (std::int64_t count = role.low; count <= std::min(role.high, role.low + kLengths - 1); ++count)
    branches.push_back({.value = count});
  if (branches.back().value < role.high) branches.push_back({.value = role.high});
  return branches;
}

}  // namespace

std::vector<Branch> branches_of(const plan::Program& program, const MissingFact& fact,
                                const std::vector<std::vector<std::int64_t>>& cuts, const Prior* prior) {
  const semantics::Model& model = *program.model;
  if (fact.field < 0) return lengths(model.roles[fact.place]);
  const Field& field = model.fields[fact.field];
  const plan::Input& input = program.inputs[fact.place];
  const Prior::Column* frequent =
      prior == nullptr ? nullptr : prior->find(model.entities[field.entity].name, facts::column_of(model, input));
  if (field.type.kind == TypeKind::boolean) return members(2, frequent);
  if (field.type.kind == TypeKind::choice)
    return members(static_cast<std::int64_t>(model.choices[field.type.choice].members.size()), frequent);
  return stretches(ends_of(program, field, cuts[fact.place]), cuts[fact.place], frequent);
}

}  // namespace proactive::answers
