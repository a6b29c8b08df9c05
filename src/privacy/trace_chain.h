// The traces of the ledger, each linked to the one before.
#ifndef PROACTIVE_SRC_PRIVACY_TRACE_CHAIN_H_
#define PROACTIVE_SRC_PRIVACY_TRACE_CHAIN_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "privacy/keyed_store.h"

namespace proactive::privacy {

/// The last trace and its link; of a chain whose traces are all removed, the last of those.
struct Anchor {
  std::int64_t trace = 0;
  std::vector<std::byte> link;
};

Anchor newest_trace(Database& db);

/// Calls what it is given with each subject of a trace.
using Subjects = std::function<Diagnostics(const std::function<void(const Hash&)>& add)>;

/// Within a transaction.
Diagnostics add_trace(KeyedStore& store, const KeyUse& use, Date today, const Subjects& subjects);

/// Takes away the traces up to a day; how many. Within a transaction.
std::uint64_t remove_traces(Database& db, Date last);

/// E1434 where the chain is broken. Within a transaction.
Diagnostics verify_traces(KeyedStore& store);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_TRACE_CHAIN_H_
