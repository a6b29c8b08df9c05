// Malformed columns are errors, never faults.
#include "privacy/text_column.h"

#include <gtest/gtest.h>

#include <limits>

#include "privacy/memory_keys.h"
#include "privacy/text_arrays.h"
#include "proactive/privacy/domain.h"

namespace proactive::privacy {
namespace {

struct Numbers {
  std::uint64_t state = 3;
  std::uint64_t below(std::uint64_t limit) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 20U) % limit;
  }
};

// One of many ways to spoil what can be told from the structs alone. The buffers stay as large as they are.
template <typename Column>
const char* spoil(Column& column, Numbers& numbers) {
  ArrowArray& array = column.array;
  switch (numbers.below(13)) {
    case 0: array.length = -1 - static_cast<std::int64_t>(numbers.below(1U << 30U)); return "length";
    case 1: array.offset = -1 - static_cast<std::int64_t>(numbers.below(1U << 30U)); return "offset";
    case 2:
      array.offset = std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(numbers.below(2));
      return "sum of length and offset";
    case 3:
      array.n_buffers = static_cast<std::int64_t>(numbers.below(9)) - 4;
      if (array.n_buffers == (column.schema.dictionary == nullptr ? 3 : 2)) array.n_buffers = 1;
      return "number of buffers";
    case 4: array.buffers = nullptr; return "buffers";
    case 5: array.buffers[1] = nullptr; return "offsets or indices";
    case 6: array.null_count = array.length + 1; return "count of nulls";
    case 7:
      array.buffers[0] = nullptr;
      array.null_count = 1;
      return "validity";
    case 8: array.n_children = 1; return "children";
    case 9: {
      static constexpr const char* formats[] = {"i", "+s", "z", "", "uu", "tdD", "g"};
      column.schema.format = formats[numbers.below(7)];
      if (column.schema.dictionary != nullptr && *column.schema.format == 'i') column.schema.format = "f";
      return "format";
    }
    case 10: column.schema.format = nullptr; return "no format";
    case 11: array.release = nullptr; return "released array";
    default: column.schema.release = nullptr; return "released schema";
  }
}

Texts texts(Numbers& numbers) {
  Texts out;
  for (std::uint64_t left = 2 + numbers.below(20); left > 0; --left) {
    out.emplace_back(std::string(1 + numbers.below(30), 'x'));
    if (numbers.below(4) == 0) out.back().reset();
  }
  out.emplace_back("end");
  return out;
}

class MalformedColumns : public testing::Test {
 protected:
  void refuse(const ArrowSchema& schema, const ArrowArray& array, const char* what) {
    const Field field{"nir", kPossibleNirs};
    EXPECT_FALSE(domain.tokens(field, schema, array)) << what;
    EXPECT_FALSE(domain.seals(field, schema, array)) << what;
    EXPECT_FALSE(domain.unseals(field, schema, array, {"who", "why"})) << what;
    EXPECT_FALSE(assess_field(field, schema, array)) << what;
  }

  MemoryKeys keys;
  Domain domain = *Domain::open(keys, {"a", "b", "c", {2026, 11}}, {.acknowledge_frequency_attack = true});
  Numbers numbers;
};

TEST_F(MalformedColumns, TenThousandAreRefused) {
  for (int k = 0; k < 2500; ++k) {
    TextArray<std::int32_t> narrow(texts(numbers));
    refuse(narrow.schema, narrow.array, spoil(narrow, numbers));
    TextArray<std::int64_t> wide(texts(numbers));
    refuse(wide.schema, wide.array, spoil(wide, numbers));
    DictionaryArray words({"a", "bb", std::nullopt}, {0, 1, 2, 1});
    refuse(words.schema, words.array, spoil(words, numbers));
    DictionaryArray inner({"a", "bb", std::nullopt}, {0, 1, 2, 1});
    refuse(inner.schema, inner.array, spoil(inner.words, numbers));
  }
}

TEST_F(MalformedColumns, OffsetsThatGoBackAreRefused) {
  for (int k = 0; k < 2500; ++k) {
    TextArray<std::int32_t> column(texts(numbers));
    const std::size_t place = numbers.below(column.offsets.size() - 1);
    column.offsets[place] = numbers.below(2) == 0
                                ? -1 - static_cast<std::int32_t>(numbers.below(1000))
                                : column.offsets.back() + 1 + static_cast<std::int32_t>(numbers.below(1U << 30U));
    refuse(column.schema, column.array, "offsets");
  }
}

TEST_F(MalformedColumns, IndicesOutsideTheDictionaryAreRefused) {
  for (int k = 0; k < 2500; ++k) {
    DictionaryArray column({"a", "bb", "c"}, {0, 1, 2, 1});
    column.indices[1 + numbers.below(4)] =
        static_cast<std::int16_t>(numbers.below(2) == 0 ? 3 + numbers.below(30'000) : 65'535 - numbers.below(30'000));
    refuse(column.schema, column.array, "indices");
  }
  DictionaryArray lost({"a", "bb", "c"}, {0, 1, 2, 1});
  lost.array.dictionary = nullptr;
  refuse(lost.schema, lost.array, "lost dictionary");
  lost.schema.dictionary = nullptr;
  refuse(lost.schema, lost.array, "lost dictionary of the schema");
}

TEST_F(MalformedColumns, ViewsOutsideTheirBuffersAreRefused) {
  const Texts good{"short", std::nullopt, "longer than twelve", "another one that is long", ""};
  for (int k = 0; k < 2500; ++k) {
    ViewArray column(good);
    ViewArray::View& view = column.views[3 + numbers.below(2)];
    const auto any = static_cast<std::int32_t>(numbers.below(1U << 30U));
    switch (numbers.below(6)) {
      case 0: view.size = -1 - any; break;
      case 1: view.size = 100 + any; break;
      case 2: view.buffer = numbers.below(2) == 0 ? 2 + any : -1 - any; break;
      case 3: view.begin = numbers.below(2) == 0 ? 24 + any : -1 - any; break;
      case 4: column.buffers[2 + static_cast<std::size_t>(view.buffer)] = nullptr; break;
      default: column.buffers[4] = nullptr;
    }
    refuse(column.schema, column.array, "view");
  }
}

TEST(TextColumn, HasTheSameTextsInEveryLayout) {
  const Texts texts{"short", std::nullopt, "longer than twelve", "twelve bytes", "", "another one that is long"};
  const TextArray<std::int32_t> narrow(texts);
  const TextArray<std::int64_t> wide(texts);
  const ViewArray views(texts);
  const auto read = [](const auto& from) {
    const auto column = TextColumn::read(from.schema, from.array);
    Texts out;
    for (std::int64_t row = 0; column && row < column->rows(); ++row) {
      if (column->has(row))
        out.emplace_back(column->at(row));
      else
        out.emplace_back();
    }
    return out;
  };
  EXPECT_EQ(read(narrow), texts);
  EXPECT_EQ(read(wide), texts);
  EXPECT_EQ(read(views), texts);
}

TEST_F(MalformedColumns, EmptyOnesAreNone) {
  TextArray<std::int32_t> column({});
  column.buffers[0] = column.buffers[1] = column.buffers[2] = nullptr;
  const auto tokens = domain.tokens({"nir", kPossibleNirs}, column.schema, column.array);
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->array().length, 0);
  const TextArray<std::int64_t> nulls(Texts(9));
  const auto seals = domain.seals({"nir"}, nulls.schema, nulls.array);
  ASSERT_TRUE(seals);
  EXPECT_EQ(texts_of(*seals), Texts(9));
}

}  // namespace
}  // namespace proactive::privacy
