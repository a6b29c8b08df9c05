// What a life event makes unknown, and which rights read it.
#ifndef PROACTIVE_SRC_ANSWERS_EVENTS_H_
#define PROACTIVE_SRC_ANSWERS_EVENTS_H_

#include "plan/program.h"
#include "proactive/record.h"
#include "semantics/model.h"

namespace proactive::answers {

/// Whether a need of a right is a fact that the event changes on a day. Years that are over do not
/// change; with a role, everything that is read of its members does.
bool concerns(const semantics::Model& model, const semantics::Event& event, const plan::Need& need, std::int32_t on);

/// The record of an entity without the facts that the event changes.
Record without_changed(const semantics::Model& model, const semantics::Event& event, const Record& record, int entity,
                       std::int32_t on);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_EVENTS_H_
