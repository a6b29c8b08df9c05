#include "answers/steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/missing.h"
#include "answers/operations.h"
#include "answers/shown.h"
#include "facts/names.h"
#include "plan/meaning.h"

namespace proactive::answers {

using plan::Instruction;
using plan::OpCode;
using plan::Register;
using semantics::Expr;
using semantics::Op;

namespace {

constexpr std::int64_t kFact = 0;
constexpr std::int64_t kList = 1;
constexpr std::int64_t kBody = 2;

// What a date is moved by: "plus months", "minus years".
std::string unit_of(std::int64_t per_unit, bool months) {
  const char* unit = !months ? "days" : per_unit % 12 == 0 ? "years" : "months";
  return fmt::format("{} {}", per_unit < 0 ? "minus" : "plus", unit);
}

}  // namespace

Steps::Steps(execution::Sets& sets, const Visibility& visibility, Explanation& into)
    : sets_(sets),
      program_(sets.program()),
      model_(*program_.model),
      outline_(program_.outline),
      visibility_(visibility),
      into_(into),
      indices_(program_.contexts.size(), -1) {}

// A fact of an instruction that is left out of the program reads nothing, and is named nevertheless.
bool Steps::hidden(const Node& node) const {
  if (!visibility_.shows(node.reg)) return true;
  if (node.expr == nullptr) return false;
  if (node.expr->op == Op::field) return !visibility_.shows_fact(node.context, node.expr->ref);
  return node.expr->op == Op::known && !visibility_.shows_fact(node.context, node.expr->operands.front().ref);
}

bool Steps::read(const Node& node) const {
  return program_.code[node.reg].op == OpCode::constant || outline_.live[node.reg];
}

// The same thing read again has the same key: what it is, and the members under way around it.
Steps::Key Steps::key_of(std::int64_t kind, std::int64_t what, int context) const {
  Key key{kind, what, context};
  if (context >= 0 && program_.contexts[context].loop < 0) return key;
  key.insert(key.end(), indices_.begin(), indices_.end());
  return key;
}

void Steps::enter(const Instruction& instruction, std::int64_t member) {
  ++entered_;
  sets_.enter(instruction, member);
}

std::optional<ExplanationStep> Steps::step(int index) {
  const Node& node = outline_.nodes[index];
  if (hidden(node)) return std::nullopt;
  // A change of the period alone computes nothing.
  const bool idle = node.expr != nullptr && node.expr->op == Op::convert_period && node.expr->value == 1;
  if (idle && !node.children.empty()) return step(node.children.front());
  if (left_ == 0) {
    into_.complete = false;
    return std::nullopt;
  }
  --left_;
  ExplanationStep step;
  if (node.condition != nullptr) {
    fill_condition(node, step);
    return step;
  }
  step.operation = operation_of(*node.expr);
  step.value = read(node) ? shown(model_, node.expr->type, sets_.at(node.reg)) : not_read(node.expr->type);
  fill(node, step);
  return step;
}

void Steps::fill(const Node& node, ExplanationStep& step) {
  switch (node.expr->op) {
    case Op::constant:
    case Op::today: return;
    case Op::field:
    case Op::known: return fill_fact(node, step);
    case Op::define: return fill_define(node, step);
    case Op::parameter: return fill_figure(node, FigureUse::Kind::parameter, step);
    case Op::scale: return fill_figure(node, FigureUse::Kind::scale, step);
    case Op::table: return fill_table(node, step);
    case Op::choose: return fill_choose(node, step);
    case Op::count:
    case Op::sum:
    case Op::any:
    case Op::all:
    case Op::least:
    case Op::greatest: return fill_members(node, step);
    case Op::entitled:
    case Op::amount_of: return fill_right(node, step);
    case Op::receives: step.name = model_.rights[node.expr->ref].name; break;
    case Op::in_members:
      step.allowed = shown_members(model_, node.expr->operands[0].type.choice, node.expr->members);
      break;
    case Op::add_months: step.name = unit_of(node.expr->value, true); break;
    case Op::add_days: step.name = unit_of(node.expr->value, false); break;
    default: break;
  }
  fill_children(node, step);
  if (node.expr->op != Op::round) return;
  // To a multiple of what is rounded.
  ExplanationStep granularity;
  granularity.value = shown(model_, node.expr->type, values::single(values::Domain::number, {node.expr->value, 1}));
  step.parts.push_back(std::move(granularity));
}

// False when the part is kept from the audience or no step is left.
bool Steps::add_part(int node, ExplanationStep& step) {
  std::optional<ExplanationStep> part = this->step(node);
  if (!part) return false;
  step.parts.push_back(std::move(*part));
  return true;
}

bool Steps::add_operand(const Node& node, const Expr& operand, ExplanationStep& step) {
  const int child = outline_.child_of(node, operand);
  return child >= 0 && add_part(child, step);
}

void Steps::fill_children(const Node& node, ExplanationStep& step) {
  step.parts.reserve(node.children.size());
  for (const int child : node.children) add_part(child, step);
}

void Steps::fill_condition(const Node& node, ExplanationStep& step) {
  const semantics::Condition& condition = *node.condition;
  const bool leaf = condition.kind == semantics::Condition::Kind::leaf;
  step.operation = leaf ? Operation::condition : Operation::group;
  step.name = condition.name;
  step.label = condition.label;
  step.law = condition.law;
  if (read(node))
    step.value = shown(model_, {semantics::TypeKind::boolean}, sets_.at(node.reg));
  else
    step.value.state = ShownValue::State::not_read;
  fill_children(node, step);
}

// ---- facts -------------------------------------------------------------------------------

Datum Steps::new_datum(int context, int field_index) {
  const semantics::Field& field = model_.fields[field_index];
  Datum datum;
  datum.label = field.label;
  datum.place = place_of(program_, context, indices_);
  if (field.source >= 0) {
    datum.source = model_.sources[field.source].name;
    datum.source_label = model_.sources[field.source].label;
  }
  return datum;
}

int Steps::datum(const Node& node, const Instruction& instruction) {
  const auto [place, fresh] =
      data_.emplace(key_of(kFact, instruction.input, instruction.context), static_cast<int>(into_.data.size()));
  if (!fresh) return place->second;
  const plan::Input& input = program_.inputs[instruction.input];
  Datum datum = new_datum(instruction.context, input.field);
  datum.fact = plan::fact_name(program_, instruction.context, input, indices_);
  datum.column = facts::column_of(model_, input);
  const facts::Row row = sets_.row(instruction.context);
  const semantics::Type& type = model_.fields[input.field].type;
  const auto domain = semantics::domain_of(type);
  std::int64_t value = 0;
  if (row != facts::kNoRow && sets_.source().fact(instruction.input, row, value)) {
    datum.value = shown(model_, type, values::single(domain, {value, 1}));
    std::int32_t day = 0;
    if (sets_.source().obtained(instruction.input, row, day)) datum.obtained = Date{day};
  } else {
    const bool is_fact = node.expr->op == Op::field;
    datum.value = shown(model_, type, is_fact ? instruction.start : values::full(domain, values::kMaxChoiceMembers));
    datum.value.state = ShownValue::State::open;
    datum.reason = to_string(row == facts::kNoRow ? absence_of_row(sets_, instruction.context)
                                                  : sets_.source().absence(instruction.input, row));
  }
  into_.data.push_back(std::move(datum));
  return place->second;
}

void Steps::fill_fact(const Node& node, ExplanationStep& step) {
  const Expr& expr = node.expr->op == Op::known ? node.expr->operands.front() : *node.expr;
  const semantics::Field& field = model_.fields[expr.ref];
  step.label = field.label;
  const Instruction& instruction = program_.code[node.reg];
  if (!plan::reads_fact(instruction.op) || !outline_.live[node.reg]) {
    step.name = plan::context_name(program_, node.context, indices_) + field.name;
    return;
  }
  step.datum = datum(node, instruction);
  step.name = into_.data[step.datum].fact;
}

int Steps::list(const Instruction& instruction) {
  const auto [place, fresh] =
      data_.emplace(key_of(kList, instruction.input, instruction.context), static_cast<int>(into_.data.size()));
  if (!fresh) return place->second;
  const semantics::Role& role = model_.roles[instruction.input];
  Datum datum;
  datum.is_list = true;
  datum.label = role.label;
  datum.column = role.name;
  datum.fact = plan::context_name(program_, instruction.context, indices_) + role.name;
  datum.place = place_of(program_, instruction.context, indices_);
  datum.value.kind = ShownValue::Kind::number;
  std::int64_t count = 0;
  if (sets_.members(instruction, count)) {
    datum.value.low = datum.value.high = count;
  } else {
    datum.value = {ShownValue::Kind::number, ShownValue::State::open, 0, role.low, 1, role.high, 1, {}, {}, {}};
    const facts::Row group = sets_.row(instruction.context);
    datum.reason = to_string(group == facts::kNoRow ? absence_of_row(sets_, instruction.context)
                                                    : sets_.source().list_absence(instruction.input, group));
  }
  into_.data.push_back(std::move(datum));
  return place->second;
}

// ---- named quantities --------------------------------------------------------------------

void Steps::fill_define(const Node& node, ExplanationStep& step) {
  step.name = plan::context_name(program_, node.context, indices_) + model_.defines[node.expr->ref].name;
  if (node.children.empty()) return;
  step.repeated = !walked_.insert(key_of(kBody, node.children.front(), node.context)).second;
  if (!step.repeated) fill_children(node, step);
}

// The conditions of the other right, and for an amount its steps.
void Steps::fill_right(const Node& node, ExplanationStep& step) {
  step.name = model_.rights[node.expr->ref].name;
  step.label = model_.rights[node.expr->ref].label;
  const auto found = outline_.rights.find({node.expr->ref, node.context});
  if (found == outline_.rights.end()) return;
  const auto& nodes = found->second;
  // Conditions and amount are each walked once.
  const bool amount = node.expr->op == Op::amount_of && nodes.amount >= 0;
  const std::int64_t what = node.expr->ref * 2 + (amount ? 1 : 0) + (std::int64_t{1} << 40);
  step.repeated = !walked_.insert(key_of(kBody, what, node.context)).second;
  if (step.repeated) return;
  for (const int condition : nodes.conditions) add_part(condition, step);
  if (amount) add_part(nodes.amount, step);
}

// ---- figures -----------------------------------------------------------------------------

int Steps::figure(FigureUse::Kind kind, int ref) {
  const auto [place, fresh] =
      figures_.emplace(std::pair(static_cast<int>(kind), ref), static_cast<int>(into_.figures.size()));
  if (fresh) into_.figures.push_back(shown_figure(program_, kind, ref));
  return place->second;
}

void Steps::fill_figure(const Node& node, FigureUse::Kind kind, ExplanationStep& step) {
  step.figure = figure(kind, node.expr->ref);
  step.name = into_.figures[step.figure].name;
  step.law = into_.figures[step.figure].law;
  fill_children(node, step);
}

void Steps::fill_table(const Node& node, ExplanationStep& step) {
  fill_figure(node, FigureUse::Kind::table, step);
  const Instruction& instruction = program_.code[node.reg];
  if (instruction.op != OpCode::table || !outline_.live[node.reg]) return;
  fill_headers(node, false, step);
  if (node.expr->operands.size() > 1) fill_headers(node, true, step);
}

// The rows still possible, up to the first that certainly holds.
void Steps::fill_headers(const Node& node, bool columns, ExplanationStep& step) {
  const Instruction& instruction = program_.code[node.reg];
  const plan::TableData& data = program_.tables[instruction.data];
  const auto& tests = columns ? data.columns : data.rows;
  const auto* content = semantics::in_force_on(model_.tables[node.expr->ref].contents, program_.on);
  const auto& headers = columns ? content->value.columns : content->value.rows;
  const Expr& argument = columns ? node.expr->operands.back() : node.expr->operands.front();
  const values::Possible& value = sets_.at(instruction.operands[columns ? 1 : 0]);
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const Kleene holds = plan::test(tests[i], value);
    if (holds == Kleene::no) continue;
    if (left_ == 0) {
      into_.complete = false;
      return;
    }
    --left_;
    step.parts.push_back(header(headers[i], tests[i], i, argument.type, columns));
    if (holds == Kleene::yes) return;
    step.parts.back().value.state = ShownValue::State::open;
  }
}

ExplanationStep Steps::header(const semantics::Header& header, const plan::HeaderTest& test, std::size_t place,
                              const semantics::Type& argument, bool column) {
  ExplanationStep step;
  step.operation = column ? Operation::column : Operation::row;
  step.name = fmt::format("{}", place + 1);
  step.value.low = step.value.high = 1;
  using Kind = plan::HeaderTest::Kind;
  if (test.kind == Kind::members) step.allowed = shown_members(model_, argument.choice, test.members);
  const auto add = [&](values::Comparison comparison, const Expr& expr, values::Number value) {
    ExplanationStep part;
    part.operation = operation_of(comparison);
    part.value = step.value;
    part.parts.push_back(bound(expr, value));
    step.parts.push_back(std::move(part));
  };
  if (test.kind == Kind::compare) add(test.comparison, header.bounds.front(), test.low);
  if (test.kind == Kind::range) {
    add(test.low_comparison, header.bounds.front(), test.low);
    add(test.high_comparison, header.bounds.back(), test.high);
  }
  return step;
}

ExplanationStep Steps::bound(const Expr& expr, values::Number value) {
  ExplanationStep step;
  step.operation = operation_of(expr);
  step.value = shown(model_, expr.type, values::single(semantics::domain_of(expr.type), value));
  if (expr.op == Op::parameter) {
    step.figure = figure(FigureUse::Kind::parameter, expr.ref);
    step.name = into_.figures[step.figure].name;
    step.law = into_.figures[step.figure].law;
  }
  return step;
}

// ---- choices and members -----------------------------------------------------------------

// The conditions in their order, up to the one that certainly holds, and the values still possible.
void Steps::fill_choose(const Node& node, ExplanationStep& step) {
  const auto& operands = node.expr->operands;
  for (std::size_t i = 0; i + 1 < operands.size(); i += 2) {
    const int condition = outline_.child_of(node, operands[i + 1]);
    if (condition < 0) return;  // an earlier one holds whatever the facts are
    const Register reg = outline_.nodes[condition].reg;
    const Kleene holds = read(outline_.nodes[condition]) ? sets_.at(reg).truth() : Kleene::unknown;
    add_part(condition, step);
    if (holds != Kleene::no) add_operand(node, operands[i], step);
    if (holds == Kleene::yes) return;
  }
  add_operand(node, operands.back(), step);
}

void Steps::fill_members(const Node& node, ExplanationStep& step) {
  const semantics::Role& role = model_.roles[node.expr->ref];
  step.name = plan::context_name(program_, node.context, indices_) + role.name;
  step.label = role.label;
  const Instruction& instruction = program_.code[node.reg];
  if (!plan::is_aggregate(instruction.op) || !outline_.live[node.reg]) return;
  step.datum = list(instruction);
  std::int64_t count = 0;
  if (instruction.operands.empty() || !sets_.members(instruction, count)) return;
  const std::int64_t outer = indices_[instruction.loop];
  const bool has_where = instruction.has_where && node.expr->operands.size() == 2;
  for (std::int64_t i = 0; i < count; ++i) {
    if (left_ == 0) {
      into_.complete = false;
      break;
    }
    --left_;
    enter(instruction, i);
    indices_[instruction.loop] = i;
    ExplanationStep member;
    member.operation = Operation::member;
    member.name = fmt::format("{}[{}]", step.name, i + 1);
    // What is counted of this member: its value, or whether it counts.
    const Register first = instruction.operands.front();
    member.value = shown(model_, node.expr->operands.front().type, sets_.at(first));
    const Kleene counted = has_where ? sets_.at(instruction.operands[1]).truth() : Kleene::yes;
    if (has_where) {
      const std::size_t before = entered_;
      add_operand(node, node.expr->operands[1], member);
      if (entered_ != before) enter(instruction, i);  // inner loops have used registers of this member
      if (counted == Kleene::no) member.value = not_read(node.expr->operands.front().type);
    }
    if (counted != Kleene::no) add_operand(node, node.expr->operands.front(), member);
    step.parts.push_back(std::move(member));
  }
  indices_[instruction.loop] = outer;
}

}  // namespace proactive::answers
