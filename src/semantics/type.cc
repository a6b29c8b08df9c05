#include "semantics/type.h"

namespace proactive::semantics {

bool is_number(const Type& type) {
  return type.kind == TypeKind::integer || type.kind == TypeKind::decimal || type.kind == TypeKind::rate;
}

bool is_numeric(const Type& type) { return is_number(type) || type.kind == TypeKind::money; }

bool is_ordered(const Type& type) { return is_numeric(type) || type.kind == TypeKind::date; }

bool needs_rounding(const Type& type) {
  return type.quotient || (type.kind == TypeKind::money && type.scale > kMoneyScale);
}

std::string_view to_string(Period period) {
  return period == Period::month ? "month" : period == Period::year ? "year" : "";
}

values::Domain domain_of(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean: return values::Domain::boolean;
    case TypeKind::choice: return values::Domain::choice;
    case TypeKind::date: return values::Domain::date;
    default: return values::Domain::number;
  }
}

int scale_in_units(const Type& type) {
  if (type.quotient) return 0;
  return type.kind == TypeKind::money ? type.scale - kMoneyScale : type.scale;
}

}  // namespace proactive::semantics
