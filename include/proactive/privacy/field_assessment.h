// What the frequencies of a column tell to one who has no key.
#ifndef PROACTIVE_PRIVACY_FIELD_ASSESSMENT_H_
#define PROACTIVE_PRIVACY_FIELD_ASSESSMENT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "proactive/arrow_abi.h"
#include "proactive/export.h"
#include "proactive/privacy/fraction.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// A column to be protected: its name, which is part of the domain, and how many values it can take by
/// its definition. Never a guess from the data: a town's register of birth departments has 101 values
/// however many rows there are.
struct Field {
  std::string_view name;
  std::uint64_t possible_values = 0;  ///< 0: not known; then only the column itself can tell
};

/// How many values identifiers can take: first digit, year, month, place and order of a NIR; eight free
/// digits of a SIREN and twelve of a SIRET; ten digits and a letter of an INE.
inline constexpr std::uint64_t kPossibleNirs = 86'000'000'000;
inline constexpr std::uint64_t kPossibleSirens = 100'000'000;
inline constexpr std::uint64_t kPossibleSirets = 1'000'000'000'000;
inline constexpr std::uint64_t kPossibleInes = 260'000'000'000;

/// Below this many values, a pseudonym that is always the same for the same value hides it from nobody.
inline constexpr std::uint64_t kFewestValues = 1'000'000;

enum class FieldVerdict : std::uint8_t {
  safe,        ///< frequencies tell nothing that chance does not
  few_values,  ///< fewer than a million values: a table of all of them is soon made or matched
  skewed       ///< enough values, of which some are frequent enough to be known by it
};

/// Of one column. All figures are counted, none is sampled.
struct FieldAssessment {
  std::uint64_t rows = 0;  ///< that hold a value
  std::uint64_t nulls = 0;
  std::uint64_t distinct = 0;
  std::uint64_t possible_values = 0;  ///< as the field says it
  Fraction largest_share;             ///< of the most frequent value
  Fraction collision;                 ///< that two rows taken at random hold the same value
  /// Rows that one who knows how frequent each value is would name by matching ranks: of the values with
  /// the same count, chance matches one.
  Fraction rank_matching;
  FieldVerdict verdict = FieldVerdict::safe;
  std::string reason;  ///< the verdict with its figures, in one sentence; holds no value
};

/// Takes O(n log n) and some 24 bytes a row. Errors: E1410.
PROACTIVE_EXPORT Result<FieldAssessment> assess_field(const Field& field, const ArrowSchema& schema,
                                                      const ArrowArray& array);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_FIELD_ASSESSMENT_H_
