// What the answers would be if some unknown facts were known: one run, then only what changes.
#ifndef PROACTIVE_SRC_ANSWERS_WHAT_IF_H_
#define PROACTIVE_SRC_ANSWERS_WHAT_IF_H_

#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "answers/overlay.h"
#include "execution/evaluator.h"

namespace proactive::answers {

/// A fact of a row, or the list of a role of a group.
struct Spot {
  bool list = false;
  int place = -1;  ///< the input, or the role
  facts::Row row = facts::kNoRow;
  friend bool operator==(const Spot&, const Spot&) = default;
  friend bool operator<(const Spot& a, const Spot& b) {
    return std::tie(a.list, a.place, a.row) < std::tie(b.list, b.place, b.row);
  }
};

/// What a right's answer may still be.
struct Standing {
  Outcome outcome = Outcome::undetermined;
  values::Number low;  ///< of the amount; 0 for a refusal, and without amount
  values::Number high;

  /// Refused, or entitled to an amount that is one number.
  bool closed() const { return outcome != Outcome::undetermined && values::compare(low, high) == 0; }
  friend bool operator==(const Standing& a, const Standing& b) {
    return a.outcome == b.outcome && values::compare(a.low, b.low) == 0 && values::compare(a.high, b.high) == 0;
  }
};

class WhatIf {
 public:
  /// Inputs that are `veiled` are unknown whatever the source knows.
  WhatIf(const plan::Program& program, const facts::Source& base, facts::Row subject, std::vector<bool> veiled);
  WhatIf(const WhatIf&) = delete;
  WhatIf& operator=(const WhatIf&) = delete;

  execution::Sets& sets() { return sets_; }
  const execution::Sets& sets() const { return sets_; }
  const plan::Program& program() const { return program_; }

  /// Supposes that a fact has a value, or a list that many members.
  void suppose(const Spot& spot, std::int64_t value);
  /// Supposes several at once, which runs what they share once.
  void suppose(const std::vector<std::pair<Spot, std::int64_t>>& facts);
  /// Takes back the supposition made last.
  void take_back();

  Standing standing(std::size_t right) const;
  /// How many named conditions of a right are decided.
  int decided_conditions(std::size_t right) const;
  /// Rights whose answer reads an input or the list of a role, by number.
  const std::vector<int>& rights_reading(const Spot& spot) const { return reach_[index_of(spot)].rights; }

  /// Registers evaluated so far.
  std::int64_t work() const { return work_; }

 private:
  // What an input or a role reaches.
  struct Reach {
    bool listed = false;
    std::vector<plan::Register> registers;  ///< that run once, in order
    std::vector<int> rights;
  };
  struct Frame {
    std::size_t begin = 0;  ///< in `undo_`
    std::vector<Spot> spots;
  };

  std::size_t index_of(const Spot& spot) const {
    return static_cast<std::size_t>(spot.place) + (spot.list ? program_.inputs.size() : 0);
  }
  void fix(const Spot& spot, std::int64_t value);
  void release(const Spot& spot);
  void find_reach();
  void fill_rows();
  void rerun(const std::vector<plan::Register>& registers);
  bool must_run(plan::Register reg) const;
  std::int64_t cost(const plan::Instruction& instruction) const;

  const plan::Program& program_;
  Overlay overlay_;
  execution::Sets sets_;
  std::vector<Reach> reach_;                             ///< by input, then by role
  std::vector<std::vector<plan::Register>> conditions_;  ///< by right
  std::vector<Frame> frames_;
  std::vector<std::pair<plan::Register, values::Possible>> undo_;
  std::vector<char> changed_;  ///< by register, during one rerun
  std::int64_t work_ = 0;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_WHAT_IF_H_
