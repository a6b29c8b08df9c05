// From expressions to instructions.
//
// The builder walks the typed expressions of the rights asked for, with the date known. It
// folds what the date decides, writes every common part once (a table from an instruction's
// content to its register finds it again), and keeps the order of operands, because the list
// of missing facts is in that order. An instruction whose set of possible values, with nothing
// known, is a single value is replaced by that value: declared ranges decide, and facts that
// cannot matter are not read.
#include "plan/builder.h"

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <fmt/format.h>

#include <algorithm>

#include "plan/meaning.h"
#include "plan/needs.h"
#include "plan/stale.h"
#include "proactive/date.h"

namespace proactive::plan {

using semantics::Expr;
using semantics::Model;
using semantics::Op;
using semantics::Type;
using semantics::TypeKind;
using syntax::Span;
using values::Domain;
using values::Number;

namespace {

// The subjects that the names of an expression may mean, outermost first.
using Scopes = std::vector<int>;

struct BuiltRight {
  const semantics::Version* version = nullptr;
  std::vector<ConditionPlan> conditions;
  Register outcome = -1;
  Register amount = -1;
  int amount_node = -1;
};

class Builder {
 public:
  Builder(std::shared_ptr<const Model> model, const syntax::Sources& sources, Days days,
          std::vector<Diagnostic>& findings)
      : model_(*model), sources_(sources), days_(days), findings_(findings) {
    program_.model = std::move(model);
    program_.on = days.first;
  }

  Program run(const std::vector<int>& rights) {
    for (const int right : rights) plan_right(right);
    finish();
    outline_.outline.live = live_;
    program_.outline = std::move(outline_.outline);
    return std::move(program_);
  }

  // One right with `today` as a fact.
  Program run_stretch(int right, Stretch& stretch) {
    stretch_ = &stretch;
    outline_.pause();  // of many days at once nothing is explained
    stretch.last = days_.last;
    return run({right});
  }

  // For checking a table's headers over its days; no value where they differ between them.
  std::optional<std::vector<HeaderTest>> header_tests(const std::vector<semantics::Header>& headers,
                                                      const Type& argument) {
    std::vector<HeaderTest> tests;
    for (const auto& header : headers) {
      const auto test = header_test(header, argument);
      if (!test) return std::nullopt;
      tests.push_back(*test);
    }
    return tests;
  }

  // For checking one version's conditions over all of its days.
  std::vector<ConditionPlan> run_version(int right, const semantics::Version& version, Program& program) {
    const Scopes scopes{root(model_.rights[right].entity)};
    std::vector<ConditionPlan> conditions;
    for (const auto& condition : version.conditions) conditions.push_back(build_condition(condition, scopes));
    if (version.amount) build(*version.amount, scopes);
    program = std::move(program_);
    return conditions;
  }

 private:
  // ---- rights ----------------------------------------------------------------------------

  void plan_right(int index) {
    const semantics::Right& right = model_.rights[index];
    if (first_day(right.versions, DatedUse::Kind::version, index) == nullptr) {
      program_.not_in_force.push_back(index);
      return;
    }
    const int context = root(right.entity);
    BuiltRight built = build_right(index, context);
    RightPlan plan;
    plan.right = index;
    plan.version = built.version;
    plan.conditions = std::move(built.conditions);
    plan.outcome = built.outcome;
    plan.amount = built.amount;
    plan.amount_node = built.amount_node;
    if (stretch_ == nullptr) plan.stale = stale_figures(model_, right, days_.first);
    if (right.received) plan.received = build(*right.received, {context});
    program_.rights.push_back(std::move(plan));
  }

  // One root context for each entity: a plan may hold rights of several.
  int root(int entity) { return context({Context::Kind::root, -1, -1, entity, -1}); }

  BuiltRight build_right(int index, int context) {
    const auto key = std::pair(index, context);
    if (const auto found = rights_.find(key); found != rights_.end()) return found->second;
    const semantics::Right& right = model_.rights[index];
    BuiltRight built;
    const auto* version = first_day(right.versions, DatedUse::Kind::version, index);
    if (version != nullptr && holds_throughout(version->in_force)) {
      built.version = &version->value;
      for (const auto& condition : built.version->conditions)
        built.conditions.push_back(build_condition(condition, {context}));
      built.outcome = all_of(built.conditions);
      if (built.version->amount) built.amount = build(*built.version->amount, {context});
      if (built.version->amount) built.amount_node = outline_.last();
    } else if (days_.one() || stretch_ != nullptr) {
      built.outcome = boolean(false);
    } else {
      built.outcome = unknown(values::full(Domain::boolean));
      if (right.has_amount) built.amount = unknown(values::full(Domain::number));
    }
    rights_.emplace(key, built);
    note_right(key, built);
    return built;
  }

  void note_right(std::pair<int, int> key, const BuiltRight& built) {
    Outline::RightNodes& nodes = outline_.outline.rights[key];
    for (const ConditionPlan& condition : built.conditions) nodes.conditions.push_back(condition.node);
    nodes.amount = built.amount_node;
  }

  Register all_of(const std::vector<ConditionPlan>& conditions) {
    Instruction instruction = make(OpCode::logical_and, Domain::boolean);
    for (const ConditionPlan& condition : conditions) instruction.operands.push_back(condition.reg);
    return emit_logic(std::move(instruction));
  }

  ConditionPlan build_condition(const semantics::Condition& condition, const Scopes& scopes) {
    ConditionPlan plan;
    plan.source = &condition;
    plan.node = outline_.open(nullptr, &condition);
    plan.reg = condition.kind == semantics::Condition::Kind::leaf ? build(condition.expr, scopes)
                                                                  : build_group(condition, scopes, plan);
    outline_.close(plan.node, plan.reg, -1);
    return plan;
  }

  Register build_group(const semantics::Condition& condition, const Scopes& scopes, ConditionPlan& plan) {
    const bool either = condition.kind == semantics::Condition::Kind::either;
    Instruction group = make(either ? OpCode::logical_or : OpCode::at_least, Domain::boolean);
    group.value = condition.count;
    for (const auto& part : condition.parts) {
      plan.parts.push_back(build_condition(part, scopes));
      group.operands.push_back(plan.parts.back().reg);
    }
    return either ? emit_logic(std::move(group)) : emit(std::move(group));
  }

  // ---- contexts --------------------------------------------------------------------------

  int context(Context wanted) {
    for (std::size_t i = 0; i < program_.contexts.size(); ++i) {
      const Context& known = program_.contexts[i];
      if (known.kind == wanted.kind && known.parent == wanted.parent && known.target == wanted.target &&
          known.entity == wanted.entity && (wanted.kind != Context::Kind::member || enclosing_[i] == active_loop())) {
        return static_cast<int>(i);
      }
    }
    const int index = static_cast<int>(program_.contexts.size());
    if (wanted.kind == Context::Kind::member) wanted.loop = index;
    program_.contexts.push_back(wanted);
    enclosing_.push_back(wanted.kind == Context::Kind::member ? active_loop() : -1);
    return index;
  }

  int active_loop() const { return active_loops_.empty() ? -1 : active_loops_.back(); }

  // How many loops stand around a context; deeper ones run inside shallower ones.
  int depth(int loop) const {
    int depth = 0;
    for (; loop >= 0; loop = enclosing_[loop]) ++depth;
    return depth;
  }

  int deeper(int a, int b) const { return depth(a) >= depth(b) ? a : b; }

  int follow(const semantics::Path& path, const Scopes& scopes) {
    int at = scopes[path.scope];
    for (const auto& step : path.steps) at = follow(step, at);
    return at;
  }

  int follow(const semantics::Step& step, int from) {
    const Context here = program_.contexts[from];
    if (step.kind == semantics::Step::Kind::only_member) {
      return context({Context::Kind::only_member, from, step.target, model_.roles[step.target].member, here.loop});
    }
    // The group of a member that was reached from its group is that group.
    const bool came_down = here.kind == Context::Kind::member || here.kind == Context::Kind::only_member;
    if (came_down && program_.contexts[here.parent].entity == step.target) return here.parent;
    return context({Context::Kind::group, from, step.target, step.target, here.loop});
  }

  // ---- emission --------------------------------------------------------------------------

  static Instruction make(OpCode op, Domain domain) {
    Instruction instruction;
    instruction.op = op;
    instruction.domain = domain;
    return instruction;
  }

  static Instruction make(OpCode op, const Type& type, int choice_size = 0) {
    Instruction instruction = make(op, semantics::domain_of(type));
    instruction.choice_size = static_cast<std::int16_t>(choice_size);
    return instruction;
  }

  int choice_size(const Type& type) const {
    return type.kind == TypeKind::choice ? static_cast<int>(model_.choices[type.choice].members.size()) : 0;
  }

  Register constant(Domain domain, std::int64_t value, int size = 0) {
    Instruction instruction = make(OpCode::constant, domain);
    instruction.value = value;
    instruction.choice_size = static_cast<std::int16_t>(size);
    return emit(std::move(instruction));
  }

  Register boolean(bool value) { return constant(Domain::boolean, value ? 1 : 0); }

  Register unknown(const values::Possible& set) {
    Instruction instruction = make(OpCode::unknown, set.domain);
    instruction.start = set;
    instruction.value = static_cast<std::int64_t>(program_.code.size());  // each stands for itself
    return emit(std::move(instruction));
  }

  // What identifies an instruction: everything but its place.
  static std::string key(const Instruction& i) {
    std::string key =
        fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", static_cast<int>(i.op), static_cast<int>(i.domain),
                    static_cast<int>(i.comparison), static_cast<int>(i.rounding), i.has_where, i.context, i.input,
                    i.data, i.loop, i.scaling.left, i.scaling.right, i.value, i.choice_size);
    if (i.members.any()) key += "|" + i.members.to_string();
    for (const Register operand : i.operands) key += fmt::format(",{}", operand);
    for (const std::int64_t factor : i.factors) key += fmt::format(";{}", factor);
    return key;
  }

  const Instruction& at(Register reg) const { return program_.code[reg]; }

  Register emit(Instruction instruction) {
    if (is_aggregate(instruction.op))
      instruction.start = unknown_aggregate(instruction);
    else if (instruction.op != OpCode::unknown && !reads_fact(instruction.op)) {
      instruction.start = meaning(program_, instruction, [&](std::size_t i) -> const values::Possible& {
        return at(instruction.operands[i]).start;
      });
    }
    if (folds(instruction))
      return constant(instruction.domain, values::single_value(instruction.start), instruction.choice_size);
    const std::string content = key(instruction);
    if (const auto found = registers_.find(content); found != registers_.end()) return found->second;
    if (program_.code.size() >= kMaxInstructions) {
      too_large_ = true;
      return 0;
    }
    const Register reg = static_cast<Register>(program_.code.size());
    program_.code.push_back(std::move(instruction));
    note_clock(program_.code.back());
    frames_.push_back(frame_of(program_.code.back()));
    registers_.emplace(content, reg);
    return reg;
  }

  static bool folds(const Instruction& instruction) {
    if (instruction.op == OpCode::constant || instruction.op == OpCode::unknown || instruction.op == OpCode::known)
      return false;
    if (!instruction.start.decided()) return false;
    // A constant holds an integer; a decided fraction stays an operation.
    return !values::is_interval(instruction.start) || instruction.start.low.den == 1;
  }

  values::Possible unknown_aggregate(const Instruction& instruction) const {
    if (instruction.op != OpCode::count) return values::full(instruction.domain, instruction.choice_size);
    const semantics::Role& role = model_.roles[instruction.input];
    return values::interval(Domain::number, {instruction.has_where ? 0 : role.low, 1}, {role.high, 1});
  }

  // The loop in whose body an instruction runs: the deepest that it reads something of.
  int frame_of(const Instruction& instruction) const {
    const bool reads_row = reads_fact(instruction.op) || is_aggregate(instruction.op);
    int frame = reads_row ? program_.contexts[instruction.context].loop : -1;
    if (is_aggregate(instruction.op)) return aggregate_frame(instruction, frame);
    for (const Register operand : instruction.operands) frame = deeper(frame, frames_[operand]);
    return frame;
  }

  // An aggregate runs where its group is, or in the loop whose member its body mentions.
  int aggregate_frame(const Instruction& instruction, int frame) const {
    for (const Register reg : body_and_reads(instruction)) {
      if (frames_[reg] != instruction.loop) frame = deeper(frame, frames_[reg]);
    }
    return frame;
  }

  // What an aggregate's operands read, down to values that do not change from member to member.
  absl::btree_set<Register> body_and_reads(const Instruction& aggregate) const {
    absl::btree_set<Register> seen;
    std::vector<Register> todo(aggregate.operands.begin(), aggregate.operands.end());
    while (!todo.empty()) {
      const Register reg = todo.back();
      todo.pop_back();
      if (!seen.insert(reg).second || frames_[reg] != aggregate.loop) continue;
      // The operands of an inner loop are its own body's.
      const bool loops = at(reg).loop >= 0;
      const std::vector<Register> reads =
          loops ? outer_reads(at(reg)) : std::vector<Register>(at(reg).operands.begin(), at(reg).operands.end());
      todo.insert(todo.end(), reads.begin(), reads.end());
    }
    return seen;
  }

  // What the body of an inner loop reads of the loops around it.
  std::vector<Register> outer_reads(const Instruction& aggregate) const {
    std::vector<Register> reads;
    for (const Register reg : body_and_reads(aggregate)) {
      if (frames_[reg] != aggregate.loop) reads.push_back(reg);
    }
    return reads;
  }

  // `and` without operands that are always true, `or` without those that never are: they add
  // nothing to the outcome and nothing is missing for them.
  Register emit_logic(Instruction instruction) {
    const Kleene neutral = instruction.op == OpCode::logical_and ? Kleene::yes : Kleene::no;
    absl::InlinedVector<Register, 4> kept;
    for (const Register operand : instruction.operands) {
      if (at(operand).start.decided() && at(operand).start.truth() == neutral && at(operand).op == OpCode::constant)
        continue;
      kept.push_back(operand);
    }
    if (kept.empty()) return boolean(neutral == Kleene::yes);
    if (kept.size() == 1) return kept.front();
    instruction.operands = kept;
    return emit(std::move(instruction));
  }

  // ---- scales of numbers -----------------------------------------------------------------

  // Brings a value to the scale of `type`, or to a fraction when that is a quotient.
  Register align(Register reg, const Type& from, const Type& to) {
    if (!semantics::is_numeric(from) || from.quotient) return reg;
    if (to.quotient) return shrink(reg, semantics::scale_in_units(from));
    return rescale(reg, to.scale - from.scale);
  }

  Register shrink(Register reg, int digits) {
    if (digits <= 0) return reg;
    Instruction instruction = make(OpCode::shrink, Domain::number);
    instruction.value = values::power_of_ten(digits);
    instruction.operands = {reg};
    return emit(std::move(instruction));
  }

  Register rescale(Register reg, int digits) {
    if (digits <= 0) return reg;
    Instruction instruction = make(OpCode::rescale, Domain::number);
    instruction.value = values::power_of_ten(digits);
    instruction.operands = {reg};
    return emit(std::move(instruction));
  }

  // Factors for comparing or dividing two values of different scales.
  static values::Scaling scaling(const Type& a, const Type& b) {
    if (!semantics::is_numeric(a)) return {};
    const int left = semantics::scale_in_units(a);
    const int right = semantics::scale_in_units(b);
    const int common = std::min(left, right);
    return {values::power_of_ten(right - common), values::power_of_ten(left - common)};
  }

  // ---- expressions -----------------------------------------------------------------------

  Register build(const Expr& expr, const Scopes& scopes) {
    const int node = outline_.open(&expr);
    const Register reg = build_unnoted(expr, scopes);
    outline_.close(node, reg, subject_of(expr, scopes));
    return reg;
  }

  // The context an expression reads of, for the outline; -1 when it has no path.
  int subject_of(const Expr& expr, const Scopes& scopes) {
    if (expr.op == Op::known) return subject_of(expr.operands.front(), scopes);
    const bool reads = expr.op == Op::field || expr.op == Op::define || expr.op >= Op::count;
    return reads ? follow(expr.path, scopes) : -1;
  }

  Register build_unnoted(const Expr& expr, const Scopes& scopes) {
    switch (expr.op) {
      case Op::constant: return constant(semantics::domain_of(expr.type), expr.value, choice_size(expr.type));
      case Op::today: return today();
      case Op::field: return fact(OpCode::fact, expr, scopes);
      case Op::known: return fact(OpCode::known, expr.operands.front(), scopes);
      case Op::define: return define(expr, scopes);
      case Op::parameter: return parameter(expr);
      case Op::scale: return scale(expr, scopes);
      case Op::table: return table(expr, scopes);
      case Op::logical_not: return plain(OpCode::logical_not, expr, scopes);
      case Op::logical_and: return emit_logic(operation(OpCode::logical_and, expr, scopes));
      case Op::logical_or: return emit_logic(operation(OpCode::logical_or, expr, scopes));
      case Op::compare: return compare(expr, scopes);
      case Op::in_members: return in_members(expr, scopes);
      case Op::add: return sum(OpCode::add, expr, scopes);
      case Op::subtract: return sum(OpCode::subtract, expr, scopes);
      case Op::multiply: return product(expr, scopes);
      case Op::divide: return quotient(expr, scopes);
      case Op::negate: return plain(OpCode::negate, expr, scopes);
      case Op::absolute: return plain(OpCode::absolute, expr, scopes);
      case Op::minimum: return extreme(OpCode::minimum, expr, scopes);
      case Op::maximum: return extreme(OpCode::maximum, expr, scopes);
      case Op::round: return round(expr, scopes);
      case Op::convert_period: return convert(expr, scopes);
      case Op::add_months: return plain(OpCode::add_months, expr, scopes);
      case Op::add_days: return plain(OpCode::add_days, expr, scopes);
      case Op::year_of: return plain(OpCode::year_of, expr, scopes);
      case Op::month_of: return plain(OpCode::month_of, expr, scopes);
      case Op::day_of: return plain(OpCode::day_of, expr, scopes);
      case Op::age: return plain(OpCode::age, expr, scopes);
      case Op::choose: return choose(expr, scopes);
      case Op::count: return aggregate(OpCode::count, expr, scopes);
      case Op::sum: return aggregate(OpCode::sum, expr, scopes);
      case Op::any: return aggregate(OpCode::any, expr, scopes);
      case Op::all: return aggregate(OpCode::all, expr, scopes);
      case Op::least: return aggregate(OpCode::least, expr, scopes);
      case Op::greatest: return aggregate(OpCode::greatest, expr, scopes);
      case Op::entitled: return build_right(expr.ref, follow(expr.path, scopes)).outcome;
      case Op::amount_of: return pay(expr, scopes);
      case Op::receives: return receives(expr, scopes);
    }
    return boolean(false);
  }

  Instruction operation(OpCode op, const Expr& expr, const Scopes& scopes) {
    Instruction instruction = make(op, expr.type, choice_size(expr.type));
    for (const Expr& operand : expr.operands) instruction.operands.push_back(build(operand, scopes));
    instruction.value = expr.value;
    return instruction;
  }

  Register plain(OpCode op, const Expr& expr, const Scopes& scopes) { return emit(operation(op, expr, scopes)); }

  // ---- many days -------------------------------------------------------------------------

  // What is in force on the first day; a stretch ends with it.
  template <typename T>
  const semantics::Dated<T>* first_day(const std::vector<semantics::Dated<T>>& values, DatedUse::Kind kind, int ref) {
    const auto* used = semantics::in_force_on(values, days_.first);
    if (stretch_ == nullptr) return used;
    DatedUse use{kind, ref, semantics::kAlwaysFrom, semantics::kWithoutEnd, used == nullptr};
    if (used != nullptr) {
      use.from = used->in_force.from;
      use.to = used->in_force.to;
    } else {
      for (const auto& value : values) {
        const semantics::InForce& days = value.in_force;
        if (days.from > days_.first) use.to = std::min(use.to, days.from - 1);
        if (days.to < days_.first) use.from = std::max(use.from, days.to + 1);
      }
    }
    stretch_->last = std::min(stretch_->last, use.to);
    stretch_->uses.push_back(use);
    return used;
  }

  bool holds_throughout(const semantics::InForce& in_force) const {
    return stretch_ != nullptr || in_force.holds(days_.last);
  }

  void note_clock(const Instruction& instruction) {
    const bool is_clock = instruction.op == OpCode::fact && program_.inputs[instruction.input].field == kClock;
    bool reads = is_clock;
    bool alone =
        is_clock || (instruction.op != OpCode::unknown && !reads_fact(instruction.op) && !is_aggregate(instruction.op));
    for (const Register operand : instruction.operands) {
      reads = reads || reads_clock_[operand];
      alone = alone && dated_[operand];
    }
    reads_clock_.push_back(reads);
    dated_.push_back(alone);
  }

  // Whether a condition that the stretch leaves open may be decided by the date alone on some of its
  // days: then a program for that day would not build what stands behind it.
  bool date_may_decide(Register condition) const {
    if (stretch_ == nullptr || !reads_clock_[condition]) return false;
    return dated_[condition] || start_on(condition, days_.first).decided() || start_on(condition, days_.last).decided();
  }

  values::Possible start_on(Register reg, std::int32_t day) const {
    absl::btree_map<Register, values::Possible> starts;
    return start_on(reg, day, starts);
  }

  const values::Possible& start_on(Register reg, std::int32_t day,
                                   absl::btree_map<Register, values::Possible>& starts) const {
    const Instruction& instruction = at(reg);
    if (!reads_clock_[reg] || is_aggregate(instruction.op)) return instruction.start;
    for (const Register operand : instruction.operands) {
      if (!starts.contains(operand)) starts.emplace(operand, values::Possible(start_on(operand, day, starts)));
    }
    const values::Possible start = instruction.op == OpCode::fact
                                       ? values::single(Domain::date, {day, 1})
                                       : meaning(program_, instruction, [&](std::size_t i) -> const values::Possible& {
                                           return starts.find(instruction.operands[i])->second;
                                         });
    return starts.insert_or_assign(reg, start).first->second;
  }

  // An error that some days of the stretch may not have.
  void note_error() {
    if (stretch_ != nullptr && open_branches_ > 0) stretch_->varies = true;
  }

  Register clock() {
    Instruction instruction = make(OpCode::fact, Domain::date);
    instruction.context = 0;
    instruction.input = input({kClock, 0});
    instruction.start = values::interval(Domain::date, {days_.first, 1}, {days_.last, 1});
    return emit(std::move(instruction));
  }

  Register today() {
    if (stretch_ != nullptr) return clock();
    if (days_.one()) return constant(Domain::date, days_.first);
    return unknown(values::interval(Domain::date, {days_.first, 1}, {days_.last, 1}));
  }

  Register fact(OpCode op, const Expr& expr, const Scopes& scopes) {
    const semantics::Field& field = model_.fields[expr.ref];
    std::int64_t year = 0;
    if (!expr.operands.empty()) {
      const Instruction& index = at(build(expr.operands.front(), scopes));
      if (index.op != OpCode::constant && stretch_ != nullptr) stretch_->varies = true;
      if (index.op != OpCode::constant)
        return op == OpCode::known ? unknown(values::full(Domain::boolean)) : unknown(start_of(field));
      year = index.value;
    }
    Instruction instruction = make(op, op == OpCode::known ? Domain::boolean : semantics::domain_of(field.type));
    instruction.choice_size = static_cast<std::int16_t>(op == OpCode::known ? 0 : choice_size(field.type));
    instruction.context = follow(expr.path, scopes);
    instruction.input = input({expr.ref, year});
    instruction.start = op == OpCode::known ? values::full(Domain::boolean) : start_of(field);
    return emit(std::move(instruction));
  }

  values::Possible start_of(const semantics::Field& field) const {
    const Domain domain = semantics::domain_of(field.type);
    if (!field.range) return values::full(domain, choice_size(field.type));
    return values::interval(domain, {field.range->low, 1}, {field.range->high, 1});
  }

  int input(Input wanted) {
    const int known = find_input(program_.inputs, wanted);
    if (known >= 0) return known;
    program_.inputs.push_back(wanted);
    return static_cast<int>(program_.inputs.size()) - 1;
  }

  Register define(const Expr& expr, const Scopes& scopes) {
    const auto key = std::pair(expr.ref, follow(expr.path, scopes));
    if (const auto found = defines_.find(key); found != defines_.end()) return found->second;
    const Register reg = build(model_.defines[expr.ref].body, {key.second});
    if (at(reg).op != OpCode::constant) program_.defined.emplace(reg, expr.ref);
    defines_.emplace(key, reg);
    return reg;
  }

  Register compare(const Expr& expr, const Scopes& scopes) {
    Instruction instruction = operation(OpCode::compare, expr, scopes);
    instruction.comparison = expr.comparison;
    instruction.scaling = scaling(expr.operands[0].type, expr.operands[1].type);
    return emit(std::move(instruction));
  }

  Register in_members(const Expr& expr, const Scopes& scopes) {
    Instruction instruction = operation(OpCode::in_members, expr, scopes);
    instruction.members = expr.members;
    return emit(std::move(instruction));
  }

  Register sum(OpCode op, const Expr& expr, const Scopes& scopes) {
    const Type& left = expr.operands[0].type;
    const Type& right = expr.operands[1].type;
    Instruction instruction = operation(op, expr, scopes);
    if (expr.type.quotient) {
      instruction.operands = {align(instruction.operands[0], left, expr.type),
                              align(instruction.operands[1], right, expr.type)};
    } else {
      instruction.scaling = {values::power_of_ten(expr.type.scale - left.scale),
                             values::power_of_ten(expr.type.scale - right.scale)};
    }
    return emit(std::move(instruction));
  }

  Register product(const Expr& expr, const Scopes& scopes) {
    Instruction instruction = operation(OpCode::multiply, expr, scopes);
    if (expr.type.quotient) {
      for (std::size_t i = 0; i < 2; ++i) {
        const Type& type = expr.operands[i].type;
        if (!type.quotient) instruction.operands[i] = shrink(instruction.operands[i], semantics::scale_in_units(type));
      }
    }
    return emit(std::move(instruction));
  }

  Register quotient(const Expr& expr, const Scopes& scopes) {
    Instruction instruction = operation(OpCode::divide, expr, scopes);
    instruction.scaling = scaling(expr.operands[0].type, expr.operands[1].type);
    return emit(std::move(instruction));
  }

  Register extreme(OpCode op, const Expr& expr, const Scopes& scopes) {
    Instruction instruction = operation(op, expr, scopes);
    for (std::size_t i = 0; i < expr.operands.size(); ++i) {
      const Type& type = expr.operands[i].type;
      if (expr.type.quotient) instruction.operands[i] = align(instruction.operands[i], type, expr.type);
      const bool scaled = semantics::is_numeric(type) && !expr.type.quotient;
      instruction.factors.push_back(scaled ? values::power_of_ten(expr.type.scale - type.scale) : 1);
    }
    return emit(std::move(instruction));
  }

  Register round(const Expr& expr, const Scopes& scopes) {
    const Type& from = expr.operands[0].type;
    Instruction instruction = operation(OpCode::round, expr, scopes);
    instruction.value = expr.value;
    instruction.rounding = expr.rounding;
    instruction.scaling = {values::power_of_ten(semantics::scale_in_units(expr.type)),
                           values::power_of_ten(semantics::scale_in_units(from))};
    return emit(std::move(instruction));
  }

  Register convert(const Expr& expr, const Scopes& scopes) {
    const Register value = build(expr.operands[0], scopes);
    if (expr.value == 1) return value;
    Instruction instruction = make(expr.value > 0 ? OpCode::rescale : OpCode::shrink, Domain::number);
    instruction.operands = {expr.value > 0 ? value : shrink(value, semantics::scale_in_units(expr.operands[0].type))};
    instruction.value = 12;
    return emit(std::move(instruction));
  }

  Register choose(const Expr& expr, const Scopes& scopes) {
    Instruction instruction = make(OpCode::choose, expr.type, choice_size(expr.type));
    const std::size_t last = expr.operands.size() - 1;
    const int outside = open_branches_;
    for (std::size_t i = 0; i <= last; i += 2) {
      const Register condition = i == last ? boolean(true) : build(expr.operands[i + 1], scopes);
      open_branches_ += date_may_decide(condition) ? 1 : 0;
      const values::Possible holds = at(condition).start;
      const bool constant_condition = at(condition).op == OpCode::constant;
      if (constant_condition && holds.truth() == Kleene::no) continue;
      const Register value = align(build(expr.operands[i], scopes), expr.operands[i].type, expr.type);
      instruction.operands.push_back(value);
      if (constant_condition) break;
      instruction.operands.push_back(condition);
    }
    open_branches_ = outside;
    if (instruction.operands.size() == 1) return instruction.operands.front();
    return emit(std::move(instruction));
  }

  Register pay(const Expr& expr, const Scopes& scopes) {
    const BuiltRight built = build_right(expr.ref, follow(expr.path, scopes));
    if (built.amount < 0) return constant(Domain::number, 0);
    Instruction instruction = make(OpCode::pay, Domain::number);
    instruction.operands = {built.outcome, built.amount};
    return emit(std::move(instruction));
  }

  Register receives(const Expr& expr, const Scopes& scopes) {
    const semantics::Right& right = model_.rights[expr.ref];
    const bool in_force = first_day(right.versions, DatedUse::Kind::version, expr.ref) != nullptr;
    if ((days_.one() || stretch_ != nullptr) && !in_force) return boolean(false);
    return build(*right.received, {follow(expr.path, scopes)});
  }

  // ---- figures ---------------------------------------------------------------------------

  // The first day without a value.
  void report_gap(Span span, std::string_view what, const std::string& name, std::int64_t gap) {
    note_error();
    if (!reported_gaps_.insert(name).second) return;
    const std::string day = to_string(Date{static_cast<std::int32_t>(gap)});
    if (days_.one() || stretch_ != nullptr) {
      findings_.push_back(syntax::diagnose(sources_, span, "E0405",
                                           fmt::format("the {} `{}` has no value on {}", what, name, day),
                                           "add the figure in force on that day, or assess another date"));
    } else {
      findings_.push_back(syntax::diagnose(
          sources_, span, "W0405",
          fmt::format("the {} `{}` has no value on {}, when a right that uses it is in force", what, name, day),
          "add the missing figure, or end the version of the right"));
    }
  }

  Register parameter(const Expr& expr) {
    const semantics::Parameter& figure = model_.parameters[expr.ref];
    const Domain domain = semantics::domain_of(expr.type);
    const auto part = [&](std::int64_t value) {
      return expr.value == 1 ? semantics::months_in(value) : expr.value == 2 ? semantics::days_in(value) : value;
    };
    const auto* used = first_day(figure.values, DatedUse::Kind::parameter, expr.ref);
    if (used != nullptr && holds_throughout(used->in_force)) {
      return constant(domain, part(used->value), choice_size(expr.type));
    }
    values::Possible hull;
    bool any = false;
    std::int64_t covered = days_.first;
    for (const auto& value : figure.values) {
      if (value.in_force.to < days_.first || value.in_force.from > days_.last) continue;
      const auto one = values::single(domain, {part(value.value), 1});
      hull = any ? values::hull(hull, one) : one;
      any = true;
      if (value.in_force.holds(static_cast<std::int32_t>(std::min<std::int64_t>(covered, days_.last))))
        covered = static_cast<std::int64_t>(value.in_force.to) + 1;
    }
    if (!any || covered <= days_.last) {
      report_gap(figure.span, "parameter", figure.name, covered);
      return unknown(values::full(domain, choice_size(expr.type)));
    }
    return unknown(hull);
  }

  // A figure's content on the days of the program; null when it differs between them.
  template <typename T>
  const T* content(const std::string& name, DatedUse::Kind kind, int ref, Span span,
                   const std::vector<semantics::Dated<T>>& values) {
    const auto* used = first_day(values, kind, ref);
    if (used != nullptr && holds_throughout(used->in_force)) return &used->value;
    const std::string_view what = kind == DatedUse::Kind::scale ? "scale" : "table";
    std::int64_t covered = days_.first;
    for (const auto& value : values) {
      if (value.in_force.from <= covered && value.in_force.to >= covered)
        covered = static_cast<std::int64_t>(value.in_force.to) + 1;
    }
    if (used == nullptr || covered <= days_.last) report_gap(span, what, name, covered);
    return nullptr;
  }

  // A header, bound or cell: figures alone. No value where a figure differs between the days.
  std::optional<std::int64_t> figure(const Expr& expr) {
    outline_.pause();
    const Instruction& built = at(build(expr, {}));
    outline_.resume();
    if (built.op == OpCode::constant) return built.value;
    if (stretch_ != nullptr && built.op != OpCode::unknown) stretch_->varies = true;
    return std::nullopt;
  }

  // The same with `digits` more decimals.
  std::optional<std::int64_t> figure(const Expr& expr, int digits) {
    const auto value = figure(expr);
    if (!value || digits <= 0) return value;
    const values::Int128 grown = static_cast<values::Int128>(*value) * values::power_of_ten(digits);
    if (values::fits64(grown)) return static_cast<std::int64_t>(grown);
    note_error();
    if (reported_figures_.insert(expr.span.begin).second) {
      findings_.push_back(syntax::diagnose(
          sources_, expr.span, "E0108", fmt::format("the figure does not fit in 64 bits with {} more decimals", digits),
          "write the figures beside it with fewer decimals"));
    }
    return std::nullopt;
  }

  Register scale(const Expr& expr, const Scopes& scopes) {
    const semantics::Scale& figure_scale = model_.scales[expr.ref];
    Instruction instruction = operation(OpCode::scale, expr, scopes);
    const auto* brackets =
        content(figure_scale.name, DatedUse::Kind::scale, expr.ref, figure_scale.span, figure_scale.sets);
    if (brackets == nullptr) return unknown(values::full(instruction.domain, instruction.choice_size));
    const auto key = fmt::format("s{}|{}|{}", expr.ref, expr.operands[0].type.scale, expr.operands[0].type.quotient);
    auto known = data_.find(key);
    if (known == data_.end()) {
      const auto data = scale_data(figure_scale, *brackets, expr.operands[0].type);
      if (!data) return unknown(values::full(instruction.domain, instruction.choice_size));
      program_.scales.push_back(*data);
      program_.scales.back().figure = expr.ref;
      known = data_.emplace(key, static_cast<int>(program_.scales.size()) - 1).first;
    }
    instruction.data = known->second;
    return emit(std::move(instruction));
  }

  std::optional<ScaleData> scale_data(const semantics::Scale& scale,
                                      const std::vector<semantics::ScaleBracket>& brackets, const Type& argument) {
    ScaleData data;
    data.marginal = scale.marginal;
    data.quotient = argument.quotient;
    const Type& bound = scale.argument.kind == TypeKind::error ? argument : scale.argument;
    data.bound_scaling = scaling(argument, bound);
    if (semantics::is_numeric(bound)) {
      const int widest = std::max(argument.scale, bound.scale);
      data.argument_factor = argument.quotient ? 1 : values::power_of_ten(widest - argument.scale);
      data.bound_factor = values::power_of_ten(widest - bound.scale);
      data.bound_divisor = values::power_of_ten(semantics::scale_in_units(bound));
      data.value_divisor = values::power_of_ten(semantics::scale_in_units(scale.bracket_value));
    }
    for (const auto& written : brackets) {
      Bracket bracket;
      bracket.last = !written.up_to.has_value();
      const bool numeric_value = semantics::is_numeric(written.value.type);
      const auto value =
          figure(written.value, numeric_value ? scale.bracket_value.scale - written.value.type.scale : 0);
      if (!value) return std::nullopt;
      bracket.value = *value;
      if (written.up_to) {
        const auto up_to =
            figure(*written.up_to, semantics::is_numeric(bound) ? bound.scale - written.up_to->type.scale : 0);
        if (!up_to) return std::nullopt;
        bracket.up_to = {*up_to, 1};
      }
      const bool rising =
          bracket.last || data.brackets.empty() || values::compare(bracket.up_to, data.brackets.back().up_to) > 0;
      if (!rising) note_error();
      if (!rising && reported_gaps_.insert(scale.name).second) {
        findings_.push_back(syntax::diagnose(
            sources_, written.up_to->span, "E0503",
            fmt::format("on {} the bounds of the scale `{}` do not increase", to_string(Date{days_.first}), scale.name),
            "mend the figures the bounds are made of"));
      }
      data.brackets.push_back(bracket);
    }
    return data;
  }

  Register table(const Expr& expr, const Scopes& scopes) {
    const semantics::Table& figure_table = model_.tables[expr.ref];
    Instruction instruction = operation(OpCode::table, expr, scopes);
    const auto* content_now =
        content(figure_table.name, DatedUse::Kind::table, expr.ref, figure_table.span, figure_table.contents);
    if (content_now == nullptr) return unknown(values::full(instruction.domain, instruction.choice_size));
    std::string key = fmt::format("t{}", expr.ref);
    for (const Expr& argument : expr.operands)
      key += fmt::format("|{}|{}", argument.type.scale, argument.type.quotient);
    auto known = data_.find(key);
    if (known == data_.end()) {
      const auto data = table_data(*content_now, expr);
      if (!data) return unknown(values::full(instruction.domain, instruction.choice_size));
      program_.tables.push_back(*data);
      program_.tables.back().figure = expr.ref;
      known = data_.emplace(key, static_cast<int>(program_.tables.size()) - 1).first;
    }
    instruction.data = known->second;
    return emit(std::move(instruction));
  }

  std::optional<TableData> table_data(const semantics::TableContent& content, const Expr& call) {
    TableData data;
    const auto rows = header_tests(content.rows, call.operands.front().type);
    const auto columns = header_tests(content.columns, call.operands.back().type);
    if (!rows || !columns) return std::nullopt;
    data.rows = *rows;
    data.columns = *columns;
    data.whole_rows = !call.operands.front().type.quotient;
    data.whole_columns = !call.operands.back().type.quotient;
    for (const Expr& cell : content.cells) {
      const auto value = figure(cell, semantics::is_numeric(cell.type) ? call.type.scale - cell.type.scale : 0);
      if (!value) return std::nullopt;
      data.cells.push_back(*value);
    }
    return data;
  }

  std::optional<HeaderTest> header_test(const semantics::Header& header, const Type& argument) {
    using Kind = semantics::Header::Kind;
    HeaderTest test;
    test.members = header.members;
    if (header.kind == Kind::always) return test;
    if (header.kind == Kind::members) {
      test.kind = HeaderTest::Kind::members;
      return test;
    }
    const auto low = figure(header.bounds.front());
    const auto high = figure(header.bounds.back());
    if (!low || !high) return std::nullopt;
    test.kind = header.kind == Kind::range ? HeaderTest::Kind::range : HeaderTest::Kind::compare;
    test.comparison = header.comparison;
    test.low_comparison = header.low_open ? values::Comparison::more : values::Comparison::at_least;
    test.high_comparison = header.high_open ? values::Comparison::less : values::Comparison::at_most;
    test.low = {*low, 1};
    test.high = {*high, 1};
    test.low_scaling = scaling(argument, header.bounds.front().type);
    test.high_scaling = scaling(argument, header.bounds.back().type);
    return test;
  }

  // ---- members ---------------------------------------------------------------------------

  Register aggregate(OpCode op, const Expr& expr, const Scopes& scopes) {
    const int group = follow(expr.path, scopes);
    const semantics::Role& role = model_.roles[expr.ref];
    Instruction instruction = make(op, expr.type, choice_size(expr.type));
    instruction.context = group;
    instruction.input = expr.ref;
    instruction.has_where = expr.has_where;
    if (active_loops_.size() == kMaxLoops) return too_many_loops(expr);
    if (!expr.operands.empty()) {
      instruction.loop = context({Context::Kind::member, group, expr.ref, role.member, -1});
      Scopes inner = scopes;
      if (!expr.path.steps.empty()) inner.push_back(group);
      inner.push_back(instruction.loop);
      active_loops_.push_back(instruction.loop);
      for (const Expr& operand : expr.operands) instruction.operands.push_back(build(operand, inner));
      active_loops_.pop_back();
    }
    return emit(std::move(instruction));
  }

  // Each loop multiplies the work for one subject by the members of its role.
  Register too_many_loops(const Expr& expr) {
    if (reported_loops_.insert(expr.span.begin).second) {
      findings_.push_back(
          syntax::diagnose(sources_, expr.span, "E0901",
                           fmt::format("loops over members stand more than {} deep in one another", kMaxLoops),
                           "ask about members from one group at a time"));
    }
    return unknown(values::full(semantics::domain_of(expr.type), choice_size(expr.type)));
  }

  // ---- finish ----------------------------------------------------------------------------

  void finish() {
    if (too_large_) {
      Diagnostic error;
      error.code = "E0901";
      error.message = fmt::format("the rights need more than {} operations", kMaxInstructions);
      error.way_out = "plan fewer rights at once, or name common parts with `define`";
      findings_.push_back(std::move(error));
      return;
    }
    mark_live();
    keep_live_inputs();
    list_memberships();
    order();
    if (stretch_ != nullptr) return;  // the clock is nobody's to ask
    for (RightPlan& right : program_.rights) right.needs = needs_of(program_, right);
  }

  // Folding leaves instructions that nobody reads. They are neither run nor, above all, are
  // their facts read: what the date has decided needs no data.
  void mark_live() {
    std::vector<Register> answers;
    std::vector<Register> shown;
    for (const RightPlan& right : program_.rights) {
      for (const Register reg : {right.outcome, right.amount, right.received}) {
        if (reg >= 0) answers.push_back(reg);
      }
      for (const ConditionPlan& condition : right.conditions) add_conditions(condition, shown);
    }
    needed_ = reached_from(answers);
    shown.insert(shown.end(), answers.begin(), answers.end());
    live_ = reached_from(shown);
  }

  std::vector<bool> reached_from(std::vector<Register> todo) const {
    std::vector<bool> reached(program_.code.size());
    while (!todo.empty()) {
      const Register reg = todo.back();
      todo.pop_back();
      if (reached[reg]) continue;
      reached[reg] = true;
      todo.insert(todo.end(), at(reg).operands.begin(), at(reg).operands.end());
    }
    return reached;
  }

  static void add_conditions(const ConditionPlan& condition, std::vector<Register>& registers) {
    registers.push_back(condition.reg);
    for (const ConditionPlan& part : condition.parts) add_conditions(part, registers);
  }

  void keep_live_inputs() {
    std::vector<int> number(program_.inputs.size(), -1);
    std::vector<Input> kept;
    for (std::size_t i = 0; i < program_.code.size(); ++i) {
      Instruction& instruction = program_.code[i];
      if (!reads_fact(instruction.op)) continue;
      if (!live_[i]) {
        instruction.input = -1;
        continue;
      }
      int& place = number[instruction.input];
      if (place < 0) {
        place = static_cast<int>(kept.size());
        kept.push_back(program_.inputs[instruction.input]);
        kept.back().needed = false;
      }
      kept[place].needed = kept[place].needed || needed_[i];
      instruction.input = place;
      read_context(instruction.context);
    }
    program_.inputs = std::move(kept);
  }

  void read_context(int context) {
    for (; context >= 0; context = program_.contexts[context].parent) program_.contexts[context].read = true;
  }

  void list_memberships() {
    absl::btree_set<int> roles;
    absl::btree_set<int> groups;
    for (std::size_t i = 0; i < program_.code.size(); ++i) {
      if (!live_[i] || !is_aggregate(program_.code[i].op)) continue;
      roles.insert(program_.code[i].input);
      read_context(program_.code[i].context);
    }
    for (const Context& context : program_.contexts) {
      if (!context.read) continue;
      if (context.kind == Context::Kind::only_member) roles.insert(context.target);
      if (context.kind == Context::Kind::group) groups.insert(context.target);
    }
    for (const int role : roles) groups.insert(model_.roles[role].group);
    program_.groups.assign(groups.begin(), groups.end());
  }

  void order() {
    program_.loop_contexts.resize(program_.contexts.size());
    for (std::size_t i = 0; i < program_.contexts.size(); ++i) {
      const Context& context = program_.contexts[i];
      if (!context.read || (context.kind != Context::Kind::group && context.kind != Context::Kind::only_member))
        continue;
      (context.loop < 0 ? program_.main_contexts : program_.loop_contexts[context.loop]).push_back(static_cast<int>(i));
    }
    for (std::size_t i = 0; i < program_.code.size(); ++i) {
      if (!live_[i]) continue;
      if (frames_[i] < 0) program_.main.push_back(static_cast<Register>(i));
      Instruction& instruction = program_.code[i];
      if (instruction.loop < 0) continue;
      for (const Register reg : body_and_reads(instruction)) {
        if (frames_[reg] == instruction.loop) instruction.body.push_back(reg);
      }
    }
  }

  Program program_;
  const Model& model_;
  const syntax::Sources& sources_;
  const Days days_;
  std::vector<Diagnostic>& findings_;
  absl::btree_map<std::string, Register> registers_;
  absl::btree_map<std::string, int> data_;
  absl::btree_map<std::pair<int, int>, Register> defines_;
  absl::btree_map<std::pair<int, int>, BuiltRight> rights_;
  absl::btree_set<std::string> reported_gaps_;
  absl::btree_set<std::int32_t> reported_loops_;
  absl::btree_set<std::int32_t> reported_figures_;
  Stretch* stretch_ = nullptr;     // of a program for many days
  std::vector<bool> reads_clock_;  // by register
  std::vector<bool> dated_;        // by register: the date alone decides it
  int open_branches_ = 0;          // conditions around, in `choose`, that the date decides on some days
  std::vector<bool> needed_;       // by register: some outcome, amount or receipt reads it
  std::vector<bool> live_;         // by register: so does some condition that is shown
  std::vector<int> frames_;        // by register: the loop it runs in, or -1
  std::vector<int> enclosing_;     // by context: the loop around a member's loop
  std::vector<int> active_loops_;
  OutlineWriter outline_;
  bool too_large_ = false;
};

}  // namespace

Program build(std::shared_ptr<const Model> model, const syntax::Sources& sources, std::int32_t on,
              const std::vector<int>& rights, std::vector<Diagnostic>& errors) {
  return Builder(std::move(model), sources, {on, on}, errors).run(rights);
}

Program build_stretch(std::shared_ptr<const Model> model, const syntax::Sources& sources, Days days, int right,
                      Stretch& stretch, std::vector<Diagnostic>& errors) {
  return Builder(std::move(model), sources, days, errors).run_stretch(right, stretch);
}

std::vector<ConditionPlan> build_version(std::shared_ptr<const Model> model, const syntax::Sources& sources, Days days,
                                         int right, const semantics::Version& version, Program& program,
                                         std::vector<Diagnostic>& findings) {
  return Builder(std::move(model), sources, days, findings).run_version(right, version, program);
}

std::optional<std::vector<HeaderTest>> build_headers(std::shared_ptr<const Model> model, const syntax::Sources& sources,
                                                     Days days, const std::vector<semantics::Header>& headers,
                                                     const Type& argument) {
  std::vector<Diagnostic> elsewhere;  // gaps of figures are reported where rights use them
  return Builder(std::move(model), sources, days, elsewhere).header_tests(headers, argument);
}

}  // namespace proactive::plan
