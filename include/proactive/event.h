// Life events: what to look at again, and what to ask, when a child is born or a job is lost.
//
//   for (const EventInfo& event : proactive::events(rules)) std::cout << event.name << '\n';
//   auto effect = proactive::look_again(plan, "birth");             // rights, and facts to collect
//   auto answers = proactive::look_again(plan, "birth", household);  // which answers open again
#ifndef PROACTIVE_EVENT_H_
#define PROACTIVE_EVENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/audience.h"
#include "proactive/decision.h"
#include "proactive/export.h"
#include "proactive/plan.h"
#include "proactive/record.h"
#include "proactive/result.h"
#include "proactive/rule_set.h"

namespace proactive {

/// One thing that an event changes.
struct EventChange {
  std::string fact;    ///< as the rules write it: `dependants.custody`
  std::string entity;  ///< whose fact it is; of a role, the group
  std::string name;    ///< of the field or role
  std::string label;
  bool is_role = false;  ///< who is in a role
};

/// A life event of a rule set.
struct EventInfo {
  std::string name;
  std::string label;
  std::string entity;  ///< to whom it happens
  std::string law;
  std::vector<EventChange> changes;
};

/// The events of a rule set, in the order of its files.
PROACTIVE_EXPORT std::vector<EventInfo> events(const RuleSet& rules);

/// A right that reads something that an event changes.
struct AffectedRight {
  std::string right;
  std::string label;
  std::string entity;
  std::vector<std::string> facts;  ///< that the event changes and the right needs, as `Need::fact`
};

/// What an event means on the date of a plan.
struct EventEffect {
  EventInfo event;
  std::vector<AffectedRight> rights;  ///< to look at again, in the order of the rule set
  std::vector<std::string> others;    ///< rights in force that read nothing of it
  /// What these rights need and is no longer known: each with its holder and the rights that read it. Where
  /// a role changes, also the facts of those who came.
  std::vector<Need> collect;
};

/// Errors: an event that does not exist (E1332).
PROACTIVE_EXPORT Result<EventEffect> look_again(const Plan& plan, std::string_view event);

/// One right of somebody, before the event and after it.
struct AnswerAfterEvent {
  std::string right;
  std::string label;
  Outcome before = Outcome::undetermined;
  Outcome after = Outcome::undetermined;  ///< what can be said without the facts that changed
  std::optional<Amount> amount_before;    ///< if eligible; none: the right has none
  std::optional<Amount> amount_after;
  std::vector<Missing> missing;  ///< what would decide it now, as far as the audience may know
  /// The outcome, or the amount, was decided and is not any more.
  bool opens() const;
};

struct AnswersAfterEvent {
  EventEffect effect;
  std::vector<AnswerAfterEvent> answers;  ///< of the rights to look at again that are for this subject
};

/// The same for somebody: facts that the event changes are taken as not asked, wherever in the record they
/// stand: the record may be that of a household, a person, or a person with the household. What is kept
/// from the audience is in no list. Errors: E1301, E1332, and as `Plan::assess`.
PROACTIVE_EXPORT Result<AnswersAfterEvent> look_again(const Plan& plan, std::string_view event, const Record& subject,
                                                      std::string_view entity = {}, const Audience& audience = {});

}  // namespace proactive

#endif  // PROACTIVE_EVENT_H_
