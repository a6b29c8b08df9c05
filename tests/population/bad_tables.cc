#include "population/bad_tables.h"

#include <gtest/gtest.h>

namespace proactive::tests {

TableData table_with(const std::string& field, const Encoding& encoding, const Texts& facts) {
  return table_of({ids(7), {field, encoding, facts, {}}}, {kChunks, 0});
}

Texts named_ids() { return {"a", "b", "c-that-is-not-short", "d", "e", "f", "g"}; }

Tables with_members() {
  Tables tables;
  tables.entities.emplace_back("household", table_of({{"id", texts("u"), named_ids(), {}}}));
  tables.entities.emplace_back("person", table_of({ids(7), {"wage", decimals(64, 2), numbered(7), {}}}));
  const TableData members = table_of({{"person", integers('s'), numbered(7), {}},
                                      {"household", dictionary('c', texts("vu")), named_ids(), {}},
                                      {"role", texts("u"), Texts(7, "grown"), {}}},
                                     {kChunks, 0});
  tables.members.emplace_back("household", members);
  return tables;
}

std::string error_of(const std::string& right, const TableData& table, Trouble trouble) {
  return answers_of(plan_of(right), table, trouble).error();
}

void expect_starts(const std::string& error, const std::string& start, const std::string& what) {
  EXPECT_EQ(error.substr(0, start.size()), start) << what << "\nfound: " << error;
}

}  // namespace proactive::tests
