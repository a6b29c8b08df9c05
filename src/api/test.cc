// Running the examples of a rule set.
#include <absl/algorithm/container.h>
#include <fmt/format.h>

#include "answers/decide.h"
#include "api/state.h"
#include "execution/evaluator.h"
#include "facts/record_source.h"
#include "plan/builder.h"
#include "proactive/rule_set.h"

namespace proactive {

namespace {

using semantics::Example;
using semantics::ExpectedOutcome;

std::string_view to_string(ExpectedOutcome outcome) {
  switch (outcome) {
    case ExpectedOutcome::eligible: return "eligible";
    case ExpectedOutcome::not_eligible: return "not eligible";
    case ExpectedOutcome::undetermined: return "undetermined";
    case ExpectedOutcome::not_in_force: return "not in force";
  }
  return "";
}

std::string joined(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "nothing" : text;
}

std::string written(const Amount& amount) {
  if (amount.exact()) return proactive::to_string(Money{amount.low_cents});
  return fmt::format("between {} and {}", proactive::to_string(Money{amount.low_cents}),
                     proactive::to_string(Money{amount.high_cents}));
}

void expect_same(std::string_view what, const std::string& expected, const std::string& found,
                 std::vector<std::string>& failures) {
  if (expected != found) failures.push_back(fmt::format("{}: expected {}, found {}", what, expected, found));
}

void compare(const Example& example, const Decision& decision, std::vector<std::string>& failures) {
  expect_same("outcome", std::string(to_string(example.outcome)), std::string(proactive::to_string(decision.outcome)),
              failures);
  if (example.because) expect_same("because", joined(*example.because), joined(decision.deciding), failures);
  if (example.missing) {
    std::vector<std::string> missing;
    for (const Missing& fact : decision.missing) missing.push_back(fact.fact);
    expect_same("missing", joined(*example.missing), joined(missing), failures);
  }
  if (example.needs) expect_same("needs", joined(*example.needs), joined(decision.needs), failures);
  if (example.amount && decision.amount) {
    expect_same("amount", written({example.amount->low, example.amount->high}), written(*decision.amount), failures);
  } else if (example.amount) {
    failures.push_back("amount: the right has none on this date");
  }
}

void run(const detail::RuleSetState& state, const Example& example, std::vector<std::string>& failures) {
  Diagnostics errors;
  const auto program = plan::build(state.model, state.sources, example.on, {example.right}, errors);
  for (const Diagnostic& error : errors) failures.push_back(error.message);
  if (!errors.empty()) return;
  const bool in_force = program.not_in_force.empty();
  if (!in_force || example.outcome == ExpectedOutcome::not_in_force) {
    expect_same("outcome", std::string(to_string(example.outcome)), in_force ? "a right in force" : "not in force",
                failures);
    return;
  }
  const facts::RecordSource source(program, state.model->rights[example.right].entity, example.subject);
  execution::Sets sets(program, source);
  sets.run(source.subject());
  compare(example, answers::decide(sets, program.rights.front()), failures);
}

}  // namespace

std::vector<ExampleResult> RuleSet::test() const {
  std::vector<ExampleResult> results;
  for (const Example& example : state_->model->examples) {
    ExampleResult result;
    result.title = example.title;
    result.right = state_->model->rights[example.right].name;
    result.on = Date{example.on};
    const Place place = syntax::place_of(state_->sources, example.span);
    result.file = place.file;
    result.line = place.line;
    run(*state_, example, result.failures);
    result.passed = result.failures.empty();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace proactive
