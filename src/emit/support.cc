#include "emit/support.h"

#include <absl/container/btree_set.h>

#include <algorithm>

#include "emit/support_sets.h"
#include "emit/support_values.h"

namespace proactive::emit {

namespace {

bool in_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::size_t end_of_text(std::string_view code, std::size_t at) {
  for (++at; at < code.size() && code[at] != '"'; ++at) {
    if (code[at] == '\\') ++at;
  }
  return at + 1;
}

}  // namespace

std::vector<Snippet> support() {
  std::vector<Snippet> all(std::begin(kSupportOfValues), std::end(kSupportOfValues));
  all.insert(all.end(), std::begin(kSupportOfSets), std::end(kSupportOfSets));
  return all;
}

std::vector<std::string_view> identifiers(std::string_view code) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at < code.size();) {
    if (code.substr(at, 2) == "//") {
      at = std::min(code.find('\n', at), code.size());
    } else if (code[at] == '"') {
      at = end_of_text(code, at);
    } else if (in_name(code[at])) {
      const std::size_t begin = at;
      while (at < code.size() && in_name(code[at])) ++at;
      found.push_back(code.substr(begin, at - begin));
    } else {
      ++at;
    }
  }
  return found;
}

std::string support_for(std::string_view code) {
  const std::vector<Snippet> all = support();
  absl::btree_set<std::string_view> used;
  for (const std::string_view name : identifiers(code)) used.insert(name);
  // A snippet uses only those before it, so that one walk backwards finds all.
  for (auto snippet = all.rbegin(); snippet != all.rend(); ++snippet) {
    if (!used.contains(snippet->name)) continue;
    for (const std::string_view name : identifiers(snippet->text)) used.insert(name);
  }
  std::string text;
  for (const Snippet& snippet : all) {
    if (used.contains(snippet.name)) text += snippet.text;
  }
  return text;
}

}  // namespace proactive::emit
