// What a process leaves when it dies: nothing at all once it is hardened, and else no secret that it
// is done with. Core files are made by the kernel where it may, and by our own hand everywhere.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <ostream>

#include "privacy/bytes.h"
#include "privacy/canaries.h"
#include "privacy/domain_access.h"
#include "privacy/faults.h"
#include "privacy/key_store.h"
#include "privacy/key_support.h"
#include "privacy/sanitized.h"
#include "privacy/sealed_box.h"
#include "privacy/secret_columns.h"
#include "proactive/privacy/domain.h"
#include "proactive/privacy/identifiers.h"
#include "proactive/privacy/masked.h"
#include "proactive/privacy/minimise.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {
namespace {

const Date kToday = day("2026-05-15");
const Authority kClerk{"agent 7", "a letter"};

// In a forked process, which has no test to fail.
void must(bool is_so) {
  if (!is_so) _exit(3);
}
template <typename T>
void must(const Result<T>& result) {
  must(static_cast<bool>(result));
}
void must(const Diagnostics& errors) { must(errors.empty()); }

// ---- what is done with secrets -----------------------------------------------------------------

/// "1 85 05 78 006 084 36": as people write it.
SecretBytes with_spaces(const SecretBytes& nir) {
  constexpr std::size_t kGroups[] = {1, 2, 2, 2, 3, 3, 2};
  SecretBytes out(nir.size() + std::size(kGroups) - 1);
  auto to = out.expose().begin();
  auto from = nir.expose().begin();
  for (const std::size_t size : kGroups) {
    if (to != out.expose().begin()) *to++ = std::byte{' '};
    for (std::size_t i = 0; i < size; ++i) *to++ = *from++;
  }
  return out;
}

SecretBytes address() {
  SecretBytes text = random_text(40);
  text.expose()[15] = std::byte{'@'};
  text.expose()[20] = std::byte{'Q'};
  text.expose()[35] = std::byte{'.'};
  text.expose()[36] = std::byte{'f'};
  return text;
}

void use_identifiers(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir(), written = with_spaces(nir), email = address();
  SecretBytes wrong = random_nir();
  wrong.expose()[14] = std::byte{'x'};
  canaries.plant("nir", nir);
  canaries.plant("nir as written", written);
  canaries.plant("e-mail", email.expose().first(15));
  canaries.plant("host of the e-mail", email.expose().last(19));
  canaries.plant("what is no nir", wrong);
  {
    const auto one = Nir::parse(text_of(written));
    const auto same = Nir::parse(text_of(nir));
    must(one && same && *one == *same && one->normalised() == text_of(nir));
    must(Email::parse(text_of(email)));
    must(!Nir::parse(text_of(wrong)));
  }
  for (const auto* text : std::initializer_list<const SecretBytes*>{&written, &wrong}) {
    SecretColumn column(text_of(*text), 200);
    ArrowArrayStream out{};
    must(normalise(IdentifierKind::nir, column.stream(), &out));
    read_and_release(out);
  }
}

// Each alone, so that nothing comes after that would write over what it left on the stack.
void use_one_identifier(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir(), written = with_spaces(nir);
  canaries.plant("nir", nir);
  canaries.plant("nir as written", written);
  must(Nir::parse(text_of(written)));
}

void use_a_wrong_identifier(Canaries& canaries, const Folder&) {
  SecretBytes nir = random_nir();
  nir.expose()[14] = std::byte{'x'};
  canaries.plant("what is no nir", nir);
  must(!Nir::parse(text_of(nir)));
}

void use_an_address(Canaries& canaries, const Folder&) {
  const SecretBytes email = address();
  canaries.plant("e-mail", email.expose().first(15));
  must(Email::parse(text_of(email)));
}

struct Pseudonyms {
  std::unique_ptr<MasterKey> keys = master_key_of(*random_secret(32));
  Domain domain =
      *Domain::open(*keys, {"cnaf", "cma-lyon", "prime", {2026, 11}}, {.acknowledge_frequency_attack = true});
  Field field{"nir", kPossibleNirs};

  static std::unique_ptr<MasterKey> master_key_of(const SecretBytes& secret) {
    std::array<int, 2> ends{};
    must(::pipe(ends.data()) == 0);
    must(::write(ends[1], secret.expose().data(), secret.size()) == static_cast<ssize_t>(secret.size()));
    ::close(ends[1]);
    return *MasterKey::read(ends[0], "hsm");
  }
  void plant(Canaries& canaries, const char* name, std::string_view algorithm, std::size_t size) const {
    const auto key = DomainAccess::key(domain, field.name, domain.key(), algorithm, size);
    must(key);
    canaries.plant(name, *key);
  }
};

void use_tokens(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir(), long_text = random_text(500);
  canaries.plant("nir", nir);
  canaries.plant("long value", long_text);
  const Pseudonyms p;
  p.plant(canaries, "key of the tokens", "HMAC-SHA-256", 32);
  for (const SecretBytes* value : {&nir, &long_text}) {
    must(p.domain.token(p.field, text_of(*value)));
    SecretColumn column(text_of(*value), 200);
    must(p.domain.tokens(p.field, column.schema, column.array));
    must(!p.domain.token({"few", 3}, "").errors().empty());
  }
}

void use_seals(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir(), long_text = random_text(500);
  canaries.plant("nir", nir);
  canaries.plant("long value", long_text);
  const Pseudonyms p;
  p.plant(canaries, "key of the seals", "AES-256-SIV", 64);
  for (const SecretBytes* value : {&nir, &long_text}) {
    const auto sealed = p.domain.seal(p.field, text_of(*value));
    must(sealed);
    must(*p.domain.unseal(p.field, *sealed, kClerk) == *value);
    must(!p.domain.unseal({"another", kPossibleNirs}, *sealed, kClerk));
    SecretColumn column(text_of(*value), 200);
    const auto seals = p.domain.seals(p.field, column.schema, column.array);
    must(seals);
    must(p.domain.unseals(p.field, seals->schema(), seals->array(), kClerk));
    must(!p.domain.unseals({"another", kPossibleNirs}, seals->schema(), seals->array(), kClerk));
  }
}

#ifdef PROACTIVE_FF1
/// A digit a byte, as FF1 works on them.
SecretBytes as_digits(const SecretBytes& text) {
  SecretBytes digits(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text_of(text)[i];
    digits.expose()[i] = static_cast<std::byte>(letter <= '9' ? letter - '0' : letter - 'a' + 10);
  }
  return digits;
}

/// The first six digits as a number, twice: so they stand in the lanes of a column of one NIR.
SecretBytes left_halves(const SecretBytes& nir) {
  SecretBytes halves(16);
  std::uint64_t left = 0;
  for (std::size_t i = 0; i < 6; ++i) left = left * 10 + static_cast<std::uint64_t>(text_of(nir)[i] - '0');
  for (std::size_t i = 0; i < 16; ++i) halves.expose()[i] = static_cast<std::byte>(left >> (8 * (i % 8)));
  return halves;
}

void use_masks(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir(), text = random_text(40);
  canaries.plant("nir", nir);
  canaries.plant("text", text);
  canaries.plant("text as digits", as_digits(text));
  const Pseudonyms p;
  p.plant(canaries, "key of the masks", "AES-256-FF1/nir/0123456789", 32);
  const Mask nirs(p.domain, p.field, Shape::nir());
  const Mask texts(p.domain, p.field, *Shape::of("0123456789abcdefghijklmnopqrstuvwxyz"));
  for (const auto& [mask, value] : {std::pair(&nirs, &nir), std::pair(&texts, &text)}) {
    const auto masked = mask->mask(text_of(*value));
    must(masked);
    must(*mask->unmask_unauthenticated(*masked, kClerk) == *value);
    SecretColumn column(text_of(*value), 200);
    const auto masks = mask->masks(column.schema, column.array);
    must(masks);
    must(mask->unmasks_unauthenticated(masks->schema(), masks->array(), p.domain.key(), kClerk));
    must(!nirs.mask("x"));
  }
}
#endif

void use_one_token(Canaries& canaries, const Folder&) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const Pseudonyms p;
  must(p.domain.token(p.field, text_of(text)));
}

void use_one_seal(Canaries& canaries, const Folder&) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const Pseudonyms p;
  must(p.domain.seal(p.field, text_of(text)));
}

void use_one_seal_opened(Canaries& canaries, const Folder&) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const Pseudonyms p;
  must(p.domain.unseal(p.field, *p.domain.seal(p.field, text_of(text)), kClerk));
}

void use_a_master_key(Canaries& canaries, const Folder&) {
  const SecretBytes secret = *random_secret(48);
  canaries.plant("master key", secret);
  Pseudonyms::master_key_of(secret);
}

void use_a_key_file_that_is_opened(Canaries& canaries, const Folder& folder) {
  const SecretBytes passphrase = random_text(40);
  canaries.plant("passphrase", passphrase);
  must(KeyFile::create(folder.path("k"), "caf", passphrase, 14));
}

void use_one_note(Canaries& canaries, const Folder& folder) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const std::unique_ptr<MasterKey> own = master_key("ledger");
  auto ledger = Ledger::create(folder.path("ledger"), *own);
  const std::string_view who = text_of(text);
  must(ledger->note_use({"a", "b", "c", 1}, {&who, 1}, kToday));
}

void use_one_opposition(Canaries& canaries, const Folder& folder) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const std::unique_ptr<MasterKey> own = master_key("register");
  auto opposed = OppositionRegister::create(folder.path("r"), *own);
  must(opposed->oppose(text_of(text), kToday, kToday));
}

void use_one_who_is_reached(Canaries& canaries, const Folder& folder) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const std::unique_ptr<MasterKey> own = master_key("register");
  auto opposed = OppositionRegister::create(folder.path("r"), *own);
  must(opposed->reach(text_of(text), kToday));
}

void use_one_column(Canaries& canaries, const Folder&) {
  const SecretBytes email = address();
  canaries.plant("e-mail", email.expose().first(15));
  SecretColumn column(text_of(email), 1);
  ArrowArrayStream out{};
  must(normalise(IdentifierKind::email, column.stream(), &out));
  read_and_release(out);
}

#ifdef PROACTIVE_FF1
void use_a_mask_of_a_nir(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir();
  canaries.plant("nir", nir);
  const Pseudonyms p;
  const Mask mask(p.domain, p.field, Shape::nir());
  must(mask.unmask_unauthenticated(*mask.mask(text_of(nir)), kClerk));
}

void use_a_column_of_masks(Canaries& canaries, const Folder&) {
  const SecretBytes nir = random_nir();
  canaries.plant("nir", nir);
  canaries.plant("halves of a nir", left_halves(nir));
  const Pseudonyms p;
  const Mask mask(p.domain, p.field, Shape::nir());
  SecretColumn column(text_of(nir), 200);
  const auto masks = mask.masks(column.schema, column.array);
  must(mask.unmasks_unauthenticated(masks->schema(), masks->array(), p.domain.key(), kClerk));
}

void use_a_mask_of_a_text(Canaries& canaries, const Folder&) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const Pseudonyms p;
  const Mask mask(p.domain, p.field, *Shape::of("0123456789abcdefghijklmnopqrstuvwxyz"));
  must(mask.mask(text_of(text)));
}
#endif

void use_key_file(Canaries& canaries, const Folder& folder) {
  const SecretBytes passphrase = random_text(40);
  canaries.plant("passphrase", passphrase);
  {
    const auto file = KeyFile::create(folder.path("k"), "caf", passphrase, 14);
    must(file);
    const auto may = (*file)->current({2026, 5});
    must(may);
    must((*file)->current({2026, 6}));
    {
      std::ifstream in(folder.path("k"), std::ios::binary);
      const std::string sealed{std::istreambuf_iterator<char>(in), {}};
      const auto bytes = as_bytes(sealed);
      Salt salt{};
      std::copy_n(bytes.begin() + 9, kSaltSize, salt.begin());
      const auto key = passphrase_key(passphrase, salt, 14);
      canaries.plant("what scrypt made of it", *key);
      const auto plain = open_box(*key, bytes.first(25), bytes.subspan(25), "k");
      const auto store = decode(plain->expose());
      canaries.plant("key of May", store->find(1, {2026, 5})->key);
      canaries.plant("key of June", store->find(1, {2026, 6})->key);
    }
    {
      const auto derived = (*file)->derive(*may, as_bytes("context"), 32);
      must(derived);
      canaries.plant("derived key", *derived);
    }
    must((*file)->shred(*may, kToday));
    must((*file)->rotate());
    const SecretBytes other = random_text(40);
    canaries.plant("second passphrase", other);
    must((*file)->change_passphrase(other));
    must(!KeyFile::open(folder.path("k"), passphrase));
    must(KeyFile::open(folder.path("k"), other));
  }
}

void use_ledger(Canaries& canaries, const Folder& folder) {
  const SecretBytes nir = random_nir(), long_text = random_text(500);
  const std::unique_ptr<MasterKey> own = master_key("ledger");
  const auto data = key_file(folder.path("data"), "caf");
  canaries.plant("nir", nir);
  canaries.plant("long identifier", long_text);
  for (const char* use : {"proactive ledger persons", "proactive ledger chain"}) {
    canaries.plant(use, *own->derive({"ledger", 1, {2026, 1}}, as_bytes(use), 32));
  }
  auto ledger = Ledger::create(folder.path("ledger"), *own);
  must(ledger);
  const auto key = data->current({2026, 5});
  for (const SecretBytes* value : {&nir, &long_text}) {
    const std::string_view who = text_of(*value);
    must(ledger->note_held({&who, 1}, *key, "outreach", kToday, kToday));
    must(ledger->note_use({"a", "b", "c", 1}, {&who, 1}, kToday));
    must(ledger->access(who, kToday)->held.size() == 1);
    must(*ledger->forget(who, kToday) == 1);
  }
  must(ledger->verify());
  must(ledger->sweep(*data, day("2027-06-01")));
}

void use_register(Canaries& canaries, const Folder& folder) {
  const SecretBytes nir = random_nir(), long_text = random_text(500);
  const std::unique_ptr<MasterKey> own = master_key("register");
  canaries.plant("nir", nir);
  canaries.plant("long identifier", long_text);
  canaries.plant("key of the hashes",
                 *own->derive({"register", 1, {2026, 2}}, as_bytes("proactive opposition persons"), 32));
  auto opposed = OppositionRegister::create(folder.path("r"), *own);
  must(opposed);
  for (const SecretBytes* value : {&nir, &long_text}) {
    const std::string_view who = text_of(*value);
    must(opposed->reach(who, kToday));
    must(opposed->reachable({&who, 1}, kToday)->size() == 1);
    must(opposed->oppose(who, kToday, kToday));
    must(*opposed->is_opposed(who, kToday));
    must(!opposed->reach(who, kToday));
    must(*opposed->withdraw(who, kToday));
  }
}

void use_columns_of_persons(Canaries& canaries, const Folder& folder) {
  const SecretBytes text = random_text(45);
  canaries.plant("text", text);
  const std::unique_ptr<MasterKey> own = master_key("register");
  const auto data = key_file(folder.path("data"), "caf");
  auto opposed = OppositionRegister::create(folder.path("r"), *own);
  auto ledger = Ledger::create(folder.path("ledger"), *own);
  const auto with_column = [&](const std::function<void(ArrowArrayStream&)>& work) {
    SecretColumn column(text_of(text), 200);
    work(*column.stream());
  };
  with_column([&](auto& who) { must(opposed->oppose(who, kToday, kToday)); });
  with_column([&](auto& who) {
    ArrowArrayStream out{};
    must(opposed->opposed(who, kToday, &out));
    read_and_release(out);
  });
  with_column([&](auto& who) { must(ledger->note_use({"a", "b", "c", 1}, who, kToday)); });
  with_column([&](auto& who) { must(ledger->note_held(who, *data->current({2026, 5}), "x", kToday, kToday)); });
  with_column([&](auto& who) { must(ledger->forget(who, kToday)); });
}

constexpr const char* kRules = R"(
entity person { wage : money }
right aid for person { version from 2020-01-01 { when { modest : wage < 1 000 € } } }
)";

// Facts that the engine reads are freed, not wiped, and are not looked for: docs/privacy.md says so.
void use_minimise(Canaries& canaries, const Folder&) {
  const auto rules = RuleSet::parse({{"rules.rights", kRules}});
  must(rules);
  const auto plan = rules->plan({.on = kToday, .rights = {"aid"}});
  must(plan);
  const SecretBytes id = random_text(26), dropped = random_text(40), nir = random_nir();
  canaries.plant("id", id);
  canaries.plant("what is dropped", dropped);
  canaries.plant("a nir that is refused", nir);
  {
    SecretTable people({{"id", text_of(id)}, {"wage", text_of(id)}, {"name", text_of(dropped)}}, 200);
    auto least = minimise(*rules, *plan, {{"person", people.stream()}});
    must(least);
    must(least->entities.size() == 1);
    read_and_release(*least->entities[0].stream);
  }
  SecretTable people({{"id", text_of(nir)}}, 200);
  auto refused = minimise(*rules, *plan, {{"person", people.stream()}});
  if (refused) read_and_release(*refused->entities[0].stream);
}

// ---- how it dies -------------------------------------------------------------------------------

std::string core_in(const Folder& folder) {
  for (const std::string& name : folder.names()) {
    if (name.starts_with("core")) return folder.path(name);
  }
  return "";
}

/// Why the kernel makes no core file in the folder of a process that aborts; empty when it does.
std::string no_core_files() {
  std::ifstream in("/proc/sys/kernel/core_pattern");
  std::string pattern;
  std::getline(in, pattern);
  if (!pattern.starts_with("core")) return "core files go elsewhere: " + pattern;
  rlimit limit{};
  ::getrlimit(RLIMIT_CORE, &limit);
  return limit.rlim_max == RLIM_INFINITY ? "" : "core files are limited from outside";
}

[[noreturn]] void die_with_core(const Folder& folder) {
  rlimit limit{};
  ::getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_CORE, &limit);
  must(::chdir(folder.path("").c_str()) == 0);
  std::abort();
}

/// The status with which a forked process ended.
int status_of(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

bool aborted(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT; }

struct Work {
  const char* name;
  void (*use)(Canaries&, const Folder&);
};
void PrintTo(const Work& work, std::ostream* out) { *out << work.name; }

constexpr Work kWorks[] = {
    {"identifiers", use_identifiers},
    {"tokens", use_tokens},
    {"seals", use_seals},
    {"key_file", use_key_file},
    {"ledger", use_ledger},
    {"register", use_register},
    {"minimise", use_minimise},
    {"columns_of_persons", use_columns_of_persons},
    {"one_identifier", use_one_identifier},
    {"a_wrong_identifier", use_a_wrong_identifier},
    {"an_address", use_an_address},
    {"one_token", use_one_token},
    {"one_seal", use_one_seal},
    {"one_seal_opened", use_one_seal_opened},
    {"a_master_key", use_a_master_key},
    {"a_key_file", use_a_key_file_that_is_opened},
    {"one_note", use_one_note},
    {"one_opposition", use_one_opposition},
    {"one_who_is_reached", use_one_who_is_reached},
    {"one_column", use_one_column},
#ifdef PROACTIVE_FF1
    {"masks", use_masks},
    {"a_column_of_masks", use_a_column_of_masks},
    {"a_mask_of_a_nir", use_a_mask_of_a_nir},
    {"a_mask_of_a_text", use_a_mask_of_a_text},
#endif
};

// Far down on the stack, where what the process does before it dies writes over nothing.
[[gnu::noinline]] void do_deep(const Work& work, Canaries& canaries, const Folder& folder) {
  volatile char room[std::size_t{1} << 15];
  room[0] = 0;
  work.use(canaries, folder);
  room[sizeof room - 1] = room[0];
}

class CoreFile : public testing::TestWithParam<Work> {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "sanitizers keep freed memory and shadow it";
    ::malloc_trim(0);  // what earlier tests freed would only be searched
  }
  Folder folder;
  Canaries canaries;
};

TEST_P(CoreFile, HoldsNothingThatIsDoneWith) {
  const int status = status_of([&] {
    do_deep(GetParam(), canaries, folder);
    dump_memory(folder.path("memory"));
  });
  ASSERT_EQ(status, 0);
  EXPECT_EQ(canaries.found_in(folder.path("memory")), "");
}

// With the registers of the processor, and as the kernel sees it.
TEST_P(CoreFile, OfTheKernelHoldsNothingThatIsDoneWith) {
  if (const std::string why = no_core_files(); !why.empty()) GTEST_SKIP() << why;
  const int status = status_of([&] {
    do_deep(GetParam(), canaries, folder);
    die_with_core(folder);
  });
  ASSERT_TRUE(aborted(status)) << status;
  ASSERT_NE(core_in(folder), "");
  EXPECT_EQ(canaries.found_in(core_in(folder)), "");
}

INSTANTIATE_TEST_SUITE_P(Of, CoreFile, testing::ValuesIn(kWorks),
                         [](const auto& one) { return std::string(one.param.name); });

// ---- a hardened process ------------------------------------------------------------------------

TEST(HardenedProcess, LeavesNoCoreFile) {
  for (const bool is_hardened : {false, true}) {
    const Folder folder;
    Canaries canaries;
    const int status = status_of([&] {
      if (is_hardened) must(harden_process());
      const SecretBytes held = random_text(40);
      canaries.plant("held", held);
      die_with_core(folder);
    });
    ASSERT_TRUE(aborted(status)) << status;
    if (is_hardened) {
      EXPECT_EQ(core_in(folder), "");
      EXPECT_FALSE(WCOREDUMP(status));
    } else if (const std::string why = no_core_files(); !why.empty()) {
      GTEST_SKIP() << why;
    } else {
      ASSERT_NE(core_in(folder), "");  // without, there is one
      EXPECT_EQ(canaries.found_in(core_in(folder)), "held");
    }
  }
}

constexpr uid_t kNobody = 65534;

/// A user without the rights of root, who may read everything.
void become_a_user() {
  if (::geteuid() != 0) return;
  must(::setgid(kNobody) == 0 && ::setuid(kNobody) == 0);
  must(::prctl(PR_SET_DUMPABLE, 1) == 0);  // the change of user took it away
}

/// A process that holds a secret until it is told to end.
class Holder {
 public:
  explicit Holder(bool is_hardened) {
    if (::pipe(up_) != 0 || ::pipe(down_) != 0) std::abort();
    process_ = ::fork();
    if (process_ == 0) {
      ::close(down_[1]);
      become_a_user();
      if (is_hardened) must(harden_process());
      const SecretBytes held = random_text(40);
      const void* const at = held.expose().data();
      must(::write(up_[1], &at, sizeof at) == sizeof at);
      char end = 0;
      (void)!::read(down_[0], &end, 1);
      _exit(0);
    }
    ::close(down_[0]);
    if (::read(up_[0], &at_, sizeof at_) != sizeof at_) at_ = nullptr;
  }
  ~Holder() {
    ::close(down_[1]);
    ::close(up_[0]);
    ::close(up_[1]);
    int status = 0;
    ::waitpid(process_, &status, 0);
  }
  pid_t process() const { return process_; }
  void* at() const { return at_; }

 private:
  int up_[2], down_[2];
  pid_t process_ = 0;
  void* at_ = nullptr;
};

bool reads_as_file(const Holder& holder) {
  const int memory = ::open(("/proc/" + std::to_string(holder.process()) + "/mem").c_str(), O_RDONLY);
  char bytes[40];
  return memory >= 0 && ::pread(memory, bytes, sizeof bytes, reinterpret_cast<off_t>(holder.at())) == sizeof bytes;
}

bool reads_by_call(const Holder& holder) {
  char bytes[40];
  const iovec into{bytes, sizeof bytes}, from{holder.at(), sizeof bytes};
  return ::process_vm_readv(holder.process(), &into, 1, &from, 1, 0) == sizeof bytes;
}

bool traces(const Holder& holder) { return ::ptrace(PTRACE_SEIZE, holder.process(), nullptr, nullptr) == 0; }

TEST(HardenedProcess, IsReadByNoOtherProcessOfItsUser) {
  const std::pair<const char*, bool (*)(const Holder&)> ways[] = {
      {"/proc/…/mem", reads_as_file}, {"process_vm_readv", reads_by_call}, {"ptrace", traces}};
  for (const auto& [name, reads] : ways) {
    const auto can_read = [&reads = reads](bool is_hardened) {
      const Holder holder(is_hardened);
      return status_of([&] {
               become_a_user();
               _exit(reads(holder) ? 0 : 1);
             }) == 0;
    };
    if (!can_read(false)) GTEST_SKIP() << name << " reads no process here, hardened or not";
    EXPECT_FALSE(can_read(true)) << name;
  }
}

}  // namespace
}  // namespace proactive::privacy
