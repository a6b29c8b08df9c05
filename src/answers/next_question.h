// Which question to ask next.
#ifndef PROACTIVE_SRC_ANSWERS_NEXT_QUESTION_H_
#define PROACTIVE_SRC_ANSWERS_NEXT_QUESTION_H_

#include <optional>
#include <vector>

#include "answers/candidates.h"
#include "answers/visibility.h"
#include "proactive/question.h"

namespace proactive::answers {

/// A question in the terms of a program.
struct Choice {
  int source = -1;  ///< -1: the person
  std::vector<Candidate> facts;
  std::vector<int> rights;  ///< of the program, by number
  int cost = 1;
  std::int64_t expected = 0;
  std::int64_t expected_of = 1;
  bool alone = true;
};

/// None when every right is decided, or nothing that can be obtained would change an answer, or the
/// bound of work is reached before such a fact is found.
std::optional<Choice> next_question(const plan::Program& program, const facts::Source& source, facts::Row subject,
                                    const QuestionOptions& options);

/// The facts that may still change an answer, in the order of the rules, whoever holds them and
/// whether or not they can be had now; each with the rights it may change.
std::vector<Candidate> still_needed(const plan::Program& program, const facts::Source& source, facts::Row subject,
                                    const Audience& audience);

/// What one question may cost: registers evaluated. Candidates beyond are not looked at.
inline constexpr std::int64_t kMaxQuestionWork = 4'000'000;

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_NEXT_QUESTION_H_
