// What frequencies give away, by columns whose figures are known.
#include "proactive/privacy/field_assessment.h"

#include <gtest/gtest.h>

#include <map>

#include "privacy/memory_keys.h"
#include "privacy/text_arrays.h"
#include "proactive/privacy/domain.h"

namespace proactive::privacy {
namespace {

FieldAssessment assessed(const Texts& texts, std::uint64_t possible = 0) {
  const TextArray<std::int64_t> column(texts);
  const auto found = assess_field({"field", possible}, column.schema, column.array);
  EXPECT_TRUE(found);
  return *found;
}

Texts repeated(const std::map<std::string, std::size_t>& counts) {
  Texts out;
  for (const auto& [text, count] : counts) out.insert(out.end(), count, text);
  return out;
}

Texts numbered(std::size_t count) {
  Texts out;
  for (std::size_t k = 0; k < count; ++k) out.emplace_back(std::to_string(k));
  return out;
}

// As communes are: the k-th has a k-th of the first.
Texts zipf(std::size_t values, std::size_t most) {
  Texts out;
  for (std::size_t k = 1; k <= values; ++k) out.insert(out.end(), most / k + 1, "commune " + std::to_string(k));
  return out;
}

TEST(FieldAssessment, CountsByHand) {
  Texts texts = repeated({{"a", 5}, {"b", 3}, {"c", 3}, {"d", 1}});
  texts.emplace_back();
  const FieldAssessment found = assessed(texts);
  EXPECT_EQ(found.rows, 12U);
  EXPECT_EQ(found.nulls, 1U);
  EXPECT_EQ(found.distinct, 4U);
  EXPECT_EQ(to_string(found.largest_share), "5/12");
  // 5*4 + 3*2 + 3*2 of 12*11.
  EXPECT_EQ(to_string(found.collision), "32/132");
  // All five of `a`, three of the six of `b` and `c`, the one of `d`.
  EXPECT_EQ(to_string(found.rank_matching), "9/12");
  EXPECT_EQ(found.verdict, FieldVerdict::few_values);
  EXPECT_NE(found.reason.find("4 distinct values in 12 rows, the most frequent one in 5"), std::string::npos);
}

TEST(FieldAssessment, EmptyColumnsAndSingleRows) {
  EXPECT_EQ(assessed({}).verdict, FieldVerdict::safe);
  EXPECT_EQ(assessed({std::nullopt}).rows, 0U);
  EXPECT_EQ(assessed({"a"}, kPossibleNirs).verdict, FieldVerdict::safe);
  EXPECT_EQ(to_string(assessed({"a"}).collision), "0/1");
}

TEST(FieldAssessment, IdentifiersAreSafeWhenTheyAreManyOrSaidToBe) {
  EXPECT_EQ(assessed(numbered(1000)).verdict, FieldVerdict::few_values);
  EXPECT_EQ(assessed(numbered(1000), kPossibleNirs).verdict, FieldVerdict::safe);
  EXPECT_EQ(assessed(numbered(1'000'000)).verdict, FieldVerdict::safe);
  EXPECT_EQ(assessed(numbered(999'999)).verdict, FieldVerdict::few_values);
  EXPECT_EQ(assessed(numbered(1'000'000), 999'999).verdict, FieldVerdict::few_values);
  // The same person in several households.
  Texts households = numbered(1000);
  households.insert(households.end(), {"7", "7", "8"});
  EXPECT_EQ(assessed(households, kPossibleNirs).verdict, FieldVerdict::safe);
}

TEST(FieldAssessment, CommunesAreNot) {
  const FieldAssessment found = assessed(zipf(35'000, 18'000));
  EXPECT_EQ(found.verdict, FieldVerdict::few_values);
  const FieldAssessment said = assessed(zipf(35'000, 18'000), 2'000'000);
  EXPECT_EQ(said.verdict, FieldVerdict::skewed);
  // Whoever knows the frequencies exactly names half of the persons.
  EXPECT_GT(compare(said.rank_matching, {40, 100}), 0);
}

TEST(FieldAssessment, OneFrequentValueIsEnough) {
  Texts texts = numbered(900);
  texts.insert(texts.end(), 101, "unknown");
  EXPECT_EQ(assessed(texts, kPossibleNirs).verdict, FieldVerdict::skewed);
}

class Refusals : public testing::Test {
 protected:
  std::string tokens(const Texts& texts, std::uint64_t possible, Policy policy = {}) {
    const Domain domain = *Domain::open(keys, {"a", "b", "c", {2026, 11}}, policy);
    const TextArray<std::int64_t> column(texts);
    const auto made = domain.tokens({"commune", possible}, column.schema, column.array);
    const auto sealed = domain.seals({"commune", possible}, column.schema, column.array);
    EXPECT_EQ(static_cast<bool>(made), static_cast<bool>(sealed));
    return made ? "" : made.errors().front().code + " " + made.errors().front().message;
  }

  MemoryKeys keys;
};

TEST_F(Refusals, SayWhyWithTheFigures) {
  const std::string why = tokens(repeated({{"Lyon", 60}, {"Bron", 40}}), 35'000);
  EXPECT_EQ(why,
            "E1408 field `commune` has too few values (35000 possible) for a pseudonym that is always the same: "
            "2 distinct values in 100 rows, the most frequent one in 60; matching ranks is expected to name 100 rows");
  EXPECT_EQ(tokens(repeated({{"Lyon", 60}, {"Bron", 40}}), 35'000, {.acknowledge_frequency_attack = true}), "");
}

// The quick pass must never let through what the exact one refuses.
TEST_F(Refusals, AreThoseOfTheAssessment) {
  std::uint64_t state = 1;
  for (int k = 0; k < 300; ++k) {
    Texts texts = numbered(1 + static_cast<std::size_t>(k) * 40);
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::size_t frequent = (state >> 33U) % (texts.size() / 5 + 2);
    texts.insert(texts.end(), frequent, "often");
    const bool safe = assessed(texts, kPossibleNirs).verdict == FieldVerdict::safe;
    EXPECT_EQ(tokens(texts, kPossibleNirs).empty(), safe) << texts.size() << ' ' << frequent;
  }
}

TEST_F(Refusals, OfSingleValuesKnowTheFieldOnly) {
  const Domain domain = *Domain::open(keys, {"a", "b", "c", {2026, 11}});
  EXPECT_FALSE(domain.token({"commune", 35'000}, "Lyon"));
  EXPECT_FALSE(domain.token({"commune"}, "Lyon"));
  EXPECT_FALSE(domain.seal({"commune"}, "Lyon"));
  EXPECT_TRUE(domain.token({"nir", kPossibleNirs}, "Lyon"));
  const Domain knowing = *Domain::open(keys, {"a", "b", "c", {2026, 11}}, {.acknowledge_frequency_attack = true});
  EXPECT_TRUE(knowing.token({"commune", 35'000}, "Lyon"));
}

}  // namespace
}  // namespace proactive::privacy
