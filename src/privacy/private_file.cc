// How a change is made: the new state is written beside the file and synced, the old state gets a
// second name, the new one takes its place by a rename, and the old one is overwritten under its
// second name and removed. Whatever ends the process between two of these steps, `name` is one whole
// state, and `clean` finds by their names what is to be overwritten.
#include "privacy/private_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr int kLockTries = 2000;
constexpr std::chrono::milliseconds kLockPause{5};

bool is_link_error(int error) { return error == ELOOP || error == EMLINK; }

bool write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return true;
}

bool overwrite(int descriptor, off_t size) {
  static constexpr std::array<std::byte, 4096> zeros{};
  while (size > 0) {
    const std::size_t part = std::min<std::size_t>(zeros.size(), static_cast<std::size_t>(size));
    if (!write_all(descriptor, std::span(zeros).first(part))) return false;
    size -= static_cast<off_t>(part);
  }
  return ::fsync(descriptor) == 0;
}

Stamp stamp_of(const struct stat& status) {
  return {status.st_ino, status.st_ctim.tv_sec * 1'000'000'000LL + status.st_ctim.tv_nsec, status.st_size};
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Diagnostics check_private(const struct stat& status, const std::string& path) {
  if (!S_ISREG(status.st_mode)) {
    return {values::misuse("E1422", "`" + path + "` is no plain file", "name the file itself, not a link to it")};
  }
  if (status.st_uid != ::geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return {values::misuse("E1421", "others than the user of this process have a right on `" + path + "`",
                           "give it to that user and take the rights away: `chmod 600`; if others may have read it, "
                           "make new keys")};
  }
  return {};
}

Diagnostics check_private(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0) return check_private(status, path);
  return {values::misuse("E1420", "`" + path + "` cannot be looked at", "name a file on a disk")};
}

PrivateFile::PrivateFile(std::string path, Descriptor directory, std::string name)
    : path_(std::move(path)),
      directory_(std::move(directory)),
      name_(std::move(name)),
      new_(name_ + ".new"),
      old_(name_ + ".old") {}

Diagnostic PrivateFile::failed(const char* code, const std::string& what) const {
  const bool reads = std::string_view(code) == "E1420";
  return values::misuse(code, "`" + path_ + "` " + what + ": " + std::strerror(errno),
                        reads ? "see that the path is right and that the user of this process may read there"
                              : "see that the disk has room and that the user of this process may write there");
}

Result<PrivateFile> PrivateFile::at(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const bool named = !name.empty() && name != "." && name != ".." && path.find('\0') == std::string::npos;
  Descriptor directory(named ? ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1);
  if (!directory) {
    return values::misuse("E1420", "the folder of `" + path + "` cannot be opened",
                          "give the path of a file in a folder");
  }
  struct stat status {};
  if (::fstat(directory.get(), &status) != 0 || ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0)) {
    return values::misuse("E1421", "everyone may write into the folder of `" + path + "`", "`chmod o-w` the folder");
  }
  return PrivateFile(path, std::move(directory), name);
}

Result<Descriptor> PrivateFile::lock() const {
  const std::string name = name_ + ".lock";
  Descriptor lock(
      ::openat(directory_.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!lock) {
    return is_link_error(errno) ? failed("E1422", "has a link for its lock") : failed("E1425", "cannot be locked");
  }
  for (int i = 0; i < kLockTries; ++i) {
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK && errno != EINTR) return failed("E1425", "cannot be locked");
    std::this_thread::sleep_for(kLockPause);
  }
  return values::misuse("E1426", "another process holds `" + path_ + "` for too long",
                        "see which one it is, and end it");
}

Result<Content> PrivateFile::read(std::size_t most) const {
  const Descriptor file(::openat(directory_.get(), name_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file && is_link_error(errno)) {
    return values::misuse("E1422", "`" + path_ + "` is a symbolic link", "name the file itself");
  }
  if (!file) return failed("E1420", "cannot be opened");
  if (Diagnostics errors = check_private(file.get(), path_); !errors.empty()) return errors;
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return failed("E1420", "cannot be read");
  Content content{{}, stamp_of(status)};
  content.bytes.resize(std::min(most, static_cast<std::size_t>(status.st_size)) + 1);
  std::size_t size = 0;
  while (size < content.bytes.size()) {
    const ssize_t done = ::read(file.get(), content.bytes.data() + size, content.bytes.size() - size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return failed("E1420", "cannot be read");
    if (done == 0) break;
    size += static_cast<std::size_t>(done);
  }
  if (size > most) return values::misuse("E1423", "`" + path_ + "` is too long to be what it should be", "restore it");
  content.bytes.resize(size);
  return content;
}

std::optional<Stamp> PrivateFile::stamp() const {
  struct stat status {};
  if (::fstatat(directory_.get(), name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return stamp_of(status);
}

Diagnostics PrivateFile::sync_folder() const {
  if (::fsync(directory_.get()) != 0) return {failed("E1425", "has a folder that cannot be synced")};
  return {};
}

// What has only the name of the file's own state is overwritten; a second name of that state is taken away.
Diagnostics PrivateFile::wipe(const std::string& name) const {
  const Descriptor file(::openat(directory_.get(), name.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file && errno == ENOENT) return {};
  struct stat status {};
  const bool plain = file && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode);
  const auto current = stamp();
  const bool is_current = plain && current && current->inode == status.st_ino;
  if (plain && !is_current && !overwrite(file.get(), status.st_size)) {
    return {failed("E1425", "has an old state that cannot be overwritten")};
  }
  if (::unlinkat(directory_.get(), name.c_str(), 0) != 0) {
    return {failed("E1425", "has an old state that cannot be removed")};
  }
  return {};
}

bool PrivateFile::has(const std::string& name) const {
  return ::faccessat(directory_.get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

// The process that died may have put the new state in the place of the old one and not made that last:
// were the old one overwritten now, a power cut could leave it under the name of the file.
Diagnostics PrivateFile::clean() const {
  if (has(old_)) {
    if (Diagnostics errors = sync_folder(); !errors.empty()) return errors;
  }
  if (Diagnostics errors = wipe(new_); !errors.empty()) return errors;
  return wipe(old_);
}

Diagnostics PrivateFile::write_new(std::span<const std::byte> bytes) const {
  if (Diagnostics errors = clean(); !errors.empty()) return errors;
  const Descriptor file(
      ::openat(directory_.get(), new_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file && ::fchmod(file.get(), 0600) == 0 && write_all(file.get(), bytes) && ::fsync(file.get()) == 0) return {};
  Diagnostic error = failed("E1425", "cannot be written");
  if (file) wipe(new_);
  return {std::move(error)};
}

Diagnostics PrivateFile::replace(std::span<const std::byte> bytes) const {
  if (Diagnostics errors = write_new(bytes); !errors.empty()) return errors;
  const int directory = directory_.get();
  if (::linkat(directory, name_.c_str(), directory, old_.c_str(), 0) != 0 ||
      ::renameat(directory, new_.c_str(), directory, name_.c_str()) != 0) {
    Diagnostic error = failed("E1425", "cannot be replaced");
    clean();
    return {std::move(error)};
  }
  if (Diagnostics errors = sync_folder(); !errors.empty()) return errors;
  return wipe(old_);
}

Diagnostics PrivateFile::create(std::span<const std::byte> bytes) const {
  if (Diagnostics errors = write_new(bytes); !errors.empty()) return errors;
  return adopt();
}

Diagnostics PrivateFile::adopt() const {
  const int directory = directory_.get();
  if (::linkat(directory, new_.c_str(), directory, name_.c_str(), 0) != 0) {
    Diagnostic error = errno == EEXIST
                           ? values::misuse("E1430", "`" + path_ + "` exists", "open it, or take another path")
                           : failed("E1425", "cannot be made");
    clean();
    return {std::move(error)};
  }
  if (Diagnostics errors = wipe(new_); !errors.empty()) return errors;
  return sync_folder();
}

}  // namespace proactive::privacy
