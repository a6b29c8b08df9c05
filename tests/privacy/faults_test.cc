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
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using proactive::privacy::Fault;

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

}  // namespace

extern "C" {
ssize_t write(int file, const void* data, size_t size) {
  if (file <= 2) return syscall(SYS_write, file, data, size);
  const size_t part = torn(size);
  return with_fault([&] { return syscall(SYS_write, file, data, part); });
}
ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  const size_t part = torn(size);
  return with_fault([&] { return syscall(SYS_pwrite64, file, data, part, at); });
}
ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) { return pwrite(file, data, size, at); }
int fsync(int file) {
  return with_fault([&] { return static_cast<int>(syscall(SYS_fsync, file)); });
}
int fdatasync(int file) {
  return with_fault([&] { return static_cast<int>(syscall(SYS_fdatasync, file)); });
}
int linkat(int from, const char* a, int to, const char* b, int flags) noexcept {
  return with_fault([&] { return static_cast<int>(syscall(SYS_linkat, from, a, to, b, flags)); });
}
int renameat(int from, const char* a, int to, const char* b) noexcept {
  return with_fault([&] { return static_cast<int>(syscall(SYS_renameat2, from, a, to, b, 0)); });
}
int unlinkat(int folder, const char* name, int flags) noexcept {
  return with_fault([&] { return static_cast<int>(syscall(SYS_unlinkat, folder, name, flags)); });
}
int unlink(const char* name) noexcept { return unlinkat(AT_FDCWD, name, 0); }
int ftruncate(int file, off_t size) noexcept {
  return with_fault([&] { return static_cast<int>(syscall(SYS_ftruncate, file, size)); });
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
