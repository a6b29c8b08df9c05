#include "execution/block_program.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "execution/evaluator.h"
#include "plan/bands.h"
#include "plan/meaning.h"

namespace proactive::execution {

using plan::Instruction;
using plan::OpCode;
using plan::Program;
using plan::Register;
using values::Comparison;
using values::Domain;
using values::Int128;
using values::NoResult;
using values::Number;

namespace {

constexpr std::string_view kStepNames[] = {"unknown",
                                           "load",
                                           "load_known",
                                           "spread",
                                           "negate_truth",
                                           "conjunction",
                                           "disjunction",
                                           "at_least",
                                           "never",
                                           "always",
                                           "compare",
                                           "compare_constant",
                                           "compare_members",
                                           "in_members",
                                           "add",
                                           "subtract",
                                           "multiply",
                                           "fraction",
                                           "negate",
                                           "absolute",
                                           "extreme",
                                           "rescale",
                                           "add_months",
                                           "add_days",
                                           "age",
                                           "choose",
                                           "pay",
                                           "look_up",
                                           "aggregate",
                                           "lanes",
                                           "answer"};
static_assert(std::size(kStepNames) == static_cast<std::size_t>(Step::answer) + 1);

// Bands beyond these are halved, or left to the lanes.
constexpr std::int64_t kCountedStarts = 12;
constexpr std::int64_t kDirectValues = 4096;
constexpr std::int64_t kCells = std::int64_t{1} << 22U;

/// What the 64-bit integers of a register may be, where it is known.
struct Range {
  Int128 low = values::kMin64;
  Int128 high = values::kMax64;
  Range times(Int128 factor) const {
    return factor >= 0 ? Range{low * factor, high * factor} : Range{high * factor, low * factor};
  }
  bool fits() const { return low >= values::kMin64 && high <= values::kMax64; }
};

Range product(Range a, Range b) {
  const Int128 corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  return {*std::min_element(std::begin(corners), std::end(corners)),
          *std::max_element(std::begin(corners), std::end(corners))};
}

Int128 floor_divide(Int128 a, Int128 b) { return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0); }
Int128 ceil_divide(Int128 a, Int128 b) { return -floor_divide(-a, b); }

class Lowering {
 public:
  Lowering(BlockProgram& out, Wanted wanted)
      : out_(out),
        program_(out.program),
        frame_of_(program_.code.size(), -1),
        ranges_(program_.code.size()),
        denominators_(program_.code.size()),
        wanted_(wanted) {
    for (const Instruction& instruction : program_.code) out_.holds.push_back(holds(instruction));
    if (wanted.conditions) list_conditions();
  }

  void run() {
    out_.frames.emplace_back();
    out_.frames[0].contexts = program_.main_contexts;
    place_answers();
    for (const Register reg : program_.main) {
      lower(0, reg);
      for (const int right : answers_after_[reg]) add_answer(right);
    }
    keep_only_read();
    for (std::size_t frame = 0; frame < out_.frames.size(); ++frame) find_uses(static_cast<int>(frame));
    for (std::size_t frame = 0; frame < out_.frames.size(); ++frame) assign_slots(static_cast<int>(frame));
  }

 private:
  const Instruction& at(Register reg) const { return program_.code[reg]; }

  // ---- what registers hold ---------------------------------------------------------------

  bool any_fraction(const Instruction& instruction) const {
    return std::any_of(instruction.operands.begin(), instruction.operands.end(),
                       [&](Register reg) { return out_.holds[reg] == Holds::fraction; });
  }

  Holds holds(const Instruction& instruction) const {
    switch (instruction.domain) {
      case Domain::boolean: return Holds::truth;
      case Domain::choice: return Holds::member;
      case Domain::date: return Holds::number;
      case Domain::number: break;
    }
    switch (instruction.op) {
      case OpCode::divide:
      case OpCode::shrink: return Holds::fraction;
      case OpCode::scale: return program_.scales[instruction.data].quotient ? Holds::fraction : Holds::number;
      case OpCode::add:
      case OpCode::subtract:
      case OpCode::multiply:
      case OpCode::negate:
      case OpCode::absolute:
      case OpCode::minimum:
      case OpCode::maximum:
      case OpCode::rescale:
      case OpCode::choose:
      case OpCode::pay:
      case OpCode::least:
      case OpCode::greatest: return any_fraction(instruction) ? Holds::fraction : Holds::number;
      default: return Holds::number;
    }
  }

  // ---- frames ----------------------------------------------------------------------------

  // The register as a frame sees it: its own, a constant, or one spread from the frame around.
  Register seen_from(int frame, Register reg) {
    if (at(reg).op == OpCode::constant) return reg;
    if (frame_of_[reg] == frame) return reg;
    const auto key = std::pair(frame, reg);
    if (const auto found = spread_.find(key); found != spread_.end()) return found->second;
    const int outer = outer_frame_[frame];
    const Register source = seen_from(outer, reg);
    BlockStep step;
    step.step = Step::spread;
    step.reg = static_cast<Register>(out_.holds.size());
    step.operands.push_back(source);
    out_.holds.push_back(out_.holds[reg]);
    ranges_.push_back(ranges_[reg]);
    denominators_.push_back(denominators_[reg]);
    if (settled_.count(reg) != 0) settled_.insert(step.reg);
    out_.frames[frame].steps.push_back(step);
    out_.frames[frame].spreads = true;
    spread_.emplace(key, step.reg);
    outer_reads_[frame].push_back(source);
    return step.reg;
  }

  void lower(int frame, Register reg) {
    const Instruction& instruction = at(reg);
    frame_of_[reg] = frame;
    if (instruction.op == OpCode::constant) {
      ranges_[reg] = {instruction.value, instruction.value};
      return;
    }
    BlockStep step;
    step.reg = reg;
    step.instruction = &instruction;
    for (const Register operand : instruction.operands) {
      if (!plan::is_aggregate(instruction.op)) step.operands.push_back(seen_from(frame, operand));
    }
    ranges_[reg] = range_of(instruction);
    if (plan::is_aggregate(instruction.op)) {
      step.step = Step::aggregate;
      if (!instruction.operands.empty()) step.extra = lower_body(frame, instruction, step);
    } else {
      choose_step(step);
      tabulate(step);
    }
    if (is_settled(step)) settled_.insert(reg);
    out_.frames[frame].steps.push_back(std::move(step));
  }

  // Whether a truth's two planes are all that the language means: where neither is set, both answers
  // are still possible. True of facts, of what logic makes of such truths, and of one fact against
  // constants, because planning has folded what its range alone decides.
  bool is_settled(const BlockStep& step) const {
    const auto settled = [&](Register reg) { return is_constant(reg) || settled_.count(reg) != 0; };
    const auto open_fact = [&](Register reg) {
      return is_constant(reg) || (static_cast<std::size_t>(reg) < program_.code.size() && at(reg).op == OpCode::fact);
    };
    const bool constant_beside =
        std::count_if(step.operands.begin(), step.operands.end(), [&](Register reg) { return !is_constant(reg); }) <= 1;
    switch (step.instruction->op) {
      case OpCode::known: return true;
      case OpCode::fact: return kind(step.reg) == Holds::truth;
      case OpCode::logical_not:
      case OpCode::logical_and:
      case OpCode::logical_or:
      case OpCode::at_least:
      case OpCode::any:
      case OpCode::all: return std::all_of(step.operands.begin(), step.operands.end(), settled);
      case OpCode::compare:
      case OpCode::in_members:
        return constant_beside && std::all_of(step.operands.begin(), step.operands.end(), open_fact);
      default: return false;
    }
  }

  int lower_body(int outer, const Instruction& instruction, BlockStep& step) {
    const int frame = static_cast<int>(out_.frames.size());
    out_.frames.emplace_back();
    outer_frame_[frame] = outer;
    out_.frames[frame].context = instruction.loop;
    out_.frames[frame].contexts = program_.loop_contexts[instruction.loop];
    out_.frames[frame].depth = out_.frames[outer].depth + 1;
    // Bodies of several aggregates may share instructions: each frame has them for itself.
    const std::vector<int> frames = frame_of_;
    for (const Register reg : instruction.body) lower(frame, reg);
    for (const Register operand : instruction.operands) step.operands.push_back(seen_from(frame, operand));
    frame_of_ = frames;
    return frame;
  }

  // ---- ranges ----------------------------------------------------------------------------

  Range range_of(const Instruction& instruction) const {
    const values::Possible& start = instruction.start;
    const bool plain = instruction.domain == Domain::number || instruction.domain == Domain::date;
    if (!plain || start.low.den != 1 || start.high.den != 1) return {};
    return {start.low.num, start.high.num};
  }

  bool is_constant(Register reg) const {
    return static_cast<std::size_t>(reg) < program_.code.size() && at(reg).op == OpCode::constant;
  }
  Int128 constant(Register reg) const { return at(reg).value; }
  Holds kind(Register reg) const { return out_.holds[reg]; }

  // ---- choosing the loop -----------------------------------------------------------------

  void choose_step(BlockStep& step) {
    const Instruction& instruction = *step.instruction;
    switch (instruction.op) {
      case OpCode::unknown: step.step = Step::unknown; return;
      case OpCode::fact: step.step = Step::load; return;
      case OpCode::known: step.step = Step::load_known; return;
      case OpCode::logical_not: step.step = Step::negate_truth; return;
      case OpCode::logical_and: step.step = Step::conjunction; return;
      case OpCode::logical_or: step.step = Step::disjunction; return;
      case OpCode::at_least: step.step = Step::at_least; return;
      case OpCode::compare: return choose_compare(step);
      case OpCode::in_members: return choose_in_members(step);
      case OpCode::add: return arithmetic(step, Step::add);
      case OpCode::subtract: return arithmetic(step, Step::subtract);
      case OpCode::multiply: return arithmetic(step, Step::multiply);
      case OpCode::divide: return choose_divide(step);
      case OpCode::negate: return arithmetic(step, Step::negate);
      case OpCode::absolute: return arithmetic(step, Step::absolute);
      case OpCode::minimum:
      case OpCode::maximum: return choose_extreme(step);
      case OpCode::rescale: return arithmetic(step, Step::rescale);
      case OpCode::add_months: return dates(step, Step::add_months);
      case OpCode::add_days: return dates(step, Step::add_days);
      case OpCode::age: return dates(step, Step::age);
      case OpCode::choose: step.step = kind(step.reg) == Holds::fraction ? Step::lanes : Step::choose; return;
      case OpCode::pay: step.step = kind(step.reg) == Holds::fraction ? Step::lanes : Step::pay; return;
      case OpCode::scale: return choose_scale(step);
      case OpCode::table: return choose_table(step);
      default: step.step = Step::lanes; return;
    }
  }

  bool plain_numbers(const BlockStep& step) const {
    return std::all_of(step.operands.begin(), step.operands.end(),
                       [&](Register reg) { return kind(reg) == Holds::number; });
  }

  // The result's own range is what planning found at the ends of the operands' ranges: when it
  // is not that of all integers, nothing overflows. What is multiplied first must fit too.
  bool proven(const BlockStep& step) const {
    const Range range = ranges_[step.reg];
    if (range.low == values::kMin64 && range.high == values::kMax64) return false;
    const auto [left, right] = step.instruction->scaling;
    return ranges_[step.operands[0]].times(left).fits() &&
           (step.operands.size() < 2 || ranges_[step.operands[1]].times(right).fits());
  }

  void arithmetic(BlockStep& step, Step fast) {
    step.step = plain_numbers(step) ? fast : Step::lanes;
    step.value = step.instruction->value;
    step.proven = step.step == fast && proven(step);
  }

  void dates(BlockStep& step, Step fast) {
    step.step = plain_numbers(step) ? fast : Step::lanes;
    step.value = step.instruction->value;
    // Units of more than a few months or days do not occur; their products would have to be proven.
    if (step.value < -1200 || step.value > 1200) step.step = Step::lanes;
  }

  void choose_extreme(BlockStep& step) {
    step.step = plain_numbers(step) ? Step::extreme : Step::lanes;
    for (std::size_t i = 0; i < step.operands.size(); ++i) {
      if (!ranges_[step.operands[i]].times(step.instruction->factors[i]).fits()) step.step = Step::lanes;
    }
  }

  // A positive divisor makes a fraction as it stands. Where it may be something else, the rows in
  // which it is are left to the pass over sets.
  void choose_divide(BlockStep& step) {
    const auto [left, right] = step.instruction->scaling;
    const Register a = step.operands[0];
    const Register b = step.operands[1];
    const Range num = kind(a) == Holds::number ? ranges_[a].times(left) : Range{0, values::kMax64 + Int128{1}};
    Range den = kind(b) == Holds::number ? ranges_[b].times(right) : Range{0, values::kMax64 + Int128{1}};
    step.step = num.fits() && den.fits() && den.high > 0 ? Step::fraction : Step::lanes;
    if (step.step == Step::lanes) return;
    step.proven = den.low > 0;
    den.low = std::max<Int128>(den.low, 1);
    // With their factors; the columns hold them without.
    ranges_[step.reg] = num;
    denominators_[step.reg] = den;
  }

  void choose_in_members(BlockStep& step) {
    step.step = Step::lanes;
    if (kind(step.operands[0]) != Holds::member) return;
    MemberTest test;
    for (int member = 0; member < values::kMaxChoiceMembers; ++member) {
      if (!step.instruction->members.test(member)) continue;
      test.members.push_back(static_cast<std::uint8_t>(member));
      test.table[member] = 1;
    }
    step.step = test.members.empty() ? Step::never : Step::in_members;
    step.extra = static_cast<int>(out_.member_tests.size());
    out_.member_tests.push_back(std::move(test));
  }

  void choose_compare(BlockStep& step) {
    const Register a = step.operands[0];
    const Register b = step.operands[1];
    step.comparison = step.instruction->comparison;
    if (kind(a) == Holds::member || kind(a) == Holds::truth) {
      step.step = Step::compare_members;
      return;
    }
    step.step = Step::lanes;
    if (kind(a) == Holds::number && is_constant(b)) return compare_with(step, 0, constant(b), step.comparison);
    if (is_constant(a) && kind(b) == Holds::number)
      return compare_with(step, 1, constant(a), mirrored(step.comparison));
    if (compares_in_64_bits(step)) step.step = Step::compare;
  }

  // x · factor against a constant is x against a whole bound.
  void compare_with(BlockStep& step, int side, Int128 number, Comparison comparison) {
    const auto [left, right] = step.instruction->scaling;
    const Int128 factor = side == 0 ? left : right;
    const Int128 bound = number * (side == 0 ? right : left);
    const bool up = comparison == Comparison::less || comparison == Comparison::at_least;
    const Int128 whole = up ? ceil_divide(bound, factor) : floor_divide(bound, factor);
    const bool equals = comparison == Comparison::equal || comparison == Comparison::unequal;
    const Register reg = step.operands[side];
    step.operands = {reg};
    step.comparison = comparison;
    step.value = static_cast<std::int64_t>(std::clamp<Int128>(whole, values::kMin64, values::kMax64));
    step.step = Step::compare_constant;
    if (equals && (bound % factor != 0 || !values::fits64(whole)))
      step.step = comparison == Comparison::equal ? Step::never : Step::always;
    else if (whole > values::kMax64)
      step.step = comparison == Comparison::less || comparison == Comparison::at_most ? Step::always : Step::never;
    else if (whole < values::kMin64)
      step.step = comparison == Comparison::less || comparison == Comparison::at_most ? Step::never : Step::always;
  }

  // a.num · left · b.den against b.num · right · a.den, where at most one side is a fraction
  // and a plain number beside it is a constant.
  bool compares_in_64_bits(const BlockStep& step) const {
    const auto [left, right] = step.instruction->scaling;
    const Register a = step.operands[0];
    const Register b = step.operands[1];
    if (kind(a) == Holds::number && kind(b) == Holds::number)
      return ranges_[a].times(left).fits() && ranges_[b].times(right).fits();
    const bool first = kind(a) == Holds::fraction && is_constant(b);
    const bool second = kind(b) == Holds::fraction && is_constant(a);
    if (!first && !second) return false;
    const Register fraction = first ? a : b;
    const Int128 factor = constant(first ? b : a) * (first ? right : left);
    return known_fraction(fraction) && values::fits64(factor) && ranges_[fraction].times(first ? left : right).fits() &&
           product(denominators_[fraction], {factor, factor}).fits();
  }

  // A fraction whose parts have ranges, because it was not made lane by lane.
  bool known_fraction(Register reg) const { return denominators_[reg].low > 0; }

  // ---- scales and tables -----------------------------------------------------------------

  void choose_scale(BlockStep& step) {
    step.step = Step::lanes;
    const plan::ScaleData& data = program_.scales[step.instruction->data];
    const Register argument = step.operands[0];
    const auto axis = direct_axis(argument);
    if (!axis || data.quotient) return;
    LookUp look_up;
    look_up.axes.push_back(*axis);
    for (std::int64_t i = 0; i < axis->count; ++i) {
      Number result{0, 1};
      const bool there = plan::apply_scale(data, {axis->low + i, 1}, result) == NoResult::none && result.den == 1;
      add_cell(look_up, there, result.num);
    }
    finish(step, std::move(look_up));
  }

  static void add_cell(LookUp& look_up, bool there, std::int64_t value) {
    look_up.cells.push_back(there ? value : 0);
    look_up.known.push_back(there ? 255 : 0);
  }

  void finish(BlockStep& step, LookUp look_up) {
    if (std::all_of(look_up.known.begin(), look_up.known.end(), [](std::uint8_t known) { return known != 0; }))
      look_up.known.clear();
    step.step = Step::look_up;
    step.extra = static_cast<int>(out_.look_ups.size());
    out_.look_ups.push_back(std::move(look_up));
  }

  std::optional<Axis> direct_axis(Register argument) const {
    const Range range = ranges_[argument];
    if (kind(argument) != Holds::number || range.high - range.low >= kDirectValues) return std::nullopt;
    Axis axis;
    axis.kind = Axis::Kind::direct;
    axis.argument = argument;
    axis.low = static_cast<std::int64_t>(range.low);
    axis.count = static_cast<std::int64_t>(range.high - range.low) + 1;
    return axis;
  }

  static int first_row(const std::vector<plan::HeaderTest>& headers, Number value) {
    for (std::size_t i = 0; i < headers.size(); ++i) {
      if (plan::test(headers[i], value)) return static_cast<int>(i);
    }
    return -1;
  }

  // How an argument becomes a band, and the row of each band; nothing when only lanes can.
  std::optional<Axis> axis_of(Register argument, const std::vector<plan::HeaderTest>& headers, bool whole,
                              std::vector<int>& rows) const {
    if (kind(argument) == Holds::member || kind(argument) == Holds::truth) return member_axis(argument, headers, rows);
    if (auto axis = direct_axis(argument); axis && axis->count * static_cast<std::int64_t>(headers.size()) < kCells) {
      for (std::int64_t i = 0; i < axis->count; ++i) rows.push_back(first_row(headers, {axis->low + i, 1}));
      return axis;
    }
    const bool fraction = kind(argument) == Holds::fraction;
    if (fraction ? !known_fraction(argument) : !whole) return std::nullopt;
    const bool own = static_cast<std::size_t>(argument) < program_.code.size();
    const Domain domain = own ? at(argument).domain : Domain::number;
    const auto bands = plan::bands_of(headers, own ? at(argument).start : values::full(domain), whole);
    for (const plan::Band& band : bands) rows.push_back(band.row);
    return fraction ? fraction_axis(argument, bands) : number_axis(argument, bands);
  }

  static std::optional<Axis> member_axis(Register argument, const std::vector<plan::HeaderTest>& headers,
                                         std::vector<int>& rows) {
    Axis axis;
    axis.kind = Axis::Kind::bytes;
    axis.argument = argument;
    axis.count = static_cast<std::int64_t>(headers.size()) + 1;
    for (std::size_t i = 0; i < headers.size(); ++i) rows.push_back(static_cast<int>(i));
    rows.push_back(-1);
    for (int member = 0; member < 256; ++member) {
      const int row = first_row(headers, {member, 1});
      axis.by_member[member] = row < 0 ? static_cast<std::int32_t>(headers.size()) : row;
    }
    return axis;
  }

  static std::optional<Axis> number_axis(Register argument, const std::vector<plan::Band>& bands) {
    Axis axis;
    axis.argument = argument;
    axis.count = static_cast<std::int64_t>(bands.size());
    for (std::size_t i = 1; i < bands.size(); ++i) {
      // Whole values have cuts before them only, but for the one behind the largest.
      if (bands[i].from.behind || bands[i].from.at.den != 1) return std::nullopt;
      axis.starts.push_back(bands[i].from.at.num);
    }
    if (static_cast<std::int64_t>(axis.starts.size()) <= kCountedStarts) return axis;
    axis.kind = Axis::Kind::search;
    std::size_t size = 1;
    while (size < axis.starts.size() + 1) size *= 2;
    axis.starts.resize(size, values::kMax64);
    return axis;
  }

  std::optional<Axis> fraction_axis(Register argument, const std::vector<plan::Band>& bands) const {
    Axis axis;
    axis.kind = Axis::Kind::fraction;
    axis.argument = argument;
    axis.count = static_cast<std::int64_t>(bands.size());
    for (std::size_t i = 1; i < bands.size(); ++i) axis.factor = std::max(axis.factor, bands[i].from.at.den);
    if (axis.count > 4 * kCountedStarts || !ranges_[argument].times(axis.factor).fits()) return std::nullopt;
    for (std::size_t i = 1; i < bands.size(); ++i) {
      const auto [at, behind] = bands[i].from;
      if (axis.factor % at.den != 0) return std::nullopt;
      const Int128 start = static_cast<Int128>(at.num) * (axis.factor / at.den);
      const Range reached = product(denominators_[argument], {start, start});
      if (!values::fits64(start) || !Range{reached.low, reached.high + 1}.fits()) return std::nullopt;
      axis.starts.push_back(static_cast<std::int64_t>(start));
      axis.behind.push_back(behind ? 1 : 0);
    }
    return axis;
  }

  void choose_table(BlockStep& step) {
    step.step = Step::lanes;
    const plan::TableData& data = program_.tables[step.instruction->data];
    LookUp look_up;
    std::vector<int> rows;
    std::vector<int> columns{0};
    auto row_axis = axis_of(step.operands[0], data.rows, data.whole_rows, rows);
    if (!row_axis) return;
    std::optional<Axis> column_axis;
    if (!data.columns.empty()) {
      columns.clear();
      column_axis = axis_of(step.operands[1], data.columns, data.whole_columns, columns);
      if (!column_axis) return;
    }
    if (static_cast<std::int64_t>(rows.size() * columns.size()) > kCells) return;
    row_axis->stride = static_cast<std::int32_t>(columns.size());
    if (row_axis->kind == Axis::Kind::bytes) {
      for (auto& place : row_axis->by_member) place *= row_axis->stride;
    }
    for (const int row : rows) {
      for (const int column : columns) {
        const bool there = row >= 0 && column >= 0;
        add_cell(look_up, there,
                 there ? data.cell(static_cast<std::size_t>(row), static_cast<std::size_t>(column)) : 0);
      }
    }
    look_up.axes.push_back(*std::move(row_axis));
    if (column_axis) look_up.axes.push_back(*std::move(column_axis));
    finish(step, std::move(look_up));
  }

  // ---- functions of a few values ----------------------------------------------------------

  // A register that is a function of one small number: its value for each of those.
  struct Tabulated {
    Register base = -1;
    std::vector<Value> values;
  };

  // The table of an operand; a small number is one of itself. Null when it is neither.
  const Tabulated* table_of(Register reg) {
    if (const auto found = tabulated_.find(reg); found != tabulated_.end()) return &found->second;
    const auto axis = direct_axis(reg);
    if (!axis) return nullptr;
    Tabulated own{reg, {}};
    for (std::int64_t i = 0; i < axis->count; ++i) own.values.push_back({{axis->low + i, 1}, true});
    return &tabulated_.emplace(reg, std::move(own)).first->second;
  }

  // An operation on functions of the same small number is one too, and becomes a look-up in it:
  // what lies between is mostly read by nobody else, and goes.
  void tabulate(BlockStep& step) {
    if (kind(step.reg) != Holds::number || step.instruction->operands.empty()) return;
    Register base = -1;
    bool composed = step.step == Step::lanes || step.step == Step::look_up;
    std::vector<const Tabulated*> tables;
    for (const Register reg : step.operands) {
      tables.push_back(is_constant(reg) ? nullptr : table_of(reg));
      if (is_constant(reg)) continue;
      if (tables.back() == nullptr || (base >= 0 && tables.back()->base != base)) return;
      base = tables.back()->base;
      composed = composed || tables.back()->base != reg;
    }
    if (base < 0 || !composed) return;
    const auto axis = direct_axis(base);
    std::vector<Value> registers(program_.code.size());
    Tabulated result{base, {}};
    LookUp look_up;
    look_up.axes.push_back(*axis);
    for (std::int64_t i = 0; i < axis->count; ++i) {
      for (std::size_t operand = 0; operand < tables.size(); ++operand) {
        const Register reg = step.instruction->operands[operand];
        registers[reg] = tables[operand] == nullptr ? Value{{at(reg).value, 1}, true} : tables[operand]->values[i];
      }
      Value value;
      run_instruction(program_, *step.instruction, registers.data(), value);
      value.known = value.known && value.number.den == 1;
      add_cell(look_up, value.known, value.number.num);
      result.values.push_back(value);
    }
    tabulated_.insert_or_assign(step.reg, std::move(result));
    step.operands = {base};
    finish(step, std::move(look_up));
  }

  // ---- answers ---------------------------------------------------------------------------

  void list_conditions() {
    for (const plan::RightPlan& right : program_.rights) {
      std::vector<Register> registers;
      for (const auto& condition : right.conditions) list_conditions(condition, registers);
      out_.conditions.push_back(std::move(registers));
    }
  }

  static void list_conditions(const plan::ConditionPlan& condition, std::vector<Register>& registers) {
    if (condition.source->kind == semantics::Condition::Kind::leaf) registers.push_back(condition.reg);
    for (const auto& part : condition.parts) list_conditions(part, registers);
  }

  std::vector<Register> read_by_answer(int right) const {
    const plan::RightPlan& planned = program_.rights[right];
    std::vector<Register> registers{planned.outcome};
    if (planned.amount >= 0 && wanted_.amounts) registers.push_back(planned.amount);
    if (planned.received >= 0) registers.push_back(planned.received);
    if (!out_.conditions.empty())
      registers.insert(registers.end(), out_.conditions[right].begin(), out_.conditions[right].end());
    return registers;
  }

  // An answer is written as soon as all it reads is there, so that its columns are free again.
  void place_answers() {
    std::vector<std::size_t> order(program_.code.size());
    for (std::size_t i = 0; i < program_.main.size(); ++i) order[program_.main[i]] = i + 1;
    for (int right = 0; right < static_cast<int>(program_.rights.size()); ++right) {
      Register last = -1;
      for (const Register reg : read_by_answer(right)) {
        if (order[reg] > 0 && (last < 0 || order[reg] > order[last])) last = reg;
      }
      if (last >= 0)
        answers_after_[last].push_back(right);
      else
        add_answer(right);
    }
  }

  void add_answer(int right) {
    BlockStep step;
    step.step = Step::answer;
    step.extra = right;
    for (const Register reg : read_by_answer(right)) step.operands.push_back(reg);
    const plan::RightPlan& planned = program_.rights[right];
    const auto settled = [&](Register reg) { return reg >= 0 && (is_constant(reg) || settled_.count(reg) != 0); };
    step.settled = settled(planned.outcome) && (planned.amount < 0 || !wanted_.amounts) && !wanted_.missing;
    step.settled_received = settled(planned.received);
    out_.frames[0].steps.push_back(std::move(step));
  }

  // ---- what nobody reads ------------------------------------------------------------------

  void keep_only_read() {
    read_.resize(out_.frames.size());
    keep_only_read(0);
  }

  // From the last step to the first: a step stays when its register is read by one that stays.
  void keep_only_read(int frame) {
    std::vector<BlockStep> kept;
    auto& steps = out_.frames[frame].steps;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      if (step->step != Step::answer && read_[frame].count(step->reg) == 0) continue;
      if (step->step == Step::aggregate && step->extra >= 0) {
        read_[step->extra].insert(step->operands.begin(), step->operands.end());
        keep_only_read(step->extra);
        const auto& outer = outer_reads_[step->extra];
        read_[frame].insert(outer.begin(), outer.end());
      } else {
        read_[frame].insert(step->operands.begin(), step->operands.end());
      }
      kept.push_back(std::move(*step));
    }
    steps.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
    if (frame == 0) return;
    auto& outer = outer_reads_[frame];
    outer.clear();
    for (const BlockStep& step : steps) {
      if (step.step == Step::spread) outer.push_back(step.operands[0]);
    }
    out_.frames[frame].spreads = !outer.empty();
  }

  // ---- memory ----------------------------------------------------------------------------

  // The last step of its frame that reads a register.
  void find_uses(int frame) {
    const auto& steps = out_.frames[frame].steps;
    for (const BlockStep& step : steps) {
      if (step.step == Step::fraction) parts_of_[{frame, step.reg}] = {step.operands[0], step.operands[1]};
    }
    for (int i = 0; i < static_cast<int>(steps.size()); ++i) {
      for (const Register reg : read_by(frame, steps[i])) note_use(frame, reg, i);
      for (const Register reg : steps[i].operands) {
        if (is_constant(reg)) note_constant(reg);
      }
    }
  }

  // What a step reads in its frame. A fraction is a view of two columns: who reads it reads them.
  std::vector<Register> read_by(int frame, const BlockStep& step) {
    std::vector<Register> read;
    const auto add = [&](Register reg) {
      read.push_back(reg);
      const auto parts = parts_of_.find({frame, reg});
      if (parts != parts_of_.end()) read.insert(read.end(), parts->second.begin(), parts->second.end());
    };
    if (step.step == Step::aggregate) {
      if (step.extra >= 0) std::for_each(outer_reads_[step.extra].begin(), outer_reads_[step.extra].end(), add);
    } else {
      std::for_each(step.operands.begin(), step.operands.end(), add);
    }
    return read;
  }

  void note_use(int frame, Register reg, int place) {
    int& last = last_use_.try_emplace({frame, reg}, place).first->second;
    last = std::max(last, place);
  }

  void note_constant(Register reg) {
    if (std::find(out_.constants.begin(), out_.constants.end(), reg) == out_.constants.end())
      out_.constants.push_back(reg);
  }

  // A column free for the next register of its kind.
  class Pool {
   public:
    int take() {
      if (free_.empty()) return size_++;
      const int slot = free_.back();
      free_.pop_back();
      return slot;
    }
    void give_back(int slot) {
      if (slot >= 0) free_.push_back(slot);
    }
    int size() const { return size_; }

   private:
    std::vector<int> free_;
    int size_ = 0;
  };

  struct Pools {
    Pool numbers;
    Pool bytes;
    Pool planes;
  };

  // What the reduction of an aggregate reads of a body is there until the frame ends.
  std::set<Register> read_behind(int frame) {
    std::set<Register> kept;
    for (const auto& other : out_.frames) {
      for (const auto& step : other.steps) {
        if (step.step != Step::aggregate || step.extra != frame) continue;
        for (const Register reg : step.operands) {
          kept.insert(reg);
          const auto parts = parts_of_.find({frame, reg});
          if (parts != parts_of_.end()) kept.insert(parts->second.begin(), parts->second.end());
        }
      }
    }
    return kept;
  }

  void assign_slots(int index) {
    Frame& frame = out_.frames[index];
    Pools pools;
    std::map<Register, const BlockStep*> writers;
    const std::set<Register> kept = read_behind(index);
    for (int i = 0; i < static_cast<int>(frame.steps.size()); ++i) {
      BlockStep& step = frame.steps[i];
      if (step.reg >= 0) {
        const Holds held = out_.holds[step.reg];
        const bool view = step.step == Step::fraction;
        if (!view && (held == Holds::number || held == Holds::fraction)) step.slot = pools.numbers.take();
        if (!view && held == Holds::fraction) step.second = pools.numbers.take();
        if (held == Holds::member) step.slot = pools.bytes.take();
        step.plane = pools.planes.take();
        writers[step.reg] = &step;
      }
      std::vector<Register> read = read_by(index, step);
      if (step.reg >= 0) read.push_back(step.reg);
      for (const Register reg : read) {
        if (kept.count(reg) == 0) release(index, reg, i, writers, pools);
      }
    }
    if (static_cast<int>(out_.slots.size()) <= frame.depth) out_.slots.resize(frame.depth + 1);
    SlotCounts& counts = out_.slots[frame.depth];
    counts.numbers = std::max(counts.numbers, pools.numbers.size());
    counts.bytes = std::max(counts.bytes, pools.bytes.size());
    counts.planes = std::max(counts.planes, pools.planes.size());
  }

  // Frees the columns of a register that no later step reads.
  void release(int frame, Register reg, int place, std::map<Register, const BlockStep*>& writers, Pools& pools) {
    const auto found = writers.find(reg);
    if (found == writers.end()) return;
    const auto use = last_use_.find({frame, reg});
    if (use != last_use_.end() && use->second > place) return;
    const BlockStep& writer = *found->second;
    (out_.holds[reg] == Holds::member ? pools.bytes : pools.numbers).give_back(writer.slot);
    pools.numbers.give_back(writer.second);
    pools.planes.give_back(writer.plane);
    writers.erase(found);
  }

  BlockProgram& out_;
  const Program& program_;
  std::vector<int> frame_of_;        ///< by register of the program, while its frame is lowered
  std::vector<Range> ranges_;        ///< by register, of the integers or numerators
  std::vector<Range> denominators_;  ///< by register; low end above 0 when they are known
  std::map<int, int> outer_frame_;
  std::map<std::pair<int, Register>, Register> spread_;
  std::map<int, std::vector<Register>> outer_reads_;
  std::map<Register, std::vector<int>> answers_after_;
  const Wanted wanted_;
  std::set<Register> settled_;
  std::map<Register, Tabulated> tabulated_;
  std::vector<std::set<Register>> read_;                                  ///< by frame
  std::map<std::pair<int, Register>, std::array<Register, 2>> parts_of_;  ///< of fractions, by frame
  std::map<std::pair<int, Register>, int> last_use_;                      ///< by frame
};

}  // namespace

Comparison mirrored(Comparison comparison) {
  switch (comparison) {
    case Comparison::less: return Comparison::more;
    case Comparison::at_most: return Comparison::at_least;
    case Comparison::at_least: return Comparison::at_most;
    case Comparison::more: return Comparison::less;
    default: return comparison;
  }
}

std::string_view to_string(Step step) { return kStepNames[static_cast<std::size_t>(step)]; }

BlockProgram::BlockProgram(const plan::Program& source, Wanted wanted) : program(source) {
  Lowering(*this, wanted).run();
}

}  // namespace proactive::execution
