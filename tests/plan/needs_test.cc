// What rights need: the conditions and amounts that read each fact; and that nothing else counts.
#include "plan/needs.h"

#include <gtest/gtest.h>

#include "answers/twenty_rights.h"
#include "execution/evaluator.h"
#include "execution/every_program.h"
#include "execution/random_source.h"

namespace proactive {
namespace {

using tests::Chance;

// ---- reasons -----------------------------------------------------------------------------

std::string reasons(const Plan& plan, const std::string& fact) {
  std::string text;
  for (const Need& need : plan.needs()) {
    if (need.fact != fact) continue;
    text += need.source + " " + need.way + " " + need.address + ":";
    for (const NeedReason& reason : need.because)
      text += " " + reason.right + "." + reason.condition + "[" + reason.law + "]";
  }
  return text;
}

TEST(Needs, SayWhichConditionsAndAmountsReadAFact) {
  const RuleSet rules = tests::loaded(R"(
source caf "Caf" { via api "Quotient" }
entity person "P" { a : boolean from caf "A"  b : boolean "B"  wage : money range 0 €..9 000 € "W" }
right r for person "R" { law "Loi" served by caf purpose grant
  when { one : a "1" law "Art. 1"  either "2" { two : b "2"  three : wage < 100 € and a "3" } }
  amount wage + 10 € }
right q for person "Q" { law "Autre" served by caf purpose grant
  version to 2023-12-31 { when { old : b "O" } }
  version from 2024-01-01 { when { new_ : a "N" } } }
)");
  const Plan before = *rules.plan({.on = *Date::of(2023, 5, 1), .rights = {}});
  EXPECT_EQ(reasons(before, "a"), "caf api Quotient: r.one[Art. 1] r.three[Loi]");
  EXPECT_EQ(reasons(before, "b"), "  : r.two[Loi] q.old[Autre]");
  EXPECT_EQ(reasons(before, "wage"), "  : r.three[Loi] r.[Loi]") << "a condition and the amount";
  const Plan after = *rules.plan({.on = *Date::of(2024, 5, 1), .rights = {"q"}});
  EXPECT_EQ(reasons(after, "a"), "caf api Quotient: q.new_[Autre]");
  EXPECT_EQ(reasons(after, "b"), "") << "no longer needed";
}

// ---- nothing else counts -----------------------------------------------------------------

/// A subject whose facts, lists and rows follow from a seed alone. Some inputs and lists follow
/// from another one.
class Drawn : public facts::Source {
 public:
  Drawn(const plan::Program& program, std::uint64_t seed) : program_(program), seed_(seed) {
    mutated_inputs.resize(program.inputs.size());
    mutated_roles.resize(program.model->roles.size());
  }

  bool fact(int input, facts::Row row, std::int64_t& value) const override {
    Chance chance = chance_for(mutated_inputs[static_cast<std::size_t>(input)], input, row);
    if (chance.one_in(6)) return false;
    value = tests::draw(*program_.model, program_.model->fields[program_.inputs[static_cast<std::size_t>(input)].field],
                        program_.on, chance);
    return true;
  }
  bool members(int role, facts::Row group, std::int64_t& count) const override {
    const auto& declared = program_.model->roles[static_cast<std::size_t>(role)];
    Chance chance = chance_for(mutated_roles[static_cast<std::size_t>(role)], 1000 + role, group);
    count = chance.between(declared.low, std::min(declared.high, declared.low + 3));
    return !chance.one_in(6);
  }
  facts::Row member(int role, facts::Row group, std::int64_t index) const override {
    return group * 4096 + role * 32 + index + 1;
  }
  facts::Row group(int entity, facts::Row member) const override { return member * 4096 + 4000 + entity; }
  facts::Absence absence(int, facts::Row) const override { return facts::Absence::not_asked; }

  std::vector<char> mutated_inputs;
  std::vector<char> mutated_roles;
  std::uint64_t mutation = 0;

 private:
  Chance chance_for(char mutated, int place, facts::Row row) const {
    return Chance(seed_ * 1'000'003 + (mutated != 0 ? mutation * 7'919 : 0) +
                  static_cast<std::uint64_t>(place) * 65'537 + static_cast<std::uint64_t>(row) * 131);
  }

  const plan::Program& program_;
  std::uint64_t seed_;
};

/// Marks what a right does not need; how many there are.
int mark_others(const plan::Program& program, const plan::RightPlan& right, Drawn& subject) {
  int others = 0;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const auto needed = [&](const plan::Need& need) {
      return need.field == program.inputs[i].field && need.year == program.inputs[i].year;
    };
    subject.mutated_inputs[i] = std::none_of(right.needs.begin(), right.needs.end(), needed) ? 1 : 0;
    others += subject.mutated_inputs[i];
  }
  for (std::size_t role = 0; role < subject.mutated_roles.size(); ++role) {
    const auto needed = [&](const plan::Need& need) { return need.role == static_cast<int>(role); };
    subject.mutated_roles[role] = std::none_of(right.needs.begin(), right.needs.end(), needed) ? 1 : 0;
  }
  return others;
}

class Trials {
 public:
  explicit Trials(std::int64_t wanted) : wanted_(wanted) {}
  std::int64_t done() const { return done_; }
  std::int64_t programs() const { return programs_; }

  /// `share` trials on each right, as far as it leaves anything out.
  void run(const plan::Program& program, std::int64_t share, const std::string& name) {
    bool any = false;
    for (std::size_t right = 0; right < program.rights.size(); ++right) any = run(program, right, share, name) || any;
    programs_ += any ? 1 : 0;
  }

 private:
  static constexpr int kMutations = 20;  // of one subject

  bool run(const plan::Program& program, std::size_t right, std::int64_t share, const std::string& name) {
    std::vector<Answer> before(program.rights.size());
    std::vector<Answer> after(program.rights.size());
    for (std::int64_t trial = 0; trial < share && done_ < wanted_; trial += kMutations) {
      Drawn subject(program, static_cast<std::uint64_t>(trial) + 1);
      if (mark_others(program, program.rights[right], subject) == 0) return false;
      execution::assess(program, subject, 1, workspace_, before);
      for (int i = 0; i < kMutations; ++i, ++done_) {
        subject.mutation = static_cast<std::uint64_t>(i) + 1;
        execution::assess(program, subject, 1, workspace_, after);
        EXPECT_EQ(before[right].outcome, after[right].outcome) << name << " seed " << trial << " mutation " << i;
        EXPECT_EQ(before[right].amount, after[right].amount) << name << " seed " << trial << " mutation " << i;
        if (::testing::Test::HasFailure()) return true;
      }
    }
    return true;
  }

  std::int64_t wanted_;
  std::int64_t done_ = 0;
  std::int64_t programs_ = 0;
  execution::Workspace workspace_;
};

TEST(Needs, FactsThatAreNotNeededNeverChangeAnAnswer) {
  Trials trials(1'000'000);
  const RuleSet rules = tests::loaded(tests::twenty_rights());
  const auto& state = *rules.state();
  std::vector<int> rights;
  for (std::size_t i = 0; i < state.model->rights.size(); ++i) rights.push_back(static_cast<int>(i));
  Diagnostics errors;
  const auto program = plan::build(state.model, state.sources, Date::of(2024, 1, 15)->days, rights, errors);
  ASSERT_TRUE(errors.empty());
  trials.run(program, 15'000, "twenty rights");
  tests::for_each_program(
      [&](const plan::Program& each, int, const std::string& name) { trials.run(each, 3'000, name); });
  EXPECT_EQ(trials.done(), 1'000'000);
  EXPECT_GT(trials.programs(), 20);
}

}  // namespace
}  // namespace proactive
