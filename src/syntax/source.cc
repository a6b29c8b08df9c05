#include "syntax/source.h"

#include <algorithm>

namespace proactive::syntax {

namespace {

// A longer line is not drawn: nobody would find the caret under it.
constexpr std::size_t kMaxDrawnLine = 2000;

bool starts_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

int count_code_points(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

// The length of the UTF-8 sequence at the front of `text`, 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || first > 0xF4 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (starts_code_point(text[i])) return 0;
  }
  return length;
}

// A line to draw is UTF-8 even where the file is not.
std::string drawable(std::string_view line) {
  std::string drawn;
  while (!line.empty()) {
    const std::size_t length = sequence_length(line);
    drawn += length == 0 ? std::string_view("\xEF\xBF\xBD") : line.substr(0, length);
    line.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return drawn;
}

}  // namespace

SourceFile::SourceFile(std::string name, std::string text) : name(std::move(name)), text(std::move(text)), lines{0} {
  for (std::size_t at = this->text.find('\n'); at != std::string::npos; at = this->text.find('\n', at + 1))
    lines.push_back(at + 1);
}

Place place_of(const Sources& sources, Span span) {
  const SourceFile& file = sources.at(span.file);
  const std::string_view text = file.text;
  const auto begin = std::min<std::size_t>(span.begin, text.size());
  const auto line = std::prev(std::upper_bound(file.lines.begin(), file.lines.end(), begin));
  const std::size_t line_begin = *line;
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, line_end);
  Place place;
  place.file = file.name;
  place.line = 1 + static_cast<int>(line - file.lines.begin());
  place.column = 1 + count_code_points(drawable(text.substr(line_begin, begin - line_begin)));
  place.length = std::max(1, count_code_points(text.substr(begin, end - begin)));
  if (line_end - line_begin > kMaxDrawnLine) return place;
  place.text = drawable(text.substr(line_begin, line_end - line_begin));
  if (!place.text.empty() && place.text.back() == '\r') place.text.pop_back();
  return place;
}

std::string text_of(const Sources& sources, Span span) {
  return sources.at(span.file).text.substr(span.begin, span.end - span.begin);
}

Diagnostic diagnose(const Sources& sources, Span span, std::string code, std::string message, std::string way_out) {
  Diagnostic diagnostic;
  diagnostic.severity = code.front() == 'W' ? Severity::warning : Severity::error;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.place = place_of(sources, span);
  diagnostic.way_out = std::move(way_out);
  return diagnostic;
}

}  // namespace proactive::syntax
