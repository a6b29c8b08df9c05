// Coded tables from Arrow streams, and back.
#include <optional>
#include <unordered_map>

#include "privacy/array_layout.h"
#include "privacy/owned_stream.h"
#include "privacy/text_column.h"
#include "proactive/date.h"
#include "proactive/privacy/coded_table.h"
#include "values/int128.h"
#include "values/misuse.h"
#include "values/text.h"

namespace proactive::privacy {

namespace {

using values::Int128;
using values::misuse;

// Text of any producer's numbers, by value: a number met before costs one look-up.
class NumberCodes {
 public:
  template <typename Text>
  std::uint32_t code(Int128 number, CodedColumn& column, Text&& text) {
    if (number >= 0 && number < kSmall) return small_code(static_cast<std::size_t>(number), number, column, text);
    const auto key = std::make_pair(static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number >> 64));
    const auto [at, is_new] = others_.try_emplace(key, column.codes());
    if (is_new) column.add_value(text(number));
    return at->second;
  }

 private:
  static constexpr int kSmall = 1 << 16;
  struct Hash {
    std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& key) const {
      return static_cast<std::size_t>((key.first ^ key.second * 31) * 0x9E3779B97F4A7C15ULL >> 7U);
    }
  };

  template <typename Text>
  std::uint32_t small_code(std::size_t place, Int128 number, CodedColumn& column, Text&& text) {
    if (small_.size() <= place) small_.resize(kSmall, 0);
    if (small_[place] == 0) small_[place] = column.add_value(text(number));
    return small_[place];
  }

  std::vector<std::uint32_t> small_;
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t, Hash> others_;
};

// The values of one column while it is read.
struct Reader {
  CodedColumn column;
  std::string format;
  int scale = 0;  ///< of a decimal
  NumberCodes numbers{};
  std::unordered_map<std::string, std::uint32_t> texts{};

  std::uint32_t text_code(std::string text) {
    const auto [at, is_new] = texts.try_emplace(std::move(text), column.codes());
    if (is_new) column.add_value(at->first);
    return at->second;
  }
};

/// Bytes of a number, or 0 when the format is not one that is read.
int width_of(std::string_view format) {
  if (format == "c" || format == "C") return 1;
  if (format == "s" || format == "S") return 2;
  if (format == "i" || format == "I" || format == "tdD") return 4;
  if (format == "l" || format == "L") return 8;
  return format.starts_with("d:") ? 16 : 0;
}

bool is_unsigned(std::string_view format) { return format == "C" || format == "S" || format == "I" || format == "L"; }

// In one type, so that signs stay what they are.
template <typename T>
Int128 load(const void* buffer, std::int64_t place) {
  return value_at<T>(buffer, place);
}

Int128 number_at(const void* buffer, std::int64_t place, int width, bool is_unsigned) {
  switch (width) {
    case 1: return is_unsigned ? load<std::uint8_t>(buffer, place) : load<std::int8_t>(buffer, place);
    case 2: return is_unsigned ? load<std::uint16_t>(buffer, place) : load<std::int16_t>(buffer, place);
    case 4: return is_unsigned ? load<std::uint32_t>(buffer, place) : load<std::int32_t>(buffer, place);
    case 8: return is_unsigned ? load<std::uint64_t>(buffer, place) : load<std::int64_t>(buffer, place);
    default: return load<Int128>(buffer, place);
  }
}

bool bit_at(const void* bitmap, std::int64_t place) {
  return (static_cast<const std::uint8_t*>(bitmap)[place / 8] >> (place % 8) & 1U) != 0;
}

std::string digits_of(Int128 number) {
  std::string digits;
  for (Int128 rest = values::magnitude(number); rest > 0; rest /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return digits.empty() ? "0" : digits;
}

std::string decimal_text(Int128 number, int scale) {
  std::string digits = digits_of(number);
  if (scale > 0) {
    while (digits.size() <= static_cast<std::size_t>(scale)) digits.insert(digits.begin(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
  }
  return (number < 0 ? "-" : "") + digits;
}

std::string text_of(Int128 number, const Reader& reader) {
  constexpr std::int32_t kFirst = -719162;  // 0001-01-01
  constexpr std::int32_t kLast = 2932896;   // 9999-12-31
  if (reader.format != "tdD" || number < kFirst || number > kLast) return decimal_text(number, reader.scale);
  return to_string(Date{static_cast<std::int32_t>(number)});
}

Diagnostic broken(const std::string& column) {
  return misuse("E1450", "column `" + column + "` does not hold what its type says",
                "give a table that its producer accepts as valid");
}

// Of numbers and booleans.
bool has_buffers(const ArrowArray& array) {
  if (array.length < 0 || array.offset < 0 || array.offset > values::kMax64 - array.length) return false;
  return array.n_buffers == 2 && array.buffers != nullptr && (array.length == 0 || array.buffers[1] != nullptr);
}

/// Calls `code(place)` for every row that is not null.
template <typename Code>
void append_rows(Reader& reader, const ArrowArray& array, Code&& code) {
  const void* known = array.buffers[0];
  for (std::int64_t i = array.offset; i < array.offset + array.length; ++i)
    reader.column.append(known != nullptr && !bit_at(known, i) ? 0 : code(i));
}

// Each word of a dictionary is looked up once a batch, whether a row has it or not.
std::vector<std::uint32_t> codes_of(const TextColumn& words, Reader& reader) {
  std::vector<std::uint32_t> codes;
  for (std::int64_t word = 0; word < words.rows(); ++word)
    codes.push_back(words.has(word) ? reader.text_code(std::string(words.at(word))) : 0);
  return codes;
}

bool append_texts(Reader& reader, const ArrowSchema& schema, const ArrowArray& array) {
  const auto texts = TextColumn::read(schema, array);
  if (!texts) return false;
  const TextColumn* words = texts->words();
  const std::vector<std::uint32_t> codes = words == nullptr ? std::vector<std::uint32_t>() : codes_of(*words, reader);
  for (std::int64_t row = 0; row < texts->rows(); ++row) {
    if (!texts->has(row))
      reader.column.append(0);
    else if (words != nullptr)
      reader.column.append(codes[static_cast<std::size_t>(texts->word(row))]);
    else
      reader.column.append(reader.text_code(std::string(texts->at(row))));
  }
  return true;
}

bool append_batch(Reader& reader, const ArrowSchema& schema, const ArrowArray* array) {
  if (array == nullptr) return false;
  if (TextColumn::is_text(schema)) return append_texts(reader, schema, *array);
  if (!has_buffers(*array)) return false;
  const void* values = array->buffers[1];
  if (reader.format == "b") {
    append_rows(reader, *array,
                [&](std::int64_t place) { return reader.text_code(bit_at(values, place) ? "true" : "false"); });
    return true;
  }
  const int width = width_of(reader.format);
  const bool no_sign = is_unsigned(reader.format);
  append_rows(reader, *array, [&](std::int64_t place) {
    return reader.numbers.code(number_at(values, place, width, no_sign), reader.column,
                               [&](Int128 value) { return text_of(value, reader); });
  });
  return true;
}

// "d:19,2" and "d:19,2,128"; others hold numbers of another width.
std::optional<int> scale_of(std::string_view format) {
  const std::size_t first = format.find(',');
  if (first == std::string_view::npos) return std::nullopt;
  const std::string_view rest = format.substr(first + 1);
  const std::size_t second = rest.find(',');
  if (second != std::string_view::npos && rest.substr(second) != ",128") return std::nullopt;
  const auto scale = values::parse_number(rest.substr(0, second), 0);
  if (!scale || scale->units < 0 || scale->units > 38) return std::nullopt;
  return static_cast<int>(scale->units);
}

Result<Reader> reader_of(const ArrowSchema& schema) {
  Reader reader{CodedColumn(schema.name == nullptr ? "" : schema.name), schema.format == nullptr ? "" : schema.format};
  const auto wrong_type = [&] {
    return misuse("E1451", "column `" + reader.column.name() + "` is of a type that cannot be anonymised",
                  "make it text, whole numbers, booleans, days or decimals; a float is first rounded to a decimal");
  };
  if (TextColumn::is_text(schema)) return reader;
  if (schema.dictionary != nullptr) return wrong_type();
  if (reader.format.starts_with("d:")) {
    const auto scale = scale_of(reader.format);
    if (!scale) return wrong_type();
    reader.scale = *scale;
  } else if (reader.format != "b" && width_of(reader.format) == 0) {
    return wrong_type();
  }
  return reader;
}

Result<std::vector<Reader>> readers_of(const ArrowSchema& schema) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s" || schema.n_children < 0)
    return misuse("E1450", "the table is not a table: its stream holds no columns", "give a table, not one column");
  std::vector<Reader> readers;
  for (std::int64_t c = 0; c < schema.n_children; ++c) {
    auto reader = reader_of(*schema.children[c]);
    if (!reader) return reader.errors();
    for (const Reader& before : readers)
      if (before.column.name() == reader->column.name())
        return misuse("E1451", "the table has column `" + before.column.name() + "` twice", "rename or drop one");
    readers.push_back(*std::move(reader));
  }
  return readers;
}

Diagnostics append_table(std::vector<Reader>& readers, const ArrowSchema& schema, const ArrowArray& batch) {
  if (batch.n_children != static_cast<std::int64_t>(readers.size()) || batch.offset != 0)
    return {misuse("E1450", "a batch of the table has other columns than its schema", "see what its producer reports")};
  for (std::size_t c = 0; c < readers.size(); ++c) {
    const ArrowArray* child = batch.children[c];
    if (child == nullptr || child->length != batch.length || !append_batch(readers[c], *schema.children[c], child))
      return {broken(readers[c].column.name())};
  }
  return {};
}

}  // namespace

Result<CodedTable> CodedTable::read(ArrowArrayStream* stream) {
  Owned<ArrowArrayStream> table(*stream);
  Owned<ArrowSchema> schema;
  if (table.get().get_schema(&table.get(), &schema.get()) != 0)
    return misuse("E1450", "the table cannot be read: its stream gives no schema", "see what its producer reports");
  auto readers = readers_of(schema.get());
  if (!readers) return readers.errors();
  for (;;) {
    Owned<ArrowArray> batch;
    if (table.get().get_next(&table.get(), &batch.get()) != 0)
      return misuse("E1450", "the table cannot be read to its end", "see what its producer reports");
    if (!batch) break;
    if (Diagnostics errors = append_table(*readers, schema.get(), batch.get()); !errors.empty()) return errors;
  }
  std::vector<CodedColumn> columns;
  for (Reader& reader : *readers) columns.push_back(std::move(reader.column));
  return CodedTable(std::move(columns));
}

}  // namespace proactive::privacy
