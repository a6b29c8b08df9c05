// Assesses one household for the energy voucher, twice: by name, and through a struct bound once.
#include <iostream>
#include <optional>
#include <vector>

#include "proactive/bind.h"
#include "proactive/record.h"
#include "proactive/rule_set.h"

using namespace proactive;

// Your own types: the library reads them where they are.
enum class Custody { full, shared };
enum class Occupancy { owner, first_time_buyer, tenant, social_residence, housed_free };

struct Person {
  std::optional<Custody> custody;  // empty: unknown, which is not "no"
};

struct Household {
  std::optional<Money> income_2017;
  Occupancy occupancy = Occupancy::owner;
  bool voucher_sent = false;
  std::vector<Person> adults;
  std::vector<Person> children;
};

int main(int argc, char** argv) {
  const auto rules = RuleSet::load(argc > 1 ? argv[1] : "examples/france");
  if (!rules) return std::cerr << render(rules.errors()), 1;
  const auto plan = rules->plan({.on = *Date::of(2019, 4, 1), .rights = {"cheque_energie"}});
  if (!plan) return std::cerr << render(plan.errors()), 1;

  // By name, as a form or a JSON document gives it. What is not set is unknown.
  Record household;
  household.set("occupancy", "owner").set("voucher_sent", false);
  household.add("declarants", Record()).no_members("dependants");
  const auto decisions = plan->assess(household);
  if (!decisions) return std::cerr << render(decisions.errors()), 1;
  std::cout << decisions->front().to_text();

  // Through a struct: names are looked up here, once; an assessment is then a function call.
  const auto person = describe<Person>().choice<&Person::custody>("custody", {"full", "shared"});
  const auto bound = bind<Household>(*plan)
                         .field<&Household::income_2017>("reference_income", 2017)
                         .choice<&Household::occupancy>(
                             "occupancy", {"owner", "first_time_buyer", "tenant", "social_residence", "housed_free"})
                         .field<&Household::voucher_sent>("voucher_sent")
                         .role<&Household::adults>("declarants", person)
                         .role<&Household::children>("dependants", person)
                         .build();
  if (!bound) return std::cerr << render(bound.errors()), 1;

  Household family{.income_2017 = Money{1'300'000}, .adults = {{}, {}}, .children = {3, {Custody::full}}};
  const auto print = [&](const Answer& answer) {
    std::cout << to_string(answer.outcome) << ", " << to_string(Money{answer.amount.low_cents}) << " to "
              << to_string(Money{answer.amount.high_cents}) << ", received: " << to_string(answer.received) << "\n";
  };
  print(bound->assess(family));
  family.children[0].custody = Custody::shared;
  print(bound->assess(family));
  family.income_2017.reset();
  print(bound->assess(family));
}
