#include "answers/visibility.h"

#include <fmt/format.h>

#include <algorithm>

#include "values/misuse.h"

namespace proactive::answers {

using plan::Context;
using semantics::Field;
using semantics::Model;
using semantics::Secrecy;

namespace {

int find_role(const Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.roles.size(); ++i) {
    if (model.roles[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

int find_holder(const Model& model, const std::string& name) {
  const auto found = model.source_names.find(name);
  return found == model.source_names.end() ? -1 : found->second;
}

}  // namespace

std::vector<Diagnostic> check_audience(const Model& model, const Audience& audience) {
  const bool is_role = audience.kind == Audience::Kind::person;
  if (audience.kind == Audience::Kind::auditor || (is_role && audience.name.empty())) return {};
  if ((is_role ? find_role(model, audience.name) : find_holder(model, audience.name)) >= 0) return {};
  return {values::misuse(
      "E1301", fmt::format("there is no {} `{}` for whom to explain", is_role ? "role" : "source", audience.name),
      is_role ? "name a role of the vocabulary, or none for the subject itself"
              : "name a source of the vocabulary, which holds data")};
}

Visibility::Visibility(const plan::Program& program, const Audience& audience)
    : program_(program), audience_(audience), hidden_(program.code.size()) {
  if (audience.kind == Audience::Kind::person) role_ = find_role(*program.model, audience.name);
  if (audience.kind == Audience::Kind::agent) holder_ = find_holder(*program.model, audience.name);
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    const plan::Instruction& instruction = program.code[i];
    // An instruction that is left out of the program has lost its input.
    const bool reads = plan::reads_fact(instruction.op) && instruction.input >= 0;
    hidden_[i] = (reads && !shows_fact(instruction.context, program.inputs[instruction.input].field)) ||
                 std::any_of(instruction.operands.begin(), instruction.operands.end(),
                             [&](plan::Register operand) { return hidden_[operand]; });
  }
}

bool Visibility::shows_fact(int context, int field_index) const {
  if (field_index == plan::kClock) return true;
  const Field& field = program_.model->fields[field_index];
  const bool told = field.source < 0;
  const bool closed = field.secrecy == Secrecy::medical || field.secrecy == Secrecy::defence;
  switch (audience_.kind) {
    case Audience::Kind::auditor: return !closed;
    case Audience::Kind::agent: return !closed && (told || field.source == holder_ || field.secrecy == Secrecy::none);
    case Audience::Kind::person: break;
  }
  const auto& concealed = field.concealed_from;
  if (role_ >= 0 && std::find(concealed.begin(), concealed.end(), role_) != concealed.end()) return false;
  if (closed && !told) return false;
  return role_ < 0 || field.secrecy == Secrecy::none || !read_of_another_role(context);
}

// Reached through a role that is not the audience's.
bool Visibility::read_of_another_role(int context) const {
  for (; context >= 0; context = program_.contexts[context].parent) {
    const Context& at = program_.contexts[context];
    const bool came_down = at.kind == Context::Kind::member || at.kind == Context::Kind::only_member;
    if (came_down && at.target != role_) return true;
  }
  return false;
}

}  // namespace proactive::answers
