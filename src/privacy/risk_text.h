// The three headings of the CNIL, and the report as a page.
#ifndef PROACTIVE_SRC_PRIVACY_RISK_TEXT_H_
#define PROACTIVE_SRC_PRIVACY_RISK_TEXT_H_

#include <vector>

#include "proactive/privacy/risk.h"

namespace proactive::privacy {

std::vector<Heading> headings_of(const RiskReport& report, const RiskQuestion& question);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_RISK_TEXT_H_
