// Timelines in words, in English and French.
#include <fmt/format.h>

#include "answers/words.h"
#include "proactive/timeline.h"

namespace proactive {

std::string_view to_string(Standing standing, Language language) {
  const bool french = language == Language::french;
  switch (standing) {
    case Standing::not_eligible: return french ? "pas de droit" : "not eligible";
    case Standing::eligible: return french ? "droit ouvert" : "eligible";
    case Standing::undetermined: return french ? "indéterminé" : "undetermined";
    case Standing::not_in_force: return french ? "pas en vigueur" : "not in force";
    case Standing::cannot_be_told: return french ? "ne peut être dit" : "cannot be told";
  }
  return "";
}

std::string_view to_string(ChangeCause::Kind kind) {
  using Kind = ChangeCause::Kind;
  switch (kind) {
    case Kind::age: return "age";
    case Kind::date: return "date";
    case Kind::calendar: return "calendar";
    case Kind::figure: return "figure";
    case Kind::version: return "version";
    case Kind::year: return "year";
    case Kind::year_unknown: return "year unknown";
    case Kind::figure_missing: return "figure missing";
    case Kind::withheld: return "withheld";
  }
  return "";
}

namespace {

std::string listed(const std::vector<std::string>& names, Language language) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 < names.size() ? ", " : language == Language::french ? " et " : " and ";
    text += "`" + names[i] + "`";
  }
  return text;
}

std::string in_french(const ChangeCause& cause) {
  using Kind = ChangeCause::Kind;
  const std::string who = cause.subject.empty() ? "la personne" : cause.subject;
  const std::string facts = listed(cause.facts, Language::french);
  const bool several = cause.facts.size() > 1;
  switch (cause.kind) {
    case Kind::age:
      return cause.age ? fmt::format("{} a {} ans", who, *cause.age) : fmt::format("{} avance en âge", who);
    case Kind::date: return fmt::format("une date que {} {} est atteinte", several ? "fixent" : "fixe", facts);
    case Kind::calendar: return "une date que fixe la règle est atteinte";
    case Kind::figure: return fmt::format("`{}` a une autre valeur", cause.name);
    case Kind::version: return fmt::format("une version de `{}` commence ou prend fin", cause.name);
    case Kind::year: return fmt::format("c'est désormais {} qui compte", facts);
    case Kind::year_unknown: return fmt::format("c'est désormais {} qui compte, qui n'est pas encore connu", facts);
    case Kind::figure_missing: return fmt::format("`{}` n'a pas encore de valeur", cause.name);
    case Kind::withheld: return "la raison n'est pas montrée ici";
  }
  return "";
}

std::string in_english(const ChangeCause& cause) {
  using Kind = ChangeCause::Kind;
  const std::string who = cause.subject.empty() ? "the person" : cause.subject;
  const std::string facts = listed(cause.facts, Language::english);
  const bool several = cause.facts.size() > 1;
  switch (cause.kind) {
    case Kind::age:
      return cause.age ? fmt::format("{} reaches the age of {}", who, *cause.age) : fmt::format("{} grows older", who);
    case Kind::date: return fmt::format("a date that {} {} is reached", facts, several ? "fix" : "fixes");
    case Kind::calendar: return "a date that the rule fixes is reached";
    case Kind::figure: return fmt::format("`{}` has another value", cause.name);
    case Kind::version: return fmt::format("a version of `{}` begins or ends", cause.name);
    case Kind::year: return fmt::format("{} is what counts now", facts);
    case Kind::year_unknown: return fmt::format("{} is what counts now, and it is not known yet", facts);
    case Kind::figure_missing: return fmt::format("`{}` has no value yet", cause.name);
    case Kind::withheld: return "the reason is not shown here";
  }
  return "";
}

}  // namespace

std::string in_words(const ChangeCause& cause, Language language) {
  const bool french = language == Language::french;
  std::string text = french ? in_french(cause) : in_english(cause);
  if (cause.condition.empty()) return text;
  const std::string& name = cause.condition_label.empty() ? cause.condition : cause.condition_label;
  text += french ? fmt::format(" (condition « {} »)", name) : fmt::format(" (condition “{}”)", name);
  return text;
}

std::string in_words(const RightStatus& status, std::string_view period, Language language) {
  std::string text(to_string(status.standing, language));
  if (status.amount) text += ", " + answers::Words::of(language).amount(*status.amount, std::string(period));
  return text;
}

std::string in_words(const TimelineEntry& entry, Language language) {
  std::string text =
      fmt::format("{}{}{} → {}", entry.label.empty() ? entry.right : entry.label, answers::Words::of(language).colon,
                  in_words(entry.before, entry.period, language), in_words(entry.after, entry.period, language));
  for (std::size_t i = 0; i < entry.causes.size(); ++i)
    text += (i == 0 ? " — " : language == Language::french ? " ; " : "; ") + in_words(entry.causes[i], language);
  if (!entry.missing.empty())
    text += (language == Language::french ? " ; il manque " : "; missing: ") + listed(entry.missing, language);
  return text;
}

std::string in_words(const Calendar& calendar, Language language) {
  const answers::Words& words = answers::Words::of(language);
  std::string text;
  for (const Calendar::Start& start : calendar.start)
    text += fmt::format("{}{}{}\n", start.label.empty() ? start.right : start.label, words.colon,
                        in_words(start.status, start.period, language));
  const TimelineEntry* before = nullptr;
  for (const TimelineEntry& entry : calendar.entries) {
    if (before == nullptr || before->on != entry.on) text += "\n" + words.date(entry.on) + "\n";
    text += "  " + in_words(entry, language) + "\n";
    before = &entry;
  }
  if (calendar.entries.empty())
    text += language == Language::french ? "\nRien ne change d'ici là.\n" : "\nNothing changes until then.\n";
  return text;
}

}  // namespace proactive
