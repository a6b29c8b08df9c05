#include "answers/operations.h"

namespace proactive {

std::string_view to_string(Operation operation) {
  static constexpr std::string_view kWords[] = {"constant",
                                                "today",
                                                "fact",
                                                "known",
                                                "define",
                                                "parameter",
                                                "scale",
                                                "table",
                                                "row",
                                                "column",
                                                "condition",
                                                "group",
                                                "member",
                                                "not",
                                                "and",
                                                "or",
                                                "less",
                                                "at_most",
                                                "equal",
                                                "unequal",
                                                "at_least",
                                                "more",
                                                "in",
                                                "add",
                                                "subtract",
                                                "multiply",
                                                "divide",
                                                "negate",
                                                "absolute",
                                                "minimum",
                                                "maximum",
                                                "round_down",
                                                "round_up",
                                                "round_half_up",
                                                "round_half_even",
                                                "convert_period",
                                                "add_months",
                                                "add_days",
                                                "year_of",
                                                "month_of",
                                                "day_of",
                                                "age",
                                                "choose",
                                                "count",
                                                "sum",
                                                "any",
                                                "all",
                                                "least",
                                                "greatest",
                                                "entitled",
                                                "amount_of",
                                                "receives"};
  static_assert(std::size(kWords) == static_cast<std::size_t>(Operation::receives) + 1);
  return kWords[static_cast<std::size_t>(operation)];
}

}  // namespace proactive

namespace proactive::answers {

using semantics::Op;

Operation operation_of(values::Comparison comparison) {
  switch (comparison) {
    case values::Comparison::less: return Operation::less;
    case values::Comparison::at_most: return Operation::at_most;
    case values::Comparison::equal: return Operation::equal;
    case values::Comparison::unequal: return Operation::unequal;
    case values::Comparison::at_least: return Operation::at_least;
    case values::Comparison::more: return Operation::more;
  }
  return Operation::equal;
}

namespace {

Operation of_rounding(values::Rounding rounding) {
  switch (rounding) {
    case values::Rounding::down: return Operation::round_down;
    case values::Rounding::up: return Operation::round_up;
    case values::Rounding::half_up: return Operation::round_half_up;
    case values::Rounding::half_even: return Operation::round_half_even;
  }
  return Operation::round_down;
}

}  // namespace

Operation operation_of(const semantics::Expr& expr) {
  switch (expr.op) {
    case Op::constant: return Operation::constant;
    case Op::today: return Operation::today;
    case Op::field: return Operation::fact;
    case Op::known: return Operation::known;
    case Op::define: return Operation::define;
    case Op::parameter: return Operation::parameter;
    case Op::scale: return Operation::scale;
    case Op::table: return Operation::table;
    case Op::logical_not: return Operation::logical_not;
    case Op::logical_and: return Operation::logical_and;
    case Op::logical_or: return Operation::logical_or;
    case Op::compare: return operation_of(expr.comparison);
    case Op::in_members: return Operation::is_in;
    case Op::add: return Operation::add;
    case Op::subtract: return Operation::subtract;
    case Op::multiply: return Operation::multiply;
    case Op::divide: return Operation::divide;
    case Op::negate: return Operation::negate;
    case Op::absolute: return Operation::absolute;
    case Op::minimum: return Operation::minimum;
    case Op::maximum: return Operation::maximum;
    case Op::round: return of_rounding(expr.rounding);
    case Op::convert_period: return Operation::convert_period;
    case Op::add_months: return Operation::add_months;
    case Op::add_days: return Operation::add_days;
    case Op::year_of: return Operation::year_of;
    case Op::month_of: return Operation::month_of;
    case Op::day_of: return Operation::day_of;
    case Op::age: return Operation::age;
    case Op::choose: return Operation::choose;
    case Op::count: return Operation::count;
    case Op::sum: return Operation::sum;
    case Op::any: return Operation::any;
    case Op::all: return Operation::all;
    case Op::least: return Operation::least;
    case Op::greatest: return Operation::greatest;
    case Op::entitled: return Operation::entitled;
    case Op::amount_of: return Operation::amount_of;
    case Op::receives: return Operation::receives;
  }
  return Operation::constant;
}

}  // namespace proactive::answers
