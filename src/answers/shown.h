// What of the model stands in an explanation: values, facts, figures.
#ifndef PROACTIVE_SRC_ANSWERS_SHOWN_H_
#define PROACTIVE_SRC_ANSWERS_SHOWN_H_

#include "plan/program.h"
#include "proactive/explanation.h"

namespace proactive::answers {

/// A set of possible values at the scale of its type.
ShownValue shown(const semantics::Model& model, const semantics::Type& type, const values::Possible& value);

/// A value that was not looked at.
ShownValue not_read(const semantics::Type& type);

std::vector<ShownValue::Choice> shown_members(const semantics::Model& model, int choice,
                                              const values::MemberSet& members);

/// The figure that a parameter, scale or table is on the date of a program. `ref` is its place in the model.
FigureUse shown_figure(const plan::Program& program, FigureUse::Kind kind, int ref);

/// The way from the subject of a program to a context, whose members are under way as `indices` say.
std::vector<Datum::Place> place_of(const plan::Program& program, int context, const std::vector<std::int64_t>& indices);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_SHOWN_H_
