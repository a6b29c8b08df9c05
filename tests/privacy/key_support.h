// Short words for the tests of keys, ledgers and registers.
#ifndef PROACTIVE_TESTS_PRIVACY_KEY_SUPPORT_H_
#define PROACTIVE_TESTS_PRIVACY_KEY_SUPPORT_H_

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>

#include "proactive/privacy/key_file.h"

namespace proactive::privacy {

inline std::string code(const Diagnostics& errors) { return errors.empty() ? "" : errors.front().code; }

template <typename T>
std::string code(const Result<T>& result) {
  return code(result.errors());
}

inline Date day(const char* text) { return *Date::parse(text); }

inline Result<std::unique_ptr<MasterKey>> from_pipe(const std::string& bytes, const std::string& name) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) std::abort();
  if (::write(ends[1], bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  ::close(ends[1]);
  return MasterKey::read(ends[0], name);
}

/// Keys that cost nothing to make, always the same for a name.
inline std::unique_ptr<MasterKey> master_key(const std::string& name) {
  return *from_pipe(name + std::string(32, 'k'), name);
}

inline SecretBytes secret(std::string_view text) {
  return SecretBytes({reinterpret_cast<const std::byte*>(text.data()), text.size()});
}

inline std::unique_ptr<KeyFile> key_file(const std::string& path, const std::string& name) {
  auto file = KeyFile::create(path, name, secret("correct horse battery"), 14);
  if (!file) std::abort();
  return *std::move(file);
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_KEY_SUPPORT_H_
