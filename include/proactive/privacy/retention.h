// How long data may be kept (CRPA R114-9-7), the ledger of what is held and of every use of a key, and
// the sweep that removes what is due. There is no clock here: the day is given, and may not go back.
#ifndef PROACTIVE_PRIVACY_RETENTION_H_
#define PROACTIVE_PRIVACY_RETENTION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/audience.h"
#include "proactive/privacy/key_provider.h"

namespace proactive::privacy {

/// What is kept, by the clock it runs on.
enum class DataClass : std::uint8_t {
  information,  ///< data obtained to tell a person of a right: at most 12 months
  trace,        ///< who exchanged what, when and why: 36 months, and the person may read them
  opposition,   ///< that a person does not want to be told: 12 to 24 months
};

/// In months. None can be longer than the law has it, nor shorter where it has a minimum.
struct Retention {
  int information = 12;  ///< 1 to 12
  int trace = 36;        ///< 36
  int opposition = 24;   ///< 12 to 24
};

/// E1432, naming the article, for each clock that is not lawful.
PROACTIVE_EXPORT Diagnostics check(const Retention& retention);

/// The first day on which what was obtained `on` a day must no longer be there. Information goes on the
/// day with the same number, so that it is never older than its months, whatever the hour. Traces and
/// oppositions, which also have a least time, are kept through that day. A day the month lacks is its
/// last: of 29 February 2024, 12 months end on 28 February 2025.
PROACTIVE_EXPORT Date due(DataClass data, Date on, const Retention& retention = {});

/// One use of a key, for the register: never what was protected with it.
struct KeyUse {
  std::string who;          ///< the service or agent; not the person the data are about
  std::string domain;       ///< in words: `caf > crous, outreach, nir`
  std::string purpose;      ///< why
  std::uint64_t count = 0;  ///< how many values
};

/// What the ledger knows of one person: CRPA R114-9-7 gives the person the right to read it.
struct SubjectAccess {
  struct Held {
    std::string purpose;
    Date on;   ///< obtained
    Date due;  ///< gone by this day
  };
  struct Trace {
    Date on;
    std::string who, domain, purpose;
  };
  std::vector<Held> held;     ///< by day
  std::vector<Trace> traces;  ///< by day
};

/// The page that the person gets, in plain words.
PROACTIVE_EXPORT std::string in_words(const SubjectAccess& access, Language language);

/// What a sweep removed: counts and names of keys, no values.
struct SweepReport {
  Date on;
  std::uint64_t held = 0;         ///< notes of information data
  std::uint64_t traces = 0;       ///< uses of keys
  std::uint64_t oppositions = 0;  ///< of the register
  std::vector<ShredReceipt> shredded;
  /// Keys that their provider cannot destroy, named this once; or does not have, named until one has.
  std::vector<KeyName> not_shredded;
  Diagnostics problems;  ///< keys that could not be shredded this time; the next sweep tries again
};

/// What a ledger or a register holds, by counts and days: read without any key, it knows of nobody.
struct StoreOverview {
  struct Clock {
    DataClass data;
    int months = 0;
    std::uint64_t entries = 0;
    std::uint64_t due = 0;     ///< of these, gone with the next sweep
    std::optional<Date> next;  ///< the next day on which some are due
    std::uint64_t next_entries = 0;
  };
  struct DataKey {
    KeyName key;
    Date due;  ///< with its month
  };
  std::optional<Date> last_day;  ///< that was given; none when the file is new
  std::vector<Clock> clocks;
  std::vector<DataKey> data_keys;  ///< of a ledger: not destroyed yet, by month
};

/// Called now and then while a column is read, by the calling thread, with the rows read so far. False
/// cancels the call (E1100), which then has changed nothing.
using ColumnProgress = std::function<bool(std::int64_t rows)>;

/// A file of keyed hashes, days and purposes (SQLite, mode 0600): whom information data are held about,
/// and the traces of all uses of keys, chained under a key of the ledger's own. No value is in it.
///
/// Each change is whole and on the disk when the call returns, or has not happened, whatever ends the
/// process. Every call takes the day; one before a day given earlier is refused (E1433). Safe to call
/// from several threads and to open in several processes (E1426 after 10 seconds of waiting).
///
/// Persons are given one by one, or as a column: a stream of Arrow arrays of text (utf8, large utf8,
/// views, a dictionary of them), which is taken over and released, also on error. A column is one change,
/// whatever its length, and takes some 100 MB. While it is read nobody else may write; what gives it must
/// not use the ledger itself (E1496). Every row needs an identifier (E1435, which names the row): one
/// that is left out in silence would be a person who is forgotten. Also E1444: no column of text, or one
/// that contradicts itself or fails.
class PROACTIVE_EXPORT Ledger {
 public:
  /// Makes an empty ledger; there must be no file (E1430). `own` gives the keys of its hashes, one a
  /// year; its name must not be that of the keys of data (E1436). It must outlive the ledger.
  static Result<Ledger> create(const std::string& path, KeyProvider& own, const Retention& retention = {});
  /// Errors: E1420 to E1426, E1432; E1493 when `own` has not the keys it was made with. A file that is not
  /// there is an error, and no empty ledger.
  static Result<Ledger> open(const std::string& path, KeyProvider& own, const Retention& retention = {});
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  /// That information data about these persons, obtained `on` a day for `purpose`, are protected with
  /// `key`. A second note of the same changes nothing. Errors (E1435): a day after today or already
  /// due, a key that is due, an empty identifier or purpose; E1402 for a key that was shredded.
  Diagnostics note_held(std::span<const std::string_view> identifiers, const KeyName& key, const std::string& purpose,
                        Date on, Date today);

  /// The same of a column; how many notes are new.
  Result<std::uint64_t> note_held(ArrowArrayStream& identifiers, const KeyName& key, const std::string& purpose,
                                  Date on, Date today, const ColumnProgress& progress = {});

  /// That keys were used, and on whose data if each person is to find it. Traces are chained.
  Diagnostics note_use(const KeyUse& use, std::span<const std::string_view> subjects, Date today);

  /// One trace, which each person of the column finds.
  Diagnostics note_use(const KeyUse& use, ArrowArrayStream& subjects, Date today, const ColumnProgress& progress = {});

  /// The person is not entitled, or opposes: no note of information data remains (CRPA L114-8). How
  /// many there were. The traces stay for their time.
  Result<std::uint64_t> forget(std::string_view identifier, Date today);
  Result<std::uint64_t> forget(ArrowArrayStream& identifiers, Date today, const ColumnProgress& progress = {});

  /// Of a file that need not be open: see `StoreOverview`. Errors: as `open`, but for the keys.
  static Result<StoreOverview> overview(const std::string& path, Date today, const Retention& retention = {});

  Result<SubjectAccess> access(std::string_view identifier, Date today);

  /// Removes what is due and shreds the keys of months that are due: on the first day of the month plus
  /// the months of information, so that nothing under such a key is older than the law lets it be.
  /// Done twice, the second removes nothing; a sweep that was killed is ended by the next.
  Result<SweepReport> sweep(KeyProvider& data_keys, Date today);

  /// E1434 when a trace was changed, left out or added by another hand, or the file is damaged.
  Diagnostics verify();
  /// The link of the newest trace, hexadecimal. Kept elsewhere, it shows that no newer one was cut off.
  Result<std::string> head();

 private:
  friend PROACTIVE_EXPORT Result<SweepReport> sweep(Ledger&, class OppositionRegister&, KeyProvider&, Date);
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_RETENTION_H_
