#include "facts/column_reader.h"

#include <algorithm>
#include <limits>

#include "values/calendar.h"
#include "values/int128.h"

namespace proactive::facts {

using semantics::TypeKind;
using values::Int128;

namespace {

using Bitmap = std::vector<std::uint8_t>;

void set_bit(Bitmap& bitmap, std::int64_t place) {
  bitmap[place / 8] = static_cast<std::uint8_t>(bitmap[place / 8] | (1U << (place % 8)));
}

Bitmap empty_bitmap(std::int64_t bits) { return Bitmap(static_cast<std::size_t>((bits + 7) / 8)); }

// The buffers of a part that had to be made.
template <typename T>
T* owned(std::vector<T> values, std::vector<std::shared_ptr<const void>>& owners) {
  auto kept = std::make_shared<std::vector<T>>(std::move(values));
  T* data = kept->data();
  owners.push_back(std::move(kept));
  return data;
}

Layout integer_layout(int width, bool is_signed) {
  switch (width) {
    case 1: return is_signed ? Layout::i8 : Layout::u8;
    case 2: return is_signed ? Layout::i16 : Layout::u16;
    case 4: return is_signed ? Layout::i32 : Layout::u32;
    case 8: return Layout::i64;
    default: return Layout::i128;
  }
}

int width_of(Layout layout) {
  switch (layout) {
    case Layout::i16:
    case Layout::u16: return 2;
    case Layout::i32:
    case Layout::u32: return 4;
    case Layout::i64: return 8;
    case Layout::i128: return 16;
    default: return 1;
  }
}

bool is_aligned(const void* values, Layout layout) {
  return reinterpret_cast<std::uintptr_t>(values) % static_cast<std::uintptr_t>(width_of(layout)) == 0;
}

struct Bounds {
  std::int64_t low = values::kMin64;
  std::int64_t high = values::kMax64;
};

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return a / b + (a % b > 0 ? 1 : 0); }
std::int64_t divide_down(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The raw values that are facts of the field.
Bounds raw_bounds(const semantics::Field& field, std::int64_t factor) {
  Bounds bounds;
  if (field.range) bounds = {field.range->low, field.range->high};
  if (field.type.kind == TypeKind::date) {
    bounds = {std::max<std::int64_t>(bounds.low, values::kFirstDay),
              std::min<std::int64_t>(bounds.high, values::kLastDay)};
  }
  return {divide_up(bounds.low, factor), divide_down(bounds.high, factor)};
}

// Marks known rows outside the bounds; says how many there are. `bad` is made when one is met.
template <typename T>
std::int64_t mark_outside(const Part& part, Bounds bounds, Bitmap& bad) {
  using Wide = std::conditional_t<(sizeof(T) > 8), Int128, std::int64_t>;
  const T* values = static_cast<const T*>(part.values) + part.offset;
  const auto outside = [&](std::int64_t i) {
    const auto value = static_cast<Wide>(values[i]);
    return value < bounds.low || value > bounds.high;
  };
  std::int64_t suspects = 0;
  for (std::int64_t i = 0; i < part.rows; ++i) suspects += outside(i) ? 1 : 0;
  if (suspects == 0) return 0;
  bad = empty_bitmap(part.rows);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < part.rows; ++i) {
    if (!part.is_known(i) || !outside(i)) continue;
    set_bit(bad, i);
    ++count;
  }
  return count;
}

std::int64_t mark_outside(const Part& part, Bounds bounds, Bitmap& bad) {
  switch (part.layout) {
    case Layout::i8: return mark_outside<std::int8_t>(part, bounds, bad);
    case Layout::u8: return mark_outside<std::uint8_t>(part, bounds, bad);
    case Layout::i16: return mark_outside<std::int16_t>(part, bounds, bad);
    case Layout::u16: return mark_outside<std::uint16_t>(part, bounds, bad);
    case Layout::i32: return mark_outside<std::int32_t>(part, bounds, bad);
    case Layout::u32: return mark_outside<std::uint32_t>(part, bounds, bad);
    case Layout::i64: return mark_outside<std::int64_t>(part, bounds, bad);
    case Layout::i128: return mark_outside<Int128>(part, bounds, bad);
    default: return 0;
  }
}

// Known becomes what was known and is not bad.
void except_bad(Part& part, Bitmap bad, std::vector<std::shared_ptr<const void>>& owners) {
  Bitmap known = empty_bitmap(part.rows);
  for (std::int64_t i = 0; i < part.rows; ++i) {
    if (part.is_known(i) && !bit_at(bad.data(), i)) set_bit(known, i);
  }
  part.known = owned(std::move(known), owners);
  part.known_offset = 0;
  part.bad = owned(std::move(bad), owners);
}

// Facts in buffers of their own, in the layout of the field.
class Converted {
 public:
  Converted(TypeKind kind, std::int64_t rows) : kind_(kind), rows_(rows), known_(empty_bitmap(rows)) {
    if (kind == TypeKind::boolean)
      bits_ = empty_bitmap(rows);
    else if (kind == TypeKind::choice)
      members_.resize(static_cast<std::size_t>(rows));
    else if (kind != TypeKind::identifier)
      numbers_.resize(static_cast<std::size_t>(rows));
  }

  void set(std::int64_t row, std::int64_t value) {
    set_bit(known_, row);
    ++known_count_;
    if (!numbers_.empty())
      numbers_[row] = value;
    else if (!members_.empty())
      members_[row] = static_cast<std::uint8_t>(value);
    else if (value != 0 && !bits_.empty())
      set_bit(bits_, row);
  }

  void refuse(std::int64_t row) {
    if (bad_.empty()) bad_ = empty_bitmap(rows_);
    set_bit(bad_, row);
  }

  Part part(std::vector<std::shared_ptr<const void>>& owners) {
    Part part;
    part.rows = rows_;
    if (kind_ == TypeKind::boolean) {
      part.layout = Layout::bits;
      part.values = owned(std::move(bits_), owners);
    } else if (kind_ == TypeKind::choice) {
      part.layout = Layout::u8;
      part.values = owned(std::move(members_), owners);
    } else if (kind_ != TypeKind::identifier) {
      part.layout = Layout::i64;
      part.values = owned(std::move(numbers_), owners);
    }
    if (known_count_ < rows_) part.known = owned(std::move(known_), owners);
    if (!bad_.empty()) part.bad = owned(std::move(bad_), owners);
    return part;
  }

 private:
  const TypeKind kind_;
  const std::int64_t rows_;
  std::int64_t known_count_ = 0;
  Bitmap known_;
  Bitmap bad_;
  Bitmap bits_;
  std::vector<std::uint8_t> members_;
  std::vector<std::int64_t> numbers_;
};

}  // namespace

void ColumnReader::add(ArrowArray& array, std::int64_t offset, std::int64_t rows) {
  if (rows == 0) return;
  Part part;
  part.rows = rows;
  part.offset = array.offset + offset;
  if (type_.kind != ArrowKind::null && array.buffers[0] != nullptr && array.null_count != 0) {
    part.known = static_cast<const std::uint8_t*>(array.buffers[0]);
    part.known_offset = part.offset;
  }
  if (!in_place(array, part)) return convert(array, offset, rows);
  take(array, part);
}

// Whether the values can be read where they are; fills the layout.
bool ColumnReader::in_place(const ArrowArray& array, Part& part) const {
  const semantics::Field& field = reading_.field();
  if (type_.kind == ArrowKind::null || field.type.kind == TypeKind::identifier) return false;
  part.values = array.buffers[1];
  switch (type_.kind) {
    case ArrowKind::boolean: part.layout = Layout::bits; return true;
    case ArrowKind::date_days: part.layout = Layout::i32; break;
    case ArrowKind::dictionary:
      if (has_null_entry(*array.dictionary)) return false;
      part.layout = integer_layout(type_.width, type_.is_signed);
      break;
    case ArrowKind::integer:
      if (field.type.kind == TypeKind::boolean) return false;
      part.layout = integer_layout(type_.width, type_.is_signed);
      part.factor = cents_ ? 1 : values::power_of_ten(field.type.scale);
      break;
    case ArrowKind::decimal: {
      const int missing = field.type.scale - type_.scale;
      if (missing < 0 || missing > 18) return false;
      part.layout = integer_layout(type_.width, true);
      part.factor = values::power_of_ten(missing);
      break;
    }
    default: return false;
  }
  return is_aligned(part.values, part.layout);
}

// Such an entry makes rows unknown that the bitmap of the column calls known.
bool ColumnReader::has_null_entry(const ArrowArray& dictionary) const {
  for (std::int64_t i = 0; i < dictionary.length; ++i) {
    if (!has_value(*type_.values, dictionary, i)) return true;
  }
  return false;
}

void ColumnReader::take(ArrowArray& array, Part part) {
  std::vector<std::shared_ptr<const void>> owners;
  Bitmap bad;
  if (type_.kind == ArrowKind::dictionary)
    bad = read_dictionary(array, part, owners);
  else if (part.layout != Layout::bits)
    bad = check_range(part);
  if (!bad.empty()) except_bad(part, std::move(bad), owners);
  owners.push_back(std::make_shared<const KeptArray>(array));
  into_.add(part, std::move(owners));
}

// The entries of a dictionary are read once. The rows of those refused, if any.
std::vector<std::uint8_t> ColumnReader::read_dictionary(const ArrowArray& array, Part& part,
                                                        std::vector<std::shared_ptr<const void>>& owners) {
  const ArrowArray& dictionary = *array.dictionary;
  std::vector<Refusal> refusals(static_cast<std::size_t>(dictionary.length));
  std::vector<std::int64_t> entries(refusals.size());
  for (std::int64_t i = 0; i < dictionary.length; ++i)
    refusals[i] = read_fact(*type_.values, dictionary, i, reading_, cents_, entries[i]);
  part.dictionary_size = dictionary.length;
  part.dictionary = owned(std::move(entries), owners);
  if (std::all_of(refusals.begin(), refusals.end(), [](Refusal refusal) { return refusal == Refusal::none; }))
    return {};
  Bitmap bad = empty_bitmap(part.rows);
  for (std::int64_t i = 0; i < part.rows; ++i) {
    std::int64_t place = 0;
    if (!part.is_known(i)) continue;
    read_raw_integer(type_, array, part.offset - array.offset + i, place);
    if (refusals[place] == Refusal::none) continue;
    set_bit(bad, i);
    ++refused_[refusals[place]];
  }
  return bad;
}

std::vector<std::uint8_t> ColumnReader::check_range(const Part& part) {
  Bounds bounds = raw_bounds(reading_.field(), part.factor);
  if (!type_.is_signed) bounds.low = std::max<std::int64_t>(bounds.low, 0);
  Bitmap bad;
  const std::int64_t refused = mark_outside(part, bounds, bad);
  if (refused == 0) return {};
  refused_[Refusal::out_of_range] += refused;
  return bad;
}

void ColumnReader::convert(const ArrowArray& array, std::int64_t offset, std::int64_t rows) {
  Converted facts(reading_.field().type.kind, rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    if (!has_value(type_, array, offset + i)) continue;
    std::int64_t value = 0;
    const Refusal refusal = read_fact(type_, array, offset + i, reading_, cents_, value);
    if (refusal == Refusal::none) {
      facts.set(i, value);
    } else {
      facts.refuse(i);
      ++refused_[refusal];
    }
  }
  std::vector<std::shared_ptr<const void>> owners;
  const Part part = facts.part(owners);
  into_.add(part, std::move(owners));
}

}  // namespace proactive::facts
