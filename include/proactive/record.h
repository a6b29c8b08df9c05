// One subject by name: facts, members by role, and the group it belongs to.
#ifndef PROACTIVE_RECORD_H_
#define PROACTIVE_RECORD_H_

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proactive/absence.h"
#include "proactive/date.h"
#include "proactive/decimal.h"
#include "proactive/export.h"
#include "proactive/money.h"

namespace proactive {

/// A fact's value. Text is read by the type of its field: euros ("13440.50"), a plain number
/// ("0.422"), a date ("2024-03-01"), the name of a choice's member. A whole number stands for
/// euros in a field of money. There is no floating point here: a double is not a fact.
using FactValue = std::variant<bool, std::int64_t, Money, Decimal, Date, std::string>;

/// A household, a person, a title … What is not set is unknown, never "no".
///
///   Record household;
///   household.set("occupancy", "tenant");
///   household.set("reference_income", 2017, Money{1'344'000});
///   household.add("declarants", Record{});
///   household.no_members("dependants");
///
/// Not thread-safe while being filled; may be read by any number of threads.
class PROACTIVE_EXPORT Record {
 public:
  /// Sets a field; a second call replaces the first.
  Record& set(std::string_view field, FactValue value);
  Record& set(std::string_view field, const char* text) { return set(field, FactValue(std::string(text))); }
  /// Truth and whole numbers of every width, so that a literal `0` is the number and no pointer.
  template <std::integral T>
  Record& set(std::string_view field, T value) {
    if constexpr (std::same_as<T, bool>)
      return set(field, FactValue(value));
    else
      return set(field, FactValue(static_cast<std::int64_t>(value)));
  }
  /// Sets one year of a field `by year`; the same as the field `NAME_YEAR`.
  Record& set(std::string_view field, int year, FactValue value);

  /// Says on which day a fact was obtained, by the name it was set under. Explanations show it;
  /// no answer depends on it.
  Record& as_of(std::string_view field, Date obtained);
  Record& as_of(std::string_view field, int year, Date obtained);

  /// Adds a member to a role. A role that was never mentioned has an unknown list.
  Record& add(std::string_view role, Record member);
  /// Says that a role has no member.
  Record& no_members(std::string_view role);

  /// The member of a role with that place, from 0, to be filled; made, with those before it, where
  /// there is none yet.
  Record& member(std::string_view role, std::size_t place);
  /// The group a person belongs to, to be filled; made where it is not known yet.
  Record& group(std::string_view entity);

  /// Says why a field, the list of a role or a group is unknown; takes away what was set. What is
  /// not mentioned was not asked for.
  Record& absent(std::string_view name, Absence reason);
  /// The same for one year of a field `by year`.
  Record& absent(std::string_view field, int year, Absence reason);

  /// The group a person belongs to, by the name of its entity.
  Record& set_group(std::string_view entity, Record group);

  const std::map<std::string, FactValue, std::less<>>& facts() const { return facts_; }
  const std::map<std::string, Date, std::less<>>& obtained() const { return obtained_; }
  const std::map<std::string, std::vector<Record>, std::less<>>& members() const { return members_; }
  const std::map<std::string, std::vector<Record>, std::less<>>& groups() const { return groups_; }
  const std::map<std::string, Absence, std::less<>>& absences() const { return absences_; }

 private:
  std::map<std::string, FactValue, std::less<>> facts_;
  std::map<std::string, Date, std::less<>> obtained_;
  std::map<std::string, std::vector<Record>, std::less<>> members_;
  std::map<std::string, std::vector<Record>, std::less<>> groups_;  ///< one each
  std::map<std::string, Absence, std::less<>> absences_;            ///< of no name that the others hold
};

}  // namespace proactive

#endif  // PROACTIVE_RECORD_H_
