// What a power cut may leave of the files of a folder. A kill loses nothing that was written; a power
// cut loses what was not synced, or parts of it (Pillai et al., OSDI 2014). The calls that change files
// are written down, and for each place among them the disks are made that may be found afterwards:
// names change in order, and as far as any number of them; of each file what was written since its
// last sync is there, or not, or torn, or as zeros, or without what was written first. A sync of a file
// makes no name last, and a sync of the folder no byte: stricter than any file system in use.
#ifndef PROACTIVE_TESTS_PRIVACY_DISKS_H_
#define PROACTIVE_TESTS_PRIVACY_DISKS_H_

#include <sys/types.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace proactive::privacy {

struct FileOnDisk {
  int file = 0;  ///< two names of one file have the same number
  std::string bytes;
  friend auto operator<=>(const FileOnDisk&, const FileOnDisk&) = default;
};
/// The names in a folder and what is behind them.
using Disk = std::map<std::string, FileOnDisk>;

struct FileCall {
  enum class What { create, write, truncate, sync, link, rename, unlink, sync_folder };
  What what;
  int file = -1;           ///< for create to sync; what is made has the next number
  std::string name, to;    ///< of names: what is made or removed, or from where to where
  std::int64_t place = 0;  ///< of a write; the size of a truncation
  std::string bytes;
};
using FileLog = std::vector<FileCall>;

Disk read_disk(const std::string& folder);
/// Into an empty folder.
void write_disk(const Disk& disk, const std::string& folder);

/// Does `work` and gives the calls by which it changed the files of `folder`. They come behind those of
/// `earlier`, which led from `before` to the folder as it is.
FileLog recorded(const std::string& folder, const std::function<void()>& work, const Disk& before,
                 FileLog earlier = {});

/// What a process finds after the first `count` calls: a kill leaves that.
Disk after_kill(const Disk& before, const FileLog& log, std::size_t count);
/// What may be found after them when the power was cut. Sorted, each disk once; the same in every run.
std::vector<Disk> after_power_cut(const Disk& before, const FileLog& log, std::size_t count);
/// What is behind no name any more is still somewhere: all that the files may hold, named or not.
std::set<std::string> remains(const Disk& before, const FileLog& log, std::size_t count);

// For the replaced calls of libc, when they succeeded; nothing while nothing is recorded.
bool is_recording();
bool is_there(int folder, const char* name);
void note_open(int file, int folder, const char* name, bool is_new, bool is_emptied);
void note_write(int file, const void* data, ssize_t size, off_t place);
void note_truncate(int file, off_t size);
void note_sync(int file);
void note_names(FileCall::What what, int folder, const char* name, int to_folder, const char* to);

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_DISKS_H_
