// One given value as the engine keeps it, or the reason why it is refused.
#ifndef PROACTIVE_SRC_FACTS_READING_H_
#define PROACTIVE_SRC_FACTS_READING_H_

#include <cstdint>
#include <string_view>

#include "proactive/record.h"
#include "semantics/model.h"

namespace proactive::facts {

/// Why a value is refused. `wrong_type` is a mistake of the caller; the others are bad data,
/// which make the fact unknown and are counted.
enum class Refusal : std::uint8_t {
  none,
  wrong_type,
  out_of_range,
  not_a_number,
  too_many_decimals,
  not_whole_cents,
  not_a_date,
  not_a_boolean,
  unknown_member,
  wrong_number_of_members,
  several_groups,
};

std::string_view to_string(Refusal refusal);

/// A value as the engine keeps it, as a caller would give it.
FactValue given(const semantics::Model& model, const semantics::Field& field, std::int64_t value);

/// Reads values of one field.
class Reading {
 public:
  Reading(const semantics::Model& model, const semantics::Field& field);

  Refusal read(const FactValue& value, std::int64_t& out) const;
  Refusal read_boolean(bool value, std::int64_t& out) const;
  /// A whole number: an integer, or that many euros, or a decimal without decimals.
  Refusal read_integer(std::int64_t value, std::int64_t& out) const;
  /// units · 10^-scale, for numbers and money in euros.
  Refusal read_decimal(std::int64_t units, int scale, std::int64_t& out) const;
  Refusal read_cents(std::int64_t cents, std::int64_t& out) const;
  Refusal read_days(std::int64_t days, std::int64_t& out) const;
  Refusal read_text(std::string_view text, std::int64_t& out) const;

  const semantics::Field& field() const { return field_; }

 private:
  Refusal within_range(std::int64_t value, std::int64_t& out) const;
  Refusal read_boolean_text(std::string_view text, std::int64_t& out) const;

  const semantics::Model& model_;
  const semantics::Field& field_;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_READING_H_
