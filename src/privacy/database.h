// The only door to SQLite: one file that its owner alone may read, and statements whose first error
// is kept until the transaction ends, so that the code between reads as what it does.
#ifndef PROACTIVE_SRC_PRIVACY_DATABASE_H_
#define PROACTIVE_SRC_PRIVACY_DATABASE_H_

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "proactive/date.h"
#include "proactive/result.h"

namespace proactive::privacy {

class Database;

/// A prepared statement. Parameters are bound in order, from the first; `run` and `next` go on from
/// there, and after them binding begins again.
class Statement {
 public:
  Statement& with(std::int64_t number);
  Statement& with(std::string_view text);
  Statement& with(std::span<const std::byte> bytes);

  /// To its end.
  void run();
  /// Whether there is a row; its columns are read until the next call. After `false` it can be bound again.
  bool next();
  std::int64_t number(int column) const;
  /// From `low` to `high`; anything else says that the file is damaged (E1423), and is `low`.
  std::int64_t number(int column, std::int64_t low, std::int64_t high);
  Date day(int column);
  std::string text(int column) const;
  std::span<const std::byte> bytes(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  explicit Statement(Database& database) : database_(&database) {}
  void restart();

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

class Database {
 public:
  /// Makes the file, whole or not at all, with the tables of `schema`; there must be none (E1430).
  static Result<Database> create(const std::string& path, std::int32_t kind, const char* schema);
  /// An empty file is no database: cut to nothing, it would say that nobody is in it. `kind` marks
  /// what it is (E1423 for another).
  static Result<Database> open(const std::string& path, std::int32_t kind);

  Statement prepare(const char* sql);
  void execute(const char* sql);

  /// How many rows the last statement changed.
  std::uint64_t changes() const { return static_cast<std::uint64_t>(sqlite3_changes64(handle_.get())); }

  void begin() { execute("BEGIN IMMEDIATE"); }
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  /// Commits; or rolls back and gives the first error since `begin`: E1423, E1425, E1426. Whatever was
  /// read since `begin` lasts then too, whoever wrote it.
  Diagnostics commit();
  void roll_back();

  Diagnostics errors() const;
  bool failed() const { return error_ != SQLITE_OK; }
  const std::string& path() const { return path_; }

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
  void note(int result);
  static Result<Database> connect(const std::string& path);
  Diagnostics make(std::int32_t kind, const char* schema);
  Diagnostics look_at(std::int32_t kind);
  std::int64_t number(const char* sql);

  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
  int error_ = SQLITE_OK;
  std::int64_t lasting_ = -1;  ///< the version of the data that was made to last
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_DATABASE_H_
