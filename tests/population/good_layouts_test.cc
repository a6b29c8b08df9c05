// However a column lies in memory, the answers are those of the same facts as plain text.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "population/arrow_answers.h"

namespace proactive::tests {
namespace {

constexpr std::int64_t kRows = 70;  // more than a word of a bitmap
constexpr char kIndices[] = {'c', 'C', 's', 'S', 'i', 'I', 'l', 'L'};

/// One field in one layout, with values that the layout can hold.
struct Case {
  std::string field;
  Encoding encoding;
  Texts values;
};

Texts extremes(char format) {
  switch (format) {
    case 'c': return {"-128", "-1", "0", "1", "127"};
    case 'C': return {"0", "1", "127", "128", "255"};
    case 's': return {"-32768", "-1", "0", "1", "32767"};
    case 'S': return {"0", "1", "32768", "65535"};
    case 'i': return {"-2147483648", "-1", "0", "2147483647"};
    case 'I': return {"0", "1", "2147483648", "4294967295"};
    case 'l': return {"-5000000000", "-1", "0", "5000000000"};
    default: return {"0", "1", "4294967296", "5000000000"};
  }
}

const Texts kShares = {"0.4220", "-0.5", "0.0001", "-8999.9999", "1"};
const Texts kDates = {"2024-02-29", "1969-12-31", "1970-01-01", "1900-03-01", "0001-01-01", "9999-12-31"};
const Texts kChoices = {kOccupancies[0], kOccupancies[2], kOccupancies[1], "unheard_of_by_the_rules", ""};
const Texts kBooleans = {"true", "false", "false", "true", "true"};

void add_integers(std::vector<Case>& cases) {
  for (const char format : kIndices) {
    cases.push_back({"size", integers(format), extremes(format)});
    cases.push_back({"income", integers(format), extremes(format)});
    cases.push_back({"asked", integers(format), {"1", "0", "0"}});
  }
}

void add_decimals(std::vector<Case>& cases) {
  for (const int bits : {32, 64, 128}) {
    cases.push_back({"income", decimals(bits, 2), {"13440.50", "0", "-12.30", "9999999.99"}});
    cases.push_back({"income", decimals(bits, 0), {"13440", "0", "-12"}});
    cases.push_back({"income", decimals(bits, -2), {"1300", "0", "-500", "999999900"}});
    cases.push_back({"income", decimals(bits, 5), {"12.34000", "0", "-0.01"}});
    cases.push_back({"share", decimals(bits, 4), kShares});
    cases.push_back({"size", decimals(bits, 1), {"42", "-7", "0"}});
  }
  cases.push_back({"income", decimals(64, -9), {"5000000000", "0", "-1000000000"}});
  cases.push_back({"income", decimals(128, 20), {"1234567890.12", "0", "-0.01"}});
  cases.push_back({"share", decimals(128, 12), kShares});
}

void add_numbers(std::vector<Case>& cases) {
  cases.push_back({"asked", booleans(), kBooleans});
  cases.push_back({"income", floats('g'), kAmounts});
  cases.push_back({"size", floats('g'), {"42", "-5000000000", "0"}});
  cases.push_back({"share", floats('g'), kShares});
  cases.push_back({"income", floats('f'), {"1234.5", "-12.30", "0", "99999.99"}});
  cases.push_back({"size", floats('f'), {"42", "-16777216", "0"}});
  cases.push_back({"share", floats('f'), {"0.125", "-0.5", "0.4220"}});
  cases.push_back({"since", days(), kDates});
  cases.push_back({"since", milliseconds(), kDates});
  add_integers(cases);
  add_decimals(cases);
}

void add_texts(std::vector<Case>& cases) {
  for (const char* format : {"u", "U", "vu"}) {
    const Encoding encoding = texts(format);
    cases.push_back({"occupancy", encoding, kChoices});
    cases.push_back({"income", encoding, kAmounts});
    cases.push_back({"share", encoding, kShares});
    cases.push_back({"since", encoding, kDates});
    cases.push_back({"asked", encoding, kBooleans});
    cases.push_back({"size", encoding, {"42", "-5000000000", "000000000000000000042", "x"}});
    for (const char index : kIndices) cases.push_back({"occupancy", dictionary(index, encoding), kChoices});
  }
}

void add_dictionaries(std::vector<Case>& cases) {
  for (const char index : {'c', 'S', 'i', 'L'}) {
    cases.push_back({"income", dictionary(index, decimals(128, 2)), kAmounts});
    cases.push_back({"income", dictionary(index, texts("vu")), kAmounts});
    cases.push_back({"income", dictionary(index, floats('g')), kAmounts});
    cases.push_back({"size", dictionary(index, integers('l')), extremes('l')});
    cases.push_back({"asked", dictionary(index, booleans()), kBooleans});
    cases.push_back({"since", dictionary(index, days()), kDates});
    cases.push_back({"since", dictionary(index, milliseconds()), kDates});
  }
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  add_numbers(cases);
  add_texts(cases);
  add_dictionaries(cases);
  return cases;
}

TableData households(const Case& of, const Texts& facts, const Layout& layout, const Shape& shape = {}) {
  const auto rows = static_cast<std::int64_t>(facts.size());
  return table_of({ids(rows), {of.field, of.encoding, facts, layout}}, shape);
}

// The facts as plain text in one batch.
Answers plain(const std::string& field, const Texts& facts) {
  return answers_of(plan_of(field), households({field, texts("u"), {}}, facts, {}));
}

std::string difference_of(const Case& of, const Texts& facts, const Layout& layout, const Shape& shape,
                          const Answers& expected) {
  return difference(answers_of(plan_of(of.field), households(of, facts, layout, shape)), expected);
}

void expect_as_plain(const std::vector<Layout>& layouts, const Shape& shape, bool with_nulls) {
  for (const Case& of : all_cases()) {
    const Texts facts = repeated(of.values, kRows, with_nulls);
    const Answers expected = plain(of.field, facts);
    for (const Layout& layout : layouts) {
      EXPECT_EQ(difference_of(of, facts, layout, shape, expected), "")
          << of.encoding.name << " for " << of.field << ", offset " << layout.offset;
    }
  }
}

TEST(GoodLayouts, PlainTextIsReadAsItIsWritten) {
  const Answers found = plain("income", {"13440.50", std::nullopt, "-0.01", "1/3"});
  EXPECT_EQ(found.error(), "");
  EXPECT_EQ(found.lines, (std::vector<std::string>{
                             "1 | eligible | 1344050 | 1344050 | null | []",
                             "2 | undetermined | -2000000000000 | 2000000000000 | null | [income ]",
                             "3 | eligible | -1 | -1 | null | []",
                             "4 | undetermined | -2000000000000 | 2000000000000 | null | [income ]",
                             "why 0",
                             "why 1 income not asked",
                             "why 2",
                             "why 3 income bad data",
                             "bad: household income not a number 1",
                         }));
}

// Every other field, so that no layout is compared with an answer that shows nothing.
TEST(GoodLayouts, PlainTextShowsTheValueOfEveryField) {
  const auto first = [](const std::string& field, const std::string& fact) {
    const Answers answers = plain(field, {fact});
    return answers.lines.empty() ? answers.error() : answers.lines.front();
  };
  EXPECT_EQ(first("asked", "true"), "1 | eligible | 200 | 200 | null | []");
  EXPECT_EQ(first("asked", "false"), "1 | eligible | 100 | 100 | null | []");
  EXPECT_EQ(first("size", "-5000000000"), "1 | eligible | -500000000000 | -500000000000 | null | []");
  EXPECT_EQ(first("share", "0.4220"), "1 | eligible | 4220 | 4220 | null | []");
  EXPECT_EQ(first("since", "2024-02-29"), "1 | eligible | 2024022900 | 2024022900 | null | []");
  EXPECT_EQ(first("occupancy", kOccupancies[2]), "1 | eligible | 300 | 300 | null | []");
}

TEST(GoodLayouts, WithNullsAtEveryOffset) { expect_as_plain(at_offsets(), {}, true); }

TEST(GoodLayouts, WithoutNullsAtEveryOffset) { expect_as_plain(at_offsets(), {}, false); }

TEST(GoodLayouts, ABitmapWithoutNulls) { expect_as_plain({{0, 0, true}, {65, 3, true}}, {}, false); }

TEST(GoodLayouts, AnUnknownNumberOfNulls) {
  const std::vector<Layout> layouts = {{0, 0, false, false}, {65, 3, false, false}, {7, 0, true, false}};
  expect_as_plain(layouts, {}, true);
  expect_as_plain(layouts, {}, false);
}

TEST(GoodLayouts, BuffersAtOddAddresses) {
  expect_as_plain({{0, 0, false, true, true}, {65, 3, false, true, true}}, {}, true);
}

TEST(GoodLayouts, SlicedTables) {
  for (const std::int64_t offset : {1, 8, 63, 65}) expect_as_plain({{0, 0}, {3, 2}, {64, 1}}, {{}, offset}, true);
}

TEST(GoodLayouts, SlicedTablesWithoutNulls) { expect_as_plain({{3, 2}}, {{}, 65}, false); }

// ---- chunks ---------------------------------------------------------------------------------

const std::vector<std::int64_t> kChunks = {0, 1, 63, 64, 65, 2047, 2048, 2049, 0};

std::int64_t sum_of(const std::vector<std::int64_t>& chunks) {
  std::int64_t sum = 0;
  for (const std::int64_t rows : chunks) sum += rows;
  return sum;
}

void expect_chunks_as_plain(const Case& of, bool with_nulls) {
  std::vector<std::int64_t> backwards(kChunks.rbegin(), kChunks.rend());
  const Texts facts = repeated(of.values, sum_of(kChunks), with_nulls);
  const Answers expected = plain(of.field, facts);
  EXPECT_EQ(difference_of(of, facts, {}, {kChunks, 0}, expected), "") << of.encoding.name;
  EXPECT_EQ(difference_of(of, facts, {7, 1}, {backwards, 3}, expected), "") << of.encoding.name;
}

TEST(GoodLayouts, ChunksOfEveryKind) {
  expect_chunks_as_plain({"asked", booleans(), kBooleans}, true);
  expect_chunks_as_plain({"asked", booleans(), kBooleans}, false);
  expect_chunks_as_plain({"size", integers('s'), extremes('s')}, true);
  expect_chunks_as_plain({"income", decimals(128, 2), kAmounts}, true);
  expect_chunks_as_plain({"income", floats('g'), kAmounts}, false);
  expect_chunks_as_plain({"since", days(), kDates}, true);
}

TEST(GoodLayouts, ChunksOfTexts) {
  expect_chunks_as_plain({"occupancy", texts("vu"), kChoices}, true);
  expect_chunks_as_plain({"occupancy", texts("U"), kChoices}, false);
  expect_chunks_as_plain({"income", texts("u"), kAmounts}, true);
}

TEST(GoodLayouts, ChunksWithDictionariesOfTheirOwn) {
  const Case of = {"occupancy", dictionary('C', texts("vu")), kChoices};
  expect_chunks_as_plain(of, true);
  const Texts facts = {"tenant", "owner", "owner", "tenant", kOccupancies[2], "owner"};
  EXPECT_EQ(difference_of(of, facts, {}, {{1, 1, 2, 1, 1}}, plain(of.field, facts)), "");
}

TEST(GoodLayouts, ChunksOfOneRow) {
  const Case of = {"income", decimals(64, 2), {}};
  const Texts facts = repeated(kAmounts, 300, true);
  EXPECT_EQ(difference_of(of, facts, {1, 1}, {std::vector<std::int64_t>(300, 1), 2}, plain("income", facts)), "");
}

// ---- nothing there --------------------------------------------------------------------------

TEST(GoodLayouts, NoRowsInAnyLayout) {
  for (const Case& of : all_cases()) {
    const Answers expected = plain(of.field, {});
    EXPECT_EQ(expected.error(), "");
    EXPECT_EQ(difference_of(of, {}, {}, {}, expected), "") << of.encoding.name << ", one batch";
    EXPECT_EQ(difference_of(of, {}, {}, {{0, 0, 0}}, expected), "") << of.encoding.name << ", three batches";
    TableData none = households(of, {}, {});
    none.batches.clear();
    EXPECT_EQ(difference(answers_of(plan_of(of.field), none), expected), "") << of.encoding.name << ", no batch";
  }
}

// A producer of nothing may leave every pointer null.
TEST(GoodLayouts, NoRowsAndNoBuffers) {
  for (const Case& of : all_cases()) {
    TableData table = households(of, {}, {});
    for (ArrayData& child : table.batches[0].children) {
      for (auto& buffer : child.buffers) buffer.reset();
      for (ArrayData& values : child.dictionary) {
        for (auto& buffer : values.buffers) buffer.reset();
      }
    }
    EXPECT_EQ(difference(answers_of(plan_of(of.field), table), plain(of.field, {})), "") << of.encoding.name;
  }
}

// Some producers write no offset at all where there is no text.
TEST(GoodLayouts, NoRowsAndNoOffset) {
  for (const char* format : {"u", "U"}) {
    TableData table = households({"income", texts(format), {}}, {}, {});
    table.batches[0].children[1].buffers[1] = Bytes{};
    EXPECT_EQ(difference(answers_of(plan_of("income"), table), plain("income", {})), "");
  }
}

TEST(GoodLayouts, NothingButNulls) {
  const Texts facts(10, std::nullopt);
  for (const Case& of : all_cases())
    EXPECT_EQ(difference_of(of, facts, {3, 2}, {{4, 6}, 1}, plain(of.field, facts)), "") << of.encoding.name;
}

TEST(GoodLayouts, TheTypeOfNulls) {
  const Texts facts(10, std::nullopt);
  for (const char* field : {"asked", "income", "size", "share", "since", "occupancy"}) {
    const Case of = {field, nulls(), {}};
    const Answers expected = plain(field, facts);
    EXPECT_EQ(difference_of(of, facts, {}, {}, expected), "") << field;
    EXPECT_EQ(difference_of(of, facts, {7, 3}, {{4, 0, 6}, 3}, expected), "") << field;
  }
}

// The bytes of a text may all lie in one empty buffer, whose pointer may be null.
TEST(GoodLayouts, EmptyTextsWithoutData) {
  const Texts facts(5, "");
  for (const char* format : {"u", "U"}) {
    TableData table = households({"occupancy", texts(format), {}}, facts, {});
    table.batches[0].children[1].buffers[2].reset();
    EXPECT_EQ(difference(answers_of(plan_of("occupancy"), table), plain("occupancy", facts)), "") << format;
  }
}

TEST(GoodLayouts, ShortViewsWithoutDataBuffers) {
  const Texts facts = {"tenant", "owner", "", std::nullopt};
  TableData table = households({"occupancy", texts("vu"), {}}, facts, {});
  auto& buffers = table.batches[0].children[1].buffers;
  buffers.resize(2);
  buffers.emplace_back();
  EXPECT_EQ(difference(answers_of(plan_of("occupancy"), table), plain("occupancy", facts)), "");
  buffers.back() = Bytes{};
  EXPECT_EQ(difference(answers_of(plan_of("occupancy"), table), plain("occupancy", facts)), "");
}

// A null is unknown wherever the layout writes it.
TEST(GoodLayouts, NullsInsideTheDictionary) {
  for (const char* format : {"u", "U", "vu"}) {
    const Case of = {"occupancy", dictionary_with_null('c', texts(format)), {}};
    const Texts facts = {"tenant", std::nullopt, kOccupancies[2], std::nullopt, "owner"};
    EXPECT_EQ(difference_of(of, facts, {3, 1}, {}, plain(of.field, facts)), "") << format;
  }
  const Case of = {"income", dictionary_with_null('i', decimals(128, 2)), {}};
  const Texts facts = {"12.30", std::nullopt, "0"};
  EXPECT_EQ(difference_of(of, facts, {}, {}, plain(of.field, facts)), "");
}

TEST(GoodLayouts, ADictionaryThatIsASlice) {
  const Texts facts = repeated(kChoices, kRows, true);
  for (const char* format : {"u", "U", "vu"}) {
    const Encoding sliced = {"slice", [format](const Texts& values) { return lay_out(texts(format), values, {5, 2}); }};
    const Case of = {"occupancy", dictionary('c', sliced), {}};
    EXPECT_EQ(difference_of(of, facts, {3, 1}, {}, plain(of.field, facts)), "") << format;
  }
}

TEST(GoodLayouts, DictionaryEntriesThatNobodyHas) {
  const Texts facts = {"tenant", "tenant"};
  TableData table = households({"occupancy", dictionary('c', texts("u")), {}}, facts, {});
  table.batches[0].children[1].dictionary[0] = texts("u").encode({"tenant", "unheard of", std::nullopt, "owner"}).array;
  EXPECT_EQ(difference(answers_of(plan_of("occupancy"), table), plain("occupancy", facts)), "");
}

// An index of eight bits reaches 255, not 127.
TEST(GoodLayouts, IndicesWithTheHighestBit) {
  const auto with_index = [](char index, std::int64_t entries, const Texts& indices) {
    ColumnData data = integers(index).encode(indices);
    data.schema.dictionary.push_back(texts("vu").encode({}).schema);
    data.array.dictionary.push_back(texts("vu").encode(numbered(entries)).array);
    return data;
  };
  for (const auto& [index, entries] : std::map<char, std::int64_t>{{'C', 256}, {'S', 65'536}, {'I', 70'000}}) {
    const Texts indices = {"0", "127", "128", "255", std::to_string(entries / 2), std::to_string(entries - 1)};
    Texts facts;
    for (const auto& place : indices) facts.emplace_back(std::to_string(std::stoll(*place) + 1));
    const auto encode = [&, index = index, entries = entries](const Texts& texts) {
      return with_index(index, entries, texts.empty() ? Texts() : indices);
    };
    const Case of = {"income", {"indices", encode}, {}};
    EXPECT_EQ(difference_of(of, facts, {}, {}, plain("income", facts)), "") << index;
  }
}

// The first offset need not be 0, also where the array itself has none.
TEST(GoodLayouts, TextsThatBeginLate) {
  const Texts facts = repeated(kChoices, 9, true);
  for (const char* format : {"u", "U"}) {
    const auto encode = [format](const Texts& values) {
      Texts longer = values;
      longer.insert(longer.begin(), "of somebody else");
      ColumnData data = texts(format).encode(longer);
      const std::size_t width = *data.schema.format == "U" ? 8 : 4;
      data.array.buffers[0] = texts(format).encode(values).array.buffers[0];
      data.array.buffers[1]->erase(data.array.buffers[1]->begin(),
                                   data.array.buffers[1]->begin() + static_cast<std::ptrdiff_t>(width));
      data.array.length = static_cast<std::int64_t>(values.size());
      return data;
    };
    const Case of = {"occupancy", {"late", encode}, {}};
    EXPECT_EQ(difference_of(of, facts, {}, {{4, 5}}, plain("occupancy", facts)), "") << format;
  }
}

TEST(GoodLayouts, CentsInEveryLayout) {
  const Texts facts = {"12.34", "-0.01", std::nullopt, "20000000", "0"};
  const Texts cents = {"1234", "-1", std::nullopt, "2000000000", "0"};
  const Answers expected = plain("income", facts);
  for (const Encoding& encoding : {integers('i'), integers('l'), texts("u"), texts("U"), texts("vu")}) {
    for (const Layout& layout : at_offsets()) {
      const TableData table = table_of({ids(5), {"income_cents", encoding, cents, layout}}, {{2, 3}, 1});
      EXPECT_EQ(difference(answers_of(plan_of("income"), table), expected), "") << encoding.name;
    }
  }
}

TEST(GoodLayouts, ABitmapOfRowsWithoutNulls) {
  const Texts facts = {"1", "2", std::nullopt};
  for (const std::int64_t nulls : {0, -1}) {
    TableData table = households({"income", texts("u"), {}}, facts, {});
    table.batches[0].buffers[0] = Bytes{0b111};
    table.batches[0].null_count = nulls;
    EXPECT_EQ(difference(answers_of(plan_of("income"), table), plain("income", facts)), "") << nulls;
  }
}

// ---- values that are refused ----------------------------------------------------------------

std::string bad_facts(const std::string& field, const Encoding& encoding, const Texts& facts) {
  const Answers answers = answers_of(plan_of(field), households({field, encoding, {}}, facts, {3, 1}));
  std::string found = answers.error();
  for (const std::string& line : answers.lines) {
    if (line.starts_with("bad: ")) found += line.substr(5 + std::string("household ").size()) + "; ";
  }
  return found;
}

TEST(GoodLayouts, BadFactsAreCountedInEveryLayout) {
  EXPECT_EQ(bad_facts("income", floats('g'), {"nan", "inf", "0.333", "1"}),
            "income not a number 2; income not a whole number of cents 1; ");
  EXPECT_EQ(bad_facts("income", integers('l'), {"-9223372036854775808", "9223372036854775807"}),
            "income out of range 2; ");
  EXPECT_EQ(bad_facts("income", integers('L'), {"18446744073709551615", "5"}), "income out of range 1; ");
  EXPECT_EQ(bad_facts("asked", integers('L'), {"18446744073709551615", "2", "1"}).substr(0, 5), "asked");
  EXPECT_EQ(bad_facts("income", decimals(128, 0), {"1000000000000000000000000000000", "5"}), "income out of range 1; ");
  EXPECT_EQ(bad_facts("income", decimals(128, 3), {"0.005", "5"}), "income not a whole number of cents 1; ");
  EXPECT_EQ(bad_facts("share", decimals(64, 6), {"0.000001"}), "share too many decimals 1; ");
  EXPECT_EQ(bad_facts("occupancy", dictionary('c', texts("vu")), {"unheard of", "tenant", "unheard of"}),
            "occupancy unknown choice value 2; ");
}

// The last values that a field allows, and the first that it does not.
TEST(GoodLayouts, EdgesOfTheRange) {
  const std::vector<Case> cases = {
      {"income", decimals(64, 2), {"20000000000.00", "20000000000.01", "-20000000000", "-20000000000.01"}},
      {"income", decimals(128, 2), {"20000000000.00", "20000000000.01", "-20000000000", "-20000000000.01"}},
      {"income", decimals(64, 0), {"20000000000", "20000000001", "-20000000000", "-20000000001"}},
      {"income", decimals(64, 1), {"20000000000.0", "20000000000.1", "-20000000000", "-20000000000.1"}},
      {"income", decimals(32, -3), {"20000000000", "20000001000", "-20000000000", "-20000001000"}},
      {"income", integers('l'), {"20000000000", "20000000001", "-20000000000", "-20000000001"}},
      {"income", integers('L'), {"20000000000", "20000000001", "9223372036854775807"}},
      {"size", integers('l'), {"5000000000", "5000000001", "-5000000000", "-5000000001"}},
      {"size", integers('L'), {"5000000000", "5000000001"}},
      {"size", floats('g'), {"5000000000", "5000000001", "-5000000001"}},
      {"share", decimals(32, 4), {"9000", "9000.0001", "-9000", "-9000.0001"}},
      {"share", decimals(128, 0), {"9000", "9001", "-9000", "-9001"}},
      {"share", decimals(64, 5), {"9000", "9000.0001", "-9000", "-9000.0001"}},
      {"share", integers('s'), {"9000", "9001", "-9000", "-9001"}},
      {"share", integers('S'), {"9000", "9001", "65535"}},
      {"share", dictionary('c', integers('s')), {"9000", "9001", "-9000", "-9001"}},
  };
  for (const Case& of : cases) {
    const Texts facts = repeated(of.values, kRows, true);
    const Answers expected = plain(of.field, facts);
    for (const Layout& layout : at_offsets())
      EXPECT_EQ(difference_of(of, facts, layout, {{1, 64, 5}, 2}, expected), "") << of.encoding.name;
  }
}

TEST(GoodLayouts, DatesOutsideTheCalendar) {
  const auto raw_days = [](const std::string& days) {
    Encoding encoding = integers('i');
    return Encoding{"days", [encoding, days](const Texts& texts) {
                      ColumnData data = encoding.encode(Texts(texts.size(), days));
                      data.schema.format = "tdD";
                      return data;
                    }};
  };
  EXPECT_EQ(bad_facts("since", raw_days("2147483647"), {"x"}), "since out of range 1; ");
  EXPECT_EQ(bad_facts("since", raw_days("-2147483648"), {"x"}), "since out of range 1; ");
}

TEST(GoodLayouts, MillisecondsThatAreNoWholeDay) {
  for (const auto& [value, reason] : std::map<std::string, std::string>{{"1", "not a date"},
                                                                        {"-1", "not a date"},
                                                                        {"9223372036854775807", "not a date"},
                                                                        {"9223372036828800000", "out of range"}}) {
    const Encoding encoding = {"milliseconds", [value = value](const Texts& texts) {
                                 ColumnData data = integers('l').encode(Texts(texts.size(), value));
                                 data.schema.format = "tdm";
                                 return data;
                               }};
    EXPECT_EQ(bad_facts("since", encoding, {"x"}), "since " + reason + " 1; ") << value;
  }
}

// ---- what is not read -----------------------------------------------------------------------

ColumnData list_of_texts() {
  ColumnData list;
  list.schema.format = "+l";
  list.schema.children.push_back(texts("u").encode({}).schema);
  list.array = integers('i').encode({"0", "0", "1"}).array;
  list.array.length = 2;
  list.array.children.push_back(texts("u").encode({"a"}).array);
  return list;
}

TEST(GoodLayouts, ColumnsThatAreNotReadMayBeOfAnyType) {
  TableData table = households({"income", decimals(64, 2), {}}, {"1", "2"}, {});
  ColumnData list = list_of_texts();
  list.schema.name = "remarks";
  table.schema.children.push_back(list.schema);
  table.batches[0].children.push_back(list.array);
  Answers expected = plain("income", {"1", "2"});
  expected.lines.emplace_back("not read: household remarks");
  EXPECT_EQ(difference(answers_of(plan_of("income"), table), expected), "");
}

TEST(GoodLayouts, AColumnWithoutName) {
  TableData table = households({"income", decimals(64, 2), {}}, {"1", "2"}, {});
  table.schema.children.push_back(texts("u").encode({}).schema);
  table.schema.children.back().name.reset();
  table.batches[0].children.push_back(texts("u").encode({"x", "y"}).array);
  Answers expected = plain("income", {"1", "2"});
  expected.lines.emplace_back("not read: household ");
  EXPECT_EQ(difference(answers_of(plan_of("income"), table), expected), "");
}

TEST(GoodLayouts, ColumnsLongerThanTheirTable) {
  TableData table = households({"income", texts("u"), {}}, {"1", "2", "3"}, {});
  table.batches[0].length = 2;
  EXPECT_EQ(difference(answers_of(plan_of("income"), table), plain("income", {"1", "2"})), "");
}

// ---- lifetimes ------------------------------------------------------------------------------

TEST(GoodLayouts, APopulationOutlivesItsPlanAndItsCopies) {
  const Texts facts = repeated(kAmounts, kRows, true);
  Producer producer(households({"income", texts("vu"), {}}, facts, {3, 1}, {{30, 40}, 5}));
  {
    std::optional<Population> copy;
    {
      auto population = Population::read(plan_of("income"), {{"household", producer.stream()}}, {});
      ASSERT_TRUE(population);
      EXPECT_EQ(producer.stream()->release, nullptr) << "read releases the stream itself";
      copy = *population;
    }
    EXPECT_EQ(seen(plan_of("income"), *copy), plain("income", facts).lines);
    EXPECT_EQ(seen(plan_of("income"), *copy), plain("income", facts).lines) << "a second time";
  }
  EXPECT_EQ(producer.imbalance(), "");
  EXPECT_GT(producer.handed_out(), 0U);
}

TEST(GoodLayouts, ThreadsReadOnePopulation) {
  const Texts facts = repeated(kAmounts, kRows, true);
  Producer producer(households({"income", dictionary('c', texts("vu")), {}}, facts, {3, 1}, {{30, 40}, 5}));
  const std::vector<std::string> expected = plain("income", facts).lines;
  const Plan& plan = plan_of("income");
  {
    const auto population = Population::read(plan, {{"household", producer.stream()}}, {});
    ASSERT_TRUE(population);
    std::vector<std::vector<std::string>> found(3);
    std::vector<std::thread> threads;
    for (auto& lines : found) threads.emplace_back([&lines, &plan, copy = *population] { lines = seen(plan, copy); });
    for (std::thread& thread : threads) thread.join();
    for (const auto& lines : found) EXPECT_EQ(lines, expected);
  }
  EXPECT_EQ(producer.imbalance(), "");
}

// What was exported before stays whole when the population is gone.
TEST(GoodLayouts, AnExportOutlivesItsPopulation) {
  ArrowSchema schema{};
  ArrowArray array{};
  Producer producer(table_of({{"id", texts("u"), {"household-0", "h1", "h2"}, {2, 2}}}));
  {
    const auto population = Population::read(plan_of("income"), {{"household", producer.stream()}}, {});
    ASSERT_TRUE(population);
    const auto outcomes = plan_of("income").assess(*population);
    ASSERT_TRUE(outcomes);
    export_arrow(*population, outcomes->rights.front(), &schema, &array);
  }
  ASSERT_EQ(array.length, 3);
  const ArrowArray& ids = *array.children[0];
  const auto* offsets = static_cast<const std::int64_t*>(ids.buffers[1]);
  EXPECT_EQ(std::string_view(static_cast<const char*>(ids.buffers[2]), static_cast<std::size_t>(offsets[2])),
            "household-0h1");
  array.release(&array);
  schema.release(&schema);
  EXPECT_EQ(producer.imbalance(), "") << "an export may hold the arrays, but not for ever";
}

}  // namespace
}  // namespace proactive::tests
