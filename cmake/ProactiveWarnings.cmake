# The warnings under which this code compiles without one.
add_library(proactive_warnings INTERFACE)
target_compile_options(proactive_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-missing-field-initializers)
option(PROACTIVE_WARNINGS_AS_ERRORS "Fail on any warning" OFF)
if(PROACTIVE_WARNINGS_AS_ERRORS)
  target_compile_options(proactive_warnings INTERFACE -Werror)
endif()
