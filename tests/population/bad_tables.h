// Sound tables in three batches, which tests make unsound.
#ifndef PROACTIVE_TESTS_POPULATION_BAD_TABLES_H_
#define PROACTIVE_TESTS_POPULATION_BAD_TABLES_H_

#include <string>

#include "population/arrow_answers.h"

namespace proactive::tests {

// Three batches; the faults are in the second, whose texts are long, null, short.
inline const std::vector<std::int64_t> kChunks = {2, 3, 2};
inline const Texts kOccupied = {"tenant", "owner", kOccupancies[2], std::nullopt, "tenant", "owner", "tenant"};
inline const Texts kSizes = {"1", "2", "3", std::nullopt, "5", "6", "7"};

TableData table_with(const std::string& field, const Encoding& encoding, const Texts& facts);
/// Seven ids of text.
Texts named_ids();
/// Households, persons and their membership table, which is the one in three batches.
Tables with_members();

/// The errors of a table of households; empty when it is read.
std::string error_of(const std::string& right, const TableData& table, Trouble trouble = {});
void expect_starts(const std::string& error, const std::string& start, const std::string& what);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_POPULATION_BAD_TABLES_H_
