// Drawing of diagnostics.
#include "proactive/diagnostic.h"

#include <fmt/format.h>

namespace proactive {

namespace {

// Tabs are drawn as they are under the caret, so that it stands under the right word.
std::string padding(const Place& place) {
  std::string blanks;
  int column = 1;
  for (std::size_t i = 0; i < place.text.size() && column < place.column; ++i) {
    const auto byte = static_cast<unsigned char>(place.text[i]);
    if ((byte & 0xC0U) == 0x80U) continue;
    blanks += byte == '\t' ? '\t' : ' ';
    ++column;
  }
  return blanks;
}

std::string draw_line(const Place& place) {
  const std::string number = std::to_string(place.line);
  const std::string gutter(number.size(), ' ');
  const std::string drawn = fmt::format("{} --> {}:{}:{}\n", gutter, place.file, place.line, place.column);
  if (place.text.empty()) return drawn;
  return drawn + fmt::format("{0} |\n{1} | {2}\n{0} | {3}{4}\n", gutter, number, place.text, padding(place),
                             std::string(place.length, '^'));
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  const char* severity = diagnostic.severity == Severity::error ? "error" : "warning";
  std::string drawn = fmt::format("{}[{}]: {}\n", severity, diagnostic.code, diagnostic.message);
  const bool has_line = diagnostic.place.line > 0;
  if (has_line)
    drawn += draw_line(diagnostic.place);
  else if (!diagnostic.place.file.empty())
    drawn += fmt::format(" --> {}\n", diagnostic.place.file);
  const std::string gutter(has_line ? std::to_string(diagnostic.place.line).size() : 0, ' ');
  for (const std::string& note : diagnostic.notes) drawn += fmt::format("{} = note: {}\n", gutter, note);
  if (!diagnostic.way_out.empty()) drawn += fmt::format("{} = help: {}\n", gutter, diagnostic.way_out);
  return drawn;
}

std::string render(const std::vector<Diagnostic>& diagnostics) {
  std::string drawn;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!drawn.empty()) drawn += "\n";
    drawn += render(diagnostic);
  }
  return drawn;
}

}  // namespace proactive
