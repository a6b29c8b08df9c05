#include "proactive/privacy/risk.h"

#include <algorithm>
#include <map>
#include <span>
#include <unordered_map>

#include "privacy/classes.h"
#include "privacy/distances.h"
#include "privacy/risk_text.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

using values::Int128;
using values::misuse;

constexpr std::size_t kMostColumns = 1024;

Fraction share(std::int64_t part, std::int64_t whole) { return {part, whole, true}; }

Diagnostics check(const CodedTable& table, const RiskQuestion& question) {
  const std::size_t count = question.quasi_identifiers.size();
  if (count == 0 || count > kMostColumns)
    return {misuse("E1453", std::to_string(count) + " quasi-identifiers are given",
                   "name 1 to 1024 columns by which a person may be known")};
  if (question.threshold.denominator <= 0 || question.threshold.numerator < 0 ||
      compare(question.threshold, {1, 1, true}) > 0)
    return {misuse("E1453", "the threshold of risk is not a share from 0 to 1", "give a share such as 1/5")};
  if (question.order.size() > question.sensitive.size())
    return {misuse("E1453", "there are more orders of values than sensitive columns",
                   "give one order, which may be empty, for each sensitive column")};
  if (table.rows() == 0) return {misuse("E1454", "the table has no rows", "there is nothing to assess")};
  return {};
}

// Everything the prosecutor can do follows from the sizes of the classes.
void by_sizes(const ClassSizes& sizes, const Fraction& threshold, RiskReport& report) {
  std::int64_t at_risk = 0;
  std::int64_t alone = 0;
  for (const auto& [size, classes] : sizes.classes_of_size) {
    report.classes += classes;
    report.rows += size * classes;
    if (size == 1) alone = classes;
    if (compare({1, size, true}, threshold) > 0) at_risk += size * classes;
  }
  report.suppressed = sizes.suppressed;
  const std::int64_t rows = std::max<std::int64_t>(report.rows, 1);
  report.uniqueness = share(alone, rows);
  if (report.rows > 0) {
    report.k = sizes.classes_of_size.begin()->first;
    report.prosecutor.highest = share(1, report.k);
  }
  report.prosecutor.average = share(report.classes, rows);
  report.prosecutor.records_at_risk = share(at_risk, rows);
  report.marketer = report.prosecutor.average;
}

// The population's codes in those of the table; a value that the table lacks makes a row that is in none
// of its classes.
std::vector<std::uint32_t> recoded(const CodedColumn& from, const CodedColumn& to) {
  std::unordered_map<std::string_view, std::uint32_t> codes;
  for (std::size_t i = 0; i < to.values().size(); ++i) codes.emplace(to.values()[i], i + 1);
  std::vector<std::uint32_t> recode{0};
  for (const std::string& value : from.values()) {
    const auto at = codes.find(value);
    recode.push_back(at == codes.end() ? to.codes() : at->second);
  }
  return recode;
}

struct BothSizes {
  std::int64_t in_table = 0;
  std::int64_t in_population = 0;
};

Result<std::vector<BothSizes>> sizes_in_both(const CodedTable& table, std::span<const std::size_t> columns,
                                             const CodedTable& population,
                                             std::span<const std::size_t> population_columns) {
  KeyMaker maker(table.rows() + population.rows());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const CodedColumn& mine = table.columns()[columns[i]];
    const CodedColumn& theirs = population.columns()[population_columns[i]];
    const KeyColumn parts[] = {{&mine, {}}, {&theirs, recoded(theirs, mine)}};
    maker.add(parts, mine.codes() + 1);
  }
  std::vector<std::uint64_t>& keys = maker.keys();
  const auto border = keys.begin() + table.rows();
  tell_null_from_suppressed(table, {keys.begin(), border});
  std::replace(border, keys.end(), std::uint64_t{0}, kNullKey);  // nobody is suppressed in a population
  std::unordered_map<std::uint64_t, BothSizes> sizes;
  for (auto key = keys.begin(); key != border; ++key)
    if (*key != 0) ++sizes[*key].in_table;
  for (auto key = border; key != keys.end(); ++key)
    if (const auto at = sizes.find(*key); at != sizes.end()) ++at->second.in_population;
  std::vector<BothSizes> both;
  both.reserve(sizes.size());
  for (const auto& [key, size] : sizes) {
    if (size.in_population < size.in_table)
      return misuse("E1455", "the population lacks rows of the table",
                    "give a population that holds everyone in the table, with the same spelling of values");
    both.push_back(size);
  }
  return both;
}

// Classes are summed by their size in the population, so that the order of a hash table plays no part.
AttackerRisk journalist(const std::vector<BothSizes>& sizes, std::int64_t rows, const Fraction& threshold) {
  std::map<std::int64_t, std::int64_t> rows_of;
  for (const BothSizes& size : sizes) rows_of[size.in_population] += size.in_table;
  AttackerRisk risk;
  ExactSum average;
  std::int64_t at_risk = 0;
  for (const auto& [in_population, in_table] : rows_of) {
    average.add({in_table, Int128{in_population} * rows});
    if (compare({1, in_population, true}, threshold) > 0) at_risk += in_table;
  }
  if (!rows_of.empty()) risk.highest = share(1, rows_of.begin()->first);
  risk.average = average.total();
  risk.records_at_risk = share(at_risk, rows);
  return risk;
}

// Class and sensitive value of every row, class by class; the suppressed ones left out.
using Rows = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

Rows rows_by_class(const CodedColumn& column, const std::vector<std::uint64_t>& keys) {
  Rows rows;
  rows.reserve(keys.size());
  for (std::size_t r = 0; r < keys.size(); ++r)
    if (keys[r] != 0) rows.emplace_back(keys[r], column.code(static_cast<std::int64_t>(r)));
  std::sort(rows.begin(), rows.end());
  return rows;
}

// The worst over classes, one class after another.
class Worst {
 public:
  Worst(const CodedColumn& column, const Rows& rows, std::vector<std::uint32_t> order)
      : order_(std::move(order)), in_table_(column.codes(), 0), in_class_(column.codes(), 0) {
    for (const auto& [key, code] : rows) ++in_table_[code];
    table_rows_ = static_cast<std::int64_t>(rows.size());
    risk_.column = column.name();
  }

  void add(std::span<const Rows::value_type> members) {
    present_.clear();
    for (const auto& [key, code] : members)
      if (++in_class_[code] == 1) present_.push_back(code);
    const auto size = static_cast<std::int64_t>(members.size());
    const auto distinct = static_cast<std::int64_t>(present_.size());
    if (risk_.distinct_l == 0 || distinct < risk_.distinct_l) risk_.distinct_l = distinct;
    if (distinct == 1) {
      ++risk_.uniform_classes;
      risk_.uniform_rows += size;
    }
    keep_larger(equal_, equal_distance(present_, in_class_, size, in_table_, table_rows_));
    if (!order_.empty()) keep_larger(ordered_, ordered_distance(in_class_, size, in_table_, table_rows_, order_));
    for (const std::uint32_t code : present_) in_class_[code] = 0;
  }

  SensitiveRisk found() {
    risk_.equal_t = narrowed(equal_);
    if (!order_.empty()) risk_.ordered_t = narrowed(ordered_);
    return risk_;
  }

 private:
  static void keep_larger(WideFraction& worst, const WideFraction& here) {
    if (compare_wide(here, worst) > 0) worst = here;
  }

  SensitiveRisk risk_;
  std::vector<std::uint32_t> order_;
  std::vector<std::int64_t> in_table_;
  std::vector<std::int64_t> in_class_;
  std::vector<std::uint32_t> present_;
  std::int64_t table_rows_ = 0;
  WideFraction equal_;
  WideFraction ordered_;
};

Result<SensitiveRisk> sensitive_risk(const CodedColumn& column, const std::vector<std::uint64_t>& keys,
                                     const std::vector<std::string>& given_order) {
  auto order = order_of(column.values(), given_order);
  if (!given_order.empty() && order.empty())
    return misuse("E1453", "the order given for column `" + column.name() + "` lacks some of its values",
                  "name every value once");
  const Rows rows = rows_by_class(column, keys);
  // The ordered distance reads all values for every class: beyond this it would not end in our time.
  constexpr std::size_t kMostSteps = std::size_t{1} << 32U;
  if (order.size() > kMostSteps / std::max<std::size_t>(rows.size(), 1)) order.clear();
  Worst worst(column, rows, std::move(order));
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].first == rows[begin].first) ++end;
    worst.add({rows.data() + begin, end - begin});
    begin = end;
  }
  return worst.found();
}

Diagnostics add_sensitive(const CodedTable& table, const RiskQuestion& question, const std::vector<std::uint64_t>& keys,
                          RiskReport& report) {
  const auto columns = table.find_all(question.sensitive);
  if (!columns) return columns.errors();
  for (std::size_t i = 0; i < columns->size(); ++i) {
    const std::vector<std::string> none;
    const auto& order = i < question.order.size() ? question.order[i] : none;
    auto risk = sensitive_risk(table.columns()[(*columns)[i]], keys, order);
    if (!risk) return risk.errors();
    report.sensitive.push_back(*std::move(risk));
  }
  return {};
}

Diagnostics add_journalist(const CodedTable& table, std::span<const std::size_t> columns, const RiskQuestion& question,
                           const CodedTable& population, RiskReport& report) {
  const auto theirs = population.find_all(question.quasi_identifiers);
  if (!theirs) return theirs.errors();
  const auto both = sizes_in_both(table, columns, population, *theirs);
  if (!both) return both.errors();
  report.journalist = journalist(*both, std::max<std::int64_t>(report.rows, 1), question.threshold);
  report.marketer = report.journalist->average;
  return {};
}

}  // namespace

Result<RiskReport> assess_risk(const CodedTable& table, const RiskQuestion& question, const CodedTable* population) {
  if (Diagnostics errors = check(table, question); !errors.empty()) return errors;
  const auto columns = table.find_all(question.quasi_identifiers);
  if (!columns) return columns.errors();
  RiskReport report;
  std::vector<std::uint64_t> keys = row_keys(table, *columns);
  if (Diagnostics errors = add_sensitive(table, question, keys, report); !errors.empty()) return errors;
  by_sizes(class_sizes(keys), question.threshold, report);
  keys = {};
  if (population != nullptr) {
    if (Diagnostics errors = add_journalist(table, *columns, question, *population, report); !errors.empty())
      return errors;
  }
  report.headings = headings_of(report, question);
  return report;
}

}  // namespace proactive::privacy
