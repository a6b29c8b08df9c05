// Columns with a place for each row: large, and written before they are read.
#ifndef PROACTIVE_ROW_VECTOR_H_
#define PROACTIVE_ROW_VECTOR_H_

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

#include "proactive/export.h"

namespace proactive {

namespace detail {

/// Memory for a column; from a few megabytes on in large pages, where the system has them. Throws
/// `std::bad_alloc`.
PROACTIVE_EXPORT void* take_column(std::size_t bytes);
PROACTIVE_EXPORT void give_back_column(void* memory, std::size_t bytes) noexcept;

template <typename T>
struct ColumnMemory {
  using value_type = T;
  ColumnMemory() = default;
  template <typename U>
  ColumnMemory(const ColumnMemory<U>&) noexcept {}

  T* allocate(std::size_t count) { return static_cast<T*>(take_column(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { give_back_column(memory, count * sizeof(T)); }

  template <typename U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <typename U, typename... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
  friend bool operator==(const ColumnMemory&, const ColumnMemory&) { return true; }
};

}  // namespace detail

/// A vector whose `resize` leaves new values as they are: every one is written before it is read.
template <typename T>
using RowVector = std::vector<T, detail::ColumnMemory<T>>;

}  // namespace proactive

#endif  // PROACTIVE_ROW_VECTOR_H_
