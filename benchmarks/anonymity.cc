// What anonymity costs: the optimum of the Adult data beside all nodes one by one, memory of a check of many
// rows, and noise.
//
//   anonymity adult FOLDER     FOLDER holds adult.csv and its adult_hierarchy_*.csv
//   anonymity rows [ROWS]      8 columns; the table stays in memory beside what the check takes
//   anonymity noise
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "proactive/privacy/anonymise.h"
#include "proactive/privacy/noise.h"
#include "proactive/privacy/risk.h"

namespace {

using namespace proactive::privacy;

// Time of the processor, as other programs may run beside this one, which takes one thread.
class Watch {
 public:
  double seconds() const { return static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t begin_ = std::clock();
};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> cells_of(std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ';');) cells.push_back(cell);
  return cells;
}

// The table in codes at every level, as whoever writes a brute force would keep it.
struct Naive {
  std::vector<std::vector<std::vector<int>>> codes;  ///< by column, level and row
  std::vector<std::vector<double>> loss;             ///< by column and level
  std::size_t rows = 0;

  // Rows in classes below k: the rows' keys sorted, and runs counted.
  std::size_t failing(const std::vector<int>& node, std::size_t k, std::vector<std::uint64_t>& keys) const {
    for (std::size_t r = 0; r < rows; ++r) {
      std::uint64_t key = 0;
      for (std::size_t c = 0; c < node.size(); ++c)
        key = key << 7U | static_cast<std::uint64_t>(codes[c][static_cast<std::size_t>(node[c])][r]);
      keys[r] = key;
    }
    std::sort(keys.begin(), keys.end());
    std::size_t failing = 0;
    for (std::size_t begin = 0, end = 0; begin < rows; begin = end) {
      while (end < rows && keys[end] == keys[begin]) ++end;
      if (end - begin < k) failing += end - begin;
    }
    return failing;
  }
};

Naive naive_of(const std::vector<std::vector<std::string>>& rows,
               const std::vector<std::vector<std::vector<std::string>>>& hierarchies) {
  Naive naive;
  naive.rows = rows.size();
  for (std::size_t c = 0; c < hierarchies.size(); ++c) {
    std::map<std::string, const std::vector<std::string>*> line;
    for (const auto& values : hierarchies[c]) line[values.front()] = &values;
    std::map<std::string, double> original;
    for (const auto& row : rows) ++original[row[c]];
    auto& levels = naive.codes.emplace_back();
    auto& losses = naive.loss.emplace_back();
    for (std::size_t level = 0; level < hierarchies[c].front().size(); ++level) {
      std::map<std::string, int> code;
      std::map<std::string, double> general;
      auto& column = levels.emplace_back();
      for (const auto& row : rows) {
        const std::string& value = (*line[row[c]])[level];
        column.push_back(code.try_emplace(value, static_cast<int>(code.size())).first->second);
        ++general[value];
      }
      double loss = 0;
      for (const auto& [value, count] : original)
        loss += count * __builtin_log2(general[(*line[value])[level]] / count);
      losses.push_back(loss);
    }
  }
  return naive;
}

struct Best {
  double loss = 1e300;
  std::vector<int> node;
};

Best brute_force(const Naive& naive, std::size_t k, std::size_t allowed) {
  Best best;
  std::vector<std::uint64_t> keys(naive.rows);
  std::vector<int> node(naive.codes.size(), 0);
  for (;;) {
    if (naive.failing(node, k, keys) <= allowed) {
      double loss = 0;
      for (std::size_t c = 0; c < node.size(); ++c) loss += naive.loss[c][static_cast<std::size_t>(node[c])];
      if (loss < best.loss) best = {loss, node};
    }
    std::size_t c = 0;
    while (c < node.size() && static_cast<std::size_t>(++node[c]) == naive.codes[c].size()) node[c++] = 0;
    if (c == node.size()) return best;
  }
}

int adult(const std::string& folder) {
  std::istringstream lines(read_file(folder + "/adult.csv"));
  std::string line;
  if (!std::getline(lines, line)) return std::fprintf(stderr, "no adult.csv in %s\n", folder.c_str()), 2;
  const auto names = cells_of(line);
  std::vector<std::vector<std::string>> rows;
  while (std::getline(lines, line)) rows.push_back(cells_of(line));
  AnonymisationPlan plan;
  std::vector<std::vector<std::vector<std::string>>> hierarchies;
  for (const std::string& name : names) {
    const std::string text = read_file(folder + "/adult_hierarchy_" + name + ".csv");
    plan.quasi_identifiers.push_back({name, *Hierarchy::from_csv(text), 0, -1});
    auto& hierarchy = hierarchies.emplace_back();
    std::istringstream in(text);
    while (std::getline(in, line)) hierarchy.push_back(cells_of(line));
  }
  const auto table = CodedTable::of(names, rows);
  const Naive naive = naive_of(rows, hierarchies);
  double all_brute = 0, all_ours = 0;
  bool agree = true;
  for (const auto& [k, percent] : {std::pair{5, 0}, {5, 4}, {100, 4}}) {
    plan.k = k;
    plan.suppression = {percent, 100, true};
    Watch ours_watch;
    const auto found = anonymise(*table, plan);
    const double ours = ours_watch.seconds();
    Watch watch;
    const Best best =
        brute_force(naive, static_cast<std::size_t>(k), rows.size() * static_cast<std::size_t>(percent) / 100);
    const double brute = watch.seconds();
    const bool same = found && found->report().levels == best.node && found->report().proven_optimal;
    agree = agree && same;
    all_brute += brute;
    all_ours += ours;
    std::printf("k %3d, %d %% suppressed: all nodes %6.2f s, ours %.3f s with %4d checks, x %4.0f, loss %s, %s\n", k,
                percent, brute, ours, found ? static_cast<int>(found->report().checks) : 0, brute / ours,
                found ? to_string(found->report().loss).c_str() : "-", same ? "the same node" : "ANOTHER NODE");
  }
  std::printf("together: x %.0f (bar 40)\n", all_brute / all_ours);
  return agree ? 0 : 1;
}

// 8 columns of int32, all in memory, handed out in batches.
struct Resident {
  static constexpr int kColumns = 8;
  static constexpr std::int64_t kBatch = 65536;
  std::int64_t rows = 0;
  std::int64_t given = 0;
  std::vector<std::int32_t> values[kColumns];
  const void* buffers[kColumns][2] = {};
  const void* none[1] = {};
  ArrowArray children[kColumns] = {};
  ArrowArray* child_pointers[kColumns] = {};
  ArrowSchema fields[kColumns] = {};
  ArrowSchema* field_pointers[kColumns] = {};
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  auto* data = static_cast<Resident*>(stream->private_data);
  static const char* const names[] = {"sex", "born", "commune", "children", "income", "housing", "work", "diploma"};
  for (int c = 0; c < Resident::kColumns; ++c) {
    data->fields[c] = {"i",    names[c], nullptr, 0, 0, nullptr, nullptr, [](ArrowSchema* s) { s->release = nullptr; },
                       nullptr};
    data->field_pointers[c] = &data->fields[c];
  }
  *out = {"+s",
          "",
          nullptr,
          0,
          Resident::kColumns,
          data->field_pointers,
          nullptr,
          [](ArrowSchema* s) { s->release = nullptr; },
          nullptr};
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto* data = static_cast<Resident*>(stream->private_data);
  *out = {};
  const std::int64_t rows = std::min(Resident::kBatch, data->rows - data->given);
  if (rows == 0) return 0;
  for (int c = 0; c < Resident::kColumns; ++c) {
    data->buffers[c][1] = data->values[c].data();
    data->children[c] = {
        rows,   0, data->given, 2, 0, data->buffers[c], nullptr, nullptr, [](ArrowArray* a) { a->release = nullptr; },
        nullptr};
    data->child_pointers[c] = &data->children[c];
  }
  data->given += rows;
  *out = {rows,
          0,
          0,
          1,
          Resident::kColumns,
          data->none,
          data->child_pointers,
          nullptr,
          [](ArrowArray* a) { a->release = nullptr; },
          nullptr};
  return 0;
}

int rows(std::int64_t count) {
  Resident data;
  data.rows = count;
  std::uint64_t state = 1;
  const std::uint32_t most[] = {2, 36'500, 35'000, 12, 1'000, 6, 500, 30};
  for (int c = 0; c < Resident::kColumns; ++c) {
    data.values[c].reserve(static_cast<std::size_t>(count));
    for (std::int64_t r = 0; r < count; ++r) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      data.values[c].push_back(static_cast<std::int32_t>((state >> 33U) % most[c]));
    }
  }
  ArrowArrayStream stream{get_schema, get_next, [](ArrowArrayStream*) -> const char* { return nullptr; },
                          [](ArrowArrayStream* s) { s->release = nullptr; }, &data};
  Watch reading;
  const auto table = CodedTable::read(&stream);
  if (!table) return std::fprintf(stderr, "%s\n", proactive::render(table.errors()).c_str()), 2;
  const double read = reading.seconds();
  RiskQuestion question;
  for (const CodedColumn& column : table->columns()) question.quasi_identifiers.push_back(column.name());
  Watch checking;
  const auto risk = assess_risk(*table, question);
  const double check = checking.seconds();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double input = static_cast<double>(count) * 8 * 4 / 1e6;
  const double peak = static_cast<double>(usage.ru_maxrss) / 1e3;
  std::printf("%lld rows x 8: k %lld, classes %lld; read %.2f s, check %.2f s\n", static_cast<long long>(count),
              static_cast<long long>(risk->k), static_cast<long long>(risk->classes), read, check);
  std::printf("input %.0f MB, peak of the process with it %.0f MB: %.2f x the input (bar 2)\n", input, peak,
              peak / input);
  return peak <= 2 * input ? 0 : 1;
}

int noise() {
  const std::vector<std::int64_t> counts(1'000'000, 100);
  SystemRandomness randomness;
  PrivacyBudget epsilon(PrivacyUnit::epsilon, 10'000'000);
  Watch laplace;
  const bool good = static_cast<bool>(noisy_counts_laplace(counts, 1, 1'000'000, epsilon, randomness));
  std::printf("discrete Laplace, epsilon 1: %.2f M counts/s\n", good ? 1 / laplace.seconds() : 0);
  PrivacyBudget rho(PrivacyUnit::rho, 10'000'000);
  Watch gaussian;
  const bool too = static_cast<bool>(noisy_counts_gaussian(counts, 1, 500'000, rho, randomness));
  std::printf("discrete Gaussian, rho 0.5: %.2f M counts/s\n", too ? 1 / gaussian.seconds() : 0);
  return good && too ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "adult" && argc == 3) return adult(argv[2]);
  if (what == "rows") return rows(argc > 2 ? std::atoll(argv[2]) : 10'000'000);
  if (what == "noise") return noise();
  std::fprintf(stderr, "anonymity adult FOLDER | rows [ROWS] | noise\n");
  return 2;
}
