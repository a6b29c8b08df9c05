#include "answers/box.h"

#include <absl/container/btree_set.h>

#include <algorithm>

namespace proactive::answers {

using facts::Row;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Domain;

// ---- what is read --------------------------------------------------------------------------

namespace {

class PlaceWalk {
 public:
  explicit PlaceWalk(execution::Sets& sets)
      : sets_(sets), program_(sets.program()), indices_(program_.contexts.size(), -1) {}

  void visit(Register reg) {
    const Instruction& instruction = program_.code[reg];
    if (!seen_.insert(std::pair(reg, indices_)).second) return;
    if (instruction.op == OpCode::fact) return add(instruction);
    if (plan::is_aggregate(instruction.op)) return visit_members(instruction);
    for (const Register operand : instruction.operands) visit(operand);
  }

  std::vector<Place> take() { return std::move(places_); }

 private:
  void visit_members(const Instruction& instruction) {
    std::int64_t count = 0;
    if (instruction.operands.empty() || !sets_.members(instruction, count)) return;
    for (std::int64_t i = 0; i < count; ++i) {
      sets_.enter(instruction, i);
      indices_[instruction.loop] = i;
      for (const Register operand : instruction.operands) {
        visit(operand);
        // An inner loop may have left other members' rows behind.
        sets_.enter(instruction, i);
      }
    }
    indices_[instruction.loop] = -1;
  }

  void add(const Instruction& instruction) {
    Place place;
    place.input = instruction.input;
    place.row = sets_.row(instruction.context);
    place.context = instruction.context;
    if (place.row == facts::kNoRow || !read_.insert(std::pair(place.input, place.row)).second) return;
    place.name = plan::fact_name(program_, instruction.context, program_.inputs[instruction.input], indices_);
    std::int64_t value = 0;
    if (sets_.source().fact(place.input, place.row, value)) place.value = value;
    places_.push_back(std::move(place));
  }

  execution::Sets& sets_;
  const plan::Program& program_;
  std::vector<std::int64_t> indices_;  // by context: the member under way
  absl::btree_set<std::pair<Register, std::vector<std::int64_t>>> seen_;
  absl::btree_set<std::pair<int, Row>> read_;
  std::vector<Place> places_;
};

}  // namespace

std::vector<Place> places_read(execution::Sets& sets, const std::vector<Register>& registers) {
  PlaceWalk walk(sets);
  for (const Register reg : registers) walk.visit(reg);
  return walk.take();
}

// ---- the box -------------------------------------------------------------------------------

namespace {

bool stands_at(const Place& place, int input, Row row) { return place.input == input && place.row == row; }

}  // namespace

const Bounds* BoxSource::find(int input, Row row) const {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (stands_at(places_[i], input, row)) return &bounds_[i];
  }
  return nullptr;
}

bool BoxSource::fact(int input, Row row, std::int64_t& value) const {
  if (const Bounds* bounds = find(input, row)) {
    value = bounds->low;
    return bounds->one();
  }
  return !is_hidden(input, row) && source_.fact(input, row, value);
}

Kleene BoxSource::known(int input, Row row) const {
  if (find(input, row) != nullptr) return Kleene::yes;
  return is_hidden(input, row) ? Kleene::no : source_.known(input, row);
}

bool BoxSource::is_hidden(int input, Row row) const {
  return std::any_of(hidden_.begin(), hidden_.end(), [&](const Place& place) { return stands_at(place, input, row); });
}

bool BoxSource::possible(int input, Row row, values::Possible& set) const {
  if (const Bounds* bounds = find(input, row)) {
    set = between(input, *bounds);
    return true;
  }
  for (std::size_t i = 0; supposed_ != nullptr && i < supposed_->size(); ++i) {
    if (!stands_at((*supposed_)[i], input, row)) continue;
    set = between(input, {supposed_values_[i], supposed_values_[i]});
    return true;
  }
  return source_.possible(input, row, set);
}

values::Possible BoxSource::between(int input, const Bounds& bounds) const {
  const Domain domain = semantics::domain_of(program_.model->fields[program_.inputs[input].field].type);
  if (values::is_interval(domain)) return values::interval(domain, {bounds.low, 1}, {bounds.high, 1});
  values::Possible set;
  set.domain = domain;
  for (std::int64_t i = bounds.low; i <= bounds.high; ++i) set.members.set(static_cast<std::size_t>(i));
  return set;
}

}  // namespace proactive::answers
