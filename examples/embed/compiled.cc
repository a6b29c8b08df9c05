// The same right compiled in: no rules are read, nothing is linked, no memory is taken.
#include <iostream>
#include <vector>

#include "voucher.h"

using namespace voucher;

const char* word(Outcome outcome) {
  return outcome == Outcome::eligible ? "eligible" : outcome == Outcome::not_eligible ? "not eligible" : "undetermined";
}

const char* word(Truth truth) { return truth == Truth::yes ? "true" : truth == Truth::no ? "false" : "unknown"; }

void print(const ChequeEnergie& answer) {
  std::cout << word(answer.outcome) << ", " << answer.amount.low_cents / 100 << " € to "
            << answer.amount.high_cents / 100 << " €, received: " << word(answer.received) << "\n";
  for (std::size_t i = 0; i < ChequeEnergie::conditions.size(); ++i) {
    if (answer.deciding[i]) std::cout << "  because of " << ChequeEnergie::conditions[i].name << "\n";
  }
}

int main() {
  const std::vector<Person> adults(2);
  std::vector<Person> children(3, {Custody::full});

  Household family;
  family.reference_income_2017 = 1'300'000;  // cents
  family.occupancy = Occupancy::owner;
  family.voucher_sent = false;
  family.declarants = adults;
  family.dependants = children;
  print(assess_cheque_energie(family));

  children[0].custody = Custody::shared;
  print(assess_cheque_energie(family));

  family.reference_income_2017 = {};  // unknown, which is not 0
  print(assess_cheque_energie(family));

  family.occupancy = Occupancy::housed_free;  // whatever the income is
  print(assess_cheque_energie(family));
}
