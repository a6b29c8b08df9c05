// Explanations as JSON. The schema is docs/schemas/explanation-1.json; a change of what stands
// here is a new version of it.
#include "answers/json.h"
#include "proactive/explanation.h"

namespace proactive {

namespace {

using answers::Json;

constexpr std::string_view kKinds[] = {"truth", "number", "rate", "money", "date", "choice"};
constexpr std::string_view kStates[] = {"known", "open", "no result", "not read"};
constexpr std::string_view kUnits[] = {"cents", "days", "years", "units"};
constexpr std::string_view kAudiences[] = {"person", "agent", "auditor"};
constexpr std::string_view kFigures[] = {"parameter", "scale", "table"};
constexpr std::string_view kConditions[] = {"condition", "either", "at_least"};

template <typename E, std::size_t N>
std::string_view word(const std::string_view (&words)[N], E value) {
  return words[static_cast<std::size_t>(value)];
}

class Writer {
 public:
  explicit Writer(Language language) : language_(language) {}

  template <typename T>
  void list(std::string_view name, const std::vector<T>& values) {
    json_.key(name).begin('[');
    for (const T& value : values) write(value);
    json_.end(']');
  }

  void optional_date(std::string_view name, const std::optional<Date>& date) {
    json_.key(name);
    date ? json_.text(to_string(*date)) : json_.null();
  }

  void write(const std::string& value) { json_.text(value); }

  void write(const ShownValue::Choice& choice) {
    json_.begin('{').member("name", choice.name).member("label", choice.label).end('}');
  }

  void write(const ShownValue& value) {
    json_.begin('{').member("type", word(kKinds, value.kind)).member("state", word(kStates, value.state));
    json_.member("exact", to_exact(value)).member("text", to_text(value, language_));
    if (value.kind == ShownValue::Kind::money) json_.member("period", value.period);
    if (value.kind == ShownValue::Kind::choice) list("choices", value.choices);
    json_.end('}');
  }

  void optional_value(std::string_view name, const std::optional<ShownValue>& value) {
    json_.key(name);
    value ? write(*value) : static_cast<void>(json_.null());
  }

  void write(const ExplanationStep& step) {
    json_.begin('{').member("operation", to_string(step.operation));
    if (!step.name.empty()) json_.member("name", step.name);
    if (!step.label.empty()) json_.member("label", step.label);
    if (!step.law.empty()) json_.member("law", step.law);
    json_.key("value");
    write(step.value);
    if (step.datum >= 0) json_.key("datum").number(step.datum);
    if (step.figure >= 0) json_.key("figure").number(step.figure);
    if (step.repeated) json_.key("repeated").truth(true);
    if (!step.allowed.empty()) list("allowed", step.allowed);
    if (!step.parts.empty()) list("parts", step.parts);
    json_.end('}');
  }

  void optional_step(std::string_view name, const std::optional<ExplanationStep>& step) {
    json_.key(name);
    step ? write(*step) : static_cast<void>(json_.null());
  }

  void write(const ExplainedCondition& condition) {
    json_.begin('{').member("kind", word(kConditions, condition.kind));
    json_.member("name", condition.name).member("label", condition.label).member("law", condition.law);
    json_.member("value", to_string(condition.value)).key("decides").truth(condition.decides);
    if (condition.kind == ExplainedCondition::Kind::leaf) {
      optional_step("steps", condition.steps);
    } else {
      if (condition.kind == ExplainedCondition::Kind::at_least) json_.key("count").number(condition.count);
      list("parts", condition.parts);
    }
    json_.end('}');
  }

  void write(const Datum::Place& place) {
    json_.begin('{').member(place.is_group ? "group" : "role", place.name);
    if (!place.is_group) json_.key("member").number(place.member);
    json_.end('}');
  }

  void write(const Datum& datum) {
    json_.begin('{').member("fact", datum.fact).member("column", datum.column).member("label", datum.label);
    json_.key("is_list").truth(datum.is_list);
    list("place", datum.place);
    json_.key("value");
    write(datum.value);
    json_.member("source", datum.source).member("source_label", datum.source_label).member("reason", datum.reason);
    optional_date("obtained", datum.obtained);
    json_.end('}');
  }

  void write(const FigureUse& figure) {
    json_.begin('{').member("kind", word(kFigures, figure.kind)).member("name", figure.name);
    json_.member("law", figure.law);
    optional_value("value", figure.value);
    optional_date("since", figure.since);
    optional_date("confirmed_on", figure.confirmed_on);
    json_.key("age_days");
    figure.age_days ? json_.number(*figure.age_days) : json_.null();
    json_.key("stale").truth(figure.stale).end('}');
  }

  void write(const Missing& missing) {
    json_.begin('{').member("fact", missing.fact).member("source", missing.source);
    json_.member("source_label", missing.source_label).member("reason", missing.reason);
    json_.member("next_step", missing.next_step(language_)).end('}');
  }

  void write(const ConditionResult& attested) {
    json_.begin('{').member("name", attested.name).member("label", attested.label).end('}');
  }

  void write(const StatutoryBlock& block) {
    json_.begin('{').member("title", block.title);
    list("lines", block.lines);
    json_.end('}');
  }

  void write(const FailedComparison& failed) {
    json_.begin('{').member("operation", to_string(failed.operation)).key("wanted").truth(failed.wanted);
    json_.member("name", failed.name).member("label", failed.label).key("value");
    write(failed.value);
    json_.member("threshold_name", failed.threshold_name).member("threshold_law", failed.threshold_law);
    optional_value("threshold", failed.threshold);
    list("allowed", failed.allowed);
    json_.key("distance");
    failed.distance ? write(*failed.distance) : static_cast<void>(json_.null());
    json_.end('}');
  }

  void write(const Distance& distance) {
    ShownValue value;
    value.kind = ShownValue::Kind::number;
    value.scale = distance.scale;
    value.low = distance.amount;
    value.low_over = distance.over;
    json_.begin('{').member("unit", word(kUnits, distance.unit)).member("exact", to_exact(value));
    json_.key("beyond").truth(distance.beyond).end('}');
  }

  void write(const FailingCondition& failing) {
    json_.begin('{').member("name", failing.name).member("label", failing.label).member("law", failing.law);
    list("because", failing.because);
    json_.end('}');
  }

  void head(std::string_view schema, const std::string& right, const std::string& label, const std::string& law,
            Date on) {
    json_.begin('{').member("schema", schema).member("right", right).member("label", label).member("law", law);
    json_.member("on", to_string(on)).member("language", language_ == Language::french ? "fr" : "en");
  }

  std::string explanation(const Explanation& e) {
    head(kExplanationSchema, e.right, e.label, e.law, e.on);
    json_.key("audience").begin('{').member("kind", word(kAudiences, e.audience.kind));
    json_.member("name", e.audience.name).end('}');
    json_.member("outcome", to_string(e.outcome)).key("amount");
    if (e.amount) {
      json_.begin('{').key("low_cents").number(e.amount->low_cents).key("high_cents").number(e.amount->high_cents);
      json_.member("period", e.period).end('}');
    } else {
      json_.null();
    }
    json_.key("partial").truth(e.partial).key("withheld").truth(e.withheld).key("complete").truth(e.complete);
    list("conditions", e.conditions);
    optional_step("amount_steps", e.amount_steps);
    list("data", e.data);
    list("figures", e.figures);
    list("missing", e.missing);
    list("no_result", e.no_result);
    list("attested", e.attested);
    json_.key("refusal");
    if (const auto sheet = e.refusal())
      refusal_members(*sheet);
    else
      json_.null();
    const auto blocks = e.statutory();
    list("statutory", std::vector<StatutoryBlock>(blocks.begin(), blocks.end()));
    return json_.end('}').take();
  }

  void refusal_members(const RefusalSheet& sheet) {
    json_.begin('{');
    refusal_body(sheet);
    json_.end('}');
  }

  void refusal_body(const RefusalSheet& sheet) {
    json_.key("independent")
        .truth(sheet.independent)
        .key("partial")
        .truth(sheet.partial)
        .key("withheld")
        .truth(sheet.withheld);
    list("failing", sheet.failing);
  }

  std::string refusal(const RefusalSheet& sheet) {
    head("proactive/refusal/1", sheet.right, sheet.label, sheet.law, sheet.on);
    refusal_body(sheet);
    return json_.end('}').take();
  }

 private:
  Json json_;
  Language language_;
};

}  // namespace

std::string Explanation::to_json() const { return Writer(language).explanation(*this); }
std::string RefusalSheet::to_json() const { return Writer(language).refusal(*this); }

}  // namespace proactive
