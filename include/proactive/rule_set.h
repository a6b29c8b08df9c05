// A rule set: rights, their vocabulary and their examples, checked as a whole.
//
//   auto rules = proactive::RuleSet::load("examples/france");
//   if (!rules) { std::cerr << render(rules.errors()); return 1; }
//   auto plan = rules->plan({.on = *Date::of(2019, 4, 1), .rights = {"cheque_energie"}});
//   auto decisions = plan->assess(household);
#ifndef PROACTIVE_RULE_SET_H_
#define PROACTIVE_RULE_SET_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/date.h"
#include "proactive/export.h"
#include "proactive/plan.h"
#include "proactive/result.h"
#include "proactive/timeline.h"

namespace proactive {

namespace detail {
struct RuleSetState;
}

/// The name of a file and its text.
struct RuleText {
  std::string name;
  std::string text;
};

struct PlanOptions {
  Date on;
  /// Names of rights; empty: all.
  std::vector<std::string> rights;
};

struct FieldInfo {
  std::string name;
  std::string type;  ///< "money per month", "choice custody", "decimal(2)" …
  std::string label;
  std::string source;  ///< empty: told by the person
  std::string secrecy;
  bool by_year = false;
  std::vector<std::string> members;  ///< of a choice, in order
  std::vector<std::string> concealed_from;
};

struct RoleInfo {
  std::string name;
  std::string label;
  std::string entity;
  std::int64_t min = 0;
  std::int64_t max = 0;
};

struct EntityInfo {
  std::string name;
  std::string label;
  bool is_group = false;
  std::vector<FieldInfo> fields;
  std::vector<RoleInfo> roles;
};

struct RightInfo {
  std::string name;
  std::string label;
  std::string entity;
  std::string law;
  std::string purpose;
  bool has_amount = false;
};

/// One worked case of a rule set, run.
struct ExampleResult {
  std::string title;
  std::string right;
  Date on;
  std::string file;
  int line = 0;
  bool passed = false;
  std::vector<std::string> failures;  ///< "expected …, found …"; empty when it passed
};

/// Immutable; copies share one state, and threads may use it without locks.
class PROACTIVE_EXPORT RuleSet {
 public:
  /// Loads every `.rights` file of a folder (or one file), in the order of their names.
  /// Every mistake of the rule set is reported at once.
  static Result<RuleSet> load(const std::string& path);
  /// The same from texts in memory.
  static Result<RuleSet> parse(std::vector<RuleText> files);

  /// Findings that do not prevent its use.
  const Diagnostics& warnings() const;
  std::vector<RightInfo> rights() const;
  std::vector<EntityInfo> entities() const;

  /// Makes rights ready for a date. Errors: an unknown right (E0204), a figure without value on
  /// the date (E0405).
  Result<Plan> plan(const PlanOptions& options) const;

  /// Makes rights ready for all days of a timeline. A day on which a figure is missing is no error
  /// but part of it. Errors: an unknown right (E0204), days that are none or too many (E1311), rules
  /// that differ too often between them (E1312).
  Result<Timeline> timeline(const TimelineOptions& options) const;

  /// Runs the examples.
  std::vector<ExampleResult> test() const;

  explicit RuleSet(std::shared_ptr<const detail::RuleSetState> state) : state_(std::move(state)) {}
  const std::shared_ptr<const detail::RuleSetState>& state() const { return state_; }

 private:
  std::shared_ptr<const detail::RuleSetState> state_;
};

/// "0.1.0"
PROACTIVE_EXPORT std::string_view version();

}  // namespace proactive

#endif  // PROACTIVE_RULE_SET_H_
