#include "execution/kernel_set.h"

namespace proactive::execution {

namespace {

std::vector<const Kernels*> detect() {
#ifdef PROACTIVE_X86_KERNELS
  __builtin_cpu_init();
  std::vector<const Kernels*> kernels{&kBaseKernels};
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")) kernels.push_back(&kKernelsV2);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma"))
    kernels.push_back(&kKernelsV3);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd") && kernels.back() == &kKernelsV3)
    kernels.push_back(&kKernelsV4);
  return kernels;
#else
  return {&kBaseKernels};
#endif
}

}  // namespace

const std::vector<const Kernels*>& available_kernels() {
  static const std::vector<const Kernels*> kernels = detect();
  return kernels;
}

const Kernels* find_kernels(std::string_view name) {
  if (name.empty()) return available_kernels().back();
  for (const Kernels* kernels : available_kernels()) {
    if (name == kernels->name) return kernels;
  }
  return nullptr;
}

}  // namespace proactive::execution
