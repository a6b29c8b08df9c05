// Choosing, looking up, and going row by row.
#include "execution/block_impl.h"

namespace proactive::execution {

// ---- choosing -----------------------------------------------------------------------------------

void BlockRunner::Impl::choose(const BlockStep& step) {
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

void BlockRunner::Impl::choose_truth(const BlockStep& step) {
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

void BlockRunner::Impl::pay(const BlockStep& step) {
  const Cell& entitled = cell(step, 0);
  const Cell& amount = cell(step, 1);
  k_.spread_bits(scratch().mask.data(), entitled.yes, count_);
  k_.keep(numbers(step), scratch().mask.data(), amount.values, count_);
  Word* is_known = known(step);
  for (std::int64_t i = 0; i < words_; ++i) is_known[i] = entitled.no[i] | (entitled.yes[i] & amount.known[i]);
  cells_[step.reg].values = numbers(step);
  cells_[step.reg].known = is_known;
}

// ---- scales and tables --------------------------------------------------------------------------

void BlockRunner::Impl::look_up(const BlockStep& step) {
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

const Word* BlockRunner::Impl::without_holes(const BlockStep& step, const LookUp& look_up, const std::int32_t* places,
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
void BlockRunner::Impl::look_up_members(const BlockStep& step, const LookUp& look_up, const std::int32_t* places) {
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
void BlockRunner::Impl::add_fraction_bands(const Axis& axis, const Cell& argument, std::int32_t* places) {
  const std::int64_t* starts = axis.starts.data();
  if (argument.by.right != 1) {
    scaled_starts_.clear();
    for (const std::int64_t start : axis.starts) scaled_starts_.push_back(start * argument.by.right);
    starts = scaled_starts_.data();
  }
  k_.band_fraction(places, axis.stride, argument.values, axis.factor * argument.by.left, argument.denominators, starts,
                   axis.behind.data(), static_cast<std::int64_t>(axis.starts.size()), count_);
}

void BlockRunner::Impl::add_bands(const Axis& axis, const Cell& argument, std::int32_t* places) {
  const auto starts = static_cast<std::int64_t>(axis.starts.size());
  switch (axis.kind) {
    case Axis::Kind::direct: return k_.band_direct(places, axis.stride, argument.values, axis.low, axis.count, count_);
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

// ---- row by row ---------------------------------------------------------------------------------

Value BlockRunner::Impl::value_at(Register reg, std::int64_t i) const {
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
values::Number BlockRunner::Impl::fraction_at(const Cell& in, std::int64_t i) {
  values::Number number{0, 1};
  values::make_number(static_cast<values::Int128>(in.values[i]) * in.by.left,
                      std::max<values::Int128>(static_cast<values::Int128>(in.denominators[i]) * in.by.right, 1),
                      number);
  return number;
}

void BlockRunner::Impl::lanes(const BlockStep& step) {
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
      // As one expression, g++ 12 under the sanitizers reads an index that it has not computed.
      Word* side = result.number.num != 0 ? plane : second;
      side[i / 64] |= usable ? bit : 0;
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

}  // namespace proactive::execution
