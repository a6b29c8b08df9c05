#include "facts/reading.h"

#include "values/calendar.h"
#include "values/text.h"

namespace proactive::facts {

using semantics::TypeKind;

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::none: return "";
    case Refusal::wrong_type: return "wrong type";
    case Refusal::out_of_range: return "out of range";
    case Refusal::not_a_number: return "not a number";
    case Refusal::too_many_decimals: return "too many decimals";
    case Refusal::not_whole_cents: return "not a whole number of cents";
    case Refusal::not_a_date: return "not a date";
    case Refusal::not_a_boolean: return "neither true nor false";
    case Refusal::unknown_member: return "unknown choice value";
    case Refusal::wrong_number_of_members: return "role outside its number";
    case Refusal::several_groups: return "in several groups";
  }
  return "";
}

FactValue given(const semantics::Model& model, const semantics::Field& field, std::int64_t value) {
  switch (field.type.kind) {
    case TypeKind::boolean: return value != 0;
    case TypeKind::date: return Date{static_cast<std::int32_t>(value)};
    case TypeKind::choice: return model.choices[field.type.choice].members[static_cast<std::size_t>(value)].name;
    case TypeKind::money: return Money{value};
    case TypeKind::decimal:
    case TypeKind::rate: return Decimal{value, field.type.scale};
    default: return value;
  }
}

Reading::Reading(const semantics::Model& model, const semantics::Field& field) : model_(model), field_(field) {}

Refusal Reading::within_range(std::int64_t value, std::int64_t& out) const {
  if (field_.range && (value < field_.range->low || value > field_.range->high)) return Refusal::out_of_range;
  out = value;
  return Refusal::none;
}

Refusal Reading::read_boolean(bool value, std::int64_t& out) const {
  if (field_.type.kind != TypeKind::boolean) return Refusal::wrong_type;
  out = value ? 1 : 0;
  return Refusal::none;
}

Refusal Reading::read_integer(std::int64_t value, std::int64_t& out) const { return read_decimal(value, 0, out); }

Refusal Reading::read_decimal(std::int64_t units, int scale, std::int64_t& out) const {
  if (!semantics::is_numeric(field_.type)) return Refusal::wrong_type;
  const bool money = field_.type.kind == TypeKind::money;
  if (scale > 9) {
    // More decimals than any type keeps: only zeros may be dropped.
    for (; scale > 9 && units % 10 == 0; --scale) units /= 10;
    if (scale > 9) return money ? Refusal::not_whole_cents : Refusal::too_many_decimals;
  }
  const Decimal number{units, scale};
  const auto fitting = number.rescaled(field_.type.scale);
  if (fitting) return within_range(fitting->units, out);
  if (scale <= field_.type.scale) return Refusal::out_of_range;
  return money ? Refusal::not_whole_cents : Refusal::too_many_decimals;
}

Refusal Reading::read_cents(std::int64_t cents, std::int64_t& out) const {
  return field_.type.kind == TypeKind::money ? within_range(cents, out) : Refusal::wrong_type;
}

Refusal Reading::read_days(std::int64_t days, std::int64_t& out) const {
  if (field_.type.kind != TypeKind::date) return Refusal::wrong_type;
  if (days < values::kFirstDay || days > values::kLastDay) return Refusal::out_of_range;
  return within_range(days, out);
}

Refusal Reading::read_boolean_text(std::string_view text, std::int64_t& out) const {
  const bool yes = text == "true" || text == "True" || text == "TRUE" || text == "1";
  const bool no = text == "false" || text == "False" || text == "FALSE" || text == "0";
  if (!yes && !no) return Refusal::not_a_boolean;
  out = yes ? 1 : 0;
  return Refusal::none;
}

Refusal Reading::read_text(std::string_view text, std::int64_t& out) const {
  switch (field_.type.kind) {
    case TypeKind::boolean: return read_boolean_text(text, out);
    case TypeKind::choice: {
      const int member = model_.choices[field_.type.choice].find(text);
      if (member < 0) return Refusal::unknown_member;
      out = member;
      return Refusal::none;
    }
    case TypeKind::date: {
      const auto date = Date::parse(text);
      return date ? read_days(date->days, out) : Refusal::not_a_date;
    }
    case TypeKind::identifier: return Refusal::none;
    default: break;
  }
  const auto number = values::parse_number(text, 18);
  return number ? read_decimal(number->units, number->scale, out) : Refusal::not_a_number;
}

Refusal Reading::read(const FactValue& value, std::int64_t& out) const {
  if (field_.type.kind == TypeKind::identifier)
    return std::holds_alternative<std::string>(value) ? Refusal::none : Refusal::wrong_type;
  if (const auto* boolean = std::get_if<bool>(&value)) return read_boolean(*boolean, out);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return read_integer(*integer, out);
  if (const auto* money = std::get_if<Money>(&value)) return read_cents(money->cents, out);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return read_decimal(decimal->units, decimal->scale, out);
  if (const auto* date = std::get_if<Date>(&value)) return read_days(date->days, out);
  return read_text(std::get<std::string>(value), out);
}

}  // namespace proactive::facts
