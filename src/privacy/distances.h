// How the sensitive values of one class are spread, and how far that is from the whole table.
#ifndef PROACTIVE_SRC_PRIVACY_DISTANCES_H_
#define PROACTIVE_SRC_PRIVACY_DISTANCES_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "privacy/exact_sum.h"

namespace proactive::privacy {

/// Counts of the values of one class or of the table, by code.
using Counts = std::span<const std::int64_t>;

/// Half of the sum of differences of shares. `present` are the values that the class has.
WideFraction equal_distance(std::span<const std::uint32_t> present, Counts in_class, std::int64_t class_rows,
                            Counts in_table, std::int64_t table_rows);

/// The earth mover's distance over values in order, neighbours being 1 / (values - 1) apart.
WideFraction ordered_distance(Counts in_class, std::int64_t class_rows, Counts in_table, std::int64_t table_rows,
                              std::span<const std::uint32_t> order);

/// Recursive (c, l)-diversity: the most frequent value is rarer than c times all values from the l-th on.
bool is_recursively_diverse(Counts in_class, const Fraction& c, std::int64_t l);

/// Codes of a column in order, null first. Given by name, or that of numbers; empty when there is none.
std::vector<std::uint32_t> order_of(const std::vector<std::string>& values, const std::vector<std::string>& given);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_DISTANCES_H_
