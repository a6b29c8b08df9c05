// The calls of libc are replaced in this program; SQLite comes by here as well.
#include "privacy/faults.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "privacy/disks.h"

namespace {

namespace privacy = proactive::privacy;
using privacy::Fault;
using What = privacy::FileCall::What;

std::atomic<Fault> the_fault{Fault::none};
std::atomic<int> the_call{0};
std::atomic<int> calls{0};

void die() { syscall(SYS_kill, getpid(), SIGKILL); }

template <typename Call>
auto with_fault(Call&& call) -> decltype(call()) {
  const bool here = ++calls == the_call;
  if (!here || the_fault == Fault::none) return call();
  if (the_fault == Fault::kill) die();
  if (the_fault == Fault::fail) {
    errno = EIO;
    return -1;
  }
  call();
  die();
  return -1;
}

std::size_t torn(std::size_t size) { return the_fault == Fault::torn_kill && calls + 1 == the_call ? size / 2 : size; }

int open_file(int folder, const char* name, int flags, mode_t mode) {
  const bool is_new = privacy::is_recording() && (flags & O_CREAT) != 0 && !privacy::is_there(folder, name);
  const int file = static_cast<int>(syscall(SYS_openat, folder, name, flags, mode));
  if (file >= 0) privacy::note_open(file, folder, name, is_new, (flags & O_TRUNC) != 0);
  return file;
}

// As the caller of a function of any number of arguments gave it.
mode_t mode_of(int flags, va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

int sync_file(int file, long call) {
  return with_fault([&] {
    const int result = static_cast<int>(syscall(call, file));
    if (result == 0) privacy::note_sync(file);
    return result;
  });
}

}  // namespace

extern "C" {
int openat(int folder, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(folder, name, flags, mode);
}
int open(const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(AT_FDCWD, name, flags, mode);
}
int open64(const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(AT_FDCWD, name, flags, mode);
}
ssize_t write(int file, const void* data, size_t size) {
  if (file <= 2) return syscall(SYS_write, file, data, size);
  const size_t part = torn(size);
  const off_t place = privacy::is_recording() ? lseek(file, 0, SEEK_CUR) : 0;
  return with_fault([&] {
    const ssize_t done = syscall(SYS_write, file, data, part);
    privacy::note_write(file, data, done, place);
    return done;
  });
}
ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  const size_t part = torn(size);
  return with_fault([&] {
    const ssize_t done = syscall(SYS_pwrite64, file, data, part, at);
    privacy::note_write(file, data, done, at);
    return done;
  });
}
ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) { return pwrite(file, data, size, at); }
int fsync(int file) { return sync_file(file, SYS_fsync); }
int fdatasync(int file) { return sync_file(file, SYS_fdatasync); }
int linkat(int from, const char* a, int to, const char* b, int flags) noexcept {
  return with_fault([&] {
    const int result = static_cast<int>(syscall(SYS_linkat, from, a, to, b, flags));
    if (result == 0) privacy::note_names(What::link, from, a, to, b);
    return result;
  });
}
int renameat(int from, const char* a, int to, const char* b) noexcept {
  return with_fault([&] {
    const int result = static_cast<int>(syscall(SYS_renameat2, from, a, to, b, 0));
    if (result == 0) privacy::note_names(What::rename, from, a, to, b);
    return result;
  });
}
int unlinkat(int folder, const char* name, int flags) noexcept {
  return with_fault([&] {
    const int result = static_cast<int>(syscall(SYS_unlinkat, folder, name, flags));
    if (result == 0) privacy::note_names(What::unlink, folder, name, 0, nullptr);
    return result;
  });
}
int unlink(const char* name) noexcept { return unlinkat(AT_FDCWD, name, 0); }
int ftruncate(int file, off_t size) noexcept {
  return with_fault([&] {
    const int result = static_cast<int>(syscall(SYS_ftruncate, file, size));
    if (result == 0) privacy::note_truncate(file, size);
    return result;
  });
}
int ftruncate64(int file, off64_t size) noexcept { return ftruncate(file, size); }
}

namespace proactive::privacy {

void set_fault(Fault fault, int at) {
  the_fault = fault;
  the_call = at;
  calls = 0;
}

int calls_since_set() { return calls; }

bool killed_in_child(Fault fault, int at, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    set_fault(fault, at);
    work();
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

Folder::Folder() {
  // In memory where there is such a folder: a kill loses nothing that was written, and syncing costs.
  const bool in_memory = access("/dev/shm", W_OK) == 0;
  const std::filesystem::path parent = in_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
  std::string name = (parent / "proactive-privacy-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string Folder::bytes() const {
  std::string all;
  for (const std::string& name : names()) {
    std::ifstream in(path(name), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

namespace {

TEST(Faults, KillBeforeAndInTheMiddleOfAWrite) {
  const Folder folder;
  const auto write_ten = [&] {
    const int file = open(folder.path("f").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (write(file, "0123456789", 10) != 10) _exit(1);
  };
  EXPECT_TRUE(killed_in_child(Fault::kill, 1, write_ten));
  EXPECT_EQ(folder.bytes(), "");
  EXPECT_TRUE(killed_in_child(Fault::torn_kill, 1, write_ten));
  EXPECT_EQ(folder.bytes(), "01234");
  EXPECT_FALSE(killed_in_child(Fault::kill, 2, write_ten));
  EXPECT_EQ(folder.bytes(), "0123456789");
}

}  // namespace
}  // namespace proactive::privacy
