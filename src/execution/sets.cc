// The pass over sets of possible values: what the language means.
#include <algorithm>

#include "execution/contexts.h"
#include "execution/evaluator.h"
#include "plan/meaning.h"

namespace proactive::execution {

using facts::kNoRow;
using facts::Row;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::NoResult;
using values::Number;
using values::Possible;

Sets::Sets(const plan::Program& program, const facts::Source& source)
    : program_(program),
      source_(source),
      values_(program.code.size()),
      sets_(program.code.size()),
      known_(program.code.size()),
      rows_(program.contexts.size(), kNoRow) {
  for (std::size_t reg = 0; reg < program.code.size(); ++reg) {
    if (program.code[reg].op == OpCode::constant) sets_[reg] = evaluate(program.code[reg]);
  }
  for (const Register reg : program.main) {
    if (program.code[reg].op != OpCode::constant) varying_.push_back(reg);
  }
}

void Sets::run(Row subject) {
  run_exact(program_, source_, subject, values_.data(), rows_.data());
  for (const Register reg : varying_) known_[reg] = values_[reg].known ? 1 : 0;
  for (const Register reg : varying_) {
    if (known_[reg] == 0) evaluate(reg);
  }
}

void Sets::make_single(Register reg) const {
  sets_[reg] = values::single(program_.code[reg].domain, values_[reg].number);
  known_[reg] = 0;
}

void Sets::evaluate(Register reg) { sets_[reg] = evaluate(program_.code[reg]); }

void Sets::resolve(const std::vector<int>& contexts) { resolve_contexts(program_, source_, contexts, rows_.data()); }

void Sets::enter(const Instruction& instruction, std::int64_t member) {
  rows_[instruction.loop] = source_.member(instruction.input, rows_[instruction.context], member);
  resolve(program_.loop_contexts[instruction.loop]);
  for (const Register reg : instruction.body) evaluate(reg);
}

bool Sets::members(const Instruction& instruction, std::int64_t& count) const {
  const Row group = rows_[instruction.context];
  return group != kNoRow && source_.members(instruction.input, group, count);
}

Possible Sets::evaluate(const Instruction& instruction) {
  if (plan::is_aggregate(instruction.op)) return aggregate(instruction);
  if (plan::reads_fact(instruction.op)) {
    const Row row = rows_[instruction.context];
    if (instruction.op == OpCode::known) return values::truth(source_.known(instruction.input, row));
    std::int64_t value = 0;
    if (row != kNoRow && source_.fact(instruction.input, row, value))
      return values::single(instruction.domain, {value, 1});
    Possible narrowed;
    return row != kNoRow && source_.possible(instruction.input, row, narrowed) ? narrowed : instruction.start;
  }
  return plan::meaning(program_, instruction,
                       [&](std::size_t i) -> const Possible& { return at(instruction.operands[i]); });
}

namespace {

// The members of one aggregate, as their sets come in.
class Accumulator {
 public:
  explicit Accumulator(const Instruction& instruction) : instruction_(instruction) {}

  void add(Kleene counted, const Possible* value) {
    if (counted == Kleene::no) return;
    certain_ += counted == Kleene::yes ? 1 : 0;
    ++possible_;
    if (value == nullptr) return;
    all_single_ = all_single_ && counted == Kleene::yes && value->decided();
    if (instruction_.op == OpCode::sum)
      add_to_sum(counted, *value);
    else
      compare(counted, *value);
  }

  Possible count() const { return values::interval(values::Domain::number, {certain_, 1}, {possible_, 1}); }

  Possible total() const {
    if (failure_ != NoResult::none) return failed(failure_);
    Possible result = values::interval(values::Domain::number, low_, high_);
    NoResult failure = NoResult::none;
    if (whole_) {
      failure = values::make_number(low_sum_, 1, result.low);
      if (failure == NoResult::none) failure = values::make_number(high_sum_, 1, result.high);
    }
    return failure == NoResult::none ? result : failed(failure);
  }

  Possible extreme() const {
    if (certain_ == 0)
      return possible_ == 0 ? values::none_of(NoResult::empty_list, instruction_.domain)
                            : values::full(instruction_.domain);
    return values::interval(instruction_.domain, low_, high_);
  }

 private:
  Possible failed(NoResult reason) const {
    return all_single_ ? values::none_of(reason, instruction_.domain) : values::full(instruction_.domain);
  }

  void add_to_sum(Kleene counted, const Possible& value) {
    const Number zero{0, 1};
    const bool certain = counted == Kleene::yes;
    const Number low = certain || value.low.num < 0 ? value.low : zero;
    const Number high = certain || value.high.num > 0 ? value.high : zero;
    if (whole_ && low.den == 1 && high.den == 1) {
      low_sum_ += low.num;
      high_sum_ += high.num;
      return;
    }
    leave_whole();
    if (failure_ == NoResult::none) failure_ = values::add(low_, low, {}, low_);
    if (failure_ == NoResult::none) failure_ = values::add(high_, high, {}, high_);
  }

  // From here on the sum is a fraction.
  void leave_whole() {
    if (!whole_) return;
    whole_ = false;
    failure_ = values::make_number(low_sum_, 1, low_);
    if (failure_ == NoResult::none) failure_ = values::make_number(high_sum_, 1, high_);
  }

  // For `min`: the near end from all possible members, the far end from certain ones.
  void compare(Kleene counted, const Possible& value) {
    const bool least = instruction_.op == OpCode::least;
    const auto better = [&](Number a, Number b) {
      return least ? values::compare(a, b) < 0 : values::compare(a, b) > 0;
    };
    Number& near = least ? low_ : high_;
    Number& far = least ? high_ : low_;
    const Number value_near = least ? value.low : value.high;
    const Number value_far = least ? value.high : value.low;
    if (possible_ == 1 || better(value_near, near)) near = value_near;
    if (counted != Kleene::yes) return;
    if (certain_ == 1 || better(value_far, far)) far = value_far;
  }

  const Instruction& instruction_;
  std::int64_t certain_ = 0;
  std::int64_t possible_ = 0;
  bool all_single_ = true;
  bool whole_ = true;
  values::Int128 low_sum_ = 0;
  values::Int128 high_sum_ = 0;
  Number low_;
  Number high_;
  NoResult failure_ = NoResult::none;
};

}  // namespace

Possible Sets::aggregate(const Instruction& instruction) {
  std::int64_t count = 0;
  if (!members(instruction, count)) return instruction.start;
  if (instruction.operands.empty()) return values::single(values::Domain::number, {count, 1});
  const bool asks = instruction.op == OpCode::any || instruction.op == OpCode::all;
  Kleene answer = instruction.op == OpCode::all ? Kleene::yes : Kleene::no;
  Accumulator accumulator(instruction);
  for (std::int64_t i = 0; i < count; ++i) {
    enter(instruction, i);
    const Possible& first = at(instruction.operands.front());
    if (asks) {
      answer = instruction.op == OpCode::any ? answer | first.truth() : answer & first.truth();
    } else if (instruction.op == OpCode::count) {
      accumulator.add(first.truth(), nullptr);
    } else {
      accumulator.add(instruction.has_where ? at(instruction.operands[1]).truth() : Kleene::yes, &first);
    }
  }
  if (asks) return values::truth(answer);
  if (instruction.op == OpCode::count) return accumulator.count();
  return instruction.op == OpCode::sum ? accumulator.total() : accumulator.extreme();
}

}  // namespace proactive::execution
