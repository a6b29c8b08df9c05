#include "population/affected.h"

#include <algorithm>

namespace proactive::population {

namespace {

using facts::Memberships;
using Rows = std::vector<std::int32_t>;

// The groups that have a member in a role. A table whose entries are the members' rows is asked
// by halving; any other one is read once for all members.
void add_groups_with(const Memberships& index, int role, const Rows& members, std::int64_t member_rows, Rows& groups) {
  if (!index.given) return;
  const auto add_entry = [&](std::int32_t entry) {
    const auto list = std::upper_bound(index.begin.begin(), index.begin.end(), entry) - index.begin.begin() - 1;
    if (list % index.roles == role) groups.push_back(static_cast<std::int32_t>(list / index.roles));
  };
  if (index.members.empty()) {
    for (const std::int32_t member : members) {
      if (member < index.entries()) add_entry(member);
    }
    return;
  }
  std::vector<bool> wanted(static_cast<std::size_t>(member_rows));
  for (const std::int32_t member : members) wanted[member] = true;
  for (std::size_t entry = 0; entry < index.members.size(); ++entry) {
    if (wanted[index.members[entry]]) add_entry(static_cast<std::int32_t>(entry));
  }
}

void add_members_of(const Memberships& index, const Rows& groups, Rows& members) {
  for (const std::int32_t group : groups) {
    if (!index.given || group >= index.groups) continue;
    const std::int32_t end = index.begin[index.list(group + 1, 0)];
    for (std::int32_t entry = index.begin[index.list(group, 0)]; entry < end; ++entry)
      members.push_back(index.member(entry));
  }
}

// One step back: from the rows of a context to those of the one it is reached from.
Rows rows_around(const plan::Context& context, const facts::Population& population, const Rows& rows) {
  const semantics::Model& model = *population.model;
  Rows around;
  if (context.kind == plan::Context::Kind::group) {
    add_members_of(population.groups[context.target], rows, around);
    return around;
  }
  const semantics::Role& role = model.roles[context.target];
  add_groups_with(population.groups[role.group], facts::place_of_role(model, context.target), rows,
                  population.entities[role.member].ids.size(), around);
  return around;
}

Rows rows_of(const std::vector<std::uint64_t>& bits) {
  Rows rows;
  for (std::size_t word = 0; word < bits.size(); ++word) {
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1)
      rows.push_back(static_cast<std::int32_t>(64 * word) + __builtin_ctzll(left));
  }
  return rows;
}

}  // namespace

std::vector<std::int32_t> affected_subjects(const plan::Program& program, int entity,
                                            const facts::Population& population, const RowsByEntity& changed) {
  const std::int64_t subjects = population.entities[entity].ids.size();
  std::vector<std::uint64_t> affected(static_cast<std::size_t>((subjects + 63) / 64));
  for (const plan::Context& start : program.contexts) {
    const auto rows = changed.find(start.entity);
    if (rows == changed.end()) continue;
    Rows reached = rows->second;
    const plan::Context* context = &start;
    for (; context->kind != plan::Context::Kind::root; context = &program.contexts[context->parent])
      reached = rows_around(*context, population, reached);
    for (const std::int32_t row : reached) {
      if (row >= 0 && row < subjects) affected[row / 64] |= std::uint64_t{1} << (row % 64);
    }
  }
  return rows_of(affected);
}

}  // namespace proactive::population
