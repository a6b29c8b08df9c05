# proactive_add_rules(TARGET target RULES folder RIGHTS right… ON date [NAME name])
#
# Compiles rights into `target`, an executable or library: a header `NAME.h` that its sources can
# include, and a source. NAME, which is also the namespace, is that of the one right, or `rights`.
# Nothing of proactive is linked. The rules are compiled again when a file of the folder changes.
function(proactive_add_rules)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "TARGET;RULES;ON;NAME" "RIGHTS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "proactive_add_rules does not know `${ARG_UNPARSED_ARGUMENTS}`")
  endif()
  foreach(needed TARGET RULES RIGHTS ON)
    if(NOT ARG_${needed})
      message(FATAL_ERROR "proactive_add_rules needs ${needed}")
    endif()
  endforeach()
  if(NOT TARGET ${ARG_TARGET})
    message(FATAL_ERROR "proactive_add_rules: there is no target `${ARG_TARGET}`")
  endif()

  get_filename_component(folder ${ARG_RULES} ABSOLUTE)
  file(GLOB rules CONFIGURE_DEPENDS ${folder}/*.rights)
  if(NOT rules)
    message(FATAL_ERROR "proactive_add_rules: `${folder}` holds no `.rights` file")
  endif()
  if(NOT ARG_NAME)
    list(LENGTH ARG_RIGHTS count)
    set(ARG_NAME rights)
    if(count EQUAL 1)
      set(ARG_NAME ${ARG_RIGHTS})
    endif()
  endif()

  set(out ${CMAKE_CURRENT_BINARY_DIR}/${ARG_TARGET}_rules)
  set(named)
  foreach(right IN LISTS ARG_RIGHTS)
    list(APPEND named --right ${right})
  endforeach()
  add_custom_command(
    OUTPUT ${out}/${ARG_NAME}.h ${out}/${ARG_NAME}.cc
    COMMAND proactive::compile ${folder} ${named} --on ${ARG_ON} --out ${out} --name ${ARG_NAME}
    DEPENDS ${rules} proactive::compile
    COMMENT "Compiling the rights ${ARG_RIGHTS} on ${ARG_ON}"
    VERBATIM)
  target_sources(${ARG_TARGET} PRIVATE ${out}/${ARG_NAME}.h ${out}/${ARG_NAME}.cc)
  target_include_directories(${ARG_TARGET} PRIVATE ${out})
  target_compile_features(${ARG_TARGET} PRIVATE cxx_std_20)
endfunction()
