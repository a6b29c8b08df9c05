// What timelines are tested against: planning and assessing every single day.
#ifndef PROACTIVE_TESTS_ANSWERS_TIMELINE_ORACLE_H_
#define PROACTIVE_TESTS_ANSWERS_TIMELINE_ORACLE_H_

#include <map>
#include <random>
#include <string>

#include "proactive/rule_set.h"

namespace proactive::tests {

/// Everything that the passage of time may meet, behind a line such as `dates round up`.
std::string timeline_rules(const std::string& rounding);

/// Plans every right for every day it is asked about, once.
class EveryDay {
 public:
  explicit EveryDay(RuleSet rules) : rules_(std::move(rules)) {}

  RightStatus status(const std::string& right, const std::string& entity, const Record& subject, Date day);

 private:
  struct Planned {
    std::optional<Plan> plan;  ///< none: a figure is missing
    bool in_force = false;
  };
  RuleSet rules_;
  std::map<std::pair<std::string, std::int32_t>, Planned> plans_;
};

/// "": the calendar and each day of the timeline agree for the rights of an entity.
std::string disagreement(EveryDay& days, const RuleSet& rules, const Timeline& timeline, const std::string& entity,
                         const Record& subject);

/// A subject of an entity with facts around the days of a timeline.
class RandomSubject {
 public:
  RandomSubject(const RuleSet& rules, Date around, std::uint64_t seed) : rules_(rules), around_(around), draws_(seed) {}

  Record draw(const std::string& entity, int unknown_in_hundred, int depth = 2);

 private:
  std::int64_t number(std::int64_t low, std::int64_t high);
  Date date();
  void set(Record& record, const FieldInfo& field, const std::string& name);

  const RuleSet& rules_;
  Date around_;
  std::mt19937_64 draws_;
};

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_ANSWERS_TIMELINE_ORACLE_H_
