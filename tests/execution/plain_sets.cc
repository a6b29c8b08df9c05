#include "execution/plain_sets.h"

#include "execution/contexts.h"
#include "plan/meaning.h"

namespace proactive::tests {

using facts::kNoRow;
using facts::Row;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::NoResult;
using values::Number;
using values::Possible;

PlainSets::PlainSets(const plan::Program& program, const facts::Source& source)
    : program_(program), source_(source), sets_(program.code.size()), rows_(program.contexts.size(), kNoRow) {}

void PlainSets::run(Row subject) {
  rows_[0] = subject;
  run(program_.main_contexts, program_.main);
}

void PlainSets::run(const std::vector<int>& contexts, const std::vector<Register>& registers) {
  execution::resolve_contexts(program_, source_, contexts, rows_.data());
  for (const Register reg : registers) sets_[reg] = evaluate(program_.code[reg]);
}

Answer PlainSets::answer(const plan::RightPlan& right) const {
  const Kleene outcome = at(right.outcome).truth();
  Answer answer;
  answer.outcome = outcome == Kleene::yes  ? Outcome::eligible
                   : outcome == Kleene::no ? Outcome::not_eligible
                                           : Outcome::undetermined;
  if (right.received >= 0) answer.received = at(right.received).truth();
  if (right.amount >= 0 && outcome != Kleene::no) answer.amount = {at(right.amount).low.num, at(right.amount).high.num};
  return answer;
}

Possible PlainSets::evaluate(const Instruction& instruction) {
  if (plan::is_aggregate(instruction.op)) return aggregate(instruction);
  if (plan::reads_fact(instruction.op)) {
    const Row row = rows_[instruction.context];
    std::int64_t value = 0;
    const bool known = row != kNoRow && source_.fact(instruction.input, row, value);
    if (instruction.op == OpCode::known) return values::truth(known ? Kleene::yes : Kleene::no);
    return known ? values::single(instruction.domain, {value, 1}) : instruction.start;
  }
  return plan::meaning(program_, instruction,
                       [&](std::size_t i) -> const Possible& { return sets_[instruction.operands[i]]; });
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

Possible PlainSets::aggregate(const Instruction& instruction) {
  std::int64_t count = 0;
  const Row group = rows_[instruction.context];
  if (group == kNoRow || !source_.members(instruction.input, group, count)) return instruction.start;
  if (instruction.operands.empty()) return values::single(values::Domain::number, {count, 1});
  const bool asks = instruction.op == OpCode::any || instruction.op == OpCode::all;
  Kleene answer = instruction.op == OpCode::all ? Kleene::yes : Kleene::no;
  Accumulator accumulator(instruction);
  for (std::int64_t i = 0; i < count; ++i) {
    rows_[instruction.loop] = source_.member(instruction.input, group, i);
    run(program_.loop_contexts[instruction.loop], instruction.body);
    const Possible& first = sets_[instruction.operands.front()];
    if (asks) {
      answer = instruction.op == OpCode::any ? answer | first.truth() : answer & first.truth();
    } else if (instruction.op == OpCode::count) {
      accumulator.add(first.truth(), nullptr);
    } else {
      accumulator.add(instruction.has_where ? sets_[instruction.operands[1]].truth() : Kleene::yes, &first);
    }
  }
  if (asks) return values::truth(answer);
  if (instruction.op == OpCode::count) return accumulator.count();
  return instruction.op == OpCode::sum ? accumulator.total() : accumulator.extreme();
}

}  // namespace proactive::tests
