#include "emit/pass.h"

#include <fmt/format.h>

#include <algorithm>

#include "emit/support.h"

namespace proactive::emit {

using plan::Context;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using semantics::TypeKind;

Pass::Pass(const Unit& unit)
    : unit_(unit),
      needed_(unit.program.code.size()),
      hints_(unit.program.code.size()),
      variables_(unit.program.code.size()) {
  declared_.places.resize(unit.program.contexts.size());
  for (const Snippet& snippet : support()) declared_.scope.reserve(snippet.name);
  for (const char* word : {"answer", "settled", "std", "subject"}) declared_.scope.reserve(word);
  for (const auto& [entity, reads] : unit.names.entities()) declared_.scope.reserve(unit.names.structure(entity));
  declared_.scope.reserve(unit.names.answer(unit.right.right));
  declared_.scope.reserve(unit.names.function(unit.right.right));
  const int subject = unit.program.contexts.front().entity;
  subject_ = declared_.scope.take(identifier(model().entities[subject].name));
  declared_.places.front() = {subject_};
  for (const Register reg : {unit.right.outcome, unit.right.amount, unit.right.received}) {
    if (reg >= 0) mark_needed(reg);
  }
  for_each_condition([&](const plan::ConditionPlan& condition, const std::vector<Register>& around) {
    mark_needed(condition.reg);
    for (const Register group : around) mark_needed(group);
  });
  name_registers();
}

void Pass::mark_needed(Register reg) {
  std::vector<Register> todo{reg};
  while (!todo.empty()) {
    const Register one = todo.back();
    todo.pop_back();
    if (needed_[one]) continue;
    needed_[one] = true;
    todo.insert(todo.end(), at(one).operands.begin(), at(one).operands.end());
  }
}

// ---- names -------------------------------------------------------------------------------

namespace {

constexpr const char* kHints[] = {
    "constant", "unknown", "fact",    "known",    "negation", "both",     "either", "enough",   "test",   "is_among",
    "total",    "rest",    "product", "quotient", "mirror",   "size",     "least",  "greatest", "scaled", "in_units",
    "rounded_", "later",   "later",   "year",     "month",    "day",      "years",  "chosen",   "scale",  "cell",
    "counted_", "sum",     "any",     "all",      "least",    "greatest", "pays"};

}  // namespace

std::string Pass::hint(Register reg) const {
  const Instruction& instruction = at(reg);
  const plan::Program& program = unit_.program;
  if (plan::reads_fact(instruction.op)) {
    const plan::Input& input = program.inputs[instruction.input];
    const semantics::Field& field = model().fields[input.field];
    const Context& context = program.contexts[instruction.context];
    std::string name = instruction.op == OpCode::known ? "knows_" : "";
    if (context.kind == Context::Kind::group) name += model().entities[context.target].name + "_";
    if (context.kind == Context::Kind::only_member) name += model().roles[context.target].name + "_";
    return name + field.name + (field.by_year ? fmt::format("_{}", input.year) : "");
  }
  if (const auto define = program.defined.find(reg); define != program.defined.end())
    return model().defines[define->second].name;
  if (instruction.op == OpCode::table && program.tables[instruction.data].figure >= 0)
    return model().tables[program.tables[instruction.data].figure].name;
  if (instruction.op == OpCode::scale && program.scales[instruction.data].figure >= 0)
    return model().scales[program.scales[instruction.data].figure].name;
  const std::string op = kHints[static_cast<std::size_t>(instruction.op)];
  return plan::is_aggregate(instruction.op) ? op + "_" + model().roles[instruction.input].name : op;
}

void Pass::name_registers() {
  for_each_condition([&](const plan::ConditionPlan& condition, const std::vector<Register>&) {
    const bool named = plan::reads_fact(at(condition.reg).op) || unit_.program.defined.contains(condition.reg);
    if (!named) hints_[condition.reg] = condition.source->name;
  });
  for (std::size_t i = 0; i < hints_.size(); ++i) {
    const auto reg = static_cast<Register>(i);
    if (needed_[i] && hints_[i].empty()) hints_[i] = hint(reg);
  }
}

const std::string& Pass::declare(Register reg) {
  variables_[reg] = declared_.scope.take(identifier(hints_[reg]));
  return variables_[reg];
}

// `modest`: Le revenu … [Art. R124-1]
std::string Pass::description(const semantics::Condition& condition) {
  return fmt::format("{}: {}{}", condition.name, condition.label,
                     condition.law.empty() ? "" : fmt::format(" [{}]", condition.law));
}

// ---- instructions and loops --------------------------------------------------------------

void Pass::write_function(const std::string& function, Writer& to) {
  write_instructions();
  write_answer();
  const std::vector<std::string_view> used = identifiers(out_.text());
  const bool unused = std::find(used.begin(), used.end(), subject_) == used.end();
  to.open(fmt::format("{} {}({}const {}& {}) noexcept {{", unit_.names.answer(unit_.right.right), function,
                      unused ? "[[maybe_unused]] " : "",
                      unit_.names.structure(model().rights[unit_.right.right].entity), subject_));
  to.raw(out_.text());
  to.close();
}

void Pass::write_instructions() {
  for (const Register reg : unit_.program.main) {
    if (!needed_[reg] || is_constant(reg)) continue;
    for_each_condition([&](const plan::ConditionPlan& condition, const std::vector<Register>&) {
      if (condition.reg == reg) out_.comment(description(*condition.source));
    });
    write(reg);
  }
}

void Pass::write_loop(const Instruction& instruction, absl::FunctionRef<std::string()> step) {
  const std::string walked = list(instruction.context, instruction.input);
  const Declared outside = declared_;
  const int entity = model().roles[instruction.input].member;
  const std::string member = declared_.scope.take(identifier(model().entities[entity].name));
  declared_.places[instruction.loop] = {member};
  out_.open(fmt::format("for (const {}& {} : {}) {{", unit_.names.structure(entity), member, walked));
  for (const Register reg : instruction.body) {
    if (needed_[reg] && !is_constant(reg)) write(reg);
  }
  out_.line(step());
  out_.close();
  declared_ = outside;
}

std::string Pass::number_of(const Instruction& instruction, bool that_hold) const {
  std::string text;
  for (const Register one : instruction.operands)
    text += fmt::format("{}int{{{}}}", text.empty() ? "" : " + ", that_hold ? yes(one) : no(one));
  return text;
}

void Pass::write_known_answer(const std::string& amount) {
  const plan::RightPlan& right = unit_.right;
  out_.line(fmt::format("{} answer;", unit_.names.answer(right.right)));
  out_.line(fmt::format("answer.outcome = {} ? Outcome::eligible : Outcome::not_eligible;", yes(right.outcome)));
  if (right.received >= 0)
    out_.line(fmt::format("answer.received = {} ? Truth::yes : Truth::no;", yes(right.received)));
  if (!amount.empty()) {
    out_.line(fmt::format("answer.amount.low_cents = {} ? {} : 0;", yes(right.outcome), amount));
    out_.line("answer.amount.high_cents = answer.amount.low_cents;");
  }
  write_deciding();
  out_.line("return answer;");
}

void Pass::write_deciding() {
  std::vector<std::string> holds_not;
  for_each_condition([&](const plan::ConditionPlan& condition, const std::vector<Register>& around) {
    std::string text = no(condition.reg);
    for (const Register group : around) text += fmt::format(" && {}", no(group));
    holds_not.push_back(std::move(text));
  });
  // A condition that does not hold refuses by itself, and so does a group, so that the outcome
  // need not be asked.
  if (holds_not.empty()) return;
  if (holds_not.size() > 64) {
    for (std::size_t i = 0; i < holds_not.size(); ++i)
      out_.line(fmt::format("answer.deciding[{}] = {};", i, holds_not[i]));
    return;
  }
  std::string bits;
  for (std::size_t i = 0; i < holds_not.size(); ++i)
    bits += fmt::format("{}bit({}, {})", bits.empty() ? "" : " | ", holds_not[i], i);
  out_.line(fmt::format("answer.deciding = {};", bits));
}

// ---- subjects and facts ------------------------------------------------------------------

const Pass::Place& Pass::place(int context) {
  Place& known = declared_.places[context];
  if (!known.object.empty()) return known;
  const Context& at = unit_.program.contexts[context];
  const Place parent = place(at.parent);
  const std::string& structure = unit_.names.structure(at.entity);
  const bool is_group = at.kind == Context::Kind::group;
  const std::string& name = is_group ? model().entities[at.target].name : model().roles[at.target].name;
  const semantics::Role* role = is_group ? nullptr : &model().roles[at.target];
  const std::string found =
      is_group ? parent(unit_.names.group(unit_.program.contexts[at.parent].entity, at.target))
               : fmt::format("listed({}, {}, {}).only()", parent(unit_.names.role(at.target)), role->low, role->high);
  const std::string variable = declared_.scope.take(identifier(name));
  out_.line(fmt::format("const {}* const {} = {};", structure, variable, guarded(parent, "nullptr", found)));
  const bool there = gives_up_when(variable + " == nullptr");
  declared_.places[context] = {variable, true, !there};
  return declared_.places[context];
}

std::string Pass::guarded(const Place& place, const std::string& unknown, const std::string& read) const {
  return place.may_be_null ? fmt::format("{} == nullptr ? {} : {}", place.object, unknown, read) : read;
}

Pass::Reading Pass::reading(const Instruction& instruction) const {
  const plan::Input& input = unit_.program.inputs[instruction.input];
  const semantics::Field& field = model().fields[input.field];
  Reading reading;
  reading.needed = input.needed;
  reading.kind = field.type.kind;
  if (reading.kind == TypeKind::choice) reading.size = model().choices[field.type.choice].members.size();
  const bool dated = reading.kind == TypeKind::date;
  reading.anything = !field.range && !dated;
  reading.low = field.range ? field.range->low : dated ? values::kFirstDay : values::kMin64;
  reading.high = field.range ? field.range->high : dated ? values::kLastDay : values::kMax64;
  return reading;
}

std::string Pass::read(const Instruction& instruction) {
  const Reading reading = this->reading(instruction);
  const bool is_truth = reading.kind == TypeKind::boolean;
  const bool is_choice = reading.kind == TypeKind::choice;
  const std::string unknown =
      is_truth ? "Kleene{}" : fmt::format("Whole{{{}, false}}", is_choice ? "0" : literal(reading.low));
  // What only an idle condition reads is asked of nobody.
  if (!reading.needed) return unknown;
  const Place subject = place(instruction.context);
  const std::string fact = subject(unit_.names.fact(unit_.program.inputs[instruction.input]));
  if (is_truth) return guarded(subject, unknown, fmt::format("read_truth({})", fact));
  if (is_choice) return guarded(subject, unknown, fmt::format("read_choice({}, {})", fact, reading.size));
  if (reading.anything) return guarded(subject, unknown, fmt::format("read_any({})", fact));
  const char* const reader = reading.kind == TypeKind::date ? "read_day" : "read";
  return guarded(subject, unknown,
                 fmt::format("{}({}, {}, {})", reader, fact, literal(reading.low), literal(reading.high)));
}

std::string Pass::list(int context, int role) {
  const auto known = declared_.lists.find({context, role});
  if (known != declared_.lists.end()) return known->second;
  const Place group = place(context);
  const semantics::Role& declared = model().roles[role];
  const std::string name = declared_.scope.take(identifier(declared.name));
  const std::string type = fmt::format("List<{}>", unit_.names.structure(declared.member));
  const std::string members = group(unit_.names.role(role));
  const std::string number = fmt::format("{}, {}, {}", members, literal(declared.low), literal(declared.high));
  if (gives_up_when(fmt::format("!known_list({})", number)))
    out_.line(fmt::format("const {} {}{{{}.first, {}.count, true}};", type, name, members, members));
  else
    out_.line(
        fmt::format("const {} {} = {};", type, name, guarded(group, type + "{}", fmt::format("listed({})", number))));
  declared_.lists[{context, role}] = name;
  return name;
}

// ---- constants ---------------------------------------------------------------------------

const std::string& Pass::constant(const std::string& key, const std::string& name,
                                  absl::FunctionRef<void(const std::string&)> write) {
  const auto known = declared_.constants.find(key);
  if (known != declared_.constants.end()) return known->second;
  const std::string taken = declared_.scope.take("k" + type_name(name));
  write(taken);
  return declared_.constants[key] = taken;
}

const std::string& Pass::cells(int table) {
  const plan::TableData& data = unit_.program.tables[table];
  const std::string name = data.figure < 0 ? "cells" : model().tables[data.figure].name;
  return constant(fmt::format("table {}", table), name, [&](const std::string& taken) {
    const std::size_t columns = data.columns.empty() ? 1 : data.columns.size();
    out_.open(fmt::format("static constexpr std::int64_t {}[{}][{}] = {{", taken, data.rows.size(), columns));
    for (std::size_t row = 0; row < data.rows.size(); ++row) {
      std::string cells;
      for (std::size_t column = 0; column < columns; ++column)
        cells += (column == 0 ? "" : ", ") + literal(data.cell(row, column));
      out_.line("{" + cells + "},");
    }
    out_.close("};");
  });
}

const std::string& Pass::brackets(int scale) {
  const plan::ScaleData& data = unit_.program.scales[scale];
  const std::string name = data.figure < 0 ? "brackets" : model().scales[data.figure].name;
  return constant(fmt::format("scale {}", scale), name, [&](const std::string& taken) {
    std::string brackets;
    for (const plan::Bracket& bracket : data.brackets) {
      brackets += fmt::format("{}{{{}, {}}}", brackets.empty() ? "" : ", ",
                              literal(bracket.last ? 0 : bracket.up_to.num), literal(bracket.value));
    }
    out_.line(fmt::format("static constexpr WideBracket {}[] = {{{}}};", taken, brackets));
  });
}

}  // namespace proactive::emit
