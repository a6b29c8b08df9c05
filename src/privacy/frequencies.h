// Refusing what frequencies would give away.
#ifndef PROACTIVE_SRC_PRIVACY_FREQUENCIES_H_
#define PROACTIVE_SRC_PRIVACY_FREQUENCIES_H_

#include "privacy/text_column.h"
#include "proactive/privacy/field_assessment.h"

namespace proactive::privacy {

FieldAssessment assess(const Field& field, const TextColumn& column);

/// E1408 when the verdict is not `safe`. Most columns of identifiers are found safe in one pass, by counts
/// that can only be too high; only the others are assessed exactly.
Diagnostics check_frequencies(const Field& field, const TextColumn& column);

/// E1408 for a single value: that there are too few is known before a column is.
Diagnostic few_values(const Field& field);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_FREQUENCIES_H_
