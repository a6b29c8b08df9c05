// What a ledger and a register hold, for the sweep of both.
#ifndef PROACTIVE_SRC_PRIVACY_LEDGER_STATE_H_
#define PROACTIVE_SRC_PRIVACY_LEDGER_STATE_H_

#include <memory>

#include "privacy/keyed_store.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {

struct Ledger::State {
  std::unique_ptr<KeyedStore> store;
};

struct OppositionRegister::State {
  std::unique_ptr<KeyedStore> store;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_LEDGER_STATE_H_
