#include "execution/block.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "execution/block_facts.h"
#include "execution/evaluator.h"

namespace proactive::execution {

using facts::Memberships;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Comparison;
using values::Domain;

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

namespace {

/// What stands in a register for the block under way.
struct Cell {
  const std::int64_t* values = nullptr;  ///< numbers, or numerators
  const std::int64_t* denominators = nullptr;
  values::Scaling by;  ///< of a fraction: what numerators and denominators are to be multiplied by
  const std::uint8_t* bytes = nullptr;
  const Word* yes = nullptr;
  const Word* no = nullptr;
  const Word* known = nullptr;
};

/// Columns of memory for the frames of one depth.
class Columns {
 public:
  Columns(const SlotCounts& counts, std::int64_t block_rows)
      : rows_(block_rows),
        plane_words_(words_of(block_rows) + 2),
        numbers_(static_cast<std::size_t>(counts.numbers * block_rows)),
        bytes_(static_cast<std::size_t>(2 * counts.bytes * block_rows)),
        planes_(static_cast<std::size_t>(2 * counts.planes * plane_words_)) {}

  std::int64_t* numbers(int slot) { return numbers_.data() + slot * rows_; }
  std::uint8_t* bytes(int slot) { return bytes_.data() + 2 * slot * rows_; }
  Word* plane(int slot) { return planes_.data() + 2 * slot * plane_words_; }
  Word* second_plane(int slot) { return plane(slot) + plane_words_; }

 private:
  std::int64_t rows_;
  std::int64_t plane_words_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::uint8_t> bytes_;
  std::vector<Word> planes_;
};

/// The lists of one role for the rows of a frame: entries begin[i · stride] to end[i · stride].
struct Lists {
  const std::int32_t* begin = nullptr;
  const std::int32_t* end = nullptr;
  std::int64_t stride = 1;
  const Word* known = nullptr;
  /// Set when the groups are rows that follow one another: their entries do, too.
  bool contiguous = false;
};

/// Lists of one role of one context, as they were gathered last: several aggregates may read them.
struct GatheredLists {
  std::int64_t of = -1;  ///< the generation of the context's rows
  std::vector<std::int32_t> begin;
  std::vector<std::int32_t> end;
  std::vector<Word> known;
};

/// Scratch of one depth, beside its columns.
struct Scratch {
  std::vector<Word> live;
  std::vector<Word> nothing;
  std::vector<std::uint8_t> mask;
  std::vector<std::uint8_t> bytes;
  std::vector<std::int32_t> places;       ///< of a look-up
  std::vector<std::int32_t> lanes;        ///< of members: the row of the frame around
  std::vector<std::int32_t> members;      ///< rows
  std::vector<std::int32_t> local_begin;  ///< of lists, in the members brought together
  std::vector<std::int32_t> local_end;
  std::vector<std::int64_t> numbers[3];
  std::vector<Word> planes[4];

  void fit(std::int64_t rows) {
    const auto size = static_cast<std::size_t>(rows);
    const auto words = static_cast<std::size_t>(words_of(rows)) + 2;
    live.resize(words);
    nothing.resize(words);
    mask.resize(size + 64);
    bytes.resize(size + 64);
    for (auto* places_of : {&places, &lanes, &members, &local_begin, &local_end}) places_of->resize(size);
    for (auto& column : numbers) column.resize(size);
    for (auto& plane : planes) plane.resize(words);
  }
};

}  // namespace

class BlockRunner::Impl {
 public:
  Impl(const BlockProgram& program, const BlockSource& source, const Kernels& kernels, std::int64_t block_rows)
      : program_(program), source_(source), k_(kernels), loader_(kernels, block_rows), block_rows_(block_rows) {
    cells_.resize(program.holds.size());
    rows_.resize(program.program.contexts.size());
    generations_.resize(program.program.contexts.size());
    context_rows_.resize(program.program.contexts.size());
    for (const SlotCounts& counts : program.slots) {
      columns_.emplace_back(counts, block_rows);
      scratch_.emplace_back().fit(block_rows);
    }
    lane_values_.resize(program.program.code.size());
    open_.resize(static_cast<std::size_t>(words_of(block_rows)) + 2);
    fill_constants();
  }

  std::int64_t block_rows() const { return block_rows_; }

  const Word* run(const Rows& rows, std::span<const AnswerBlock> answers) {
    answers_ = answers;
    std::fill(open_.begin(), open_.end(), 0);
    set_rows(0, rows);
    run_frame(0, rows.count);
    return open_.data();
  }

 private:
  // ---- constants -------------------------------------------------------------------------

  void fill_constants() {
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
  void set_constants(int depth) {
    Scratch& scratch = scratch_[depth];
    for (const Register reg : program_.constants) {
      Cell& cell = cells_[reg];
      cell.known = scratch.live.data();
      const bool truth = program_.program.code[reg].value != 0;
      cell.yes = truth ? scratch.live.data() : scratch.nothing.data();
      cell.no = truth ? scratch.nothing.data() : scratch.live.data();
    }
  }

  // ---- frames ----------------------------------------------------------------------------

  void run_frame(int index, std::int64_t count) {
    const Frame& frame = program_.frames[index];
    depth_ = frame.depth;
    count_ = count;
    words_ = words_of(count);
    set_live();
    set_constants(depth_);
    for (const int context : frame.contexts) resolve(context);
    for (const BlockStep& step : frame.steps) {
      if (step.step == Step::aggregate) {
        aggregate(step);
        depth_ = frame.depth;
        count_ = count;
        words_ = words_of(count);
        set_constants(depth_);
      } else {
        execute(step);
      }
    }
  }

  void set_live() {
    auto& live = scratch_[depth_].live;
    std::fill(live.begin(), live.end(), 0);
    std::fill_n(live.begin(), count_ / 64, ~Word{0});
    if (count_ % 64 != 0) live[count_ / 64] = (Word{1} << (count_ % 64)) - 1;
  }

  const Word* live() const { return scratch_[depth_].live.data(); }
  const Word* nothing() const { return scratch_[depth_].nothing.data(); }

  void set_rows(int context, const Rows& rows) {
    rows_[context] = rows;
    ++generations_[context];
  }

  // The rows of a context reached from another.
  void resolve(int index) {
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

  static std::int32_t only_member(const Memberships& index, int role, std::int64_t group) {
    if (group < 0 || !index.given) return -1;
    const std::int64_t list = index.list(group, role);
    const bool one = index.is_known(list) && index.begin[list + 1] - index.begin[list] == 1;
    return one ? index.member(index.begin[list]) : -1;
  }

  const Memberships& memberships_of_role(int role) const {
    return source_.memberships(program_.program.model->roles[role].group);
  }

  // ---- steps -----------------------------------------------------------------------------

  void execute(const BlockStep& step) {
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
      case Step::aggregate: return;
    }
  }

  static std::size_t index(Comparison comparison) { return static_cast<std::size_t>(comparison); }
  const Cell& cell(const BlockStep& step, std::size_t i) const { return cells_[step.operands[i]]; }
  Columns& columns() { return columns_[depth_]; }
  Scratch& scratch() { return scratch_[depth_]; }
  std::int64_t* numbers(const BlockStep& step) { return columns().numbers(step.slot); }
  Word* yes(const BlockStep& step) { return columns().plane(step.plane); }
  Word* no(const BlockStep& step) { return columns().second_plane(step.plane); }
  Word* known(const BlockStep& step) { return columns().plane(step.plane); }

  // A register points into columns of its own, or to what every frame has: columns of other
  // registers are used again as soon as nobody reads those.
  void set_truth(const BlockStep& step, const Word* is_yes, const Word* is_no) {
    cells_[step.reg].yes = own(is_yes, yes(step));
    cells_[step.reg].no = own(is_no, no(step));
  }

  const Word* own(const Word* plane, Word* out) {
    if (plane == out || plane == live() || plane == nothing()) return plane;
    std::copy_n(plane, words_, out);
    return out;
  }

  // `yes(step)` holds the answer of every row; what is not known goes out of it.
  void finish_truth(const BlockStep& step, const Word* is_known) {
    Word* is_yes = yes(step);
    Word* is_no = no(step);
    for (std::int64_t i = 0; i < words_; ++i) {
      is_no[i] = is_known[i] & ~is_yes[i];
      is_yes[i] &= is_known[i];
    }
    set_truth(step, is_yes, is_no);
  }

  // Both are known; one of the planes itself where it says so already.
  const Word* both(const Word* a, const Word* b, Word* out) {
    if (a == b || b == live()) return a;
    if (a == live()) return b;
    k_.and_planes(out, a, b, words_);
    return out;
  }

  void set_unknown(const BlockStep& step) {
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

  // ---- facts -----------------------------------------------------------------------------

  void load(const BlockStep& step) {
    const facts::Column* column = source_.column(step.instruction->input);
    if (column == nullptr) return set_unknown(step);
    const Rows& rows = rows_[step.instruction->context];
    Cell& out = cells_[step.reg];
    out.known = loader_.known(*column, rows, live(), known(step));
    switch (program_.holds[step.reg]) {
      case Holds::truth: return load_truth(step, *column, rows, out.known);
      case Holds::member: out.bytes = load_members(step, *column, rows); return;
      default: out.values = loader_.numbers(*column, rows, numbers(step)); return;
    }
  }

  void load_truth(const BlockStep& step, const facts::Column& column, const Rows& rows, const Word* is_known) {
    // `known` stands in the first plane of the step, so that the answer goes to the second.
    Word* values = no(step);
    loader_.booleans(column, rows, values);
    Word* is_yes = yes(step);
    for (std::int64_t i = 0; i < words_; ++i) {
      const Word value = values[i];
      const Word there = is_known[i];
      is_yes[i] = value & there;
      values[i] = there & ~value;
    }
    set_truth(step, is_yes, values);
  }

  const std::uint8_t* load_members(const BlockStep& step, const facts::Column& column, const Rows& rows) {
    const std::size_t part = rows.places == nullptr && rows.count > 0 ? column.part_of(rows.first) : 0;
    return loader_.members(column, rows, source_.members_by_entry(step.instruction->input, part),
                           columns().bytes(step.slot));
  }

  void load_known(const BlockStep& step) {
    const facts::Column* column = source_.column(step.instruction->input);
    if (column == nullptr) return set_truth(step, nothing(), live());
    const Word* is_known = loader_.known(*column, rows_[step.instruction->context], live(), known(step));
    k_.and_not_planes(no(step), live(), is_known, words_);
    set_truth(step, is_known, no(step));
  }

  // ---- logic -----------------------------------------------------------------------------

  void fold(const BlockStep& step, bool all) {
    const Word* is_yes = cell(step, 0).yes;
    const Word* is_no = cell(step, 0).no;
    const auto yes_with = all ? k_.and_planes : k_.or_planes;
    const auto no_with = all ? k_.or_planes : k_.and_planes;
    for (std::size_t i = 1; i < step.operands.size(); ++i) {
      fold_into(yes(step), is_yes, cell(step, i).yes, yes_with);
      fold_into(no(step), is_no, cell(step, i).no, no_with);
      is_yes = yes(step);
      is_no = no(step);
    }
    set_truth(step, is_yes, is_no);
  }

  // The kernels read and write apart, but for planes a word at a time is as good.
  void fold_into(Word* out, const Word* a, const Word* b, void (*with)(Word*, const Word*, const Word*, std::int64_t)) {
    if (a != out) return with(out, a, b, words_);
    if (with == k_.and_planes) {
      for (std::int64_t i = 0; i < words_; ++i) out[i] &= b[i];
    } else {
      for (std::int64_t i = 0; i < words_; ++i) out[i] |= b[i];
    }
  }

  // Rows in which at least n of the planes are set: the j-th word of `reached` is that of "at least j".
  static Word at_least(std::vector<Word>& reached, std::int64_t n, Word plane) {
    for (std::int64_t j = n; j > 0; --j) reached[j] |= reached[j - 1] & plane;
    return reached[n];
  }

  void at_least(const BlockStep& step) {
    const std::int64_t n = step.instruction->value;
    if (n <= 0) return set_truth(step, live(), nothing());
    if (n > static_cast<std::int64_t>(step.operands.size())) return set_truth(step, nothing(), live());
    std::vector<Word> certain;
    std::vector<Word> possible;
    for (std::int64_t word = 0; word < words_; ++word) {
      certain.assign(static_cast<std::size_t>(n) + 1, 0);
      possible.assign(static_cast<std::size_t>(n) + 1, 0);
      certain[0] = possible[0] = live()[word];
      for (std::size_t i = 0; i < step.operands.size(); ++i) {
        at_least(certain, n, cell(step, i).yes[word]);
        at_least(possible, n, ~cell(step, i).no[word]);
      }
      yes(step)[word] = certain[n];
      no(step)[word] = live()[word] & ~possible[n];
    }
    set_truth(step, yes(step), no(step));
  }

  // ---- comparing -------------------------------------------------------------------------

  static Comparison mirrored(Comparison comparison) {
    constexpr Comparison kMirrored[] = {Comparison::more,    Comparison::at_least, Comparison::equal,
                                        Comparison::unequal, Comparison::at_most,  Comparison::less};
    return kMirrored[static_cast<std::size_t>(comparison)];
  }

  void compare(const BlockStep& step) {
    const Cell& a = cell(step, 0);
    const Cell& b = cell(step, 1);
    const auto [left, right] = step.instruction->scaling;
    const bool a_fraction = program_.holds[step.operands[0]] == Holds::fraction;
    const bool b_fraction = program_.holds[step.operands[1]] == Holds::fraction;
    if (a_fraction) {
      const std::int64_t bound = program_.program.code[step.operands[1]].value * right * a.by.right;
      k_.compare_scaled[index(step.comparison)](yes(step), a.values, left * a.by.left, a.denominators, bound, count_);
    } else if (b_fraction) {
      const std::int64_t bound = program_.program.code[step.operands[0]].value * left * b.by.right;
      k_.compare_scaled[index(mirrored(step.comparison))](yes(step), b.values, right * b.by.left, b.denominators, bound,
                                                          count_);
    } else if (left == 1 && right == 1) {
      k_.compare[index(step.comparison)](yes(step), a.values, b.values, count_);
    } else {
      k_.compare_scaled[index(step.comparison)](yes(step), a.values, left, b.values, right, count_);
    }
    finish_truth(step, both(a.known, b.known, scratch().planes[0].data()));
  }

  void compare_members(const BlockStep& step) {
    const Cell& a = cell(step, 0);
    const Cell& b = cell(step, 1);
    const bool equal = step.comparison == Comparison::equal;
    Word* is_yes = yes(step);
    Word* is_no = no(step);
    if (program_.holds[step.operands[0]] == Holds::truth) {
      for (std::int64_t i = 0; i < words_; ++i) {
        const Word same = (a.yes[i] & b.yes[i]) | (a.no[i] & b.no[i]);
        const Word other = (a.yes[i] & b.no[i]) | (a.no[i] & b.yes[i]);
        is_yes[i] = equal ? same : other;
        is_no[i] = equal ? other : same;
      }
      return set_truth(step, is_yes, is_no);
    }
    k_.bytes_equal(is_yes, a.bytes, b.bytes, count_);
    finish_truth(step, both(a.known, b.known, scratch().planes[0].data()));
    if (!equal) std::swap(cells_[step.reg].yes, cells_[step.reg].no);
  }

  void in_members(const BlockStep& step) {
    const Cell& a = cell(step, 0);
    const MemberTest& test = program_.member_tests[step.extra];
    if (test.members.size() <= 4)
      k_.bytes_in(yes(step), a.bytes, test.members.data(), static_cast<std::int64_t>(test.members.size()), count_);
    else
      k_.bytes_test(yes(step), a.bytes, test.table.data(), count_);
    finish_truth(step, a.known);
  }

  // ---- numbers ---------------------------------------------------------------------------

  // Bits that the largest magnitude of a column takes, its sign left out.
  int bits_of(const Cell& a, std::int64_t factor) const {
    const Word all = k_.magnitudes(a.values, count_);
    const int bits = all == 0 ? 0 : 64 - __builtin_clzll(all);
    const auto size = static_cast<Word>(factor < 0 ? -factor : factor);
    return bits + (size <= 1 ? 0 : 64 - __builtin_clzll(size - 1));
  }

  // What ranges do not prove, the values of the block may: their magnitudes are looked at first.
  bool fits(const BlockStep& step) const {
    if (step.proven) return true;
    const auto [left, right] = step.instruction->scaling;
    switch (step.step) {
      case Step::multiply: return bits_of(cell(step, 0), 1) + bits_of(cell(step, 1), 1) <= 62;
      case Step::rescale: return bits_of(cell(step, 0), step.value) <= 62;
      case Step::negate:
      case Step::absolute: return bits_of(cell(step, 0), 1) <= 62;
      default: return bits_of(cell(step, 0), left) <= 61 && bits_of(cell(step, 1), right) <= 61;
    }
  }

  void arithmetic(const BlockStep& step) {
    if (!fits(step)) return lanes(step);
    const Cell& a = cell(step, 0);
    const auto [left, right] = step.instruction->scaling;
    std::int64_t* out = numbers(step);
    const Word* is_known = a.known;
    switch (step.step) {
      case Step::negate: k_.negate(out, a.values, count_); break;
      case Step::absolute: k_.absolute(out, a.values, count_); break;
      case Step::rescale: k_.scale_i64(out, a.values, step.value, count_); break;
      default: {
        const Cell& b = cell(step, 1);
        is_known = both(a.known, b.known, known(step));
        if (step.step == Step::add)
          k_.add(out, a.values, left, b.values, right, count_);
        else if (step.step == Step::subtract)
          k_.subtract(out, a.values, left, b.values, right, count_);
        else
          multiply(step, out);
      }
    }
    cells_[step.reg].values = out;
    cells_[step.reg].known = own(is_known, known(step));
  }

  bool is_constant(Register reg) const {
    return static_cast<std::size_t>(reg) < program_.program.code.size() &&
           program_.program.code[reg].op == OpCode::constant;
  }

  void multiply(const BlockStep& step, std::int64_t* out) {
    for (const int side : {0, 1}) {
      if (!is_constant(step.operands[side])) continue;
      return k_.scale_i64(out, cell(step, 1 - side).values, program_.program.code[step.operands[side]].value, count_);
    }
    k_.multiply(out, cell(step, 0).values, cell(step, 1).values, count_);
  }

  void fraction(const BlockStep& step) {
    const Cell& a = cell(step, 0);
    const Cell& b = cell(step, 1);
    Cell& out = cells_[step.reg];
    out.values = a.values;
    out.denominators = b.values;
    out.by = step.instruction->scaling;
    out.known = own(both(a.known, b.known, known(step)), known(step));
    if (step.proven) return;
    Word* positive = scratch().planes[0].data();
    k_.compare_constant[index(Comparison::more)](positive, b.values, 0, count_);
    for (std::int64_t i = 0; i < words_; ++i) known(step)[i] = out.known[i] & positive[i];
    out.known = known(step);
  }

  void extreme(const BlockStep& step) {
    const auto better = step.instruction->op == OpCode::minimum ? k_.minimum : k_.maximum;
    const auto& factors = step.instruction->factors;
    std::int64_t* out = numbers(step);
    std::int64_t* other = scratch().numbers[0].data();
    k_.scale_i64(out, cell(step, 0).values, factors[0], count_);
    const Word* is_known = cell(step, 0).known;
    for (std::size_t i = 1; i < step.operands.size(); ++i) {
      std::int64_t* scaled = scratch().numbers[1].data();
      k_.scale_i64(scaled, cell(step, i).values, factors[i], count_);
      better(other, out, scaled, count_);
      std::copy_n(other, count_, out);
      is_known = and_into(known(step), is_known, cell(step, i).known);
    }
    cells_[step.reg].values = out;
    cells_[step.reg].known = own(is_known, known(step));
  }

  // The kernels' words for what becomes of a day that a month lacks.
  int lacking() const { return static_cast<int>(program_.program.model->day_rounding); }

  void add_to_date(const BlockStep& step) {
    const Cell& a = cell(step, 0);
    const Cell& b = cell(step, 1);
    Word* fits = scratch().planes[0].data();
    if (step.step == Step::add_months)
      k_.add_months(numbers(step), fits, a.values, b.values, step.value, lacking(), count_);
    else
      k_.add_days(numbers(step), fits, a.values, b.values, step.value, count_);
    const Word* is_known = both(a.known, b.known, known(step));
    Word* out = known(step);
    for (std::int64_t i = 0; i < words_; ++i) out[i] = is_known[i] & fits[i];
    cells_[step.reg].values = numbers(step);
    cells_[step.reg].known = out;
  }

  void age(const BlockStep& step) {
    const Cell& a = cell(step, 0);
    const Cell& b = cell(step, 1);
    k_.age(numbers(step), a.values, b.values, lacking(), count_);
    cells_[step.reg].values = numbers(step);
    cells_[step.reg].known = own(both(a.known, b.known, known(step)), known(step));
  }

  // Like `both`, where `a` may be `out` itself.
  const Word* and_into(Word* out, const Word* a, const Word* b) {
    if (a != out) return both(a, b, out);
    for (std::int64_t i = 0; i < words_; ++i) out[i] &= b[i];
    return out;
  }

  // ---- choosing --------------------------------------------------------------------------

  void choose(const BlockStep& step) {
    if (program_.holds[step.reg] == Holds::truth) return choose_truth(step);
    const bool members = program_.holds[step.reg] == Holds::member;
    const std::size_t last = step.operands.size() - 1;
    Word* is_known = known(step);
    std::copy_n(cell(step, last).known, words_, is_known);
    std::int64_t* out = members ? nullptr : numbers(step);
    std::uint8_t* out_bytes = members ? columns().bytes(step.slot) : nullptr;
    if (members)
      std::copy_n(cell(step, last).bytes, count_, out_bytes);
    else
      std::copy_n(cell(step, last).values, count_, out);
    std::uint8_t* mask = scratch().mask.data();
    for (std::size_t i = last; i >= 2; i -= 2) {
      const Cell& value = cell(step, i - 2);
      const Cell& condition = cell(step, i - 1);
      k_.spread_bits(mask, condition.yes, count_);
      if (members) {
        k_.select_bytes(scratch().bytes.data(), mask, value.bytes, out_bytes, count_);
        std::copy_n(scratch().bytes.data(), count_, out_bytes);
      } else {
        k_.select(scratch().numbers[0].data(), mask, value.values, out, count_);
        std::copy_n(scratch().numbers[0].data(), count_, out);
      }
      for (std::int64_t w = 0; w < words_; ++w)
        is_known[w] = (condition.yes[w] & value.known[w]) | (condition.no[w] & is_known[w]);
    }
    Cell& result = cells_[step.reg];
    result.values = out;
    result.bytes = out_bytes;
    result.known = is_known;
  }

  void choose_truth(const BlockStep& step) {
    const std::size_t last = step.operands.size() - 1;
    Word* is_yes = yes(step);
    Word* is_no = no(step);
    std::copy_n(cell(step, last).yes, words_, is_yes);
    std::copy_n(cell(step, last).no, words_, is_no);
    for (std::size_t i = last; i >= 2; i -= 2) {
      const Cell& value = cell(step, i - 2);
      const Cell& condition = cell(step, i - 1);
      for (std::int64_t w = 0; w < words_; ++w) {
        is_yes[w] = (condition.yes[w] & value.yes[w]) | (condition.no[w] & is_yes[w]);
        is_no[w] = (condition.yes[w] & value.no[w]) | (condition.no[w] & is_no[w]);
      }
    }
    set_truth(step, is_yes, is_no);
  }

  void pay(const BlockStep& step) {
    const Cell& entitled = cell(step, 0);
    const Cell& amount = cell(step, 1);
    k_.spread_bits(scratch().mask.data(), entitled.yes, count_);
    k_.keep(numbers(step), scratch().mask.data(), amount.values, count_);
    Word* is_known = known(step);
    for (std::int64_t i = 0; i < words_; ++i) is_known[i] = entitled.no[i] | (entitled.yes[i] & amount.known[i]);
    cells_[step.reg].values = numbers(step);
    cells_[step.reg].known = is_known;
  }

  // ---- scales and tables -----------------------------------------------------------------

  void look_up(const BlockStep& step) {
    const LookUp& look_up = program_.look_ups[step.extra];
    const Axis& only = look_up.axes.front();
    if (look_up.axes.size() == 1 && only.kind == Axis::Kind::direct && look_up.known.empty() &&
        program_.holds[step.reg] == Holds::number) {
      const Cell& argument = cells_[only.argument];
      k_.look_up_direct(numbers(step), argument.values, only.low, only.count, look_up.cells.data(), count_);
      cells_[step.reg].values = numbers(step);
      cells_[step.reg].known = own(argument.known, known(step));
      return;
    }
    std::int32_t* places = scratch().places.data();
    k_.clear(places, count_);
    const Word* is_known = nullptr;
    for (std::size_t i = 0; i < look_up.axes.size(); ++i) {
      const Cell& argument = cells_[look_up.axes[i].argument];
      add_bands(look_up.axes[i], argument, places);
      const bool truth = program_.holds[look_up.axes[i].argument] == Holds::truth;
      Word* decided = scratch().planes[i].data();
      if (truth) k_.or_planes(decided, argument.yes, argument.no, words_);
      const Word* there = truth ? decided : argument.known;
      is_known = is_known == nullptr ? there : both(is_known, there, known(step));
    }
    Cell& out = cells_[step.reg];
    if (program_.holds[step.reg] == Holds::number) {
      k_.look_up(numbers(step), places, look_up.cells.data(), count_);
      out.values = numbers(step);
    }
    if (!look_up.known.empty()) is_known = without_holes(step, look_up, places, is_known);
    out.known = own(is_known, known(step));
    if (program_.holds[step.reg] != Holds::number) look_up_members(step, look_up, places);
  }

  const Word* without_holes(const BlockStep& step, const LookUp& look_up, const std::int32_t* places,
                            const Word* is_known) {
    k_.look_up_bytes(scratch().bytes.data(), places, look_up.known.data(), count_);
    const std::uint8_t there = 255;
    Word* filled = scratch().planes[2].data();
    k_.bytes_in(filled, scratch().bytes.data(), &there, 1, count_);
    Word* out = known(step);
    for (std::int64_t i = 0; i < words_; ++i) out[i] = is_known[i] & filled[i];
    return out;
  }

  // Cells that are choices or booleans.
  void look_up_members(const BlockStep& step, const LookUp& look_up, const std::int32_t* places) {
    if (program_.holds[step.reg] == Holds::member) {
      std::uint8_t* out = columns().bytes(step.slot);
      for (std::int64_t i = 0; i < count_; ++i) out[i] = static_cast<std::uint8_t>(look_up.cells[places[i]]);
      cells_[step.reg].bytes = out;
      return;
    }
    Word* decided = scratch().planes[3].data();
    std::copy_n(cells_[step.reg].known, words_, decided);
    std::fill_n(yes(step), words_, 0);
    for (std::int64_t i = 0; i < count_; ++i)
      yes(step)[i / 64] |= static_cast<Word>(look_up.cells[places[i]] != 0) << (i % 64);
    finish_truth(step, decided);
  }

  // The factors of the fraction go to those of the axis.
  void add_fraction_bands(const Axis& axis, const Cell& argument, std::int32_t* places) {
    const std::int64_t* starts = axis.starts.data();
    if (argument.by.right != 1) {
      scaled_starts_.clear();
      for (const std::int64_t start : axis.starts) scaled_starts_.push_back(start * argument.by.right);
      starts = scaled_starts_.data();
    }
    k_.band_fraction(places, axis.stride, argument.values, axis.factor * argument.by.left, argument.denominators,
                     starts, axis.behind.data(), static_cast<std::int64_t>(axis.starts.size()), count_);
  }

  void add_bands(const Axis& axis, const Cell& argument, std::int32_t* places) {
    const auto starts = static_cast<std::int64_t>(axis.starts.size());
    switch (axis.kind) {
      case Axis::Kind::direct:
        return k_.band_direct(places, axis.stride, argument.values, axis.low, axis.count, count_);
      case Axis::Kind::starts: return k_.band(places, axis.stride, argument.values, axis.starts.data(), starts, count_);
      case Axis::Kind::search:
        return k_.band_search(places, axis.stride, argument.values, axis.starts.data(), starts, axis.count - 1, count_);
      case Axis::Kind::fraction: return add_fraction_bands(axis, argument, places);
      case Axis::Kind::bytes: break;
    }
    const std::uint8_t* bytes = argument.bytes;
    if (program_.holds[axis.argument] == Holds::truth) {
      std::uint8_t* spread_out = scratch().mask.data();
      k_.spread_bits(spread_out, argument.yes, count_);
      for (std::int64_t i = 0; i < count_; ++i) spread_out[i] &= 1U;
      bytes = spread_out;
    }
    k_.band_bytes(places, bytes, axis.by_member.data(), count_);
  }

  // ---- row by row ------------------------------------------------------------------------

  Value value_at(Register reg, std::int64_t i) const {
    const Cell& in = cells_[reg];
    const auto bit = [&](const Word* plane) { return (plane[i / 64] >> (i % 64) & 1U) != 0; };
    switch (program_.holds[reg]) {
      case Holds::truth: return {{bit(in.yes) ? 1 : 0, 1}, bit(in.yes) || bit(in.no)};
      case Holds::member: return {{in.bytes[i], 1}, bit(in.known)};
      case Holds::number: return {{in.values[i], 1}, bit(in.known)};
      case Holds::fraction: return {fraction_at(in, i), bit(in.known)};
    }
    return {};
  }

  // Under an unknown row stands anything, also what does not fit.
  static values::Number fraction_at(const Cell& in, std::int64_t i) {
    values::Number number{0, 1};
    values::make_number(static_cast<values::Int128>(in.values[i]) * in.by.left,
                        std::max<values::Int128>(static_cast<values::Int128>(in.denominators[i]) * in.by.right, 1),
                        number);
    return number;
  }

  void lanes(const BlockStep& step) {
    const Holds held = program_.holds[step.reg];
    Word* plane = yes(step);
    Word* second = no(step);
    std::fill_n(plane, words_, 0);
    std::fill_n(second, words_, 0);
    for (std::int64_t i = 0; i < count_; ++i) {
      for (std::size_t operand = 0; operand < step.operands.size(); ++operand)
        lane_values_[step.instruction->operands[operand]] = value_at(step.operands[operand], i);
      Value result;
      run_instruction(program_.program, *step.instruction, lane_values_.data(), result);
      const Word bit = Word{1} << (i % 64);
      const bool usable = result.known && (held == Holds::fraction || result.number.den == 1);
      if (held == Holds::truth) {
        (result.number.num != 0 ? plane : second)[i / 64] |= usable ? bit : 0;
        continue;
      }
      plane[i / 64] |= usable ? bit : 0;
      if (held == Holds::member)
        columns().bytes(step.slot)[i] = static_cast<std::uint8_t>(usable ? result.number.num : 0);
      else
        numbers(step)[i] = usable ? result.number.num : 0;
      if (held == Holds::fraction) columns().numbers(step.second)[i] = usable ? result.number.den : 1;
    }
    Cell& out = cells_[step.reg];
    if (held == Holds::truth) return set_truth(step, plane, second);
    out.known = plane;
    if (held == Holds::member)
      out.bytes = columns().bytes(step.slot);
    else
      out.values = numbers(step);
    if (held == Holds::fraction) out.denominators = columns().numbers(step.second);
    out.by = {};
  }

  // ---- members ---------------------------------------------------------------------------

  void spread(const BlockStep& step) {
    const Cell in = cell(step, 0);
    const std::int32_t* lane = scratch().lanes.data();
    Cell& out = cells_[step.reg];
    const auto spread_plane = [&](Word* to, const Word* from) {
      std::fill_n(to, words_, 0);
      for (std::int64_t i = 0; i < count_; ++i) to[i / 64] |= (from[lane[i] / 64] >> (lane[i] % 64) & 1U) << (i % 64);
    };
    if (program_.holds[step.reg] == Holds::truth) {
      spread_plane(yes(step), in.yes);
      spread_plane(no(step), in.no);
      return set_truth(step, yes(step), no(step));
    }
    spread_plane(known(step), in.known);
    out.known = known(step);
    if (program_.holds[step.reg] == Holds::member) {
      std::uint8_t* bytes = columns().bytes(step.slot);
      for (std::int64_t i = 0; i < count_; ++i) bytes[i] = in.bytes[lane[i]];
      out.bytes = bytes;
      return;
    }
    k_.gather(numbers(step), in.values, lane, count_);
    out.values = numbers(step);
    if (step.second < 0) return;
    k_.gather(columns().numbers(step.second), in.denominators, lane, count_);
    out.denominators = columns().numbers(step.second);
    out.by = in.by;
  }

  Lists lists_of(const Memberships& index_of, int context, int role) {
    const Rows& groups = rows_[context];
    Lists lists;
    const bool follow = groups.places == nullptr && groups.first + groups.count <= index_of.groups;
    if (follow && index_of.bad.empty()) {
      lists.begin = index_of.begin.data() + index_of.list(groups.first, role);
      lists.end = lists.begin + 1;
      lists.stride = index_of.roles;
      lists.known = live();
      lists.contiguous = true;
      return lists;
    }
    GatheredLists& gathered = gathered_[{context, role}];
    if (gathered.of != generations_[context]) gather_lists(index_of, role, groups, gathered);
    gathered.of = generations_[context];
    lists.begin = gathered.begin.data();
    lists.end = gathered.end.data();
    lists.known = gathered.known.data();
    return lists;
  }

  void gather_lists(const Memberships& index_of, int role, const Rows& groups, GatheredLists& out) const {
    out.begin.resize(static_cast<std::size_t>(block_rows_));
    out.end.resize(static_cast<std::size_t>(block_rows_));
    out.known.assign(static_cast<std::size_t>(words_of(block_rows_)), 0);
    // Lists far apart are asked for some groups ahead.
    constexpr std::int64_t kAhead = 32;
    for (std::int64_t i = 0; i < groups.count; ++i) {
      if (i + kAhead < groups.count)
        __builtin_prefetch(index_of.begin.data() +
                           index_of.list(std::max<std::int64_t>(groups.at(i + kAhead), 0), role));
      const std::int64_t group = groups.at(i);
      const std::int64_t list = index_of.list(group, role);
      const bool there = group >= 0 && index_of.is_known(list);
      out.begin[i] = there ? index_of.begin[list] : 0;
      out.end[i] = there ? index_of.begin[list + 1] : 0;
      if (there) out.known[i / 64] |= Word{1} << (i % 64);
    }
  }

  void aggregate(const BlockStep& step) {
    const Instruction& instruction = *step.instruction;
    const Memberships& index_of = memberships_of_role(instruction.input);
    if (!index_of.given) return set_unknown(step);
    const Rows groups = rows_[instruction.context];
    const Lists lists = lists_of(index_of, instruction.context, source_.place_of_role(instruction.input));
    if (step.extra < 0) {
      k_.lengths(numbers(step), lists.begin, lists.end, lists.stride, count_);
      if (lists.known != live()) std::copy_n(lists.known, words_, known(step));
      cells_[step.reg].values = numbers(step);
      cells_[step.reg].known = lists.known == live() ? live() : known(step);
      return;
    }
    reduce(step, index_of, lists, groups);
  }

  // What is gathered of each row's members while they go by.
  struct Totals {
    std::int64_t* yes = nullptr;    ///< members for which it holds, or counted ones
    std::int64_t* open = nullptr;   ///< members that leave the result unknown; not set while there are none
    std::int64_t* value = nullptr;  ///< sum, least or greatest
    bool any_open = false;
    bool overflow = false;  ///< some may not fit, or are fractions: left to the pass over sets
  };

  static bool instruction_counts(OpCode op) { return op == OpCode::count || op == OpCode::any || op == OpCode::all; }

  void reduce(const BlockStep& step, const Memberships& index_of, const Lists& lists, const Rows& groups) {
    Scratch& own = scratch();
    const bool counts = instruction_counts(step.instruction->op);
    Totals totals;
    totals.yes = step.instruction->op == OpCode::count ? numbers(step) : own.numbers[0].data();
    totals.open = own.numbers[1].data();
    totals.value = counts ? nullptr : numbers(step);
    for (auto* total : {totals.yes, totals.value}) {
      if (total != nullptr) std::fill_n(total, count_, 0);
    }
    const int depth = depth_;
    const std::int64_t count = count_;
    for (std::int64_t lane = 0; lane < count;)
      lane = lists.contiguous ? reduce_following(step, index_of, lists, groups.first, lane, count, depth, totals)
                              : reduce_gathered(step, index_of, lists, lane, count, depth, totals);
    depth_ = depth;
    count_ = count;
    words_ = words_of(count);
    finish(step, lists, totals);
  }

  // Groups whose entries follow one another, all roles together; as many groups as have room.
  std::int64_t reduce_following(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                                std::int64_t first_group, std::int64_t lane, std::int64_t lanes, int depth,
                                Totals& totals) {
    const auto entry_of = [&](std::int64_t at) {
      return static_cast<std::int64_t>(index_of.begin[index_of.list(first_group + at, 0)]);
    };
    const std::int64_t from = entry_of(lane);
    std::int64_t end = lane + 1;
    if (entry_of(end) - from > block_rows_) {
      reduce_long_list(step, index_of, lists, lane, depth, totals);
      return end;
    }
    // The last lane whose entries have room, by halving: lists are short and alike.
    std::int64_t too_far = lanes + 1;
    while (too_far - end > 1) {
      const std::int64_t middle = end + (too_far - end) / 2;
      (entry_of(middle) - from <= block_rows_ ? end : too_far) = middle;
    }
    const std::int64_t entries = entry_of(end) - from;
    if (entries > 0) {
      run_members(step, index_of, from, entries);
      if (program_.frames[step.extra].spreads) {
        for (std::int64_t at = lane; at < end; ++at) {
          for (std::int64_t entry = entry_of(at); entry < entry_of(at + 1); ++entry)
            scratch_[depth + 1].lanes[entry - from] = static_cast<std::int32_t>(at);
        }
      }
      run_frame(step.extra, entries);
      add_up(step, lists.begin + lane * lists.stride, lists.end + lane * lists.stride, lists.stride, from, end - lane,
             lane, totals);
    }
    return end;
  }

  // The members of a stretch of entries become the rows of the loop's context.
  void run_members(const BlockStep& step, const Memberships& index_of, std::int64_t from, std::int64_t entries) {
    set_rows(step.instruction->loop,
             {entries, from, index_of.members.empty() ? nullptr : index_of.members.data() + from});
  }

  // One list longer than a block, piece by piece.
  void reduce_long_list(const BlockStep& step, const Memberships& index_of, const Lists& lists, std::int64_t lane,
                        int depth, Totals& totals) {
    const std::int32_t last = lists.end[lane * lists.stride];
    for (std::int32_t from = lists.begin[lane * lists.stride]; from < last;) {
      const auto entries = static_cast<std::int32_t>(std::min<std::int64_t>(block_rows_, last - from));
      run_members(step, index_of, from, entries);
      std::fill_n(scratch_[depth + 1].lanes.begin(), entries, static_cast<std::int32_t>(lane));
      run_frame(step.extra, entries);
      const std::int32_t begin = from;
      const std::int32_t end = from + entries;
      add_up(step, &begin, &end, 1, from, 1, lane, totals);
      from = end;
    }
  }

  // Lists anywhere: their members are brought together, list after list.
  std::int64_t reduce_gathered(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                               std::int64_t lane, std::int64_t lanes, int depth, Totals& totals) {
    if (lists.end[lane * lists.stride] - lists.begin[lane * lists.stride] > block_rows_) {
      reduce_long_list(step, index_of, lists, lane, depth, totals);
      return lane + 1;
    }
    Scratch& outer = scratch_[depth];
    Scratch& inner = scratch_[depth + 1];
    std::int32_t entries = 0;
    std::int64_t end = lane;
    for (; end < lanes; ++end) {
      const std::int32_t begin = lists.begin[end * lists.stride];
      const std::int32_t length = lists.end[end * lists.stride] - begin;
      if (entries + length > block_rows_) break;
      outer.local_begin[end] = entries;
      for (std::int32_t i = 0; i < length; ++i, ++entries) {
        inner.members[entries] = index_of.member(begin + i);
        inner.lanes[entries] = static_cast<std::int32_t>(end);
      }
      outer.local_end[end] = entries;
    }
    if (entries > 0) {
      set_rows(step.instruction->loop, {entries, 0, inner.members.data()});
      run_frame(step.extra, entries);
      add_up(step, outer.local_begin.data() + lane, outer.local_end.data() + lane, 1, 0, end - lane, lane, totals);
    }
    return end;
  }

  // The members under way into the totals of `lists` rows from `lane` on.
  void add_up(const BlockStep& step, const std::int32_t* begin, const std::int32_t* end, std::int64_t stride,
              std::int64_t shift, std::int64_t lists, std::int64_t lane, Totals& totals) {
    Scratch& inner = scratch_[depth_];
    const Cell& first = cells_[step.operands[0]];
    const OpCode op = step.instruction->op;
    Word* open = inner.planes[1].data();
    const auto count_into = [&](std::int64_t* total, const Word* plane) {
      k_.count_segments(total + lane, plane, begin, end, stride, shift, lists);
    };
    if (instruction_counts(op)) {
      // For `all` what decides is a member for whom it does not hold.
      count_into(totals.yes, padded(op == OpCode::all ? first.no : first.yes, inner.planes[2]));
      for (std::int64_t i = 0; i < words_; ++i) open[i] = live()[i] & ~(first.yes[i] | first.no[i]);
      return count_open(open, totals, count_into);
    }
    const bool has_where = step.instruction->has_where;
    const Word* counted = has_where ? cells_[step.operands[1]].yes : live();
    const Word* left_out = has_where ? cells_[step.operands[1]].no : nothing();
    Word* taken = inner.planes[2].data();
    for (std::int64_t i = 0; i < words_; ++i) {
      open[i] = live()[i] & ~left_out[i] & ~(counted[i] & first.known[i]);
      taken[i] = counted[i] & first.known[i];
    }
    std::fill_n(taken + words_, 2, 0);
    count_open(open, totals, count_into);
    if (op == OpCode::sum) return sum_up(step, first, taken, begin, end, stride, shift, lists, lane, totals);
    extreme_of(step, first, taken, begin, end, stride, shift, lists, lane, totals);
  }

  // Planes that are read by segments need a word of zeros behind their last.
  const Word* padded(const Word* plane, std::vector<Word>& buffer) {
    std::copy_n(plane, words_, buffer.data());
    std::fill_n(buffer.data() + words_, 2, 0);
    return buffer.data();
  }

  template <typename CountInto>
  void count_open(Word* open, Totals& totals, CountInto count_into) {
    std::fill_n(open + words_, 2, 0);
    if (k_.count_bits(open, words_) == 0) return;
    if (!totals.any_open) std::fill_n(totals.open, block_rows_, 0);
    totals.any_open = true;
    count_into(totals.open, open);
  }

  void sum_up(const BlockStep& step, const Cell& value, const Word* taken, const std::int32_t* begin,
              const std::int32_t* end, std::int64_t stride, std::int64_t shift, std::int64_t lists, std::int64_t lane,
              Totals& totals) {
    Scratch& inner = scratch_[depth_];
    if (program_.holds[step.operands[0]] == Holds::fraction) {
      totals.overflow = true;
      return;
    }
    std::int64_t* kept = inner.numbers[0].data();
    k_.spread_bits(inner.mask.data(), taken, count_);
    k_.keep(kept, inner.mask.data(), value.values, count_);
    // A list has fewer than 2^31 members: sums of such numbers fit.
    Cell column;
    column.values = kept;
    constexpr int kMembersBits = 31;
    if (bits_of(column, 1) > 62 - kMembersBits) {
      const std::int64_t high = program_.program.model->roles[step.instruction->input].high;
      if (high < 0 || high > (std::int64_t{1} << 16U) || bits_of(column, 1) > 62 - 17) totals.overflow = true;
    }
    k_.sum_segments(totals.value + lane, kept, begin, end, stride, shift, lists);
  }

  void extreme_of(const BlockStep& step, const Cell& value, const Word* taken, const std::int32_t* begin,
                  const std::int32_t* end, std::int64_t stride, std::int64_t shift, std::int64_t lists,
                  std::int64_t lane, Totals& totals) {
    if (program_.holds[step.operands[0]] != Holds::number) {
      totals.overflow = true;
      return;
    }
    const bool least = step.instruction->op == OpCode::least;
    for (std::int64_t i = 0; i < lists; ++i) {
      std::int64_t& best = totals.value[lane + i];
      std::int64_t& found = totals.yes[lane + i];
      for (std::int64_t k = begin[i * stride] - shift; k < end[i * stride] - shift; ++k) {
        if ((taken[k / 64] >> (k % 64) & 1U) == 0) continue;
        const std::int64_t candidate = value.values[k];
        if (found == 0 || (least ? candidate < best : candidate > best)) best = candidate;
        ++found;
      }
    }
  }

  void finish(const BlockStep& step, const Lists& lists, const Totals& totals) {
    const OpCode op = step.instruction->op;
    if (program_.holds[step.reg] == Holds::member) return set_unknown(step);
    Scratch& own = scratch();
    const Word* closed = live();
    if (totals.any_open) {
      k_.compare_constant[index(Comparison::equal)](own.planes[1].data(), totals.open, 0, count_);
      closed = own.planes[1].data();
    }
    Word* some = own.planes[2].data();
    if (op != OpCode::count && op != OpCode::sum)
      k_.compare_constant[index(Comparison::more)](some, totals.yes, 0, count_);
    if (op == OpCode::any || op == OpCode::all) {
      // One member decides; without one, and with nobody open, it is the other answer.
      Word* decided = op == OpCode::any ? yes(step) : no(step);
      Word* other = op == OpCode::any ? no(step) : yes(step);
      for (std::int64_t i = 0; i < words_; ++i) {
        other[i] = lists.known[i] & closed[i] & ~some[i];
        decided[i] = some[i] & lists.known[i];
      }
      return set_truth(step, yes(step), no(step));
    }
    Word* is_known = known(step);
    const bool needs_one = op == OpCode::least || op == OpCode::greatest;
    for (std::int64_t i = 0; i < words_; ++i) {
      is_known[i] = lists.known[i] & closed[i];
      if (needs_one) is_known[i] &= some[i];
      if (totals.overflow) is_known[i] = 0;
    }
    cells_[step.reg].values = numbers(step);
    cells_[step.reg].by = {};
    cells_[step.reg].known = is_known;
    if (step.second >= 0) {
      std::fill_n(columns().numbers(step.second), count_, 1);
      cells_[step.reg].denominators = columns().numbers(step.second);
    }
  }

  // ---- answers ---------------------------------------------------------------------------

  void note_open(const Cell& truth) {
    for (std::int64_t i = 0; i < words_; ++i) open_[i] |= live()[i] & ~(truth.yes[i] | truth.no[i]);
  }

  void answer(const BlockStep& step) {
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

  const BlockProgram& program_;
  const BlockSource& source_;
  const Kernels& k_;
  const FactLoader loader_;
  const std::int64_t block_rows_;

  std::vector<Cell> cells_;
  std::vector<Columns> columns_;  ///< by depth
  std::vector<Scratch> scratch_;
  std::vector<Rows> rows_;                                 ///< by context
  std::vector<std::int64_t> generations_;                  ///< by context: counts how often its rows were set
  std::map<std::pair<int, int>, GatheredLists> gathered_;  ///< by context and role
  std::vector<std::vector<std::int32_t>> context_rows_;
  std::vector<std::vector<std::int64_t>> constant_numbers_;
  std::vector<std::vector<std::uint8_t>> constant_bytes_;
  std::vector<Value> lane_values_;
  std::vector<std::int64_t> scaled_starts_;
  std::vector<Word> open_;
  std::span<const AnswerBlock> answers_;

  // The frame under way.
  int depth_ = 0;
  std::int64_t count_ = 0;
  std::int64_t words_ = 0;
};

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
