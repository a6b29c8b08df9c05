#include "answers/words.h"

#include <fmt/format.h>

#include "values/text.h"

namespace proactive::answers {

namespace {

Words english() {
  Words w;
  w.language = Language::english;
  w.code = "en";
  w.yes = "yes";
  w.no = "no";
  w.unknown = "unknown";
  w.not_read = "not needed, whatever it is";
  w.between = "between {} and {}";
  w.no_less = "{} or more";
  w.no_more = "{} or less";
  w.outcome = {"not eligible", "eligible", "undetermined"};
  w.months = {"January", "February", "March",     "April",   "May",      "June",
              "July",    "August",   "September", "October", "November", "December"};
  w.failures = {"overflow", "division by zero", "no such day", "empty list", "no row"};
  w.colon = ": ";
  w.both = "and";
  w.one = "or";
  w.negation = "not";
  w.is_word = "is";
  w.in_word = "is one of";
  w.rounded = "rounded";
  w.choose = "choice";
  w.known_word = "known";
  w.age_word = "age";
  w.entitled = "entitled to";
  w.amount_of = "amount of";
  w.receives = "receives";
  w.year_word = "year";
  w.month_word = "month";
  w.day_word = "day";
  w.years = "years";
  w.month_unit = "months";
  w.days = "days";
  w.today = "date of assessment";
  w.aggregates = {"count", "sum", "any of", "all of", "least of", "greatest of"};
  w.rounding = {"down to", "up to", "half up to", "half even to"};
  w.header = {"row {}", "column {}"};
  w.figure_kinds = {"parameter", "scale", "table"};
  w.on = "on";
  w.why = "Why";
  w.how_much = "How much";
  w.data = "Data and sources";
  w.figures = "Figures";
  w.missing = "What is missing";
  w.attested = "To be confirmed by a person";
  w.refusal = "What the refusal rests on";
  w.statutory_title = "Information under article R311-3-1-2 of the CRPA";
  w.statutory = {"1. Degree and mode of contribution of the algorithmic treatment to the decision",
                 "2. Data treated and their sources",
                 "3. Parameters of the treatment and their weights, applied to the situation of the person",
                 "4. Operations carried out by the treatment"};
  w.amount_word = "Amount";
  w.law = "Law";
  w.decides = "decides";
  w.held_by = "source: {}";
  w.the_person = "the person";
  w.obtained = "obtained on {}";
  w.since = "in force since {}";
  w.confirmed = "confirmed on {}";
  w.stale = "not confirmed for longer than the rules allow";
  w.age = "{} days old";
  w.members = "{} member(s)";
  w.either = "at least one of";
  w.at_least_of = "at least {} of";
  w.above = "see above";
  w.partial = "Part of the reasons is not shown to this reader.";
  w.withheld = "The reasons of this answer cannot be shown to this reader.";
  w.cut = "There are more steps than are shown here.";
  w.no_result_for = "Without result: {}";
  w.expected = "should be {}";
  w.against = "against";
  w.short_by = "{} away";
  w.beyond = "to be passed";
  w.independent = "Each of these conditions can be met by itself; when all are, the right is granted.";
  w.dependent = "Some of these conditions depend on the same facts.";
  w.none = "none";
  w.audiences = {"the person{}", "an agent{}", "an auditor"};
  w.contribution = "The treatment compares {} condition(s) of the rules with the data; the answer is “{}”.";
  w.alone = "Everything the rules ask was checked by the treatment.";
  w.confirmed_by_people = "What the treatment cannot check must be confirmed by a person: {}.";
  w.decided_by = "What decided: {}.";
  w.weight = "weight {} on {}";
  w.applied = "applied: {}";
  return w;
}

Words french() {
  Words w;
  w.language = Language::french;
  w.code = "fr";
  w.yes = "oui";
  w.no = "non";
  w.unknown = "inconnu";
  w.not_read = "inutile, quelle qu'en soit la valeur";
  w.between = "entre {} et {}";
  w.no_less = "{} ou plus";
  w.no_more = "{} ou moins";
  w.outcome = {"pas de droit", "droit ouvert", "indéterminé"};
  w.months = {"janvier", "février", "mars",      "avril",   "mai",      "juin",
              "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
  w.failures = {"dépassement de capacité", "division par zéro", "jour inexistant", "liste vide",
                "aucune ligne du tableau"};
  w.colon = "\u00A0: ";
  w.both = "et";
  w.one = "ou";
  w.negation = "non";
  w.is_word = "est";
  w.in_word = "est parmi";
  w.rounded = "arrondi";
  w.choose = "choix";
  w.known_word = "connu";
  w.age_word = "âge";
  w.entitled = "droit à";
  w.amount_of = "montant de";
  w.receives = "perçoit";
  w.year_word = "année";
  w.month_word = "mois";
  w.day_word = "jour";
  w.years = "ans";
  w.month_unit = "mois";
  w.days = "jours";
  w.today = "date d'examen";
  w.aggregates = {"nombre", "somme", "au moins un de", "tous de", "le plus petit de", "le plus grand de"};
  w.rounding = {"par défaut à", "par excès à", "au plus proche (demi vers le haut) à",
                "au plus proche (demi au pair) à"};
  w.header = {"ligne {}", "colonne {}"};
  w.figure_kinds = {"paramètre", "barème", "tableau"};
  w.on = "au";
  w.why = "Pourquoi";
  w.how_much = "Combien";
  w.data = "Données et sources";
  w.figures = "Paramètres";
  w.missing = "Ce qui manque";
  w.attested = "À confirmer par une personne";
  w.refusal = "Ce sur quoi repose le refus";
  w.statutory_title = "Information prévue à l'article R311-3-1-2 du CRPA";
  w.statutory = {"1° Degré et mode de contribution du traitement algorithmique à la prise de décision",
                 "2° Données traitées et leurs sources",
                 "3° Paramètres de traitement et leur pondération, appliqués à la situation de l'intéressé",
                 "4° Opérations effectuées par le traitement"};
  w.amount_word = "Montant";
  w.law = "Textes";
  w.decides = "déterminant";
  w.held_by = "source : {}";
  w.the_person = "la personne";
  w.obtained = "obtenu le {}";
  w.since = "en vigueur depuis le {}";
  w.confirmed = "confirmé le {}";
  w.stale = "non confirmé depuis plus longtemps que les règles ne l'admettent";
  w.age = "vieux de {} jours";
  w.members = "{} membre(s)";
  w.either = "au moins une de";
  w.at_least_of = "au moins {} de";
  w.above = "voir plus haut";
  w.partial = "Une partie des motifs n'est pas communicable à ce lecteur.";
  w.withheld = "Les motifs de cette réponse ne sont pas communicables à ce lecteur.";
  w.cut = "Il y a plus d'étapes qu'il n'en est montré ici.";
  w.no_result_for = "Sans résultat : {}";
  w.expected = "devrait être {}";
  w.against = "pour";
  w.short_by = "écart de {}";
  w.beyond = "à dépasser";
  w.independent = "Chacune de ces conditions peut être remplie séparément ; si toutes le sont, le droit est ouvert.";
  w.dependent = "Plusieurs de ces conditions dépendent des mêmes données.";
  w.none = "aucun";
  w.audiences = {"la personne{}", "un agent{}", "un auditeur"};
  w.contribution = "Le traitement compare {} condition(s) des règles aux données ; la réponse est « {} ».";
  w.alone = "Tout ce que les règles demandent a été vérifié par le traitement.";
  w.confirmed_by_people = "Ce que le traitement ne peut vérifier doit être confirmé par une personne : {}.";
  w.decided_by = "Ce qui a déterminé la réponse : {}.";
  w.weight = "pondération {} sur {}";
  w.applied = "appliqué : {}";
  return w;
}

// Digits in groups of three, from the right.
std::string grouped(const std::string& digits, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += separator;
    text += digits[i];
  }
  return text;
}

constexpr std::string_view kNoBreak = "\u00A0";
constexpr std::string_view kNarrow = "\u202F";

}  // namespace

const Words& Words::of(Language language) {
  static const Words kEnglish = english();
  static const Words kFrench = french();
  return language == Language::french ? kFrench : kEnglish;
}

std::string Words::number(std::int64_t units, int scale) const {
  const bool fr = language == Language::french;
  std::string plain = values::write_number(units, scale);
  const std::string sign = units < 0 ? (fr ? "−" : "-") : "";
  if (units < 0) plain.erase(0, 1);
  const std::size_t point = plain.find('.');
  std::string text = sign + grouped(plain.substr(0, point), fr ? kNarrow : ",");
  if (point != std::string::npos) text += (fr ? "," : ".") + plain.substr(point + 1);
  return text;
}

std::string Words::money(const std::string& number) const {
  if (language == Language::french) return fmt::format("{}{}€", number, kNoBreak);
  return number.starts_with('-') ? "-€" + number.substr(1) : "€" + number;
}

std::string Words::percent(const std::string& number) const {
  return language == Language::french ? fmt::format("{}{}%", number, kNoBreak) : number + "%";
}

std::string Words::per(const std::string& period) const {
  if (period.empty()) return "";
  if (language == Language::english) return " per " + period;
  return period == "month" ? " par mois" : " par an";
}

std::string Words::date(Date date) const {
  const bool first = language == Language::french && date.day() == 1;
  return fmt::format("{}{} {} {}", date.day(), first ? "er" : "", months[date.month() - 1], date.year());
}

std::string Words::no_result(const std::string& reason) const {
  static const std::array<std::string, 5>& kReasons = Words::of(Language::english).failures;
  std::string text = reason;
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (kReasons[i] == reason) text = failures[i];
  }
  return text;
}

std::string Words::absence(const std::string& reason) const {
  const auto absence = absence_from(reason);
  return absence ? std::string(to_string(*absence, language)) : reason;
}

std::string Words::either_of(const std::vector<ShownValue::Choice>& choices) const {
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " " + one + " " : ", ";
    text += choices[i].label.empty() ? choices[i].name : choices[i].label;
  }
  return text;
}

std::string Words::amount(const Amount& amount, const std::string& period) const {
  ShownValue value;
  value.kind = ShownValue::Kind::money;
  value.scale = 2;
  value.low = amount.low_cents;
  value.high = amount.high_cents;
  value.period = period;
  if (!amount.exact()) value.state = ShownValue::State::open;
  return to_text(value, language);
}

std::string Words::distance(const Distance& distance) const {
  ShownValue value;
  value.kind = distance.unit == Distance::Unit::cents ? ShownValue::Kind::money : ShownValue::Kind::number;
  value.scale = distance.scale;
  value.low = distance.amount;
  value.low_over = distance.over;
  if (distance.unit == Distance::Unit::cents) value.scale += 2;
  std::string text = to_text(value, language);
  if (distance.unit == Distance::Unit::days) text += " " + days;
  if (distance.unit == Distance::Unit::years) text += " " + years;
  return text;
}

std::string Words::audience(const Audience& audience) const {
  const std::string name = audience.name.empty() ? "" : " (" + audience.name + ")";
  return fmt::format(fmt::runtime(audiences[static_cast<std::size_t>(audience.kind)]), name);
}

}  // namespace proactive::answers
