// Steps as formulas: what was computed of what, by names and by values.
#include <fmt/format.h>

#include "answers/words.h"

namespace proactive::answers {

namespace {

bool aggregates(Operation operation) { return operation >= Operation::count && operation <= Operation::greatest; }

std::string_view sign(Operation operation) {
  switch (operation) {
    case Operation::less: return "<";
    case Operation::at_most: return "≤";
    case Operation::equal: return "=";
    case Operation::unequal: return "≠";
    case Operation::at_least: return "≥";
    case Operation::more: return ">";
    case Operation::add: return "+";
    case Operation::subtract: return "−";
    case Operation::multiply: return "×";
    case Operation::divide: return "/";
    default: return "";
  }
}

// Has a name of its own, or is a number of the text.
bool is_plain(Operation operation) {
  switch (operation) {
    case Operation::constant:
    case Operation::today:
    case Operation::fact:
    case Operation::known:
    case Operation::define:
    case Operation::parameter:
    case Operation::scale:
    case Operation::table:
    case Operation::condition:
    case Operation::group:
    case Operation::entitled:
    case Operation::amount_of:
    case Operation::receives: return true;
    default: return aggregates(operation);
  }
}

class Formula {
 public:
  Formula(const Words& words, bool values) : words_(words), values_(values) {}

  std::string write(const ExplanationStep& step) const {
    if (step.operation == Operation::constant) return to_text(step.value, words_.language);
    if (is_plain(step.operation)) return values_ ? to_text(step.value, words_.language) : name(step);
    switch (step.operation) {
      case Operation::logical_and: return joined(step, " " + words_.both + " ");
      case Operation::logical_or: return joined(step, " " + words_.one + " ");
      case Operation::logical_not: return words_.negation + " " + part(step, 0);
      case Operation::negate: return "−" + part(step, 0);
      case Operation::absolute: return "|" + part(step, 0) + "|";
      case Operation::is_in: return membership(step);
      case Operation::minimum: return call("min", step);
      case Operation::maximum: return call("max", step);
      case Operation::year_of: return call(words_.year_word, step);
      case Operation::month_of: return call(words_.month_word, step);
      case Operation::day_of: return call(words_.day_word, step);
      case Operation::age: return call(words_.age_word, step);
      case Operation::convert_period: return part(step, 0);
      case Operation::add_months:
      case Operation::add_days: return moved(step);
      case Operation::choose: return step.parts.empty() ? words_.choose : write(step.parts.back());
      case Operation::round_down:
      case Operation::round_up:
      case Operation::round_half_up:
      case Operation::round_half_even: return rounding(step);
      default: return joined(step, fmt::format(" {} ", sign(step.operation)));
    }
  }

 private:
  std::string name(const ExplanationStep& step) const {
    switch (step.operation) {
      case Operation::today: return words_.today;
      case Operation::known: return words_.known_word + "(" + step.name + ")";
      case Operation::scale:
      case Operation::table: return call(step.name, step);
      case Operation::condition:
      case Operation::group: return step.name.empty() ? step.label : step.name;
      case Operation::entitled: return words_.entitled + " " + step.name;
      case Operation::amount_of: return words_.amount_of + " " + step.name;
      case Operation::receives: return words_.receives + " " + step.name;
      default: break;
    }
    if (!aggregates(step.operation)) return step.name;
    const std::size_t which = static_cast<std::size_t>(step.operation) - static_cast<std::size_t>(Operation::count);
    return words_.aggregates[which] + "(" + step.name + ")";
  }

  // In parentheses where it is an operation itself.
  std::string part(const ExplanationStep& step, std::size_t place) const {
    if (place >= step.parts.size()) return "…";
    const ExplanationStep& inner = step.parts[place];
    const bool wrapped = inner.parts.size() > 1 && !sign(inner.operation).empty() && sign(step.operation) != "+";
    const bool logic = inner.operation == Operation::logical_and || inner.operation == Operation::logical_or;
    const bool compares = step.operation >= Operation::less && step.operation <= Operation::more;
    const bool product = inner.operation == Operation::multiply || inner.operation == Operation::divide;
    const bool joins = step.operation == Operation::logical_and || step.operation == Operation::logical_or;
    const std::string text = write(inner);
    return logic || (wrapped && !compares && !product && !joins) ? "(" + text + ")" : text;
  }

  std::string membership(const ExplanationStep& step) const {
    if (values_) return part(step, 0);
    const std::string members = words_.either_of(step.allowed);
    if (step.allowed.size() == 1) return fmt::format("{} {} {}", part(step, 0), words_.is_word, members);
    return fmt::format("{} {} {{{}}}", part(step, 0), words_.in_word, members);
  }

  std::string joined(const ExplanationStep& step, const std::string& between) const {
    std::string text;
    for (std::size_t i = 0; i < step.parts.size(); ++i) text += (i == 0 ? "" : between) + part(step, i);
    return text.empty() ? to_text(step.value, words_.language) : text;
  }

  std::string call(const std::string& function, const ExplanationStep& step) const {
    std::string arguments;
    for (const ExplanationStep& part : step.parts) {
      if (part.operation == Operation::row || part.operation == Operation::column) continue;
      arguments += (arguments.empty() ? "" : ", ") + write(part);
    }
    return function + "(" + arguments + ")";
  }

  std::string moved(const ExplanationStep& step) const {
    const bool back = step.name.starts_with("minus");
    const std::string& unit = step.name.ends_with("years")    ? words_.years
                              : step.name.ends_with("months") ? words_.month_unit
                                                              : words_.days;
    return fmt::format("{} {} {} {}", part(step, 0), back ? "−" : "+", part(step, 1), unit);
  }

  std::string rounding(const ExplanationStep& step) const {
    const std::size_t mode = static_cast<std::size_t>(step.operation) - static_cast<std::size_t>(Operation::round_down);
    return fmt::format("({}) {} {} {}", part(step, 0), words_.rounded, words_.rounding[mode], part(step, 1));
  }

  const Words& words_;
  bool values_;
};

// "a / b = 13 440 € / 2,4 = 5 600 €", without what would stand twice; of a condition,
// "a < b: 5 600 € < 10 700 €". Values that are not known are not written as a formula.
std::string equation(const ExplanationStep& step, const Words& words) {
  const std::string names = formula(step, words, false);
  const std::string result = to_text(step.value, words.language);
  const bool truth = step.value.kind == ShownValue::Kind::truth;
  if (!step.value.known()) return names + (truth ? words.colon : " = ") + result;
  const std::string values = formula(step, words, true);
  if (truth) return names + words.colon + (values == result ? result : values + " → " + result);
  std::string text = names;
  for (const std::string& next : {values, result}) {
    if (!text.ends_with(next)) text += (next.starts_with("≈") ? " " : " = ") + next;
  }
  return text;
}

class Operations {
 public:
  Operations(const Words& words, std::vector<Line>& lines) : words_(words), lines_(lines) {}

  // What stands below a step: the makings of what it names.
  void below(const ExplanationStep& step, int depth) {
    for (const ExplanationStep& part : step.parts) write(part, depth);
  }

  void write(const ExplanationStep& step, int depth) {
    switch (step.operation) {
      case Operation::define: return define(step, depth);
      case Operation::scale:
      case Operation::table: return figure(step, depth);
      case Operation::row:
      case Operation::column: return header(step, depth);
      case Operation::choose: return choose(step, depth);
      case Operation::member: return member(step, depth);
      case Operation::condition:
      case Operation::group:
      case Operation::entitled:
      case Operation::amount_of: return named(step, depth);
      default: break;
    }
    if (aggregates(step.operation)) return named(step, depth);
    below(step, depth);
  }

  void line(int depth, std::string text) { lines_.push_back({depth, std::move(text)}); }

 private:
  void define(const ExplanationStep& step, int depth) {
    if (step.parts.empty() || step.repeated) return;
    const bool truth = step.value.kind == ShownValue::Kind::truth;
    line(depth, step.name + (truth ? words_.colon : " = ") + equation(step.parts.front(), words_));
    below_of(step.parts.front(), depth + 1);
  }

  // The step itself is written; a table or a scale has its row still to be said.
  void below_of(const ExplanationStep& step, int depth) {
    if (step.operation == Operation::choose) return choose(step, depth);
    below(step, depth);
  }

  void figure(const ExplanationStep& step, int depth) {
    line(depth, equation(step, words_));
    below(step, depth + 1);
  }

  void header(const ExplanationStep& step, int depth) {
    const bool column = step.operation == Operation::column;
    std::string text = fmt::format(fmt::runtime(words_.header[column ? 1 : 0]), step.name);
    if (!step.allowed.empty()) text += words_.colon + words_.either_of(step.allowed);
    for (const ExplanationStep& test : step.parts) {
      const ExplanationStep& bound = test.parts.front();
      text += fmt::format("{}{} {}", &test == &step.parts.front() ? words_.colon : ", ", sign(test.operation),
                          to_text(bound.value, words_.language));
      if (!bound.name.empty()) text += fmt::format(" ({})", bound.name);
    }
    if (!step.value.known()) text += " ?";
    line(depth, std::move(text));
  }

  void choose(const ExplanationStep& step, int depth) {
    for (const ExplanationStep& part : step.parts) {
      line(depth, equation(part, words_));
      below_of(part, depth + 1);
    }
  }

  void member(const ExplanationStep& step, int depth) {
    line(depth, step.name + words_.colon + to_text(step.value, words_.language));
    for (const ExplanationStep& part : step.parts) {
      line(depth + 1, equation(part, words_));
      below_of(part, depth + 2);
    }
  }

  void named(const ExplanationStep& step, int depth) {
    std::string text = equation(step, words_);
    if (!step.law.empty()) text += " [" + step.law + "]";
    line(depth, std::move(text));
    below(step, depth + 1);
  }

  const Words& words_;
  std::vector<Line>& lines_;
};

}  // namespace

std::string formula(const ExplanationStep& step, const Words& words, bool values) {
  return Formula(words, values).write(step);
}

void write_operations(const ExplanationStep& step, const Words& words, int depth, std::vector<Line>& lines) {
  Operations operations(words, lines);
  const bool writes_itself = step.operation == Operation::define || step.operation == Operation::table ||
                             step.operation == Operation::scale || aggregates(step.operation);
  if (writes_itself) return operations.write(step, depth);
  if (step.operation != Operation::choose) operations.line(depth, equation(step, words));
  step.operation == Operation::choose ? operations.write(step, depth) : operations.below(step, depth + 1);
}

void write_condition(const ExplanationStep& step, const Words& words, int depth, std::vector<Line>& lines) {
  Operations operations(words, lines);
  operations.line(depth, equation(step, words));
  operations.below(step, depth + 1);
}

}  // namespace proactive::answers
