// What changed between two results: who entered a right, who left it, and why.
#ifndef PROACTIVE_CHANGES_H_
#define PROACTIVE_CHANGES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/decision.h"
#include "proactive/export.h"

namespace proactive {

/// Rows of an entity's table whose facts are not those of the last result, from 0. Where the
/// members of a group changed, the group is named, and everybody who came or went.
struct ChangedRows {
  std::string entity;
  std::vector<std::int32_t> rows;
};

/// One subject whose answer is not the one before.
struct Change {
  std::int32_t row = 0;
  Outcome before = Outcome::undetermined;
  Outcome after = Outcome::undetermined;
  Amount amount_before;
  Amount amount_after;
  bool entered() const { return after == Outcome::eligible && before != Outcome::eligible; }
  bool left() const { return before == Outcome::eligible && after != Outcome::eligible; }
};

/// The changes of one right, by ascending row. Why: the conditions whose answer changed, when both
/// results have their masks (`AssessOptions::conditions`); otherwise, of a refusal, the conditions
/// that are not fulfilled now.
struct PROACTIVE_EXPORT RightChanges {
  std::string right;
  std::string entity;
  std::int64_t assessed = 0;  ///< subjects that were assessed again
  std::vector<Change> changes;
  std::vector<std::string> conditions;  ///< names that `why` means by number
  std::vector<std::int64_t> why_begin;  ///< one more than changes
  std::vector<std::int32_t> why;

  std::int64_t entered() const;
  std::int64_t left() const;
  std::vector<std::string_view> why_of(std::size_t change) const;
};

struct Changes {
  std::vector<RightChanges> rights;
};

}  // namespace proactive

#endif  // PROACTIVE_CHANGES_H_
