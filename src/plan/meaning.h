// What one instruction means on sets of possible values, given those of its operands.
#ifndef PROACTIVE_SRC_PLAN_MEANING_H_
#define PROACTIVE_SRC_PLAN_MEANING_H_

#include <absl/functional/function_ref.h>

#include "plan/program.h"

namespace proactive::plan {

using Operands = absl::FunctionRef<const values::Possible&(std::size_t)>;

/// The set of an instruction that is neither a fact nor an aggregate.
values::Possible meaning(const Program& program, const Instruction& instruction, Operands operands);

/// Whether a header of a table holds for an argument.
Kleene test(const HeaderTest& header, const values::Possible& argument);

/// The same for one value.
inline bool test(const HeaderTest& header, values::Number argument) {
  switch (header.kind) {
    case HeaderTest::Kind::always: return true;
    case HeaderTest::Kind::members: return header.members.test(argument.num);
    case HeaderTest::Kind::compare:
      return values::holds(header.comparison, values::compare(argument, header.low, header.low_scaling));
    case HeaderTest::Kind::range:
      return values::holds(header.low_comparison, values::compare(argument, header.low, header.low_scaling)) &&
             values::holds(header.high_comparison, values::compare(argument, header.high, header.high_scaling));
  }
  return false;
}

/// A scale for one value.
values::NoResult apply_scale(const ScaleData& scale, values::Number argument, values::Number& out);

/// A marginal scale at the upper bound of a bracket, which may have more decimals than the argument.
values::NoResult marginal_at_bound(const ScaleData& scale, std::size_t bracket, values::Number& out);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_MEANING_H_
