// The next question, and what is still needed for one subject.
#include "proactive/question.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/next_question.h"
#include "api/state.h"
#include "facts/names.h"
#include "facts/record_source.h"
#include "proactive/plan.h"
#include "values/text.h"

namespace proactive {

namespace {

using semantics::Field;
using semantics::Model;
using semantics::TypeKind;

std::vector<AskedStep> steps_to(const plan::Program& program, int context, const std::vector<std::int64_t>& indices) {
  std::vector<AskedStep> steps;
  for (; context >= 0 && program.contexts[context].kind != plan::Context::Kind::root;
       context = program.contexts[context].parent) {
    const plan::Context& at = program.contexts[context];
    using Kind = plan::Context::Kind;
    if (at.kind == Kind::group)
      steps.push_back({program.model->entities[at.target].name, -1});
    else
      steps.push_back({program.model->roles[at.target].name, at.kind == Kind::member ? indices[context] : 0});
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

// An end of a range as a record would have it.
std::string written(const semantics::Type& type, std::int64_t value) {
  if (type.kind == TypeKind::date) return to_string(Date{static_cast<std::int32_t>(value)});
  return values::write_number(value, type.scale);
}

void describe_field(const Model& model, const plan::Input& input, AskedFact& asked) {
  const Field& field = model.fields[input.field];
  asked.entity = model.entities[field.entity].name;
  asked.column = facts::column_of(model, input);
  asked.label = field.label;
  asked.type = detail::type_name(model, field.type);
  asked.secrecy = semantics::to_string(field.secrecy);
  asked.kept_months = field.kept_months;
  if (field.type.kind == TypeKind::choice) {
    for (const auto& member : model.choices[field.type.choice].members)
      asked.members.push_back({member.name, member.label});
  }
  if (!field.range) return;
  asked.low = written(field.type, field.range->low);
  asked.high = written(field.type, field.range->high);
}

void describe_list(const Model& model, const semantics::Role& role, AskedFact& asked) {
  asked.is_list = true;
  asked.entity = model.entities[role.group].name;
  asked.column = role.name;
  asked.label = role.label;
  asked.type = model.entities[role.member].name;
  asked.low = std::to_string(role.low);
  asked.high = std::to_string(role.high);
}

AskedFact describe(const plan::Program& program, const answers::MissingFact& fact) {
  const Model& model = *program.model;
  AskedFact asked;
  asked.fact = fact.name;
  asked.steps = steps_to(program, fact.context, fact.indices);
  asked.absence = fact.absence;
  if (fact.field < 0)
    describe_list(model, model.roles[fact.place], asked);
  else
    describe_field(model, program.inputs[fact.place], asked);
  return asked;
}

// Who is asked, of a question or of a fact.
template <typename T>
void name_holder(const Model& model, int source, T& of) {
  if (source < 0) return;
  const semantics::Source& holder = model.sources[source];
  of.source = holder.name;
  of.source_label = holder.label;
  of.way = holder.way;
  of.address = holder.address;
}

std::vector<std::string> names_of(const plan::Program& program, const std::vector<int>& rights) {
  std::vector<std::string> names;
  for (const int right : rights) names.push_back(program.model->rights[program.rights[right].right].name);
  return names;
}

Question describe(const plan::Program& program, const answers::Choice& choice) {
  Question question;
  name_holder(*program.model, choice.source, question);
  for (const auto& candidate : choice.facts) question.facts.push_back(describe(program, candidate.fact));
  question.rights = names_of(program, choice.rights);
  question.cost = choice.cost;
  question.expected = choice.expected;
  question.expected_of = choice.expected_of;
  question.alone = choice.alone;
  return question;
}

StillNeeded describe(const plan::Program& program, const answers::Candidate& candidate) {
  const Model& model = *program.model;
  StillNeeded needed;
  needed.fact = describe(program, candidate.fact);
  name_holder(model, candidate.fact.field < 0 ? -1 : model.fields[candidate.fact.field].source, needed);
  needed.rights = names_of(program, candidate.changed);
  needed.alone = candidate.alone;
  return needed;
}

// The subject of a record as a source of facts for the program of its entity.
struct Subject {
  const plan::Program* program = nullptr;
  std::unique_ptr<facts::RecordSource> source;
};

Result<Subject> subject_of(const detail::PlanState& state, const Record& record, std::string_view entity,
                           const Audience& audience) {
  Diagnostics errors = answers::check_audience(*state.rules->model, audience);
  if (!errors.empty()) return errors;
  int index = -1;
  const auto program = detail::program_for(state, entity, index);
  if (!program) return program.errors();
  Subject subject{*program, nullptr};
  if (subject.program == nullptr) return subject;
  subject.source = std::make_unique<facts::RecordSource>(*subject.program, index, record, errors);
  if (!errors.empty()) return errors;
  return subject;
}

// Whom a fact is about.
Record& reached(Record& record, const AskedFact& fact) {
  Record* at = &record;
  for (const AskedStep& step : fact.steps)
    at = step.member < 0 ? &at->group(step.name) : &at->member(step.name, static_cast<std::size_t>(step.member));
  return *at;
}

}  // namespace

void put(Record& record, const AskedFact& fact, FactValue value) {
  reached(record, fact).set(fact.column, std::move(value));
}

void put_members(Record& record, const AskedFact& fact, std::size_t count) {
  Record& group = reached(record, fact);
  group.no_members(fact.column);
  for (std::size_t i = 0; i < count; ++i) group.add(fact.column, Record{});
}

void put_absence(Record& record, const AskedFact& fact, Absence reason) {
  reached(record, fact).absent(fact.column, reason);
}

std::string Question::text(Language language) const {
  const bool french = language == Language::french;
  std::string text = source.empty() ? (french ? "Demander à la personne" : "Ask the person")
                                    : fmt::format("{} {}", french ? "Demander à" : "Ask", source_label);
  if (!address.empty()) text += fmt::format(" ({})", address);
  text += french ? " : " : ": ";
  for (std::size_t i = 0; i < facts.size(); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", facts[i].label, facts[i].fact);
  return text + ".";
}

Result<std::optional<Question>> Plan::next_question(const Record& record, const QuestionOptions& options) const {
  const auto subject = subject_of(*state_, record, options.entity, options.audience);
  if (!subject) return subject.errors();
  if (subject->program == nullptr) return std::optional<Question>{};
  const auto choice = answers::next_question(*subject->program, *subject->source, subject->source->subject(), options);
  if (!choice) return std::optional<Question>{};
  return std::optional<Question>{describe(*subject->program, *choice)};
}

Result<std::vector<StillNeeded>> Plan::still_needed(const Record& record, std::string_view entity,
                                                    const Audience& audience) const {
  const auto subject = subject_of(*state_, record, entity, audience);
  if (!subject) return subject.errors();
  std::vector<StillNeeded> needed;
  if (subject->program == nullptr) return needed;
  const auto facts = answers::still_needed(*subject->program, *subject->source, subject->source->subject(), audience);
  for (const auto& candidate : facts) needed.push_back(describe(*subject->program, candidate));
  return needed;
}

}  // namespace proactive
