// Whether ids are identifiers of people, where pseudonyms are expected.
#ifndef PROACTIVE_SRC_PRIVACY_ID_CHECK_H_
#define PROACTIVE_SRC_PRIVACY_ID_CHECK_H_

#include <optional>
#include <string>

#include "proactive/arrow_abi.h"
#include "proactive/diagnostic.h"

namespace proactive::privacy {

/// E1446 when nine tenths of the first 1,024 values are NIRs, INEs or e-mail addresses. Columns of
/// other types than text and 64-bit integers hold none.
std::optional<Diagnostic> check_ids(const std::string& table, const std::string& column, const ArrowSchema& schema,
                                    const ArrowArray& array);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ID_CHECK_H_
