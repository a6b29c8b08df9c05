#include "plan/bands.h"

#include <algorithm>
#include <map>

namespace proactive::plan {

namespace {

struct Taken {
  Cut to;
  int row = -1;
};
using TakenBands = std::map<Cut, Taken>;

// Gives a header what no header before it has taken of an interval.
void take(TakenBands& bands, Cut from, Cut to, int row) {
  auto next = bands.upper_bound(from);
  if (next != bands.begin()) from = std::max(from, std::prev(next)->second.to);
  while (from < to) {
    const Cut end = next == bands.end() ? to : std::min(to, next->first);
    if (from < end) bands.emplace_hint(next, from, Taken{end, row});
    if (next == bands.end()) return;
    from = std::max(from, next->second.to);
    ++next;
  }
}

}  // namespace

std::vector<Band> bands_of(std::span<const HeaderTest> headers, const values::Possible& argument, bool whole) {
  const Coverage coverage(argument, whole);
  TakenBands taken;
  for (std::size_t row = 0; row < headers.size(); ++row) {
    for (const auto& [from, to] : coverage.intervals(headers[row]))
      take(taken, std::max(from, coverage.low()), std::min(to, coverage.high()), static_cast<int>(row));
  }
  std::vector<Band> bands;
  const auto add = [&](const Cut& from, int row) {
    if (bands.empty() || bands.back().row != row) bands.push_back({from, row});
  };
  Cut at = coverage.low();
  for (const auto& [from, band] : taken) {
    if (at < from) add(at, -1);
    add(from, band.row);
    at = band.to;
  }
  if (at < coverage.high()) add(at, -1);
  if (bands.empty()) bands.push_back({coverage.low(), -1});
  return bands;
}

}  // namespace proactive::plan
