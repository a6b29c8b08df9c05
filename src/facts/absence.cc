#include "proactive/absence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "values/misuse.h"

namespace proactive {

namespace {

struct Words {
  std::string_view english;
  std::string_view french;
  std::string_view in(Language language) const { return language == Language::french ? french : english; }
};

struct Reason {
  Words words;
  Retry retry;
};

constexpr std::array<Reason, kAbsences> kReasons = {{
    {{"not asked", "non demandé"}, Retry::ask_now},
    {{"masked", "masqué"}, Retry::ask_other_scope},
    {{"not found", "introuvable"}, Retry::ask_elsewhere},
    {{"unavailable", "indisponible"}, Retry::later},
    {{"declined", "refusé"}, Retry::never},
    {{"bad data", "donnée erronée"}, Retry::correct},
}};

constexpr std::array<Words, 6> kRetries = {{
    {"ask now", "à demander maintenant"},
    {"ask for another scope", "à demander avec une autre habilitation"},
    {"ask the person or another holder", "à demander à la personne ou à un autre détenteur"},
    {"retry later", "à redemander plus tard"},
    {"do not ask again", "à ne pas redemander"},
    {"correct the datum", "donnée à corriger"},
}};

// Error codes that say more than the status they come with: the person has no file at the
// provider, or the provider cannot answer now.
constexpr std::array<std::string_view, 8> kNotFound = {"10003", "23003", "24003", "25003",
                                                       "26003", "30003", "35003", "40003"};
constexpr std::string_view kUnavailable = "00501";

std::optional<Absence> absence_of_error(int status, std::string_view code) {
  if (code == kUnavailable) return Absence::unavailable;
  if (std::find(kNotFound.begin(), kNotFound.end(), code) != kNotFound.end()) return Absence::not_found;
  if (status == 404) return Absence::not_found;
  if (status == 409 || status == 429 || (status >= 500 && status <= 599)) return Absence::unavailable;
  return std::nullopt;
}

}  // namespace

Retry retry_of(Absence absence) { return kReasons[static_cast<std::size_t>(absence)].retry; }

std::string_view to_string(Absence absence, Language language) {
  return kReasons[static_cast<std::size_t>(absence)].words.in(language);
}

std::string_view to_string(Retry retry, Language language) {
  return kRetries[static_cast<std::size_t>(retry)].in(language);
}

std::optional<Absence> absence_from(std::string_view text) {
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (kReasons[i].words.english == text) return static_cast<Absence>(i);
  }
  return std::nullopt;
}

Result<std::optional<Absence>> absence_of(int status, std::string_view code, bool field_is_there) {
  if (status >= 200 && status <= 299)
    return field_is_there ? std::optional<Absence>{} : std::optional<Absence>{Absence::masked};
  if (const auto absence = absence_of_error(status, code)) return std::optional<Absence>{absence};
  return values::misuse("E1321",
                        fmt::format("the answer with HTTP status {} is about the request, not the fact", status),
                        "mend the request: its rights (401, 403), its parameters (400, 422) or its address");
}

}  // namespace proactive
