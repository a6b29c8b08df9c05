#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "proactive/privacy/key_file.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kSmallestSecret = 16;

Diagnostic not_hardened(const std::string& what) {
  return values::misuse("E1439", what, "set it for the process from outside, or go without and say so in the register");
}

}  // namespace

Diagnostics harden_process(std::size_t secure_heap) {
  Diagnostics errors;
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    errors.push_back(not_hardened("other processes can still read this one"));
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) errors.push_back(not_hardened("core files are still written"));
  if (secure_heap == 0 || CRYPTO_secure_malloc_initialized() == 1) return errors;
  if (CRYPTO_secure_malloc_init(secure_heap, kSmallestSecret) != 1) {
    errors.push_back(not_hardened("there is no secure heap of this size: it is no power of two, or cannot be locked"));
  }
  return errors;
}

}  // namespace proactive::privacy
