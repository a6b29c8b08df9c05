// When a person's rights change by the mere passage of time.
//
//   auto timeline = rules->timeline({.from = *Date::of(2026, 1, 1), .until = *Date::of(2036, 1, 1)});
//   auto calendar = timeline->of(household);
//   for (const TimelineEntry& entry : calendar->entries) std::cout << in_words(entry, Language::french) << "\n";
//
// A timeline is made once for a rule set, rights and days, with a program for each stretch of days on
// which the same figures, versions and years apply; it is immutable and shared between threads. Facts
// stay as they are: a birthday comes, a grant ends, a new figure applies, and nobody moves house.
#ifndef PROACTIVE_TIMELINE_H_
#define PROACTIVE_TIMELINE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/audience.h"
#include "proactive/date.h"
#include "proactive/decision.h"
#include "proactive/export.h"
#include "proactive/population.h"
#include "proactive/record.h"
#include "proactive/result.h"

namespace proactive {

class Plan;

namespace detail {
struct TimelineState;
}

/// Days that a timeline may cover at most: 400 years.
inline constexpr std::int32_t kMaxTimelineDays = 146097;

struct TimelineOptions {
  Date from;
  Date until;  ///< included
  /// Names of rights; empty: all.
  std::vector<std::string> rights;
};

/// What a right is to somebody on a day. The first three are `Outcome`, with its numbers.
enum class Standing : std::uint8_t {
  not_eligible = 0,
  eligible = 1,
  undetermined = 2,
  not_in_force = 3,    ///< it has no version on the day
  cannot_be_told = 4,  ///< a figure it needs has no value on the day
};

/// "eligible", "cannot be told" …, in English or French.
PROACTIVE_EXPORT std::string_view to_string(Standing standing, Language language = Language::english);

struct RightStatus {
  Standing standing = Standing::undetermined;
  /// None when refused, not in force, not to be told, or when the right has no amount.
  std::optional<Amount> amount;
  friend bool operator==(const RightStatus&, const RightStatus&) = default;
};

/// Why a right changes on a day.
struct ChangeCause {
  enum class Kind : std::uint8_t {
    age,             ///< somebody completes a year that a condition or amount asks for
    date,            ///< a date known as a fact, or one reckoned from it, is reached
    calendar,        ///< a day that the rules name is reached, whoever it is
    figure,          ///< a parameter, scale or table has another value
    version,         ///< a version of a right begins or ends
    year,            ///< the fact of another year is read
    year_unknown,    ///< so it is, and that fact is not known yet
    figure_missing,  ///< a figure has no value from this day
    withheld,        ///< what it is, is kept from the audience
  };

  Kind kind = Kind::calendar;
  std::string subject;             ///< whose: `dependants[2]`; empty: the subject itself, or nobody
  std::vector<std::string> facts;  ///< that it is reckoned from: `birth_date`, `reference_income(2024)`
  std::optional<int> age;          ///< completed that day
  std::string condition;           ///< the named condition through which it acts; empty: the amount alone
  std::string condition_label;
  std::string name;  ///< of the figure, or of the right whose version it is
};

/// "age", "figure missing" …: the words of JSON and tables.
PROACTIVE_EXPORT std::string_view to_string(ChangeCause::Kind kind);

struct TimelineEntry {
  Date on;  ///< the first day of `after`
  std::string right;
  std::string label;
  std::string period;  ///< of the amounts: "month", "year" or empty
  RightStatus before;
  RightStatus after;
  std::vector<ChangeCause> causes;
  /// What keeps the answer open from this day on; empty where it is not undetermined.
  std::vector<std::string> missing;
};

/// The rights of one subject over the days of a timeline.
struct Calendar {
  struct Start {
    std::string right;
    std::string label;
    std::string period;
    RightStatus status;
  };
  std::vector<Start> start;            ///< on the first day, in the order of the rule set
  std::vector<TimelineEntry> entries;  ///< by date, then in the order of the rule set
};

/// One sentence: "dependants[1] reaches the age of 20". Money as in `to_string(Money)`.
PROACTIVE_EXPORT std::string in_words(const ChangeCause& cause, Language language);
PROACTIVE_EXPORT std::string in_words(const RightStatus& status, std::string_view period, Language language);
PROACTIVE_EXPORT std::string in_words(const TimelineEntry& entry, Language language);
/// A calendar to read, a day a paragraph.
PROACTIVE_EXPORT std::string in_words(const Calendar& calendar, Language language);

/// One change of one row of a population.
struct RowChange {
  std::int32_t row = 0;    ///< its place in the table of the right's entity
  std::int32_t right = 0;  ///< its place in `PopulationChanges::rights`
  Date on;
  RightStatus before;
  RightStatus after;
  std::int32_t cause = 0;  ///< its place in `PopulationChanges::causes`
};

/// Everyone whose answer changes within the days of a timeline.
struct PopulationChanges {
  struct Right {
    std::string right;
    std::string entity;
    std::string period;
    bool has_amount = false;
  };
  std::vector<Right> rights;
  /// Each once. Of a member of a list only the role is said, not which: `dependants`.
  std::vector<std::vector<ChangeCause>> causes;
  std::vector<RowChange> changes;  ///< by right, row and date
  /// Rows that were walked from change to change; all others were seen to stay as they are.
  std::int64_t walked = 0;
};

/// What a run over a population may be told.
struct ChangesOptions {
  /// Called now and then, by the calling thread, with the rows done and their total; false cancels.
  std::function<bool(std::int64_t done, std::int64_t total)> progress;
  int threads = 0;          ///< the calling one included; 0: as many as the machine has
  bool first_only = false;  ///< only the next change of each row and right
  Audience audience = Audience::auditor();
};

/// Immutable; copies share one state, and threads may use it without locks.
class PROACTIVE_EXPORT Timeline {
 public:
  Date from() const;
  Date until() const;
  std::vector<std::string> rights() const;

  /// The calendar of one subject. `entity` may be left out when all the rights are for the same one.
  /// What `audience` may not see is in no cause. Errors: as `Plan::assess`; an audience that does not
  /// exist (E1301); more members or days to look at than the bound of work allows (E1313).
  Result<Calendar> of(const Record& subject, std::string_view entity = {},
                      const Audience& audience = Audience::person()) const;

  /// The facts that the rights read on any of the days, as a plan: for `Population::read`, and to ask
  /// for columns and memberships. Assessing with it leaves every answer undetermined.
  Plan reading() const;

  /// Everyone in a population, which was read for `reading()`, whose answer changes, with the date and the cause. The
  /// same for any number of threads. Errors: cancelled (E1100), the bound of work (E1313).
  Result<PopulationChanges> changes(const Population& population, const ChangesOptions& options = {}) const;

  explicit Timeline(std::shared_ptr<const detail::TimelineState> state) : state_(std::move(state)) {}
  const std::shared_ptr<const detail::TimelineState>& state() const { return state_; }

 private:
  std::shared_ptr<const detail::TimelineState> state_;
};

}  // namespace proactive

#endif  // PROACTIVE_TIMELINE_H_
