#include "answers/probing.h"

#include <algorithm>

#include "plan/meaning.h"
#include "values/calendar.h"

namespace proactive::answers {

using plan::Instruction;
using plan::Probe;
using plan::Register;
using values::Possible;

namespace {

// The one value of a set.
execution::Value value_of(const Possible& set) {
  if (values::is_interval(set)) return {set.low, true};
  return {{values::single_value(set), 1}, true};
}

std::int64_t month_of(values::Number date) {
  const values::CivilDate civil = values::civil_from_days(static_cast<std::int32_t>(date.num));
  return civil.year * 12 + civil.month;
}

// The months between which a set of days lies.
Possible months_of(const Possible& dates) {
  if (dates.no_result != values::NoResult::none) return dates;
  return values::interval(values::Domain::number, {month_of(dates.low), 1}, {month_of(dates.high), 1});
}

}  // namespace

bool Prober::list(const plan::Probes& probes, const Run& run) {
  used_ = 0;
  members_.clear();
  return std::all_of(probes.begin(), probes.end(), [&](const Probe& probe) { return add_members(probe, run, 0); });
}

bool Prober::add_members(const Probe& probe, const Run& run, std::size_t depth) {
  if (depth == probe.loops.size()) return add(probe, run);
  const Instruction& aggregate = run.program.code[probe.loops[depth]];
  const facts::Row group = run.workspace.rows[aggregate.context];
  std::int64_t count = 0;
  if (group == facts::kNoRow || !run.source.members(aggregate.input, group, count)) return true;
  for (std::int64_t i = 0; i < count; ++i) {
    execution::enter_member(run.program, run.source, aggregate, i, run.workspace.values.data(),
                            run.workspace.rows.data());
    members_.push_back(i);
    const bool fits = add_members(probe, run, depth + 1);
    members_.pop_back();
    if (!fits) return false;
  }
  return true;
}

bool Prober::add(const Probe& probe, const Run& run) {
  if (used_ == kMaxInstances) return false;
  if (used_ == instances_.size()) instances_.emplace_back();
  Instance& instance = instances_[used_++];
  instance.probe = &probe;
  instance.members = members_;
  instance.leaves.clear();
  const auto& values = run.workspace.values;
  const bool known =
      std::all_of(probe.leaves.begin(), probe.leaves.end(), [&](Register leaf) { return values[leaf].known; });
  instance.exact = known;
  if (known) {
    for (const Register leaf : probe.leaves)
      instance.leaves.push_back(values::single(run.program.code[leaf].domain, values[leaf].number));
    return true;
  }
  execution::Sets& sets = run.sets();
  for (std::size_t i = 0; i < probe.loops.size(); ++i) sets.enter(run.program.code[probe.loops[i]], members_[i]);
  for (const Register leaf : probe.leaves) instance.leaves.push_back(sets.at(leaf));
  return true;
}

const std::vector<Possible>& Prober::steps_on(const plan::Program& program, const Instance& instance,
                                              std::int32_t day) {
  const Probe& probe = *instance.probe;
  const std::size_t leaves = instance.leaves.size();
  slots_.resize(std::max(slots_.size(), 1 + leaves + probe.steps.size()));
  slots_[0] = values::single(values::Domain::date, {day, 1});
  const auto at = [&](int slot) -> const Possible& {
    const auto place = static_cast<std::size_t>(slot);
    return place == 0 || place > leaves ? slots_[place] : instance.leaves[place - 1];
  };
  for (std::size_t i = 0; i < probe.steps.size(); ++i) {
    const Probe::Step& step = probe.steps[i];
    slots_[1 + leaves + i] = plan::meaning(program, program.code[step.reg],
                                           [&](std::size_t k) -> const Possible& { return at(step.operands[k]); });
  }
  return slots_;
}

Prober::Mark Prober::mark_on(const plan::Program& program, const Instance& instance, std::int32_t day) {
  const Probe& probe = *instance.probe;
  const std::size_t leaves = instance.leaves.size();
  const auto& slots = steps_on(program, instance, day);
  const Probe::Step& last = probe.steps.back();
  const auto operand = [&](std::size_t i) -> const Possible& {
    const auto place = static_cast<std::size_t>(last.operands[i]);
    return place == 0 || place > leaves ? slots[place] : instance.leaves[place - 1];
  };
  if (probe.kind == Probe::Kind::month) return {months_of(operand(0)), {}};
  if (probe.kind == Probe::Kind::order) {
    const values::Scaling by = program.code[last.reg].scaling;
    return {values::compare(values::Comparison::at_most, operand(0), operand(1), by),
            values::compare(values::Comparison::at_least, operand(0), operand(1), by)};
  }
  return {slots[leaves + probe.steps.size()], {}};
}

// Puts the leaves of a chain of single values into their registers.
void Prober::load(const plan::Program& program, const Instance& instance) {
  registers_.resize(std::max(registers_.size(), program.code.size()));
  for (std::size_t i = 0; i < instance.leaves.size(); ++i)
    registers_[instance.probe->leaves[i]] = value_of(instance.leaves[i]);
}

// The same as `mark_on` in one number, by the exact operations. No result is a mark too.
execution::Value Prober::exact_mark_on(const plan::Program& program, const Instance& instance, std::int32_t day) {
  const Probe& probe = *instance.probe;
  registers_[probe.clock] = {{day, 1}, true};
  const std::size_t run = probe.kind == Probe::Kind::value ? probe.steps.size() : probe.steps.size() - 1;
  for (std::size_t i = 0; i < run; ++i) {
    const Register reg = probe.steps[i].reg;
    execution::run_instruction(program, program.code[reg], registers_.data(), registers_[reg]);
  }
  const Instruction& last = program.code[probe.reg];
  if (probe.kind == Probe::Kind::value) return registers_[probe.reg];
  const execution::Value& a = registers_[last.operands[0]];
  if (probe.kind == Probe::Kind::month) return {{a.known ? month_of(a.number) : 0, 1}, a.known};
  const execution::Value& b = registers_[last.operands[1]];
  if (!a.known || !b.known) return {};
  return {{values::compare(a.number, b.number, last.scaling), 1}, true};
}

namespace {

// The first of the days after `day` that differs from it, by halving; what differs does not come back.
template <typename Differs>
std::int32_t halved(std::int32_t day, std::int32_t last, Differs differs) {
  if (day >= last || !differs(last)) return kNever;
  while (last - day > 1) {
    const std::int32_t middle = day + (last - day) / 2;
    (differs(middle) ? last : day) = middle;
  }
  return last;
}

}  // namespace

std::int32_t Prober::first_other(const plan::Program& program, const Instance& instance, std::int32_t day,
                                 std::int32_t last) {
  if (instance.exact) {
    load(program, instance);
    const execution::Value mark = exact_mark_on(program, instance, day);
    return halved(day, last, [&](std::int32_t at) {
      const execution::Value other = exact_mark_on(program, instance, at);
      return mark.known != other.known || (mark.known && values::compare(mark.number, other.number) != 0);
    });
  }
  const Mark mark = mark_on(program, instance, day);
  return halved(day, last, [&](std::int32_t at) {
    const Mark other = mark_on(program, instance, at);
    return !same(mark.a, other.a) || !same(mark.b, other.b);
  });
}

std::int32_t Prober::next_change(const plan::Program& program, const Instance& instance, std::int32_t day,
                                 std::int32_t last) {
  if (day >= last) return kNever;
  if (instance.probe->kind == Probe::Kind::daily) return day + 1;
  if (!instance.probe->skips_days) return first_other(program, instance, day, last);
  // Up to the 28th of a month every day exists in every other; the days after it are looked at by themselves.
  while (day < last) {
    const values::CivilDate civil = values::civil_from_days(day);
    const std::int32_t safe = civil.day < 28 ? values::days_from_civil({civil.year, civil.month, 28}) : day + 1;
    const std::int32_t until = std::min(safe, last);
    const std::int32_t change = first_other(program, instance, day, until);
    if (change != kNever) return change;
    day = until;
  }
  return kNever;
}

std::int32_t Prober::next() const {
  std::int32_t next = kNever;
  for (const Instance& instance : instances()) next = std::min(next, instance.next);
  return next;
}

void Prober::look_ahead(const plan::Program& program, std::int32_t day, std::int32_t last) {
  for (Instance& instance : std::span(instances_).first(used_))
    instance.next = next_change(program, instance, day, last);
}

void Prober::pass(const plan::Program& program, std::int32_t day, std::int32_t last) {
  for (Instance& instance : std::span(instances_).first(used_)) {
    if (instance.next == day) instance.next = next_change(program, instance, day, last);
  }
}

bool Prober::changes_on(const plan::Program& program, const Instance& instance, std::int32_t day) {
  return next_change(program, instance, day - 1, day) == day;
}

}  // namespace proactive::answers
