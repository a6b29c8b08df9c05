// The runner behind the block engine: its registers, memory and steps. For block*.cc only.
//
// `block.cc` walks frames and writes answers, `block_values.cc` does facts, logic and numbers,
// `block_tables.cc` chooses, looks up and goes row by row, `block_members.cc` does aggregates.
#ifndef PROACTIVE_SRC_EXECUTION_BLOCK_IMPL_H_
#define PROACTIVE_SRC_EXECUTION_BLOCK_IMPL_H_

#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "execution/block.h"
#include "execution/block_facts.h"
#include "execution/evaluator.h"

namespace proactive::execution {

using facts::Memberships;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Comparison;

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

  void fill_constants();
  void set_constants(int depth);

  // ---- frames ----------------------------------------------------------------------------

  void enter(int depth, std::int64_t count);
  void run_frame(int index, std::int64_t count);
  void set_live();
  const Word* live() const { return scratch_[depth_].live.data(); }
  const Word* nothing() const { return scratch_[depth_].nothing.data(); }

  void set_rows(int context, const Rows& rows);
  void resolve(int index);
  static std::int32_t only_member(const Memberships& index, int role, std::int64_t group);
  const Memberships& memberships_of_role(int role) const;

  // ---- steps -----------------------------------------------------------------------------

  void execute(const BlockStep& step);
  static std::size_t index(Comparison comparison) { return static_cast<std::size_t>(comparison); }
  const Cell& cell(const BlockStep& step, std::size_t i) const { return cells_[step.operands[i]]; }
  Columns& columns() { return columns_[depth_]; }
  Scratch& scratch() { return scratch_[depth_]; }
  std::int64_t* numbers(const BlockStep& step) { return columns().numbers(step.slot); }
  Word* yes(const BlockStep& step) { return columns().plane(step.plane); }
  Word* no(const BlockStep& step) { return columns().second_plane(step.plane); }
  Word* known(const BlockStep& step) { return columns().plane(step.plane); }

  void set_truth(const BlockStep& step, const Word* is_yes, const Word* is_no);
  const Word* own(const Word* plane, Word* out);
  void finish_truth(const BlockStep& step, const Word* is_known);
  const Word* both(const Word* a, const Word* b, Word* out);
  void set_unknown(const BlockStep& step);

  // ---- facts -----------------------------------------------------------------------------

  void load(const BlockStep& step);
  void load_truth(const BlockStep& step, const facts::Column& column, const Rows& rows, const Word* is_known);
  const std::uint8_t* load_members(const BlockStep& step, const facts::Column& column, const Rows& rows);
  void load_known(const BlockStep& step);

  // ---- logic -----------------------------------------------------------------------------

  void fold(const BlockStep& step, bool all);
  void fold_into(Word* out, const Word* a, const Word* b, void (*with)(Word*, const Word*, const Word*, std::int64_t));
  static Word at_least(std::vector<Word>& reached, std::int64_t n, Word plane);
  void at_least(const BlockStep& step);

  // ---- comparing -------------------------------------------------------------------------

  void compare(const BlockStep& step);
  void compare_members(const BlockStep& step);
  void in_members(const BlockStep& step);

  // ---- numbers ---------------------------------------------------------------------------

  int bits_of(const Cell& a, std::int64_t factor) const;
  bool fits(const BlockStep& step) const;
  void arithmetic(const BlockStep& step);
  bool is_constant(Register reg) const;
  void multiply(const BlockStep& step, std::int64_t* out);
  void fraction(const BlockStep& step);
  void extreme(const BlockStep& step);

  // The kernels' words for what becomes of a day that a month lacks.
  int lacking() const { return static_cast<int>(program_.program.model->day_rounding); }

  void add_to_date(const BlockStep& step);
  void age(const BlockStep& step);
  const Word* and_into(Word* out, const Word* a, const Word* b);

  // ---- choosing --------------------------------------------------------------------------

  void choose(const BlockStep& step);
  void choose_truth(const BlockStep& step);
  void pay(const BlockStep& step);

  // ---- scales and tables -----------------------------------------------------------------

  void look_up(const BlockStep& step);
  const Word* without_holes(const BlockStep& step, const LookUp& look_up, const std::int32_t* places,
                            const Word* is_known);
  void look_up_members(const BlockStep& step, const LookUp& look_up, const std::int32_t* places);
  void add_fraction_bands(const Axis& axis, const Cell& argument, std::int32_t* places);
  void add_bands(const Axis& axis, const Cell& argument, std::int32_t* places);

  // ---- row by row ------------------------------------------------------------------------

  Value value_at(Register reg, std::int64_t i) const;
  static values::Number fraction_at(const Cell& in, std::int64_t i);
  void lanes(const BlockStep& step);

  // ---- members ---------------------------------------------------------------------------

  void spread(const BlockStep& step);
  Lists lists_of(const Memberships& index_of, int context, int role);
  void gather_lists(const Memberships& index_of, int role, const Rows& groups, GatheredLists& out) const;
  void aggregate(const BlockStep& step);

  // What is gathered of each row's members while they go by.
  struct Totals {
    std::int64_t* yes = nullptr;    ///< members for which it holds, or counted ones
    std::int64_t* open = nullptr;   ///< members that leave the result unknown; not set while there are none
    std::int64_t* value = nullptr;  ///< sum, least or greatest
    bool any_open = false;
    bool overflow = false;  ///< some may not fit, or are fractions: left to the pass over sets
  };
  static bool instruction_counts(OpCode op) { return op == OpCode::count || op == OpCode::any || op == OpCode::all; }

  void reduce(const BlockStep& step, const Memberships& index_of, const Lists& lists, const Rows& groups);
  std::int64_t reduce_following(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                                std::int64_t first_group, std::int64_t lane, std::int64_t lanes, int depth,
                                Totals& totals);
  void run_members(const BlockStep& step, const Memberships& index_of, std::int64_t from, std::int64_t entries);
  void reduce_long_list(const BlockStep& step, const Memberships& index_of, const Lists& lists, std::int64_t lane,
                        int depth, Totals& totals);
  std::int64_t reduce_gathered(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                               std::int64_t lane, std::int64_t lanes, int depth, Totals& totals);
  void add_up(const BlockStep& step, const std::int32_t* begin, const std::int32_t* end, std::int64_t stride,
              std::int64_t shift, std::int64_t lists, std::int64_t lane, Totals& totals);
  const Word* padded(const Word* plane, std::vector<Word>& buffer);
  template <typename CountInto>
  void count_open(Word* open, Totals& totals, CountInto count_into);
  void sum_up(const BlockStep& step, const Cell& value, const Word* taken, const std::int32_t* begin,
              const std::int32_t* end, std::int64_t stride, std::int64_t shift, std::int64_t lists, std::int64_t lane,
              Totals& totals);
  void extreme_of(const BlockStep& step, const Cell& value, const Word* taken, const std::int32_t* begin,
                  const std::int32_t* end, std::int64_t stride, std::int64_t shift, std::int64_t lists,
                  std::int64_t lane, Totals& totals);
  void finish(const BlockStep& step, const Lists& lists, const Totals& totals);

  // ---- answers ---------------------------------------------------------------------------

  void note_open(const Cell& truth);
  void answer(const BlockStep& step);

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

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_BLOCK_IMPL_H_
