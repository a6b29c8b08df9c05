#include "semantics/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "proactive/date.h"
#include "semantics/check.h"
#include "syntax/nearest.h"
#include "values/text.h"

namespace proactive::semantics {

Checker::Checker(const syntax::Sources& sources, const std::vector<syntax::File>& files,
                 std::vector<Diagnostic>& diagnostics)
    : sources_(sources), files_(files), diagnostics_(diagnostics) {
  for (const syntax::File& file : files) broken_.insert(file.broken.begin(), file.broken.end());
}

Diagnostic& Checker::report(Span span, std::string code, std::string message, std::string way_out) {
  diagnostics_.push_back(syntax::diagnose(sources_, span, std::move(code), std::move(message), std::move(way_out)));
  return diagnostics_.back();
}

namespace {

// Where no name is near, a short list of all helps more.
std::string all_of(const std::vector<std::string_view>& names) {
  if (names.empty() || names.size() > 6) return "";
  std::string list;
  for (const std::string_view name : names) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", name);
  return names.size() == 1 ? fmt::format("there is only {}", list) : fmt::format("there are {}", list);
}

}  // namespace

void Checker::report_undeclared(std::string code, std::string_view what, const syntax::Name& name,
                                const NameTable& candidates) {
  if (may_be_broken(name.text)) return;
  std::vector<std::string_view> names;
  if (guesses()) {
    for (const auto& [candidate, index] : candidates) names.push_back(candidate);
  }
  guesses_left_ -= static_cast<std::int64_t>(names.size());
  const std::string guess = syntax::nearest(name.text, names);
  report(name.span, std::move(code), fmt::format("no {} is called `{}`", what, name.text),
         guess.empty() ? all_of(names) : syntax::did_you_mean(guess));
}

void Checker::report_too_deep(Span span) {
  if (too_deep_) return;
  too_deep_ = true;
  report(span, "E0901",
         fmt::format("defines and rights that read one another nest more than {} expressions deep", kMaxDepth),
         "shorten the chain");
}

bool Checker::declare(NameTable& table, std::string_view what, const syntax::Name& name, int index, std::string code) {
  const auto [at, fresh] = table.emplace(name.text, index);
  if (fresh) {
    first_[&table][name.text] = name.span;
    return true;
  }
  Diagnostic& found = report(name.span, std::move(code), fmt::format("the {} `{}` is declared twice", what, name.text),
                             "keep one of the two");
  const auto& known = first_[&table];
  if (const auto first = known.find(name.text); first != known.end()) {
    found.notes.push_back(fmt::format("first declared at {}", place(first->second)));
  }
  return false;
}

int Checker::find(const NameTable& table, std::string code, std::string_view what, const syntax::Name& name) {
  const auto found = table.find(name.text);
  if (found != table.end()) return found->second;
  report_undeclared(std::move(code), what, name, table);
  return -1;
}

std::string Checker::place(Span span) const {
  const Place where = syntax::place_of(sources_, span);
  return fmt::format("{}:{}", where.file, where.line);
}

std::int32_t day(const syntax::Expr& date) { return static_cast<std::int32_t>(date.units); }

int months_of(const syntax::Expr& duration) {
  if (duration.kind != syntax::ExprKind::duration) return 0;
  if (duration.duration_unit == syntax::DurationUnit::days) return 0;
  return static_cast<int>(std::min<std::int64_t>(duration.units, 1000000)) *
         (duration.duration_unit == syntax::DurationUnit::years ? 12 : 1);
}

InForce in_force(Checker& checker, const syntax::Validity& validity) {
  InForce result;
  if (validity.from) result.from = day(*validity.from);
  if (validity.to) {
    result.to = day(*validity.to);
    result.open_ended = false;
  }
  if (validity.law) result.law = validity.law->value;
  if (result.to < result.from) {
    checker.report(validity.to->span, "E0404",
                   fmt::format("`to` is before `from`, which is {}", to_string(Date{result.from})),
                   "`from` and `to` are both included: the last day comes last");
    result.to = result.from;
  }
  return result;
}

namespace {

std::string_view plural_of(const std::vector<Dated<std::int64_t>>&) { return "values"; }
std::string_view plural_of(const std::vector<Dated<std::vector<ScaleBracket>>>&) { return "lists of brackets"; }
std::string_view plural_of(const std::vector<Dated<TableContent>>&) { return "blocks of rows"; }
std::string_view plural_of(const std::vector<Dated<Version>>&) { return "versions"; }

std::string day_of(std::int32_t from) { return from == kAlwaysFrom ? "the same day" : to_string(Date{from}); }

}  // namespace

template <typename T>
void settle(Checker& checker, std::vector<Dated<T>>& values, const std::vector<Span>& spans) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a].in_force.from < values[b].in_force.from; });
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    InForce& now = values[order[i]].in_force;
    const InForce& next = values[order[i + 1]].in_force;
    const bool overlaps = now.from == next.from || (!now.open_ended && now.to >= next.from) || next.from == kAlwaysFrom;
    if (overlaps) {
      checker
          .report(spans[order[i + 1]], "E0403",
                  fmt::format("two {} are in force on {}", plural_of(values), day_of(next.from)),
                  "end the earlier one before the later one begins")
          .notes.push_back(fmt::format("the other one is at {}", checker.place(spans[order[i]])));
    }
    if (now.open_ended) {
      now.to = next.from > now.from ? next.from - 1 : now.from;
      now.open_ended = false;
    }
  }
  std::vector<Dated<T>> sorted;
  for (const std::size_t i : order) sorted.push_back(std::move(values[i]));
  values = std::move(sorted);
}

template void settle(Checker&, std::vector<Dated<std::int64_t>>&, const std::vector<Span>&);
template void settle(Checker&, std::vector<Dated<std::vector<ScaleBracket>>>&, const std::vector<Span>&);
template void settle(Checker&, std::vector<Dated<TableContent>>&, const std::vector<Span>&);
template void settle(Checker&, std::vector<Dated<Version>>&, const std::vector<Span>&);

namespace {

std::string period_words(Period period) {
  return period == Period::none ? "" : fmt::format(" per {}", to_string(period));
}

}  // namespace

std::string describe(const Model& model, const Type& type) {
  const std::string period = period_words(type.period);
  if (type.quotient) {
    return type.kind == TypeKind::money ? fmt::format("a quotient of money{}", period) : "a quotient";
  }
  switch (type.kind) {
    case TypeKind::error: return "something unknown";
    case TypeKind::boolean: return "true or false";
    case TypeKind::integer: return "an integer";
    case TypeKind::decimal: return "a decimal";
    case TypeKind::rate: return "a rate";
    case TypeKind::money:
      return fmt::format("{}{}", type.scale > kMoneyScale ? "money to be rounded" : "an amount of money", period);
    case TypeKind::date: return "a date";
    case TypeKind::duration: return "a duration";
    case TypeKind::choice: return fmt::format("a choice `{}`", model.choices[type.choice].name);
    case TypeKind::identifier: return "an identifier";
  }
  return "";
}

void report_period_mismatch(Checker& checker, Span span, Period a, Period b) {
  const auto words = [](Period period) {
    return period == Period::none ? "without a period" : fmt::format("per {}", to_string(period));
  };
  checker.report(span, "E0302", fmt::format("one amount is {} and the other {}", words(a), words(b)),
                 a == Period::none || b == Period::none
                     ? "state the period of the literal, as in `170 € per month`, or drop that of the other"
                     : "turn one into the other: `… per year` (times 12), or `… per month` (a quotient to be rounded)");
}

Checked check(const syntax::Sources& sources, const std::vector<syntax::File>& files,
              std::vector<Diagnostic>& diagnostics) {
  Checker checker(sources, files, diagnostics);
  declare_vocabulary(checker);
  declare_figures(checker);
  declare_rules(checker);
  declare_events(checker);
  check_figures(checker);
  check_defines(checker);
  settle_formals(checker);
  check_rights(checker);
  check_examples(checker);
  const bool acyclic = check_dependencies(checker);
  return {std::move(checker.model), acyclic};
}

}  // namespace proactive::semantics
