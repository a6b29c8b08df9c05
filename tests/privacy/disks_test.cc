#include "privacy/disks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "privacy/faults.h"

namespace proactive::privacy {
namespace {

using What = FileCall::What;
using Names = std::map<std::string, int>;

// ---- what is recorded --------------------------------------------------------------------------

void rename_in(Names& names, const FileCall& call) {
  switch (call.what) {
    case What::create: names[call.name] = call.file; break;
    case What::link: names[call.to] = names.at(call.name); break;
    case What::rename:
      names[call.to] = names.at(call.name);
      names.erase(call.name);
      break;
    case What::unlink: names.erase(call.name); break;
    default: break;
  }
}

Names names_of(const Disk& disk) {
  Names names;
  for (const auto& [name, on_disk] : disk) names.emplace(name, on_disk.file);
  return names;
}

struct Recorder {
  std::string folder;
  struct stat status {};
  std::map<ino_t, int> files;
  int made = 0;
  FileLog log;

  Recorder(const std::string& path, const Disk& before, FileLog earlier) : folder(path), log(std::move(earlier)) {
    if (::stat(path.c_str(), &status) != 0) std::abort();
    Names names = names_of(before);
    for (const auto& [name, file] : names) made = std::max(made, file + 1);
    for (const FileCall& call : log) {
      rename_in(names, call);
      if (call.what == What::create) ++made;
    }
    for (const auto& [name, file] : names) {
      struct stat found {};
      if (::stat((path + "/" + name).c_str(), &found) != 0) std::abort();
      files[found.st_ino] = file;
    }
  }

  bool is_folder(const struct stat& found) const {
    return found.st_dev == status.st_dev && found.st_ino == status.st_ino;
  }

  /// The name within the folder, none for a path to another place.
  std::optional<std::string> name_in(int at, const char* path) const {
    const std::string text = path;
    const std::size_t slash = text.rfind('/');
    struct stat found {};
    const std::string parent = slash == std::string::npos ? "." : text.substr(0, slash + 1);
    if (::fstatat(at, parent.c_str(), &found, 0) != 0 || !is_folder(found)) return std::nullopt;
    return slash == std::string::npos ? text : text.substr(slash + 1);
  }

  int* file_of(int descriptor) {
    struct stat found {};
    if (::fstat(descriptor, &found) != 0 || found.st_dev != status.st_dev) return nullptr;
    const auto at = files.find(found.st_ino);
    return at == files.end() ? nullptr : &at->second;
  }
};

Recorder* the_recorder = nullptr;

// ---- what is left ------------------------------------------------------------------------------

void do_call(std::string& bytes, const FileCall& call) {
  const auto place = static_cast<std::size_t>(call.place);
  if (call.what == What::truncate) {
    bytes.resize(place);
    return;
  }
  bytes.resize(std::max(bytes.size(), place + call.bytes.size()));
  bytes.replace(place, call.bytes.size(), call.bytes);
}

struct File {
  std::string synced;
  std::vector<FileCall> since;

  std::string with(const std::function<bool(std::size_t)>& is_there) const {
    std::string bytes = synced;
    for (std::size_t i = 0; i < since.size(); ++i) {
      if (is_there(i)) do_call(bytes, since[i]);
    }
    return bytes;
  }

  std::set<std::string> possible() const {
    const std::size_t last = since.empty() ? 0 : since.size() - 1;
    const std::string all = with([](std::size_t) { return true; });
    std::set<std::string> found = {synced, all};
    if (since.empty()) return found;
    found.insert(with([&](std::size_t i) { return i != last; }));
    found.insert(with([](std::size_t i) { return i != 0; }));
    found.insert(with([](std::size_t i) { return i % 2 == 1; }));
    std::string torn = with([&](std::size_t i) { return i != last; });
    FileCall half = since[last];
    half.bytes.resize(half.bytes.size() / 2);
    if (half.what == What::write) do_call(torn, half);
    found.insert(torn);
    std::string zeros = synced;  // it has its size, and nothing in it
    zeros.resize(std::max(all.size(), synced.size()));
    found.insert(zeros);
    for (std::size_t at = 512; at < all.size(); at += 1024) zeros.replace(at, 512, all, at, 512);
    found.insert(zeros.substr(0, all.size()));  // every other sector
    return found;
  }
};

struct Model {
  Names names;
  std::vector<FileCall> since;  // calls that change names
  std::map<int, File> files;

  Model(const Disk& before, const FileLog& log, std::size_t count) : names(names_of(before)) {
    for (const auto& [name, file] : names) files[file].synced = before.at(name).bytes;
    for (std::size_t i = 0; i < count; ++i) take(log[i]);
  }

  void take(const FileCall& call) {
    switch (call.what) {
      case What::write:
      case What::truncate: files[call.file].since.push_back(call); break;
      case What::sync: {
        File& file = files[call.file];
        file.synced = file.with([](std::size_t) { return true; });
        file.since.clear();
        break;
      }
      case What::sync_folder:
        for (const FileCall& one : since) rename_in(names, one);
        since.clear();
        break;
      case What::create: files[call.file]; [[fallthrough]];
      default: since.push_back(call);
    }
  }

  // All that the files of a folder with these names may hold.
  void add(const Names& found, std::set<Disk>& disks) const {
    std::map<int, std::string> chosen;
    add(found, found.begin(), chosen, {}, disks);
  }

 private:
  // Two names of one file hold the same.
  void add(const Names& found, Names::const_iterator at, std::map<int, std::string>& chosen, Disk disk,
           std::set<Disk>& disks) const {
    if (at == found.end()) {
      disks.insert(std::move(disk));
      return;
    }
    const auto next = std::next(at);
    if (const auto known = chosen.find(at->second); known != chosen.end()) {
      disk[at->first] = {at->second, known->second};
      add(found, next, chosen, std::move(disk), disks);
      return;
    }
    for (const std::string& bytes : files.at(at->second).possible()) {
      chosen[at->second] = bytes;
      disk[at->first] = {at->second, bytes};
      add(found, next, chosen, disk, disks);
    }
    chosen.erase(at->second);
  }
};

}  // namespace

Disk read_disk(const std::string& folder) {
  Disk disk;
  std::map<ino_t, int> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    struct stat found {};
    if (::stat(entry.path().c_str(), &found) != 0) std::abort();
    const int file = files.try_emplace(found.st_ino, static_cast<int>(files.size())).first->second;
    std::ifstream in(entry.path(), std::ios::binary);
    disk[entry.path().filename()] = {file, {std::istreambuf_iterator<char>(in), {}}};
  }
  return disk;
}

void write_disk(const Disk& disk, const std::string& folder) {
  std::map<int, std::string> written;
  for (const auto& [name, on_disk] : disk) {
    const std::string path = folder + "/" + name;
    const auto [first, is_new] = written.try_emplace(on_disk.file, path);
    if (!is_new) {
      std::filesystem::create_hard_link(first->second, path);
      continue;
    }
    std::ofstream(path, std::ios::binary) << on_disk.bytes;
    ::chmod(path.c_str(), 0600);
  }
}

FileLog recorded(const std::string& folder, const std::function<void()>& work, const Disk& before, FileLog earlier) {
  Recorder recorder(folder, before, std::move(earlier));
  the_recorder = &recorder;
  work();
  the_recorder = nullptr;
  return std::move(recorder.log);
}

Disk after_kill(const Disk& before, const FileLog& log, std::size_t count) {
  const Model model(before, log, count);
  Names names = model.names;
  for (const FileCall& call : model.since) rename_in(names, call);
  Disk disk;
  for (const auto& [name, file] : names)
    disk[name] = {file, model.files.at(file).with([](std::size_t) { return true; })};
  return disk;
}

std::vector<Disk> after_power_cut(const Disk& before, const FileLog& log, std::size_t count) {
  const Model model(before, log, count);
  std::set<Disk> disks;
  Names names = model.names;
  model.add(names, disks);
  for (const FileCall& call : model.since) {
    rename_in(names, call);
    model.add(names, disks);
  }
  return {disks.begin(), disks.end()};
}

std::set<std::string> remains(const Disk& before, const FileLog& log, std::size_t count) {
  std::set<std::string> all;
  for (const auto& [number, file] : Model(before, log, count).files) all.merge(file.possible());
  return all;
}

// ---- from the replaced calls -------------------------------------------------------------------

bool is_recording() { return the_recorder != nullptr; }

bool is_there(int folder, const char* name) { return ::faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0; }

void note_open(int file, int folder, const char* path, bool is_new, bool is_emptied) {
  if (!is_recording()) return;
  const auto name = the_recorder->name_in(folder, path);
  if (!name) return;
  if (is_new) {
    struct stat found {};
    if (::fstat(file, &found) != 0) std::abort();
    the_recorder->files[found.st_ino] = the_recorder->made;
    the_recorder->log.push_back({What::create, the_recorder->made++, *name, {}, 0, {}});
  } else if (is_emptied) {
    note_truncate(file, 0);
  }
}

void note_write(int file, const void* data, ssize_t size, off_t place) {
  if (!is_recording() || size <= 0) return;
  const int* const known = the_recorder->file_of(file);
  if (known == nullptr) return;
  the_recorder->log.push_back(
      {What::write, *known, {}, {}, place, {static_cast<const char*>(data), static_cast<std::size_t>(size)}});
}

void note_truncate(int file, off_t size) {
  const int* const known = is_recording() ? the_recorder->file_of(file) : nullptr;
  if (known != nullptr) the_recorder->log.push_back({What::truncate, *known, {}, {}, size, {}});
}

void note_sync(int file) {
  if (!is_recording()) return;
  struct stat found {};
  if (::fstat(file, &found) != 0) return;
  const int* const known = the_recorder->file_of(file);
  if (known != nullptr) the_recorder->log.push_back({What::sync, *known, {}, {}, 0, {}});
  if (the_recorder->is_folder(found)) the_recorder->log.push_back({What::sync_folder, -1, {}, {}, 0, {}});
}

void note_names(What what, int folder, const char* name, int to_folder, const char* to) {
  if (!is_recording()) return;
  const auto from = the_recorder->name_in(folder, name);
  const auto into = to == nullptr ? std::optional<std::string>("") : the_recorder->name_in(to_folder, to);
  if (from && into) the_recorder->log.push_back({what, -1, *from, *into, 0, {}});
}

namespace {

void write_file(const std::string& path, std::string_view bytes, bool is_synced) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  if (is_synced) ::fsync(file);
  ::close(file);
}

bool contains(const std::vector<Disk>& disks, const Disk& disk) {
  return std::find(disks.begin(), disks.end(), disk) != disks.end();
}

// The mistake that everyone makes: a rename over a file whose new bytes were never synced.
TEST(Disks, ARenameWithoutASyncMayLoseBothStates) {
  const Folder folder;
  write_file(folder.path("f"), "old", true);
  const Disk before = read_disk(folder.path(""));
  const auto replace = [&](bool is_synced) {
    return recorded(
        folder.path(""),
        [&] {
          write_file(folder.path("f.new"), "fresh!", is_synced);
          ::renameat(AT_FDCWD, folder.path("f.new").c_str(), AT_FDCWD, folder.path("f").c_str());
        },
        before);
  };
  const FileLog careless = replace(false);
  ASSERT_EQ(careless.size(), 3U);  // create, write, rename
  EXPECT_EQ(after_kill(before, careless, 3), (Disk{{"f", {1, "fresh!"}}}));
  const std::vector<Disk> lost = after_power_cut(before, careless, 3);
  EXPECT_TRUE(contains(lost, {{"f", {0, "old"}}}));
  EXPECT_TRUE(contains(lost, {{"f", {0, "old"}}, {"f.new", {1, ""}}}));
  EXPECT_TRUE(contains(lost, {{"f", {1, ""}}}));
  EXPECT_TRUE(contains(lost, {{"f", {1, "fre"}}}));
  EXPECT_TRUE(contains(lost, {{"f", {1, std::string(6, '\0')}}}));
  EXPECT_TRUE(contains(lost, {{"f", {1, "fresh!"}}}));

  write_file(folder.path("f"), "old", true);
  const FileLog careful = replace(true);
  EXPECT_EQ(
      after_power_cut(before, careful, careful.size()),
      (std::vector<Disk>{{{"f", {0, "old"}}}, {{"f", {0, "old"}}, {"f.new", {1, "fresh!"}}}, {{"f", {1, "fresh!"}}}}));
}

TEST(Disks, ASyncOfTheFolderMakesNamesLastAndALogGoesOn) {
  const Folder folder;
  const auto sync_folder = [&] {
    const int directory = ::open(folder.path("").c_str(), O_RDONLY | O_DIRECTORY);
    ::fsync(directory);
    ::close(directory);
  };
  FileLog log = recorded(folder.path(""), [&] { write_file(folder.path("f"), "x", true); }, {});
  EXPECT_EQ(after_power_cut({}, log, log.size()), (std::vector<Disk>{{}, {{"f", {0, "x"}}}}));
  log = recorded(folder.path(""), sync_folder, {}, log);
  EXPECT_EQ(after_power_cut({}, log, log.size()), (std::vector<Disk>{{{"f", {0, "x"}}}}));
  log = recorded(
      folder.path(""), [&] { ::unlink(folder.path("f").c_str()); }, {}, log);
  EXPECT_EQ(after_power_cut({}, log, log.size()), (std::vector<Disk>{{}, {{"f", {0, "x"}}}}));
}

}  // namespace
}  // namespace proactive::privacy
