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
bool test(const HeaderTest& header, values::Number argument);

/// A scale for one value.
values::NoResult apply_scale(const ScaleData& scale, values::Number argument, values::Number& out);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_MEANING_H_
