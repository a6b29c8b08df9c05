// Aggregates: the members of roles become the rows of a frame, and are reduced by segments.
#include "execution/block_impl.h"

namespace proactive::execution {

// ---- members ------------------------------------------------------------------------------------

void BlockRunner::Impl::spread(const BlockStep& step) {
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

Lists BlockRunner::Impl::lists_of(const Memberships& index_of, int context, int role) {
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

void BlockRunner::Impl::gather_lists(const Memberships& index_of, int role, const Rows& groups,
                                     GatheredLists& out) const {
  out.begin.resize(static_cast<std::size_t>(block_rows_));
  out.end.resize(static_cast<std::size_t>(block_rows_));
  out.known.assign(static_cast<std::size_t>(words_of(block_rows_)), 0);
  // Lists far apart are asked for some groups ahead.
  constexpr std::int64_t kAhead = 32;
  for (std::int64_t i = 0; i < groups.count; ++i) {
    if (i + kAhead < groups.count)
      __builtin_prefetch(index_of.begin.data() + index_of.list(std::max<std::int64_t>(groups.at(i + kAhead), 0), role));
    const std::int64_t group = groups.at(i);
    const std::int64_t list = index_of.list(group, role);
    const bool there = group >= 0 && index_of.is_known(list);
    out.begin[i] = there ? index_of.begin[list] : 0;
    out.end[i] = there ? index_of.begin[list + 1] : 0;
    if (there) out.known[i / 64] |= Word{1} << (i % 64);
  }
}

void BlockRunner::Impl::aggregate(const BlockStep& step) {
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

void BlockRunner::Impl::reduce(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                               const Rows& groups) {
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
  enter(depth, count);
  finish(step, lists, totals);
}

// Groups whose entries follow one another, all roles together; as many groups as have room.
std::int64_t BlockRunner::Impl::reduce_following(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                                                 std::int64_t first_group, std::int64_t lane, std::int64_t lanes,
                                                 int depth, Totals& totals) {
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
void BlockRunner::Impl::run_members(const BlockStep& step, const Memberships& index_of, std::int64_t from,
                                    std::int64_t entries) {
  set_rows(step.instruction->loop,
           {entries, from, index_of.members.empty() ? nullptr : index_of.members.data() + from});
}

// One list longer than a block, piece by piece.
void BlockRunner::Impl::reduce_long_list(const BlockStep& step, const Memberships& index_of, const Lists& lists,
                                         std::int64_t lane, int depth, Totals& totals) {
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
std::int64_t BlockRunner::Impl::reduce_gathered(const BlockStep& step, const Memberships& index_of, const Lists& lists,
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
void BlockRunner::Impl::add_up(const BlockStep& step, const std::int32_t* begin, const std::int32_t* end,
                               std::int64_t stride, std::int64_t shift, std::int64_t lists, std::int64_t lane,
                               Totals& totals) {
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
const Word* BlockRunner::Impl::padded(const Word* plane, std::vector<Word>& buffer) {
  std::copy_n(plane, words_, buffer.data());
  std::fill_n(buffer.data() + words_, 2, 0);
  return buffer.data();
}

template <typename CountInto>
void BlockRunner::Impl::count_open(Word* open, Totals& totals, CountInto count_into) {
  std::fill_n(open + words_, 2, 0);
  if (k_.count_bits(open, words_) == 0) return;
  if (!totals.any_open) std::fill_n(totals.open, block_rows_, 0);
  totals.any_open = true;
  count_into(totals.open, open);
}

void BlockRunner::Impl::sum_up(const BlockStep& step, const Cell& value, const Word* taken, const std::int32_t* begin,
                               const std::int32_t* end, std::int64_t stride, std::int64_t shift, std::int64_t lists,
                               std::int64_t lane, Totals& totals) {
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

void BlockRunner::Impl::extreme_of(const BlockStep& step, const Cell& value, const Word* taken,
                                   const std::int32_t* begin, const std::int32_t* end, std::int64_t stride,
                                   std::int64_t shift, std::int64_t lists, std::int64_t lane, Totals& totals) {
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

void BlockRunner::Impl::finish(const BlockStep& step, const Lists& lists, const Totals& totals) {
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

}  // namespace proactive::execution
