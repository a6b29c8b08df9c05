// The words of explanations in each language, and its way of writing numbers and dates.
#ifndef PROACTIVE_SRC_ANSWERS_WORDS_H_
#define PROACTIVE_SRC_ANSWERS_WORDS_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/explanation.h"

namespace proactive::answers {

struct Words {
  Language language;
  const char* code;  ///< of the language, for HTML
  // Values.
  std::string yes, no, unknown, not_read;
  std::string between, no_less, no_more;  ///< with the ends to fill in
  std::array<std::string, 3> outcome;     ///< by `Outcome`
  std::array<std::string, 12> months;
  std::array<std::string, 5> failures;  ///< of operations, as `no_result` orders them
  // Formulas.
  std::string colon;  ///< " : " in French, ": " in English
  std::string both, one, negation, is_word, in_word, rounded, choose, known_word, age_word, entitled, amount_of,
      receives;
  std::string year_word, month_word, day_word, years, month_unit, days, today;
  std::array<std::string, 6> aggregates;    ///< count, sum, any, all, least, greatest
  std::array<std::string, 4> rounding;      ///< down, up, half up, half even
  std::array<std::string, 2> header;        ///< row and column of a table, with number
  std::array<std::string, 3> figure_kinds;  ///< by `FigureUse::Kind`
  // Headings.
  std::string on, why, how_much, data, figures, missing, attested, refusal, statutory_title;
  std::array<std::string, 4> statutory;
  // Columns and remarks.
  std::string amount_word, law, decides, held_by, the_person, obtained, since, confirmed, stale, age, members, either,
      at_least_of, above, partial, withheld, cut, no_result_for, expected, against, short_by, beyond, independent,
      dependent, none;
  std::array<std::string, 3> audiences;  ///< by `Audience::Kind`, with the name
  std::string contribution, alone, confirmed_by_people, decided_by, weight, applied;

  static const Words& of(Language language);

  std::string number(std::int64_t units, int scale) const;
  std::string money(const std::string& number) const;
  std::string percent(const std::string& number) const;
  std::string per(const std::string& period) const;
  std::string date(Date date) const;
  /// Why an operation has no result; why a fact is unknown.
  std::string no_result(const std::string& reason) const;
  std::string absence(const std::string& reason) const;
  std::string either_of(const std::vector<ShownValue::Choice>& choices) const;
  /// Exact, or between two ends; of a period when that is not empty.
  std::string amount(const Amount& amount, const std::string& period) const;
  std::string distance(const Distance& distance) const;
  std::string audience(const Audience& audience) const;
};

/// One line of a text, indented.
struct Line {
  int depth = 0;
  std::string text;
};

/// An expression of the rules in one line, by names or by values.
std::string formula(const ExplanationStep& step, const Words& words, bool values);

/// The operations that lead to a step, a line each: `units = 0.5 × 1.8 + 0.5 × 2.1 = 1.95`.
void write_operations(const ExplanationStep& step, const Words& words, int depth, std::vector<Line>& lines);

/// A condition's formula with its values, and the operations below it.
void write_condition(const ExplanationStep& step, const Words& words, int depth, std::vector<Line>& lines);

/// What is described, and what is said of it.
struct Described {
  std::string name;
  std::string text;
  std::string line(const Words& words) const { return text.empty() ? name : name + words.colon + text; }
};

Described describe(const Datum& datum, const Words& words);
Described describe(const FigureUse& figure, const Words& words);
Described describe(const Missing& missing, const Words& words);
Described describe(const FailedComparison& failed, const Words& words);

/// A line for each comparison by which a refusal's conditions fail.
std::vector<Described> describe_refusal(const Explanation& explanation, const Words& words);

/// Remarks on what is not shown; empty when everything is.
std::vector<std::string> remarks(const Explanation& explanation, const Words& words);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_WORDS_H_
