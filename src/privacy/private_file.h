// A file that its owner alone may read, replaced as a whole or not at all.
#ifndef PROACTIVE_SRC_PRIVACY_PRIVATE_FILE_H_
#define PROACTIVE_SRC_PRIVACY_PRIVATE_FILE_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "proactive/diagnostic.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// An open descriptor, closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

/// Tells one state of the file from the next.
struct Stamp {
  ino_t inode = 0;
  long long changed = 0;  ///< nanoseconds of the last change of its inode
  off_t size = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

struct Content {
  std::vector<std::byte> bytes;
  Stamp stamp;
};

/// Beside `name` there may be `name.lock`, empty, and for the time of a change `name.new` and `name.old`.
class PrivateFile {
 public:
  /// Opens the directory. Errors: E1420, E1421 where everyone may write into it.
  static Result<PrivateFile> at(const std::string& path);

  /// For changes: one process at a time, until the lock goes. Waits 10 seconds at most (E1426).
  Result<Descriptor> lock() const;

  /// Errors: E1420, E1421, E1422; E1423 when it has more than `most` bytes.
  Result<Content> read(std::size_t most) const;

  /// None when there is no such file.
  std::optional<Stamp> stamp() const;

  /// Puts `bytes` in the place of the file. Under the lock. When it fails (E1425) read the file again:
  /// the new state may be there all the same, with what it replaced not yet overwritten.
  Diagnostics replace(std::span<const std::byte> bytes) const;
  /// The same for a file that must not exist (E1430).
  Diagnostics create(std::span<const std::byte> bytes) const;

  /// Gives the name of the file to what was written as `name.new` (E1430, E1425). Under the lock.
  Diagnostics adopt() const;
  std::string new_path() const { return path_ + ".new"; }

  /// Ends what a process that died began: overwrites and removes what is left over. Under the lock.
  Diagnostics clean() const;

  /// Makes the names in the folder last. What a process reads, another may have written that was killed
  /// before it did this: nothing may rest on it until then (E1425).
  Diagnostics sync_folder() const;

  const std::string& path() const { return path_; }

 private:
  PrivateFile(std::string path, Descriptor directory, std::string name);
  Diagnostics write_new(std::span<const std::byte> bytes) const;
  Diagnostics wipe(const std::string& name) const;
  bool has(const std::string& name) const;
  Diagnostic failed(const char* code, const std::string& what) const;

  std::string path_;
  Descriptor directory_;
  std::string name_, new_, old_;
};

/// E1421 or E1422 when others than its owner have a right on an open file, or it is no plain file.
Diagnostics check_private(int descriptor, const std::string& path);
Diagnostics check_private(const struct stat& status, const std::string& path);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_PRIVATE_FILE_H_
