// Which values the headers of a table cover: gaps and rows that are never reached.
#ifndef PROACTIVE_SRC_PLAN_COVERAGE_H_
#define PROACTIVE_SRC_PLAN_COVERAGE_H_

#include <optional>
#include <span>

#include "plan/program.h"

namespace proactive::plan {

/// A value of `argument` for which none of `headers` holds, the least one; no value when they
/// cover it all. `whole` says that only whole raw values exist between two ends, as in every
/// plain number; between the values of a quotient there are always others.
std::optional<values::Number> uncovered(std::span<const HeaderTest> headers, const values::Possible& argument, bool whole);

/// Whether no value of `argument` reaches `header` behind the `earlier` ones.
bool unreachable(const HeaderTest& header, std::span<const HeaderTest> earlier, const values::Possible& argument, bool whole);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_COVERAGE_H_
