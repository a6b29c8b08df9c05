// Why a fact is unknown, and what asking again would mean.
#ifndef PROACTIVE_ABSENCE_H_
#define PROACTIVE_ABSENCE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "proactive/audience.h"
#include "proactive/export.h"
#include "proactive/result.h"

namespace proactive {

/// Why a fact is unknown. Unknown is never "no". The numbers are part of the interface.
enum class Absence : std::uint8_t {
  not_asked = 0,    ///< nobody asked for it yet
  masked = 1,       ///< the holder answered, and the scope of the request keeps this field back
  not_found = 2,    ///< the holder does not find the person: not known there, or not by this name
  unavailable = 3,  ///< the holder did not answer
  declined = 4,     ///< who was asked does not want to say
  bad_data = 5,     ///< it was given and refused: out of range, an unknown choice value, not a number
};
inline constexpr int kAbsences = 6;

/// What asking again means; follows from the reason alone.
enum class Retry : std::uint8_t { ask_now, ask_other_scope, ask_elsewhere, later, never, correct };

PROACTIVE_EXPORT Retry retry_of(Absence absence);

/// "not asked", "masked", "not found", "unavailable", "declined", "bad data"; and in French.
PROACTIVE_EXPORT std::string_view to_string(Absence absence, Language language = Language::english);
/// "ask now", "ask for another scope", "ask the person or another holder", "retry later",
/// "do not ask again", "correct the datum"; and in French.
PROACTIVE_EXPORT std::string_view to_string(Retry retry, Language language = Language::english);

/// The reason that an English text names; none when it names none.
PROACTIVE_EXPORT std::optional<Absence> absence_from(std::string_view text);

/// What the answer of an API over HTTP says of one field: none when the field is there and not
/// null, else why it is unknown. `code` is the error code of the API, empty when it gives none.
/// The person whom the API does not find (404) is unknown to it, which is no answer about them.
/// Error: a request that the caller has to mend (E1321), of which nothing follows for the fact.
PROACTIVE_EXPORT Result<std::optional<Absence>> absence_of(int status, std::string_view code, bool field_is_there);

}  // namespace proactive

#endif  // PROACTIVE_ABSENCE_H_
