#include "privacy/risk_text.h"

#include <algorithm>

namespace proactive::privacy {

namespace {

std::string number(std::int64_t n) { return std::to_string(n); }

// "19502/30162 (0.6466)", in French with a comma.
std::string both(const Fraction& fraction, bool french) {
  std::string text = decimal(fraction, 4);
  if (french) std::replace(text.begin(), text.end(), '.', ',');
  return (fraction.exact ? to_string(fraction) + " (" : "<= (") + text + ")";
}

Heading singling_out(const RiskReport& report, const RiskQuestion& question) {
  Heading heading{"individualisation", "singling out", Verdict::fails, "", ""};
  if (report.rows == 0 || report.k >= question.k) heading.verdict = Verdict::holds;
  const std::string unique = to_string(report.uniqueness);
  heading.reason_fr =
      "la plus petite classe compte " + number(report.k) + " enregistrement(s), pour " + number(question.k) +
      " demandés ; sont seuls dans leur classe : " + both(report.uniqueness, true) + " des enregistrements";
  heading.reason_en = "the smallest class has " + number(report.k) + " record(s), " + number(question.k) +
                      " are asked for; alone in their class are " + both(report.uniqueness, false) + " of the records";
  return heading;
}

Heading linking(const RiskReport& report, const RiskQuestion& question) {
  Heading heading{"corrélation", "linking", Verdict::fails, "", ""};
  const bool by_population = report.journalist.has_value();
  const AttackerRisk& risk = by_population ? *report.journalist : report.prosecutor;
  if (report.rows == 0 || compare(risk.highest, question.threshold) <= 0) heading.verdict = Verdict::holds;
  heading.reason_fr =
      std::string(by_population ? "face à la population" : "face à qui sait la personne dans le fichier") +
      ", le risque le plus élevé est de " + both(risk.highest, true) + ", le risque moyen de " +
      both(risk.average, true) + ", pour un seuil de " + both(question.threshold, true) +
      " ; au-dessus du seuil : " + both(risk.records_at_risk, true) + " des enregistrements";
  heading.reason_en =
      std::string(by_population ? "against the population" : "against who knows the person is in the file") +
      ", the highest risk is " + both(risk.highest, false) + ", the average " + both(risk.average, false) +
      ", with a threshold of " + both(question.threshold, false) + "; above it are " +
      both(risk.records_at_risk, false) + " of the records";
  return heading;
}

Fraction farthest(const SensitiveRisk& risk) { return risk.ordered_t.value_or(risk.equal_t); }

Heading inference(const RiskReport& report, const RiskQuestion& question) {
  Heading heading{"inférence", "inference", Verdict::not_assessed, "aucune colonne sensible n'est indiquée",
                  "no sensitive column is named"};
  if (report.sensitive.empty()) return heading;
  heading.verdict = Verdict::holds;
  heading.reason_fr.clear();
  heading.reason_en.clear();
  for (const SensitiveRisk& risk : report.sensitive) {
    const Fraction t = farthest(risk);
    if (report.rows > 0 && (risk.distinct_l < question.l || compare(t, question.t) > 0))
      heading.verdict = Verdict::fails;
    if (!heading.reason_fr.empty()) heading.reason_fr += " ; ", heading.reason_en += "; ";
    heading.reason_fr += "`" + risk.column + "` : au moins " + number(risk.distinct_l) +
                         " valeur(s) par classe, pour " + number(question.l) +
                         " demandées ; valeur connue sans nommer la personne : " + number(risk.uniform_rows) +
                         " enregistrement(s) ; distance maximale à l'ensemble : " + both(t, true) + ", pour " +
                         both(question.t, true) + " admise";
    heading.reason_en +=
        "`" + risk.column + "`: at least " + number(risk.distinct_l) + " value(s) a class, " + number(question.l) +
        " are asked for; known without naming the person: " + number(risk.uniform_rows) +
        " record(s); farthest from the whole: " + both(t, false) + ", " + both(question.t, false) + " is allowed";
  }
  return heading;
}

std::string attacker(const char* name, const AttackerRisk& risk, bool french) {
  return std::string(name) + (french ? " : maximum " : ": highest ") + both(risk.highest, french) +
         (french ? ", moyenne " : ", average ") + both(risk.average, french) +
         (french ? ", enregistrements à risque " : ", records at risk ") + both(risk.records_at_risk, french) + "\n";
}

const char* word(Verdict verdict, bool french) {
  switch (verdict) {
    case Verdict::holds: return french ? "écarté" : "held off";
    case Verdict::fails: return french ? "possible" : "possible";
    case Verdict::not_assessed: break;
  }
  return french ? "non évalué" : "not assessed";
}

}  // namespace

std::vector<Heading> headings_of(const RiskReport& report, const RiskQuestion& question) {
  return {singling_out(report, question), linking(report, question), inference(report, question)};
}

std::string render(const RiskReport& report, bool french) {
  std::string text = french ? "enregistrements : " : "records: ";
  text += number(report.rows) + (french ? ", supprimés : " : ", suppressed: ") + number(report.suppressed) +
          (french ? ", classes : " : ", classes: ") + number(report.classes) + ", k = " + number(report.k) + "\n";
  text += attacker(french ? "procureur" : "prosecutor", report.prosecutor, french);
  if (report.journalist) text += attacker(french ? "journaliste" : "journalist", *report.journalist, french);
  text += (french ? "commercial : " : "marketer: ") + both(report.marketer, french) + "\n";
  for (const Heading& heading : report.headings)
    text += (french ? heading.name_fr + " : " : heading.name_en + ": ") + word(heading.verdict, french) + ". " +
            (french ? heading.reason_fr : heading.reason_en) + "\n";
  return text;
}

}  // namespace proactive::privacy
