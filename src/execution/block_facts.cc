#include "execution/block_facts.h"

#include <algorithm>

namespace proactive::execution {

using facts::Column;
using facts::Layout;
using facts::Part;

namespace {

// The part that holds rows which follow one another, if one does.
const Part* part_around(const Column& column, const Rows& rows) {
  if (rows.places != nullptr || rows.count == 0) return nullptr;
  const Part& part = column.parts()[column.part_of(rows.first)];
  return rows.first + rows.count <= part.begin + part.rows ? &part : nullptr;
}

// Calls `use(i, part, place in the part)` for each row that somebody has. Rows near one another
// are mostly in one part.
template <typename Use>
void for_each_row(const Column& column, const Rows& rows, Use use) {
  const Part* part = &column.parts().front();
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const std::int64_t row = rows.at(i);
    if (row < 0) continue;
    if (row < part->begin || row >= part->begin + part->rows) part = &column.parts()[column.part_of(row)];
    use(i, *part, row - part->begin);
  }
}

void set_bit(Word* plane, std::int64_t place) { plane[place / 64] |= Word{1} << (place % 64); }

// Rows that are far apart are each a wait for memory: they are asked for some rows ahead.
constexpr std::int64_t kAhead = 32;

template <typename T, typename Out>
void gather(Out* out, const Part& part, const Rows& rows) {
  const T* values = static_cast<const T*>(part.values) + part.offset;
  const auto factor = static_cast<std::uint64_t>(part.factor);
  for (std::int64_t i = 0; i < rows.count; ++i) {
    if (i + kAhead < rows.count) __builtin_prefetch(values + std::max(rows.places[i + kAhead], 0));
    const T value = values[std::max(rows.places[i], 0)];
    if constexpr (sizeof(Out) == 8)
      out[i] = static_cast<Out>(static_cast<std::uint64_t>(value) * factor);
    else
      out[i] = static_cast<Out>(value);
  }
}

// The one part of a column whose rows are gathered without looking at each; null when there are more.
const Part* only_part(const Column& column, const Rows& rows) {
  return rows.places != nullptr && column.parts().size() == 1 ? &column.parts().front() : nullptr;
}

bool gather_numbers(std::int64_t* out, const Column& column, const Rows& rows) {
  const Part* part = only_part(column, rows);
  if (part == nullptr || part->dictionary != nullptr) return false;
  switch (part->layout) {
    case Layout::i32: gather<std::int32_t>(out, *part, rows); return true;
    case Layout::i64: gather<std::int64_t>(out, *part, rows); return true;
    default: return false;
  }
}

bool gather_bytes(std::uint8_t* out, const Column& column, const Rows& rows) {
  const Part* part = only_part(column, rows);
  if (part == nullptr || part->dictionary_size > 256) return false;
  switch (part->layout) {
    case Layout::i8:
    case Layout::u8: gather<std::uint8_t>(out, *part, rows); return true;
    case Layout::i32:
    case Layout::u32: gather<std::uint32_t>(out, *part, rows); return true;
    default: return false;
  }
}

// Whether all of them are somebody.
bool all_there(const Rows& rows) {
  std::int32_t least = 0;
  for (std::int64_t i = 0; i < rows.count; ++i) least = std::min(least, rows.places[i]);
  return least >= 0;
}

}  // namespace

const Word* FactLoader::known(const Column& column, const Rows& rows, const Word* live, Word* out) const {
  if (const Part* part = part_around(column, rows)) {
    if (part->known == nullptr) return live;
    kernels_.shift_bits(out, part->known, part->known_offset + rows.first - part->begin, rows.count);
    return out;
  }
  if (const Part* part = only_part(column, rows); part != nullptr && part->known == nullptr && all_there(rows))
    return live;
  std::fill_n(out, words_of(rows.count), 0);
  for_each_row(column, rows, [&](std::int64_t i, const Part& part, std::int64_t place) {
    if (part.is_known(place)) set_bit(out, i);
  });
  return out;
}

const std::int64_t* FactLoader::numbers(const Column& column, const Rows& rows, std::int64_t* out) const {
  const Part* part = part_around(column, rows);
  if (part == nullptr || part->dictionary != nullptr) {
    if (gather_numbers(out, column, rows)) return out;
    for_each_row(column, rows, [&](std::int64_t i, const Part& in, std::int64_t place) {
      if (in.is_known(place)) out[i] = in.value(place);
    });
    return out;
  }
  const std::int64_t place = part->offset + rows.first - part->begin;
  const auto at = [&]<typename T>(T) { return static_cast<const T*>(part->values) + place; };
  const std::int64_t factor = part->factor;
  switch (part->layout) {
    case Layout::nothing:
    case Layout::bits: break;
    case Layout::i8: kernels_.widen_i8(out, at(std::int8_t{}), factor, rows.count); break;
    case Layout::u8: kernels_.widen_u8(out, at(std::uint8_t{}), factor, rows.count); break;
    case Layout::i16: kernels_.widen_i16(out, at(std::int16_t{}), factor, rows.count); break;
    case Layout::u16: kernels_.widen_u16(out, at(std::uint16_t{}), factor, rows.count); break;
    case Layout::i32: kernels_.widen_i32(out, at(std::int32_t{}), factor, rows.count); break;
    case Layout::u32: kernels_.widen_u32(out, at(std::uint32_t{}), factor, rows.count); break;
    case Layout::i64:
      if (factor == 1) return at(std::int64_t{});
      kernels_.scale_i64(out, at(std::int64_t{}), factor, rows.count);
      break;
    case Layout::i128:
      kernels_.narrow_i128(out, static_cast<const std::int64_t*>(part->values) + 2 * place, factor, rows.count);
      break;
  }
  return out;
}

void FactLoader::booleans(const Column& column, const Rows& rows, Word* out) const {
  const Part* part = part_around(column, rows);
  if (part != nullptr && part->layout == Layout::bits && part->dictionary == nullptr) {
    kernels_.shift_bits(out, static_cast<const std::uint8_t*>(part->values), part->offset + rows.first - part->begin,
                        rows.count);
    return;
  }
  std::fill_n(out, words_of(rows.count), 0);
  for_each_row(column, rows, [&](std::int64_t i, const Part& in, std::int64_t place) {
    if (in.is_known(place) && in.value(place) != 0) set_bit(out, i);
  });
}

const std::uint8_t* FactLoader::members(const Column& column, const Rows& rows, const std::uint8_t* entries,
                                        std::uint8_t* out) const {
  if (gather_bytes(out, column, rows)) {
    if (entries == nullptr) return out;
    kernels_.map_bytes(out + second_half_, out, entries, column.parts().front().dictionary_size, rows.count);
    return out + second_half_;
  }
  const Part* part = part_around(column, rows);
  if (part == nullptr || part->dictionary_size > 256 || part->layout == Layout::i64 ||
      part->layout == Layout::nothing) {
    for_each_row(column, rows, [&](std::int64_t i, const Part& in, std::int64_t place) {
      if (in.is_known(place)) out[i] = static_cast<std::uint8_t>(in.value(place));
    });
    return out;
  }
  const std::int64_t place = part->offset + rows.first - part->begin;
  const auto at = [&]<typename T>(T) { return static_cast<const T*>(part->values) + place; };
  const std::uint8_t* bytes = out;
  switch (part->layout) {
    case Layout::i16:
    case Layout::u16: kernels_.narrow_16(out, at(std::uint16_t{}), rows.count); break;
    case Layout::i32:
    case Layout::u32: kernels_.narrow_32(out, at(std::uint32_t{}), rows.count); break;
    default: bytes = at(std::uint8_t{}); break;
  }
  if (entries == nullptr) return bytes;
  // The kernel reads one buffer and writes another: the column of bytes has a second half for that.
  std::uint8_t* mapped = bytes == out ? out + second_half_ : out;
  kernels_.map_bytes(mapped, bytes, entries, part->dictionary_size, rows.count);
  return mapped;
}

}  // namespace proactive::execution
