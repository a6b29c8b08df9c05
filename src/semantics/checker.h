// What the passes of the checker share: the model under construction and the reports.
#ifndef PROACTIVE_SRC_SEMANTICS_CHECKER_H_
#define PROACTIVE_SRC_SEMANTICS_CHECKER_H_

#include <absl/container/btree_set.h>

#include <string>
#include <string_view>
#include <vector>

#include "proactive/diagnostic.h"
#include "semantics/model.h"
#include "syntax/tree.h"

namespace proactive::semantics {

class Checker {
 public:
  Checker(const syntax::Sources& sources, const std::vector<syntax::File>& files, std::vector<Diagnostic>& diagnostics);

  /// Adds a finding; returns it so that notes can be added.
  Diagnostic& report(Span span, std::string code, std::string message, std::string way_out = "");

  /// An undeclared name, with the nearest of `candidates`. Silent when an item that could not
  /// be read may have declared it.
  void report_undeclared(std::string code, std::string_view what, const syntax::Name& name,
                         const NameTable& candidates);

  /// Whether undeclared names are still compared with those that exist. A rule set of nothing
  /// but mistakes must not take hours: only the first of them are guessed at.
  bool guesses() const { return guesses_left_ > 0; }

  /// Adds `name` to `table`; a second declaration is reported with the place of the first.
  bool declare(NameTable& table, std::string_view what, const syntax::Name& name, int index,
               std::string code = "E0210");

  /// The index of `name`, or -1 after reporting.
  int find(const NameTable& table, std::string code, std::string_view what, const syntax::Name& name);

  /// Why a name that `find` looks for need not be reported: its item was broken.
  bool may_be_broken(std::string_view name) const { return broken_.contains(name); }

  /// All items of one kind, in the order of files and lines.
  template <typename T>
  std::vector<const T*> items() const {
    std::vector<const T*> found;
    for (const syntax::File& file : files_) {
      for (const syntax::Item& item : file.items) {
        if (const T* one = std::get_if<T>(&item)) found.push_back(one);
      }
    }
    return found;
  }

  const syntax::Sources& sources() const { return sources_; }
  std::string text(Span span) const { return syntax::text_of(sources_, span); }
  /// An expression beyond `kMaxDepth`; said once.
  void report_too_deep(Span span);

  /// "file:line", for notes that point elsewhere.
  std::string place(Span span) const;

  Model model;

  // Bodies of defines and rights are typed on first use; see `type_of_define`, `settle_right`.
  enum class Typing : std::uint8_t { not_yet, under_way, done };
  std::vector<const syntax::DefineItem*> define_items;
  std::vector<Typing> define_typing;
  std::vector<const syntax::RightItem*> right_items;
  std::vector<Typing> right_typing;
  int depth = 0;  ///< expressions under way, one inside the other, also through defines and rights

 private:
  const syntax::Sources& sources_;
  const std::vector<syntax::File>& files_;
  std::vector<Diagnostic>& diagnostics_;
  bool too_deep_ = false;
  std::int64_t guesses_left_ = 5'000'000;  ///< names still to be compared with undeclared ones
  absl::btree_set<std::string, std::less<>> broken_;
  absl::btree_map<const NameTable*, absl::btree_map<std::string, Span>> first_;
};

// The passes. Each reads the items it is about and fills its part of the model.
void declare_vocabulary(Checker& checker);
void declare_figures(Checker& checker);  ///< names and types, before any expression
void declare_rules(Checker& checker);    ///< names of defines and rights
void check_defines(Checker& checker);
void settle_formals(Checker& checker);  ///< scales of table arguments, known after the defines
void check_figures(Checker& checker);   ///< brackets and cells
void check_rights(Checker& checker);
bool check_dependencies(Checker& checker);  ///< false when there are cycles
void check_examples(Checker& checker);
void declare_events(Checker& checker);  ///< names, and what they change of the vocabulary

/// A date literal as days.
std::int32_t day(const syntax::Expr& date);
/// "18 months", "1 year" as months; 0 for days.
int months_of(const syntax::Expr& duration);
/// The days in force as written; dates out of order are reported.
InForce in_force(Checker& checker, const syntax::Validity& validity);

/// Sorts by date, ends each value the day before the next begins, reports overlaps.
/// `span_of` gives the place of each value.
template <typename T>
void settle(Checker& checker, std::vector<Dated<T>>& values, const std::vector<Span>& spans);

/// Deepest nesting of expressions, also through defines and rights that read one another.
inline constexpr int kMaxDepth = 400;

/// The type a declaration names; the scale of decimals is -1 when not stated.
Type resolve_type(Checker& checker, const syntax::TypeName& name);

/// "an amount of money per month", "a decimal", "a choice `custody`": for messages.
std::string describe(const Model& model, const Type& type);

/// Two amounts of different periods meet; names both ways out.
void report_period_mismatch(Checker& checker, Span span, Period a, Period b);

/// A literal as a value of `type`, or reported with `E0301` and the like. The period of
/// money is checked unless `takes_period`.
std::optional<std::int64_t> literal_value(Checker& checker, const syntax::Expr& expr, const Type& type,
                                          std::string code, bool takes_period = false);

}  // namespace proactive::semantics

#endif  // PROACTIVE_SRC_SEMANTICS_CHECKER_H_
