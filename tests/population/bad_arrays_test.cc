// Arrays that contradict themselves: an error that says where, everything
// released once, and no fault.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <limits>

#include "population/bad_tables.h"

namespace proactive::tests {
namespace {

using Fault = std::function<void(ArrayData&)>;

struct NamedFault {
  std::string name;
  Fault fault;
};
using Faults = std::vector<NamedFault>;

constexpr auto kMin64 = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax64 = std::numeric_limits<std::int64_t>::max();
constexpr auto kMax32 = std::numeric_limits<std::int32_t>::max();
constexpr auto kMin32 = std::numeric_limits<std::int32_t>::min();

template <typename T>
void set(std::optional<Bytes>& buffer, std::size_t place, T value) {
  std::memcpy(buffer->data() + place * sizeof(T), &value, sizeof(T));
}

const char* const kInSecondChunk = "E1107: table `household`: column `occupancy`, chunk 2: ";

// A fault in the second chunk of a column, whose first chunk was sound.
void expect_column_refused(const std::string& field, const Encoding& encoding, const Texts& facts,
                           const Faults& faults) {
  ASSERT_EQ(error_of(field, table_with(field, encoding, facts)), "") << "sound as it stands";
  for (const auto& [name, fault] : faults) {
    TableData table = table_with(field, encoding, facts);
    fault(table.batches[1].children[1]);
    expect_starts(error_of(field, table),
                  "E1107: table `household`: column `" + field + "`, chunk 2: ", encoding.name + ": " + name);
  }
}

void expect_occupancy_refused(const Encoding& encoding, const Faults& faults) {
  expect_column_refused("occupancy", encoding, kOccupied, faults);
}

std::vector<Encoding> text_layouts() {
  return {texts("u"),
          texts("U"),
          texts("vu"),
          dictionary('c', texts("u")),
          dictionary('L', texts("U")),
          dictionary('s', texts("vu"))};
}

// The same faults in a column of every kind of layout.
void expect_all_refused(const Faults& faults) {
  for (const Encoding& encoding : text_layouts()) expect_occupancy_refused(encoding, faults);
  for (const Encoding& encoding : {integers('c'), integers('L'), decimals(128, 0), floats('g')})
    expect_column_refused("size", encoding, kSizes, faults);
  const Texts asked = {"true", "false", "true", std::nullopt, "true", "true", "true"};
  expect_column_refused("asked", booleans(), asked, faults);
}

// ---- the numbers of an array ----------------------------------------------------------------

TEST(BadArrays, Lengths) {
  expect_all_refused({
      {"negative length", [](ArrayData& array) { array.length = -1; }},
      {"smallest length", [](ArrayData& array) { array.length = kMin64; }},
      {"shorter than the table", [](ArrayData& array) { array.length = 2; }},
      {"no rows beside three", [](ArrayData& array) { array.length = 0; }},
  });
}

TEST(BadArrays, Offsets) {
  expect_all_refused({
      {"negative offset", [](ArrayData& array) { array.offset = -1; }},
      {"smallest offset", [](ArrayData& array) { array.offset = kMin64; }},
      {"offset and length overflow", [](ArrayData& array) { array.offset = kMax64; }},
      {"offset and length just overflow", [](ArrayData& array) { array.offset = kMax64 - 2; }},
  });
}

TEST(BadArrays, NumbersOfNulls) {
  expect_all_refused({
      {"less than unknown", [](ArrayData& array) { array.null_count = -2; }},
      {"smallest", [](ArrayData& array) { array.null_count = kMin64; }},
      {"more than rows", [](ArrayData& array) { array.null_count = 4; }},
      {"nulls without bitmap", [](ArrayData& array) { array.buffers[0].reset(); }},
  });
}

TEST(BadArrays, Buffers) {
  expect_all_refused({
      {"no pointer to buffers", [](ArrayData& array) { array.no_buffers = true; }},
      {"no buffer", [](ArrayData& array) { array.claimed_buffers = 0; }},
      {"only a bitmap", [](ArrayData& array) { array.claimed_buffers = 1; }},
      {"a negative number of buffers", [](ArrayData& array) { array.claimed_buffers = -1; }},
      {"the smallest number of buffers", [](ArrayData& array) { array.claimed_buffers = kMin64; }},
      {"no values", [](ArrayData& array) { array.buffers[1].reset(); }},
  });
}

TEST(BadArrays, WhatIsNotThere) {
  expect_all_refused({
      {"a null child", [](ArrayData& array) { array.is_null = true; }},
      {"a child released before", [](ArrayData& array) { array.is_released = true; }},
  });
}

// More than the schema announces is another layout than the one announced.
TEST(BadArrays, AnotherLayoutThanTheSchemaSays) {
  const Faults faults = {
      {"a buffer too many", [](ArrayData& array) { array.buffers.emplace_back(Bytes(64)); }},
      {"a dictionary", [](ArrayData& array) { array.dictionary.push_back(texts("u").encode({"tenant"}).array); }},
  };
  for (const char* format : {"u", "U"}) expect_occupancy_refused(texts(format), faults);
  expect_occupancy_refused(texts("vu"), {faults[1]});
  expect_column_refused("size", integers('i'), kSizes, faults);
  expect_column_refused("income", decimals(64, 2), kSizes, faults);
}

// ---- text -----------------------------------------------------------------------------------

template <typename Offset>
Faults offset_faults() {
  const auto set_offset = [](std::size_t place, Offset value) {
    return [place, value](ArrayData& array) { set<Offset>(array.buffers[1], place, value); };
  };
  return {
      {"the first is negative", set_offset(0, -1)},
      {"one in the middle is negative", set_offset(1, -1)},
      {"the last is negative", set_offset(3, std::numeric_limits<Offset>::min())},
      {"they decrease", set_offset(2, 3)},
      {"the last decreases", set_offset(3, 1)},
      {"one lies beyond the next", set_offset(1, std::numeric_limits<Offset>::max())},
      {"the first lies beyond the next", set_offset(0, std::numeric_limits<Offset>::max())},
  };
}

TEST(BadArrays, OffsetsOfTexts) {
  expect_occupancy_refused(texts("u"), offset_faults<std::int32_t>());
  expect_occupancy_refused(texts("U"), offset_faults<std::int64_t>());
}

TEST(BadArrays, OffsetsOfTextsInASlice) {
  const Faults faults = offset_faults<std::int32_t>();
  for (const auto& [name, fault] : faults) {
    TableData table = table_of({ids(7), {"occupancy", texts("u"), kOccupied, {0, 3}}}, {kChunks, 0});
    fault(table.batches[1].children[1]);
    expect_starts(error_of("occupancy", table), kInSecondChunk, name);
  }
}

TEST(BadArrays, TextsWithoutData) {
  for (const char* format : {"u", "U"}) {
    expect_occupancy_refused(texts(format), {{"no data", [](ArrayData& array) { array.buffers[2].reset(); }},
                                             {"two buffers", [](ArrayData& array) { array.claimed_buffers = 2; }}});
  }
}

// A view has four 32-bit words: length, prefix, buffer, offset.
NamedFault view_fault(std::string name, std::size_t row, std::size_t word, std::int32_t value) {
  return {std::move(name), [=](ArrayData& array) { set<std::int32_t>(array.buffers[1], row * 4 + word, value); }};
}

NamedFault size_fault(std::string name, std::size_t buffer, std::int64_t value) {
  return {std::move(name), [=](ArrayData& array) { set<std::int64_t>(array.buffers.back(), buffer, value); }};
}

// The long text of the second chunk lies in the first of two data buffers, which it fills.
TEST(BadArrays, StringViews) {
  expect_occupancy_refused(texts("vu"), {
                                            view_fault("negative length", 0, 0, -1),
                                            view_fault("smallest length", 2, 0, kMin32),
                                            view_fault("longer than its buffer", 0, 0, 22),
                                            view_fault("longer than everything", 0, 0, kMax32),
                                            view_fault("a short one made long", 2, 0, 100),
                                            view_fault("a buffer before the first", 0, 2, -1),
                                            view_fault("the buffer of sizes", 0, 2, 2),
                                            view_fault("a buffer behind the last", 0, 2, kMax32),
                                            view_fault("an empty buffer", 0, 2, 1),
                                            view_fault("negative offset", 0, 3, -1),
                                            view_fault("offset beyond the end", 0, 3, 1),
                                            view_fault("greatest offset", 0, 3, kMax32),
                                            view_fault("smallest offset", 0, 3, kMin32),
                                        });
}

TEST(BadArrays, BuffersOfStringViews) {
  const auto drop = [](std::size_t buffer) { return [=](ArrayData& array) { array.buffers[buffer].reset(); }; };
  expect_occupancy_refused(texts("vu"),
                           {
                               size_fault("a buffer smaller than its text", 0, 20),
                               size_fault("a buffer of negative size", 0, -1),
                               size_fault("a buffer of the smallest size", 0, kMin64),
                               {"no sizes", drop(4)},
                               {"a null data buffer", drop(2)},
                               {"no room for sizes", [](ArrayData& array) { array.claimed_buffers = 2; }},
                               {"no data buffers", [](ArrayData& array) { array.claimed_buffers = 3; }},
                               {"one data buffer that is none",
                                [](ArrayData& array) {
                                  array.buffers = {array.buffers[0], array.buffers[1], std::nullopt, Bytes(8)};
                                }},
                           });
}

// ---- dictionaries ---------------------------------------------------------------------------

template <typename Index>
Faults index_faults() {
  const auto set_index = [](std::size_t place, Index value) {
    return [place, value](ArrayData& array) { set<Index>(array.buffers[1], place, value); };
  };
  Faults faults = {
      {"behind the last", set_index(0, 2)},
      {"the greatest", set_index(2, std::numeric_limits<Index>::max())},
  };
  if constexpr (std::is_signed_v<Index>) {
    faults.push_back({"negative", set_index(0, -1)});
    faults.push_back({"the smallest", set_index(2, std::numeric_limits<Index>::min())});
  }
  return faults;
}

TEST(BadArrays, IndicesOutsideTheDictionary) {
  for (const char* format : {"u", "U", "vu"}) {
    expect_occupancy_refused(dictionary('c', texts(format)), index_faults<std::int8_t>());
    expect_occupancy_refused(dictionary('C', texts(format)), index_faults<std::uint8_t>());
    expect_occupancy_refused(dictionary('s', texts(format)), index_faults<std::int16_t>());
    expect_occupancy_refused(dictionary('S', texts(format)), index_faults<std::uint16_t>());
    expect_occupancy_refused(dictionary('i', texts(format)), index_faults<std::int32_t>());
    expect_occupancy_refused(dictionary('I', texts(format)), index_faults<std::uint32_t>());
    expect_occupancy_refused(dictionary('l', texts(format)), index_faults<std::int64_t>());
    expect_occupancy_refused(dictionary('L', texts(format)), index_faults<std::uint64_t>());
  }
  expect_column_refused("size", dictionary('c', integers('l')), kSizes, index_faults<std::int8_t>());
}

// A fault of the dictionary, not of its indices.
NamedFault in_dictionary(std::string name, const Fault& fault) {
  return {std::move(name), [fault](ArrayData& array) { fault(array.dictionary.front()); }};
}

Faults dictionary_faults() {
  return {
      {"it is missing", [](ArrayData& array) { array.dictionary.clear(); }},
      in_dictionary("released before", [](ArrayData& values) { values.is_released = true; }),
      in_dictionary("shorter than its indices", [](ArrayData& values) { values.length = 1; }),
      in_dictionary("empty", [](ArrayData& values) { values.length = 0; }),
      in_dictionary("negative length", [](ArrayData& values) { values.length = -1; }),
      in_dictionary("negative offset", [](ArrayData& values) { values.offset = -1; }),
      in_dictionary("offset and length overflow", [](ArrayData& values) { values.offset = kMax64; }),
      in_dictionary("number of nulls", [](ArrayData& values) { values.null_count = -2; }),
      in_dictionary("nulls without bitmap",
                    [](ArrayData& values) { values.null_count = 1, values.buffers[0].reset(); }),
      in_dictionary("no pointer to buffers", [](ArrayData& values) { values.no_buffers = true; }),
      in_dictionary("no buffer", [](ArrayData& values) { values.claimed_buffers = 0; }),
      in_dictionary("no values", [](ArrayData& values) { values.buffers[1].reset(); }),
      in_dictionary("only numbers", [](ArrayData& values) { values.buffers.resize(2); }),
      in_dictionary("a dictionary of its own",
                    [](ArrayData& values) { values.dictionary.push_back(texts("u").encode({"owner"}).array); }),
  };
}

TEST(BadArrays, UnsoundDictionaries) {
  for (const char index : {'c', 'S', 'L'}) {
    for (const char* format : {"u", "U", "vu"})
      expect_occupancy_refused(dictionary(index, texts(format)), dictionary_faults());
  }
}

TEST(BadArrays, DictionariesOfUnsoundTexts) {
  Faults faults;
  for (const auto& [name, fault] :
       std::vector<NamedFault>{{"decrease", [](ArrayData& values) { set<std::int32_t>(values.buffers[1], 1, kMax32); }},
                               {"negative", [](ArrayData& values) { set<std::int32_t>(values.buffers[1], 2, -1); }}}) {
    faults.push_back(in_dictionary(name, fault));
  }
  expect_occupancy_refused(dictionary('i', texts("u")), faults);
  const NamedFault view = view_fault("outside", 1, 3, 99);
  expect_occupancy_refused(dictionary('i', texts("vu")), {in_dictionary(view.name, view.fault)});
}

// The values of the first chunk's dictionary are text, those of the second numbers.
TEST(BadArrays, ADictionaryOfAnotherType) {
  const NamedFault numbers = {"text, then numbers", [](ArrayData& array) {
                                array.dictionary.front() = integers('l').encode({"1", "2", "3"}).array;
                              }};
  expect_occupancy_refused(dictionary('c', texts("u")), {numbers});
  const NamedFault text = {"numbers, then text", [](ArrayData& array) {
                             array.dictionary.front() = texts("u").encode({"1", "2", "3"}).array;
                           }};
  expect_column_refused("size", dictionary('c', integers('l')), kSizes, {text});
}

// ---- other columns --------------------------------------------------------------------------

TEST(BadArrays, Ids) {
  const auto refused = [](const Encoding& encoding, const NamedFault& fault) {
    TableData table =
        table_of({{"id", encoding, named_ids(), {0, 0, true}}, {"occupancy", texts("u"), kOccupied, {}}}, {kChunks, 0});
    fault.fault(table.batches[1].children[0]);
    expect_starts(error_of("occupancy", table),
                  "E1107: table `household`: column `id`, chunk 2: ", encoding.name + ": " + fault.name);
  };
  for (const NamedFault& fault : offset_faults<std::int32_t>()) refused(texts("u"), fault);
  for (const NamedFault& fault : index_faults<std::int8_t>()) {
    if (fault.name != "behind the last") refused(dictionary('c', texts("U")), fault);
  }
  for (const NamedFault& fault : dictionary_faults()) refused(dictionary('i', texts("vu")), fault);
  refused(texts("vu"), view_fault("outside", 0, 3, 99));
  refused(texts("vu"), {"shorter", [](ArrayData& array) { array.length = 1; }});
}

TEST(BadArrays, Memberships) {
  ASSERT_EQ(answers_of(plan_of("adults"), with_members()).error(), "");
  const char* const names[] = {"person", "household", "role"};
  const auto refused = [&](std::size_t column, const NamedFault& fault) {
    Tables tables = with_members();
    fault.fault(tables.members[0].second.batches[1].children[column]);
    expect_starts(
        answers_of(plan_of("adults"), tables).error(),
        std::string("E1107: table `household members`: column `") + names[column] + "`, chunk 2: ", fault.name);
  };
  for (std::size_t column = 0; column < 3; ++column) {
    refused(column, {"negative length", [](ArrayData& array) { array.length = -1; }});
    refused(column, {"offset overflows", [](ArrayData& array) { array.offset = kMax64; }});
    refused(column, {"no values", [](ArrayData& array) { array.buffers[1].reset(); }});
    refused(column, {"null child", [](ArrayData& array) { array.is_null = true; }});
  }
  for (const NamedFault& fault : dictionary_faults()) refused(1, fault);
  for (const NamedFault& fault : offset_faults<std::int32_t>()) refused(2, fault);
}

// ---- batches --------------------------------------------------------------------------------

void expect_batch_refused(const Faults& faults) {
  for (const auto& [name, fault] : faults) {
    TableData table = table_with("occupancy", texts("u"), kOccupied);
    fault(table.batches[1]);
    const std::string error = error_of("occupancy", table);
    expect_starts(error, "E1107: table `household`: ", name);
    EXPECT_NE(error.find("chunk 2"), std::string::npos) << name << "\nfound: " << error;
  }
}

TEST(BadArrays, Batches) {
  expect_batch_refused({
      {"negative length", [](ArrayData& batch) { batch.length = -1; }},
      {"negative offset", [](ArrayData& batch) { batch.offset = -1; }},
      {"smallest offset", [](ArrayData& batch) { batch.offset = kMin64; }},
      {"offset and length overflow", [](ArrayData& batch) { batch.offset = kMax64; }},
      {"longer than its columns", [](ArrayData& batch) { batch.length = 4; }},
      {"offset beyond its columns", [](ArrayData& batch) { batch.offset = 1; }},
      {"less than unknown nulls", [](ArrayData& batch) { batch.null_count = -2; }},
      {"more nulls than rows", [](ArrayData& batch) { batch.null_count = 9; }},
  });
}

TEST(BadArrays, ColumnsOfBatches) {
  expect_batch_refused({
      {"one too few", [](ArrayData& batch) { batch.children.pop_back(); }},
      {"one too many", [](ArrayData& batch) { batch.children.push_back(batch.children[1]); }},
      {"none", [](ArrayData& batch) { batch.children.clear(); }},
      {"a negative number", [](ArrayData& batch) { batch.claimed_children = -1; }},
      {"no pointer to children", [](ArrayData& batch) { batch.no_children = true; }},
  });
}

// A row of a table cannot be null: its facts would be read although they are not there.
TEST(BadArrays, RowsThatAreNull) {
  const auto null_row = [](std::int64_t count) {
    return [count](ArrayData& batch) {
      batch.null_count = count;
      batch.buffers[0] = Bytes{0b101};
    };
  };
  expect_batch_refused({{"one", null_row(1)}, {"one, not counted", null_row(-1)}});
}

// Nothing behind these lengths exists: they must be refused before a row is looked at.
TEST(BadArrays, MoreRowsThanAPopulationMayHave) {
  constexpr std::int64_t kLimit = std::int64_t{1} << 31;
  const auto claim = [](ArrayData& batch, std::int64_t rows) {
    batch.length = rows;
    for (ArrayData& child : batch.children) child.length = rows;
  };
  for (const Encoding& encoding : {nulls(), texts("u"), dictionary('c', texts("u"))}) {
    for (const std::int64_t rows : {kLimit + 1, kLimit * 4, kMax64}) {
      TableData table = table_with("occupancy", encoding, kOccupied);
      claim(table.batches[0], rows);
      expect_starts(error_of("occupancy", table), "E1108: table `household`: ", encoding.name);
    }
  }
}

TEST(BadArrays, MoreRowsInSeveralBatches) {
  TableData table = table_with("occupancy", texts("u"), kOccupied);
  table.batches[1].length = (std::int64_t{1} << 31) - 1;
  for (ArrayData& child : table.batches[1].children) child.length = table.batches[1].length;
  expect_starts(error_of("occupancy", table), "E1108: table `household`: ", "two batches");
}

TEST(BadArrays, MoreMembershipsThanAPopulationMayHave) {
  Tables tables = with_members();
  ArrayData& batch = tables.members[0].second.batches[2];
  batch.length = (std::int64_t{1} << 31) + 1;
  for (ArrayData& child : batch.children) child.length = batch.length;
  expect_starts(answers_of(plan_of("adults"), tables).error(), "E1108: table `household members`: ", "memberships");
}

// ---- rows are counted over all batches --------------------------------------------------------

TEST(BadArrays, EmptyBatchesCount) {
  TableData table =
      table_of({ids(7), {"occupancy", texts("u"), kOccupied, {}}}, {std::vector<std::int64_t>{0, 2, 0, 0, 5}, 0});
  set<std::int32_t>(table.batches[4].children[1].buffers[1], 2, -1);
  expect_starts(error_of("occupancy", table), "E1107: table `household`: column `occupancy`, chunk 5: ", "the fifth");
  table = table_with("occupancy", texts("u"), kOccupied);
  table.batches[0] = table_of({ids(0), {"occupancy", texts("u"), {}, {}}}).batches[0];
  table.batches[0].children[1].offset = -1;
  expect_starts(error_of("occupancy", table), "E1107: table `household`: column `occupancy`, chunk 1: ", "no row");
}

TEST(BadArrays, IdsThatAreNull) {
  Texts missing = named_ids();
  missing[4].reset();
  for (const Encoding& encoding : {texts("u"), texts("vu"), dictionary('c', texts("U")),
                                   dictionary_with_null('c', texts("u")), dictionary_with_null('L', texts("vu"))}) {
    const TableData table = table_of({{"id", encoding, missing, {2, 1}}}, {kChunks, 1});
    EXPECT_EQ(error_of("income", table), "E1102: table `household`: row 5 has no id") << encoding.name;
  }
}

TEST(BadArrays, IdsThatStandTwice) {
  Texts twice = named_ids();
  twice[5] = twice[2];
  twice[6] = twice[0];
  for (const Encoding& encoding : {texts("u"), texts("vu"), dictionary('c', texts("U"))}) {
    const TableData table = table_of({{"id", encoding, twice, {2, 1}}}, {kChunks, 1});
    EXPECT_EQ(error_of("income", table),
              "E1104: table `household`: 2 rows have an id that stands above, the first at row 6")
        << encoding.name;
  }
}

TEST(BadArrays, MembershipsOfNobody) {
  Tables tables = with_members();
  tables.members[0].second = table_of({{"person", integers('s'), {"1", std::nullopt, "300", "4"}, {}},
                                       {"household", texts("U"), {"a", "b", "x", std::nullopt}, {}},
                                       {"role", texts("vu"), {"grown", "grown", "grown", "grown"}, {}}},
                                      {{1, 2, 1}, 0});
  EXPECT_EQ(answers_of(plan_of("adults"), tables).error(),
            "E1105: table `household members`: 2 row(s) name a `household` that does not exist, the first at row 3\n"
            "E1105: table `household members`: 2 row(s) name a `person` that does not exist, the first at row 2");
}

// ---- what a reader may refuse or read -------------------------------------------------------

// Contradictions that do not touch what is read. Either way nothing faults or leaks.
TEST(BadArrays, WhatMayBeRefused) {
  const std::vector<std::function<void(TableData&)>> oddities = {
      [](TableData& table) { table.batches[1].children[1].children.push_back(integers('l').encode({"1"}).array); },
      [](TableData& table) { table.batches[1].children[1].claimed_children = -1; },
      [](TableData& table) { table.batches[1].children[1].null_count = 0; },
      [](TableData& table) { table.batches[1].children[1].null_count = 3; },
      [](TableData& table) { table.batches[1].claimed_buffers = 0; },
      [](TableData& table) { table.batches[1].no_buffers = true; },
      [](TableData& table) { table.batches[1].null_count = -1; },
      [](TableData& table) { table.schema.children[1].claimed_children = 3; },
      [](TableData& table) { table.schema.children[1].no_children = true; },
      [](TableData& table) { table.schema.children.push_back(table.schema.children[1]); },
      [](TableData& table) { table.schema.dictionary.push_back(table.schema.children[1]); },
  };
  for (std::size_t i = 0; i < oddities.size(); ++i) {
    for (const Encoding& encoding : text_layouts()) {
      SCOPED_TRACE(std::to_string(i) + " " + encoding.name);
      TableData table = table_with("occupancy", encoding, kOccupied);
      oddities[i](table);
      const std::string error = error_of("occupancy", table);
      if (!error.empty()) expect_starts(error, "E1107: table `household`: ", encoding.name);
    }
  }
}

// A column that nobody asked for may be as unsound as it likes, or be refused.
TEST(BadArrays, UnsoundColumnsThatAreNotRead) {
  const Faults faults = {
      {"null child", [](ArrayData& array) { array.is_null = true; }},
      {"released", [](ArrayData& array) { array.is_released = true; }},
      {"no buffers", [](ArrayData& array) { array.no_buffers = true; }},
      {"negative offset", [](ArrayData& array) { array.offset = -7; }},
      {"negative length", [](ArrayData& array) { array.length = -7; }},
  };
  for (const auto& [name, fault] : faults) {
    TableData table =
        table_of({ids(7), {"occupancy", texts("u"), kOccupied, {}}, {"share", texts("vu"), kSizes, {}}}, {kChunks, 0});
    fault(table.batches[1].children[2]);
    const std::string error = error_of("occupancy", table);
    if (!error.empty()) expect_starts(error, "E1107: table `household`: column `share`, chunk 2: ", name);
  }
}

// The same table a second time, with other columns and another number of rows.
TEST(BadArrays, ATableGivenTwice) {
  Tables tables;
  tables.entities.emplace_back("household", table_with("occupancy", texts("u"), kOccupied));
  Texts more = numbered(9);
  for (auto& id : more) id = "1" + *id;
  tables.entities.emplace_back("household", table_of({{"id", integers('i'), more, {}}}));
  const std::string error = answers_of(plan_of("occupancy"), tables).error();
  EXPECT_NE(error, "") << "which of the two is meant?";
  Tables members = with_members();
  members.members.push_back(members.members.front());
  EXPECT_NE(answers_of(plan_of("adults"), members).error(), "") << "and of these?";
}

TEST(BadArrays, AllTablesAreReported) {
  Tables tables;
  for (const char* name : {"household", "person"}) {
    TableData table = table_of({{"id", texts("u"), {"a", "b", "c", "d", "e", "f", "g"}, {}}}, {kChunks, 0});
    set<std::int32_t>(table.batches[2].children[0].buffers[1], 1, -1);
    tables.entities.emplace_back(name, table);
  }
  const Answers answers = answers_of(plan_of("adults"), tables);
  ASSERT_EQ(answers.errors.size(), 2U) << answers.error();
  expect_starts(answers.errors[0].message, "table `household`: column `id`, chunk 3: ", "the first");
  expect_starts(answers.errors[1].message, "table `person`: column `id`, chunk 3: ", "the second");
}

}  // namespace
}  // namespace proactive::tests
