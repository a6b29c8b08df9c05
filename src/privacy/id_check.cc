#include "privacy/id_check.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "privacy/identifier_scan.h"
#include "privacy/text_column.h"

namespace proactive::privacy {

namespace {

constexpr std::int64_t kLookedAt = 1024;

// An INE by its usual form only: any eleven letters would pass otherwise.
bool is_usual_ine(std::string_view ine) {
  const auto letters = std::find_if(ine.begin(), ine.end(), [](char c) { return c > '9'; });
  return ine.end() - letters >= 1 && ine.end() - letters <= 2 &&
         std::all_of(letters, ine.end(), [](char c) { return c > '9'; });
}

// How many of the values looked at are of each kind.
struct Found {
  std::int64_t values = 0;
  std::array<std::int64_t, kIdentifierKinds> of{};

  void look_at(std::string_view text) {
    std::array<char, kMostIdentifier> normalised;
    ++values;
    for (const IdentifierKind kind : {IdentifierKind::nir, IdentifierKind::ine, IdentifierKind::email}) {
      std::size_t size = 0;
      if (scan(kind, text, normalised.data(), size)) continue;
      if (kind == IdentifierKind::ine && !is_usual_ine({normalised.data(), size})) continue;
      ++of[static_cast<std::size_t>(kind)];
    }
  }
};

Found look_at_texts(const ArrowSchema& schema, const ArrowArray& array) {
  Found found;
  const auto column = TextColumn::read(schema, array);
  if (!column) return found;  // for the reader of the table to say
  for (std::int64_t row = 0; row < std::min(column->rows(), kLookedAt); ++row) {
    if (column->has(row)) found.look_at(column->at(row));
  }
  return found;
}

Found look_at_integers(const ArrowArray& array) {
  Found found;
  if (array.length <= 0 || array.offset < 0 || array.n_buffers < 2 || array.buffers[1] == nullptr) return found;
  const auto* values = static_cast<const char*>(array.buffers[1]);
  for (std::int64_t row = 0; row < std::min(array.length, kLookedAt); ++row) {
    std::int64_t value;
    std::memcpy(&value, values + (array.offset + row) * 8, sizeof value);
    found.look_at(std::to_string(value));
  }
  return found;
}

Found look_at(const ArrowSchema& schema, const ArrowArray& array) {
  if (TextColumn::is_text(schema)) return look_at_texts(schema, array);
  const std::string_view format = schema.format == nullptr ? "" : schema.format;
  if (schema.dictionary == nullptr && (format == "l" || format == "L")) return look_at_integers(array);
  return {};
}

}  // namespace

std::optional<Diagnostic> check_ids(const std::string& table, const std::string& column, const ArrowSchema& schema,
                                    const ArrowArray& array) {
  const Found found = look_at(schema, array);
  for (std::size_t kind = 0; kind < kIdentifierKinds; ++kind) {
    if (found.values == 0 || found.of[kind] * 10 < found.values * 9) continue;
    Diagnostic error;
    error.code = "E1446";
    error.message = "the column `" + column + "` of table `" + table + "` tells rows apart by identifiers of people: " +
                    std::string(to_string(static_cast<IdentifierKind>(kind)));
    error.way_out = "put a pseudonym of a domain in their place";
    return error;
  }
  return std::nullopt;
}

}  // namespace proactive::privacy
