// Rights compiled by proactive for 2019-04-01. Change the rules, not this file.
//
//   cheque_energie: Chèque énergie [Code de l'énergie, art. L124-1 et R124-1 à R124-5]
//
// Fill the facts, call the function of the right. What is not set is unknown; what lies outside
// its range is unknown too. Functions allocate nothing and share nothing: any thread may call them.
#ifndef COMPILED_RIGHTS_VOUCHER_H
#define COMPILED_RIGHTS_VOUCHER_H

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace voucher {

/// A fact: unknown until it is given a value, which is not 0 and not "no".
template <typename T>
struct Fact {
  T value{};
  bool known = false;
  constexpr Fact() = default;
  constexpr Fact(T given) : value(given), known(true) {}
};

/// The members of a role: unknown until it is given a list, which may be empty. The members
/// stay where they are and must outlive it.
template <typename T>
struct Members {
  const T* first = nullptr;
  std::size_t count = 0;
  bool known = false;
  constexpr Members() = default;
  constexpr Members(const T* first_member, std::size_t size) : first(first_member), count(size), known(true) {}
  /// From a vector, an array, a span.
  template <typename List>
  constexpr Members(const List& list) : Members(std::data(list), std::size(list)) {}
};

enum class Outcome : std::uint8_t { not_eligible = 0, eligible = 1, undetermined = 2 };
enum class Truth : std::uint8_t { no = 0, yes = 1, unknown = 2 };

/// In cents: one amount, or its bounds while facts are missing.
struct Amount {
  std::int64_t low_cents = 0;
  std::int64_t high_cents = 0;
};

struct Condition {
  std::string_view name;
  std::string_view label;
  std::string_view law;
};

enum class Occupancy : std::uint8_t {
  /// Propriétaire
  owner,
  /// Accédant à la propriété
  first_time_buyer,
  /// Locataire
  tenant,
  /// Résidence sociale
  social_residence,
  /// Logé à titre gratuit
  housed_free,
};

enum class Custody : std::uint8_t {
  /// Charge exclusive ou principale
  full,
  /// Résidence alternée
  shared,
};

struct Person;
struct Household;

/// Personne
struct Person {
  /// Mode de garde. Held by dgfip.
  Fact<Custody> custody;
};

/// Foyer
struct Household {
  /// Revenu fiscal de référence: in cents, from 0 to 10'000'000'000. Held by dgfip.
  Fact<std::int64_t> reference_income_2017;
  /// Occupation de la résidence principale. Held by dgfip.
  Fact<Occupancy> occupancy;
  /// Chèque énergie déjà émis cette année. Held by asp.
  Fact<bool> voucher_sent;
  /// Déclarants: 1 to 2.
  Members<Person> declarants;
  /// Personnes à charge: 0 to 20.
  Members<Person> dependants;
};

/// Chèque énergie, on 2019-04-01.
/// Code de l'énergie, art. L124-1 et R124-1 à R124-5
struct ChequeEnergie {
  Outcome outcome = Outcome::undetermined;
  /// Whether the subject receives it.
  Truth received = Truth::unknown;
  /// Of a refusal: 0.
  Amount amount;
  /// Of a refusal, the conditions that do not hold, by their places in `conditions`.
  std::bitset<2> deciding;

  static constexpr std::array<Condition, 2> conditions = {{
    {"housed", "Le logement est occupé à titre de résidence principale",
        "Code de l'énergie, art. L124-1 et R124-1 à R124-5"},
    {"modest", "Le revenu par unité de consommation est inférieur au plafond", "Art. R124-1"},
  }};
};
ChequeEnergie assess_cheque_energie(const Household& household) noexcept;

}  // namespace voucher

#endif  // COMPILED_RIGHTS_VOUCHER_H
