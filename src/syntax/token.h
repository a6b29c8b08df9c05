// The words of a rule file.
#ifndef PROACTIVE_SRC_SYNTAX_TOKEN_H_
#define PROACTIVE_SRC_SYNTAX_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/source.h"

namespace proactive::syntax {

enum class TokenKind : std::uint8_t { name, number, date, string, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  Span span;
  std::string text;        ///< a name, a symbol, or a string without its quotes
  std::int64_t units = 0;  ///< of a number, units · 10^-scale; of a date, days since 1970-01-01
  int scale = 0;
  bool first_on_line = false;
  bool before_parenthesis = false;  ///< followed directly by `(`, as in `year(`
  bool after_mistake = false;       ///< something was reported at it or between it and the one before
  std::string doc;                  ///< the `///` lines above
};

/// Nesting of brackets allowed; deeper text is refused before it is parsed.
inline constexpr int kMaxNesting = 256;
/// Size of a rule file allowed, in bytes.
inline constexpr std::size_t kMaxFileSize = 4U << 20U;

/// Cuts a file into tokens, the last one `end`. Mistakes go to `diagnostics`; after one, the
/// scan goes on behind the offending text. Nesting is checked here too.
std::vector<Token> scan(const Sources& sources, int file, std::vector<Diagnostic>& diagnostics);

}  // namespace proactive::syntax

#endif  // PROACTIVE_SRC_SYNTAX_TOKEN_H_
