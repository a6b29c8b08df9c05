// Two programs of one right each, run on the same people.
#ifndef PROACTIVE_SRC_ANSWERS_PAIR_H_
#define PROACTIVE_SRC_ANSWERS_PAIR_H_

#include <cstdint>
#include <vector>

#include "answers/people.h"
#include "execution/evaluator.h"
#include "plan/same.h"

namespace proactive::answers {

/// One of them.
struct Side {
  Side(const plan::Program& program, const People& people, const PeopleBox& box)
      : program(program),
        right(program.rights.front()),
        source(program, people, box),
        sets(program, source),
        runs_once(program.code.size()) {
    for (const plan::Register reg : program.main) runs_once[reg] = true;
  }

  Kleene outcome() const { return sets.at(right.outcome).truth(); }
  const values::Possible* amount() const { return right.amount < 0 ? nullptr : &sets.at(right.amount); }
  /// Null inside loops, whose registers hold what the last member left there.
  plan::SideBySide::SetOf set_of() const {
    return [this](plan::Register reg) { return runs_once[reg] ? &sets.at(reg) : nullptr; };
  }

  const plan::Program& program;
  const plan::RightPlan& right;
  PeopleSource source;
  execution::Sets sets;
  std::vector<bool> runs_once;
};

class Pair {
 public:
  Pair(const plan::Program& before, const plan::Program& after, const People& people)
      : people(people), box(people.all()), a(before, people, box), b(after, people, box) {}
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void run() {
    ++runs;
    a.sets.run(PeopleSource::root());
    b.sets.run(PeopleSource::root());
  }

  /// Whether the one person that the box is gets two answers. It has run.
  bool differs() const;

  const People& people;
  PeopleBox box;  ///< that both read; may change between two runs
  Side a;
  Side b;
  std::int64_t runs = 0;
};

/// The value that a variable has of itself: 0, nobody, thirty years old, the first member; the nearest
/// to it that is in the set.
std::int64_t ordinary_value(const Variable& variable, const values::Possible& set, std::int32_t on);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_PAIR_H_
