// Writing C++: lines with their indentation, literals, comments.
#ifndef PROACTIVE_SRC_EMIT_TEXT_H_
#define PROACTIVE_SRC_EMIT_TEXT_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "semantics/model.h"
#include "values/int128.h"
#include "values/possible.h"

namespace proactive::emit {

/// Lines of code, two spaces for each open brace.
class Writer {
 public:
  explicit Writer(int depth = 0) : depth_(depth) {}

  void line(std::string_view text);
  void blank();
  /// Text as it is: lines that are indented already.
  void raw(std::string_view text) { text_ += text; }
  /// A comment of one line; what a rule's author wrote cannot leave it.
  void comment(std::string_view text, std::string_view mark = "//");
  /// A line that ends with `{`, and the one that closes it.
  void open(std::string_view text);
  void close(std::string_view text = "}");

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  int depth_;
};

/// 1070000 as `1'070'000`; the least number as an expression.
std::string literal(std::int64_t value);
/// A text in quotes, in bytes that no compiler takes for anything else.
std::string quoted(std::string_view text);
/// The bits of a set of up to 64 members, the last member first: `0b00111`.
std::string bits(const values::MemberSet& members, int size);
/// `and` between what is known; "true" for nothing.
std::string all_of(std::initializer_list<std::string> known);

/// `Rounding::half_up`, `DayRounding::none`, `Kleene{true, false}`.
std::string_view rounding_name(values::Rounding rounding);
std::string_view day_rounding_name(values::DayRounding rounding);
std::string truth_literal(bool value);

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_TEXT_H_
