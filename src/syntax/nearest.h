// "Did you mean": the nearest of the names that exist.
#ifndef PROACTIVE_SRC_SYNTAX_NEAREST_H_
#define PROACTIVE_SRC_SYNTAX_NEAREST_H_

#include <string>
#include <string_view>

#include "values/text.h"

namespace proactive::syntax {

/// Longer words are not guessed at: the comparison costs the product of both lengths.
inline constexpr std::size_t kMaxGuessedName = 100;

/// The candidate with the fewest edits, the first of equals; empty when none is near.
template <typename Names>
std::string nearest(std::string_view word, const Names& candidates) {
  if (word.size() > kMaxGuessedName) return {};
  const int limit = 1 + static_cast<int>(word.size()) / 4;
  int best = limit + 1;
  std::string found;
  for (const auto& candidate : candidates) {
    // Every letter too many or too few is an edit.
    const auto difference = static_cast<int>(std::string_view(candidate).size()) - static_cast<int>(word.size());
    if (difference >= best || -difference >= best) continue;
    const int distance = values::edit_distance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    found = std::string(candidate);
  }
  return found;
}

/// The way out that a guess gives; empty without one.
inline std::string did_you_mean(const std::string& guess) {
  return guess.empty() ? std::string() : "did you mean `" + guess + "`?";
}

}  // namespace proactive::syntax

#endif  // PROACTIVE_SRC_SYNTAX_NEAREST_H_
