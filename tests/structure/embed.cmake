# Installs the library, moves the installed tree elsewhere, builds examples/embed against that
# tree alone, runs its two programs, and compares what they print.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE failure OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failure)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/installed)
file(RENAME ${WORK}/installed ${WORK}/moved)

file(GLOB_RECURSE packages ${WORK}/moved/*.cmake ${WORK}/moved/*.pc)
foreach(package IN LISTS packages)
  file(READ ${package} text)
  foreach(place ${SOURCE} ${BUILD} ${WORK})
    string(FIND "${text}" "${place}" found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${package} names ${place}: the package cannot be moved")
    endif()
  endforeach()
endforeach()

run(${CMAKE_COMMAND} -S ${SOURCE}/examples/embed -B ${WORK}/build -G "${GENERATOR}"
  -DCMAKE_PREFIX_PATH=${WORK}/moved -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
  -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${FLAGS} -Wall -Wextra -Wpedantic -Werror" -DCMAKE_BUILD_TYPE=${TYPE})
run(${CMAKE_COMMAND} --build ${WORK}/build)

# expect_output(FILE COMMAND…): the command prints what the file says.
function(expect_output file)
  run(${ARGN})
  file(READ ${SOURCE}/examples/embed/${file} expected)
  if(NOT output STREQUAL expected)
    message(FATAL_ERROR "${ARGV1} prints\n${output}\nand not\n${expected}")
  endif()
endfunction()

expect_output(expected.txt ${WORK}/build/embed ${SOURCE}/examples/france)
# Rules compiled in need no file, and no library of ours.
expect_output(expected_compiled.txt ${CMAKE_COMMAND} -E chdir / ${WORK}/build/embed_compiled)
