// Which build of the kernels runs.
#ifndef PROACTIVE_SRC_EXECUTION_KERNEL_SET_H_
#define PROACTIVE_SRC_EXECUTION_KERNEL_SET_H_

#include <string_view>
#include <vector>

#include "execution/kernels.h"

namespace proactive::execution {

/// The builds that this processor can run, the best last.
const std::vector<const Kernels*>& available_kernels();

/// The best build, or the one of that name; null when it is not there.
const Kernels* find_kernels(std::string_view name = {});

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_KERNEL_SET_H_
