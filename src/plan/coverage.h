// Which values the headers of a table cover: gaps and rows that are never reached.
#ifndef PROACTIVE_SRC_PLAN_COVERAGE_H_
#define PROACTIVE_SRC_PLAN_COVERAGE_H_

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "plan/program.h"

namespace proactive::plan {

/// A place just before or just behind a value.
struct Cut {
  values::Number at;
  bool behind = false;
  friend bool operator<(const Cut& a, const Cut& b) {
    const int order = values::compare(a.at, b.at);
    return order != 0 ? order < 0 : !a.behind && b.behind;
  }
};

/// The headers of one dimension, added in order from the first.
class Coverage {
 public:
  /// What the argument may be. `whole` says that only whole raw values exist between its ends,
  /// as in every plain number; between the values of a quotient there are always others.
  Coverage(const values::Possible& argument, bool whole);

  /// Whether some value of the argument reaches `header` behind those added before.
  bool reaches(const HeaderTest& header) const;
  void add(const HeaderTest& header);

  /// A value of the argument for which no header holds, in the first gap; no value when all
  /// are covered.
  std::optional<values::Number> gap() const;

  /// All gaps between the headers, in order: from one cut to another. Of numbers and dates.
  std::vector<std::pair<Cut, Cut>> gaps() const;
  /// The members that no header takes. Of booleans and choices.
  values::MemberSet missed() const { return argument_.members & ~members_; }

  struct Interval {
    Cut from;
    Cut to;
  };
  /// The values for which a header of numbers or dates holds.
  std::vector<Interval> intervals(const HeaderTest& header) const;
  Cut low() const { return low_; }
  Cut high() const { return high_; }

 private:
  values::MemberSet members(const HeaderTest& header) const;
  bool covers(const Interval& interval) const;
  void add(Interval interval);
  Cut cut(values::Number value, bool behind) const;

  const values::Possible argument_;
  const bool by_members_;
  const bool whole_;
  Cut low_;
  Cut high_;
  values::MemberSet members_;
  std::map<Cut, Cut> covered_;  ///< apart from one another
};

/// A value of `argument` for which none of `headers` holds, if there is one.
std::optional<values::Number> uncovered(std::span<const HeaderTest> headers, const values::Possible& argument,
                                        bool whole);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_COVERAGE_H_
