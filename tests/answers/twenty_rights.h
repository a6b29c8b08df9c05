// Twenty rights of one household, as a town and its partners might give them.
#ifndef PROACTIVE_TESTS_ANSWERS_TWENTY_RIGHTS_H_
#define PROACTIVE_TESTS_ANSWERS_TWENTY_RIGHTS_H_

#include <fmt/format.h>

#include <string>

namespace proactive::tests {

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
  for (int i = 0; i < 20; ++i) {
    text += fmt::format(
        "right aid_{0} for household \"Aide {0}\" {{ law \"Art. {0}\" served by town purpose grant\n  when {{\n", i);
    text += fmt::format("    modest : per_unit < {} € \"Modeste\"\n", 8'000 + 700 * i);
    switch (i % 5) {
      case 0:
        text += fmt::format(
            "    family : young >= {} \"Jeunes enfants\"\n    housed : occupancy in {{tenant, buyer}} \"Logé\"\n",
            1 + i / 10);
        break;
      case 1:
        text += fmt::format(
            "    cold : heating is gas or surface > {} \"Chauffage\"\n    poor : quotient < {} € per month "
            "\"Quotient\"\n",
            60 + i, 500 + 20 * i);
        break;
      case 2:
        text += fmt::format(
            "    here : registered and resident_since <= today - {} months \"Installé\"\n    burden : rent > {} € per "
            "month \"Loyer\"\n",
            3 * (i % 7 + 1), 200 + 10 * i);
        break;
      case 3:
        text +=
            "    study : students >= 1 \"Étudiants\"\n    either \"Seul ou sans travail\" { alone : lone \"Seul\"  out "
            ": any(adults where jobseeker) \"Sans travail\" }\n";
        break;
      default:
        text += fmt::format(
            "    saved : savings < {} € \"Épargne\"\n    need : any(children where disabled) or sum(wage of adults) < "
            "{} € per month \"Besoin\"\n",
            5'000 * (i + 1), 900 + 50 * i);
        break;
    }
    text +=
        fmt::format("  }}\n  amount {}\n}}\n", i % 3 == 0   ? "base(per_unit)"
                                               : i % 3 == 1 ? fmt::format("max(20 €, {} € - base(per_unit))", 300 + i)
                                                            : fmt::format("{} €", 50 + i));
  }
  return text;
}

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_ANSWERS_TWENTY_RIGHTS_H_
