// The types of the language.
#ifndef PROACTIVE_SRC_SEMANTICS_TYPE_H_
#define PROACTIVE_SRC_SEMANTICS_TYPE_H_

#include <cstdint>
#include <string_view>

#include "syntax/tree.h"
#include "values/possible.h"

namespace proactive::semantics {

using syntax::Period;

enum class TypeKind : std::uint8_t {
  error,  ///< already reported; nothing more is said about it
  boolean,
  integer,
  decimal,
  rate,
  money,
  date,
  duration,
  choice,
  identifier,
};

struct Type {
  TypeKind kind = TypeKind::error;
  int scale = 0;  ///< of a plain number; money counts cents with scale 2
  Period period = Period::none;
  bool quotient = false;  ///< an exact fraction, of cents when it is money
  int choice = -1;
};

bool is_number(const Type& type);   ///< integer, decimal or rate
bool is_numeric(const Type& type);  ///< a number or money
bool is_ordered(const Type& type);  ///< numeric or a date

/// Money that is not whole cents, or a quotient: it needs rounding before it is an amount.
bool needs_rounding(const Type& type);

/// "month", "year" or nothing.
std::string_view to_string(Period period);

values::Domain domain_of(const Type& type);

/// Decimals beyond those of the unit in which a quotient counts: cents for money, else one.
int scale_in_units(const Type& type);

inline constexpr int kMaxScale = 9;
inline constexpr int kMoneyScale = 2;

}  // namespace proactive::semantics

#endif  // PROACTIVE_SRC_SEMANTICS_TYPE_H_
