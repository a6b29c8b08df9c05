#include "execution/evaluator.h"

#include <algorithm>

namespace proactive::execution {

using facts::Row;

namespace {

Outcome outcome_of(Kleene truth) {
  return truth == Kleene::yes ? Outcome::eligible : truth == Kleene::no ? Outcome::not_eligible : Outcome::undetermined;
}

// The answer as far as the exact pass knows it; false when the other pass is needed.
bool answer_from(const plan::RightPlan& right, const Value* values, Answer& answer) {
  answer = {};
  const Value& outcome = values[right.outcome];
  if (right.received >= 0) answer.received = values[right.received].truth();
  if (!outcome.known || (right.received >= 0 && !values[right.received].known)) return false;
  answer.outcome = outcome_of(outcome.truth());
  if (right.amount < 0 || answer.outcome == Outcome::not_eligible) return true;
  const Value& amount = values[right.amount];
  answer.amount = {amount.number.num, amount.number.num};
  return amount.known;
}

}  // namespace

void Workspace::fit(const plan::Program& program) {
  values.resize(std::max(values.size(), program.code.size()));
  rows.resize(std::max(rows.size(), program.contexts.size()));
}

Answer answer_from(const Sets& sets, const plan::RightPlan& right) {
  Answer answer;
  answer.outcome = outcome_of(sets.at(right.outcome).truth());
  if (right.received >= 0) answer.received = sets.at(right.received).truth();
  if (right.amount >= 0) answer.amount = {sets.at(right.amount).low.num, sets.at(right.amount).high.num};
  return answer;
}

bool assess_exactly(const plan::Program& program, const facts::Source& source, Row subject, Value* values, Row* rows,
                    std::span<Answer> answers) {
  run_exact(program, source, subject, values, rows);
  bool complete = true;
  for (std::size_t i = 0; i < program.rights.size(); ++i) {
    complete = answer_from(program.rights[i], values, answers[i]) && complete;
  }
  return complete;
}

void read_answers(const Sets& sets, std::span<Answer> answers) {
  const auto& rights = sets.program().rights;
  for (std::size_t i = 0; i < rights.size(); ++i) {
    answers[i] = answer_from(sets, rights[i]);
    if (answers[i].outcome == Outcome::not_eligible) answers[i].amount = {};
  }
}

void assess(const plan::Program& program, const facts::Source& source, Row subject, Value* values, Row* rows,
            std::span<Answer> answers) {
  if (assess_exactly(program, source, subject, values, rows, answers)) return;
  Sets sets(program, source);
  sets.run(subject);
  read_answers(sets, answers);
}

void assess(const plan::Program& program, const facts::Source& source, Row subject, Workspace& workspace,
            std::span<Answer> answers) {
  workspace.fit(program);
  assess(program, source, subject, workspace.values.data(), workspace.rows.data(), answers);
}

}  // namespace proactive::execution
