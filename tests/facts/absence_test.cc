// What the answer of an API says of a fact, as a table; and what follows from a reason.
#include "proactive/absence.h"

#include <gtest/gtest.h>

#include <string>

namespace proactive {
namespace {

struct Answer {
  int status;
  const char* code;
  bool there;
  const char* reason;  ///< empty: the fact is known; "caller": the request is wrong
};

// After the French APIs (API Particulier and API Entreprise, versions 2 to 4).
constexpr Answer kAnswers[] = {
    {200, "", true, ""},
    {200, "", false, "masked"},
    {206, "", false, "masked"},
    {404, "10003", false, "not found"},  // MSA: no file
    {404, "23003", false, "not found"},  // CNAF
    {404, "35003", false, "not found"},  // in neither of the two
    {404, "40003", false, "not found"},  // RNCPS
    {404, "26003", false, "not found"},  // CNOUS
    {404, "25003", false, "not found"},  // MESR
    {404, "30003", false, "not found"},  // MEN
    {404, "24003", false, "not found"},  // France Travail
    {404, "", false, "not found"},
    {404, "", true, "not found"},  // whatever the body holds
    {409, "", false, "unavailable"},
    {429, "", false, "unavailable"},
    {500, "", false, "unavailable"},
    {502, "35999", false, "unavailable"},
    {503, "", false, "unavailable"},
    {504, "35001", false, "unavailable"},
    {504, "35002", false, "unavailable"},
    {504, "35004", false, "unavailable"},
    {504, "35008", false, "unavailable"},
    {400, "00501", false, "unavailable"},
    {400, "", false, "caller"},
    {401, "", false, "caller"},
    {403, "", true, "caller"},
    {410, "", false, "caller"},
    {422, "00301", false, "caller"},
    {301, "", false, "caller"},
    {0, "", false, "caller"},
    {600, "", false, "caller"},
    {-404, "", false, "caller"},
};

std::string said_of(const Answer& answer) {
  const auto absence = absence_of(answer.status, answer.code, answer.there);
  if (!absence) {
    EXPECT_EQ(absence.errors().front().code, "E1321");
    return "caller";
  }
  return *absence ? std::string(to_string(**absence)) : "";
}

TEST(Absence, FromTheAnswerOfAnApi) {
  for (const Answer& answer : kAnswers)
    EXPECT_EQ(said_of(answer), answer.reason) << answer.status << " " << answer.code << " " << answer.there;
}

TEST(Absence, EachReasonSaysWhatAskingAgainMeans) {
  const std::pair<Absence, const char*> expected[] = {
      {Absence::not_asked, "not asked: ask now; non demandé : à demander maintenant"},
      {Absence::masked, "masked: ask for another scope; masqué : à demander avec une autre habilitation"},
      {Absence::not_found,
       "not found: ask the person or another holder; introuvable : à demander à la personne ou à un autre détenteur"},
      {Absence::unavailable, "unavailable: retry later; indisponible : à redemander plus tard"},
      {Absence::declined, "declined: do not ask again; refusé : à ne pas redemander"},
      {Absence::bad_data, "bad data: correct the datum; donnée erronée : donnée à corriger"},
  };
  for (const auto& [absence, text] : expected) {
    const std::string english = std::string(to_string(absence)) + ": " + std::string(to_string(retry_of(absence)));
    const std::string french = std::string(to_string(absence, Language::french)) + " : " +
                               std::string(to_string(retry_of(absence), Language::french));
    EXPECT_EQ(english + "; " + french, text);
    EXPECT_EQ(absence_from(to_string(absence)), absence);
  }
  EXPECT_EQ(absence_from("not given"), std::nullopt);
}

}  // namespace
}  // namespace proactive
