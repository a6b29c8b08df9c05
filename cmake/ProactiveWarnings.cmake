# The warnings under which this code compiles without one.
add_library(proactive_warnings INTERFACE)
target_compile_options(proactive_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-missing-field-initializers)
# g++ 12 sees overlaps that are not there in `"text" + string` (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(proactive_warnings INTERFACE -Wno-restrict)
endif()
# A grammar in Spirit reads as one with both `>>` and `>`.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(proactive_warnings INTERFACE -Wno-overloaded-shift-op-parentheses)
endif()
option(PROACTIVE_WARNINGS_AS_ERRORS "Fail on any warning" OFF)
if(PROACTIVE_WARNINGS_AS_ERRORS)
  target_compile_options(proactive_warnings INTERFACE -Werror)
endif()
