#include "syntax/source.h"

#include <algorithm>

namespace proactive::syntax {

namespace {

bool starts_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

int count_code_points(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

}  // namespace

Place place_of(const Sources& sources, Span span) {
  const SourceFile& file = sources.at(span.file);
  const std::string_view text = file.text;
  const auto begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t previous = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
  const std::size_t line_begin = previous == std::string_view::npos ? 0 : previous + 1;
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, line_end);
  Place place;
  place.file = file.name;
  place.line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + line_begin, '\n'));
  place.column = 1 + count_code_points(text.substr(line_begin, begin - line_begin));
  place.length = std::max(1, count_code_points(text.substr(begin, end - begin)));
  place.text = std::string(text.substr(line_begin, line_end - line_begin));
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
