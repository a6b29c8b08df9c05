#include "privacy/database.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "privacy/private_file.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr int kPatience = 10'000;  // ms
constexpr std::int64_t kForm = 1;

// Deleted rows are overwritten with zeros; a commit is on the disk, its journal gone, when it returns.
constexpr const char* kSettings =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";

Diagnostic of_result(int result, const std::string& path) {
  const std::string what = "`" + path + "`: " + sqlite3_errstr(result);
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return values::misuse("E1426", what, "see which other process holds it, and end that one");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return values::misuse("E1423", what, "restore the file");
    case SQLITE_CANTOPEN:
      return values::misuse("E1420", what, "see that the folder exists and that the user of this process may use it");
    default:
      return values::misuse("E1425", what,
                            "see that the disk has room and that the user of this process may write there");
  }
}

/// The file is not opened for it: closing it would take away the locks that SQLite has on it elsewhere
/// in this process.
Diagnostics look_at_file(const std::string& path) {
  const auto folder = PrivateFile::at(path);
  if (!folder) return folder.errors();
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {of_result(SQLITE_CANTOPEN, path)};
  return check_private(status, path);
}

/// Makes it empty with mode 0600, in the place of what a process that died left there.
Diagnostics make_file(const std::string& path) {
  ::unlink((path + "-journal").c_str());
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file) return {};
  return {of_result(SQLITE_IOERR, path)};
}

}  // namespace

void Statement::restart() {
  if (statement_) sqlite3_reset(statement_.get());
  bound_ = 0;
}

Statement& Statement::with(std::int64_t number) {
  if (statement_) database_->note(sqlite3_bind_int64(statement_.get(), ++bound_, number));
  return *this;
}

Statement& Statement::with(std::string_view text) {
  if (statement_) {
    database_->note(
        sqlite3_bind_text64(statement_.get(), ++bound_, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  return *this;
}

Statement& Statement::with(std::span<const std::byte> bytes) {
  if (statement_) {
    database_->note(sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT));
  }
  return *this;
}

bool Statement::next() {
  bound_ = 0;
  if (!statement_ || database_->failed()) return false;
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) database_->note(result);
  restart();
  return false;
}

void Statement::run() {
  while (next()) {
  }
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::int64_t Statement::number(int column, std::int64_t low, std::int64_t high) {
  const bool is_number = sqlite3_column_type(statement_.get(), column) == SQLITE_INTEGER;
  const std::int64_t found = number(column);
  if (is_number && found >= low && found <= high) return found;
  database_->note(SQLITE_CORRUPT);
  return low;
}

Date Statement::day(int column) {
  const Date first = Date::of(1, 1, 1).value_or(Date{}), last = Date::of(9999, 12, 31).value_or(Date{});
  return Date{static_cast<std::int32_t>(number(column, first.days, last.days))};
}

std::string Statement::text(int column) const {
  const auto part = bytes(column);
  return {reinterpret_cast<const char*>(part.data()), part.size()};
}

std::span<const std::byte> Statement::bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const std::byte*>(data), data == nullptr ? 0 : static_cast<std::size_t>(size)};
}

Result<Database> Database::create(const std::string& path, std::int32_t kind, const char* schema) {
  const auto file = PrivateFile::at(path);
  if (!file) return file.errors();
  const auto lock = file->lock();
  if (!lock) return lock.errors();
  if (file->stamp()) return values::misuse("E1430", "`" + path + "` exists", "open it, or take another path");
  if (Diagnostics errors = file->clean(); !errors.empty()) return errors;
  if (Diagnostics errors = make_file(file->new_path()); !errors.empty()) return errors;
  {
    auto fresh = connect(file->new_path());
    if (!fresh) return fresh.errors();
    if (Diagnostics errors = fresh->make(kind, schema); !errors.empty()) return errors;
  }
  if (Diagnostics errors = file->adopt(); !errors.empty()) return errors;
  return open(path, kind);
}

Result<Database> Database::open(const std::string& path, std::int32_t kind) {
  if (Diagnostics errors = look_at_file(path); !errors.empty()) return errors;
  auto database = connect(path);
  if (!database) return database.errors();
  if (Diagnostics errors = database->look_at(kind); !errors.empty()) return errors;
  return database;
}

Result<Database> Database::connect(const std::string& path) {
  sqlite3* handle = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_PRIVATECACHE;
  const int opened = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(path, handle);
  if (opened != SQLITE_OK) return of_result(opened, path);
  sqlite3_busy_timeout(handle, kPatience);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  database.execute(kSettings);
  if (database.failed()) return database.errors();
  return database;
}

Diagnostics Database::make(std::int32_t kind, const char* schema) {
  begin();
  execute(schema);
  execute(("PRAGMA application_id = " + std::to_string(kind)).c_str());
  execute(("PRAGMA user_version = " + std::to_string(kForm)).c_str());
  return commit();
}

Diagnostics Database::look_at(std::int32_t kind) {
  begin();
  const bool is_ours = number("PRAGMA application_id") == kind && number("PRAGMA user_version") == kForm;
  Statement check = prepare("PRAGMA quick_check(1)");
  const bool is_whole = check.next() && check.text(0) == "ok";
  check.restart();
  if (Diagnostics errors = commit(); !errors.empty()) return errors;
  if (is_ours && is_whole) return {};
  return {values::misuse("E1423", "`" + path_ + "` is damaged, or not of this kind and version", "restore the file")};
}

std::int64_t Database::number(const char* sql) {
  Statement question = prepare(sql);
  return question.next() ? question.number(0) : -1;
}

Statement Database::prepare(const char* sql) {
  Statement statement(*this);
  sqlite3_stmt* prepared = nullptr;
  if (!failed()) note(sqlite3_prepare_v2(handle_.get(), sql, -1, &prepared, nullptr));
  statement.statement_.reset(prepared);
  return statement;
}

void Database::execute(const char* sql) {
  if (!failed()) note(sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr));
}

void Database::note(int result) {
  if (error_ == SQLITE_OK) error_ = result;
}

void Database::roll_back() {
  if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  error_ = SQLITE_OK;
}

// What this connection writes, SQLite makes last. What another one wrote, whose process was killed when
// its journal was removed and the folder not yet synced, a power cut could undo.
Diagnostics Database::commit() {
  const std::int64_t version = number("PRAGMA data_version");
  execute("COMMIT");
  Diagnostics found = errors();
  roll_back();
  if (!found.empty() || version == lasting_) return found;
  const auto file = PrivateFile::at(path_);
  found = file ? file->sync_folder() : file.errors();
  if (found.empty()) lasting_ = version;
  return found;
}

Diagnostics Database::errors() const {
  if (!failed()) return {};
  return {of_result(error_, path_)};
}

}  // namespace proactive::privacy
