// Rights: versions, conditions, amounts, messages.
#include <fmt/format.h>

#include "semantics/typing.h"
#include "syntax/nearest.h"

namespace proactive::semantics {

namespace {

class RightReader {
 public:
  RightReader(Checker& checker, const syntax::RightItem& item, Right& right)
      : checker_(checker), item_(item), right_(right), scopes_(right.entity >= 0 ? Scopes{right.entity} : Scopes{}) {}

  void read() {
    if (item_.law) right_.law = item_.law->value;
    if (right_.entity < 0) return;
    read_purpose();
    read_service();
    read_versions();
    if (item_.received) right_.received = type_condition(checker_, scopes_, *item_.received);
    for (const auto& form : item_.prefills) read_prefill(form);
    for (const auto& message : item_.messages) read_message(message);
  }

 private:
  void read_purpose() {
    if (!item_.purpose) return;
    for (const Purpose purpose : {Purpose::grant, Purpose::assist, Purpose::inform}) {
      if (to_string(purpose) == item_.purpose->text) right_.purpose = purpose;
    }
    if (right_.purpose) return;
    checker_
        .report(item_.purpose->span, "E0604",
                fmt::format("`{}` is not a purpose for which the law lets administrations exchange data",
                            item_.purpose->text),
                "write `grant`, `assist` or `inform`")
        .notes.push_back(
            "data exchanged to find rights serve no other end, in particular no control (CRPA, L114-8 II)");
  }

  int source_of(const syntax::Expr& path) {
    if (path.names.size() != 1) {
      checker_.report(path.span, "E0203", "a right is served by a source");
      return -1;
    }
    return checker_.find(checker_.model.source_names, "E0203", "source", path.names.front());
  }

  void read_service() {
    if (item_.renewed_every) {
      right_.renewed_months = months_of(*item_.renewed_every);
      if (*right_.renewed_months <= 0)
        checker_.report(item_.renewed_every->span, "E0309", "a right is renewed after a number of months or years");
    }
    if (item_.ends_on) {
      right_.ends_on = type_expression(checker_, scopes_, *item_.ends_on);
      expect(*right_.ends_on, TypeKind::date, "the end of a right is a date");
    }
    if (!item_.served_by) return;
    const syntax::Expr& served = *item_.served_by;
    if (served.kind != syntax::ExprKind::choose) {
      right_.served_by.push_back({source_of(served), std::nullopt});
      return;
    }
    for (std::size_t i = 0; i < served.operands.size(); i += 2) {
      ServedBy by{source_of(served.operands[i]), std::nullopt};
      if (i + 1 < served.operands.size()) by.when = type_condition(checker_, scopes_, served.operands[i + 1]);
      right_.served_by.push_back(std::move(by));
    }
  }

  void expect(const Expr& expr, TypeKind kind, std::string_view rule) {
    if (expr.type.kind == TypeKind::error || expr.type.kind == kind) return;
    const bool euros = kind == TypeKind::money && is_number(expr.type);
    checker_.report(expr.span, "E0301", fmt::format("{}, and this is {}", rule, describe(checker_.model, expr.type)),
                    euros ? "write the amount in euros, as in `100 €`" : "");
  }

  void read_versions() {
    std::vector<Span> spans;
    if (item_.has_direct && !item_.versions.empty()) {
      checker_.report(item_.head.name.span, "E0403",
                      fmt::format("`{}` has conditions both inside and outside its versions", right_.name),
                      "move all of them into versions");
    }
    if (item_.versions.empty()) {
      syntax::VersionItem direct = item_.direct;
      direct.span = item_.head.name.span;
      right_.versions.push_back({InForce{}, version(direct)});
      spans.push_back(direct.span);
    }
    for (const auto& written : item_.versions) {
      const InForce days = in_force(checker_, written.validity);
      right_.versions.push_back({days, version(written)});
      spans.push_back(written.span);
    }
    settle(checker_, right_.versions, spans);
  }

  Version version(const syntax::VersionItem& written) {
    Version version;
    version.span = written.span;
    version.law = written.validity.law ? written.validity.law->value : right_.law;
    names_.clear();
    for (const auto& condition : written.when) version.conditions.push_back(read_condition(condition, version.law));
    if (written.when.empty()) {
      checker_.report(written.span, "E0704", "nothing says to whom this right is open",
                      "write `when { NAME : CONDITION }`");
    }
    if (lawless_) report_lawless(written.span);
    for (const auto& attested : written.attested) {
      checker_.declare(names_, "condition", attested.name, 0, "E0211");
      version.attested.push_back({attested.name.text, attested.label.value});
    }
    if (written.amount) version.amount = amount(*written.amount);
    return version;
  }

  void report_lawless(Span span) {
    lawless_ = false;
    if (warned_) return;
    warned_ = true;
    checker_.report(span, "W0701", fmt::format("no text of law is named for `{}`", right_.name),
                    "write `law \"…\"` in the right, the version or the condition");
  }

  Condition read_condition(const syntax::ConditionItem& written, const std::string& law) {
    Condition condition;
    condition.span = written.span;
    condition.label = written.label.value;
    condition.law = written.law ? written.law->value : law;
    if (written.kind == syntax::ConditionKind::leaf) {
      condition.name = written.name.text;
      checker_.declare(names_, "condition", written.name, 0, "E0211");
      condition.expr = type_condition(checker_, scopes_, written.condition);
      condition.span = written.condition.span;
      lawless_ = lawless_ || condition.law.empty();
      return condition;
    }
    condition.kind =
        written.kind == syntax::ConditionKind::either ? Condition::Kind::either : Condition::Kind::at_least;
    for (const auto& part : written.parts) condition.parts.push_back(read_condition(part, condition.law));
    condition.count = condition.kind == Condition::Kind::either ? 1 : written.at_least.units;
    if (condition.parts.empty()) {
      checker_.report(written.span, "E0704", "the group has no condition");
    } else if (condition.count < 1 || condition.count > static_cast<std::int64_t>(condition.parts.size()) ||
               written.at_least.scale != 0) {
      checker_.report(written.at_least.span, "E0703",
                      fmt::format("`at least {}` is asked of {} condition{}", written.at_least.units,
                                  condition.parts.size(), condition.parts.size() == 1 ? "" : "s"),
                      fmt::format("ask for a number between 1 and {}", condition.parts.size()));
    }
    return condition;
  }

  std::optional<Expr> amount(const syntax::Expr& written) {
    Expr amount = type_expression(checker_, scopes_, written);
    if (amount.type.kind == TypeKind::error) return std::nullopt;
    if (amount.type.quotient) {
      checker_.report(written.span, "E0303", "the amount is a quotient, and a quotient is never rounded silently",
                      "write `… rounded down to 1 €`, or another rounding");
    } else if (needs_rounding(amount.type)) {
      checker_.report(written.span, "E0306", "the amount is money to be rounded",
                      "write `… rounded half up to 0.01 €`, or another rounding");
    } else {
      expect(amount, TypeKind::money, "an amount is money");
      settle_period(amount);
    }
    return amount;
  }

  // Every version of a right pays by the same period.
  void settle_period(const Expr& amount) {
    if (has_period_ && right_.amount_period != amount.type.period) {
      report_period_mismatch(checker_, amount.span, right_.amount_period, amount.type.period);
    }
    right_.amount_period = amount.type.period;
    has_period_ = true;
  }

  void read_prefill(const syntax::Prefill& written) {
    PrefillForm form{written.form.value, {}};
    for (const auto& box : written.boxes)
      form.boxes.push_back({box.box.value, type_expression(checker_, scopes_, box.value)});
    right_.prefills.push_back(std::move(form));
  }

  // `{name}` in a message is `amount`, a field or a define of the right's entity.
  void read_message(const syntax::Message& written) {
    right_.messages.push_back({written.channel.text, written.text.value});
    const std::string& text = written.text.value;
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
      const std::size_t close = text.find('}', open);
      if (close == std::string::npos) {
        checker_.report(written.text.span, "E0607", "`{` in the message is never closed",
                        "write `{amount}`, or the name of a field");
        return;
      }
      const std::string name = text.substr(open + 1, close - open - 1);
      check_placeholder(name, place_of(name, written.text.span));
    }
  }

  // Where `{name}` stands in the text as written; all of it when an escape hides the name.
  Span place_of(const std::string& name, Span text) const {
    const std::size_t found = checker_.text(text).find("{" + name + "}");
    if (found == std::string::npos) return text;
    const auto begin = text.begin + static_cast<std::int32_t>(found);
    return {text.file, begin, begin + static_cast<std::int32_t>(name.size()) + 2};
  }

  void check_placeholder(const std::string& name, Span span) {
    const Entity& entity = checker_.model.entities[right_.entity];
    if (name == "amount") {
      if (!right_.has_amount)
        checker_.report(span, "E0705", fmt::format("the message shows an amount, and `{}` has none", right_.name));
      return;
    }
    const auto field = entity.field_names.find(name);
    if (field == entity.field_names.end()) {
      if (entity.define_names.contains(name)) return;
      NameTable known = entity.field_names;
      known.insert(entity.define_names.begin(), entity.define_names.end());
      known.emplace("amount", 0);
      checker_.report_undeclared("E0607", "field or define", {name, span}, known);
      return;
    }
    const Field& shown = checker_.model.fields[field->second];
    if (shown.source >= 0 && (shown.secrecy == Secrecy::medical || shown.secrecy == Secrecy::defence)) {
      checker_.report(span, "E0601",
                      fmt::format("the message shows `{}`, which is under a secret no message may break", name),
                      "leave it out");
    }
    if (shown.type.kind == TypeKind::identifier) {
      checker_.report(span, "E0603", fmt::format("the message shows the identifier `{}`", name),
                      "leave it out: a message travels in the clear");
    }
  }

  Checker& checker_;
  const syntax::RightItem& item_;
  Right& right_;
  const Scopes scopes_;
  NameTable names_;
  bool lawless_ = false;
  bool warned_ = false;
  bool has_period_ = false;
};

}  // namespace

void settle_right(Checker& checker, int index) {
  auto& state = checker.right_typing[index];
  if (state != Checker::Typing::not_yet) return;
  state = Checker::Typing::under_way;
  RightReader(checker, *checker.right_items[index], checker.model.rights[index]).read();
  state = Checker::Typing::done;
}

void check_rights(Checker& checker) {
  for (int i = 0; i < static_cast<int>(checker.model.rights.size()); ++i) settle_right(checker, i);
}

}  // namespace proactive::semantics
