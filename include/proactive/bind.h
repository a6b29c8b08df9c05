// A subject as a struct of yours, bound to fields once.
//
//   struct Child { proactive::Date birth; int custody; };
//   struct Home { proactive::Money income; int occupancy; std::vector<Child> children; };
//
//   auto child = proactive::describe<Child>().choice<&Child::custody>("custody", {"full", "shared"});
//   auto home = proactive::bind<Home>(plan)
//                   .field<&Home::income>("reference_income", 2017)
//                   .choice<&Home::occupancy>("occupancy", {"owner", "tenant"})
//                   .role<&Home::children>("dependants", child)
//                   .build();
//   if (!home) return fail(render(home.errors()));
//   proactive::Answer answer = home->assess(my_home);
//
// An assessment is a function call: no lookup by name, and no allocation while every fact it
// needs is known. Facts that are not bound are unknown. A member of type `std::optional` is
// unknown when empty; a list of type `std::optional` likewise, a pointer to a group when null.
#ifndef PROACTIVE_BIND_H_
#define PROACTIVE_BIND_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <vector>

#include "proactive/date.h"
#include "proactive/decimal.h"
#include "proactive/decision.h"
#include "proactive/export.h"
#include "proactive/money.h"
#include "proactive/plan.h"
#include "proactive/result.h"

namespace proactive {

namespace detail {

enum class RawKind : std::uint8_t { boolean, integer, money, decimal, date, choice };

/// A value as a struct holds it; `scale` counts only for a decimal.
struct RawFact {
  std::int64_t units = 0;
  int scale = 0;
};

struct StructDescription;

struct FactDescription {
  std::string field;
  std::optional<int> year;
  RawKind kind = RawKind::integer;
  bool (*load)(const void* subject, RawFact& out) = nullptr;  ///< false: unknown
  std::vector<std::string> members;                           ///< of a choice: the member that each value stands for
};

struct ListDescription {
  std::string role;
  bool (*load)(const void* subject, const void*& first, std::size_t& count) = nullptr;
  std::size_t stride = 0;
  std::shared_ptr<const StructDescription> member;
};

struct GroupDescription {
  std::string entity;
  const void* (*load)(const void* subject) = nullptr;
  std::shared_ptr<const StructDescription> group;
};

struct StructDescription {
  std::type_index type = typeid(void);
  std::vector<FactDescription> facts;
  std::vector<ListDescription> lists;
  std::vector<GroupDescription> groups;
};

class BoundPlan;
PROACTIVE_EXPORT Result<std::shared_ptr<const BoundPlan>> bind_plan(const Plan& plan, std::string_view entity,
                                                                    const StructDescription& subject);
PROACTIVE_EXPORT void assess_bound(const BoundPlan& bound, const void* subject, std::span<Answer> answers);
PROACTIVE_EXPORT std::vector<Decision> decide_bound(const BoundPlan& bound, const void* subject);
PROACTIVE_EXPORT std::vector<std::string> rights_of(const BoundPlan& bound);

template <typename T>
struct Unwrapped {
  using type = T;
  static const T* get(const T& value) { return &value; }
};
template <typename T>
struct Unwrapped<std::optional<T>> {
  using type = T;
  static const T* get(const std::optional<T>& value) { return value ? &*value : nullptr; }
};

template <typename>
struct MemberOf;
template <typename Struct, typename Member>
struct MemberOf<Member Struct::*> {
  using type = Member;
};

template <typename T>
constexpr RawKind raw_kind() {
  if constexpr (std::is_same_v<T, bool>)
    return RawKind::boolean;
  else if constexpr (std::is_same_v<T, Money>)
    return RawKind::money;
  else if constexpr (std::is_same_v<T, Decimal>)
    return RawKind::decimal;
  else if constexpr (std::is_same_v<T, Date>)
    return RawKind::date;
  else {
    static_assert(std::is_integral_v<T>,
                  "a fact is a bool, an integer, Money, Decimal or Date, or std::optional of one");
    return RawKind::integer;
  }
}

template <typename T>
RawFact raw(const T& value) {
  if constexpr (std::is_same_v<T, Money>)
    return {value.cents, 0};
  else if constexpr (std::is_same_v<T, Decimal>)
    return {value.units, value.scale};
  else if constexpr (std::is_same_v<T, Date>)
    return {value.days, 0};
  else
    return {static_cast<std::int64_t>(value), 0};
}

template <typename Struct, auto Member>
bool load_fact(const void* subject, RawFact& out) {
  using Held = typename MemberOf<decltype(Member)>::type;
  const auto* value = Unwrapped<Held>::get(static_cast<const Struct*>(subject)->*Member);
  if (value == nullptr) return false;
  out = raw(*value);
  return true;
}

template <typename Struct, auto Member>
bool load_list(const void* subject, const void*& first, std::size_t& count) {
  using Held = typename MemberOf<decltype(Member)>::type;
  const auto* list = Unwrapped<Held>::get(static_cast<const Struct*>(subject)->*Member);
  if (list == nullptr) return false;
  first = list->data();
  count = list->size();
  return true;
}

template <typename Struct, auto Member>
const void* load_group(const void* subject) {
  return static_cast<const Struct*>(subject)->*Member;
}

}  // namespace detail

/// A struct ready to be assessed. Immutable; threads may share it.
template <typename Struct>
class Bound {
 public:
  /// The rights whose answers `assess` fills, in order.
  std::vector<std::string> rights() const { return detail::rights_of(*bound_); }

  /// The answer of the first right, for plans of one right.
  Answer assess(const Struct& subject) const {
    Answer answer;
    detail::assess_bound(*bound_, &subject, {&answer, 1});
    return answer;
  }
  /// The answers of all rights; `answers` has a place for each of them.
  void assess(const Struct& subject, std::span<Answer> answers) const {
    detail::assess_bound(*bound_, &subject, answers);
  }
  /// The long answers, with reasons and what is missing. Allocates.
  std::vector<Decision> decide(const Struct& subject) const { return detail::decide_bound(*bound_, &subject); }

  explicit Bound(std::shared_ptr<const detail::BoundPlan> bound) : bound_(std::move(bound)) {}

 private:
  std::shared_ptr<const detail::BoundPlan> bound_;
};

/// Which member of a struct is which fact. One struct type for each entity.
template <typename Struct>
class Description {
 public:
  Description() : parts_(std::make_shared<detail::StructDescription>()) { parts_->type = typeid(Struct); }
  Description(const Plan& plan, std::string entity) : Description() {
    plan_ = plan;
    entity_ = std::move(entity);
  }

  template <auto Member>
  Description& field(std::string name) {
    return add<Member>(std::move(name), std::nullopt, {});
  }
  /// One year of a field `by year`.
  template <auto Member>
  Description& field(std::string name, int year) {
    return add<Member>(std::move(name), year, {});
  }
  /// A choice kept as an integer or an enumeration: value i is the member `members[i]`; any
  /// other value is unknown.
  template <auto Member>
  Description& choice(std::string name, std::vector<std::string> members) {
    return add<Member>(std::move(name), std::nullopt, std::move(members));
  }
  /// A list of members: anything with `data()` and `size()`.
  template <auto Member, typename MemberStruct>
  Description& role(std::string name, const Description<MemberStruct>& member) {
    parts_->lists.push_back(
        {std::move(name), &detail::load_list<Struct, Member>, sizeof(MemberStruct), member.parts()});
    return *this;
  }
  /// The group a person belongs to: a pointer to its struct.
  template <auto Member, typename GroupStruct>
  Description& group(std::string entity, const Description<GroupStruct>& group) {
    parts_->groups.push_back({std::move(entity), &detail::load_group<Struct, Member>, group.parts()});
    return *this;
  }

  /// Errors: a name that does not exist (E1001), a member of another type than its field
  /// (E1002), two struct types for one entity (E1004).
  Result<Bound<Struct>> build() const {
    auto bound = detail::bind_plan(*plan_, entity_, *parts_);
    if (!bound) return bound.errors();
    return Bound<Struct>(*bound);
  }

  std::shared_ptr<const detail::StructDescription> parts() const { return parts_; }

 private:
  template <auto Member>
  Description& add(std::string name, std::optional<int> year, std::vector<std::string> members) {
    using Held = typename detail::Unwrapped<typename detail::MemberOf<decltype(Member)>::type>::type;
    detail::FactDescription fact{std::move(name), year, detail::RawKind::choice, &detail::load_fact<Struct, Member>,
                                 std::move(members)};
    if constexpr (!std::is_enum_v<Held>) {
      if (fact.members.empty()) fact.kind = detail::raw_kind<Held>();
    }
    parts_->facts.push_back(std::move(fact));
    return *this;
  }

  std::shared_ptr<detail::StructDescription> parts_;
  std::optional<Plan> plan_;
  std::string entity_;
};

/// Describes the struct of a member or group, to be given to `role` or `group`.
template <typename Struct>
Description<Struct> describe() {
  return {};
}

/// Describes the subject of a plan. `entity` may be left out when all its rights are for one.
template <typename Struct>
Description<Struct> bind(const Plan& plan, std::string entity = {}) {
  return {plan, std::move(entity)};
}

}  // namespace proactive

#endif  // PROACTIVE_BIND_H_
