// Facts of a subject with some of them fixed for trial, and subjects that nothing is known of.
#ifndef PROACTIVE_SRC_ANSWERS_OVERLAY_H_
#define PROACTIVE_SRC_ANSWERS_OVERLAY_H_

#include <absl/container/btree_map.h>
#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "facts/source.h"
#include "plan/program.h"

namespace proactive::answers {

/// Beside the rows of the source below, which are never negative, it has rows of its own: the
/// group of a member who has none, the members of a list fixed for trial. Nothing is known of
/// them but what is fixed, so that they change no answer. For one thread.
class Overlay : public facts::Source {
 public:
  /// Inputs that are `veiled` are unknown whatever the source below knows.
  Overlay(const plan::Program& program, const facts::Source& base, std::vector<bool> veiled);

  void fix(int input, facts::Row row, std::int64_t value) { facts_[input].emplace_back(row, value); }
  void fix_list(int role, facts::Row group, std::int64_t count) { lists_[role].emplace_back(group, count); }
  /// Takes back what was fixed last of an input or a role.
  void release(int input) { facts_[input].pop_back(); }
  void release_list(int role) { lists_[role].pop_back(); }

  /// A row of our own for a member of a role, always the same.
  facts::Row stand_in(int role, facts::Row group, std::int64_t index) const;

  bool fact(int input, facts::Row row, std::int64_t& value) const override;
  bool members(int role, facts::Row group, std::int64_t& count) const override;
  facts::Row member(int role, facts::Row group, std::int64_t index) const override;
  facts::Row group(int entity, facts::Row member) const override;
  facts::Absence absence(int input, facts::Row row) const override;
  facts::Absence list_absence(int role, facts::Row group) const override;
  facts::Absence group_absence(int entity, facts::Row member) const override;

 private:
  struct StandIn {
    int group_entity = -1;             ///< of a member: the kind of its group
    facts::Row group = facts::kNoRow;  ///< the group it is a member of
    facts::Absence absence = facts::Absence::not_asked;
  };
  using Key = std::tuple<int, facts::Row, std::int64_t>;
  using Fixed = absl::InlinedVector<std::pair<facts::Row, std::int64_t>, 2>;

  static bool is_ours(facts::Row row) { return row < 0; }
  const StandIn& stand_in(facts::Row row) const { return stand_ins_[static_cast<std::size_t>(-1 - row)]; }
  facts::Row add(const Key& key, const StandIn& subject) const;
  static const std::int64_t* find(const Fixed& fixed, facts::Row row);

  const plan::Program& program_;
  const facts::Source& base_;
  std::vector<bool> veiled_;  ///< by input
  std::vector<Fixed> facts_;  ///< by input
  std::vector<Fixed> lists_;  ///< by role
  mutable std::vector<StandIn> stand_ins_;
  mutable absl::btree_map<Key, facts::Row> rows_;  ///< by role or, negative, group entity
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_OVERLAY_H_
