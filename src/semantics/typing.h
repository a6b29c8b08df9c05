// The types of expressions.
#ifndef PROACTIVE_SRC_SEMANTICS_TYPING_H_
#define PROACTIVE_SRC_SEMANTICS_TYPING_H_

#include <vector>

#include "semantics/checker.h"

namespace proactive::semantics {

/// Where an expression stands: the entities whose names it may use, outermost first. Empty
/// where only figures may be used (headers and cells of tables, bounds of scales).
using Scopes = std::vector<int>;

/// Types one expression. `hint` is the choice whose members a bare name may be, or -1. What
/// could not be typed has the type `error`; it has been reported, or hangs on a name that was.
Expr type_expression(Checker& checker, const Scopes& scopes, const syntax::Expr& expr, int hint = -1);

/// Types an expression that must be true or false.
Expr type_condition(Checker& checker, const Scopes& scopes, const syntax::Expr& expr);

/// The one type of two branches; reported when there is none.
Type common_type(Checker& checker, const Type& a, const Type& b, Span span);

/// The type of a define, typing its body first if need be. Needed because defines may be used
/// before they are written.
const Type& type_of_define(Checker& checker, int define);

/// Reads a right if that has not been done, for the period of its amount.
void settle_right(Checker& checker, int right);

/// The choice a type belongs to, or -1.
inline int choice_hint(const Type& type) { return type.kind == TypeKind::choice ? type.choice : -1; }

}  // namespace proactive::semantics

#endif  // PROACTIVE_SRC_SEMANTICS_TYPING_H_
