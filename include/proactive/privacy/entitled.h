// What may be kept of an assessment: of those who are entitled, or may be, their answers; of the
// others, how many they are. Data about people who are not entitled are destroyed without delay
// (CRPA, L114-8 II).
#ifndef PROACTIVE_PRIVACY_ENTITLED_H_
#define PROACTIVE_PRIVACY_ENTITLED_H_

#include <cstdint>
#include <string>

#include "proactive/arrow_abi.h"
#include "proactive/audience.h"
#include "proactive/export.h"
#include "proactive/population.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// How the subjects of one right were answered.
struct EntitledCounts {
  std::string right;
  std::string entity;
  std::int64_t entitled = 0;
  std::int64_t undetermined = 0;
  std::int64_t not_entitled = 0;
};

/// What is left to do, as one sentence for whoever holds the inputs: "12 of 40 are not entitled: what was
/// obtained about them is to be destroyed without delay (CRPA, L114-8 II)".
PROACTIVE_EXPORT std::string to_string(const EntitledCounts& counts, Language language = Language::english);

/// The answers of one right for the entitled and the undetermined, with the columns of `export_arrow`;
/// of the others, nothing but their number. `out` owns all it holds and no part of the population or the
/// outcomes, so that both can be destroyed before it is read, and are to be. Errors: outcomes of another
/// population (E1448).
PROACTIVE_EXPORT Result<EntitledCounts> keep_entitled(const Population& population, const RightOutcomes& outcomes,
                                                      ArrowArrayStream* out);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_ENTITLED_H_
