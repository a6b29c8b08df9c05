// What is wrong with a rule set, a record or a table, and the way out.
#ifndef PROACTIVE_DIAGNOSTIC_H_
#define PROACTIVE_DIAGNOSTIC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "proactive/export.h"

namespace proactive {

enum class Severity : std::uint8_t { error, warning };

/// A place in a rule file. Lines and columns count from 1; a column is a Unicode code point.
struct Place {
  std::string file;
  int line = 0;  ///< 0: the diagnostic is about no place in a text.
  int column = 0;
  int length = 0;    ///< code points under the caret
  std::string text;  ///< the line itself, for drawing; empty when it is too long to draw
};

/// One finding. `code` is stable across versions ("E0201"); `message` is one sentence in
/// lower case with the author's words in backticks. No message ever holds a person's value.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;
  std::string message;
  Place place;
  std::vector<std::string> notes;
  std::string way_out;  ///< what to write instead; may be empty
};

/// Draws a diagnostic as compilers do: message, place, line and caret, notes, way out.
PROACTIVE_EXPORT std::string render(const Diagnostic& diagnostic);
/// Draws all of them, one blank line between two.
PROACTIVE_EXPORT std::string render(const std::vector<Diagnostic>& diagnostics);

}  // namespace proactive

#endif  // PROACTIVE_DIAGNOSTIC_H_
