// Examples: worked cases, the tests of a rule set.
#include <fmt/format.h>

#include <algorithm>

#include "semantics/checker.h"

namespace proactive::semantics {

namespace {

class ExampleReader {
 public:
  ExampleReader(Checker& checker, const syntax::ExampleItem& item)
      : checker_(checker), model_(checker.model), item_(item) {}

  void read() {
    Example example;
    example.title = item_.head.name.text;
    example.span = item_.head.name.span;
    example.on = day(item_.on);
    example.right = checker_.find(model_.right_names, "E0204", "right", item_.right);
    if (example.right < 0 || model_.rights[example.right].entity < 0) return;
    read_subject(example);
    read_expectations(example);
    checker_.model.examples.push_back(std::move(example));
  }

 private:
  void read_subject(Example& example) {
    const int entity = model_.rights[example.right].entity;
    bool found = false;
    for (const auto& subject : item_.subjects) {
      if (checker_.find(model_.entity_names, "E0205", "entity", subject.entity) != entity) {
        if (model_.entity_names.contains(subject.entity.text)) {
          checker_.report(subject.entity.span, "E0805",
                          fmt::format("`{}` is a right of `{}`, and this is `{}`", item_.right.text,
                                      model_.entities[entity].name, subject.entity.text),
                          fmt::format("describe one `{}`; write others inside it", model_.entities[entity].name));
        }
        found = true;
        continue;
      }
      example.subject = facts(subject.facts, entity);
      found = true;
    }
    if (found) return;
    checker_.report(item_.head.name.span, "E0805", "the example describes nobody",
                    fmt::format("write `{} {{ … }}`", model_.entities[entity].name));
  }

  ExampleFacts facts(const std::vector<syntax::FactItem>& written, int entity) {
    ExampleFacts result;
    NameTable seen;
    for (const auto& fact : written) {
      const std::string key = fact.name.text + (fact.year ? std::to_string(fact.year->units) : "");
      if (!seen.emplace(key, 0).second)
        checker_.report(fact.span, "E0211", fmt::format("`{}` is given twice", fact.name.text), "keep one of the two");
      if (fact.is_list)
        read_members(fact, entity, result);
      else if (fact.is_group)
        read_group(fact, entity, result);
      else
        read_value(fact, entity, result);
    }
    return result;
  }

  void read_members(const syntax::FactItem& fact, int entity, ExampleFacts& result) {
    const int role = checker_.find(model_.entities[entity].role_names, "E0208",
                                   fmt::format("role of `{}`", model_.entities[entity].name), fact.name);
    if (role < 0 || model_.roles[role].member < 0) return;
    ExampleFact members{ExampleFact::Kind::members, role};
    for (const auto& member : fact.members) {
      if (member.entity.text != model_.entities[model_.roles[role].member].name) {
        checker_.report(member.entity.span, "E0802",
                        fmt::format("`{}` holds `{}`, and this is `{}`", fact.name.text,
                                    model_.entities[model_.roles[role].member].name, member.entity.text));
        continue;
      }
      members.subjects.push_back(facts(member.facts, model_.roles[role].member));
    }
    result.facts.push_back(std::move(members));
  }

  void read_group(const syntax::FactItem& fact, int entity, ExampleFacts& result) {
    const auto group = model_.entity_names.find(fact.name.text);
    if (group == model_.entity_names.end() || !model_.belongs_to(entity, group->second)) {
      NameTable groups;
      for (const auto& [name, index] : model_.entity_names) {
        if (model_.belongs_to(entity, index)) groups.emplace(name, index);
      }
      checker_.report_undeclared("E0208", fmt::format("group of `{}`", model_.entities[entity].name), fact.name,
                                 groups);
      return;
    }
    ExampleFact members{ExampleFact::Kind::group, group->second};
    members.subjects.push_back(facts(fact.members.front().facts, group->second));
    result.facts.push_back(std::move(members));
  }

  void read_value(const syntax::FactItem& fact, int entity, ExampleFacts& result) {
    const Entity& at = model_.entities[entity];
    if (at.role_names.contains(fact.name.text)) {
      checker_.report(fact.span, "E0802", fmt::format("`{}` is a list", fact.name.text),
                      fmt::format("write `{} [ person {{ … }} ]`", fact.name.text));
      return;
    }
    const int index = checker_.find(at.field_names, "E0208", fmt::format("field of `{}`", at.name), fact.name);
    if (index < 0) return;
    const Field& field = model_.fields[index];
    if (field.by_year != fact.year.has_value()) {
      checker_.report(fact.span, "E0317",
                      field.by_year ? fmt::format("`{}` is known by year, and no year is given", field.name)
                                    : fmt::format("`{}` is not known by year", field.name),
                      field.by_year ? fmt::format("write `{}(2022) …`", field.name) : "");
      return;
    }
    if (fact.year && (fact.year->kind != syntax::ExprKind::number || fact.year->scale != 0)) {
      checker_.report(fact.year->span, "E0317", "the year of a fact is written as a number",
                      "write, for instance, `(2022)`");
      return;
    }
    ExampleFact value{ExampleFact::Kind::value, index};
    if (fact.year) value.year = fact.year->units;
    const auto read = literal_value(checker_, *fact.value, field.type, "E0802");
    if (!read) return;
    if (field.range && (*read < field.range->low || *read > field.range->high)) {
      checker_.report(fact.value->span, "E0803", fmt::format("the value lies outside the range of `{}`", field.name),
                      "an example's facts must be possible; leave the fact out to make it unknown");
      return;
    }
    value.value = *read;
    result.facts.push_back(std::move(value));
  }

  void read_expectations(Example& example) {
    if (item_.expectations.size() != 1) {
      if (item_.expectations.empty())
        checker_.report(item_.head.name.span, "E0806", "the example expects nothing",
                        "end it with `expect eligible`, for instance");
      else
        checker_.report(item_.expectations[1].span, "E0806", "the example expects two things", "keep one `expect`");
      return;
    }
    const syntax::Expectation& expected = item_.expectations.front();
    const std::string& outcome = expected.outcome.text;
    example.outcome = outcome == "eligible"       ? ExpectedOutcome::eligible
                      : outcome == "not eligible" ? ExpectedOutcome::not_eligible
                      : outcome == "undetermined" ? ExpectedOutcome::undetermined
                                                  : ExpectedOutcome::not_in_force;
    if (expected.because) example.because = conditions(*expected.because, model_.rights[example.right]);
    if (expected.missing) example.missing = fact_names(*expected.missing);
    if (expected.needs) example.needs = fact_names(*expected.needs);
    if (expected.amount) read_amount(expected, example);
  }

  void read_amount(const syntax::Expectation& expected, Example& example) {
    const Right& right = model_.rights[example.right];
    if (!right.has_amount) {
      checker_.report(expected.amount->span, "E0705", fmt::format("the right `{}` has no amount", right.name),
                      "leave `amount` out");
      return;
    }
    const Type money{TypeKind::money, kMoneyScale, right.amount_period};
    const auto low = literal_value(checker_, *expected.amount, money, "E0802", true);
    const auto high = expected.amount_high ? literal_value(checker_, *expected.amount_high, money, "E0802", true) : low;
    if (low && high) example.amount = Range{*low, *high};
  }

  static void collect(const Condition& condition, NameTable& names) {
    if (condition.kind == Condition::Kind::leaf) names.emplace(condition.name, 0);
    for (const Condition& part : condition.parts) collect(part, names);
  }

  std::vector<std::string> conditions(const std::vector<syntax::Name>& written, const Right& right) {
    NameTable known;
    for (const auto& version : right.versions) {
      for (const Condition& condition : version.value.conditions) collect(condition, known);
    }
    std::vector<std::string> names;
    for (const auto& name : written) {
      if (!known.contains(name.text))
        checker_.report_undeclared("E0804", fmt::format("condition of `{}`", right.name), name, known);
      names.push_back(name.text);
    }
    return names;
  }

  // The last word of `dependants[2].custody` must be a field, a role or an entity's.
  std::vector<std::string> fact_names(const std::vector<syntax::Expr>& written) {
    std::vector<std::string> names;
    NameTable known;
    for (const Field& field : model_.fields) known.emplace(field.name, 0);
    for (const Role& role : model_.roles) known.emplace(role.name, 0);
    for (const auto& fact : written) {
      const std::string bare =
          fact.text.substr(0, fact.text.find('(') == std::string::npos ? fact.text.size() : fact.text.find('('));
      const std::size_t dot = bare.rfind('.');
      const std::string last = dot == std::string::npos ? bare : bare.substr(dot + 1);
      if (!known.contains(last)) checker_.report_undeclared("E0804", "fact", {last, fact.span}, known);
      names.push_back(fact.text);
    }
    return names;
  }

  Checker& checker_;
  const Model& model_;
  const syntax::ExampleItem& item_;
};

}  // namespace

void check_examples(Checker& checker) {
  for (const auto* item : checker.items<syntax::ExampleItem>()) ExampleReader(checker, *item).read();
}

}  // namespace proactive::semantics
