// A source of facts that also answers which day it is.
#ifndef PROACTIVE_SRC_FACTS_CLOCK_SOURCE_H_
#define PROACTIVE_SRC_FACTS_CLOCK_SOURCE_H_

#include "facts/source.h"

namespace proactive::facts {

/// The facts of another source, and the day as the first of the inputs (`plan::share_inputs`).
/// For one thread: the day is set between two readings.
class ClockSource : public Source {
 public:
  explicit ClockSource(const Source& facts) : facts_(facts) {}

  void set_day(std::int32_t day) { day_ = day; }

  bool fact(int input, Row row, std::int64_t& value) const override {
    if (input != 0) return facts_.fact(input, row, value);
    value = day_;
    return true;
  }
  bool members(int role, Row group, std::int64_t& count) const override { return facts_.members(role, group, count); }
  Row member(int role, Row group, std::int64_t index) const override { return facts_.member(role, group, index); }
  Row group(int entity, Row member) const override { return facts_.group(entity, member); }
  Absence absence(int input, Row row) const override { return facts_.absence(input, row); }
  Absence list_absence(int role, Row group) const override { return facts_.list_absence(role, group); }

 private:
  const Source& facts_;
  std::int32_t day_ = 0;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_CLOCK_SOURCE_H_
