#include "execution/block_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plan/listing.h"
#include "proactive/date.h"

namespace proactive::execution {

using plan::Program;
using plan::Register;

namespace {

// A row in a column of numbers takes eight bytes, in a column of bytes one, in a plane an eighth.
int cost_by_column(const BlockProgram& program, Register reg, int number, int byte) {
  switch (program.holds[reg]) {
    case Holds::truth: return 1;
    case Holds::member: return byte;
    default: return number;
  }
}

int cost_of(const LookUp& look_up) {
  int cost = 30;
  for (const Axis& axis : look_up.axes) {
    const auto starts = static_cast<int>(axis.starts.size());
    switch (axis.kind) {
      case Axis::Kind::direct:
      case Axis::Kind::bytes: cost += 15; break;
      case Axis::Kind::starts: cost += 10 * starts; break;
      case Axis::Kind::fraction: cost += 20 * starts; break;
      case Axis::Kind::search: cost += 60 * (32 - __builtin_clz(static_cast<unsigned>(starts))); break;
    }
  }
  return cost;
}

std::string amount_of(int hundredths) { return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100); }

class Listing {
 public:
  explicit Listing(const Program& program) : program_(program), blocks_(program) {
    for (const auto& right : program.rights) registers_.push_back(plan::registers_of(program, right));
  }

  std::string write() {
    std::string steps = write_frame(0, "  ");
    const std::string entity = program_.model->entities[program_.contexts.front().entity].name;
    return fmt::format("{} on {}: {} instructions, {} steps, about {} ns for each row\n\n{}\n{}", entity,
                       to_string(Date{program_.on}), read_by_all(), step_count_, amount_of(cost_), steps,
                       write_rights());
  }

 private:
  std::string write_frame(int index, const std::string& margin) {
    std::string text;
    for (const BlockStep& step : blocks_.frames[index].steps) {
      if (step.step == Step::answer) continue;
      ++step_count_;
      const int cost = cost_of(blocks_, step);
      cost_ += cost;
      const std::string what = step.instruction != nullptr
                                   ? plan::describe(program_, step.reg)
                                   : fmt::format("r{} = spread r{}", step.reg, step.operands[0]);
      text += fmt::format("{:<68} {:<16} {:>5}\n", margin + what, to_string(step.step), amount_of(cost));
      if (step.step == Step::aggregate && step.extra >= 0) text += write_frame(step.extra, margin + "  each: ");
    }
    return text;
  }

  // Instructions that some right reads, those of bodies and constants included.
  std::size_t read_by_all() const {
    std::set<Register> all;
    for (const auto& registers : registers_) all.insert(registers.begin(), registers.end());
    return all.size();
  }

  std::string write_rights() const {
    std::string text;
    for (std::size_t i = 0; i < program_.rights.size(); ++i) {
      const auto& own = registers_[i];
      text += fmt::format("  {}: {} instructions", name_of(i), own.size());
      std::vector<std::string> others;
      for (std::size_t k = 0; k < program_.rights.size(); ++k) {
        const auto shared = std::count_if(own.begin(), own.end(), [&](Register reg) {
          return std::binary_search(registers_[k].begin(), registers_[k].end(), reg);
        });
        if (k != i && shared > 0) others.push_back(fmt::format("{} with {}", shared, name_of(k)));
      }
      if (!others.empty()) text += fmt::format("; shared: {}", fmt::join(others, ", "));
      text += "\n";
    }
    return text;
  }

  const std::string& name_of(std::size_t right) const {
    return program_.model->rights[program_.rights[right].right].name;
  }

  const Program& program_;
  const BlockProgram blocks_;
  std::vector<std::vector<Register>> registers_;  ///< by right, ascending
  int step_count_ = 0;
  int cost_ = 0;
};

}  // namespace

int cost_of(const BlockProgram& program, const BlockStep& step) {
  switch (step.step) {
    case Step::unknown:
    case Step::fraction:
    case Step::never:
    case Step::always: return 0;
    case Step::load: return cost_by_column(program, step.reg, 20, 5);
    case Step::load_known:
    case Step::negate_truth:
    case Step::conjunction:
    case Step::disjunction:
    case Step::at_least: return 1;
    case Step::spread: return cost_by_column(program, step.reg, 80, 80);
    case Step::compare:
    case Step::compare_constant: return 20;
    case Step::compare_members:
    case Step::in_members: return 5;
    case Step::add:
    case Step::subtract:
    case Step::negate:
    case Step::absolute:
    case Step::rescale: return step.proven ? 10 : 20;
    case Step::multiply: return step.proven ? 20 : 35;
    case Step::extreme: return 15 * static_cast<int>(step.operands.size());
    case Step::add_months: return 200;
    case Step::add_days: return 20;
    case Step::age: return 250;
    case Step::choose: return cost_by_column(program, step.reg, 30, 10) * static_cast<int>(step.operands.size()) / 2;
    case Step::pay: return 20;
    case Step::look_up: return cost_of(program.look_ups[step.extra]);
    case Step::aggregate: return step.extra < 0 ? 50 : 200;
    case Step::lanes: return 2000;
    case Step::answer: return 20;
  }
  return 0;
}

std::string listing(const Program& program) { return Listing(program).write(); }

}  // namespace proactive::execution
