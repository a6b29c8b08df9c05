#include "proactive/privacy/domain.h"

#include <openssl/crypto.h>

#include <utility>

#include "privacy/algorithms.h"
#include "privacy/context.h"
#include "privacy/domain_access.h"
#include "privacy/frequencies.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

Diagnostics check_spec(const DomainSpec& spec) {
  const std::pair<const char*, const std::string*> parts[] = {
      {"controller", &spec.controller}, {"recipient", &spec.recipient}, {"purpose", &spec.purpose}};
  for (const auto& [name, part] : parts) {
    if (part->empty())
      return {values::misuse("E1404", std::string("the domain has no ") + name,
                             "a pseudonym exists only for one controller, recipient, purpose and month")};
  }
  if (spec.epoch.year < 1 || spec.epoch.year > 9999 || spec.epoch.month < 1 || spec.epoch.month > 12)
    return {values::misuse("E1404", "the domain has no month", "give an epoch, such as that of today")};
  return {};
}

Diagnostics check_policy(const Policy& policy) {
  if (policy.token_bits >= 128 && policy.token_bits <= 256 && policy.token_bits % 8 == 0) return {};
  return {values::misuse("E1414", "a token of " + std::to_string(policy.token_bits) + " bits",
                         "from 128 to 256, a multiple of 8: fewer, and two persons get the same one")};
}

}  // namespace

Domain::Domain(KeyProvider& keys, DomainSpec spec, Policy policy, KeyName key)
    : keys_(&keys), spec_(std::move(spec)), policy_(policy), key_(std::move(key)) {}

Result<Domain> Domain::open(KeyProvider& keys, DomainSpec spec, Policy policy) {
  if (Diagnostics errors = check_spec(spec); !errors.empty()) return errors;
  if (Diagnostics errors = check_policy(policy); !errors.empty()) return errors;
  if (Diagnostics errors = self_test(); !errors.empty()) return errors;
  auto key = keys.current(spec.epoch);
  if (!key) return key.errors();
  return Domain(keys, std::move(spec), policy, *std::move(key));
}

Result<SecretBytes> DomainAccess::key(const Domain& domain, std::string_view field, const KeyName& name,
                                      std::string_view algorithm, std::size_t size) {
  if (field.empty())
    return values::misuse("E1404", "the field has no name", "a pseudonym exists only for one field of a domain");
  return domain.keys_->derive(name, key_context(domain.spec_, field, algorithm), size);
}

Diagnostics DomainAccess::authorise(const Domain& domain, std::string_view field, const Authority& authority,
                                    std::uint64_t rows) {
  if (authority.who.empty() || authority.why.empty())
    return {values::misuse("E1411", place(field) + " is to be made readable by nobody, or for no reason",
                           "say who asks for it and why: both go into the register of accesses")};
  if (domain.policy_.log == nullptr) return {};
  return domain.policy_.log->record({authority, domain.spec_, std::string(field), domain.key_, rows});
}

Diagnostics DomainAccess::check_one(const Domain& domain, const Field& field) {
  if (domain.policy_.acknowledge_frequency_attack || field.possible_values >= kFewestValues) return {};
  return {few_values(field)};
}

Diagnostics DomainAccess::check_column(const Domain& domain, const Field& field, const TextColumn& column) {
  if (domain.policy_.acknowledge_frequency_attack) return {};
  return check_frequencies(field, column);
}

std::string place(std::string_view field, std::int64_t row) {
  std::string text = "field `" + std::string(field) + "`";
  return row < 0 ? text : text + ", row " + std::to_string(row);
}

Diagnostics check_value(std::string_view field, std::string_view value, std::int64_t row) {
  if (!value.empty() && value.size() <= kLongestValue) return {};
  const char* what = value.empty() ? " is empty" : " has more than 65,536 bytes";
  return {values::misuse("E1407", place(field, row) + what, "leave what is missing null; an identifier is short")};
}

Diagnostic failed_at(std::string_view field, std::int64_t row, const char* call) {
  Diagnostic error = openssl_failed(call);
  error.notes.push_back(place(field, row));
  return error;
}

}  // namespace proactive::privacy
