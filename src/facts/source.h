// Where an engine reads facts: a record, a bound struct, or the columns of a population.
#ifndef PROACTIVE_SRC_FACTS_SOURCE_H_
#define PROACTIVE_SRC_FACTS_SOURCE_H_

#include <cstdint>

#include "proactive/absence.h"
#include "values/possible.h"

namespace proactive::facts {

/// One subject of a source: an address or a number, never 0.
using Row = std::intptr_t;
inline constexpr Row kNoRow = 0;

using proactive::Absence;

/// Facts by input and role number of one program. Values are at the scale of their field;
/// booleans are 0 or 1, choices the place of the member, dates days since 1970-01-01.
/// Implementations are immutable while read, so that threads may share one.
class Source {
 public:
  virtual ~Source() = default;

  /// The value of an input for a row; false when unknown.
  virtual bool fact(int input, Row row, std::int64_t& value) const = 0;
  /// Whether an input is known for a row, whatever its value; of no row it is not. A source that stands for
  /// several subjects at once may leave it open.
  virtual Kleene known(int input, Row row) const {
    std::int64_t value = 0;
    return row != kNoRow && fact(input, row, value) ? Kleene::yes : Kleene::no;
  }
  /// What an unknown fact may still be, when that is less than its field allows.
  virtual bool possible(int /*input*/, Row /*row*/, values::Possible& /*set*/) const { return false; }
  /// How many members a role of a group has; false when the list is unknown.
  virtual bool members(int role, Row group, std::int64_t& count) const = 0;
  virtual Row member(int role, Row group, std::int64_t index) const = 0;
  /// The group of a kind that a member belongs to, or kNoRow.
  virtual Row group(int entity, Row member) const = 0;
  /// Why an input is unknown for a row. Called for answers only, never in a loop over rows.
  virtual Absence absence(int input, Row row) const = 0;
  /// The same for the list of a role.
  virtual Absence list_absence(int /*role*/, Row /*group*/) const { return Absence::not_asked; }
  /// The same for the group of a kind, where `group` has none.
  virtual Absence group_absence(int /*entity*/, Row /*member*/) const { return Absence::not_asked; }
  /// The day on which an input of a row was obtained, where the source knows it. Likewise.
  virtual bool obtained(int /*input*/, Row /*row*/, std::int32_t& /*day*/) const { return false; }
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_SOURCE_H_
