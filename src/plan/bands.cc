#include "plan/bands.h"

#include <algorithm>
#include <map>

namespace proactive::plan {

namespace {

// Which header has taken which values. What is taken is also kept without its headers, joined
// where it touches, so that a header finds what is left in no more steps than there are gaps.
class Taking {
 public:
  struct Taken {
    Cut to;
    int row = -1;
  };

  // Gives a header what no header before it has taken of an interval.
  void take(Cut from, const Cut& to, int row) {
    const Cut begin = from;
    while (from < to) {
      auto next = joined_.upper_bound(from);
      if (next != joined_.begin()) from = std::max(from, std::prev(next)->second);
      if (!(from < to)) break;
      const Cut end = next == joined_.end() ? to : std::min(to, next->first);
      bands_.emplace(from, Taken{end, row});
      from = end;
    }
    join(begin, to);
  }

  const std::map<Cut, Taken>& bands() const { return bands_; }

 private:
  void join(Cut from, Cut to) {
    if (!(from < to)) return;
    auto at = joined_.upper_bound(from);
    if (at != joined_.begin() && !(std::prev(at)->second < from)) --at;
    while (at != joined_.end() && !(to < at->first)) {
      from = std::min(from, at->first);
      to = std::max(to, at->second);
      at = joined_.erase(at);
    }
    joined_.emplace(from, to);
  }

  std::map<Cut, Taken> bands_;
  std::map<Cut, Cut> joined_;
};

}  // namespace

std::vector<Band> bands_of(std::span<const HeaderTest> headers, const values::Possible& argument, bool whole) {
  const Coverage coverage(argument, whole);
  Taking taken;
  for (std::size_t row = 0; row < headers.size(); ++row) {
    for (const auto& [from, to] : coverage.intervals(headers[row]))
      taken.take(std::max(from, coverage.low()), std::min(to, coverage.high()), static_cast<int>(row));
  }
  std::vector<Band> bands;
  const auto add = [&](const Cut& from, int row) {
    if (bands.empty() || bands.back().row != row) bands.push_back({from, row});
  };
  Cut at = coverage.low();
  for (const auto& [from, band] : taken.bands()) {
    if (at < from) add(at, -1);
    add(from, band.row);
    at = band.to;
  }
  if (at < coverage.high()) add(at, -1);
  if (bands.empty()) bands.push_back({coverage.low(), -1});
  return bands;
}

}  // namespace proactive::plan
