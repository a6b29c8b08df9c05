# What the library needs to build. Everything comes from the distribution; nothing is fetched.

macro(proactive_dependency package debian)
  find_package(${package} QUIET ${ARGN})
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "proactive needs ${package}, and CMake does not find it. "
                        "On Debian: apt-get install ${debian}")
  endif()
endmacro()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
proactive_dependency(Boost libboost-dev 1.74)
proactive_dependency(fmt libfmt-dev)
proactive_dependency(absl libabsl-dev)
if(PROACTIVE_BUILD_PRIVACY)
  proactive_dependency(OpenSSL libssl-dev 3.0)
endif()
if(PROACTIVE_BUILD_TESTS)
  proactive_dependency(GTest libgtest-dev)
endif()
if(PROACTIVE_BUILD_BENCHMARKS)
  proactive_dependency(benchmark libbenchmark-dev)
endif()
