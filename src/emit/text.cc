#include "emit/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace proactive::emit {

namespace {

// Signs that turn the direction of writing: a comment could hide code behind them.
bool turns_direction(std::string_view sign) {
  if (sign.size() != 3 || sign[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(sign[2]);
  if (sign[1] == '\x80') return last >= 0xAA && last <= 0xAE;
  return sign[1] == '\x81' && last >= 0xA6 && last <= 0xA9;
}

constexpr std::size_t kColumns = 110;

// Where a line of at most `most` signs may end: before a space outside of texts, behind a comma or
// before an operator. 0: nowhere.
std::size_t last_break(std::string_view code, std::size_t most) {
  std::size_t found = 0;
  bool in_text = false;
  for (std::size_t i = 1; i < code.size() && (i <= most || found == 0); ++i) {
    if (code[i] == '"' && code[i - 1] != '\\') in_text = !in_text;
    if (in_text || code[i] != ' ' || i + 1 == code.size()) continue;
    const char next = code[i + 1];
    const bool breaks = code[i - 1] == ',' || next == '&' || next == '|' || next == '+' || next == '?' || next == ':';
    if (breaks) found = i;
  }
  return found;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }

}  // namespace

void Writer::line(std::string_view text) {
  std::size_t indent = 2 * static_cast<std::size_t>(depth_);
  const std::size_t further = indent + 4;
  while (indent + text.size() > kColumns) {
    const std::size_t end = last_break(text, kColumns - indent);
    if (end == 0) break;
    text_.append(indent, ' ');
    text_ += text.substr(0, end);
    text_ += '\n';
    text.remove_prefix(end + 1);
    indent = further;
  }
  text_.append(indent, ' ');
  text_ += text;
  text_ += '\n';
}

void Writer::blank() { text_ += '\n'; }

void Writer::comment(std::string_view text, std::string_view mark) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (turns_direction(text.substr(i, 3))) {
      i += 2;
      continue;
    }
    // A backslash at the end would go on to the next line.
    safe += is_control(text[i]) ? ' ' : text[i] == '\\' ? '/' : text[i];
  }
  text_.append(2 * static_cast<std::size_t>(depth_), ' ');
  text_ += fmt::format("{} {}\n", mark, safe);
}

void Writer::open(std::string_view text) {
  line(text);
  ++depth_;
}

void Writer::close(std::string_view text) {
  --depth_;
  line(text);
}

std::string literal(std::int64_t value) {
  if (value == values::kMin64) return "(-9'223'372'036'854'775'807 - 1)";
  std::string digits = std::to_string(value < 0 ? -value : value);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), "'");
  return value < 0 ? "-" + digits : digits;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (turns_direction(text.substr(i, 3))) {
      result += fmt::format("\\{:03o}\\{:03o}\\{:03o}", static_cast<unsigned char>(text[i]),
                            static_cast<unsigned char>(text[i + 1]), static_cast<unsigned char>(text[i + 2]));
      i += 2;
    } else if (is_control(c)) {
      result += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    } else {
      if (c == '"' || c == '\\' || c == '?') result += '\\';
      result += c;
    }
  }
  return result + '"';
}

std::string bits(const values::MemberSet& members, int size) {
  std::string result;
  for (int i = size - 1; i >= 0; --i) result += members.test(static_cast<std::size_t>(i)) ? '1' : '0';
  return "0b" + result;
}

std::string all_of(std::initializer_list<std::string> known) {
  std::string result;
  std::vector<std::string> seen;
  for (const std::string& one : known) {
    if (one == "true" || std::find(seen.begin(), seen.end(), one) != seen.end()) continue;
    seen.push_back(one);
    result += (result.empty() ? "" : " & ") + one;
  }
  return result.empty() ? "true" : result;
}

std::string_view rounding_name(values::Rounding rounding) {
  switch (rounding) {
    case values::Rounding::down: return "Rounding::down";
    case values::Rounding::up: return "Rounding::up";
    case values::Rounding::half_up: return "Rounding::half_up";
    case values::Rounding::half_even: return "Rounding::half_even";
  }
  return "";
}

std::string_view day_rounding_name(values::DayRounding rounding) {
  return rounding == values::DayRounding::up     ? "DayRounding::up"
         : rounding == values::DayRounding::down ? "DayRounding::down"
                                                 : "DayRounding::none";
}

std::string truth_literal(bool value) { return value ? "Kleene{true, false}" : "Kleene{false, true}"; }

}  // namespace proactive::emit
