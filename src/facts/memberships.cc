#include "facts/memberships.h"

#include <numeric>

namespace proactive::facts {

// As long as the table is in order, entries go straight into the index; and as long as the
// members are the rows of their table one by one, not even they are kept.
void MembershipBuilder::add(std::int32_t group, int role, std::int32_t member) {
  const std::int64_t list = index_.list(group, role);
  if (in_order_ && list < last_list_) leave_order();
  if (!in_order_) {
    unsorted_.push_back({list, member});
    return;
  }
  begin_lists_to(list);
  if (index_.members.empty() && member != entries_) {
    index_.members.resize(static_cast<std::size_t>(entries_));
    std::iota(index_.members.begin(), index_.members.end(), 0);
    index_.members.push_back(member);
  } else if (!index_.members.empty()) {
    index_.members.push_back(member);
  }
  ++entries_;
}

void MembershipBuilder::begin_lists_to(std::int64_t list) {
  index_.begin.resize(static_cast<std::size_t>(list) + 1, static_cast<std::int32_t>(entries_));
  last_list_ = list;
}

void MembershipBuilder::leave_order() {
  in_order_ = false;
  begin_lists_to(last_list_ + 1);
  unsorted_.reserve(static_cast<std::size_t>(entries_) * 2);
  for (std::int64_t list = 0; list < last_list_; ++list) {
    for (std::int32_t entry = index_.begin[list]; entry < index_.begin[list + 1]; ++entry)
      unsorted_.push_back({list, index_.member(entry)});
  }
  index_.begin.clear();
  index_.members.clear();
}

void MembershipBuilder::sort() {
  for (const Entry& entry : unsorted_) ++index_.begin[entry.list + 1];
  std::partial_sum(index_.begin.begin(), index_.begin.end(), index_.begin.begin());
  std::vector<std::int32_t> next(index_.begin.begin(), index_.begin.end() - 1);
  index_.members.resize(unsorted_.size());
  bool rows_one_by_one = true;
  for (const Entry& entry : unsorted_) index_.members[next[entry.list]++] = entry.member;
  for (std::size_t i = 0; i < index_.members.size() && rows_one_by_one; ++i)
    rows_one_by_one = index_.members[i] == static_cast<std::int32_t>(i);
  if (rows_one_by_one) index_.members.clear();
  unsorted_ = {};
}

Memberships MembershipBuilder::build(std::int64_t groups, std::int64_t members, bool several_allowed,
                                     std::int64_t& in_several) {
  index_.given = true;
  index_.groups = groups;
  if (in_order_)
    begin_lists_to(groups * index_.roles);
  else
    index_.begin.assign(static_cast<std::size_t>(groups * index_.roles) + 1, 0);
  if (!in_order_) sort();
  in_several = several_allowed || index_.members.empty() ? 0 : mark_several(members);
  return std::move(index_);
}

std::int64_t MembershipBuilder::mark_several(std::int64_t members) {
  const auto rows = static_cast<std::size_t>(members);
  std::vector<bool> seen(rows);
  std::vector<bool> twice(rows);
  std::int64_t count = 0;
  for (const std::int32_t member : index_.members) {
    if (seen[member] && !twice[member]) {
      twice[member] = true;
      ++count;
    }
    seen[member] = true;
  }
  if (count == 0) return 0;
  const std::int64_t lists = index_.groups * index_.roles;
  index_.bad.resize(static_cast<std::size_t>(lists));
  for (std::int64_t list = 0; list < lists; ++list) {
    for (std::int32_t entry = index_.begin[list]; entry < index_.begin[list + 1]; ++entry) {
      if (twice[index_.members[entry]]) index_.bad[list] = true;
    }
  }
  return count;
}

RowVector<std::int32_t> groups_of_members(const Memberships& index, std::int64_t members) {
  RowVector<std::int32_t> group_of(static_cast<std::size_t>(members), -1);
  for (std::int64_t group = 0; group < index.groups; ++group) {
    const std::int32_t end = index.begin[index.list(group + 1, 0)];
    for (std::int32_t entry = index.begin[index.list(group, 0)]; entry < end; ++entry) {
      std::int32_t& known = group_of[index.member(entry)];
      known = known == -1 ? static_cast<std::int32_t>(group) : -2;
    }
  }
  return group_of;
}

}  // namespace proactive::facts
