// `cheque_energie` over a population, by the library and by a loop written by hand, beside a copy
// of the same columns in memory; on one thread and on two, by turns, each compared with the other
// before anything is timed. The answer is a line of JSON for each, read by `benchmarks/suites.py`.
//
//   fused FOLDER RUNS [changed]     FOLDER holds the columns that benchmarks/data.py wrote; with `changed`,
//                                   everyone against one household in a hundred
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <thread>

#include "proactive/rule_set.h"
#include "voucher_data.h"
#include "voucher_loop.h"

namespace proactive::benchmarks {
namespace {

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

// Without the line by which receipt is seen: the loop by hand does not compute that column.
RuleText rule_file(const std::string& name) {
  std::ifstream file(PROACTIVE_EXAMPLES "/" + name);
  std::string text;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("  received ")) text += line + "\n";
  }
  return {name, text};
}

Plan voucher_plan() {
  auto rules = RuleSet::parse({rule_file("vocabulary.rights"), rule_file("cheque_energie.rights")});
  if (!rules) fail(render(rules.errors()));
  auto plan = rules->plan({*Date::of(2019, 4, 1), {"cheque_energie"}});
  if (!plan) fail(render(plan.errors()));
  return *plan;
}

// The one place that knows how a population is assessed with options.
Outcomes assess(const Plan& plan, const Population& population, int threads, bool amounts) {
  auto outcomes = plan.assess(population, {.threads = threads, .amounts = amounts, .missing = false});
  if (!outcomes) fail(render(outcomes.errors()));
  return std::move(*outcomes);
}

// Calls `work` with the parts of `count` things, on threads of their own.
void in_parts(std::int64_t count, int threads, const std::function<void(std::int64_t, std::int64_t)>& work) {
  const std::int64_t part = (count / threads + 63) / 64 * 64;
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work, i * part, i + 1 == threads ? count : (i + 1) * part);
  work(0, threads == 1 ? count : part);
  for (std::thread& other : others) other.join();
}

// The loop by hand, into memory of its own or, as the library does, into memory taken anew.
class ByHand {
 public:
  explicit ByHand(const VoucherData& data) : in_(data.inputs()) { take_memory(true); }

  void run(int threads, bool amounts) {
    const VoucherOutputs out{yes_.get(), no_.get(), amounts ? amount_.get() : nullptr};
    in_parts(in_.rows, threads, [&](std::int64_t begin, std::int64_t end) { decide_voucher(in_, out, begin, end); });
  }

  void run_anew(int threads, bool amounts) {
    take_memory(amounts);
    run(threads, amounts);
  }

  // The library also decides some households with an unknown fact, by the bounds of its values.
  void compare_with(const RightOutcomes& ours) const {
    const bool all_known = in_.income_known == nullptr;
    for (std::int64_t i = 0; i < in_.rows; ++i) {
      const bool yes = yes_[i / 64] >> (i % 64) & 1, no = no_[i / 64] >> (i % 64) & 1;
      if (!all_known && !yes && !no) continue;
      const bool same = ours.outcome(i) == (yes ? Outcome::eligible : Outcome::not_eligible);
      if (!same || yes == no || amount_[i] != ours.amount_cents[i])
        fail("the library and the loop by hand disagree on row " + std::to_string(i));
    }
  }

 private:
  void take_memory(bool amounts) {
    const auto rows = static_cast<std::size_t>(in_.rows);
    yes_ = std::make_unique_for_overwrite<std::uint64_t[]>(rows / 64 + 1);
    no_ = std::make_unique_for_overwrite<std::uint64_t[]>(rows / 64 + 1);
    if (amounts) amount_ = std::make_unique_for_overwrite<std::int64_t[]>(rows);
  }

  VoucherInputs in_;
  std::unique_ptr<std::uint64_t[]> yes_, no_;
  std::unique_ptr<std::int64_t[]> amount_;
};

class Copies {
 public:
  explicit Copies(const VoucherData& data) : columns_(data.columns()) {
    for (const auto& [start, bytes] : columns_) copies_.emplace_back(bytes);
  }

  // Each thread copies its part of every column.
  void run(int threads) {
    constexpr std::int64_t kWhole = 1 << 16;
    in_parts(kWhole, threads, [&](std::int64_t begin, std::int64_t end) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto [start, bytes] = columns_[i];
        const std::size_t first = bytes * static_cast<std::size_t>(begin) / kWhole;
        const std::size_t last = bytes * static_cast<std::size_t>(end) / kWhole;
        std::memcpy(copies_[i].data() + first, static_cast<const char*>(start) + first, last - first);
      }
    });
  }

 private:
  std::vector<std::pair<const void*, std::size_t>> columns_;
  std::vector<std::vector<char>> copies_;
};

struct Task {
  std::string what;
  std::string engine;
  int threads = 1;
  std::function<void()> run;
  std::vector<double> seconds;
};

void time(Task& task) {
  const auto began = std::chrono::steady_clock::now();
  task.run();
  task.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
}

std::string to_json(const Task& task) {
  std::ostringstream json;
  json << R"({"what": ")" << task.what << R"(", "engine": ")" << task.engine << R"(", "threads": )" << task.threads
       << R"(, "seconds": [)";
  for (std::size_t i = 0; i < task.seconds.size(); ++i) json << (i == 0 ? "" : ", ") << task.seconds[i];
  return json.str() + "]}";
}

void time_by_turns(std::vector<Task>& tasks, int runs) {
  for (int i = 0; i < runs; ++i) {
    for (Task& task : tasks) time(task);
  }
  for (const Task& task : tasks) std::puts(to_json(task).c_str());
}

void run(const std::string& folder, int runs) {
  const VoucherData data(folder);
  const Plan plan = voucher_plan();
  const Population population = data.population(plan);
  ByHand by_hand(data);
  Copies copies(data);
  Outcomes ours = assess(plan, population, 1, true);
  std::vector<Task> tasks;
  for (const int threads : {1, 2}) {
    by_hand.run(threads, true);
    by_hand.compare_with(ours.rights.front());
    for (const bool amounts : {true, false}) {
      const auto add = [&](const char* engine, auto work) {
        tasks.push_back({amounts ? "with amount" : "outcomes", engine, threads, [=] { work(threads, amounts); }, {}});
      };
      add("proactive", [&](int count, bool wanted) { ours = assess(plan, population, count, wanted); });
      add("by hand", [&](int count, bool wanted) { by_hand.run(count, wanted); });
      add("by hand, memory taken anew", [&](int count, bool wanted) { by_hand.run_anew(count, wanted); });
      add("copy of the columns in memory", [&](int count, bool) { copies.run(count); });
    }
  }
  time_by_turns(tasks, runs);
}

// One household in a hundred, far apart or in groups of a thousand.
ChangedRows one_in_100(std::int64_t rows, bool together) {
  ChangedRows changed{"household", {}};
  for (std::int64_t i = 0; i < rows; ++i) {
    const bool wanted = together ? i / 1000 % 100 == 0 : i % 100 == i / 100 * 7919 % 100;
    if (wanted) changed.rows.push_back(static_cast<std::int32_t>(i));
  }
  return changed;
}

// Everyone against the households that changed, named by their rows.
void run_changed(const std::string& folder, int runs) {
  const VoucherData data(folder);
  const Plan plan = voucher_plan();
  const Population population = data.population(plan);
  Outcomes outcomes = assess(plan, population, 1, true);
  const std::int64_t rows = outcomes.rights.front().rows;
  const ChangedRows apart = one_in_100(rows, false);
  const ChangedRows together = one_in_100(rows, true);
  const auto update = [&](const ChangedRows& changed) {
    const auto changes = plan.update(population, {changed}, outcomes, {.threads = 1, .missing = false});
    if (!changes) fail(render(changes.errors()));
    if (!changes->rights.front().changes.empty()) fail("facts that are the same gave other answers");
  };
  std::vector<Task> tasks;
  const auto add = [&](const char* engine, auto work) { tasks.push_back({"what changed", engine, 1, work, {}}); };
  add("everyone", [&] { assess(plan, population, 1, true); });
  add("one in 100, far apart", [&] { update(apart); });
  add("one in 100, in groups of a thousand", [&] { update(together); });
  time_by_turns(tasks, runs);
}

}  // namespace
}  // namespace proactive::benchmarks

int main(int argc, char** argv) {
  const std::string what = argc == 4 ? argv[3] : "";
  if (argc < 3 || argc > 4 || (argc == 4 && what != "changed")) {
    std::fputs("usage: fused FOLDER RUNS [changed]\n", stderr);
    return 2;
  }
  using namespace proactive::benchmarks;
  (what.empty() ? run : run_changed)(argv[1], std::atoi(argv[2]));
}
