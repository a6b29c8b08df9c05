// What the steps of a block program cost, as measured once: for people who read a plan.
#ifndef PROACTIVE_SRC_EXECUTION_BLOCK_COST_H_
#define PROACTIVE_SRC_EXECUTION_BLOCK_COST_H_

#include <string>

#include "execution/block_program.h"

namespace proactive::execution {

/// Hundredths of a nanosecond for each row, about, on one core with 256-bit vectors. An aggregate
/// without its members'.
int cost_of(const BlockProgram& program, const BlockStep& step);

/// The program as text: an instruction a line, its loop and its cost; then for each right how much
/// of its work it shares with which others.
std::string listing(const plan::Program& program);

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_BLOCK_COST_H_
