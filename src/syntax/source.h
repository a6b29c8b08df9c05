// A rule file's text and places in it.
#ifndef PROACTIVE_SRC_SYNTAX_SOURCE_H_
#define PROACTIVE_SRC_SYNTAX_SOURCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "proactive/diagnostic.h"

namespace proactive::syntax {

/// Bytes [begin, end) of file number `file` of a rule set.
struct Span {
  std::int32_t file = 0;
  std::int32_t begin = 0;
  std::int32_t end = 0;
};

/// From the beginning of the first to the end of the second.
inline Span join(Span first, Span last) { return {first.file, first.begin, last.end}; }

struct SourceFile {
  SourceFile(std::string name, std::string text);

  std::string name;  ///< as the author knows it: the path given, or the name of a text
  std::string text;
  std::vector<std::size_t> lines;  ///< where each begins
};

/// Every file of a rule set; spans index into it.
using Sources = std::vector<SourceFile>;

Place place_of(const Sources& sources, Span span);
std::string text_of(const Sources& sources, Span span);

/// A diagnostic under construction, at a span.
Diagnostic diagnose(const Sources& sources, Span span, std::string code, std::string message, std::string way_out = "");

}  // namespace proactive::syntax

#endif  // PROACTIVE_SRC_SYNTAX_SOURCE_H_
