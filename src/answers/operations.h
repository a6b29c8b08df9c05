// The operations of the model, as explanations name them.
#ifndef PROACTIVE_SRC_ANSWERS_OPERATIONS_H_
#define PROACTIVE_SRC_ANSWERS_OPERATIONS_H_

#include "proactive/explanation.h"
#include "semantics/model.h"

namespace proactive::answers {

Operation operation_of(const semantics::Expr& expr);
Operation operation_of(values::Comparison comparison);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_OPERATIONS_H_
