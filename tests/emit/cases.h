// The rights that the tests of compiled code are about: all of examples/france and of the good
// files of the corpus, on some dates.
#ifndef PROACTIVE_TESTS_EMIT_CASES_H_
#define PROACTIVE_TESTS_EMIT_CASES_H_

#include <memory>
#include <string>
#include <vector>

#include "plan/program.h"

namespace proactive::tests {

struct CompiledCase {
  std::string unit;  ///< its namespace
  std::string name;  ///< its file, date and entity
  std::shared_ptr<const plan::Program> program;
};

/// The same list for the program that writes the code and for the one that tests it. Dates on
/// which a file compiles to what it was before are left out.
std::vector<CompiledCase> compiled_cases();

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EMIT_CASES_H_
