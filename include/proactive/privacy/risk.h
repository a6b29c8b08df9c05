// How far the persons in a table can be found again: risks of re-identification, and the three
// questions by which the CNIL judges an anonymisation.
#ifndef PROACTIVE_PRIVACY_RISK_H_
#define PROACTIVE_PRIVACY_RISK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proactive/export.h"
#include "proactive/privacy/coded_table.h"
#include "proactive/privacy/fraction.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// What one kind of attacker can hope for. The risk of a row is the chance to name its person.
struct AttackerRisk {
  Fraction highest;          ///< of any row
  Fraction average;          ///< over the rows
  Fraction records_at_risk;  ///< the share of rows whose risk is above the threshold
};

/// How far a sensitive column is known of whoever's class is known.
struct SensitiveRisk {
  std::string column;
  std::int64_t distinct_l = 0;       ///< the fewest distinct values in a class; 1: all its rows tell the same
  std::int64_t uniform_classes = 0;  ///< classes with one value only
  std::int64_t uniform_rows = 0;     ///< the rows in them: their value is known without naming the person
  /// The farthest that a class's distribution of values is from that of the table: equal distance (half
  /// of the sum of differences), and ordered distance over `order` or the numbers themselves; the latter
  /// is absent when the values have no order, or rows times values are beyond 2^32.
  Fraction equal_t;
  std::optional<Fraction> ordered_t;
};

enum class Verdict : std::uint8_t { holds, fails, not_assessed };

/// One of the three questions, with the answer and why.
struct Heading {
  std::string name_fr;  ///< individualisation, corrélation, inférence
  std::string name_en;  ///< singling out, linking, inference
  Verdict verdict = Verdict::not_assessed;
  std::string reason_fr;
  std::string reason_en;
};

struct RiskReport {
  std::int64_t rows = 0;        ///< in classes
  std::int64_t suppressed = 0;  ///< null in every column of the table: in no class, not counted in risks
  std::int64_t classes = 0;
  std::int64_t k = 0;       ///< the size of the smallest class
  Fraction uniqueness;      ///< the share of rows alone in their class
  AttackerRisk prosecutor;  ///< knows that the person is in the table: 1 / size of the class
  /// Knows only that the person is in the population: 1 / size of the class there. Needs the population.
  std::optional<AttackerRisk> journalist;
  /// Wants as many persons as possible: the share that is named right on average. By the population when
  /// that is given, else by the table.
  Fraction marketer;
  std::vector<SensitiveRisk> sensitive;
  std::vector<Heading> headings;  ///< three
};

struct RiskQuestion {
  std::vector<std::string> quasi_identifiers;
  std::vector<std::string> sensitive;
  /// The order of the values of a sensitive column, by place in `sensitive`; empty: that of numbers when
  /// all are numbers.
  std::vector<std::vector<std::string>> order;
  /// A row is at risk above this. 1/5 is the customary limit for data that are not published.
  Fraction threshold{1, 5, true};
  /// What the headings are held against: `k` for singling out, `l` for inference.
  std::int64_t k = 5;
  std::int64_t l = 2;
  /// The largest distance `t` for inference.
  Fraction t{1, 2, true};
};

/// Risks of a table as it would be published. Rows that are null in every column were suppressed; those that
/// only lack all quasi-identifiers are a class. A table risk-assessed in memory and one read back from its file give
/// the same figures.
///
/// `population` holds everyone the table may be about, its own persons among them. Errors: no
/// quasi-identifier or more than 1024 (E1453), a column that is missing or named twice (E1452), an empty
/// table (E1454), a population that lacks rows of the table (E1455), a threshold that is no share (E1453).
/// Takes 8 bytes a row beside the table without sensitive columns and population, about 32 with them.
PROACTIVE_EXPORT Result<RiskReport> assess_risk(const CodedTable& table, const RiskQuestion& question,
                                                const CodedTable* population = nullptr);

/// The report as text of a page: figures as fractions and decimals. `french` or English.
PROACTIVE_EXPORT std::string render(const RiskReport& report, bool french);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_RISK_H_
