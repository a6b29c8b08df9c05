// The grammar of one item, over tokens.
#ifndef PROACTIVE_SRC_SYNTAX_GRAMMAR_H_
#define PROACTIVE_SRC_SYNTAX_GRAMMAR_H_

#include <optional>

#include "syntax/token.h"
#include "syntax/tree.h"

namespace proactive::syntax {

/// Where and why an item could not be read.
struct SyntaxError {
  const Token* at = nullptr;
  std::string expected;  ///< "`:`", "a name", "an expression"
  bool too_deep = false;
  std::optional<Span> repeated;  ///< something that may stand once stands twice
};

/// Reads the item between the tokens `first` and `last`. `*last` must exist: it is the token
/// that follows the item. Returns the item, or fills `error`.
std::optional<Item> parse_item(const Token* first, const Token* last, SyntaxError& error);

}  // namespace proactive::syntax

#endif  // PROACTIVE_SRC_SYNTAX_GRAMMAR_H_
