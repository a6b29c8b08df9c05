// Twenty rights of one household, as a town and its partners might give them.
#ifndef PROACTIVE_TESTS_ANSWERS_TWENTY_RIGHTS_H_
#define PROACTIVE_TESTS_ANSWERS_TWENTY_RIGHTS_H_

#include <string>

namespace proactive::tests {

/// The conditions of a right besides its ceiling: five kinds in turn.
inline std::string conditions_number(int i) {
  const auto number = [](int value) { return std::to_string(value); };
  switch (i % 5) {
    case 0:
      return "family : young >= " + number(1 + i / 10) +
             " \"Jeunes enfants\"\n    housed : occupancy in {tenant, buyer} \"Logé\"\n";
    case 1:
      return "cold : heating is gas or surface > " + number(60 + i) + " \"Chauffage\"\n    poor : quotient < " +
             number(500 + 20 * i) + " € per month \"Quotient\"\n";
    case 2:
      return "here : registered and resident_since <= today - " + number(3 * (i % 7 + 1)) +
             " months \"Installé\"\n    burden : rent > " + number(200 + 10 * i) + " € per month \"Loyer\"\n";
    case 3:
      return "study : students >= 1 \"Étudiants\"\n    either \"Seul ou sans travail\" "
             "{ alone : lone \"Seul\"  out : any(adults where jobseeker) \"Sans travail\" }\n";
    default:
      return "saved : savings < " + number(5'000 * (i + 1)) +
             " € \"Épargne\"\n    need : any(children where disabled) or sum(wage of adults) < " +
             number(900 + 50 * i) + " € per month \"Besoin\"\n";
  }
}

inline std::string right_number(int i) {
  const std::string number = std::to_string(i);
  const std::string amounts[] = {"base(per_unit)", "max(20 €, " + std::to_string(300 + i) + " € - base(per_unit))",
                                 std::to_string(50 + i) + " €"};
  return "right aid_" + number + " for household \"Aide " + number + "\" {\n  law \"Art. " + number +
         "\" served by town purpose grant\n  when {\n    modest : per_unit < " + std::to_string(8'000 + 700 * i) +
         " € \"Modeste\"\n    " + conditions_number(i) + "  }\n  amount " + amounts[i % 3] + "\n}\n";
}

/// Fourteen facts of the household and eleven of its members, from five sources and the person;
/// each right has its own ceiling, ages and conditions.
inline std::string twenty_rights() {
  std::string text = R"(
dates round up
source dgfip "Impôts"                 { via api "Impôt particulier" }
source caf   "Allocations familiales" { via api "Quotient familial" }
source cnous "Œuvres universitaires"  { via api "Statut étudiant boursier" }
source town  "Mairie"                 { via file "inscriptions.csv" }
source work  "France Travail"         { via api "Statut" }
choice occupancy { owner "Propriétaire" buyer "Accédant" tenant "Locataire" housed_free "Hébergé" }
choice heating { gas "Gaz" wood "Bois" electric "Électricité" none_ "Aucun" }
choice custody { full "Exclusive" shared "Alternée" }
entity person "Personne" {
  birth_date : date from dgfip "Date de naissance"
  custody    : choice custody from dgfip "Mode de garde"
  scholar    : boolean from cnous "Boursier"
  scale_     : integer range 0..7 from cnous "Échelon"
  jobseeker  : boolean from work "Inscrit"
  wage       : money per month range 0 €..50 000 € "Salaire"
  disabled   : boolean "Situation de handicap"
}
entity household "Foyer" {
  income    : money by year range 0 €..10 000 000 € from dgfip "Revenu fiscal"
  parts     : decimal range 1..20 from dgfip "Parts"
  quotient  : money per month range 0 €..100 000 € from caf "Quotient familial"
  lone      : boolean from caf "Parent isolé"
  benefit   : money per month range 0 €..10 000 € from caf "Prestations"
  resident_since : date from town "Installé depuis"
  registered : boolean from town "Inscrit à la mairie"
  occupancy : choice occupancy "Occupation"
  heating   : choice heating "Chauffage"
  rent      : money per month range 0 €..9 000 € "Loyer"
  surface   : integer range 5..1 000 "Surface"
  car       : boolean "Possède une voiture"
  savings   : money range 0 €..10 000 000 € "Épargne"
  adults    : 1..2 person "Adultes"
  children  : 0..12 person "Enfants"
}
scale units : decimal marginal { up to 1 : 1  up to 2 : 0.5  above : 0.3 }
define heads for household : integer = count(adults) + count(children)
define per_unit for household : money = income(2022) / units(heads)
define young for household : integer = count(children where age(birth_date) < 12)
define students for household : integer = count(children where scholar)
table base : money by per_unit {
  | < 6 000 €  | 400 € |
  | < 11 000 € | 250 € |
  | < 18 000 € | 120 € |
  | otherwise  |  40 € |
}
)";
  for (int i = 0; i < 20; ++i) text += right_number(i);
  return text;
}

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_ANSWERS_TWENTY_RIGHTS_H_
