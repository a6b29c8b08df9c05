// From text to tokens.
#include <fmt/format.h>

#include <optional>

#include "proactive/date.h"
#include "syntax/token.h"
#include "values/int128.h"

namespace proactive::syntax {

namespace {

constexpr char32_t kNoBreakSpace = 0x00A0;
constexpr char32_t kNarrowNoBreakSpace = 0x202F;
constexpr char32_t kEuro = 0x20AC;
constexpr char32_t kInvalid = 0xFFFFFFFF;

// Longest first, so that `<..<` is not read as `<..` and `<`.
constexpr std::string_view kSymbols[] = {"<..<", "..<", "<..", "..", "<=", ">=", "!=", "<", ">", "=", "{", "}", "(",
                                         ")",    "[",   "]",   ":",  ",",  "|",  "+",  "-", "*", "/", "%", "."};

struct CodePoint {
  char32_t value = 0;
  int length = 0;
};

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool is_combining(char32_t c) { return c >= 0x0300 && c <= 0x036F; }

// Letters above ASCII, without the blocks of punctuation and symbols.
bool is_foreign_letter(char32_t c) {
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return false;
  return !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) && !(c >= 0xE000 && c <= 0xF8FF) &&
         !(c >= 0xFE00 && c <= 0xFE2F) && c < 0x1F000;
}

bool starts_name(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_foreign_letter(c);
}

class Scanner {
 public:
  Scanner(const Sources& sources, int file, std::vector<Diagnostic>& diagnostics)
      : sources_(sources),
        file_(file),
        text_(sources.at(file).text),
        diagnostics_(diagnostics),
        reported_(diagnostics.size()) {}

  std::vector<Token> run() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
    while (!stopped_) {
      skip_blanks();
      if (at_ >= text_.size()) break;
      scan_token();
    }
    report_open_brackets();
    push(TokenKind::end, text_.size(), "");
    return std::move(tokens_);
  }

 private:
  CodePoint peek(std::size_t at) const {
    if (at >= text_.size()) return {};
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text_[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) return {first, 1};
    const int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first > 0xF4 || at + length > text_.size()) return {kInvalid, 1};
    char32_t value = first & (0xFFU >> (length + 1));
    for (int i = 1; i < length; ++i) {
      if ((byte(at + i) & 0xC0U) != 0x80U) return {kInvalid, 1};
      value = (value << 6U) | (byte(at + i) & 0x3FU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return {kInvalid, 1};
    return {value, length};
  }

  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end)};
  }

  // A text with this many mistakes is no rule file; the rest would only repeat it.
  static constexpr int kMaxMistakes = 1000;

  void report(std::size_t begin, std::size_t end, std::string code, std::string message, std::string way_out = "") {
    if (++mistakes_ >= kMaxMistakes) stopped_ = true;
    diagnostics_.push_back(
        diagnose(sources_, span(begin, end), std::move(code), std::move(message), std::move(way_out)));
  }

  Token& push(TokenKind kind, std::size_t begin, std::string text) {
    Token token;
    token.kind = kind;
    token.span = span(begin, std::max(begin, at_));
    token.text = std::move(text);
    token.first_on_line = line_began_;
    token.after_mistake = diagnostics_.size() > reported_;
    reported_ = diagnostics_.size();
    token.before_parenthesis = at_ < text_.size() && text_[at_] == '(';
    token.doc = std::move(doc_);
    doc_.clear();
    line_began_ = false;
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const CodePoint c = peek(at_);
      if (c.value == '\n') line_began_ = true;
      if (c.value == ' ' || c.value == '\t' || c.value == '\n' || c.value == '\r' || c.value == kNoBreakSpace ||
          c.value == kNarrowNoBreakSpace) {
        at_ += c.length;
      } else if (text_.substr(at_, 2) == "//") {
        skip_comment();
      } else {
        return;
      }
    }
  }

  void skip_comment() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    if (line.substr(0, 3) == "///") {
      line.remove_prefix(line.substr(0, 4) == "/// " ? 4 : 3);
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (!doc_.empty()) doc_ += "\n";
      doc_ += line;
    }
    at_ = end;
  }

  void scan_token() {
    const CodePoint c = peek(at_);
    if (is_digit(c.value)) return scan_number();
    if (starts_name(c.value)) return scan_name();
    if (c.value == '"') return scan_string();
    if (c.value == kEuro) {
      at_ += c.length;
      push(TokenKind::symbol, at_ - c.length, "€");
      return;
    }
    scan_symbol(c);
  }

  void scan_symbol(CodePoint c) {
    for (const std::string_view symbol : kSymbols) {
      if (text_.substr(at_, symbol.size()) != symbol) continue;
      const std::size_t begin = at_;
      at_ += symbol.size();
      push(TokenKind::symbol, begin, std::string(symbol));
      track_brackets(symbol.front(), begin);
      return;
    }
    const std::size_t begin = at_;
    at_ += c.length;
    if (c.value == kInvalid) {
      report(begin, at_, "E0101", "the file is not UTF-8 here", "save the file in UTF-8");
      stopped_ = true;
    } else if (is_combining(c.value)) {
      report_combining(begin);
    } else {
      report(begin, at_, "E0105", fmt::format("`{}` cannot stand here", text_.substr(begin, c.length)),
             way_out_of(c.value));
    }
  }

  static std::string way_out_of(char32_t c) {
    if (c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB) return "texts stand between straight quotes: \"…\"";
    if (c == 0x2264 || c == 0x2265) return "write `<=` or `>=`";
    if (c == 0x2212 || c == 0x2013) return "write `-` for a minus";
    if (c == 0x2260) return "write `!=`";
    if (c == 0x2019 || c == '\'') return "texts stand between straight quotes: \"…\"";
    if (c == 0xD7) return "write `*` for a product";
    if (c == 0xF7) return "write `/` for a quotient";
    if (c == ';') return "items and conditions need no separator";
    return "";
  }

  void track_brackets(char symbol, std::size_t begin) {
    if (symbol == '{' || symbol == '(' || symbol == '[') {
      open_.push_back({symbol, begin});
      if (open_.size() <= kMaxNesting) return;
      report(begin, begin + 1, "E0104", fmt::format("brackets are nested more than {} deep", kMaxNesting),
             "name the inner parts with `define`");
      stopped_ = true;
      return;
    }
    if (symbol != '}' && symbol != ')' && symbol != ']') return;
    const char wanted = symbol == '}' ? '{' : symbol == ')' ? '(' : '[';
    if (!open_.empty() && open_.back().symbol == wanted) {
      open_.pop_back();
      return;
    }
    if (unbalanced_) return;
    unbalanced_ = true;
    tokens_.back().after_mistake = true;
    report(begin, begin + 1, "E0111", fmt::format("`{}` closes nothing", symbol),
           open_.empty() ? "" : fmt::format("close `{}` first", open_.back().symbol));
  }

  void report_open_brackets() {
    if (stopped_ || unbalanced_ || open_.empty()) return;
    const auto [symbol, begin] = open_.front();
    for (Token& token : tokens_) {
      if (token.span.begin >= static_cast<std::int32_t>(begin)) token.after_mistake = true;
    }
    report(begin, begin + 1, "E0111", fmt::format("`{}` is never closed", symbol),
           fmt::format("close it with `{}`", symbol == '{'   ? '}'
                                             : symbol == '(' ? ')'
                                                             : ']'));
  }

  void scan_name() {
    const std::size_t begin = at_;
    for (CodePoint c = peek(at_); starts_name(c.value) || is_digit(c.value) || is_combining(c.value); c = peek(at_)) {
      if (is_combining(c.value)) report_combining(at_);
      at_ += c.length;
    }
    push(TokenKind::name, begin, std::string(text_.substr(begin, at_ - begin)));
  }

  void report_combining(std::size_t at) {
    report(at, at + 2, "E0110", "an accent is written apart from its letter",
           "write the composed letter (Unicode form NFC)");
  }

  void scan_string() {
    const std::size_t begin = at_++;
    std::string value;
    for (; at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) ++at_;
      const CodePoint c = peek(at_);
      if (c.value == kInvalid) {
        report(at_, at_ + 1, "E0101", "the file is not UTF-8 here", "save the file in UTF-8");
        stopped_ = true;
        push(TokenKind::string, begin, std::move(value));
        return;
      }
      value += text_[at_];
      for (int i = 1; i < c.length; ++i) value += text_[++at_];
    }
    if (at_ < text_.size() && text_[at_] == '"')
      ++at_;
    else
      report(begin, at_, "E0106", "the text does not end on its line", "close it with `\"`");
    push(TokenKind::string, begin, std::move(value));
  }

  // The length of `count` digits exactly at `at`, or 0.
  bool digits_at(std::size_t at, int count) const {
    for (int i = 0; i < count; ++i) {
      if (!is_digit(peek(at + i).value)) return false;
    }
    return !is_digit(peek(at + count).value);
  }

  bool scan_date() {
    const std::size_t begin = at_;
    const auto dash = [&](std::size_t at) { return at < text_.size() && text_[at] == '-'; };
    if (!digits_at(begin, 4) || !dash(begin + 4) || !digits_at(begin + 5, 2) || !dash(begin + 7) ||
        !digits_at(begin + 8, 2)) {
      return false;
    }
    at_ += 10;
    const auto date = Date::parse(text_.substr(begin, 10));
    if (!date) {
      report(begin, at_, "E0109", fmt::format("`{}` is not a day of the calendar", text_.substr(begin, 10)));
    }
    push(TokenKind::date, begin, "").units = date ? date->days : 0;
    return true;
  }

  std::optional<int> separator_at(std::size_t at) const {
    const CodePoint c = peek(at);
    if (c.value == ' ' || c.value == '_' || c.value == kNoBreakSpace || c.value == kNarrowNoBreakSpace) return c.length;
    return std::nullopt;
  }

  void take_digits(values::Int128& units, int& count) {
    for (; is_digit(peek(at_).value); ++at_, ++count) {
      if (count < 30) units = units * 10 + (text_[at_] - '0');
    }
  }

  void scan_number() {
    if (scan_date()) return;
    const std::size_t begin = at_;
    values::Int128 units = 0;
    int digits = 0;
    take_digits(units, digits);
    const bool may_group = digits <= 3;
    for (auto gap = separator_at(at_); may_group && gap && digits_at(at_ + *gap, 3); gap = separator_at(at_)) {
      at_ += *gap;
      take_digits(units, digits);
    }
    if (const auto gap = separator_at(at_); gap && is_digit(peek(at_ + *gap).value) && !date_at(at_ + *gap)) {
      return report_grouping(begin);
    }
    int scale = 0;
    if (peek(at_).value == '.' && is_digit(peek(at_ + 1).value)) {
      ++at_;
      take_digits(units, scale);
    }
    if (digits + scale > 28 || !values::fits64(units) || scale > 9) {
      report(begin, at_, "E0108", "the number has too many digits",
             "numbers have at most 9 decimals and fit in 64 bits");
      units = 0;
      scale = 0;
    }
    Token& token = push(TokenKind::number, begin, "");
    token.units = static_cast<std::int64_t>(units);
    token.scale = scale;
  }

  bool date_at(std::size_t at) const { return digits_at(at, 4) && text_.substr(at + 4, 1) == "-"; }

  void report_grouping(std::size_t begin) {
    while (true) {
      const auto gap = separator_at(at_);
      if (is_digit(peek(at_).value))
        ++at_;
      else if (gap && is_digit(peek(at_ + *gap).value))
        at_ += *gap;
      else
        break;
    }
    report(begin, at_, "E0107",
           fmt::format("the digits of `{}` are not grouped by threes", text_.substr(begin, at_ - begin)),
           "group digits by threes with one space or `_`, or not at all");
    push(TokenKind::number, begin, "");
  }

  struct Open {
    char symbol;
    std::size_t begin;
  };

  const Sources& sources_;
  const int file_;
  const std::string_view text_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<Token> tokens_;
  std::vector<Open> open_;
  std::string doc_;
  std::size_t at_ = 0;
  std::size_t reported_ = 0;
  bool line_began_ = true;
  bool stopped_ = false;
  bool unbalanced_ = false;
  int mistakes_ = 0;
};

}  // namespace

std::vector<Token> scan(const Sources& sources, int file, std::vector<Diagnostic>& diagnostics) {
  return Scanner(sources, file, diagnostics).run();
}

}  // namespace proactive::syntax
