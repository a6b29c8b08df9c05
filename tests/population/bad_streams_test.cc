// Formats, schemas and streams that are not what they should be.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <limits>

#include "population/bad_tables.h"

namespace proactive::tests {
namespace {

constexpr auto kMin64 = std::numeric_limits<std::int64_t>::min();

// ---- types ----------------------------------------------------------------------------------

std::string error_with_format(const std::optional<std::string>& format) {
  TableData table = table_with("income", texts("u"), kSizes);
  table.schema.children[1].format = format;
  return error_of("income", table);
}

void expect_format_refused(const std::string& format) {
  const std::string error = error_with_format(format);
  expect_starts(error, "E1103: table `household`: ", format);
  EXPECT_NE(error.find("column `income`"), std::string::npos) << format << "\nfound: " << error;
}

TEST(BadStreams, TypesThatHoldNoFact) {
  for (const char* format : {"+l",        "+L",      "+vl", "+vL",  "+w:3",    "+s",   "+m",
                             "+ud:0,1",   "+us:0,1", "+r",  "tss:", "tsm:UTC", "tsu:", "tsn:Europe/Paris",
                             "tts",       "ttm",     "ttu", "ttn",  "tDs",     "tDm",  "tiM",
                             "tiD",       "tin",     "z",   "Z",    "vz",      "w:16", "e",
                             "d:38,2,256"}) {
    expect_format_refused(format);
  }
}

TEST(BadStreams, FormatsThatDoNotExist) {
  for (const char* format : {"",
                             " ",
                             "x",
                             "uu",
                             "ii",
                             "vuu",
                             "tdX",
                             "td",
                             "+",
                             "d",
                             "d:",
                             "d:x",
                             "d:10",
                             "d:10,",
                             "d:,2",
                             "d:10,2,",
                             "d:10,2,16",
                             "d:10,2,0",
                             "d:10,2,-128",
                             "d:10,2,128,",
                             "d:10,2,128x",
                             "d:10;2",
                             "d:99999999999,2",
                             "d:10,99999999999",
                             "d: 10,2",
                             "d:10,2 ",
                             "d:-1,2",
                             "d:0,0"}) {
    expect_format_refused(format);
  }
}

// Multiplying by ten two thousand million times is no way to read a zero.
TEST(BadStreams, DecimalsOfAbsurdScale) {
  const auto begin = std::chrono::steady_clock::now();
  for (const char* scale : {"-2000000000", "2000000000", "-2147483648", "2147483647"}) {
    TableData table = table_of({ids(1), {"income", decimals(64, 0), {"0"}, {}}});
    table.schema.children[1].format = std::string("d:18,") + scale + ",64";
    const std::string error = error_of("income", table);
    if (!error.empty()) expect_starts(error, "E1103: table `household`: ", scale);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(BadStreams, ASchemaWithoutFormat) {
  const std::string error = error_with_format(std::nullopt);
  EXPECT_EQ(error.substr(0, 3), "E11");
  EXPECT_NE(error.find("`income`"), std::string::npos) << error;
}

TEST(BadStreams, DictionariesWithoutIndices) {
  for (const char* format : {"u", "vu", "b", "g", "d:10,2", "tdD", "n"}) {
    TableData table = table_with("income", dictionary('c', texts("u")), kSizes);
    table.schema.children[1].format = format;
    expect_starts(error_of("income", table), "E1103: table `household`: ", format);
  }
}

TEST(BadStreams, DictionariesOfWhatHoldsNoFact) {
  const std::vector<std::optional<std::string>> formats = {std::nullopt, "+l", "z"};
  for (const auto& format : formats) {
    TableData table = table_with("income", dictionary('c', texts("u")), kSizes);
    table.schema.children[1].dictionary[0].format = format;
    expect_starts(error_of("income", table), "E1103: table `household`: ", format.value_or("none"));
  }
}

TEST(BadStreams, IdsOfOtherTypes) {
  for (const Encoding& encoding : {booleans(), floats('g'), decimals(64, 0), nulls(), dictionary('c', integers('l'))}) {
    const TableData table = table_of({{"id", encoding, {"1", "0"}, {}}, {"income", texts("u"), {"1", "2"}, {}}});
    expect_starts(error_of("income", table), "E1103: table `household`: ", encoding.name);
  }
}

// ---- schemas and streams --------------------------------------------------------------------

void expect_schema_refused(const std::string& name, const std::function<void(SchemaData&)>& fault) {
  TableData table = table_with("occupancy", texts("u"), kOccupied);
  fault(table.schema);
  expect_starts(error_of("occupancy", table), "E1107: table `household`: ", name);
}

TEST(BadStreams, Schemas) {
  expect_schema_refused("no format", [](SchemaData& schema) { schema.format.reset(); });
  expect_schema_refused("not a table", [](SchemaData& schema) { schema.format = "u"; });
  expect_schema_refused("an empty format", [](SchemaData& schema) { schema.format = ""; });
  expect_schema_refused("no pointer to children", [](SchemaData& schema) { schema.no_children = true; });
  expect_schema_refused("a negative number", [](SchemaData& schema) { schema.claimed_children = -1; });
  expect_schema_refused("the smallest number", [](SchemaData& schema) { schema.claimed_children = kMin64; });
  expect_schema_refused("a null child", [](SchemaData& schema) { schema.children[1].is_null = true; });
  expect_schema_refused("another null child", [](SchemaData& schema) { schema.children[0].is_null = true; });
}

void expect_stream_refused(const std::string& name, const Trouble& trouble) {
  const TableData table = table_with("occupancy", texts("vu"), kOccupied);
  expect_starts(error_of("occupancy", table, trouble), "E1107: table `household`: ", name);
}

TEST(BadStreams, StreamsThatFail) {
  expect_stream_refused("the schema", {.schema_error = 22});
  expect_stream_refused("a negative error", {.schema_error = -1});
  expect_stream_refused("a schema released before", {.schema_is_released = true});
  for (const std::int64_t batch : {0, 1, 3}) {
    expect_stream_refused("a batch, without words", {.fails_at = batch});
    expect_stream_refused("a batch, no way to ask for words", {.fails_at = batch, .no_words = true});
    expect_stream_refused("a batch, with a negative error", {.fails_at = batch, .error = -5});
  }
}

// The words of a producer may quote somebody's value.
TEST(BadStreams, WordsOfAProducerAreNotPassedOn) {
  const TableData table = table_with("occupancy", texts("vu"), kOccupied);
  const Trouble trouble = {.fails_at = 1, .words = "row 3: 2 85 05 78 006 084 36 is no number"};
  EXPECT_EQ(error_of("occupancy", table, trouble).find("2 85 05"), std::string::npos);
}

TEST(BadStreams, StreamsThatThrow) {
  expect_stream_refused("the schema", {.schema_throws = true});
  for (const std::int64_t batch : {0, 1, 3}) expect_stream_refused("a batch", {.throws_at = batch});
}

TEST(BadStreams, MembershipsWhoseStreamFails) {
  for (const Trouble& trouble : {Trouble{.fails_at = 1}, Trouble{.throws_at = 1}, Trouble{.schema_error = 5}}) {
    const Tables tables = with_members();
    Producer households(tables.entities[0].second);
    Producer persons(tables.entities[1].second);
    Producer members(tables.members[0].second, trouble);
    const auto population =
        Population::read(plan_of("adults"), {{"household", households.stream()}, {"person", persons.stream()}},
                         {{"household", members.stream()}});
    ASSERT_FALSE(population);
    expect_starts(render(population.errors()), "error[E1107]: table `household members`: ", "members");
    EXPECT_EQ(households.imbalance() + persons.imbalance() + members.imbalance(), "");
  }
}

std::string read_twice(Producer& producer, bool in_one_call) {
  const Plan& plan = plan_of("occupancy");
  if (in_one_call) {
    const auto both = Population::read(plan, {{"household", producer.stream()}, {"person", producer.stream()}}, {});
    return both ? "" : both.errors().front().code;
  }
  EXPECT_TRUE(Population::read(plan, {{"household", producer.stream()}}, {}));
  const auto again = Population::read(plan, {{"household", producer.stream()}}, {});
  return again ? "" : again.errors().front().code;
}

TEST(BadStreams, AStreamUsedTwice) {
  for (const bool in_one_call : {false, true}) {
    Producer producer(table_with("occupancy", texts("vu"), kOccupied));
    EXPECT_EQ(read_twice(producer, in_one_call), "E1107");
    EXPECT_EQ(producer.imbalance(), "");
  }
}

TEST(BadStreams, StreamsThatAreNotThere) {
  ArrowArrayStream released{};
  for (ArrowArrayStream* stream : {static_cast<ArrowArrayStream*>(nullptr), &released}) {
    const auto population = Population::read(plan_of("income"), {{"household", stream}}, {});
    ASSERT_FALSE(population);
    EXPECT_EQ(population.errors().front().code, "E1107");
  }
}

// A batch without release callback is the end, whatever else it says.
TEST(BadStreams, ABatchThatIsReleasedIsTheEnd) {
  TableData table = table_with("occupancy", texts("u"), kOccupied);
  table.batches[1].is_released = true;
  TableData first = table_of({ids(2), {"occupancy", texts("u"), {"tenant", "owner"}, {}}});
  EXPECT_EQ(difference(answers_of(plan_of("occupancy"), table), answers_of(plan_of("occupancy"), first)), "");
}

}  // namespace
}  // namespace proactive::tests
