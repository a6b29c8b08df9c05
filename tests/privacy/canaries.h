// Secrets made at run time and looked for in the memory that a process leaves: what is looked for is
// kept in another form, so that looking does not find itself.
#ifndef PROACTIVE_TESTS_PRIVACY_CANARIES_H_
#define PROACTIVE_TESTS_PRIVACY_CANARIES_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "proactive/privacy/secret.h"

namespace proactive::privacy {

/// The names of what was planted, shared with the processes forked from this one.
class Canaries {
 public:
  Canaries();
  ~Canaries();
  Canaries(const Canaries&) = delete;
  Canaries& operator=(const Canaries&) = delete;

  /// In parts of 16 bytes, any of which is a find, to 512 bytes; 12 bytes at least, as fewer are found by
  /// chance.
  void plant(const char* name, std::span<const std::byte> secret);
  void plant(const char* name, const SecretBytes& secret) { plant(name, secret.expose()); }

  /// The names, each once, of what stands in the file, in the order in which they were planted.
  std::string found_in(const std::string& path) const;

 private:
  void plant_part(const char* name, std::span<const std::byte> part);
  struct Shared;
  Shared* shared_;
};

/// Random digits and small letters.
SecretBytes random_text(std::size_t size);
/// 15 digits with the right key.
SecretBytes random_nir();
std::string_view text_of(const SecretBytes& secret);

/// Writes all memory of this process that it can read and write into a file, registers left out.
void dump_memory(const std::string& path);

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_CANARIES_H_
