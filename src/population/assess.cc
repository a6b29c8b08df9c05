// Rows are handed to threads in chunks of whole blocks. Every chunk has its own places in the
// results, and lists of its own for what has no fixed place (open rows, missing facts); those are
// put together in the order of the rows, so that the bytes do not depend on who did what when.
#include "population/assess.h"

#include <absl/container/btree_map.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "answers/decide.h"
#include "execution/block_facts.h"
#include "execution/evaluator.h"
#include "execution/kernel_set.h"

namespace proactive::population {

using execution::AnswerBlock;
using execution::BlockProgram;
using execution::BlockRunner;
using execution::BlockSource;
using execution::Word;
using execution::words_of;

namespace {

constexpr std::int64_t kBlocksOfChunk = 16;
constexpr std::int64_t kOpenRowsBetweenReports = 512;

// What has no fixed place, of one right in one chunk.
struct OpenRows {
  std::vector<std::int32_t> rows;
  std::vector<std::int64_t> high_cents;
  std::vector<std::string> facts;
  std::vector<std::int64_t> missing_end;
  std::vector<std::int32_t> missing;
};

void list_names(const plan::ConditionPlan& condition, std::vector<ConditionBits>& conditions) {
  if (condition.source->kind == semantics::Condition::Kind::leaf)
    conditions.push_back({condition.source->name, {}, {}});
  for (const auto& part : condition.parts) list_names(part, conditions);
}

RightOutcomes empty_outcomes(const plan::Program& program, int entity, const plan::RightPlan& planned,
                             std::int64_t rows, const Settings& settings) {
  const semantics::Right& right = program.model->rights[planned.right];
  RightOutcomes outcomes;
  outcomes.right = right.name;
  outcomes.entity = program.model->entities[entity].name;
  outcomes.period = semantics::to_string(right.amount_period);
  outcomes.has_amount = planned.amount >= 0 && settings.amounts;
  outcomes.has_received = planned.received >= 0;
  outcomes.rows = rows;
  const auto words = static_cast<std::size_t>(words_of(rows));
  outcomes.eligible.resize(words);
  outcomes.not_eligible.resize(words);
  if (outcomes.has_received) {
    outcomes.received_yes.resize(words);
    outcomes.received_no.resize(words);
  }
  if (outcomes.has_amount) outcomes.amount_cents.resize(static_cast<std::size_t>(rows));
  if (settings.conditions) {
    for (const auto& condition : planned.conditions) list_names(condition, outcomes.conditions);
    for (auto& condition : outcomes.conditions) {
      condition.yes.resize(words);
      condition.no.resize(words);
    }
  }
  return outcomes;
}

void set_bit(Word* plane, std::int64_t row, bool value) {
  const Word bit = Word{1} << (row % 64);
  plane[row / 64] = value ? plane[row / 64] | bit : plane[row / 64] & ~bit;
}

// The whole run: what all threads share.
class Run {
 public:
  Run(const plan::Program& program, const facts::Population& population, const Settings& settings, std::int64_t rows,
      std::span<const std::int32_t> only, std::span<RightOutcomes> outcomes)
      : program(program),
        blocks(program, {settings.amounts, settings.conditions, settings.missing}),
        source(program, population),
        columns(program, population),
        kernels(settings.kernels != nullptr ? *settings.kernels : *execution::find_kernels()),
        settings(settings),
        rows(rows),
        only(only),
        outcomes(outcomes),
        chunk_rows(settings.block_rows * kBlocksOfChunk),
        open((rows + chunk_rows - 1) / chunk_rows * outcomes.size()) {}

  OpenRows& open_rows(std::int64_t chunk, std::size_t right) { return open[chunk * outcomes.size() + right]; }

  const plan::Program& program;
  const BlockProgram blocks;
  const BlockSource source;
  const facts::ColumnSource columns;
  const execution::Kernels& kernels;
  const Settings& settings;
  const std::int64_t rows;
  const std::span<const std::int32_t> only;  ///< the rows meant by 0, 1, …; empty: those themselves
  const std::span<RightOutcomes> outcomes;
  const std::int64_t chunk_rows;
  std::vector<OpenRows> open;  ///< by chunk and right
  std::atomic<std::int64_t> next_chunk{0};
  std::atomic<std::int64_t> rows_done{0};
  std::atomic<bool> stopped{false};
};

// One thread of a run.
class Worker {
 public:
  Worker(Run& run, const Progress* progress)
      : run_(run),
        progress_(progress),
        runner_(run.blocks, run.source, run.kernels, run.settings.block_rows),
        sets_(run.program, run.columns),
        answers_(run.outcomes.size()),
        places_(run.outcomes.size()),
        conditions_(run.outcomes.size()) {}

  void work() {
    for (;;) {
      const std::int64_t chunk = run_.next_chunk.fetch_add(1);
      const std::int64_t first = chunk * run_.chunk_rows;
      if (first >= run_.rows || run_.stopped) return;
      const std::int64_t end = std::min(first + run_.chunk_rows, run_.rows);
      for (std::int64_t row = first; row < end && !run_.stopped; row += run_.settings.block_rows)
        assess_block(chunk, row, std::min(run_.settings.block_rows, end - row));
      run_.rows_done += end - first;
      report();
    }
  }

 private:
  void report() {
    if (progress_ != nullptr && *progress_ && !(*progress_)(run_.rows_done)) run_.stopped = true;
  }

  void assess_block(std::int64_t chunk, std::int64_t first, std::int64_t rows) {
    for (std::size_t i = 0; i < places_.size(); ++i) place_answers(i, first);
    const bool some = !run_.only.empty();
    const Word* open = some ? runner_.run(run_.only.subspan(first, rows), places_) : runner_.run(first, rows, places_);
    for (std::int64_t word = 0; word < words_of(rows); ++word) {
      for (Word left = open[word]; left != 0 && !run_.stopped; left &= left - 1)
        decide(chunk, first + 64 * word + __builtin_ctzll(left));
    }
  }

  void place_answers(std::size_t i, std::int64_t first) {
    RightOutcomes& outcomes = run_.outcomes[i];
    AnswerBlock& place = places_[i];
    const std::int64_t word = first / 64;
    place.yes = outcomes.eligible.data() + word;
    place.no = outcomes.not_eligible.data() + word;
    if (outcomes.has_received) {
      place.received_yes = outcomes.received_yes.data() + word;
      place.received_no = outcomes.received_no.data() + word;
    }
    if (outcomes.has_amount) place.amount = outcomes.amount_cents.data() + first;
    conditions_[i].clear();
    for (auto& condition : outcomes.conditions) {
      conditions_[i].push_back(condition.yes.data() + word);
      conditions_[i].push_back(condition.no.data() + word);
    }
    place.conditions = conditions_[i];
  }

  // A row that the block left open, by the sets of what its facts may still be.
  void decide(std::int64_t chunk, std::int64_t row) {
    if (++decided_ % kOpenRowsBetweenReports == 0) report();
    sets_.run(facts::ColumnSource::row_of(run_.only.empty() ? row : run_.only[row]));
    execution::read_answers(sets_, answers_);
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      write(run_.outcomes[i], i, row);
      const Answer& answer = answers_[i];
      const bool range = run_.outcomes[i].has_amount && answer.amount.low_cents != answer.amount.high_cents;
      if (answer.outcome == Outcome::undetermined || range) note_open(run_.open_rows(chunk, i), i, row);
    }
  }

  void write(RightOutcomes& outcomes, std::size_t i, std::int64_t row) {
    const Answer& answer = answers_[i];
    set_bit(outcomes.eligible.data(), row, answer.outcome == Outcome::eligible);
    set_bit(outcomes.not_eligible.data(), row, answer.outcome == Outcome::not_eligible);
    if (outcomes.has_received) {
      set_bit(outcomes.received_yes.data(), row, answer.received == Kleene::yes);
      set_bit(outcomes.received_no.data(), row, answer.received == Kleene::no);
    }
    if (outcomes.has_amount) outcomes.amount_cents[row] = answer.amount.low_cents;
    for (std::size_t k = 0; k < outcomes.conditions.size(); ++k) {
      const Kleene truth = sets_.at(run_.blocks.conditions[i][k]).truth();
      set_bit(outcomes.conditions[k].yes.data(), row, truth == Kleene::yes);
      set_bit(outcomes.conditions[k].no.data(), row, truth == Kleene::no);
    }
  }

  void note_open(OpenRows& open, std::size_t i, std::int64_t row) {
    open.rows.push_back(static_cast<std::int32_t>(row));
    open.high_cents.push_back(answers_[i].amount.high_cents);
    if (!run_.settings.missing) return;
    if (answers_[i].outcome == Outcome::undetermined) {
      for (const std::string& fact :
           answers::missing_by_field(sets_, run_.program.rights[i], run_.settings.missing_of_amounts))
        open.missing.push_back(number(open.facts, fact));
    }
    open.missing_end.push_back(static_cast<std::int64_t>(open.missing.size()));
  }

  // Facts that are missing are few, and each chunk meets the same ones again and again.
  static std::int32_t number(std::vector<std::string>& facts, const std::string& fact) {
    const auto place = std::find(facts.begin(), facts.end(), fact) - facts.begin();
    if (place == static_cast<std::ptrdiff_t>(facts.size())) facts.push_back(fact);
    return static_cast<std::int32_t>(place);
  }

  Run& run_;
  const Progress* progress_;
  BlockRunner runner_;
  execution::Sets sets_;
  std::vector<Answer> answers_;
  std::vector<AnswerBlock> places_;
  std::vector<std::vector<Word*>> conditions_;
  std::int64_t decided_ = 0;
};

// Runs the same work on all threads; an exception of one of them comes out here.
void run_threads(Run& run, const Progress& progress) {
  std::mutex guard;
  std::exception_ptr failure;
  const auto work = [&](const Progress* report) {
    try {
      Worker(run, report).work();
    } catch (...) {
      const std::scoped_lock lock(guard);
      if (!failure) failure = std::current_exception();
      run.stopped = true;
    }
  };
  std::vector<std::thread> threads;
  const auto chunks = static_cast<int>(std::min<std::int64_t>((run.rows + run.chunk_rows - 1) / run.chunk_rows, 1024));
  for (int i = 1; i < std::min(run.settings.threads, chunks); ++i) threads.emplace_back(work, nullptr);
  work(&progress);
  for (auto& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

// The lists of all chunks, one behind the other.
void put_together(Run& run, std::size_t right) {
  RightOutcomes& outcomes = run.outcomes[right];
  absl::btree_map<std::string, std::int32_t> numbers;
  if (run.settings.missing) outcomes.missing_begin.push_back(0);
  for (std::size_t chunk = right; chunk < run.open.size(); chunk += run.outcomes.size()) {
    OpenRows& open = run.open[chunk];
    outcomes.open.insert(outcomes.open.end(), open.rows.begin(), open.rows.end());
    outcomes.open_high_cents.insert(outcomes.open_high_cents.end(), open.high_cents.begin(), open.high_cents.end());
    const auto before = static_cast<std::int64_t>(outcomes.missing.size());
    for (const std::int64_t end : open.missing_end) outcomes.missing_begin.push_back(before + end);
    for (const std::int32_t fact : open.missing) {
      const auto [found, fresh] =
          numbers.emplace(open.facts[fact], static_cast<std::int32_t>(outcomes.missing_facts.size()));
      if (fresh) outcomes.missing_facts.push_back(open.facts[fact]);
      outcomes.missing.push_back(found->second);
    }
    open = {};
  }
}

}  // namespace

namespace {

bool assess(const plan::Program& program, int entity, const facts::Population& population, std::int64_t rows,
            std::span<const std::int32_t> only, const Settings& settings, const Progress& progress,
            std::vector<RightOutcomes>& outcomes) {
  const std::size_t first = outcomes.size();
  for (const auto& right : program.rights) outcomes.push_back(empty_outcomes(program, entity, right, rows, settings));
  if (progress && !progress(0)) return false;
  Run run(program, population, settings, rows, only, std::span(outcomes).subspan(first));
  run_threads(run, progress);
  if (run.stopped) return false;
  for (std::size_t right = 0; right < program.rights.size(); ++right) put_together(run, right);
  return true;
}

}  // namespace

bool assess(const plan::Program& program, int entity, const facts::Population& population, const Settings& settings,
            const Progress& progress, std::vector<RightOutcomes>& outcomes) {
  return assess(program, entity, population, population.entities[entity].ids.size(), {}, settings, progress, outcomes);
}

bool assess_rows(const plan::Program& program, int entity, const facts::Population& population,
                 std::span<const std::int32_t> rows, const Settings& settings, const Progress& progress,
                 std::vector<RightOutcomes>& outcomes) {
  return assess(program, entity, population, static_cast<std::int64_t>(rows.size()), rows, settings, progress,
                outcomes);
}

}  // namespace proactive::population
