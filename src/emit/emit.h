// C++ from programs: one header and one source, which need the standard library and no more.
//
// The header has a struct of facts for each entity, an answer for each right, and a function
// from the one to the other. The source has up to three functions for a right, each of which goes
// on to the next when it cannot answer: `plain.cc` writes the one for subjects of whom everything
// is known, `exact.cc` one with a known bit beside each value, `sets.cc` one over sets of possible
// values, which is what the language means. `names.h` says what things are called, `shapes.h`
// where 64 bits suffice, `support.h` holds what the functions call.
#ifndef PROACTIVE_SRC_EMIT_EMIT_H_
#define PROACTIVE_SRC_EMIT_EMIT_H_

#include <string>

#include "emit/names.h"

namespace proactive::emit {

struct Files {
  std::string header;
  std::string source;
};

/// The compiled rights of programs of one model and one date, one for each entity. `name` is
/// the namespace, and the name of the header without `.h`. The same input gives the same bytes.
Files emit(Programs programs, const std::string& name);

/// The text of the header alone.
std::string write_header(Programs programs, const Names& names);

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_EMIT_H_
