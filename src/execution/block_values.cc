// Facts, logic, comparisons and numbers of a block.
#include "execution/block_impl.h"

namespace proactive::execution {

// ---- facts --------------------------------------------------------------------------------------

void BlockRunner::Impl::load(const BlockStep& step) {
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

void BlockRunner::Impl::load_truth(const BlockStep& step, const facts::Column& column, const Rows& rows,
                                   const Word* is_known) {
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

const std::uint8_t* BlockRunner::Impl::load_members(const BlockStep& step, const facts::Column& column,
                                                    const Rows& rows) {
  const std::size_t part = rows.places == nullptr && rows.count > 0 ? column.part_of(rows.first) : 0;
  return loader_.members(column, rows, source_.members_by_entry(step.instruction->input, part),
                         columns().bytes(step.slot));
}

void BlockRunner::Impl::load_known(const BlockStep& step) {
  const facts::Column* column = source_.column(step.instruction->input);
  if (column == nullptr) return set_truth(step, nothing(), live());
  const Word* is_known = loader_.known(*column, rows_[step.instruction->context], live(), known(step));
  k_.and_not_planes(no(step), live(), is_known, words_);
  set_truth(step, is_known, no(step));
}

// ---- logic --------------------------------------------------------------------------------------

void BlockRunner::Impl::fold(const BlockStep& step, bool all) {
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
void BlockRunner::Impl::fold_into(Word* out, const Word* a, const Word* b,
                                  void (*with)(Word*, const Word*, const Word*, std::int64_t)) {
  if (a != out) return with(out, a, b, words_);
  if (with == k_.and_planes) {
    for (std::int64_t i = 0; i < words_; ++i) out[i] &= b[i];
  } else {
    for (std::int64_t i = 0; i < words_; ++i) out[i] |= b[i];
  }
}

// Rows in which at least n of the planes are set: the j-th word of `reached` is that of "at least j".
Word BlockRunner::Impl::at_least(std::vector<Word>& reached, std::int64_t n, Word plane) {
  for (std::int64_t j = n; j > 0; --j) reached[j] |= reached[j - 1] & plane;
  return reached[n];
}

void BlockRunner::Impl::at_least(const BlockStep& step) {
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

// ---- comparing ----------------------------------------------------------------------------------

void BlockRunner::Impl::compare(const BlockStep& step) {
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

void BlockRunner::Impl::compare_members(const BlockStep& step) {
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

void BlockRunner::Impl::in_members(const BlockStep& step) {
  const Cell& a = cell(step, 0);
  const MemberTest& test = program_.member_tests[step.extra];
  if (test.members.size() <= 4)
    k_.bytes_in(yes(step), a.bytes, test.members.data(), static_cast<std::int64_t>(test.members.size()), count_);
  else
    k_.bytes_test(yes(step), a.bytes, test.table.data(), count_);
  finish_truth(step, a.known);
}

// ---- numbers ------------------------------------------------------------------------------------

// Bits that the largest magnitude of a column takes, its sign left out.
int BlockRunner::Impl::bits_of(const Cell& a, std::int64_t factor) const {
  const Word all = k_.magnitudes(a.values, count_);
  const int bits = all == 0 ? 0 : 64 - __builtin_clzll(all);
  const auto size = static_cast<Word>(factor < 0 ? -factor : factor);
  return bits + (size <= 1 ? 0 : 64 - __builtin_clzll(size - 1));
}

// What ranges do not prove, the values of the block may: their magnitudes are looked at first.
bool BlockRunner::Impl::fits(const BlockStep& step) const {
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

void BlockRunner::Impl::arithmetic(const BlockStep& step) {
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

bool BlockRunner::Impl::is_constant(Register reg) const {
  return static_cast<std::size_t>(reg) < program_.program.code.size() &&
         program_.program.code[reg].op == OpCode::constant;
}

void BlockRunner::Impl::multiply(const BlockStep& step, std::int64_t* out) {
  for (const int side : {0, 1}) {
    if (!is_constant(step.operands[side])) continue;
    return k_.scale_i64(out, cell(step, 1 - side).values, program_.program.code[step.operands[side]].value, count_);
  }
  k_.multiply(out, cell(step, 0).values, cell(step, 1).values, count_);
}

void BlockRunner::Impl::fraction(const BlockStep& step) {
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

void BlockRunner::Impl::extreme(const BlockStep& step) {
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

void BlockRunner::Impl::add_to_date(const BlockStep& step) {
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

void BlockRunner::Impl::age(const BlockStep& step) {
  const Cell& a = cell(step, 0);
  const Cell& b = cell(step, 1);
  k_.age(numbers(step), a.values, b.values, lacking(), count_);
  cells_[step.reg].values = numbers(step);
  cells_[step.reg].known = own(both(a.known, b.known, known(step)), known(step));
}

// Like `both`, where `a` may be `out` itself.
const Word* BlockRunner::Impl::and_into(Word* out, const Word* a, const Word* b) {
  if (a != out) return both(a, b, out);
  for (std::int64_t i = 0; i < words_; ++i) out[i] &= b[i];
  return out;
}

}  // namespace proactive::execution
