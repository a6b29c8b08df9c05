// Errors of their own that the tests of tests/population do not tell apart.
#include <gtest/gtest.h>

#include <limits>

#include "population/bad_tables.h"

namespace proactive::tests {
namespace {

TEST(BadArrays, IdsThatDoNotFit) {
  const TableData table =
      table_of({{"id", integers('L'), {"1", "2", "9223372036854775808", "4"}, {1, 1}}}, {{1, 3}, 1});
  EXPECT_EQ(error_of("income", table), "E1102: table `household`: row 3 has an id above 9223372036854775807");
  EXPECT_EQ(error_of("income", table_of({{"id", integers('L'), {"1", std::nullopt}, {}}})),
            "E1102: table `household`: row 2 has no id");
  EXPECT_EQ(error_of("income", table_of({{"id", integers('L'), {"1", "9223372036854775807"}, {}}})), "");
}

TEST(BadArrays, TheCodeOfATableGivenTwice) {
  Tables tables = with_members();
  tables.entities.push_back(tables.entities.front());
  tables.members.push_back(tables.members.front());
  EXPECT_EQ(answers_of(plan_of("adults"), tables).error(),
            "E1110: table `household`: it is given twice\nE1110: table `household members`: it is given twice");
}

// The bitmap of a batch is no longer than its columns are.
TEST(BadArrays, NullRowsOfABatchThatIsTooLong) {
  for (const std::int64_t rows :
       {std::int64_t{1} << 20, (std::int64_t{1} << 31) + 1, std::numeric_limits<std::int64_t>::max()}) {
    TableData table = table_with("occupancy", texts("u"), kOccupied);
    table.batches[1].length = rows;
    table.batches[1].null_count = -1;
    table.batches[1].buffers[0] = Bytes{0xFF};
    EXPECT_NE(error_of("occupancy", table), "");
  }
}

TEST(BadArrays, NullRowsWithoutBitmap) {
  TableData table = table_with("occupancy", texts("u"), kOccupied);
  table.batches[1].null_count = 1;
  EXPECT_EQ(error_of("occupancy", table), "E1107: table `household`: chunk 2: whole rows are null");
}

TEST(BadArrays, DictionaryOfNulls) {
  const TableData table = table_of({ids(3), {"size", dictionary('c', nulls()), {"1", "2", std::nullopt}, {}}});
  const TableData plain = table_of({ids(3), {"size", nulls(), {"1", "2", std::nullopt}, {}}});
  EXPECT_EQ(difference(answers_of(plan_of("size"), table), answers_of(plan_of("size"), plain)), "");
}

TEST(BadArrays, NullsThatClaimBuffers) {
  TableData table = table_of({ids(3), {"size", nulls(), {"1", "2", std::nullopt}, {}}});
  const Answers sound = answers_of(plan_of("size"), table);
  table.batches[0].children[1].claimed_buffers = 1;
  table.batches[0].children[1].no_buffers = true;
  EXPECT_EQ(difference(answers_of(plan_of("size"), table), sound), "");
}

TEST(BadArrays, ColumnsOfCents) {
  TableData table = table_of({ids(3), {"income_cents", integers('l'), {"1", "2", "3"}, {}}});
  table.batches[0].children[1].length = 1;
  EXPECT_EQ(error_of("income", table),
            "E1107: table `household`: column `income_cents`, chunk 1: it is shorter than its table");
}

}  // namespace
}  // namespace proactive::tests
