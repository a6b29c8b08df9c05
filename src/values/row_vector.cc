#include "proactive/row_vector.h"

#include <cstdlib>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace proactive::detail {

namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20U;
// Below, the rest of a last large page would be too much.
constexpr std::size_t kFromLarge = 8 * kLargePage;

}  // namespace

void* take_column(std::size_t bytes) {
  if (bytes < kFromLarge) return ::operator new(bytes);
  const std::size_t rounded = (bytes + kLargePage - 1) / kLargePage * kLargePage;
  void* memory = std::aligned_alloc(kLargePage, rounded);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef __linux__
  // A wish: without it everything is the same but slower.
  ::madvise(memory, rounded, MADV_HUGEPAGE);
#endif
  return memory;
}

void give_back_column(void* memory, std::size_t bytes) noexcept {
  if (bytes < kFromLarge)
    ::operator delete(memory);
  else
    std::free(memory);
}

}  // namespace proactive::detail
