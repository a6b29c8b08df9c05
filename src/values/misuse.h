// Errors of the caller's input that stand at no place in a rule file.
#ifndef PROACTIVE_SRC_VALUES_MISUSE_H_
#define PROACTIVE_SRC_VALUES_MISUSE_H_

#include <string>
#include <utility>

#include "proactive/diagnostic.h"

namespace proactive::values {

inline Diagnostic misuse(std::string code, std::string message, std::string way_out = "") {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.way_out = std::move(way_out);
  return diagnostic;
}

}  // namespace proactive::values

#endif  // PROACTIVE_SRC_VALUES_MISUSE_H_
