// No question is asked whose every answer leaves the outcomes as they are, and none is left out
// that could still change one: exhaustively on small rule sets drawn at random, by search on all
// others. Whole questionnaires come to an end.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "answers/breakpoints.h"
#include "answers/decide.h"
#include "answers/next_question.h"
#include "execution/every_program.h"
#include "execution/random_source.h"

namespace proactive::answers {
namespace {

using tests::Chance;

plan::Program program_of(const RuleSet& rules, int entity = 0) {
  const auto& state = *rules.state();
  std::vector<int> rights;
  for (std::size_t i = 0; i < state.model->rights.size(); ++i) {
    if (state.model->rights[i].entity == entity) rights.push_back(static_cast<int>(i));
  }
  Diagnostics errors;
  plan::Program program = plan::build(state.model, state.sources, Date::of(2024, 1, 15)->days, rights, errors);
  EXPECT_TRUE(errors.empty());
  return program;
}

std::vector<Standing> standings(const plan::Program& program, const facts::Source& source) {
  WhatIf what(program, source, 1, std::vector<bool>(program.inputs.size()));
  std::vector<Standing> all;
  for (std::size_t i = 0; i < program.rights.size(); ++i) all.push_back(what.standing(i));
  return all;
}

// ---- exhaustively ------------------------------------------------------------------------

/// One subject whose facts are known, or not, by input.
class OneRow : public facts::Source {
 public:
  explicit OneRow(std::size_t inputs) : values(inputs) {}
  bool fact(int input, facts::Row, std::int64_t& value) const override {
    if (!values[static_cast<std::size_t>(input)]) return false;
    value = *values[static_cast<std::size_t>(input)];
    return true;
  }
  bool members(int, facts::Row, std::int64_t&) const override { return false; }
  facts::Row member(int, facts::Row, std::int64_t) const override { return facts::kNoRow; }
  facts::Row group(int, facts::Row) const override { return facts::kNoRow; }
  facts::Absence absence(int, facts::Row) const override { return facts::Absence::not_asked; }

  std::vector<std::optional<std::int64_t>> values;
};

std::int64_t size_of(const plan::Program& program, std::size_t input) {
  const auto& field = program.model->fields[program.inputs[input].field];
  if (field.range) return field.range->high - field.range->low + 1;
  return field.type.kind == semantics::TypeKind::boolean
             ? 2
             : static_cast<std::int64_t>(program.model->choices[field.type.choice].members.size());
}

/// Every completion of the facts unknown in `known`, `fact` excepted: all full ones, and with
/// `partial` also those that leave facts unknown. Stops when `visit` returns true.
class Completions {
 public:
  Completions(const plan::Program& program, const OneRow& known, std::size_t fact, bool partial)
      : program_(program), known_(known), fact_(fact), partial_(partial) {}

  template <typename Visit>
  bool any(Visit visit) const {
    OneRow row = known_;
    return from(0, row, visit);
  }

 private:
  template <typename Visit>
  bool from(std::size_t input, OneRow& row, Visit visit) const {
    if (input == known_.values.size()) return visit(row);
    if (input == fact_ || known_.values[input]) return from(input + 1, row, visit);
    if (partial_) {
      row.values[input].reset();
      if (from(input + 1, row, visit)) return true;
    }
    for (std::int64_t value = 0; value < size_of(program_, input); ++value) {
      row.values[input] = value;
      if (from(input + 1, row, visit)) return true;
    }
    row.values[input] = known_.values[input];
    return false;
  }

  const plan::Program& program_;
  const OneRow& known_;
  std::size_t fact_;
  bool partial_;
};

/// Two answers to a fact give different answers under some completion of all other facts.
bool two_answers_differ(const plan::Program& program, const OneRow& known, std::size_t fact) {
  return Completions(program, known, fact, false).any([&](OneRow& row) {
    std::optional<std::vector<Standing>> first;
    for (std::int64_t value = 0; value < size_of(program, fact); ++value) {
      row.values[fact] = value;
      const auto now = standings(program, row);
      if (first && *first != now) return true;
      first = now;
    }
    return false;
  });
}

/// Some answer makes an answer narrower under some completion, be it partial.
bool an_answer_narrows(const plan::Program& program, const OneRow& known, std::size_t fact) {
  return Completions(program, known, fact, true).any([&](OneRow& row) {
    row.values[fact].reset();
    const auto before = standings(program, row);
    for (std::int64_t value = 0; value < size_of(program, fact); ++value) {
      row.values[fact] = value;
      if (standings(program, row) != before) return true;
    }
    return false;
  });
}

/// A rule set over six small facts. `once`: no right reads a fact twice, so that sets are exact.
std::string small_rules(Chance& chance, bool once) {
  const char* const atoms[][3] = {{"a", "not a", "a"},
                                  {"b", "not b", "b"},
                                  {"c", "not c", "c"},
                                  {"n < 2", "n = 3", "n * 2 >= 2"},
                                  {"m <= 1", "m != 2", "4 - m > 1"},
                                  {"k is x", "k in {x, y}", "not (k is z)"}};
  const char* const pairs[] = {"n <= m",        "n + m > 3", "n - m = 1",
                               "max(n, m) < 2", "a or b",    "(a and not b) or (b and not a)"};
  std::string text = R"(choice kinds { x "X" y "Y" z "Z" }
source s "S" { via api "A" }
source t "T" { via file "F" }
entity person "P" { a : boolean "A" b : boolean from s "B" c : boolean from s "C"
  n : integer range 0..3 from t "N" m : integer range 0..3 "M" k : choice kinds "K" }
)";
  const std::size_t rights = 1 + chance.below(2);
  for (std::size_t right = 0; right < rights; ++right) {
    std::vector<std::size_t> left = {0, 1, 2, 3, 4, 5};
    const auto atom = [&]() -> std::string {
      if (!once && chance.one_in(3)) return pairs[chance.below(std::size(pairs))];
      if (left.empty()) return "true";
      const std::size_t place = chance.below(left.size());
      const std::size_t fact = left[place];
      if (once) left.erase(left.begin() + static_cast<std::ptrdiff_t>(place));
      return atoms[fact][chance.below(3)];
    };
    text += fmt::format("right r{} for person \"R\" {{ law \"L\" served by s purpose grant when {{\n", right);
    const std::size_t conditions = 1 + chance.below(3);
    for (std::size_t i = 0; i < conditions; ++i) {
      text += fmt::format("  c{} : {}", i, atom());
      if (chance.one_in(2)) text += (chance.one_in(2) ? " or " : " and ") + atom();
      text += " \"C\"\n";
    }
    text += "}";
    if (chance.one_in(3)) text += fmt::format(" amount choose {{ 10 € when {} 20 € otherwise }}", atom());
    text += " }\n";
  }
  return text;
}

struct Tally {
  int questions = 0;
  int ends = 0;
  int left_out = 0;
};

void check_rule_set(const std::string& text, bool once, Chance& chance, Tally& tally) {
  const auto rules = RuleSet::parse({{"rules", text}});
  if (!rules) return;  // a condition that always or never holds
  const plan::Program program = program_of(*rules);
  for (int state = 0; state < 6; ++state) {
    OneRow row(program.inputs.size());
    for (std::size_t i = 0; i < program.inputs.size(); ++i) {
      if (static_cast<int>(chance.below(6)) < state)
        row.values[i] = static_cast<std::int64_t>(chance.below(static_cast<std::size_t>(size_of(program, i))));
    }
    const auto choice = next_question(program, row, 1, {});
    if (choice) {
      ++tally.questions;
      for (const Candidate& candidate : choice->facts) {
        const auto input = static_cast<std::size_t>(candidate.spot.place);
        EXPECT_TRUE(an_answer_narrows(program, row, input)) << candidate.fact.name << "\n" << text;
        EXPECT_TRUE(!once || two_answers_differ(program, row, input)) << candidate.fact.name << "\n" << text;
      }
      continue;
    }
    ++tally.ends;
    for (std::size_t i = 0; i < program.inputs.size(); ++i) {
      if (row.values[i] || !two_answers_differ(program, row, i)) continue;
      ++tally.left_out;
      EXPECT_FALSE(once) << program.model->fields[program.inputs[i].field].name << "\n" << text;
    }
  }
}

TEST(QuestionProperty, EveryQuestionCanChangeAnAnswerOnEverySmallRuleSet) {
  Tally exact;
  Tally repeated;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Chance chance(seed);
    check_rule_set(small_rules(chance, true), true, chance, exact);
    check_rule_set(small_rules(chance, false), false, chance, repeated);
  }
  EXPECT_GT(exact.questions, 1000);
  EXPECT_GT(exact.ends, 100);
  EXPECT_GT(repeated.questions, 1000);
  EXPECT_EQ(repeated.left_out, 0) << "facts that could decide and were not asked";
}

// ---- by search ---------------------------------------------------------------------------

/// A subject drawn at random of which some facts are known; lists and groups all are. What is not
/// known may be completed.
class Partly : public facts::Source {
 public:
  Partly(const plan::Program& program, std::uint64_t seed, std::uint64_t unknown_in_ten)
      : program_(program), drawn_(program, seed, 0), seed_(seed), unknown_in_ten_(unknown_in_ten) {}

  facts::Row subject() const { return drawn_.subject(); }

  bool fact(int input, facts::Row row, std::int64_t& value) const override {
    const Spot spot{false, input, row};
    if (const auto found = given.find(spot); found != given.end()) {
      value = found->second;
      return true;
    }
    drawn_.fact(input, row, value);
    Chance chance(seed_ * 31 + static_cast<std::uint64_t>(input) * 1009 + static_cast<std::uint64_t>(row) * 17);
    chance.next();
    return chance.below(10) >= unknown_in_ten_;
  }
  std::int64_t truth(const Spot& spot) const {
    std::int64_t value = 0;
    drawn_.fact(spot.place, spot.row, value);
    return value;
  }
  bool members(int role, facts::Row group, std::int64_t& count) const override {
    return drawn_.members(role, group, count);
  }
  facts::Row member(int role, facts::Row group, std::int64_t index) const override {
    return drawn_.member(role, group, index);
  }
  facts::Row group(int entity, facts::Row member) const override { return drawn_.group(entity, member); }
  facts::Absence absence(int, facts::Row) const override { return facts::Absence::not_asked; }

  std::map<Spot, std::int64_t> given;

 private:
  const plan::Program& program_;
  tests::RandomSource drawn_;
  std::uint64_t seed_;
  std::uint64_t unknown_in_ten_;
};

// All facts that keep some right open.
std::vector<MissingFact> open_facts(const plan::Program& program, const facts::Source& source, facts::Row subject) {
  execution::Sets sets(program, source);
  sets.run(subject);
  std::vector<MissingFact> facts;
  std::set<Spot> seen;
  for (const auto& right : program.rights) {
    MissingWalk walk(sets);
    walk_open(walk, sets, right, execution::answer_from(sets, right).outcome);
    for (const auto& fact : walk.facts()) {
      if (seen.insert(spot_of(fact)).second) facts.push_back(fact);
    }
  }
  return facts;
}

std::vector<Answer> answers_of(const plan::Program& program, const facts::Source& source, facts::Row subject) {
  std::vector<Answer> answers(program.rights.size());
  execution::Workspace workspace;
  execution::assess(program, source, subject, workspace, answers);
  return answers;
}

bool same(const std::vector<Answer>& a, const std::vector<Answer>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].outcome != b[i].outcome || !(a[i].amount == b[i].amount)) return false;
  }
  return true;
}

/// Completes what is open at random, then asks whether two answers to `asked` differ.
bool found_by_search(const plan::Program& program, const Partly& subject, const Spot& asked, int tries) {
  execution::Sets sets(program, subject);
  sets.run(subject.subject());
  const auto cuts = breakpoints(sets);
  for (int i = 0; i < tries; ++i) {
    Chance chance(static_cast<std::uint64_t>(i));
    Partly completed = subject;
    for (int round = 0; round < 4; ++round) {
      for (const MissingFact& fact : open_facts(program, completed, subject.subject())) {
        if (spot_of(fact) == asked || fact.field < 0) continue;
        const auto branches = branches_of(program, fact, cuts, nullptr);
        completed.given[spot_of(fact)] = branches[chance.below(branches.size())].value;
      }
    }
    execution::Sets then(program, completed);
    then.run(subject.subject());
    std::optional<std::vector<Answer>> first;
    const auto& input = program.inputs[static_cast<std::size_t>(asked.place)];
    MissingFact fact;
    fact.field = input.field;
    fact.place = asked.place;
    for (const Branch& branch : branches_of(program, fact, breakpoints(then), nullptr)) {
      completed.given[asked] = branch.value;
      const auto now = answers_of(program, completed, subject.subject());
      if (first && !same(*first, now)) return true;
      first = now;
    }
  }
  return false;
}

/// What is reported changes with some answer, the other facts being as they are.
bool changes_what_is_reported(const plan::Program& program, Partly subject, const Candidate& candidate) {
  const auto before = standings(program, subject);
  return std::any_of(candidate.branches.begin(), candidate.branches.end(), [&](const Branch& branch) {
    subject.given[candidate.spot] = branch.value;
    return standings(program, subject) != before;
  });
}

// Sets are cautious where no value reaches another (no start and one month give 31 January): there
// an answer changes what is reported, from undetermined to a refusal, and no two answers differ.
TEST(QuestionProperty, EveryQuestionCanChangeAnAnswerOnEveryRuleSet) {
  int asked = 0;
  int only_reported = 0;
  tests::for_each_program([&](const plan::Program& program, int, const std::string& name) {
    if (program.code.size() > 2'000) return;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      const Partly subject(program, seed, 4 + 3 * seed);
      const auto choice = next_question(program, subject, subject.subject(), {});
      if (!choice) continue;
      for (const Candidate& candidate : choice->facts) {
        if (candidate.spot.list) continue;
        ++asked;
        if (found_by_search(program, subject, candidate.spot, 300)) continue;
        ++only_reported;
        EXPECT_TRUE(name.starts_with("dates/good/round_")) << name << " " << candidate.fact.name;
        EXPECT_TRUE(changes_what_is_reported(program, subject, candidate)) << name << " " << candidate.fact.name;
      }
    }
  });
  EXPECT_GT(asked, 300);
  EXPECT_LT(only_reported, 10);
}

// ---- whole questionnaires ----------------------------------------------------------------

TEST(QuestionProperty, AnswersToQuestionsDecideEveryRight) {
  tests::for_each_program([&](const plan::Program& program, int, const std::string& name) {
    if (program.code.size() > 2'000) return;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      Partly subject(program, seed, 10);
      std::set<Spot> asked;
      while (const auto choice = next_question(program, subject, subject.subject(), {})) {
        for (const Candidate& candidate : choice->facts) {
          ASSERT_TRUE(asked.insert(candidate.spot).second) << name << " asks " << candidate.fact.name << " twice";
          subject.given[candidate.spot] = subject.truth(candidate.spot);
        }
      }
      for (const MissingFact& fact : open_facts(program, subject, subject.subject()))
        EXPECT_FALSE(found_by_search(program, subject, spot_of(fact), 100)) << name << " leaves " << fact.name;
    }
  });
}

}  // namespace
}  // namespace proactive::answers
