// The keyword tables. They are data, so that another language's table can stand beside them.
#include <algorithm>
#include <array>

#include "syntax/token.h"
#include "syntax/tree.h"

namespace proactive::syntax {

namespace {

constexpr std::array<std::string_view, 35> kReserved = {
    "abs", "age",   "all",      "and",   "any",   "between", "choose",    "claimed",  "count",
    "day", "days",  "entitled", "false", "if",    "in",      "is",        "known",    "max",
    "min", "month", "months",   "not",   "of",    "or",      "otherwise", "receives", "rounded",
    "sum", "today", "true",     "when",  "where", "year",    "years",     ""};

constexpr std::array<std::string_view, 15> kDeclarations = {
    "choice",       "dates",     "define", "entity", "event",  "example", "figures", "language",
    "nomenclature", "parameter", "right",  "scale",  "source", "table",   ""};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& words, std::string_view word) {
  return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_reserved(std::string_view word) { return has(kReserved, word); }

bool is_declaration_keyword(std::string_view word) { return has(kDeclarations, word); }

std::vector<std::string_view> declaration_keywords() { return {kDeclarations.begin(), kDeclarations.end() - 1}; }

}  // namespace proactive::syntax
