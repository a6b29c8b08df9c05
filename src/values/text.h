// Small readers and writers of numbers, shared by values and stages.
#ifndef PROACTIVE_SRC_VALUES_TEXT_H_
#define PROACTIVE_SRC_VALUES_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "values/int128.h"

namespace proactive::values {

/// "-12.345" as an integer and a number of decimals, at most `max_scale` of them.
struct ParsedNumber {
  std::int64_t units = 0;
  int scale = 0;
};
std::optional<ParsedNumber> parse_number(std::string_view text, int max_scale);

/// 1234567 with scale 2 as "12345.67"; with `grouped`, "12 345.67".
std::string write_number(std::int64_t units, int scale, bool grouped = false);

/// The number of edits (insertions, deletions, replacements, swaps of neighbours) between two words.
int edit_distance(std::string_view a, std::string_view b);

}  // namespace proactive::values

#endif  // PROACTIVE_SRC_VALUES_TEXT_H_
