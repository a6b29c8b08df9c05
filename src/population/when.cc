// The block engine says on the first and the last day of each stretch what the right is, and what
// the probes are. A row whose probes are the same on both days stays as it is between them; what
// changes for it when the next stretch begins stands in the two answers. Only rows with a probe
// that moves, or whose answer is open after a change, are walked one by one, on threads.
#include "population/when.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "answers/causes.h"
#include "answers/walk.h"
#include "plan/frozen.h"
#include "population/assess.h"

namespace proactive::population {

namespace {

using plan::RightStretch;

constexpr std::int64_t kRowsOfTask = 256;

// One bit for each row.
class Rows {
 public:
  explicit Rows(std::int64_t rows) : rows_(rows), words_(static_cast<std::size_t>((rows + 63) / 64)) {}

  void add(std::int64_t row) { words_[static_cast<std::size_t>(row / 64)] |= std::uint64_t{1} << (row % 64); }
  bool has(std::int64_t row) const { return (words_[static_cast<std::size_t>(row / 64)] >> (row % 64) & 1U) != 0; }
  void add_all() {
    for (std::int64_t row = 0; row < rows_; ++row) add(row);
  }
  void add_word(std::size_t word, std::uint64_t bits) { words_[word] |= bits; }

  std::vector<std::int32_t> listed() const {
    std::vector<std::int32_t> rows;
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t left = words_[word]; left != 0; left &= left - 1)
        rows.push_back(static_cast<std::int32_t>(64 * word) + __builtin_ctzll(left));
    }
    return rows;
  }

 private:
  std::int64_t rows_;
  std::vector<std::uint64_t> words_;
};

// The upper ends of amounts that are not one number: in both lists the same, or the row differs.
void add_other_ends(const RightOutcomes& a, const RightOutcomes& b, Rows& rows) {
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.open.size(); ++i) {
    while (j < b.open.size() && b.open[j] < a.open[i]) rows.add(b.open[j++]);
    if (j < b.open.size() && b.open[j] == a.open[i]) {
      if (a.open_high_cents[i] != b.open_high_cents[j]) rows.add(a.open[i]);
      ++j;
    } else {
      rows.add(a.open[i]);
    }
  }
  while (j < b.open.size()) rows.add(b.open[j++]);
}

void add_different(const RightOutcomes& a, const RightOutcomes& b, Rows& rows) {
  for (std::size_t word = 0; word < a.eligible.size(); ++word)
    rows.add_word(word, (a.eligible[word] ^ b.eligible[word]) | (a.not_eligible[word] ^ b.not_eligible[word]));
  if (!a.has_amount || !b.has_amount) return;
  for (std::int64_t row = 0; row < a.rows; ++row) {
    if (a.amount_cents[row] != b.amount_cents[row]) rows.add(row);
  }
  add_other_ends(a, b, rows);
}

RightStatus status_of(const RightOutcomes& outcomes, std::int64_t row) {
  const Outcome outcome = is_set(outcomes.eligible, row)       ? Outcome::eligible
                          : is_set(outcomes.not_eligible, row) ? Outcome::not_eligible
                                                               : Outcome::undetermined;
  RightStatus status{static_cast<Standing>(outcome), {}};
  if (!outcomes.has_amount || outcome == Outcome::not_eligible) return status;
  const std::int64_t low = outcomes.amount_cents[row];
  const auto found = std::lower_bound(outcomes.open.begin(), outcomes.open.end(), static_cast<std::int32_t>(row));
  const bool open = found != outcomes.open.end() && *found == row;
  status.amount = {low, open ? outcomes.open_high_cents[found - outcomes.open.begin()] : low};
  return status;
}

// A change whose cause is not yet a number.
struct Found {
  std::int32_t row = 0;
  std::int32_t day = 0;
  RightStatus before;
  RightStatus after;
  std::vector<ChangeCause> causes;
};

// A stretch as the blocks see it on one day: the right, then the probes. Of a stretch without a
// program there are no outcomes.
using Sight = std::vector<RightOutcomes>;

class Run {
 public:
  Run(const plan::RightStretches& right, const plan::Program& facts, const facts::Population& population,
      const WhenSettings& settings)
      : right_(right),
        facts_(facts),
        population_(population),
        settings_(settings),
        model_(*facts.model),
        entity_(model_.rights[right.right].entity),
        rows_(population.entities[entity_].ids.size()),
        walked_(rows_) {}

  WhenResult run(PopulationChanges& changes) {
    if (!look_at_blocks()) return WhenResult::stopped;
    const std::vector<std::int32_t> rows = walked_.listed();
    if (!walk(rows)) return too_much_ ? WhenResult::too_much : WhenResult::stopped;
    changes.walked += static_cast<std::int64_t>(rows.size());
    put_together(changes);
    return WhenResult::done;
  }

 private:
  // ---- blocks ----------------------------------------------------------------------------

  bool look_at_blocks() {
    const bool blind = std::any_of(right_.stretches.begin(), right_.stretches.end(), [](const RightStretch& stretch) {
      return stretch.program != nullptr && !plan::can_be_frozen(stretch.probes);
    });
    if (blind) {
      walked_.add_all();
      return true;
    }
    const RightStretch* before = nullptr;
    Sight last;
    for (const RightStretch& stretch : right_.stretches) {
      Sight first;
      if (!look(stretch, stretch.days.first, first)) return false;
      if (before != nullptr && !add_boundary(*before, last, stretch, first)) return false;
      if (stretch.program == nullptr || stretch.probes.empty() || stretch.days.one()) {
        last = std::move(first);
      } else {
        last.clear();
        if (!look(stretch, stretch.days.last, last)) return false;
        for (std::size_t probe = 1; probe < first.size(); ++probe) add_different(first[probe], last[probe], walked_);
      }
      before = &stretch;
    }
    return true;
  }

  bool look(const RightStretch& stretch, std::int32_t day, Sight& sight) const {
    if (stretch.program == nullptr) return true;
    Settings settings;
    settings.threads = settings_.threads;
    settings.missing = false;
    const auto progress = [&](std::int64_t) { return settings_.progress(0); };
    return assess(plan::frozen(*stretch.program, stretch.probes, day), entity_, population_, settings, progress, sight);
  }

  RightStatus status_in(const RightStretch& stretch, const Sight& sight, std::int64_t row) const {
    if (!sight.empty()) return status_of(sight.front(), row);
    return {stretch.errors.empty() ? Standing::not_in_force : Standing::cannot_be_told, {}};
  }

  // The rows whose answer changes because another stretch begins. Where a probe of the stretch before
  // moves on that very day, the walk finds out which of the two it was.
  bool add_boundary(const RightStretch& before, const Sight& last, const RightStretch& after, const Sight& first) {
    Rows changed(rows_);
    if (last.empty() || first.empty()) {
      changed.add_all();
    } else {
      add_different(last.front(), first.front(), changed);
      if (last.front().has_amount != first.front().has_amount) changed.add_all();
    }
    const std::vector<std::int32_t> rows = changed.listed();
    if (rows.empty()) return true;
    Rows moved(rows_);
    if (!last.empty() && !first.empty() && !before.probes.empty()) {
      Sight as_before;
      if (!look(before, after.days.first, as_before)) return false;
      for (std::size_t probe = 1; probe < last.size(); ++probe) add_different(last[probe], as_before[probe], moved);
    }
    answers::Moment moment{after.days.first, &before, &after, true, {}, {}, {}};
    for (const std::int32_t row : rows) {
      moment.was = status_in(before, last, row);
      moment.is = status_in(after, first, row);
      if (moment.was == moment.is) continue;
      if (moved.has(row) || moment.is.standing == Standing::undetermined)
        walked_.add(row);
      else
        found_.push_back({row, moment.day, moment.was, moment.is, causes_of(moment)});
    }
    return true;
  }

  // Without a fact of the row in it; the standings are all that it depends on.
  const std::vector<ChangeCause>& causes_of(const answers::Moment& moment) {
    const auto key = std::tuple(moment.day, moment.was.standing, moment.is.standing);
    const auto known = boundary_causes_.find(key);
    if (known != boundary_causes_.end()) return known->second;
    return boundary_causes_.emplace(key, answers::Causes(model_, settings_.audience, false).of(moment, {}))
        .first->second;
  }

  // ---- rows ------------------------------------------------------------------------------

  bool walk(const std::vector<std::int32_t>& rows) {
    const std::int64_t tasks = (static_cast<std::int64_t>(rows.size()) + kRowsOfTask - 1) / kRowsOfTask;
    by_task_.resize(static_cast<std::size_t>(tasks));
    std::atomic<std::int64_t> next{0};
    std::atomic<bool> stopped{false};
    std::mutex guard;
    std::exception_ptr failure;
    const auto work = [&](bool reports) {
      try {
        const facts::ColumnSource columns(facts_, population_);
        facts::ClockSource source(columns);
        answers::Walk walk(right_, source);
        answers::Causes causes(model_, settings_.audience, false);
        for (std::int64_t task = next++; task < tasks && !stopped; task = next++) {
          const auto begin = static_cast<std::size_t>(task * kRowsOfTask);
          const std::size_t end = std::min(begin + kRowsOfTask, rows.size());
          for (std::size_t i = begin; i < end && !stopped; ++i) {
            if (walk_row(rows[i], walk, source, causes, by_task_[static_cast<std::size_t>(task)])) continue;
            too_much_ = true;
            stopped = true;
          }
          if (reports && !settings_.progress(static_cast<std::int64_t>(end))) stopped = true;
        }
      } catch (...) {
        const std::scoped_lock lock(guard);
        if (!failure) failure = std::current_exception();
        stopped = true;
      }
    };
    std::vector<std::thread> threads;
    for (int i = 1; i < std::min<std::int64_t>(settings_.threads, tasks); ++i) threads.emplace_back(work, false);
    work(true);
    for (auto& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
    return !stopped;
  }

  bool walk_row(std::int32_t row, answers::Walk& walk, facts::ClockSource& source, answers::Causes& causes,
                std::vector<Found>& found) const {
    const facts::Row subject = facts::ColumnSource::row_of(row);
    RightStatus start;
    return walk.run(subject, start, [&](const answers::Moment& moment) {
      std::vector<std::string> missing;
      if (moment.is.standing == Standing::undetermined && moment.by_rules)
        missing = causes.missing_on(*moment.after, moment.day, source, subject);
      found.push_back({row, moment.day, moment.was, moment.is, causes.of(moment, missing)});
      return !settings_.first_only;
    });
  }

  // ---- result ----------------------------------------------------------------------------

  void put_together(PopulationChanges& changes) {
    const semantics::Right& right = model_.rights[right_.right];
    const auto place = static_cast<std::int32_t>(changes.rights.size());
    changes.rights.push_back({right.name, model_.entities[entity_].name,
                              std::string(semantics::to_string(right.amount_period)), right.has_amount});
    std::erase_if(found_, [&](const Found& one) { return walked_.has(one.row); });
    for (auto& task : by_task_) std::move(task.begin(), task.end(), std::back_inserter(found_));
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Found& a, const Found& b) { return std::tie(a.row, a.day) < std::tie(b.row, b.day); });
    const Found* before = nullptr;
    for (const Found& one : found_) {
      const bool later = settings_.first_only && before != nullptr && before->row == one.row;
      before = &one;
      if (later) continue;
      changes.changes.push_back(
          {one.row, place, Date{one.day}, one.before, one.after, number_of(one.causes, changes.causes)});
    }
  }

  // Causes are few, and many rows have the same.
  std::int32_t number_of(const std::vector<ChangeCause>& causes, std::vector<std::vector<ChangeCause>>& known) {
    std::string key;
    for (const ChangeCause& cause : causes) {
      key += in_words(cause, Language::english) + "|" + std::string(to_string(cause.kind)) + "|" + cause.condition;
      for (const std::string& fact : cause.facts) key += "|" + fact;
    }
    const auto [found, fresh] = numbers_.emplace(std::move(key), static_cast<std::int32_t>(known.size()));
    if (fresh) known.push_back(causes);
    return found->second;
  }

  const plan::RightStretches& right_;
  const plan::Program& facts_;
  const facts::Population& population_;
  const WhenSettings& settings_;
  const semantics::Model& model_;
  const int entity_;
  const std::int64_t rows_;
  Rows walked_;
  std::vector<Found> found_;
  std::vector<std::vector<Found>> by_task_;
  std::map<std::tuple<std::int32_t, Standing, Standing>, std::vector<ChangeCause>> boundary_causes_;
  std::map<std::string, std::int32_t> numbers_;
  std::atomic<bool> too_much_{false};
};

}  // namespace

WhenResult changes_of(const plan::RightStretches& right, const plan::Program& facts,
                      const facts::Population& population, const WhenSettings& settings, PopulationChanges& changes) {
  return Run(right, facts, population, settings).run(changes);
}

}  // namespace proactive::population
