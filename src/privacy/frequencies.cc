// A pseudonym that is the same for the same value keeps the frequencies of the values, and no key
// helps against one who knows them. Measured on communes: plain matching of ranks names that of 23
// persons in 100. So a field has a million values at least, and none of them stands out.
#include "privacy/frequencies.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "privacy/domain_access.h"
#include "privacy/exact_sum.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

// Rows that rank matching may name: one in a hundred, or a hundred in a column of fewer than ten
// thousand, where chance alone gives a few.
constexpr std::uint64_t kMostNamed = 100;
// One value in a tenth of the rows stands out, from so many rows on.
constexpr std::uint64_t kFewestRows = 20;

bool names_too_many(std::uint64_t named, std::uint64_t rows) { return named > std::max(rows / 100, kMostNamed); }
bool stands_out(std::uint64_t largest, std::uint64_t rows) { return rows >= kFewestRows && largest > rows / 10; }

std::vector<std::string_view> values_of(const TextColumn& column) {
  std::vector<std::string_view> values;
  values.reserve(static_cast<std::size_t>(column.rows()));
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (column.has(row)) values.push_back(column.at(row));
  return values;
}

// How often each value stands there, rarest first. By sorting: a table of hashes could be made slow.
std::vector<std::uint64_t> counts_of(std::vector<std::string_view> values) {
  std::sort(values.begin(), values.end());
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i + 1;
    while (end < values.size() && values[end] == values[i]) ++end;
    counts.push_back(end - i);
    i = end;
  }
  std::sort(counts.begin(), counts.end());
  return counts;
}

Fraction collision(const std::vector<std::uint64_t>& counts, std::uint64_t rows) {
  if (rows < 2) return {};
  values::Int128 pairs = 0;
  for (const std::uint64_t count : counts) pairs += values::Int128{count} * (count - 1);
  return narrowed({pairs, values::Int128{rows} * (rows - 1)});
}

Fraction share(std::uint64_t part, std::uint64_t whole) {
  return {static_cast<std::int64_t>(part), static_cast<std::int64_t>(whole)};
}

// Of m values with one count c, matching at random is right for one, and names its c rows.
std::uint64_t named_by_rank(const std::vector<std::uint64_t>& counts) {
  std::uint64_t named = 0;
  std::uint64_t before = 0;
  for (const std::uint64_t count : counts) {
    if (count != before) named += count;
    before = count;
  }
  return named;
}

FieldVerdict verdict_of(const FieldAssessment& found) {
  if (found.rows == 0) return FieldVerdict::safe;
  const std::uint64_t values = found.possible_values != 0 ? found.possible_values : found.distinct;
  if (values < kFewestValues) return FieldVerdict::few_values;
  const auto largest = static_cast<std::uint64_t>(found.largest_share.numerator);
  const auto named = static_cast<std::uint64_t>(found.rank_matching.numerator);
  if (stands_out(largest, found.rows) || names_too_many(named, found.rows)) return FieldVerdict::skewed;
  return FieldVerdict::safe;
}

std::string figures(const FieldAssessment& found) {
  return std::to_string(found.distinct) + " distinct values in " + std::to_string(found.rows) +
         " rows, the most frequent one in " + std::to_string(found.largest_share.numerator) +
         "; matching ranks is expected to name " + std::to_string(found.rank_matching.numerator) + " rows";
}

std::string reason_of(const Field& field, const FieldAssessment& found) {
  const std::string begin = place(field.name);
  if (found.verdict == FieldVerdict::few_values) {
    const std::string possible =
        found.possible_values != 0 ? " (" + std::to_string(found.possible_values) + " possible)" : "";
    return begin + " has too few values" + possible + " for a pseudonym that is always the same: " + figures(found);
  }
  if (found.verdict == FieldVerdict::skewed) return begin + " has values known by their frequency: " + figures(found);
  return begin + " has enough values, none of which stands out: " + figures(found);
}

Diagnostic refusal(std::string message) {
  return values::misuse(
      "E1408", std::move(message),
      "group or leave out the field; or say how many values it can take; or acknowledge the frequency "
      "attack in the policy");
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = static_cast<Wide>(a ^ 0x9e3779b97f4a7c15ULL) * (b ^ 0xd1b54a32d192ed03ULL);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word(const char* bytes) {
  std::uint64_t out = 0;
  std::memcpy(&out, bytes, sizeof out);
  return out;
}

// Good enough to spread; whoever makes it collide only has the column assessed exactly.
std::uint64_t spread(std::string_view value) {
  const char* bytes = value.data();
  std::size_t left = value.size();
  std::uint64_t hash = left;
  for (; left > 16; left -= 8, bytes += 8) hash = mix(hash, word(bytes));
  if (left >= 8) return mix(mix(hash, word(bytes)), word(bytes + left - 8));
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < left; ++i) last = last << 8U | static_cast<unsigned char>(bytes[i]);
  return mix(hash, last);
}

// True only when no value stands out: each count here is that of one value or more.
bool surely_even(const TextColumn& column) {
  const auto all = static_cast<std::uint64_t>(column.rows());
  const std::uint64_t places = std::clamp<std::uint64_t>(std::bit_ceil(all / 8 + 1), 1U << 10U, 1U << 18U);
  std::vector<std::uint32_t> counts(places);
  if (all > 0xffffffffU) return false;
  std::uint64_t rows = 0;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (!column.has(row)) continue;
    ++rows;
    ++counts[spread(column.at(row)) & (places - 1)];
  }
  const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
  return !stands_out(most, rows) && !names_too_many(most * (most + 1) / 2, rows);
}

}  // namespace

FieldAssessment assess(const Field& field, const TextColumn& column) {
  const std::vector<std::uint64_t> counts = counts_of(values_of(column));
  FieldAssessment found;
  for (const std::uint64_t count : counts) found.rows += count;
  found.nulls = static_cast<std::uint64_t>(column.rows()) - found.rows;
  found.distinct = counts.size();
  found.possible_values = field.possible_values;
  if (found.rows > 0) {
    found.largest_share = share(counts.back(), found.rows);
    found.rank_matching = share(named_by_rank(counts), found.rows);
  }
  found.collision = collision(counts, found.rows);
  found.verdict = verdict_of(found);
  found.reason = reason_of(field, found);
  return found;
}

Diagnostics check_frequencies(const Field& field, const TextColumn& column) {
  if (field.possible_values >= kFewestValues && surely_even(column)) return {};
  const FieldAssessment found = assess(field, column);
  if (found.verdict == FieldVerdict::safe) return {};
  return {refusal(found.reason)};
}

Diagnostic few_values(const Field& field) {
  if (field.possible_values == 0)
    return refusal(place(field.name) + " does not say how many values it can take, and one value alone does not tell");
  return refusal(place(field.name) + " has too few values (" + std::to_string(field.possible_values) +
                 " possible) for a pseudonym that is always the same");
}

Result<FieldAssessment> assess_field(const Field& field, const ArrowSchema& schema, const ArrowArray& array) {
  const auto column = TextColumn::read(schema, array);
  if (!column) return column.errors();
  return assess(field, *column);
}

}  // namespace proactive::privacy
