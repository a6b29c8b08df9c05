#include "proactive/privacy/hierarchy.h"

#include <algorithm>
#include <unordered_map>

#include "proactive/date.h"
#include "values/int128.h"
#include "values/misuse.h"
#include "values/text.h"

namespace proactive::privacy {

namespace {

using values::misuse;
using Levels = std::vector<std::string>;
using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t kMostLevels = 64;

Diagnostic bad_file(std::size_t line, const std::string& what) {
  return misuse("E1460", "line " + std::to_string(line) + " of the hierarchy " + what,
                "write a line for each value: `value;level 1;level 2`");
}

// Cells of one line; `at` moves behind its end. A quoted cell may hold the separator, doubled quotes and
// ends of lines.
std::optional<std::vector<std::string>> read_line(std::string_view text, std::size_t& at) {
  std::vector<std::string> cells(1);
  while (at < text.size()) {
    const char c = text[at++];
    if (c == '"' && cells.back().empty()) {
      for (;;) {
        if (at == text.size()) return std::nullopt;
        const char inner = text[at++];
        if (inner != '"') {
          cells.back() += inner;
        } else if (at < text.size() && text[at] == '"') {
          cells.back() += text[at++];
        } else {
          break;
        }
      }
    } else if (c == ';') {
      cells.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r' || (at < text.size() && text[at] != '\n')) {
      cells.back() += c;
    }
  }
  return cells;
}

// What is equal at one level must be equal at the next.
Diagnostics check_nesting(const Rows& rows) {
  for (std::size_t level = 1; level + 1 < rows.front().size(); ++level) {
    std::unordered_map<std::string_view, std::string_view> next;
    for (const auto& row : rows) {
      const auto [at, is_new] = next.try_emplace(row[level], row[level + 1]);
      if (!is_new && at->second != row[level + 1])
        return {misuse("E1461",
                       "levels " + std::to_string(level) + " and " + std::to_string(level + 1) +
                           " of the hierarchy do not nest: values that are equal at the first differ at the second",
                       "leave one of the two levels out")};
    }
  }
  return {};
}

Diagnostics check_rows(const Rows& rows) {
  if (rows.empty()) return {misuse("E1460", "the hierarchy has no line", "write a line for each value")};
  const std::size_t width = rows.front().size();
  if (width > kMostLevels) return {bad_file(1, "has more than 64 levels")};
  std::unordered_map<std::string_view, std::size_t> lines;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != width)
      return {bad_file(
          i + 1, "has " + std::to_string(rows[i].size()) + " cells where the first has " + std::to_string(width))};
    const auto [at, is_new] = lines.try_emplace(rows[i].front(), i + 1);
    if (!is_new) return {bad_file(i + 1, "has the same value as line " + std::to_string(at->second))};
  }
  return check_nesting(rows);
}

std::string band(std::int64_t begin, std::int64_t width) {
  return std::to_string(begin) + "-" + std::to_string(begin + width - 1);
}

// The band of width `width` that a number is in; nothing beyond what can be told.
std::optional<std::string> band_of(std::int64_t number, std::int64_t width) {
  std::int64_t place = number / width;
  if (number % width < 0) --place;
  const values::Int128 begin = values::Int128{place} * width;
  if (!values::fits64(begin) || !values::fits64(begin + width - 1)) return std::nullopt;
  return band(static_cast<std::int64_t>(begin), width);
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  const auto number = values::parse_number(text, 0);
  if (!number) return std::nullopt;
  return number->units;
}

std::string band_between(const std::vector<std::int64_t>& limits, values::Int128 number, values::Int128 unit) {
  const auto above =
      std::find_if(limits.begin(), limits.end(), [&](std::int64_t limit) { return limit * unit > number; });
  if (above == limits.begin()) return "< " + std::to_string(limits.front());
  if (above == limits.end()) return ">= " + std::to_string(limits.back());
  return "[" + std::to_string(*(above - 1)) + ", " + std::to_string(*above) + ")";
}

Diagnostic bad_levels(const std::string& what, const std::string& way_out) { return misuse("E1462", what, way_out); }

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

Levels levels_of(Date date) {
  const std::string year = to_string(date).substr(0, 4);
  return {year + "-" + two_digits(date.month()), year + "-Q" + std::to_string((date.month() + 2) / 3), year,
          year.substr(0, 3) + "x", "*"};
}

// Bytes of the first `characters` of UTF-8.
std::size_t prefix_size(std::string_view text, int characters) {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool starts = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (starts && characters-- == 0) break;
    ++at;
  }
  return at;
}

}  // namespace

Result<Hierarchy> Hierarchy::from_rows(const Rows& rows) {
  if (Diagnostics errors = check_rows(rows); !errors.empty()) return errors;
  std::unordered_map<std::string, Levels> table;
  for (const auto& row : rows) table.emplace(row.front(), Levels(row.begin() + 1, row.end()));
  const auto find = [table = std::move(table)](const std::string& value) -> std::optional<Levels> {
    const auto at = table.find(value);
    if (at == table.end()) return std::nullopt;
    return at->second;
  };
  return Hierarchy(static_cast<int>(rows.front().size()), find);
}

Result<Hierarchy> Hierarchy::from_csv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Rows rows;
  for (std::size_t at = 0; at < text.size();) {
    auto cells = read_line(text, at);
    if (!cells) return bad_file(rows.size() + 1, "has a quote that does not close");
    if (cells->size() == 1 && cells->front().empty()) {
      if (at < text.size()) return bad_file(rows.size() + 1, "is empty");
      break;
    }
    rows.push_back(*std::move(cells));
  }
  return from_rows(rows);
}

Result<Hierarchy> Hierarchy::from_table(const CodedTable& table, const std::vector<std::string>& columns) {
  const auto places = table.find_all(columns);
  if (!places) return places.errors();
  Rows rows;
  for (std::int64_t r = 0; r < table.rows(); ++r) {
    std::vector<std::string> row;
    for (const std::size_t c : *places) {
      const CodedColumn& column = table.columns()[c];
      const std::uint32_t code = column.code(r);
      if (code == 0)
        return misuse("E1460",
                      "row " + std::to_string(r + 1) + " of the hierarchy's table lacks `" + column.name() + "`",
                      "give every level of every value");
      row.push_back(column.values()[code - 1]);
    }
    row.emplace_back("*");
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return from_rows(rows);
}

Hierarchy Hierarchy::all_or_nothing() {
  return {2, [](const std::string&) { return Levels{"*"}; }};
}

Hierarchy Hierarchy::dates() {
  return {6, [](const std::string& text) -> std::optional<Levels> {
            const auto date = Date::parse(text);
            if (!date) return std::nullopt;
            return levels_of(*date);
          }};
}

Result<Hierarchy> Hierarchy::widths(const std::vector<std::int64_t>& widths) {
  std::int64_t before = 1;
  for (const std::int64_t width : widths) {
    if (width <= before || width % before != 0)
      return bad_levels("the width " + std::to_string(width) + " is not a multiple of the one before",
                        "give ascending widths, each a multiple of the last, such as 5, 10, 20");
    before = width;
  }
  return Hierarchy(static_cast<int>(widths.size()) + 2, [widths](const std::string& text) -> std::optional<Levels> {
    const auto number = whole_number(text);
    if (!number) return std::nullopt;
    Levels levels;
    for (const std::int64_t width : widths) {
      auto one = band_of(*number, width);
      if (!one) return std::nullopt;
      levels.push_back(*std::move(one));
    }
    levels.emplace_back("*");
    return levels;
  });
}

Result<Hierarchy> Hierarchy::bands(const std::vector<std::vector<std::int64_t>>& limits) {
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const auto& here = limits[i];
    if (here.empty() || std::adjacent_find(here.begin(), here.end(), std::greater_equal<>()) != here.end())
      return bad_levels("the limits of level " + std::to_string(i + 1) + " do not ascend",
                        "give each limit once, in order");
    if (i > 0 && !std::includes(limits[i - 1].begin(), limits[i - 1].end(), here.begin(), here.end()))
      return bad_levels("the limits of level " + std::to_string(i + 1) + " are not among those of the level before",
                        "make a coarser level by leaving limits out");
  }
  return Hierarchy(static_cast<int>(limits.size()) + 2, [limits](const std::string& text) -> std::optional<Levels> {
    const auto number = values::parse_number(text, 9);
    if (!number) return std::nullopt;
    Levels levels;
    for (const auto& here : limits)
      levels.push_back(band_between(here, number->units, values::power_of_ten(number->scale)));
    levels.emplace_back("*");
    return levels;
  });
}

Result<Hierarchy> Hierarchy::prefixes(const std::vector<int>& lengths) {
  if (std::adjacent_find(lengths.begin(), lengths.end(), std::less_equal<>()) != lengths.end() ||
      (!lengths.empty() && lengths.back() < 1))
    return bad_levels("the lengths of prefixes do not descend", "give lengths such as 4, 2");
  return Hierarchy(static_cast<int>(lengths.size()) + 2, [lengths](const std::string& text) -> std::optional<Levels> {
    Levels levels;
    for (const int length : lengths) levels.push_back(text.substr(0, prefix_size(text, length)));
    levels.emplace_back("*");
    return levels;
  });
}

Result<std::vector<std::vector<std::string>>> Hierarchy::generalise(const CodedColumn& column) const {
  Rows rows;
  std::int64_t unknown = 0;
  for (const std::string& value : column.values()) {
    auto levels = (*generalise_)(value);
    if (levels)
      rows.push_back(*std::move(levels));
    else
      ++unknown;
  }
  if (unknown > 0)
    return misuse(
        "E1463",
        std::to_string(unknown) + " of the values of column `" + column.name() + "` are not known to its hierarchy",
        "complete the hierarchy, or mend the column; the values are not shown as they are persons'");
  return rows;
}

}  // namespace proactive::privacy
