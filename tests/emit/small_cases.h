// Small programs for the tests of compiled code: every operation alone, and every operation inside
// every other, many of them side by side in one program.
#ifndef PROACTIVE_TESTS_EMIT_SMALL_CASES_H_
#define PROACTIVE_TESTS_EMIT_SMALL_CASES_H_

#include <string>
#include <vector>

#include "emit/cases.h"
#include "execution/small_program.h"

namespace proactive::tests {

struct SmallCase {
  CompiledCase compiled;
  std::int64_t rows = 0;
  std::vector<Facts> facts;          ///< by field
  std::vector<std::string> origins;  ///< by right
};

/// The same list for the program that writes the code and for the one that tests it.
std::vector<SmallCase> small_cases();

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EMIT_SMALL_CASES_H_
