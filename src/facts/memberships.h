// Who belongs to which group: one index by group and role, built once per population.
#ifndef PROACTIVE_SRC_FACTS_MEMBERSHIPS_H_
#define PROACTIVE_SRC_FACTS_MEMBERSHIPS_H_

#include <cstdint>
#include <vector>

#include "proactive/row_vector.h"

namespace proactive::facts {

/// The memberships of one kind of group, sorted by group, then by role; within a role as the
/// table has them. The members of a role of a group are contiguous entries.
struct Memberships {
  bool given = false;
  std::int64_t groups = 0;
  int roles = 1;
  std::vector<std::int32_t> begin;    ///< first entry by group · roles + role; one more at the end
  std::vector<std::int32_t> members;  ///< row of the member by entry; empty: entry k is row k
  std::vector<bool> bad;              ///< by group · roles + role: list unknown; empty: none is
  RowVector<std::int32_t> group_of;   ///< by member: its group, -1 none, -2 several; empty: nobody asks

  std::int64_t list(std::int64_t group, int role) const { return group * roles + role; }
  bool is_known(std::int64_t list) const { return list < groups * roles && (bad.empty() || !bad[list]); }
  std::int32_t member(std::int64_t entry) const {
    return members.empty() ? static_cast<std::int32_t>(entry) : members[entry];
  }
  std::int64_t entries() const { return begin.empty() ? 0 : begin.back(); }
};

/// Sorts memberships as they come in; a table in order costs no more than its index.
class MembershipBuilder {
 public:
  /// `groups`: how many there are, as far as that is known already.
  MembershipBuilder(int roles, std::int64_t groups) {
    index_.roles = roles;
    index_.begin.reserve(static_cast<std::size_t>(groups * roles) + 1);
  }

  void add(std::int32_t group, int role, std::int32_t member);
  /// The index, for groups from 0 to `groups` and members to `members`. Somebody in several groups of
  /// a kind that allows one makes the lists that name them unknown; how many such there are is
  /// told in `in_several`.
  Memberships build(std::int64_t groups, std::int64_t members, bool several_allowed, std::int64_t& in_several);

 private:
  struct Entry {
    std::int64_t list;
    std::int32_t member;
  };

  void begin_lists_to(std::int64_t list);
  void leave_order();
  void sort();
  std::int64_t mark_several(std::int64_t members);

  Memberships index_;
  std::int64_t entries_ = 0;
  std::int64_t last_list_ = 0;
  bool in_order_ = true;
  std::vector<Entry> unsorted_;
};

/// The group of each member, for rights of members that read their group.
RowVector<std::int32_t> groups_of_members(const Memberships& index, std::int64_t members);

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_MEMBERSHIPS_H_
