#include "answers/smaller.h"

#include "values/int128.h"

namespace proactive::answers {

using values::Int128;

namespace {

// Whether the answer is certain.
bool is_sure(const Side& side) {
  return side.outcome() != Kleene::unknown &&
         (side.outcome() == Kleene::no || side.amount() == nullptr || side.amount()->decided());
}

class Smaller {
 public:
  Smaller(Pair& pair, std::int64_t bound) : pair_(pair), limit_(pair.runs + bound), everybody_(pair.people.all()) {
    pair.run();
    sure_ = is_sure(pair.a) && is_sure(pair.b);
  }

  void run() {
    const auto count = static_cast<int>(pair_.box.sets.size());
    for (int i = 0; i < count; ++i) {
      if (kind(i) == Variable::Kind::count) shorten(i);
    }
    for (int i = 0; i < count; ++i) {
      if (kind(i) != Variable::Kind::known) try_change([&] { pair_.box.left_out[i] = true; });
    }
    for (int i = 0; i < count; ++i) {
      if (kind(i) == Variable::Kind::value && !pair_.box.left_out[i]) come_near(i);
    }
  }

 private:
  Variable::Kind kind(int variable) const { return pair_.people.variables()[variable].kind; }

  // The two still differ, and no less surely than they did.
  bool still() {
    pair_.run();
    return pair_.differs() && (!sure_ || (is_sure(pair_.a) && is_sure(pair_.b)));
  }

  template <typename Change>
  bool try_change(const Change& change) {
    if (pair_.runs >= limit_) return false;
    const PeopleBox before = pair_.box;
    change();
    if (still()) return true;
    pair_.box = before;
    return false;
  }

  bool try_value(int variable, std::int64_t value) {
    return try_change([&] { pair_.box.sets[variable] = values::single(pair_.box.sets[variable].domain, {value, 1}); });
  }

  void shorten(int variable) {
    const std::int64_t length = pair_.box.sets[variable].low.num;
    for (std::int64_t shorter = everybody_.sets[variable].low.num; shorter < length; ++shorter) {
      if (try_value(variable, shorter)) return;
    }
  }

  // The ordinary value, or the nearest to it, by halving, on whom the two differ.
  void come_near(int variable) {
    const Variable& of = pair_.people.variables()[variable];
    const std::int64_t wanted = ordinary_value(of, everybody_.sets[variable], pair_.b.program.on);
    if (try_value(variable, wanted) || !is_interval(pair_.box.sets[variable])) return;
    std::int64_t differs = pair_.box.sets[variable].low.num;
    std::int64_t agrees = wanted;
    for (int step = 0; step < 64; ++step) {
      const auto middle = static_cast<std::int64_t>((static_cast<Int128>(differs) + agrees) / 2);
      if (middle == differs || middle == agrees) return;
      (try_value(variable, middle) ? differs : agrees) = middle;
    }
  }

  Pair& pair_;
  const std::int64_t limit_;
  const PeopleBox everybody_;
  bool sure_ = false;
};

}  // namespace

void make_smaller(Pair& pair, std::int64_t bound) { Smaller(pair, bound).run(); }

}  // namespace proactive::answers
