// Frames, and what comes out of them.
#include "execution/block_impl.h"

namespace proactive::execution {

BlockSource::BlockSource(const plan::Program& program, const facts::Population& population) : population_(population) {
  const semantics::Model& model = *program.model;
  for (const plan::Input& input : program.inputs) {
    const facts::Column* column = facts::find_column(population, input);
    columns_.push_back(column);
    entries_.emplace_back();
    if (column == nullptr || model.fields[input.field].type.kind != semantics::TypeKind::choice) continue;
    for (const facts::Part& part : column->parts()) {
      auto entries = std::make_unique<EntryMembers>();
      for (std::int64_t i = 0; i < std::min<std::int64_t>(part.dictionary_size, 256); ++i) {
        entries->table[i] = static_cast<std::uint8_t>(part.dictionary[i]);
        entries->same = entries->same && part.dictionary[i] == i;
      }
      entries_.back().push_back(std::move(entries));
    }
  }
  for (std::size_t role = 0; role < model.roles.size(); ++role)
    role_places_.push_back(facts::place_of_role(model, static_cast<int>(role)));
}

const std::uint8_t* BlockSource::members_by_entry(int input, std::size_t part) const {
  const EntryMembers& entries = *entries_[input][part];
  return entries.same ? nullptr : entries.table.data();
}

// ---- constants ----------------------------------------------------------------------------------

void BlockRunner::Impl::fill_constants() {
  for (const Register reg : program_.constants) {
    const std::int64_t value = program_.program.code[reg].value;
    if (program_.holds[reg] == Holds::member) {
      constant_bytes_.emplace_back(block_rows_, static_cast<std::uint8_t>(value));
      cells_[reg].bytes = constant_bytes_.back().data();
    } else if (program_.holds[reg] != Holds::truth) {
      constant_numbers_.emplace_back(block_rows_, value);
      cells_[reg].values = constant_numbers_.back().data();
    }
  }
}

// Constants are known wherever there is a row.
void BlockRunner::Impl::set_constants(int depth) {
  Scratch& scratch = scratch_[depth];
  for (const Register reg : program_.constants) {
    Cell& cell = cells_[reg];
    cell.known = scratch.live.data();
    const bool truth = program_.program.code[reg].value != 0;
    cell.yes = truth ? scratch.live.data() : scratch.nothing.data();
    cell.no = truth ? scratch.nothing.data() : scratch.live.data();
  }
}

// ---- frames -------------------------------------------------------------------------------------

// Makes a frame the one under way: at its start, and again behind the frames of its aggregates.
void BlockRunner::Impl::enter(int depth, std::int64_t count) {
  depth_ = depth;
  count_ = count;
  words_ = words_of(count);
  set_constants(depth);
}

void BlockRunner::Impl::run_frame(int index, std::int64_t count) {
  const Frame& frame = program_.frames[index];
  enter(frame.depth, count);
  set_live();
  for (const int context : frame.contexts) resolve(context);
  for (const BlockStep& step : frame.steps) execute(step);
}

void BlockRunner::Impl::set_live() {
  auto& live = scratch_[depth_].live;
  std::fill(live.begin(), live.end(), 0);
  std::fill_n(live.begin(), count_ / 64, ~Word{0});
  if (count_ % 64 != 0) live[count_ / 64] = (Word{1} << (count_ % 64)) - 1;
}

void BlockRunner::Impl::set_rows(int context, const Rows& rows) {
  rows_[context] = rows;
  ++generations_[context];
}

// The rows of a context reached from another.
void BlockRunner::Impl::resolve(int index) {
  const plan::Context& context = program_.program.contexts[index];
  const Rows parent = rows_[context.parent];
  auto& places = context_rows_[index];
  places.resize(static_cast<std::size_t>(block_rows_));
  if (context.kind == plan::Context::Kind::group) {
    const auto& group_of = source_.memberships(context.target).group_of;
    for (std::int64_t i = 0; i < parent.count; ++i) {
      const std::int64_t row = parent.at(i);
      const bool there = row >= 0 && row < static_cast<std::int64_t>(group_of.size());
      places[i] = there ? std::max(group_of[row], -1) : -1;
    }
  } else {
    const Memberships& index_of = memberships_of_role(context.target);
    const int role = source_.place_of_role(context.target);
    for (std::int64_t i = 0; i < parent.count; ++i) places[i] = only_member(index_of, role, parent.at(i));
  }
  set_rows(index, {parent.count, 0, places.data()});
}

std::int32_t BlockRunner::Impl::only_member(const Memberships& index, int role, std::int64_t group) {
  if (group < 0 || !index.given) return -1;
  const std::int64_t list = index.list(group, role);
  const bool one = index.is_known(list) && index.begin[list + 1] - index.begin[list] == 1;
  return one ? index.member(index.begin[list]) : -1;
}

const Memberships& BlockRunner::Impl::memberships_of_role(int role) const {
  return source_.memberships(program_.program.model->roles[role].group);
}

// ---- steps --------------------------------------------------------------------------------------

void BlockRunner::Impl::execute(const BlockStep& step) {
  switch (step.step) {
    case Step::unknown: return set_unknown(step);
    case Step::load: return load(step);
    case Step::load_known: return load_known(step);
    case Step::spread: return spread(step);
    case Step::negate_truth: {
      const Cell& a = cell(step, 0);
      return set_truth(step, a.no, a.yes);
    }
    case Step::conjunction: return fold(step, true);
    case Step::disjunction: return fold(step, false);
    case Step::at_least: return at_least(step);
    case Step::never: return set_truth(step, nothing(), cell(step, 0).known);
    case Step::always: return set_truth(step, cell(step, 0).known, nothing());
    case Step::compare: return compare(step);
    case Step::compare_constant: {
      const Cell& a = cell(step, 0);
      k_.compare_constant[index(step.comparison)](yes(step), a.values, step.value, count_);
      return finish_truth(step, a.known);
    }
    case Step::compare_members: return compare_members(step);
    case Step::in_members: return in_members(step);
    case Step::add:
    case Step::subtract:
    case Step::multiply:
    case Step::rescale:
    case Step::negate:
    case Step::absolute: return arithmetic(step);
    case Step::fraction: return fraction(step);
    case Step::extreme: return extreme(step);
    case Step::add_months:
    case Step::add_days: return add_to_date(step);
    case Step::age: return age(step);
    case Step::choose: return choose(step);
    case Step::pay: return pay(step);
    case Step::look_up: return look_up(step);
    case Step::lanes: return lanes(step);
    case Step::answer: return answer(step);
    case Step::aggregate: return aggregate(step);
  }
}

// A register points into columns of its own, or to what every frame has: columns of other
// registers are used again as soon as nobody reads those.
void BlockRunner::Impl::set_truth(const BlockStep& step, const Word* is_yes, const Word* is_no) {
  cells_[step.reg].yes = own(is_yes, yes(step));
  cells_[step.reg].no = own(is_no, no(step));
}

const Word* BlockRunner::Impl::own(const Word* plane, Word* out) {
  if (plane == out || plane == live() || plane == nothing()) return plane;
  std::copy_n(plane, words_, out);
  return out;
}

// `yes(step)` holds the answer of every row; what is not known goes out of it.
void BlockRunner::Impl::finish_truth(const BlockStep& step, const Word* is_known) {
  Word* is_yes = yes(step);
  Word* is_no = no(step);
  for (std::int64_t i = 0; i < words_; ++i) {
    is_no[i] = is_known[i] & ~is_yes[i];
    is_yes[i] &= is_known[i];
  }
  set_truth(step, is_yes, is_no);
}

// Both are known; one of the planes itself where it says so already.
const Word* BlockRunner::Impl::both(const Word* a, const Word* b, Word* out) {
  if (a == b || b == live()) return a;
  if (a == live()) return b;
  k_.and_planes(out, a, b, words_);
  return out;
}

void BlockRunner::Impl::set_unknown(const BlockStep& step) {
  Cell& out = cells_[step.reg];
  out.yes = out.no = out.known = nothing();
  if (step.slot < 0) return;
  if (program_.holds[step.reg] == Holds::member) {
    std::memset(columns().bytes(step.slot), 0, static_cast<std::size_t>(count_));
    out.bytes = columns().bytes(step.slot);
    return;
  }
  std::fill_n(numbers(step), count_, 0);
  out.values = numbers(step);
  if (step.second < 0) return;
  std::fill_n(columns().numbers(step.second), count_, 1);
  out.denominators = columns().numbers(step.second);
}

// ---- answers ------------------------------------------------------------------------------------

void BlockRunner::Impl::note_open(const Cell& truth) {
  for (std::int64_t i = 0; i < words_; ++i) open_[i] |= live()[i] & ~(truth.yes[i] | truth.no[i]);
}

void BlockRunner::Impl::answer(const BlockStep& step) {
  const plan::RightPlan& right = program_.program.rights[step.extra];
  const AnswerBlock& out = answers_[step.extra];
  const Cell& outcome = cells_[right.outcome];
  if (!step.settled) note_open(outcome);
  if (out.yes != nullptr) {
    std::copy_n(outcome.yes, words_, out.yes);
    std::copy_n(outcome.no, words_, out.no);
  }
  if (right.received >= 0 && out.received_yes != nullptr) {
    const Cell& received = cells_[right.received];
    if (!step.settled_received) note_open(received);
    std::copy_n(received.yes, words_, out.received_yes);
    std::copy_n(received.no, words_, out.received_no);
  }
  if (right.amount >= 0 && out.amount != nullptr) {
    const Cell& amount = cells_[right.amount];
    Word* paid = scratch().planes[0].data();
    for (std::int64_t i = 0; i < words_; ++i) {
      open_[i] |= outcome.yes[i] & ~amount.known[i];
      paid[i] = outcome.yes[i] & amount.known[i];
    }
    k_.spread_bits(scratch().mask.data(), paid, count_);
    k_.keep(out.amount, scratch().mask.data(), amount.values, count_);
  }
  for (std::size_t i = 0; 2 * i < out.conditions.size(); ++i) {
    const Cell& condition = cells_[program_.conditions[step.extra][i]];
    std::copy_n(condition.yes, words_, out.conditions[2 * i]);
    std::copy_n(condition.no, words_, out.conditions[2 * i + 1]);
    note_open(condition);
  }
}

BlockRunner::BlockRunner(const BlockProgram& program, const BlockSource& source, const Kernels& kernels,
                         std::int64_t block_rows)
    : impl_(std::make_unique<Impl>(program, source, kernels, block_rows)) {}

BlockRunner::~BlockRunner() = default;

std::int64_t BlockRunner::block_rows() const { return impl_->block_rows(); }

const Word* BlockRunner::run(std::int64_t first, std::int64_t rows, std::span<const AnswerBlock> answers) {
  return impl_->run({rows, first, nullptr}, answers);
}

const Word* BlockRunner::run(std::span<const std::int32_t> rows, std::span<const AnswerBlock> answers) {
  return impl_->run({static_cast<std::int64_t>(rows.size()), 0, rows.data()}, answers);
}

}  // namespace proactive::execution
