// The parts of the compiled code that are the same for all rights: what is known of a value,
// fractions, the calendar, sets of possible values. A source gets those it uses.
#ifndef PROACTIVE_SRC_EMIT_SUPPORT_H_
#define PROACTIVE_SRC_EMIT_SUPPORT_H_

#include <string>
#include <string_view>
#include <vector>

namespace proactive::emit {

/// A piece of C++ that declares `name`, and whatever else it says; it may use those before it.
struct Snippet {
  std::string_view name;
  std::string_view text;
};

/// All of them: those of values that are known or not, then those of sets.
std::vector<Snippet> support();

/// The text of all that `code` uses, directly or through others, in order.
std::string support_for(std::string_view code);

/// The identifiers of a C++ text, without those in comments and texts.
std::vector<std::string_view> identifiers(std::string_view code);

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_SUPPORT_H_
