#include "population/assess.h"

#include "answers/decide.h"
#include "execution/evaluator.h"

namespace proactive::population {

namespace {

constexpr std::int64_t kRowsBetweenReports = 4096;

RightOutcomes empty_outcomes(const plan::Program& program, int entity, const plan::RightPlan& planned,
                             std::int64_t rows) {
  const semantics::Right& right = program.model->rights[planned.right];
  RightOutcomes outcomes;
  outcomes.right = right.name;
  outcomes.entity = program.model->entities[entity].name;
  outcomes.period = semantics::to_string(right.amount_period);
  outcomes.has_amount = planned.amount >= 0;
  outcomes.has_received = planned.received >= 0;
  outcomes.outcome.reserve(rows);
  outcomes.missing_begin.reserve(rows + 1);
  outcomes.missing_begin.push_back(0);
  return outcomes;
}

// Turns the names of missing facts into small numbers.
class Interner {
 public:
  std::int32_t number(RightOutcomes& outcomes, const std::string& fact) {
    const auto [found, fresh] = numbers_.emplace(fact, static_cast<std::int32_t>(outcomes.missing_facts.size()));
    if (fresh) outcomes.missing_facts.push_back(fact);
    return found->second;
  }

 private:
  absl::btree_map<std::string, std::int32_t> numbers_;
};

void add(RightOutcomes& outcomes, const Answer& answer) {
  outcomes.outcome.push_back(static_cast<std::uint8_t>(answer.outcome));
  if (outcomes.has_received) outcomes.received.push_back(static_cast<std::uint8_t>(answer.received));
  if (outcomes.has_amount) {
    outcomes.low_cents.push_back(answer.amount.low_cents);
    outcomes.high_cents.push_back(answer.amount.high_cents);
  }
}

}  // namespace

bool assess(const plan::Program& program, int entity, const facts::Population& population, const Progress& progress,
            std::vector<RightOutcomes>& outcomes) {
  const facts::ColumnSource source(program, population);
  const std::int64_t rows = population.entities[entity].ids.size();
  const std::size_t first = outcomes.size();
  for (const auto& right : program.rights) outcomes.push_back(empty_outcomes(program, entity, right, rows));
  std::vector<Interner> interners(program.rights.size());
  execution::Workspace workspace;
  workspace.fit(program);
  execution::Sets sets(program, source);
  std::vector<Answer> answers(program.rights.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    if (row % kRowsBetweenReports == 0 && progress && !progress(row)) return false;
    const facts::Row subject = facts::ColumnSource::row_of(row);
    if (!execution::assess_exactly(program, source, subject, workspace.values.data(), workspace.rows.data(), answers)) {
      sets.run(subject);
      execution::read_answers(sets, answers);
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
      RightOutcomes& right = outcomes[first + i];
      add(right, answers[i]);
      // The exact pass leaves nothing undetermined: the sets are those of this row.
      if (answers[i].outcome == Outcome::undetermined) {
        for (const std::string& fact : answers::missing_by_field(sets, program.rights[i]))
          right.missing.push_back(interners[i].number(right, fact));
      }
      right.missing_begin.push_back(static_cast<std::int64_t>(right.missing.size()));
    }
  }
  return true;
}

}  // namespace proactive::population
