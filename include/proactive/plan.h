// A rule set made ready for one date: immutable, shared between threads without locks.
#ifndef PROACTIVE_PLAN_H_
#define PROACTIVE_PLAN_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/changes.h"
#include "proactive/date.h"
#include "proactive/decision.h"
#include "proactive/explanation.h"
#include "proactive/export.h"
#include "proactive/population.h"
#include "proactive/question.h"
#include "proactive/record.h"
#include "proactive/result.h"
#include "proactive/would_change.h"
#include "proactive/timeline.h"

namespace proactive {

namespace detail {
struct PlanState;
struct Binding;
}  // namespace detail

/// Why a right needs a fact: one of its conditions, or its amount.
struct NeedReason {
  std::string right;
  std::string condition;  ///< empty: the amount
  std::string label;      ///< of the condition
  std::string law;        ///< of the condition, else of the right
};

/// A fact that a right needs on the date of the plan, and who holds it.
struct Need {
  std::string fact;      ///< as answers write it: `dependants.custody`
  std::string entity;    ///< whose table holds it; for a role, the group
  std::string column;    ///< its column, `reference_income_2020`; for a role, the role
  bool is_role = false;  ///< a role of the membership table, not a column
  std::string label;
  std::string source;  ///< empty: the person
  std::string source_label;
  std::string way;      ///< "api", "file", or empty: the person is asked
  std::string address;  ///< of the API or the file
  std::string secrecy;  ///< `tax_secrecy`, … or empty
  std::optional<int> kept_months;
  std::vector<std::string> rights;  ///< that read it
  std::vector<NeedReason> because;  ///< the conditions and amounts that read it, in the order of the rules
};

/// What `assess` over a population may be told.
struct AssessOptions {
  /// Called now and then, by the calling thread, with the rows done and their total; false cancels
  /// the run.
  std::function<bool(std::int64_t done, std::int64_t total)> progress;
  int threads = 0;          ///< the calling one included; 0: as many as the machine has
  bool amounts = true;      ///< also how much, not only whether
  bool missing = true;      ///< what is missing, for each undetermined row
  bool conditions = false;  ///< what each named condition is, for every row
  /// The instruction set: "base", and where the processor has them "v2", "v3", "v4". Empty: the best.
  /// All give the same answers.
  std::string kernels;
};

/// Rights as C++: one header and one source, which includes it as `NAME.h`.
struct CppFiles {
  std::string header;
  std::string source;
};

class PROACTIVE_EXPORT Plan {
 public:
  Date on() const;
  /// The rights in force on the date, in the order of the rule set.
  std::vector<std::string> rights() const;
  /// Rights asked for that have no version in force on the date, with the dates of their versions.
  std::vector<std::string> not_in_force() const;
  std::string when_in_force(std::string_view right) const;
  /// The entity a right of this plan is for.
  std::string entity_of(std::string_view right) const;

  /// The facts strictly necessary, for one right or for all.
  std::vector<Need> needs(std::string_view right = {}) const;
  /// The columns `assess` reads of an entity's table, also those by which receipt is seen.
  std::vector<std::string> columns(std::string_view entity) const;
  /// Group entities whose membership table is read.
  std::vector<std::string> memberships() const;

  /// By right, the figures used that nobody has confirmed for longer than the rule set allows.
  std::vector<std::pair<std::string, std::vector<std::string>>> stale() const;

  /// Assesses one subject for every right of its entity. `entity` may be left out when all the
  /// rights of the plan are for the same one. Errors: a name that does not exist (E1001), a
  /// value of another type than its field's (E1002).
  Result<std::vector<Decision>> assess(const Record& subject, std::string_view entity = {}) const;

  /// What would change the outcome of a right for a subject: the smallest sets of facts, complete up to
  /// `options.most_facts` within `options.most_work` assessments. Nothing for an answer that is
  /// undetermined: there, facts are missing. What is kept from the audience counts as unknown, so that
  /// no value of it can be told from the answer. Errors: a right that is not in the plan (E0204), a
  /// field that does not exist (E1001), an audience that does not exist (E1301), a limit that is none
  /// (E1341).
  Result<WouldChange> would_change(const Record& subject, std::string_view right,
                                   const WouldChangeOptions& options = {}) const;

  /// The next question to ask about a subject of which `record` is known, over the rights of its
  /// entity; none when all are decided, or when nothing that can be obtained would change an answer.
  /// Looks at no more than a fixed number of operations (docs/missing.md), whatever the rules.
  /// Errors: those of `assess`; an audience that does not exist (E1301).
  Result<std::optional<Question>> next_question(const Record& record, const QuestionOptions& options = {}) const;

  /// The facts still necessary for one subject, given what is known: those that can still change
  /// an outcome or an amount, with the rights they can change. Errors: as `next_question`.
  Result<std::vector<StillNeeded>> still_needed(const Record& record, std::string_view entity = {},
                                                const Audience& audience = {}) const;

  /// When the rights asked for change for one subject, from the date of the plan until another. Makes
  /// the timeline anew: for many subjects, make one with `RuleSet::timeline`. Errors: as it and
  /// `Timeline::of`.
  Result<Calendar> timeline(const Record& subject, Date until, std::string_view entity = {},
                            const Audience& audience = Audience::person()) const;

  /// Assesses everyone in a population, in blocks of rows. The same bytes for any number of threads.
  /// Errors: cancelled (E1100), an instruction set that is not there (E1109).
  Result<Outcomes> assess(const Population& population, const AssessOptions& options = {}) const;

  /// Brings `outcomes`, a result of this plan, up to `population`, whose tables have the same rows in
  /// the same order and differ from those of the result in the rows named. Only subjects that read one
  /// of those rows are assessed, and afterwards `outcomes` is what `assess` would give. On an error it is
  /// as it was. Errors: as `assess`; rows or entities that do not exist (E1005, E1101); a result of other
  /// rights or rows (E1112).
  Result<Changes> update(const Population& population, const std::vector<ChangedRows>& changed, Outcomes& outcomes,
                         const AssessOptions& options = {}) const;
  /// Brings `outcomes`, a result of `before` over the same facts, up to this plan. Only rights that
  /// compute something else than before are assessed.
  Result<Changes> update(const Plan& before, const Population& population, Outcomes& outcomes,
                         const AssessOptions& options = {}) const;

  /// The program, an instruction a line, with what it costs a row and what rights share.
  std::string listing() const;

  /// The long answer for one row of a population, by the place of the row from 0. Errors: a right that
  /// is not in force or not planned (E0204), a row that does not exist (E1005).
  Result<Decision> decide(const Population& population, std::string_view right, std::int64_t row) const;

  /// Why a right is granted, refused or open for one subject, made for an audience. Errors: a right that
  /// is not in force or not planned (E0204), a role or source that does not exist (E1301), and those of
  /// `assess`.
  Result<Explanation> explain(const Record& subject, std::string_view right, const ExplainOptions& options = {}) const;
  /// The same for one row of a population. Errors: also a row that does not exist (E1005).
  Result<Explanation> explain(const Population& population, std::string_view right, std::int64_t row,
                              const ExplainOptions& options = {}) const;

  /// The rights as C++ in the namespace `name`, for software that carries nothing at run time: a
  /// struct of facts for each entity, an answer and a function for each right. The code needs the
  /// standard library and a compiler with 128-bit integers (GCC, Clang), and gives the answers of
  /// `assess` to the bit; the same plan and name give the same bytes. In CMake:
  /// `proactive_add_rules`. Errors: a right asked for that is not in force on the date (E1201), a
  /// name that is no name in C++ (E1202).
  Result<CppFiles> emit_cpp(const std::string& name) const;

  /// For `proactive::bind` and the rule set; not part of the interface.
  explicit Plan(std::shared_ptr<const detail::PlanState> state) : state_(std::move(state)) {}
  const std::shared_ptr<const detail::PlanState>& state() const { return state_; }

 private:
  std::shared_ptr<const detail::PlanState> state_;
};

}  // namespace proactive

#endif  // PROACTIVE_PLAN_H_
