// Domains: what one is, that no two meet, and what becomes of whole columns.
#include "proactive/privacy/domain.h"

#include <gtest/gtest.h>

#include <thread>
#include <unordered_set>

#include "privacy/context.h"
#include "privacy/memory_keys.h"
#include "privacy/text_arrays.h"
#include "privacy/text_form.h"

namespace proactive::privacy {
namespace {

const Field kNir{"nir", kPossibleNirs};
const Authority kClerk{"agent 7", "a letter to be sent"};
constexpr std::string_view kValue = "253072B07300470";

DomainSpec spec(const std::string& recipient = "cma-lyon") { return {"cnaf", recipient, "prime", {2026, 11}}; }

Domain opened(KeyProvider& keys, DomainSpec spec, Policy policy = {}) {
  auto domain = Domain::open(keys, std::move(spec), policy);
  EXPECT_TRUE(domain) << render(domain.errors());
  return *std::move(domain);
}

template <typename T>
std::string code(const Result<T>& result) {
  return result ? "" : result.errors().front().code;
}

std::string text(const SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.expose().data()), secret.size()};
}

// `count` different texts of 15 digits.
Texts ids(std::size_t count, std::size_t from = 0) {
  Texts out;
  for (std::size_t i = 0; i < count; ++i) {
    std::string number = std::to_string((from + i) * 7919);
    out.emplace_back(std::string(15 - number.size(), '1') + number);
  }
  return out;
}

TEST(Domain, NeedsEveryPart) {
  MemoryKeys keys;
  for (std::string DomainSpec::*part : {&DomainSpec::controller, &DomainSpec::recipient, &DomainSpec::purpose}) {
    DomainSpec lacking = spec();
    lacking.*part = "";
    EXPECT_EQ(code(Domain::open(keys, lacking)), "E1404");
  }
  for (const Epoch epoch : {Epoch{}, Epoch{2026, 0}, Epoch{2026, 13}, Epoch{10'000, 1}})
    EXPECT_EQ(code(Domain::open(keys, {"a", "b", "c", epoch})), "E1404");
  EXPECT_EQ(code(opened(keys, spec()).token({"", kPossibleNirs}, kValue)), "E1404");
  for (const std::uint32_t bits : {0U, 64U, 127U, 129U, 264U})
    EXPECT_EQ(code(Domain::open(keys, spec(), {.token_bits = bits})), "E1414") << bits;
}

// Computed with hmac and hashlib of Python, from the parts as docs/pseudonyms.md lays them out.
TEST(Domain, TokenIsTheHmacOfTheValueUnderTheDerivedKey) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec(), {.token_bits = 256});
  const auto token = domain.token(kNir, kValue);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->text(TokenText::hex), "7a7ce4e7c7425185fbbf723178cbd065f4d1cb71c2efd3d6e23ab02005b92530");
  EXPECT_EQ(opened(keys, spec()).token(kNir, kValue)->text(), "pj6ojz6hijiyl657oiyxrs6qmu");
}

TEST(Domain, TheEncodingOfItsPartsCanBeReadBack) {
  const auto of = [](const std::vector<std::string_view>& parts) { return joined(parts); };
  EXPECT_NE(of({"ab", "c"}), of({"a", "bc"}));
  EXPECT_NE(of({"ab"}), of({"ab", ""}));
  EXPECT_NE(of({std::string_view("a\0\0\0\1b", 6)}), of({"a", "b"}));
  EXPECT_NE(key_context({"a", "bc", "p", {2026, 1}}, "f", "x"), key_context({"ab", "c", "p", {2026, 1}}, "f", "x"));
}

TEST(Domain, AnotherPartAnotherToken) {
  MemoryKeys keys;
  const std::string here = opened(keys, spec()).token(kNir, kValue)->text();
  const DomainSpec others[] = {{"cnam", "cma-lyon", "prime", {2026, 11}},
                               {"cnaf", "cma-nice", "prime", {2026, 11}},
                               {"cnaf", "cma-lyon", "bourse", {2026, 11}},
                               {"cnaf", "cma-lyon", "prime", {2026, 12}}};
  for (const DomainSpec& other : others) EXPECT_NE(opened(keys, other).token(kNir, kValue)->text(), here);
  EXPECT_NE(opened(keys, spec()).token({"spouse", kPossibleNirs}, kValue)->text(), here);
  EXPECT_EQ(opened(keys, spec()).token(kNir, kValue)->text(), here);
  keys.newest = 2;
  EXPECT_NE(opened(keys, spec()).token(kNir, kValue)->text(), here);
}

// A hundred domains with the same ten thousand persons.
TEST(Domain, NoTwoOfAMillionTokensAreEqual) {
  MemoryKeys keys;
  const Texts persons = ids(10'000);
  const TextArray<std::int32_t> column(persons);
  std::unordered_set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto tokens = opened(keys, spec("r" + std::to_string(i))).tokens(kNir, column.schema, column.array);
    ASSERT_TRUE(tokens);
    for (auto& token : texts_of(*tokens)) seen.insert(*std::move(token));
  }
  EXPECT_EQ(seen.size(), 1'000'000U);
}

TEST(Domain, SealsComeBack) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const auto sealed = domain.seal(kNir, kValue);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->text().rfind("test/1/2026-11/", 0), 0U);
  const auto parsed = Sealed::parse(sealed->text());
  ASSERT_TRUE(parsed);
  const auto value = domain.unseal(kNir, *parsed, kClerk);
  ASSERT_TRUE(value);
  EXPECT_EQ(text(*value), kValue);
}

TEST(Domain, ChangedSealsDoNot) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const std::string whole = domain.seal(kNir, kValue)->text();
  std::size_t refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto sealed = Sealed::parse(changed);
    refused += !sealed || !domain.unseal(kNir, *sealed, kClerk);
    const auto shorter = Sealed::parse(whole.substr(0, i));
    EXPECT_TRUE(!shorter || !domain.unseal(kNir, *shorter, kClerk)) << i;
  }
  EXPECT_EQ(refused, whole.size());
}

// A hundred thousand: a thousand seals, a hundred domains that are not theirs.
TEST(Domain, NoSealOpensInAnotherDomain) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  std::vector<Sealed> seals;
  for (const auto& id : ids(1000)) seals.push_back(*domain.seal(kNir, *id));
  std::size_t refused = 0;
  for (int i = 0; i < 100; ++i) {
    DomainSpec other = spec();
    (i % 4 == 0 ? other.controller : i % 4 == 1 ? other.recipient : other.purpose) += std::to_string(i);
    Field field = kNir;
    if (i % 4 == 3) {
      other = spec();
      field.name = "spouse";
    }
    const Domain wrong = opened(keys, other);
    for (const Sealed& sealed : seals) refused += code(wrong.unseal(field, sealed, kClerk)) == "E1405";
  }
  EXPECT_EQ(refused, 100'000U);
  const Domain next = opened(keys, {"cnaf", "cma-lyon", "prime", {2026, 12}});
  EXPECT_EQ(code(next.unseal(kNir, seals.front(), kClerk)), "E1405");
}

TEST(Domain, RotatedKeysOpenOldSeals) {
  MemoryKeys keys;
  const Sealed old = *opened(keys, spec()).seal(kNir, kValue);
  keys.newest = 2;
  const Domain domain = opened(keys, spec());
  EXPECT_EQ(domain.key().version, 2U);
  EXPECT_EQ(text(*domain.unseal(kNir, old, kClerk)), kValue);
  const TextArray<std::int32_t> mixed({old.text(), std::nullopt, domain.seal(kNir, "other value")->text()});
  const auto values = domain.unseals(kNir, mixed.schema, mixed.array, kClerk);
  ASSERT_TRUE(values);
  EXPECT_EQ(texts_of(*values), (Texts{std::string(kValue), std::nullopt, "other value"}));
}

TEST(Domain, ShreddedKeysOpenNothingAlsoInOpenDomains) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const Sealed sealed = *domain.seal(kNir, kValue);
  ASSERT_TRUE(keys.shred(domain.key(), *Date::of(2027, 11, 30)));
  EXPECT_EQ(code(domain.unseal(kNir, sealed, kClerk)), "E1402");
  EXPECT_EQ(code(domain.token(kNir, kValue)), "E1402");
}

struct Register : AccessLog {
  Diagnostics record(const Access& access) override {
    seen.push_back(access);
    return answer;
  }
  std::vector<Access> seen;
  Diagnostics answer;
};

TEST(Domain, NothingIsMadeReadableWithoutAuthorityAndRegister) {
  MemoryKeys keys;
  Register log;
  const Domain domain = opened(keys, spec(), {.log = &log});
  const Sealed sealed = *domain.seal(kNir, kValue);
  EXPECT_EQ(code(domain.unseal(kNir, sealed, {"", "why"})), "E1411");
  EXPECT_EQ(code(domain.unseal(kNir, sealed, {"who", ""})), "E1411");
  EXPECT_TRUE(log.seen.empty());
  EXPECT_TRUE(domain.unseal(kNir, sealed, kClerk));
  ASSERT_EQ(log.seen.size(), 1U);
  EXPECT_EQ(log.seen.front().field, "nir");
  EXPECT_EQ(log.seen.front().authority.who, "agent 7");
  log.answer = {values::misuse("X0001", "the register is full")};
  EXPECT_EQ(code(domain.unseal(kNir, sealed, kClerk)), "X0001");
}

TEST(Domain, ColumnsAreTheSameAsSingleValues) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  Texts values = ids(999);
  for (std::size_t i = 0; i < values.size(); i += 7) values[i].reset();
  const TextArray<std::int32_t> narrow(values);
  const TextArray<std::int64_t> wide(values);
  const auto tokens = domain.tokens(kNir, narrow.schema, narrow.array);
  const auto seals = domain.seals(kNir, wide.schema, wide.array);
  ASSERT_TRUE(tokens && seals);
  EXPECT_EQ(texts_of(*tokens), texts_of(*domain.tokens(kNir, wide.schema, wide.array)));
  const Texts token_texts = texts_of(*tokens);
  const Texts seal_texts = texts_of(*seals);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(token_texts[i].has_value(), values[i].has_value());
    if (!values[i]) continue;
    EXPECT_EQ(token_texts[i], domain.token(kNir, *values[i])->text());
    EXPECT_EQ(seal_texts[i], domain.seal(kNir, *values[i])->text());
  }
  const auto back = domain.unseals(kNir, seals->schema(), seals->array(), kClerk);
  ASSERT_TRUE(back);
  EXPECT_EQ(texts_of(*back), values);
}

TEST(Domain, DictionariesAndOffsetsAreRead) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const DictionaryArray column({"aaa", std::nullopt, "bbb"}, {2, 0, 1, 2});
  const auto tokens = domain.tokens(kNir, column.schema, column.array);
  ASSERT_TRUE(tokens);
  const std::string a = domain.token(kNir, "aaa")->text();
  const std::string b = domain.token(kNir, "bbb")->text();
  EXPECT_EQ(texts_of(*tokens), (Texts{b, a, std::nullopt, b}));
  TextArray<std::int32_t> part({"aaa", std::nullopt, "bbb", "aaa"});
  part.array.offset = 1;
  part.array.length = 2;
  EXPECT_EQ(texts_of(*domain.tokens(kNir, part.schema, part.array)), (Texts{std::nullopt, b}));
}

TEST(Domain, ColumnsNameTheirKeyInTheMetadata) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const TextArray<std::int32_t> column({"aaa"});
  const auto tokens = domain.tokens(kNir, column.schema, column.array);
  ASSERT_TRUE(tokens);
  const std::string expected("\1\0\0\0\x0d\0\0\0proactive.key\x0e\0\0\0test/1/2026-11", 39);
  EXPECT_EQ(std::string(tokens->schema().metadata, expected.size()), expected);
}

TEST(Domain, ErrorsNameTheRowAndNeverTheValue) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const std::string canary = "canary-5417";
  const TextArray<std::int32_t> empty({canary, ""});
  const TextArray<std::int32_t> no_seal({std::nullopt, canary});
  const TextArray<std::int32_t> forged({"test/1/2026-11/" + std::string(41, 'A') + canary});
  const TextArray<std::int32_t> common(Texts(100, canary));
  const std::string found = render(domain.tokens(kNir, empty.schema, empty.array).errors()) +
                            render(domain.seals(kNir, empty.schema, empty.array).errors()) +
                            render(domain.unseals(kNir, no_seal.schema, no_seal.array, kClerk).errors()) +
                            render(domain.unseals(kNir, forged.schema, forged.array, kClerk).errors()) +
                            render(domain.tokens(kNir, common.schema, common.array).errors()) +
                            render(domain.token(kNir, canary + std::string(70'000, 'x')).errors()) +
                            render(Sealed::parse(canary).errors());
  EXPECT_EQ(found.find(canary), std::string::npos);
  for (const char* part :
       {"field `nir`, row 1 is empty", "E1405", "E1406", "E1407", "E1408", "field `nir`, row 1 is not"})
    EXPECT_NE(found.find(part), std::string::npos) << part << "\n" << found;
}

TEST(Domain, ThreadsShareOne) {
  MemoryKeys keys;
  const Domain domain = opened(keys, spec());
  const Texts values = ids(2000);
  const TextArray<std::int32_t> column(values);
  const Texts expected = texts_of(*domain.seals(kNir, column.schema, column.array));
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto seals = domain.seals(kNir, column.schema, column.array);
      const auto back = domain.unseals(kNir, seals->schema(), seals->array(), kClerk);
      right += texts_of(*seals) == expected && texts_of(*back) == values;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 4);
}

static_assert(!std::is_copy_constructible_v<Domain> && std::is_move_constructible_v<Domain>);
static_assert(!std::is_copy_constructible_v<Column>);

}  // namespace
}  // namespace proactive::privacy
