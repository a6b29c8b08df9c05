#include "population/arrow_columns.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "proactive/date.h"

namespace proactive::tests {

namespace {

__extension__ using Wide = __int128;

constexpr std::uint8_t kJunk = 0xEE;

// A number times 10^scale; what does not come out whole is a mistake of the test.
Wide scaled(const std::string& text, int scale) {
  Wide number = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.') decimals = 0;
    if (c < '0' || c > '9') continue;
    number = number * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  for (decimals = std::max(decimals, 0); decimals < scale; ++decimals) number *= 10;
  for (; decimals > scale; --decimals) {
    if (number % 10 != 0) throw std::logic_error("a number of this test does not fit its layout: " + text);
    number /= 10;
  }
  return text.starts_with('-') ? -number : number;
}

std::optional<Bytes> bitmap_of(const Texts& texts) {
  Bytes bits((texts.size() + 7) / 8);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i]) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1U << i % 8);
  }
  return bits;
}

template <typename T>
void append(Bytes& bytes, T value, std::size_t width = sizeof(T)) {
  const std::size_t begin = bytes.size();
  bytes.resize(begin + width);
  std::memcpy(bytes.data() + begin, &value, width);
}

ColumnData column(std::string format, const Texts& texts) {
  ColumnData column;
  column.schema.format = std::move(format);
  column.schema.name = "";
  column.array.length = static_cast<std::int64_t>(texts.size());
  column.array.null_count = std::count(texts.begin(), texts.end(), std::nullopt);
  column.array.buffers.push_back(bitmap_of(texts));
  return column;
}

// Values of one width, which `value` reads.
Encoding fixed(std::string name, std::string format, std::size_t width, std::function<Wide(const std::string&)> value) {
  const auto encode = [format = std::move(format), width, value = std::move(value)](const Texts& texts) {
    ColumnData data = column(format, texts);
    Bytes bytes;
    for (const auto& text : texts) {
      if (text)
        append(bytes, value(*text), width);
      else
        bytes.resize(bytes.size() + width, kJunk);
    }
    data.array.buffers.emplace_back(std::move(bytes));
    return data;
  };
  return {std::move(name), encode};
}

std::size_t width_of(char format) {
  switch (format) {
    case 'c':
    case 'C': return 1;
    case 's':
    case 'S': return 2;
    case 'i':
    case 'I': return 4;
    default: return 8;
  }
}

Wide bits_of(char format, const std::string& text) {
  Wide bits = 0;
  const double number = std::stod(text);
  const auto single = static_cast<float>(number);
  if (format == 'f')
    std::memcpy(&bits, &single, sizeof single);
  else
    std::memcpy(&bits, &number, sizeof number);
  return bits;
}

ColumnData offset_texts(const std::string& format, const Texts& texts) {
  ColumnData data = column(format, texts);
  const std::size_t width = format == "U" ? 8 : 4;
  Bytes offsets;
  Bytes bytes;
  append(offsets, std::int64_t{0}, width);
  for (const auto& text : texts) {
    const std::string& shown = text ? *text : std::string("behind a null");
    bytes.insert(bytes.end(), shown.begin(), shown.end());
    append(offsets, static_cast<std::int64_t>(bytes.size()), width);
  }
  data.array.buffers.emplace_back(std::move(offsets));
  data.array.buffers.emplace_back(std::move(bytes));
  return data;
}

// Sixteen bytes: short texts lie in them, long ones in one of two buffers.
void append_view(const std::string& text, std::int32_t place, Bytes& views, Bytes& data) {
  append(views, static_cast<std::int32_t>(text.size()));
  if (text.size() <= 12) {
    std::string inlined = text;
    inlined.resize(12);
    views.insert(views.end(), inlined.begin(), inlined.end());
    return;
  }
  views.insert(views.end(), text.begin(), text.begin() + 4);
  append(views, place);
  append(views, static_cast<std::int32_t>(data.size()));
  data.insert(data.end(), text.begin(), text.end());
}

ColumnData view_texts(const Texts& texts) {
  ColumnData data = column("vu", texts);
  Bytes views;
  Bytes buffers[2];
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i])
      append_view(*texts[i], static_cast<std::int32_t>(i % 2), views, buffers[i % 2]);
    else
      views.resize(views.size() + 16, kJunk);
  }
  Bytes sizes;
  append(sizes, static_cast<std::int64_t>(buffers[0].size()));
  append(sizes, static_cast<std::int64_t>(buffers[1].size()));
  data.array.buffers.emplace_back(std::move(views));
  for (Bytes& buffer : buffers) data.array.buffers.emplace_back(std::move(buffer));
  data.array.buffers.emplace_back(std::move(sizes));
  return data;
}

std::vector<std::optional<std::string>> distinct(const Texts& texts) {
  Texts found;
  for (const auto& text : texts) {
    if (text && std::find(found.begin(), found.end(), text) == found.end()) found.push_back(text);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

ColumnData indexed(char index, const Encoding& values, const Texts& texts, const Texts& entries) {
  Texts indices;
  for (const auto& text : texts) {
    const auto found = std::find(entries.begin(), entries.end(), text);
    const auto place = std::to_string(found - entries.begin());
    indices.push_back(found == entries.end() ? std::nullopt : std::optional(place));
  }
  ColumnData data = integers(index).encode(indices);
  ColumnData of_values = values.encode(entries);
  data.schema.dictionary.push_back(std::move(of_values.schema));
  data.array.dictionary.push_back(std::move(of_values.array));
  return data;
}

// Values that belong to nobody, some of them null.
Texts others(const Texts& texts, std::int64_t count, bool with_nulls) {
  Texts others;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& other =
        texts.empty() ? std::optional<std::string>() : texts[static_cast<std::size_t>(7 * i + 3) % texts.size()];
    others.push_back(with_nulls && i % 3 == 0 ? std::nullopt : other);
  }
  return others;
}

// Padding without nulls around values without nulls needs no bitmap.
bool needs_bitmap(const Texts& texts, const Layout& layout) {
  return layout.bitmap || texts.empty() || std::find(texts.begin(), texts.end(), std::nullopt) != texts.end();
}

Texts part_of(const Texts& texts, std::int64_t begin, std::int64_t length) {
  return {texts.begin() + begin, texts.begin() + begin + length};
}

}  // namespace

Encoding integers(char format) {
  return fixed(std::string("integers ") + format, std::string(1, format), width_of(format),
               [](const std::string& text) { return scaled(text, 0); });
}

Encoding floats(char format) {
  return fixed(std::string("floats ") + format, std::string(1, format), format == 'f' ? 4 : 8,
               [format](const std::string& text) { return bits_of(format, text); });
}

Encoding decimals(int bits, int scale) {
  const std::string precision = bits == 128 ? "38" : bits == 64 ? "18" : "9";
  const std::string width = bits == 128 ? "" : "," + std::to_string(bits);
  const std::string format = "d:" + precision + "," + std::to_string(scale) + width;
  return fixed("decimals " + format, format, static_cast<std::size_t>(bits / 8),
               [scale](const std::string& text) { return scaled(text, scale); });
}

Encoding days() {
  return fixed("days", "tdD", 4, [](const std::string& text) -> Wide { return Date::parse(text)->days; });
}

Encoding milliseconds() {
  return fixed("milliseconds", "tdm", 8,
               [](const std::string& text) { return Wide{Date::parse(text)->days} * 86'400'000; });
}

Encoding booleans() {
  const auto encode = [](const Texts& texts) {
    ColumnData data = column("b", texts);
    Texts bits = texts;
    for (auto& bit : bits) {
      if (bit == "false") bit.reset();
    }
    data.array.buffers.push_back(bitmap_of(bits));
    return data;
  };
  return {"booleans", encode};
}

Encoding texts(const std::string& format) {
  const auto encode = [format](const Texts& texts) {
    return format == "vu" ? view_texts(texts) : offset_texts(format, texts);
  };
  return {"texts " + format, encode};
}

Encoding dictionary(char index, const Encoding& values) {
  const auto encode = [index, values](const Texts& texts) { return indexed(index, values, texts, distinct(texts)); };
  return {std::string("dictionary ") + index + " of " + values.name, encode};
}

Encoding dictionary_with_null(char index, const Encoding& values) {
  const auto encode = [index, values](const Texts& texts) {
    Texts entries = distinct(texts);
    entries.insert(entries.begin(), std::nullopt);
    return indexed(index, values, texts, entries);
  };
  return {std::string("dictionary ") + index + " with null of " + values.name, encode};
}

Encoding nulls() {
  const auto encode = [](const Texts& texts) {
    ColumnData data = column("n", texts);
    data.array.buffers.clear();
    return data;
  };
  return {"nulls", encode};
}

ColumnData lay_out(const Encoding& encoding, const Texts& texts, const Layout& layout) {
  const bool bitmap = needs_bitmap(texts, layout);
  Texts all = others(texts, layout.offset, bitmap);
  all.insert(all.end(), texts.begin(), texts.end());
  const Texts behind = others(texts, layout.trailing, bitmap);
  all.insert(all.end(), behind.begin(), behind.end());
  ColumnData data = encoding.encode(all);
  data.array.offset = layout.offset;
  data.array.length = static_cast<std::int64_t>(texts.size());
  data.array.misaligned = layout.misaligned;
  // Nulls of a dictionary are not those of its indices.
  if (data.array.null_count > 0) data.array.null_count = std::count(texts.begin(), texts.end(), std::nullopt);
  if (!layout.count_known) data.array.null_count = -1;
  if (!bitmap && !data.array.buffers.empty()) data.array.buffers[0].reset();
  return data;
}

TableData table_of(const std::vector<Column>& columns, const Shape& shape) {
  TableData table;
  table.schema.format = "+s";
  table.schema.name = "";
  for (const Column& column : columns) {
    SchemaData schema = column.encoding.encode({}).schema;
    schema.name = column.name;
    table.schema.children.push_back(std::move(schema));
  }
  std::vector<std::int64_t> chunks = shape.chunks;
  if (chunks.empty()) chunks.push_back(static_cast<std::int64_t>(columns.front().texts.size()));
  std::int64_t begin = 0;
  for (const std::int64_t rows : chunks) {
    ArrayData& batch = table.batches.emplace_back();
    batch.length = rows;
    batch.offset = shape.offset;
    batch.buffers.emplace_back();
    for (const Column& column : columns) {
      const Texts part = part_of(column.texts, begin, rows);
      Texts given = others(part, shape.offset, needs_bitmap(part, column.layout));
      given.insert(given.end(), part.begin(), part.end());
      batch.children.push_back(lay_out(column.encoding, given, column.layout).array);
    }
    begin += rows;
  }
  return table;
}

std::vector<Layout> at_offsets() {
  std::vector<Layout> layouts;
  for (const std::int64_t offset : {0, 1, 3, 7, 8, 63, 64, 65}) layouts.push_back({offset, offset % 4, false});
  return layouts;
}

Texts repeated(const Texts& values, std::int64_t rows, bool with_nulls) {
  Texts texts;
  for (std::int64_t row = 0; row < rows; ++row) {
    const bool null = with_nulls && (row % 5 == 3 || row == 0);
    texts.push_back(null ? std::nullopt : values[static_cast<std::size_t>(row) % values.size()]);
  }
  return texts;
}

Texts numbered(std::int64_t rows) {
  Texts numbers;
  for (std::int64_t row = 1; row <= rows; ++row) numbers.emplace_back(std::to_string(row));
  return numbers;
}

Column ids(std::int64_t rows) { return {"id", integers('l'), numbered(rows), {}}; }

}  // namespace proactive::tests
