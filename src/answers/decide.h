// The long answer: outcome, amount, reasons and what is missing, from the set pass.
#ifndef PROACTIVE_SRC_ANSWERS_DECIDE_H_
#define PROACTIVE_SRC_ANSWERS_DECIDE_H_

#include <string>
#include <vector>

#include "answers/missing.h"
#include "execution/evaluator.h"
#include "plan/program.h"
#include "proactive/decision.h"

namespace proactive::answers {

/// One right's decision. `sets` has run for the subject; its loop registers are used, all others
/// stay, so that several rights are decided after one run.
Decision decide(execution::Sets& sets, const plan::RightPlan& right);

/// The decisions of all rights of a program for one subject.
std::vector<Decision> decide_all(const plan::Program& program, const facts::Source& source, facts::Row subject);

/// A missing fact as answers write it, with its holder.
Missing describe(const semantics::Model& model, const MissingFact& fact);

/// Walks to what keeps the outcome of a right open, then, with `amounts`, to what keeps its amount open.
void walk_open(MissingWalk& walk, const execution::Sets& sets, const plan::RightPlan& right, Outcome outcome,
               bool amounts = true);

/// The missing facts of an answer by field, without members' numbers: for counting. Without
/// `amounts`, what keeps the outcome open and no more.
std::vector<std::string> missing_by_field(execution::Sets& sets, const plan::RightPlan& right, bool amounts = true);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_DECIDE_H_
