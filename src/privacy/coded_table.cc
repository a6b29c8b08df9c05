#include "proactive/privacy/coded_table.h"

#include <algorithm>
#include <unordered_map>

#include "values/misuse.h"

namespace proactive::privacy {

std::int64_t CodedColumn::rows() const {
  return std::visit([](const auto& codes) { return static_cast<std::int64_t>(codes.size()); }, codes_);
}

std::uint32_t CodedColumn::code(std::int64_t row) const {
  return std::visit(
      [row](const auto& codes) { return static_cast<std::uint32_t>(codes[static_cast<std::size_t>(row)]); }, codes_);
}

void CodedColumn::append(std::uint32_t code) {
  if (auto* bytes = std::get_if<0>(&codes_)) return bytes->push_back(static_cast<std::uint8_t>(code));
  if (auto* halves = std::get_if<1>(&codes_)) return halves->push_back(static_cast<std::uint16_t>(code));
  std::get<2>(codes_).push_back(code);
}

// The codes grow wider when one more value does not fit.
std::uint32_t CodedColumn::add_value(std::string value) {
  values_.push_back(std::move(value));
  if (values_.size() == 0x100) {
    const auto narrow = std::get<0>(std::move(codes_));
    codes_ = std::vector<std::uint16_t>(narrow.begin(), narrow.end());
  } else if (values_.size() == 0x10000) {
    const auto narrow = std::get<1>(std::move(codes_));
    codes_ = std::vector<std::uint32_t>(narrow.begin(), narrow.end());
  }
  return static_cast<std::uint32_t>(values_.size());
}

std::ptrdiff_t CodedTable::find(std::string_view name) const {
  const auto at = std::find_if(columns_.begin(), columns_.end(), [&](const auto& c) { return c.name() == name; });
  return at == columns_.end() ? -1 : at - columns_.begin();
}

Result<std::vector<std::size_t>> CodedTable::find_all(const std::vector<std::string>& names) const {
  std::vector<std::size_t> places;
  for (const std::string& name : names) {
    const std::ptrdiff_t place = find(name);
    if (place < 0)
      return values::misuse("E1452", "the table has no column `" + name + "`", "give the name as the table spells it");
    if (std::find(places.begin(), places.end(), static_cast<std::size_t>(place)) != places.end())
      return values::misuse("E1452", "column `" + name + "` is named twice", "name it once");
    places.push_back(static_cast<std::size_t>(place));
  }
  return places;
}

Result<CodedTable> CodedTable::of(const std::vector<std::string>& names,
                                  const std::vector<std::vector<std::string>>& rows) {
  std::vector<CodedColumn> columns;
  for (std::size_t c = 0; c < names.size(); ++c) {
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(c), names[c]) !=
        names.begin() + static_cast<std::ptrdiff_t>(c))
      return values::misuse("E1451", "the table has column `" + names[c] + "` twice", "rename or drop one");
    CodedColumn& column = columns.emplace_back(names[c]);
    std::unordered_map<std::string_view, std::uint32_t> known;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (rows[r].size() != names.size())
        return values::misuse("E1450",
                              "row " + std::to_string(r + 1) + " has " + std::to_string(rows[r].size()) +
                                  " cells where the table has " + std::to_string(names.size()) + " columns",
                              "give every row a cell for each column");
      const auto [at, is_new] = known.try_emplace(rows[r][c], column.codes());
      if (is_new) column.add_value(rows[r][c]);
      column.append(at->second);
    }
  }
  return CodedTable(std::move(columns));
}

}  // namespace proactive::privacy
