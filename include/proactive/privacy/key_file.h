// The two built-in sources of keys: a sealed file, in which a key can be destroyed, and a descriptor
// from which a master key is read. Beside them, what a process that holds keys should do first.
#ifndef PROACTIVE_PRIVACY_KEY_FILE_H_
#define PROACTIVE_PRIVACY_KEY_FILE_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "proactive/privacy/key_provider.h"

namespace proactive::privacy {

/// Keys in a file: one random key for each month and version, made when the month is first used. The
/// file is sealed with AES-256-GCM under a key that scrypt makes of a passphrase.
///
/// It belongs to the user of the process, with no right for anyone else (E1421), and is no symbolic
/// link (E1422). It is replaced as a whole: whatever ends the process, the old or the new state is
/// there. What it replaced is overwritten with zeros before it is removed. That reaches neither a
/// backup, nor a snapshot, nor the spare blocks of a disk: keep the file out of them.
///
/// Safe to call from several threads and to open in several processes; one that waits more than 10
/// seconds for another gives up (E1426). A change by one is seen by all at their next call.
class PROACTIVE_EXPORT KeyFile final : public KeyProvider {
 public:
  /// The work of scrypt: 2^`log2_n` blocks of 1 KiB, in memory as in time. 14 to 20; 17 is 128 MiB.
  static constexpr int kWork = 17;

  /// Makes the file; there must be none (E1430). `name` is that of the master key: 1 to 64 of
  /// `a-z 0-9 - _ .`; a passphrase has 12 bytes or more (E1427).
  static Result<std::unique_ptr<KeyFile>> create(const std::string& path, const std::string& name,
                                                 const SecretBytes& passphrase, int log2_n = kWork);
  /// Errors: no such file (E1420), not a key file or damaged (E1423), a wrong passphrase or a file
  /// that was altered, which cannot be told apart (E1424).
  static Result<std::unique_ptr<KeyFile>> open(const std::string& path, const SecretBytes& passphrase);
  ~KeyFile() override;

  Result<KeyName> current(Epoch epoch) override;
  Result<SecretBytes> derive(const KeyName& key, std::span<const std::byte> context, std::size_t size) override;
  /// The receipt stays in the file for good, chained to those before.
  Result<ShredReceipt> shred(const KeyName& key, Date on) override;

  /// From now on `current` gives keys of the next version, which is returned. Old ones still derive.
  Result<std::uint32_t> rotate();
  /// Seals the file with another passphrase. Other processes must open it again.
  Diagnostics change_passphrase(const SecretBytes& passphrase);

  /// The keys that are there, sorted; not those that were shredded.
  Result<std::vector<KeyName>> keys();
  /// In the order in which the keys were shredded.
  Result<std::vector<ShredReceipt>> receipts();

 private:
  struct State;
  explicit KeyFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether each receipt is chained to the one before, from the first of its file. Whoever was given a
/// receipt once sees by it that none before it was changed or left out since.
PROACTIVE_EXPORT bool chained(std::span<const ShredReceipt> receipts);

/// A master key read from a descriptor, such as a pipe that a secret manager holds. The keys of all
/// months come from it, so that none can be destroyed: `shred` is refused (E1429). Safe to call from
/// several threads.
class PROACTIVE_EXPORT MasterKey final : public KeyProvider {
 public:
  /// Reads 32 to 1024 bytes to the end, as they are, and closes `descriptor`. Errors (E1431): fewer or
  /// more, a read that fails, or no end within 30 seconds.
  static Result<std::unique_ptr<MasterKey>> read(int descriptor, const std::string& name, std::uint32_t version = 1);

  Result<KeyName> current(Epoch epoch) override;
  Result<SecretBytes> derive(const KeyName& key, std::span<const std::byte> context, std::size_t size) override;
  Result<ShredReceipt> shred(const KeyName& key, Date on) override;

 private:
  MasterKey(SecretBytes key, std::string name, std::uint32_t version);
  SecretBytes key_;
  std::string name_;
  std::uint32_t version_;
};

/// Keeps the memory of this process from other processes of the user and out of core files. With
/// `secure_heap` (a power of two, 0 for none) secrets live in memory that is not swapped either. Call
/// it once, before there is a secret or a second thread. Errors (E1439) say what could not be done.
PROACTIVE_EXPORT Diagnostics harden_process(std::size_t secure_heap = 0);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_KEY_FILE_H_
