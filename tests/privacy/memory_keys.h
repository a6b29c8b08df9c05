// Keys for tests: in memory, from a fixed master key.
#ifndef PROACTIVE_TESTS_PRIVACY_MEMORY_KEYS_H_
#define PROACTIVE_TESTS_PRIVACY_MEMORY_KEYS_H_

#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "privacy/openssl.h"
#include "proactive/privacy/key_provider.h"
#include "values/misuse.h"

namespace proactive::privacy {

class MemoryKeys : public KeyProvider {
 public:
  explicit MemoryKeys(std::string name = "test") : name_(std::move(name)) {}

  std::atomic<std::uint32_t> newest{1};

  Result<KeyName> current(Epoch epoch) override { return KeyName{name_, newest, epoch}; }

  Result<SecretBytes> derive(const KeyName& key, std::span<const std::byte> context, std::size_t size) override {
    if (shredded_.count(key) > 0) return values::misuse("E1402", "the key was shredded");
    if (key.name != name_ || key.version > newest) return values::misuse("E1401", "no such key");
    const std::string salt = std::to_string(key.version) + to_string(key.epoch);
    const SecretBytes master(std::as_bytes(std::span("a master key that is no secret")));
    return hkdf_sha256(master, std::as_bytes(std::span(salt)), context, size);
  }

  Result<ShredReceipt> shred(const KeyName& key, Date on) override {
    shredded_.insert(key);
    return ShredReceipt{key, on, ""};
  }

 private:
  std::string name_;
  std::set<KeyName> shredded_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_MEMORY_KEYS_H_
