// The clocks of CRPA R114-9-7.
#include "proactive/privacy/retention.h"

#include <algorithm>

#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr Date kLastDay{2932896};  // 9999-12-31

void check_months(Diagnostics& errors, int months, int least, int most, const std::string& what,
                  const std::string& law) {
  if (months >= least && months <= most) return;
  const std::string bounds =
      least == most ? std::to_string(most) : std::to_string(least) + " to " + std::to_string(most);
  errors.push_back(values::misuse(
      "E1432",
      what + " are kept " + bounds + " months, and not " + std::to_string(months) + " (CRPA, art. " + law + ")",
      "take " + bounds + " months"));
}

Date add_months(Date on, int months) {
  const int index = on.year() * 12 + on.month() - 1 + months;
  for (int day = on.day(); day > 27; --day) {
    if (const auto date = Date::of(index / 12, index % 12 + 1, day)) return *date;
  }
  return Date::of(index / 12, index % 12 + 1, std::min(on.day(), 28)).value_or(kLastDay);
}

}  // namespace

Diagnostics check(const Retention& retention) {
  Diagnostics errors;
  check_months(errors, retention.information, 1, 12, "data obtained to inform", "R114-9-7, al. 2");
  check_months(errors, retention.trace, 36, 36, "traces", "R114-9-7, al. 1");
  check_months(errors, retention.opposition, 12, 24, "oppositions", "R114-9-7, al. 3");
  return errors;
}

Date due(DataClass data, Date on, const Retention& retention) {
  switch (data) {
    case DataClass::information: return add_months(on, retention.information);
    case DataClass::trace: return std::min(kLastDay, Date{add_months(on, retention.trace).days + 1});
    case DataClass::opposition: break;
  }
  return std::min(kLastDay, Date{add_months(on, retention.opposition).days + 1});
}

std::string in_words(const SubjectAccess& access, Language language) {
  const bool french = language == Language::french;
  std::string text =
      french ? "Données détenues pour vous informer de vos droits\n" : "Data held to inform you of your rights\n";
  for (const SubjectAccess::Held& held : access.held) {
    text += "  " + to_string(held.on) + "  " + held.purpose +
            (french ? " (détruites au plus tard le " : " (destroyed by ") + to_string(held.due) + ")\n";
  }
  if (access.held.empty()) text += french ? "  aucune\n" : "  none\n";
  text += french ? "\nUtilisations de vos données depuis 36 mois\n" : "\nUses of your data in the last 36 months\n";
  for (const SubjectAccess::Trace& trace : access.traces) {
    text += "  " + to_string(trace.on) + "  " + trace.who + (french ? " ; " : "; ") + trace.domain +
            (french ? " ; finalité : " : "; purpose: ") + trace.purpose + "\n";
  }
  if (access.traces.empty()) text += french ? "  aucune\n" : "  none\n";
  return text;
}

}  // namespace proactive::privacy
