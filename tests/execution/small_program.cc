#include "execution/small_program.h"

#include <algorithm>
#include <limits>

#include "plan/meaning.h"

namespace proactive::tests {

using facts::Layout;
using facts::Part;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using semantics::TypeKind;
using values::Comparison;
using values::Domain;

namespace {

Domain domain_of(Kind kind) {
  switch (kind) {
    case Kind::truth: return Domain::boolean;
    case Kind::choice: return Domain::choice;
    case Kind::day: return Domain::date;
    default: return Domain::number;
  }
}

TypeKind type_of(Kind kind) {
  switch (kind) {
    case Kind::truth: return TypeKind::boolean;
    case Kind::choice: return TypeKind::choice;
    case Kind::day: return TypeKind::date;
    default: return TypeKind::integer;
  }
}

semantics::Choice choice_of(int members) {
  semantics::Choice choice{"choice_of_" + std::to_string(members), {}};
  for (int i = 0; i < members; ++i) choice.members.push_back({"m" + std::to_string(i), ""});
  return choice;
}

std::int64_t decided_value(const values::Possible& set) {
  if (set.domain == Domain::number || set.domain == Domain::date) return set.low.num;
  std::int64_t member = 0;
  while (!set.members.test(static_cast<std::size_t>(member))) ++member;
  return member;
}

bool folds(const Instruction& instruction) {
  const bool kept = instruction.op == OpCode::constant || instruction.op == OpCode::known;
  return !kept && instruction.start.decided() && instruction.start.low.den == 1;
}

}  // namespace

Instruction operation(OpCode op, Domain domain, std::initializer_list<Register> operands) {
  Instruction instruction;
  instruction.op = op;
  instruction.domain = domain;
  instruction.operands = operands;
  return instruction;
}

SmallProgram::SmallProgram(values::DayRounding rounding) : model_(std::make_shared<semantics::Model>()) {
  model_->choices = {choice_of(kFewMembers), choice_of(kManyMembers)};
  model_->entities.emplace_back().name = "person";
  model_->day_rounding = rounding;
  program_.model = model_;
  program_.contexts.emplace_back().entity = 0;
  program_.contexts.front().read = true;
  program_.loop_contexts.resize(1);
}

Register SmallProgram::leaf(const Leaf& leaf) {
  if (leaf.constant) return constant(leaf.kind, *leaf.constant, leaf.kind == Kind::choice ? leaf.members : 0);
  semantics::Field field;
  field.name = "f" + std::to_string(model_->fields.size());
  field.entity = 0;
  field.type.kind = type_of(leaf.kind);
  field.type.choice = leaf.members == kFewMembers ? 0 : 1;
  field.range = leaf.range;
  Instruction instruction = operation(OpCode::fact, domain_of(leaf.kind), {});
  instruction.choice_size = static_cast<std::int16_t>(leaf.kind == Kind::choice ? leaf.members : 0);
  instruction.input = static_cast<std::int32_t>(program_.inputs.size());
  instruction.start = leaf.range ? values::interval(instruction.domain, {leaf.range->low, 1}, {leaf.range->high, 1})
                                 : values::full(instruction.domain, instruction.choice_size);
  program_.inputs.push_back({static_cast<int>(model_->fields.size()), 0, true});
  model_->fields.push_back(std::move(field));
  facts_.push_back(leaf);
  program_.code.push_back(std::move(instruction));
  return static_cast<Register>(program_.code.size()) - 1;
}

Register SmallProgram::constant(Kind kind, std::int64_t value, int members) {
  Instruction instruction = operation(OpCode::constant, domain_of(kind), {});
  instruction.value = value;
  instruction.choice_size = static_cast<std::int16_t>(members);
  return emit(std::move(instruction));
}

Register SmallProgram::known_of(Register fact) {
  Instruction instruction = operation(OpCode::known, Domain::boolean, {});
  instruction.input = program_.code[fact].input;
  instruction.start = values::full(Domain::boolean);
  program_.code.push_back(std::move(instruction));
  return static_cast<Register>(program_.code.size()) - 1;
}

Register SmallProgram::emit(Instruction instruction) {
  if (instruction.op != OpCode::unknown) {
    instruction.start = plan::meaning(program_, instruction, [&](std::size_t i) -> const values::Possible& {
      return program_.code[instruction.operands[i]].start;
    });
  }
  if (folds(instruction)) {
    Instruction folded = operation(OpCode::constant, instruction.domain, {});
    folded.value = decided_value(instruction.start);
    folded.choice_size = instruction.choice_size;
    folded.start = instruction.start;
    instruction = std::move(folded);
  }
  program_.code.push_back(std::move(instruction));
  return static_cast<Register>(program_.code.size()) - 1;
}

int SmallProgram::add(plan::ScaleData scale) {
  program_.scales.push_back(std::move(scale));
  return static_cast<int>(program_.scales.size()) - 1;
}

int SmallProgram::add(plan::TableData table) {
  program_.tables.push_back(std::move(table));
  return static_cast<int>(program_.tables.size()) - 1;
}

// ---- showing -------------------------------------------------------------------------------

void SmallProgram::show(Register reg, Kind kind) {
  switch (kind) {
    case Kind::truth: return show_truth(reg);
    case Kind::choice: return show_choice(reg);
    case Kind::fraction: return show_fraction(reg);
    case Kind::day: return show_day(reg);
    case Kind::number: return show_amount(reg);
  }
}

void SmallProgram::show_one(Register reg, Kind kind, std::uint64_t turn) {
  const std::size_t before = rights_.size();
  show(reg, kind);
  std::swap(rights_[before], rights_[before + turn % (rights_.size() - before)]);
  rights_.resize(before + 1);
}

// As an outcome, a receipt and a condition.
void SmallProgram::show_truth(Register reg) {
  plan::RightPlan right;
  right.outcome = reg;
  right.received = reg;
  right.conditions.emplace_back().reg = reg;
  rights_.push_back(std::move(right));
}

void SmallProgram::show_amount(Register reg) {
  plan::RightPlan right;
  right.outcome = constant(Kind::truth, 1);
  right.amount = reg;
  rights_.push_back(std::move(right));
}

void SmallProgram::show_day(Register reg) {
  for (const OpCode part : {OpCode::year_of, OpCode::month_of, OpCode::day_of})
    show_amount(emit(operation(part, Domain::number, {reg})));
}

void SmallProgram::show_choice(Register reg) {
  for (const int member : {0, 1, 2, 150}) {
    if (member >= program_.code[reg].choice_size) continue;
    Instruction is = operation(OpCode::in_members, Domain::boolean, {reg});
    is.members.set(static_cast<std::size_t>(member));
    show_truth(emit(std::move(is)));
  }
}

// A fraction is seen by what it is rounded to, and by how it compares.
void SmallProgram::show_fraction(Register reg) {
  for (const auto mode : {values::Rounding::down, values::Rounding::half_even}) {
    Instruction round = operation(OpCode::round, Domain::number, {reg});
    round.rounding = mode;
    round.value = 1;
    round.scaling = {mode == values::Rounding::down ? 100 : 1, 1};
    show_amount(emit(std::move(round)));
  }
  for (const std::int64_t bound : {-3, 0, 1}) {
    Instruction compare = operation(OpCode::compare, Domain::boolean, {reg, constant(Kind::number, bound)});
    compare.comparison = bound == 1 ? Comparison::equal : bound == 0 ? Comparison::more : Comparison::at_most;
    show_truth(emit(std::move(compare)));
  }
}

plan::Program SmallProgram::finish() {
  model_->rights.resize(rights_.size());
  for (std::size_t i = 0; i < rights_.size(); ++i) {
    semantics::Right& right = model_->rights[i];
    right.name = "right" + std::to_string(i);
    right.entity = 0;
    right.versions.emplace_back().value.conditions.resize(rights_[i].conditions.size());
    rights_[i].right = static_cast<int>(i);
    rights_[i].version = &right.versions.front().value;
    for (std::size_t k = 0; k < rights_[i].conditions.size(); ++k) {
      semantics::Condition& condition = right.versions.front().value.conditions[k];
      condition.name = "condition" + std::to_string(k);
      rights_[i].conditions[k].source = &condition;
    }
  }
  program_.rights = rights_;
  leave_out_unread(program_);
  return program_;
}

namespace {

void read_by(const plan::ConditionPlan& condition, std::vector<Register>& registers) {
  registers.push_back(condition.reg);
  for (const auto& part : condition.parts) read_by(part, registers);
}

std::vector<bool> read_of(const plan::Program& program) {
  std::vector<Register> todo;
  for (const auto& right : program.rights) {
    for (const Register reg : {right.outcome, right.amount, right.received}) {
      if (reg >= 0) todo.push_back(reg);
    }
    for (const auto& condition : right.conditions) read_by(condition, todo);
  }
  std::vector<bool> read(program.code.size());
  while (!todo.empty()) {
    const Register reg = todo.back();
    todo.pop_back();
    if (read[reg]) continue;
    read[reg] = true;
    const Instruction& instruction = program.code[reg];
    todo.insert(todo.end(), instruction.operands.begin(), instruction.operands.end());
    todo.insert(todo.end(), instruction.body.begin(), instruction.body.end());
  }
  return read;
}

}  // namespace

void leave_out_unread(plan::Program& program) {
  const std::vector<bool> read = read_of(program);
  std::vector<bool> in_body(program.code.size());
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    for (const Register reg : program.code[i].body) in_body[reg] = true;
  }
  // What only bodies run is not in `main`; a body reads some of what is, which goes before it anyway.
  program.main.clear();
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    if (read[i] && !in_body[i]) program.main.push_back(static_cast<Register>(i));
  }
}

// ---- populations ---------------------------------------------------------------------------

namespace {

class ColumnMaker {
 public:
  ColumnMaker(const Facts& facts, TypeKind kind, int members, Chance& chance)
      : facts_(facts), kind_(kind), members_(members), chance_(chance) {}

  void make(facts::Column& column) {
    const auto rows = static_cast<std::int64_t>(facts_.size());
    const bool one_part = chance_.one_in(3);
    for (std::int64_t done = 0; done < rows;) {
      const std::int64_t size = one_part ? rows : std::min(rows - done, chance_.between(1, 1 + rows));
      add(column, done, size);
      done += size;
    }
  }

 private:
  void add(facts::Column& column, std::int64_t first, std::int64_t rows) {
    Part part;
    part.rows = rows;
    part.offset = chance_.between(0, 70);
    part.known_offset = chance_.between(0, 70);
    owners_.clear();
    std::vector<std::int64_t> values(static_cast<std::size_t>(part.offset + rows), 0x5A5A);
    std::vector<std::uint8_t> known(static_cast<std::size_t>((part.known_offset + rows + 7) / 8), 0xA5);
    bool all_known = true;
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto& fact = facts_[first + i];
      values[part.offset + i] = fact ? *fact : static_cast<std::int64_t>(chance_.next());
      set_bit(known, part.known_offset + i, fact.has_value());
      all_known = all_known && fact.has_value();
    }
    if (!all_known || chance_.one_in(2)) part.known = keep(std::move(known));
    lay_out(part, first, std::move(values));
    column.add(part, std::move(owners_));
  }

  static void set_bit(std::vector<std::uint8_t>& bits, std::int64_t place, bool value) {
    const auto bit = static_cast<std::uint8_t>(1U << (place % 8));
    bits[place / 8] = static_cast<std::uint8_t>(value ? bits[place / 8] | bit : bits[place / 8] & ~bit);
  }

  void lay_out(Part& part, std::int64_t first, std::vector<std::int64_t> values) {
    if (kind_ == TypeKind::boolean) {
      std::vector<std::uint8_t> bits(values.size() / 8 + 1);
      for (std::size_t i = 0; i < values.size(); ++i) set_bit(bits, static_cast<std::int64_t>(i), (values[i] & 1) != 0);
      part.layout = Layout::bits;
      part.values = keep(std::move(bits));
    } else if (kind_ == TypeKind::choice) {
      lay_out_choice(part, values);
    } else {
      lay_out_number(part, first, std::move(values));
    }
  }

  // As bytes, or through a dictionary in another order.
  void lay_out_choice(Part& part, std::vector<std::int64_t>& values) {
    if (chance_.one_in(2)) return as<std::uint8_t>(part, Layout::u8, values);
    std::vector<std::int64_t> entries(static_cast<std::size_t>(members_));
    for (int i = 0; i < members_; ++i) entries[i] = members_ - 1 - i;
    for (auto& value : values) {
      if (value >= 0 && value < members_) value = members_ - 1 - value;
    }
    part.dictionary_size = members_;
    part.dictionary = keep(std::move(entries));
    if (chance_.one_in(2)) return as<std::uint8_t>(part, Layout::u8, values);
    chance_.one_in(2) ? as<std::int16_t>(part, Layout::i16, values) : as<std::uint32_t>(part, Layout::u32, values);
  }

  // In a layout that all values of the part fit.
  void lay_out_number(Part& part, std::int64_t first, std::vector<std::int64_t> values) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool hundreds = true;
    for (std::int64_t i = 0; i < part.rows; ++i) {
      const std::int64_t value = facts_[first + i].value_or(0);
      low = std::min(low, value);
      high = std::max(high, value);
      hundreds = hundreds && value % 100 == 0;
    }
    if (hundreds && chance_.one_in(2)) {
      part.factor = 100;
      low /= 100;
      high /= 100;
      for (auto& value : values) value /= 100;
    }
    if (narrow<std::uint8_t>(part, Layout::u8, values, low, high)) return;
    if (narrow<std::int8_t>(part, Layout::i8, values, low, high)) return;
    if (narrow<std::uint16_t>(part, Layout::u16, values, low, high)) return;
    if (narrow<std::int16_t>(part, Layout::i16, values, low, high)) return;
    if (narrow<std::uint32_t>(part, Layout::u32, values, low, high)) return;
    if (narrow<std::int32_t>(part, Layout::i32, values, low, high)) return;
    if (chance_.one_in(3)) return as<values::Int128>(part, Layout::i128, values);
    as<std::int64_t>(part, Layout::i64, values);
  }

  template <typename T>
  bool narrow(Part& part, Layout layout, const std::vector<std::int64_t>& values, std::int64_t low, std::int64_t high) {
    const bool fits =
        low >= std::int64_t{std::numeric_limits<T>::min()} && high <= std::int64_t{std::numeric_limits<T>::max()};
    if (!fits || !chance_.one_in(3)) return false;
    as<T>(part, layout, values);
    return true;
  }

  template <typename T>
  void as(Part& part, Layout layout, const std::vector<std::int64_t>& values) {
    std::vector<T> laid(values.size());
    std::transform(values.begin(), values.end(), laid.begin(),
                   [](std::int64_t value) { return static_cast<T>(value); });
    part.layout = layout;
    part.values = keep(std::move(laid));
  }

  template <typename T>
  const T* keep(std::vector<T> values) {
    auto kept = std::make_shared<std::vector<T>>(std::move(values));
    const T* data = kept->data();
    owners_.push_back(std::move(kept));
    return data;
  }

  const Facts& facts_;
  const TypeKind kind_;
  const int members_;
  Chance& chance_;
  std::vector<std::shared_ptr<const void>> owners_;
};

}  // namespace

std::shared_ptr<const facts::Population> population_of(const plan::Program& program, std::span<const Facts> facts,
                                                       std::int64_t rows, Chance& chance) {
  auto population = std::make_shared<facts::Population>();
  const semantics::Model& model = *program.model;
  population->model = program.model;
  population->entities.resize(1);
  population->groups.resize(1);
  facts::EntityTable& table = population->entities.front();
  for (std::int64_t row = 0; row < rows; ++row) table.ids.add(row);
  for (std::size_t field = 0; field < facts.size(); ++field) {
    const semantics::Type& type = model.fields[field].type;
    const auto members = static_cast<int>(model.choices[type.choice < 0 ? 0 : type.choice].members.size());
    ColumnMaker(facts[field], type.kind, members, chance).make(table.columns[{static_cast<int>(field), 0}]);
  }
  return population;
}

}  // namespace proactive::tests
