// The probes of a program for one subject: for each its next day of change.
#ifndef PROACTIVE_SRC_ANSWERS_PROBING_H_
#define PROACTIVE_SRC_ANSWERS_PROBING_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "execution/evaluator.h"
#include "facts/source.h"
#include "plan/probes.h"

namespace proactive::answers {

/// Probes times members that one subject may have for one right (E1313).
inline constexpr std::size_t kMaxInstances = 100000;

inline constexpr std::int32_t kNever = 0x7FFFFFFF;

/// A probe for one member of each loop around it.
struct Instance {
  const plan::Probe* probe = nullptr;
  std::vector<std::int64_t> members;     ///< by loop, from 0
  std::vector<values::Possible> leaves;  ///< do not depend on the day
  bool exact = false;                    ///< each leaf is one value
  std::int32_t next = kNever;            ///< the first day on which it is not what it was
};

class Prober {
 public:
  /// What a prober reads of a program that has run exactly for the subject.
  struct Run {
    const plan::Program& program;
    const facts::Source& source;
    execution::Workspace& workspace;
    std::function<execution::Sets&()> sets;  ///< the set pass, for what is not known
  };

  /// Lists the probes for a subject; false when there are too many.
  bool list(const plan::Probes& probes, const Run& run);

  void clear() { used_ = 0; }

  std::span<const Instance> instances() const { return std::span(instances_).first(used_); }
  std::int32_t next() const;

  /// Finds the next change of every probe after `day`, until `last`.
  void look_ahead(const plan::Program& program, std::int32_t day, std::int32_t last);
  /// The same for those whose change is on `day`.
  void pass(const plan::Program& program, std::int32_t day, std::int32_t last);

  /// Whether a probe is on `day` what it is not the day before.
  bool changes_on(const plan::Program& program, const Instance& instance, std::int32_t day);
  /// The sets of a probe's steps on a day; stays until the next call.
  const std::vector<values::Possible>& steps_on(const plan::Program& program, const Instance& instance,
                                                std::int32_t day);

 private:
  struct Mark {
    values::Possible a;
    values::Possible b;
  };

  bool add(const plan::Probe& probe, const Run& run);
  bool add_members(const plan::Probe& probe, const Run& run, std::size_t depth);
  std::int32_t next_change(const plan::Program& program, const Instance& instance, std::int32_t day, std::int32_t last);
  std::int32_t first_other(const plan::Program& program, const Instance& instance, std::int32_t day, std::int32_t last);
  Mark mark_on(const plan::Program& program, const Instance& instance, std::int32_t day);
  void load(const plan::Program& program, const Instance& instance);
  execution::Value exact_mark_on(const plan::Program& program, const Instance& instance, std::int32_t day);

  std::vector<Instance> instances_;  ///< the first `used_` are meant; all keep their memory
  std::size_t used_ = 0;
  std::vector<execution::Value> registers_;  ///< of the program, for chains of single values
  std::vector<std::int64_t> members_;        ///< entered now
  std::vector<values::Possible> slots_;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_PROBING_H_
