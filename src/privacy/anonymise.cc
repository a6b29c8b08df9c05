#include "proactive/privacy/anonymise.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "privacy/classes.h"
#include "privacy/distances.h"
#include "privacy/lattice.h"
#include "privacy/logarithm.h"
#include "privacy/node_check.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

using values::Int128;
using values::misuse;

// One quasi-identifier at all its levels: codes there, and what they mean.
struct GeneralColumn {
  LatticeColumn lattice;
  std::vector<std::vector<std::string>> texts;  ///< by level, by code - 1
};

std::vector<std::int64_t> count_codes(const CodedColumn& column) {
  std::vector<std::int64_t> counts(column.codes(), 0);
  column.with_codes([&](const auto& codes) {
    for (const auto code : codes) ++counts[code];
  });
  return counts;
}

// A null becomes equal to the rest only where all the rest is equal.
void add_level(GeneralColumn& column, std::uint32_t codes, const std::function<const std::string&(std::size_t)>& text) {
  std::unordered_map<std::string, std::uint32_t> known;
  std::vector<std::uint32_t> general{0};
  std::vector<std::string> texts;
  for (std::size_t v = 0; v + 1 < codes; ++v) {
    const auto [at, is_new] = known.try_emplace(text(v), static_cast<std::uint32_t>(texts.size()) + 1);
    if (is_new) texts.push_back(text(v));
    general.push_back(at->second);
  }
  if (texts.size() == 1 && !column.lattice.general.empty()) general.front() = 1;
  column.lattice.codes.push_back(static_cast<std::uint32_t>(texts.size()) + 1);
  column.lattice.general.push_back(std::move(general));
  column.texts.push_back(std::move(texts));
}

// Rows and codes in whole numbers, one code after another: the same sum everywhere.
Int128 loss_at(const std::vector<std::int64_t>& rows, const std::vector<std::uint32_t>& general, std::uint32_t codes) {
  std::vector<std::int64_t> general_rows(codes, 0);
  for (std::size_t v = 0; v < rows.size(); ++v) general_rows[general[v]] += rows[v];
  Int128 loss = 0;
  for (std::size_t v = 0; v < rows.size(); ++v)
    if (rows[v] > 0) loss += Int128{rows[v]} * (log2_fixed(general_rows[general[v]]) - log2_fixed(rows[v]));
  return loss;
}

Result<GeneralColumn> general_column(const CodedColumn& column, const QuasiIdentifier& plan) {
  const int last = plan.hierarchy.levels() - 1;
  GeneralColumn out;
  out.lattice.lowest = plan.lowest_level;
  out.lattice.highest = plan.highest_level < 0 ? last : plan.highest_level;
  if (plan.lowest_level < 0 || out.lattice.highest > last || plan.lowest_level > out.lattice.highest)
    return misuse("E1453", "quasi-identifier `" + column.name() + "` is given levels that its hierarchy lacks",
                  "its levels are 0 to " + std::to_string(last));
  const auto levels = plan.hierarchy.generalise(column);
  if (!levels) return levels.errors();
  add_level(out, column.codes(), [&](std::size_t v) -> const std::string& { return column.values()[v]; });
  for (int level = 1; level <= last; ++level)
    add_level(out, column.codes(),
              [&](std::size_t v) -> const std::string& { return (*levels)[v][static_cast<std::size_t>(level) - 1]; });
  const std::vector<std::int64_t> rows = count_codes(column);
  for (std::size_t level = 0; level < out.texts.size(); ++level)
    out.lattice.loss.push_back(loss_at(rows, out.lattice.general[level], out.lattice.codes[level]));
  return out;
}

Bits to_bits(Int128 loss) {
  const Int128 whole = loss >> kLossBits;
  const Int128 rest = loss - (whole << kLossBits);
  return {static_cast<std::int64_t>(whole), static_cast<std::int64_t>(rest * 1'000'000'000'000 >> kLossBits)};
}

std::int64_t count_nodes(const std::vector<LatticeColumn>& columns) {
  std::int64_t nodes = 1;
  for (const LatticeColumn& column : columns) {
    const std::int64_t levels = column.highest - column.lowest + 1;
    if (nodes > std::numeric_limits<std::int64_t>::max() / levels) return -1;
    nodes *= levels;
  }
  return nodes;
}

bool is_share(const Fraction& f) { return f.denominator > 0 && f.numerator >= 0 && f.numerator <= f.denominator; }

// A column of the result whose codes ascend with its text.
CodedColumn sorted_column(const std::string& name, const std::vector<std::string>& texts,
                          const std::vector<std::uint32_t>& codes) {
  std::vector<std::string> sorted;
  std::vector<bool> is_used(texts.size() + 1, false);
  for (const std::uint32_t code : codes) is_used[code] = true;
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (is_used[i + 1]) sorted.push_back(texts[i]);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> to(texts.size() + 1, 0);
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (is_used[i + 1])
      to[i + 1] =
          static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), texts[i]) - sorted.begin()) + 1;
  CodedColumn column(name);
  for (std::string& text : sorted) column.add_value(std::move(text));
  for (const std::uint32_t code : codes) column.append(to[code]);
  return column;
}

CodedTable in_order_of_values(const std::vector<CodedColumn>& columns, std::int64_t rows) {
  KeyMaker maker(rows);
  for (const CodedColumn& column : columns) {
    const KeyColumn part{&column, {}};
    maker.add({&part, 1}, column.codes());
  }
  const std::vector<std::uint64_t>& keys = maker.keys();
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)];
  });
  std::vector<CodedColumn> out;
  for (const CodedColumn& column : columns) {
    CodedColumn& sorted = out.emplace_back(column.name());
    for (const std::string& value : column.values()) sorted.add_value(value);
    for (const std::int64_t row : order) sorted.append(column.code(row));
  }
  return CodedTable(std::move(out));
}

}  // namespace

// All that is known on the way from a table to its anonymous form.
class Anonymiser {
 public:
  Anonymiser(const CodedTable& table, const AnonymisationPlan& plan) : table_(table), plan_(plan) {}

  Result<AnonymousTable> run() {
    if (Diagnostics errors = check(); !errors.empty()) return errors;
    if (Diagnostics errors = prepare(); !errors.empty()) return errors;
    NodeCheck check(table_, quasi_identifiers_, lattice_, sensitive_, plan_.k);
    const auto holds = [&](const Node& node) { return check.rows_failing(node) <= allowed_; };
    const Found found = search(lattice_, holds, is_monotone(), {plan_.most_checks, plan_.most_nodes});
    if (!found.any)
      return misuse("E1465", "no choice of levels that was tried meets the requirements",
                    "allow more rows to be suppressed, add coarser levels, or ask for less");
    return result(found, check.failing_rows(found.node));
  }

 private:
  Diagnostics check() {
    if (table_.rows() == 0) return {misuse("E1454", "the table has no rows", "there is nothing to make anonymous")};
    if (plan_.quasi_identifiers.empty())
      return {misuse("E1453", "0 quasi-identifiers are given", "name the columns by which a person may be known")};
    if (plan_.k < 2 || plan_.k > table_.rows())
      return {misuse("E1464",
                     "k = " + std::to_string(plan_.k) + " for a table of " + std::to_string(table_.rows()) + " rows",
                     "take k from 2 to the number of rows")};
    if (!is_share(plan_.suppression))
      return {
          misuse("E1464", "the share of rows that may be suppressed is not from 0 to 1", "give a share such as 4/100")};
    allowed_ =
        static_cast<std::int64_t>(Int128{table_.rows()} * plan_.suppression.numerator / plan_.suppression.denominator);
    return {};
  }

  Diagnostics prepare() {
    std::vector<std::string> names;
    for (const QuasiIdentifier& one : plan_.quasi_identifiers) names.push_back(one.column);
    for (const SensitiveRule& one : plan_.sensitive) names.push_back(one.column);
    names.insert(names.end(), plan_.keep.begin(), plan_.keep.end());
    const auto places = table_.find_all(names);
    if (!places) return places.errors();
    const std::size_t count = plan_.quasi_identifiers.size();
    quasi_identifiers_.assign(places->begin(), places->begin() + static_cast<std::ptrdiff_t>(count));
    others_.assign(places->begin() + static_cast<std::ptrdiff_t>(count), places->end());
    for (std::size_t i = 0; i < count; ++i) {
      auto column = general_column(table_.columns()[quasi_identifiers_[i]], plan_.quasi_identifiers[i]);
      if (!column) return column.errors();
      lattice_.push_back(column->lattice);
      texts_.push_back(std::move(column->texts));
    }
    return prepare_sensitive();
  }

  Diagnostics prepare_sensitive() {
    for (std::size_t i = 0; i < plan_.sensitive.size(); ++i) {
      const SensitiveRule& rule = plan_.sensitive[i];
      const CodedColumn& column = table_.columns()[others_[i]];
      SensitiveCheck one{&rule, &column, order_of(column.values(), rule.order), count_codes(column)};
      if (rule.ordered_t && one.order.empty())
        return {misuse("E1453",
                       "the values of column `" + column.name() + "` have no order, or the one given lacks some",
                       "name every value once, from the least to the greatest")};
      if (rule.l < 1 || (rule.equal_t && !is_share(*rule.equal_t)) || (rule.ordered_t && !is_share(*rule.ordered_t)) ||
          (rule.recursive_c && (rule.recursive_c->denominator <= 0 || rule.recursive_c->numerator < 0)))
        return {misuse("E1464", "the rule for column `" + column.name() + "` asks for what cannot be",
                       "take l from 1, c from 0, and t from 0 to 1")};
      sensitive_.push_back(std::move(one));
    }
    return {};
  }

  // Merging two classes that hold gives one that holds, for each requirement; with suppression, one that holds
  // and one that does not may give one that does not, where distances and recursion are asked for.
  bool is_monotone() const {
    return allowed_ == 0 || std::none_of(plan_.sensitive.begin(), plan_.sensitive.end(), [](const SensitiveRule& rule) {
             return rule.recursive_c || rule.equal_t || rule.ordered_t;
           });
  }

  std::vector<CodedColumn> columns_at(const Node& node, const std::vector<bool>& is_suppressed) const {
    std::vector<CodedColumn> columns;
    std::vector<std::uint32_t> codes(is_suppressed.size());
    for (std::size_t i = 0; i < quasi_identifiers_.size(); ++i) {
      const CodedColumn& from = table_.columns()[quasi_identifiers_[i]];
      const auto level = static_cast<std::size_t>(node[i]);
      for (std::size_t r = 0; r < codes.size(); ++r)
        codes[r] = is_suppressed[r] ? 0 : lattice_[i].general[level][from.code(static_cast<std::int64_t>(r))];
      columns.push_back(sorted_column(from.name(), texts_[i][level], codes));
    }
    for (const std::size_t c : others_) {
      const CodedColumn& from = table_.columns()[c];
      for (std::size_t r = 0; r < codes.size(); ++r)
        codes[r] = is_suppressed[r] ? 0 : from.code(static_cast<std::int64_t>(r));
      columns.push_back(sorted_column(from.name(), from.values(), codes));
    }
    return columns;
  }

  // The figures are those of the table as it leaves, which whoever reads it back will find again.
  AnonymousTable result(const Found& found, const std::vector<bool>& is_suppressed) const {
    CodedTable table = in_order_of_values(columns_at(found.node, is_suppressed), table_.rows());
    AnonymisationReport report;
    report.levels = found.node;
    report.loss = to_bits(found.loss);
    report.proven_optimal = found.proven_optimal;
    report.nodes = count_nodes(lattice_);
    report.checks = found.checks;
    std::vector<std::size_t> first(quasi_identifiers_.size());
    std::iota(first.begin(), first.end(), 0);
    std::vector<std::uint64_t> keys = row_keys(table, first);
    const ClassSizes sizes = class_sizes(keys);
    report.suppressed = sizes.suppressed;
    for (const auto& [size, classes] : sizes.classes_of_size) report.classes += classes;
    if (!sizes.classes_of_size.empty()) report.k = sizes.classes_of_size.begin()->first;
    return {std::move(table), std::move(report)};
  }

  const CodedTable& table_;
  const AnonymisationPlan& plan_;
  std::int64_t allowed_ = 0;
  std::vector<std::size_t> quasi_identifiers_;
  std::vector<std::size_t> others_;  ///< sensitive columns, then those kept
  std::vector<LatticeColumn> lattice_;
  std::vector<std::vector<std::vector<std::string>>> texts_;  ///< by column, level and code - 1
  std::vector<SensitiveCheck> sensitive_;
};

std::string to_string(const Bits& bits, int places) {
  std::string digits = std::to_string(bits.trillionths);
  digits.insert(0, 12 - std::min<std::size_t>(digits.size(), 12), '0');
  return std::to_string(bits.whole) + "." + digits.substr(0, static_cast<std::size_t>(std::clamp(places, 1, 12)));
}

Result<AnonymousTable> anonymise(const CodedTable& table, const AnonymisationPlan& plan) {
  return Anonymiser(table, plan).run();
}

}  // namespace proactive::privacy
