// Single people of a box, tried: a quick way to somebody on whom two programs differ.
#ifndef PROACTIVE_SRC_ANSWERS_TRIALS_H_
#define PROACTIVE_SRC_ANSWERS_TRIALS_H_

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "answers/pair.h"

namespace proactive::answers {

/// Each trial leaves the person on whom the two differ in the box of the pair, or the box as it was.
class Trials {
 public:
  /// All trials together run the pair no more than `bound` times, each no more than an eighth of that.
  Trials(Pair& pair, std::int64_t bound) : pair_(pair), on_(pair.b.program.on), bound_(bound) {}

  /// The people at the ends of the box, an ordinary one, and some in between.
  bool some();
  /// People between the ends, where an answer changes.
  bool on_line();
  /// Ordinary people of whom one fact is small, or larger, or very large, and those between where an
  /// answer changes.
  bool along(const std::vector<int>& variables);

 private:
  /// Outcomes and amounts of both.
  using Answers = std::tuple<Kleene, Kleene, std::int64_t, std::int64_t>;
  struct Way {
    std::int64_t from;
    std::int64_t to;
    Answers first;
    Answers last;
  };

  template <typename ValueOf>
  bool person(const PeopleBox& whole, const ValueOf& value_of);
  bool tell_apart(const Subject::Members& members, const PeopleBox& whole);
  template <typename ValueAt>
  bool halve(const PeopleBox& whole, const ValueAt& value_at, std::int64_t from, std::int64_t to);
  bool along(const PeopleBox& whole, int variable, bool up);

  std::int64_t ordinary(const PeopleBox& whole, int variable) const;
  std::int64_t end(const PeopleBox& whole, int variable, bool high) const;
  std::int64_t between(const PeopleBox& whole, int variable, std::int64_t place) const;
  std::int64_t drawn(const PeopleBox& whole, int variable);
  std::uint64_t draw();
  Answers answers() const;
  void begin() { limit_ = std::min(bound_, pair_.runs + bound_ / 8 + 1); }
  bool spent() const { return pair_.runs >= limit_; }

  Pair& pair_;
  const std::int32_t on_;
  const std::int64_t bound_;
  std::int64_t limit_ = 0;                    ///< of the trial under way
  std::uint64_t seed_ = 0x9E3779B97F4A7C15U;  ///< the same people in every run
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_TRIALS_H_
