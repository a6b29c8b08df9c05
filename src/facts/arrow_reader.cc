#include "facts/arrow_reader.h"

#include <charconv>
#include <cstring>

#include "facts/floats.h"
#include "values/text.h"

namespace proactive::facts {

using semantics::TypeKind;

namespace {

// Rows are counted in 32 bits; an offset and a length of so many still add up.
constexpr std::int64_t kMaxRows = std::int64_t{1} << 40U;

// The digits of a decimal of 128 bits; no number has more of them, before or behind its point.
constexpr int kMaxDigits = 38;

struct IntegerFormat {
  char format;
  int width;
  bool is_signed;
};
constexpr IntegerFormat kIntegers[] = {{'c', 1, true}, {'C', 1, false}, {'s', 2, true}, {'S', 2, false},
                                       {'i', 4, true}, {'I', 4, false}, {'l', 8, true}, {'L', 8, false}};

// "12,2" or "12,2,128": how many numbers were read, or -1.
int parse_numbers(std::string_view list, int (&numbers)[3]) {
  for (int i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), numbers[i]);
    if (error != std::errc{}) return -1;
    list.remove_prefix(end - list.data());
    if (list.empty()) return i + 1;
    if (list.front() != ',') return -1;
    list.remove_prefix(1);
  }
  return -1;
}

// Precision, scale and, when it is not 128, the number of bits.
std::optional<ArrowType> parse_decimal(std::string_view parameters) {
  int numbers[3] = {0, 0, 128};
  if (parse_numbers(parameters, numbers) < 2) return std::nullopt;
  const auto [precision, scale, bits] = numbers;
  if (precision < 1 || precision > kMaxDigits || scale < -kMaxDigits || scale > kMaxDigits) return std::nullopt;
  if (bits != 32 && bits != 64 && bits != 128) return std::nullopt;
  ArrowType type;
  type.kind = ArrowKind::decimal;
  type.width = bits / 8;
  type.scale = scale;
  return type;
}

std::optional<ArrowType> parse_plain(std::string_view format) {
  ArrowType type;
  if (format.size() == 1) {
    for (const auto& integer : kIntegers) {
      if (integer.format != format[0]) continue;
      type.kind = ArrowKind::integer;
      type.width = integer.width;
      type.is_signed = integer.is_signed;
      return type;
    }
  }
  if (format == "n") return type;
  if (format == "b")
    type.kind = ArrowKind::boolean;
  else if (format == "f")
    type.kind = ArrowKind::real32;
  else if (format == "g")
    type.kind = ArrowKind::real64;
  else if (format == "tdD")
    type.kind = ArrowKind::date_days;
  else if (format == "tdm")
    type.kind = ArrowKind::date_milliseconds;
  else if (format == "u" || format == "U" || format == "vu") {
    type.kind = ArrowKind::text;
    type.large = format == "U";
    type.view = format == "vu";
  } else if (format.substr(0, 2) == "d:") {
    return parse_decimal(format.substr(2));
  } else {
    return std::nullopt;
  }
  return type;
}

template <typename T>
T load(const void* buffer, std::int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const std::byte*>(buffer) + index * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

bool bit(const void* buffer, std::int64_t index) {
  return (load<std::uint8_t>(buffer, index / 8) >> (index % 8) & 1U) != 0;
}

// An integer of the column; false when an unsigned one does not fit.
bool load_integer(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::int64_t& out) {
  const void* buffer = array.buffers[1];
  const std::int64_t at = array.offset + row;
  switch (type.width) {
    case 1: out = type.is_signed ? load<std::int8_t>(buffer, at) : load<std::uint8_t>(buffer, at); return true;
    case 2: out = type.is_signed ? load<std::int16_t>(buffer, at) : load<std::uint16_t>(buffer, at); return true;
    case 4:
      out =
          type.is_signed ? load<std::int32_t>(buffer, at) : static_cast<std::int64_t>(load<std::uint32_t>(buffer, at));
      return true;
    default: out = load<std::int64_t>(buffer, at); return type.is_signed || out >= 0;
  }
}

values::Int128 load_decimal(const ArrowType& type, const ArrowArray& array, std::int64_t row) {
  const std::int64_t at = array.offset + row;
  if (type.width == 4) return load<std::int32_t>(array.buffers[1], at);
  if (type.width == 8) return load<std::int64_t>(array.buffers[1], at);
  return load<values::Int128>(array.buffers[1], at);
}

Refusal read_number(const ArrowType& type, const ArrowArray& array, std::int64_t row, const Reading& reading,
                    bool cents, std::int64_t& out) {
  std::int64_t number = 0;
  if (!load_integer(type, array, row, number)) return Refusal::out_of_range;
  if (reading.field().type.kind == TypeKind::boolean) {
    return number == 0 || number == 1 ? reading.read_boolean(number == 1, out) : Refusal::not_a_boolean;
  }
  return cents ? reading.read_cents(number, out) : reading.read_integer(number, out);
}

Refusal read_real(const ArrowType& type, const ArrowArray& array, std::int64_t row, const Reading& reading,
                  std::int64_t& out) {
  const bool wide = type.kind == ArrowKind::real64;
  const auto* at = static_cast<const std::byte*>(array.buffers[1]) + (array.offset + row) * (wide ? 8 : 4);
  const int scale = reading.field().type.scale;
  const bool money = reading.field().type.kind == TypeKind::money;
  std::int64_t units = 0;
  const Refusal refusal = wide ? read_float64(at, scale, money, units) : read_float32(at, scale, money, units);
  return refusal == Refusal::none ? reading.read_decimal(units, scale, out) : refusal;
}

Refusal read_decimal(const ArrowType& type, const ArrowArray& array, std::int64_t row, const Reading& reading,
                     std::int64_t& out) {
  values::Int128 units = load_decimal(type, array, row);
  int scale = type.scale;
  for (; scale < 0 && values::fits64(units); ++scale) units *= 10;
  if (scale < 0) return Refusal::out_of_range;
  for (; !values::fits64(units) && scale > 0 && units % 10 == 0; --scale) units /= 10;
  return values::fits64(units) ? reading.read_decimal(static_cast<std::int64_t>(units), scale, out)
                               : Refusal::out_of_range;
}

// A date in milliseconds must be a whole day.
Refusal read_milliseconds(const ArrowArray& array, std::int64_t row, const Reading& reading, std::int64_t& out) {
  constexpr std::int64_t kDay = 86400000;
  const auto value = load<std::int64_t>(array.buffers[1], array.offset + row);
  return value % kDay == 0 ? reading.read_days(value / kDay, out) : Refusal::not_a_date;
}

std::string_view text_at(const ArrowType& type, const ArrowArray& array, std::int64_t row) {
  const std::int64_t at = array.offset + row;
  if (type.view) {
    const auto* view = static_cast<const std::byte*>(array.buffers[1]) + at * 16;
    const auto length = load<std::int32_t>(view, 0);
    if (length <= 12) return {reinterpret_cast<const char*>(view) + 4, static_cast<std::size_t>(length)};
    const auto buffer = load<std::int32_t>(view, 2);
    const auto offset = load<std::int32_t>(view, 3);
    return {static_cast<const char*>(array.buffers[2 + buffer]) + offset, static_cast<std::size_t>(length)};
  }
  const std::int64_t begin =
      type.large ? load<std::int64_t>(array.buffers[1], at) : load<std::int32_t>(array.buffers[1], at);
  const std::int64_t end =
      type.large ? load<std::int64_t>(array.buffers[1], at + 1) : load<std::int32_t>(array.buffers[1], at + 1);
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

Refusal read_cents_text(std::string_view text, const Reading& reading, std::int64_t& out) {
  const auto number = values::parse_number(text, 0);
  return number ? reading.read_cents(number->units, out) : Refusal::not_a_number;
}

bool is_number_field(const semantics::Field& field) { return semantics::is_numeric(field.type); }

std::string check_text(const ArrowType& type, const ArrowArray& array) {
  if (type.view) {
    const std::int64_t data_buffers = array.n_buffers - 3;
    for (std::int64_t row = 0; row < array.length; ++row) {
      if (is_null(array, row)) continue;
      const auto* view = static_cast<const std::byte*>(array.buffers[1]) + (array.offset + row) * 16;
      const auto length = load<std::int32_t>(view, 0);
      if (length < 0) return "a text has a negative length";
      if (length <= 12) continue;
      const auto buffer = load<std::int32_t>(view, 2);
      const auto offset = load<std::int32_t>(view, 3);
      if (buffer < 0 || buffer >= data_buffers || offset < 0) return "a text lies outside its buffers";
      if (array.buffers[array.n_buffers - 1] == nullptr || array.buffers[2 + buffer] == nullptr)
        return "a buffer of texts is missing";
      const auto size = load<std::int64_t>(array.buffers[array.n_buffers - 1], buffer);
      if (static_cast<std::int64_t>(offset) + length > size) return "a text lies outside its buffers";
    }
    return "";
  }
  if (array.length == 0 && array.buffers[1] == nullptr) return "";
  const auto offset_at = [&](std::int64_t i) {
    return type.large ? load<std::int64_t>(array.buffers[1], array.offset + i)
                      : load<std::int32_t>(array.buffers[1], array.offset + i);
  };
  for (std::int64_t i = 0; i < array.length; ++i) {
    if (offset_at(i) < 0 || offset_at(i + 1) < offset_at(i)) return "offsets decrease";
  }
  if (array.buffers[2] == nullptr && offset_at(array.length) > 0) return "the buffer of texts is missing";
  return "";
}

// Fewer or more buffers than the type has are those of another type; only string views have as
// many as they like.
std::string check_buffers(const ArrowType& type, const ArrowArray& array) {
  const int expected = type.kind == ArrowKind::text ? 3 : 2;
  if (array.n_buffers < expected || array.buffers == nullptr) return "buffers are missing";
  if (array.n_buffers > expected && !type.view) return "it has more buffers than its type";
  if (array.length > 0 && array.buffers[1] == nullptr) return "the buffer of values is missing";
  if (array.null_count > 0 && array.buffers[0] == nullptr) return "the buffer of nulls is missing";
  return "";
}

std::string check_dictionary(const ArrowType& type, const ArrowArray& array) {
  if (array.dictionary == nullptr) return "the dictionary is missing";
  if (std::string mistake = check_array(*type.values, *array.dictionary); !mistake.empty()) return mistake;
  for (std::int64_t row = 0; row < array.length; ++row) {
    if (is_null(array, row)) continue;
    std::int64_t index = 0;
    if (!load_integer(type, array, row, index) || index < 0 || index >= array.dictionary->length)
      return "an index lies outside the dictionary";
  }
  return "";
}

}  // namespace

std::optional<ArrowType> parse_type(const ArrowSchema& schema) {
  const auto type = parse_plain(schema.format == nullptr ? "" : schema.format);
  if (!type || schema.dictionary == nullptr) return type;
  const auto values = parse_type(*schema.dictionary);
  if (!values || type->kind != ArrowKind::integer) return std::nullopt;
  ArrowType dictionary = *type;
  dictionary.kind = ArrowKind::dictionary;
  dictionary.values = std::make_shared<const ArrowType>(*values);
  return dictionary;
}

std::string_view describe(const ArrowType& type) {
  switch (type.kind) {
    case ArrowKind::null: return "nothing but nulls";
    case ArrowKind::boolean: return "booleans";
    case ArrowKind::integer: return "integers";
    case ArrowKind::real32:
    case ArrowKind::real64: return "floating-point numbers";
    case ArrowKind::decimal: return "decimals";
    case ArrowKind::date_days:
    case ArrowKind::date_milliseconds: return "dates";
    case ArrowKind::text: return "text";
    case ArrowKind::dictionary: return describe(*type.values);
  }
  return "";
}

bool can_hold(const ArrowType& type, const semantics::Field& field, bool cents) {
  if (type.kind == ArrowKind::dictionary) return !cents && can_hold(*type.values, field, false);
  if (type.kind == ArrowKind::null) return true;
  if (cents) return type.kind == ArrowKind::integer || type.kind == ArrowKind::text;
  switch (type.kind) {
    case ArrowKind::text: return true;
    case ArrowKind::boolean: return field.type.kind == TypeKind::boolean;
    case ArrowKind::integer: return is_number_field(field) || field.type.kind == TypeKind::boolean;
    case ArrowKind::real32:
    case ArrowKind::real64:
    case ArrowKind::decimal: return is_number_field(field);
    default: return field.type.kind == TypeKind::date;
  }
}

std::string check_counts(const ArrowArray& array) {
  if (array.length < 0) return "its length is negative";
  if (array.offset < 0) return "its offset is negative";
  if (array.null_count < -1) return "its number of nulls is negative";
  if (array.null_count > array.length) return "it has more nulls than rows";
  return "";
}

std::string check_array(const ArrowType& type, const ArrowArray& array) {
  if (array.release == nullptr) return "it has been released already";
  if (std::string mistake = check_counts(array); !mistake.empty()) return mistake;
  if (array.length > kMaxRows || array.offset > kMaxRows) return "it has too many rows";
  if (array.dictionary != nullptr && type.kind != ArrowKind::dictionary)
    return "it has a dictionary, of which its schema says nothing";
  if (type.kind == ArrowKind::null) return "";
  if (std::string mistake = check_buffers(type, array); !mistake.empty()) return mistake;
  if (type.kind == ArrowKind::text) return check_text(type, array);
  if (type.kind == ArrowKind::dictionary) return check_dictionary(type, array);
  return "";
}

bool is_null(const ArrowArray& array, std::int64_t row) {
  return array.n_buffers > 0 && array.buffers[0] != nullptr && array.null_count != 0 &&
         !bit(array.buffers[0], array.offset + row);
}

bool has_value(const ArrowType& type, const ArrowArray& array, std::int64_t row) {
  if (type.kind == ArrowKind::null || is_null(array, row)) return false;
  if (type.kind != ArrowKind::dictionary) return true;
  std::int64_t index = 0;
  load_integer(type, array, row, index);
  return has_value(*type.values, *array.dictionary, index);
}

Refusal read_fact(const ArrowType& type, const ArrowArray& array, std::int64_t row, const Reading& reading, bool cents,
                  std::int64_t& out) {
  switch (type.kind) {
    case ArrowKind::boolean: return reading.read_boolean(bit(array.buffers[1], array.offset + row), out);
    case ArrowKind::integer: return read_number(type, array, row, reading, cents, out);
    case ArrowKind::real32:
    case ArrowKind::real64: return read_real(type, array, row, reading, out);
    case ArrowKind::decimal: return read_decimal(type, array, row, reading, out);
    case ArrowKind::date_days: return reading.read_days(load<std::int32_t>(array.buffers[1], array.offset + row), out);
    case ArrowKind::date_milliseconds: return read_milliseconds(array, row, reading, out);
    case ArrowKind::text:
      return cents ? read_cents_text(text_at(type, array, row), reading, out)
                   : reading.read_text(text_at(type, array, row), out);
    case ArrowKind::dictionary: {
      std::int64_t index = 0;
      load_integer(type, array, row, index);
      return read_fact(*type.values, *array.dictionary, index, reading, cents, out);
    }
    case ArrowKind::null: return Refusal::wrong_type;
  }
  return Refusal::wrong_type;
}

bool read_raw_integer(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::int64_t& out) {
  return load_integer(type, array, row, out);
}

bool read_integer_id(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::int64_t& out) {
  if (type.kind != ArrowKind::integer || is_null(array, row)) return false;
  return load_integer(type, array, row, out);
}

bool read_text(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::string_view& out) {
  if (is_null(array, row)) return false;
  if (type.kind == ArrowKind::dictionary) {
    std::int64_t index = 0;
    return load_integer(type, array, row, index) && read_text(*type.values, *array.dictionary, index, out);
  }
  if (type.kind != ArrowKind::text) return false;
  out = text_at(type, array, row);
  return true;
}

}  // namespace proactive::facts
