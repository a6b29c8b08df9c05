// A decision as a short text.
#include <fmt/format.h>

#include "proactive/decision.h"

namespace proactive {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::eligible: return "eligible";
    case Outcome::not_eligible: return "not eligible";
    case Outcome::undetermined: return "undetermined";
  }
  return "";
}

namespace {

std::string amount_line(const Decision& decision) {
  const Amount& amount = *decision.amount;
  const std::string period = decision.period.empty() ? "" : " per " + decision.period;
  if (amount.exact()) return fmt::format("  amount: {}{}\n", to_string(Money{amount.low_cents}), period);
  return fmt::format("  amount: between {} and {}{}\n", to_string(Money{amount.low_cents}),
                     to_string(Money{amount.high_cents}), period);
}

std::string condition_line(const ConditionResult& condition) {
  const char* mark = condition.value == Kleene::yes ? "yes    " : condition.value == Kleene::no ? "no     " : "unknown";
  std::string line = fmt::format("  {}  {}", mark, condition.name);
  if (!condition.label.empty()) line += ": " + condition.label;
  if (!condition.law.empty()) line += fmt::format(" [{}]", condition.law);
  return line + "\n";
}

std::string missing_line(const Missing& missing) {
  return fmt::format("  missing: {} ({}; {})\n", missing.fact, missing.reason, missing.next_step());
}

}  // namespace

std::string Missing::next_step(Language language) const {
  const bool french = language == Language::french;
  const std::string_view holder = source.empty()         ? (french ? "la personne" : "the person")
                                  : source_label.empty() ? std::string_view(source)
                                                         : std::string_view(source_label);
  return fmt::format("{} {}{} {}", french ? "détenu par" : "held by", holder, french ? " :" : ":",
                     to_string(retry_of(absence), language));
}

std::string Decision::to_text() const {
  std::string text = fmt::format("{} on {}: {}\n", right, to_string(on), to_string(outcome));
  if (amount && outcome != Outcome::not_eligible) text += amount_line(*this);
  for (const ConditionResult& condition : conditions) text += condition_line(condition);
  for (const Missing& fact : missing) text += missing_line(fact);
  for (const std::string& reason : no_result) text += fmt::format("  without result: {}\n", reason);
  for (const std::string& figure : stale) text += fmt::format("  stale figure: {}\n", figure);
  // Of a refusal nothing is said about receipt: that would be a control, which the law excludes here.
  if (received && outcome != Outcome::not_eligible)
    text += fmt::format("  received: {}\n", *received == Kleene::yes  ? "yes"
                                            : *received == Kleene::no ? "no"
                                                                      : "unknown");
  return text;
}

}  // namespace proactive
