// The sealed key file. Its bytes: "PROKEYS", the version of the form, the work of scrypt, the salt;
// then the nonce, the sealed store and the tag. Everything before the nonce is authenticated.
#include "proactive/privacy/key_file.h"

#include <algorithm>
#include <mutex>

#include "privacy/bytes.h"
#include "privacy/key_store.h"
#include "privacy/openssl.h"
#include "privacy/private_file.h"
#include "privacy/sealed_box.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::string_view kMagic = "PROKEYS";
constexpr std::uint64_t kForm = 1;
constexpr std::size_t kHeaderSize = kMagic.size() + 2 + kSaltSize;
constexpr std::size_t kMostBytes = std::size_t{4} << 20;
constexpr std::size_t kLeastPassphrase = 12;

struct Header {
  int log2_n = 0;
  Salt salt{};
  friend bool operator==(const Header&, const Header&) = default;
};

std::vector<std::byte> bytes_of(const Header& header) {
  std::vector<std::byte> bytes(kHeaderSize);
  ByteWriter out(bytes);
  out.raw(as_bytes(kMagic));
  out.number(kForm, 1);
  out.number(static_cast<std::uint64_t>(header.log2_n), 1);
  out.raw(header.salt);
  return bytes;
}

Diagnostic not_a_key_file(const std::string& path) {
  return values::misuse("E1423", "`" + path + "` is not a key file of this version, or it is damaged",
                        "restore the file");
}

Result<Header> header_of(std::span<const std::byte> bytes, const std::string& path) {
  ByteReader in(bytes);
  const auto magic = in.raw(kMagic.size());
  const std::uint64_t form = in.number(1);
  Header header;
  header.log2_n = static_cast<int>(in.number(1));
  const auto salt = in.raw(kSaltSize);
  if (!in.ok() || !std::ranges::equal(magic, as_bytes(kMagic)) || form != kForm || header.log2_n < kLeastWork ||
      header.log2_n > kMostWork) {
    return not_a_key_file(path);
  }
  std::ranges::copy(salt, header.salt.begin());
  return header;
}

Diagnostics check_new(const SecretBytes& passphrase, int log2_n) {
  if (passphrase.size() < kLeastPassphrase) {
    return {values::misuse("E1427", "a passphrase has 12 bytes or more", "take five random words, or 16 random bytes")};
  }
  if (log2_n < kLeastWork || log2_n > kMostWork) {
    return {values::misuse("E1427", "the work of scrypt is 14 to 20", "17 is 128 MiB and less than a second")};
  }
  return {};
}

}  // namespace

struct KeyFile::State {
  std::mutex mutex;
  PrivateFile file;
  Header header;
  SecretBytes sealing;  ///< what scrypt made of the passphrase
  KeyStore store;
  Stamp stamp;

  State(PrivateFile f, Header h, SecretBytes s) : file(std::move(f)), header(h), sealing(std::move(s)) {}

  Diagnostics load();
  Diagnostics refresh();
  Diagnostics save(bool is_new = false);
  template <typename Change>
  Diagnostics change(Change&& change);
  Diagnostics add_key(Epoch epoch);
  KeyName name_of(std::uint32_t version, Epoch epoch) const { return {store.name, version, epoch}; }
};

Diagnostics KeyFile::State::load() {
  auto content = file.read(kMostBytes);
  if (!content) return content.errors();
  const std::span<const std::byte> bytes(content->bytes);
  const auto found = header_of(bytes, file.path());
  if (!found) return found.errors();
  if (*found != header) {
    return {values::misuse("E1424", "the passphrase of `" + file.path() + "` was changed", "open the file again")};
  }
  auto plain = open_box(sealing, bytes.first(kHeaderSize), bytes.subspan(kHeaderSize), file.path());
  if (!plain) return plain.errors();
  auto read = decode(plain->expose());
  if (!read) return {not_a_key_file(file.path())};
  // A key that is given out, and a receipt, must be there after a power cut.
  if (Diagnostics errors = file.sync_folder(); !errors.empty()) return errors;
  store = *std::move(read);
  stamp = content->stamp;
  return {};
}

// What another process changed is read again. It costs one system call when nothing was.
Diagnostics KeyFile::State::refresh() {
  const auto now = file.stamp();
  if (now && *now == stamp) return {};
  return load();
}

Diagnostics KeyFile::State::save(bool is_new) {
  const std::vector<std::byte> head = bytes_of(header);
  auto box = seal_box(sealing, head, encode(store).expose());
  if (!box) return box.errors();
  std::vector<std::byte> bytes = head;
  bytes.insert(bytes.end(), box->begin(), box->end());
  return is_new ? file.create(bytes) : file.replace(bytes);
}

// Under the lock of the file and from its present state. What fails to be written is forgotten: memory
// holds what the file holds.
template <typename Change>
Diagnostics KeyFile::State::change(Change&& change) {
  auto lock = file.lock();
  if (!lock) return lock.errors();
  if (Diagnostics errors = file.clean(); !errors.empty()) return errors;
  if (Diagnostics errors = load(); !errors.empty()) return errors;
  Diagnostics errors = change();
  if (errors.empty()) errors = save();
  Diagnostics reread = load();
  return errors.empty() ? reread : errors;
}

Diagnostics KeyFile::State::add_key(Epoch epoch) {
  if (store.receipt(store.newest, epoch) != nullptr) return {key_shredded(name_of(store.newest, epoch))};
  if (store.find(store.newest, epoch) != nullptr) return {};
  if (store.keys.size() + store.receipts.size() >= kMostKeys) {
    return {values::misuse("E1428", "`" + file.path() + "` is full: it holds 10000 keys and receipts",
                           "begin another key file, with another name")};
  }
  auto key = random_secret(kKeySize);
  if (!key) return key.errors();
  store.keys.push_back({store.newest, epoch, *std::move(key)});
  return {};
}

KeyFile::KeyFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
KeyFile::~KeyFile() = default;

Result<std::unique_ptr<KeyFile>> KeyFile::create(const std::string& path, const std::string& name,
                                                 const SecretBytes& passphrase, int log2_n) {
  if (Diagnostics errors = check_key_name(name); !errors.empty()) return errors;
  if (Diagnostics errors = check_new(passphrase, log2_n); !errors.empty()) return errors;
  auto file = PrivateFile::at(path);
  if (!file) return file.errors();
  Header header{log2_n, {}};
  if (Diagnostics errors = fill_random(header.salt); !errors.empty()) return errors;
  auto sealing = passphrase_key(passphrase, header.salt, log2_n);
  if (!sealing) return sealing.errors();
  auto lock = file->lock();
  if (!lock) return lock.errors();
  auto state = std::make_unique<State>(*std::move(file), header, *std::move(sealing));
  state->store.name = name;
  if (Diagnostics errors = state->save(true); !errors.empty()) return errors;
  if (Diagnostics errors = state->load(); !errors.empty()) return errors;
  return std::unique_ptr<KeyFile>(new KeyFile(std::move(state)));
}

Result<std::unique_ptr<KeyFile>> KeyFile::open(const std::string& path, const SecretBytes& passphrase) {
  auto file = PrivateFile::at(path);
  if (!file) return file.errors();
  const auto content = file->read(kMostBytes);
  if (!content) return content.errors();
  const auto header = header_of(content->bytes, path);
  if (!header) return header.errors();
  auto sealing = passphrase_key(passphrase, header->salt, header->log2_n);
  if (!sealing) return sealing.errors();
  auto state = std::make_unique<State>(*std::move(file), *header, *std::move(sealing));
  if (Diagnostics errors = state->load(); !errors.empty()) return errors;
  auto lock = state->file.lock();
  if (!lock) return lock.errors();
  if (Diagnostics errors = state->file.clean(); !errors.empty()) return errors;
  return std::unique_ptr<KeyFile>(new KeyFile(std::move(state)));
}

Result<KeyName> KeyFile::current(Epoch epoch) {
  if (Diagnostics errors = check_epoch(epoch); !errors.empty()) return errors;
  const std::lock_guard lock(state_->mutex);
  if (Diagnostics errors = state_->refresh(); !errors.empty()) return errors;
  const KeyStore& store = state_->store;
  if (store.find(store.newest, epoch) == nullptr) {
    if (store.receipt(store.newest, epoch) != nullptr) return key_shredded(state_->name_of(store.newest, epoch));
    if (Diagnostics errors = state_->change([&] { return state_->add_key(epoch); }); !errors.empty()) return errors;
  }
  return state_->name_of(store.newest, epoch);
}

Result<SecretBytes> KeyFile::derive(const KeyName& key, std::span<const std::byte> context, std::size_t size) {
  if (Diagnostics errors = check_derivation(context, size); !errors.empty()) return errors;
  const std::lock_guard lock(state_->mutex);
  if (Diagnostics errors = state_->refresh(); !errors.empty()) return errors;
  const KeyStore& store = state_->store;
  if (key.name != store.name) return no_such_key(key);
  if (store.receipt(key.version, key.epoch) != nullptr) return key_shredded(key);
  const StoredKey* const stored = store.find(key.version, key.epoch);
  if (stored == nullptr) return no_such_key(key);
  return hkdf_sha256(stored->key, {}, context, size);
}

Result<ShredReceipt> KeyFile::shred(const KeyName& key, Date on) {
  const std::lock_guard lock(state_->mutex);
  const Diagnostics errors = state_->change([&]() -> Diagnostics {
    KeyStore& store = state_->store;
    if (key.name == store.name && store.receipt(key.version, key.epoch) != nullptr) return {};
    const StoredKey* const stored = key.name == store.name ? store.find(key.version, key.epoch) : nullptr;
    if (stored == nullptr) return {no_such_key(key)};
    auto fingerprint = fingerprint_of(stored->key, key);
    if (!fingerprint) return fingerprint.errors();
    ShredReceipt receipt{key, on, *std::move(fingerprint), {}};
    receipt.link = link_of(receipt, store.receipts.empty() ? "" : store.receipts.back().link);
    store.receipts.push_back(std::move(receipt));
    std::erase_if(store.keys,
                  [&](const StoredKey& one) { return one.version == key.version && one.epoch == key.epoch; });
    return {};
  });
  if (!errors.empty()) return errors;
  const ShredReceipt* const receipt = state_->store.receipt(key.version, key.epoch);
  if (receipt == nullptr) return no_such_key(key);
  return *receipt;
}

Result<std::uint32_t> KeyFile::rotate() {
  const std::lock_guard lock(state_->mutex);
  const Diagnostics errors = state_->change([&] {
    ++state_->store.newest;
    return Diagnostics{};
  });
  if (!errors.empty()) return errors;
  return state_->store.newest;
}

Diagnostics KeyFile::change_passphrase(const SecretBytes& passphrase) {
  if (Diagnostics errors = check_new(passphrase, kLeastWork); !errors.empty()) return errors;
  const std::lock_guard lock(state_->mutex);
  Header header{state_->header.log2_n, {}};
  if (Diagnostics errors = fill_random(header.salt); !errors.empty()) return errors;
  auto sealing = passphrase_key(passphrase, header.salt, header.log2_n);
  if (!sealing) return sealing.errors();
  SecretBytes fresh = *std::move(sealing);
  const Header before = state_->header;
  const auto exchange = [&](Header to) {
    state_->header = to;
    std::swap(state_->sealing, fresh);
    return Diagnostics{};
  };
  Diagnostics errors = state_->change([&] { return exchange(header); });
  if (errors.empty() || state_->header == before) return errors;
  if (!state_->load().empty()) exchange(before);  // the old state is the one that stayed
  return errors;
}

Result<std::vector<KeyName>> KeyFile::keys() {
  const std::lock_guard lock(state_->mutex);
  if (Diagnostics errors = state_->refresh(); !errors.empty()) return errors;
  std::vector<KeyName> names;
  for (const StoredKey& key : state_->store.keys) names.push_back(state_->name_of(key.version, key.epoch));
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::vector<ShredReceipt>> KeyFile::receipts() {
  const std::lock_guard lock(state_->mutex);
  if (Diagnostics errors = state_->refresh(); !errors.empty()) return errors;
  return state_->store.receipts;
}

}  // namespace proactive::privacy
