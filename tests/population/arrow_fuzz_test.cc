// Sound tables with some of their numbers changed: an error, or a population that can be
// assessed; never a fault, never a structure that is lost or released twice.
//
// Only such changes are made as a reader can detect. A length, or the last offset of a text, that
// is merely too great for the memory behind it cannot be seen in Arrow, and is not tried.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "population/arrow_answers.h"

namespace proactive::tests {
namespace {

constexpr auto kMin64 = std::numeric_limits<std::int64_t>::min();
constexpr auto kMax64 = std::numeric_limits<std::int64_t>::max();

// SplitMix64: the same numbers everywhere.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15U);
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31;
  }
  std::int64_t below(std::int64_t limit) {
    return limit <= 0 ? 0 : static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(limit));
  }
  bool one_in(std::int64_t odds) { return below(odds) == 0; }
  template <typename T>
  T any() {
    return static_cast<T>(next());
  }
  template <typename T>
  const T& of(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(below(static_cast<std::int64_t>(choices.size())))];
  }

 private:
  std::uint64_t state_;
};

constexpr std::int64_t kOffset = 3;
constexpr std::int64_t kTrailing = 3;

/// An array of a sound table, and how it lies in its buffers.
struct Part {
  ArrayData& array;
  const SchemaData& schema;
  std::int64_t offset;    ///< before any change
  std::int64_t rows;      ///< that are read
  std::int64_t trailing;  ///< rows behind them
};

template <typename T>
void set(std::optional<Bytes>& buffer, std::int64_t place, T value) {
  std::memcpy(buffer->data() + place * static_cast<std::int64_t>(sizeof(T)), &value, sizeof(T));
}

std::size_t place_in(const Bytes& bytes, Chance& chance) {
  return static_cast<std::size_t>(chance.below(static_cast<std::int64_t>(bytes.size())));
}

void change_place(const Part& part, Chance& chance) {
  switch (chance.below(3)) {
    case 0: part.array.length -= chance.of<std::int64_t>({1, 2, part.rows, part.rows + 1}); break;
    case 1: part.array.offset += chance.below(part.trailing + 1); break;
    default: part.array.offset = chance.of<std::int64_t>({-1, kMin64, kMax64, kMax64 - part.rows / 2}); break;
  }
}

void change_null_count(const Part& part, Chance& chance) {
  part.array.null_count = chance.of<std::int64_t>({-1, -2, 0, 1, part.rows, part.rows + 1, kMin64, kMax64});
}

void change_bitmap(const Part& part, Chance& chance) {
  if (part.array.buffers.empty() || !part.array.buffers[0] || part.array.buffers[0]->empty()) return;
  Bytes& bits = *part.array.buffers[0];
  if (chance.one_in(4))
    part.array.buffers[0].reset();
  else
    bits[place_in(bits, chance)] = chance.any<std::uint8_t>();
}

// Fewer than the layout has. Of views never one less: a buffer of text would be taken for that
// of the sizes, which comes last.
void change_buffers(const Part& part, Chance& chance) {
  const auto least = std::min<std::int64_t>(3, static_cast<std::int64_t>(part.array.buffers.size()));
  switch (chance.below(3)) {
    case 0: part.array.claimed_buffers = chance.below(least + 1) - 1; break;
    case 1: part.array.no_buffers = true; break;
    default:
      if (!part.array.buffers.empty()) part.array.buffers[1].reset();
  }
}

// The last offset that is read stays inside the text, so that one beyond it is followed by a
// smaller one.
template <typename Offset>
void change_offset(const Part& part, Chance& chance) {
  const auto size = static_cast<std::int64_t>(part.array.buffers[2].value_or(Bytes()).size());
  const bool last = part.rows == 0 || chance.one_in(5);
  const std::int64_t place = part.offset + (last ? part.rows : chance.below(part.rows));
  const auto inside = static_cast<Offset>(chance.below(size + 2) - 1);
  set<Offset>(part.array.buffers[1], place, last || chance.one_in(2) ? inside : chance.any<Offset>());
}

// Sizes are only made smaller: the memory stays what it is.
void change_sizes(ArrayData& array, Chance& chance) {
  const std::int64_t buffer = chance.below(2);
  const auto size = static_cast<std::int64_t>(array.buffers[static_cast<std::size_t>(2 + buffer)]->size());
  set<std::int64_t>(array.buffers.back(), buffer, chance.of<std::int64_t>({0, size / 2, size - 1, -1, kMin64}));
}

// One of the four words of a view, or a size.
void change_view(const Part& part, Chance& chance) {
  if (part.rows == 0 || chance.one_in(4)) return change_sizes(part.array, chance);
  const std::int64_t place = 4 * (part.offset + chance.below(part.rows)) + chance.below(4);
  const auto near = static_cast<std::int32_t>(chance.below(40) - 2);
  set<std::int32_t>(part.array.buffers[1], place, chance.one_in(2) ? near : chance.any<std::int32_t>());
}

void change_bytes(const Part& part, Chance& chance) {
  Bytes& values = *part.array.buffers[1];
  for (int i = 0; i < 4 && !values.empty(); ++i) values[place_in(values, chance)] = chance.any<std::uint8_t>();
}

void change(const Part& part, Chance& chance);

void change_dictionary(const Part& part, Chance& chance) {
  ArrayData& values = part.array.dictionary.front();
  if (chance.one_in(8))
    part.array.dictionary.clear();
  else
    change({values, part.schema.dictionary.front(), 0, values.length, 0}, chance);
}

void change_values(const Part& part, Chance& chance) {
  const std::string& format = *part.schema.format;
  if (part.array.buffers.empty()) return;
  if (!part.schema.dictionary.empty() && chance.one_in(2)) return change_dictionary(part, chance);
  if (format == "u") return change_offset<std::int32_t>(part, chance);
  if (format == "U") return change_offset<std::int64_t>(part, chance);
  if (format == "vu") return change_view(part, chance);
  change_bytes(part, chance);
}

void change(const Part& part, Chance& chance) {
  switch (chance.below(14)) {
    case 0: return change_place(part, chance);
    case 1: return change_null_count(part, chance);
    case 2: return change_bitmap(part, chance);
    case 3: return change_buffers(part, chance);
    case 4: part.array.is_null = true; return;
    default: return change_values(part, chance);
  }
}

void change_batch(ArrayData& batch, Chance& chance) {
  const auto columns = static_cast<std::int64_t>(batch.children.size());
  switch (chance.below(5)) {
    case 0: batch.length = chance.of<std::int64_t>({-1, kMin64, batch.length + 1, batch.length - 1}); break;
    case 1: batch.offset = chance.of<std::int64_t>({-1, kMin64, kMax64, batch.offset + 1}); break;
    case 2: batch.claimed_children = chance.below(columns) - 1; break;
    case 3: batch.no_children = true; break;
    default: batch.null_count = chance.of<std::int64_t>({-1, -2, 1, kMax64}); break;
  }
}

// Two changes of one array could hide each other, and so could one of the batch: a length that
// ends where an offset was made too great. Each array is changed once, or its batch.
void change_table(TableData& table, Chance& chance) {
  ArrayData& batch =
      table.batches[static_cast<std::size_t>(chance.below(static_cast<std::int64_t>(table.batches.size())))];
  if (chance.one_in(12)) return change_batch(batch, chance);
  bool changed = false;
  for (std::size_t i = 0; i < batch.children.size(); ++i) {
    if (changed && chance.one_in(2)) continue;
    if (!changed && i + 1 < batch.children.size() && chance.one_in(2)) continue;
    ArrayData& column = batch.children[i];
    change({column, table.schema.children[i], kOffset, column.length, kTrailing}, chance);
    changed = true;
  }
}

// ---- sound tables ---------------------------------------------------------------------------

struct Sound {
  std::string right;
  Tables tables;
};

const Texts kIds = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
const Layout kLayout = {kOffset, kTrailing};
const Shape kShape = {{4, 0, 5}, 2};

void add_household(std::vector<Sound>& all, const std::string& field, const Encoding& encoding, const Texts& facts) {
  Layout unknown_nulls = kLayout;
  unknown_nulls.count_known = false;
  for (const Layout& layout : {kLayout, unknown_nulls}) {
    for (const Encoding& of_ids : {integers('s'), texts("u"), texts("vu"), dictionary('c', texts("U"))}) {
      const TableData table = table_of({{"id", of_ids, kIds, kLayout}, {field, encoding, facts, layout}}, kShape);
      all.push_back({field, {{{"household", table}}, {}}});
    }
  }
}

void add_occupancies(std::vector<Sound>& all) {
  const Texts facts = {"tenant", kOccupancies[2],           std::nullopt,   "owner", "", "tenant",
                       "owner",  "unheard of by the rules", kOccupancies[2]};
  for (const char* format : {"u", "U", "vu"}) {
    add_household(all, "occupancy", texts(format), facts);
    for (const char index : {'c', 'S', 'i', 'L'})
      add_household(all, "occupancy", dictionary(index, texts(format)), facts);
  }
}

void add_numbers(std::vector<Sound>& all) {
  const Texts facts = {"1", "20", std::nullopt, "-3", "4", "5.50", "0.01", std::nullopt, "123456.78"};
  for (const Encoding& encoding :
       {decimals(32, 2), decimals(64, 2), decimals(128, 4), floats('g'), texts("vu"), dictionary('C', decimals(64, 2))})
    add_household(all, "income", encoding, facts);
  const Texts asked = {"true", "false", std::nullopt, "true", "true", "false", "true", "false", std::nullopt};
  add_household(all, "asked", booleans(), asked);
  const Texts since(9, "2024-02-29");
  add_household(all, "since", days(), since);
  add_household(all, "since", milliseconds(), since);
  add_household(all, "size", nulls(), Texts(9, std::nullopt));
}

void add_memberships(std::vector<Sound>& all) {
  const Texts roles = {"grown", "minors", "minors", "grown", "minors", "grown", "grown", "minors", "minors"};
  for (const Encoding& of_ids : {integers('l'), texts("u"), dictionary('s', texts("vu"))}) {
    for (const Encoding& of_roles : {texts("u"), texts("vu"), dictionary('c', texts("U"))}) {
      Sound sound{"adults", {}};
      sound.tables.entities.emplace_back("household", table_of({{"id", of_ids, kIds, kLayout}}, kShape));
      sound.tables.entities.emplace_back(
          "person", table_of({{"id", of_ids, kIds, kLayout}, {"wage", floats('f'), kIds, kLayout}}, kShape));
      sound.tables.members.emplace_back("household", table_of({{"household", of_ids, kIds, kLayout},
                                                               {"person", of_ids, kIds, kLayout},
                                                               {"role", of_roles, roles, kLayout}},
                                                              kShape));
      all.push_back(std::move(sound));
    }
  }
}

std::vector<Sound> sound_tables() {
  std::vector<Sound> all;
  add_occupancies(all);
  add_numbers(all);
  add_memberships(all);
  return all;
}

TableData& any_table(Tables& tables, Chance& chance) {
  const auto entities = static_cast<std::int64_t>(tables.entities.size());
  const std::int64_t table = chance.below(entities + static_cast<std::int64_t>(tables.members.size()));
  return table < entities ? tables.entities[static_cast<std::size_t>(table)].second
                          : tables.members[static_cast<std::size_t>(table - entities)].second;
}

constexpr int kRuns = 20'000;

TEST(ArrowFuzz, SoundTablesAreRead) {
  for (const Sound& sound : sound_tables())
    EXPECT_EQ(answers_of(plan_of(sound.right), sound.tables).error(), "") << sound.right;
}

TEST(ArrowFuzz, ChangedTablesAreReadOrRefused) {
  const std::vector<Sound> sounds = sound_tables();
  Chance chance(20240115);
  int refused = 0;
  for (int run = 0; run < kRuns; ++run) {
    SCOPED_TRACE("run " + std::to_string(run));
    Sound changed = chance.of(sounds);
    change_table(any_table(changed.tables, chance), chance);
    const Answers answers = answers_of(plan_of(changed.right), changed.tables);
    for (const Diagnostic& error : answers.errors) {
      EXPECT_EQ(error.code.substr(0, 4), "E110") << error.code << ": " << error.message;
      EXPECT_EQ(error.message.find("table `"), 0U) << error.message;
    }
    refused += answers.errors.empty() ? 0 : 1;
    if (HasFailure()) return;
  }
  EXPECT_GT(refused, kRuns / 5) << "changes that reach nothing test nothing";
  EXPECT_LT(refused, kRuns * 4 / 5) << "refusing everything tests little";
}

}  // namespace
}  // namespace proactive::tests
