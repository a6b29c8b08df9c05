#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "privacy/bytes.h"
#include "privacy/key_store.h"
#include "privacy/openssl.h"
#include "privacy/private_file.h"
#include "privacy/sealed_box.h"
#include "proactive/privacy/key_file.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kLeast = 32;
constexpr std::size_t kMost = 1024;
constexpr int kPatience = 30'000;  // ms, for each part of at most 1025

Diagnostic bad_master_key(const std::string& what) {
  return values::misuse("E1431", "the descriptor of the master key " + what,
                        "write 32 to 1024 random bytes into it and close it");
}

/// How many bytes there were, one more than `kMost` when there are too many; -1 when it fails.
int read_to_end(int descriptor, std::span<std::byte> buffer) {
  if (descriptor < 0) return -1;
  std::size_t size = 0;
  while (size < buffer.size()) {
    pollfd wait{descriptor, POLLIN, 0};
    const int ready = ::poll(&wait, 1, kPatience);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || (wait.revents & POLLNVAL) != 0) return -1;
    const ssize_t done = ::read(descriptor, buffer.data() + size, buffer.size() - size);
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done < 0) return -1;
    if (done == 0) break;
    size += static_cast<std::size_t>(done);
  }
  return static_cast<int>(size);
}

}  // namespace

MasterKey::MasterKey(SecretBytes key, std::string name, std::uint32_t version)
    : key_(std::move(key)), name_(std::move(name)), version_(version) {}

Result<std::unique_ptr<MasterKey>> MasterKey::read(int descriptor, const std::string& name, std::uint32_t version) {
  const Descriptor closed_at_the_end(descriptor);
  if (Diagnostics errors = check_key_name(name); !errors.empty()) return errors;
  if (version == 0) return values::misuse("E1427", "the version of a key counts from 1", "take 1 for the first");
  SecretBytes buffer(kMost + 1);
  const int size = read_to_end(descriptor, buffer.expose());
  if (size < 0) return bad_master_key("cannot be read to its end");
  if (size < static_cast<int>(kLeast)) return bad_master_key("gives less than 32 bytes");
  if (size > static_cast<int>(kMost)) return bad_master_key("gives more than 1024 bytes");
  SecretBytes key(std::span<const std::byte>(buffer.expose()).first(static_cast<std::size_t>(size)));
  return std::unique_ptr<MasterKey>(new MasterKey(std::move(key), name, version));
}

Result<KeyName> MasterKey::current(Epoch epoch) {
  if (Diagnostics errors = check_epoch(epoch); !errors.empty()) return errors;
  return KeyName{name_, version_, epoch};
}

Result<SecretBytes> MasterKey::derive(const KeyName& key, std::span<const std::byte> context, std::size_t size) {
  if (Diagnostics errors = check_derivation(context, size); !errors.empty()) return errors;
  if (key.name != name_ || key.version != version_ || !check_epoch(key.epoch).empty()) return no_such_key(key);
  std::array<std::byte, 7> info{};
  ByteWriter out(info);
  out.number(key.version, 4);
  out.number(static_cast<std::uint32_t>(key.epoch.year), 2);
  out.number(static_cast<std::uint32_t>(key.epoch.month), 1);
  auto of_epoch = hkdf_sha256(key_, as_bytes("proactive key of an epoch"), info, kKeySize);
  if (!of_epoch) return of_epoch.errors();
  return hkdf_sha256(*of_epoch, {}, context, size);
}

Result<ShredReceipt> MasterKey::shred(const KeyName& key, Date) {
  if (key.name != name_ || key.version != version_) return no_such_key(key);
  return values::misuse(
      "E1429", "the key `" + key.name + "` comes from a master key that is kept elsewhere and cannot be shredded here",
      "destroy the master key where it is kept, or keep the keys in a key file");
}

}  // namespace proactive::privacy
