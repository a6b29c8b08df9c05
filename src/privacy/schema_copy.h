// Copies of Arrow schemas, which own all they hold.
#ifndef PROACTIVE_SRC_PRIVACY_SCHEMA_COPY_H_
#define PROACTIVE_SRC_PRIVACY_SCHEMA_COPY_H_

#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::privacy {

/// Throws `std::bad_alloc`. Schemas come from the producer of the data, who is trusted (docs/privacy.md).
void copy_schema(const ArrowSchema& from, ArrowSchema* out);

/// The same of some of the children only.
void copy_schema(const ArrowSchema& from, const std::vector<std::int64_t>& children, ArrowSchema* out);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_SCHEMA_COPY_H_
