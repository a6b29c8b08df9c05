#include <openssl/crypto.h>

#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "privacy/text_column.h"
#include "privacy/text_form.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::string_view kKeyEntry = "proactive.key";

// More than any memory: what is multiplied below stays far from overflow.
constexpr std::int64_t kMost = std::int64_t{1} << 50;

// Never null when there is memory, also for an empty buffer: readers differ in what they accept.
template <typename T>
WipedBuffer<T> zeros(std::int64_t count) {
  const auto size = static_cast<std::size_t>(count) * sizeof(T);
  return {static_cast<T*>(std::calloc(size == 0 ? 1 : size, 1)), WipeFree{size}};
}

void append_number(std::string& out, std::int32_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, static_cast<std::int32_t>(text.size()));
  out.append(text);
}

// As the C data interface lays metadata out: how many pairs, then each text behind its length.
std::string metadata(const KeyName& key) {
  std::string out;
  append_number(out, 1);
  append_text(out, kKeyEntry);
  append_text(out, text_of(key));
  return out;
}

struct SchemaOwner {
  std::string name;
  std::string metadata;
};

struct ArrayOwner {
  WipedBuffer<std::uint8_t> validity;
  WipedBuffer<std::int64_t> offsets;
  WipedBuffer<char> bytes;
  const void* buffers[3];
};

template <typename Exported, typename Owner>
void release(Exported* exported) {
  delete static_cast<Owner*>(exported->private_data);
  exported->release = nullptr;
}

}  // namespace

void WipeFree::operator()(void* bytes) const {
  OPENSSL_cleanse(bytes, size);
  std::free(bytes);
}

Result<TextWriter> TextWriter::make(std::int64_t rows, std::int64_t most_bytes) {
  TextWriter writer;
  if (rows < kMost && most_bytes >= 0 && most_bytes < kMost) {
    writer.offsets_ = zeros<std::int64_t>(rows + 1);
    writer.validity_ = zeros<std::uint8_t>((rows + 7) / 8);
    writer.bytes_ = zeros<char>(most_bytes);
  }
  if (writer.offsets_ && writer.validity_ && writer.bytes_) return writer;
  return values::misuse("E1410", "the column does not fit in memory", "give it in parts");
}

void TextWriter::end(std::size_t size) {
  size_ += static_cast<std::int64_t>(size);
  validity_[static_cast<std::size_t>(rows_ / 8)] |= static_cast<std::uint8_t>(1U << (rows_ % 8));
  offsets_[static_cast<std::size_t>(++rows_)] = size_;
}

void TextWriter::null() {
  ++nulls_;
  offsets_[static_cast<std::size_t>(++rows_)] = size_;
}

Column TextWriter::finish(std::string_view name, const KeyName* key) && {
  OPENSSL_cleanse(room(), bytes_.get_deleter().size - static_cast<std::size_t>(size_));
  auto* words = new SchemaOwner{std::string(name), key == nullptr ? "" : metadata(*key)};
  ArrowSchema schema{};
  schema.format = "U";
  schema.name = words->name.c_str();
  schema.metadata = key == nullptr ? nullptr : words->metadata.data();
  schema.flags = ARROW_FLAG_NULLABLE;
  schema.release = &release<ArrowSchema, SchemaOwner>;
  schema.private_data = words;

  auto* owner = new ArrayOwner{std::move(validity_), std::move(offsets_), std::move(bytes_), {}};
  owner->buffers[0] = nulls_ > 0 ? owner->validity.get() : nullptr;
  owner->buffers[1] = owner->offsets.get();
  owner->buffers[2] = owner->bytes.get();
  ArrowArray array{};
  array.length = rows_;
  array.null_count = nulls_;
  array.n_buffers = 3;
  array.buffers = owner->buffers;
  array.release = &release<ArrowArray, ArrayOwner>;
  array.private_data = owner;
  return {&schema, &array};
}

// ---- the key beside a column -----------------------------------------------------------------

namespace {

// The texts of metadata one after the other. How long it is, the interface does not say: its counts
// are trusted, but not to be negative.
class MetadataReader {
 public:
  explicit MetadataReader(const char* at) : at_(at) {}
  std::int32_t number() {
    std::int32_t out = 0;
    std::memcpy(&out, at_, sizeof out);
    at_ += sizeof out;
    return out;
  }
  std::optional<std::string_view> text() {
    const std::int32_t size = number();
    if (size < 0) return std::nullopt;
    const std::string_view out(at_, static_cast<std::size_t>(size));
    at_ += size;
    return out;
  }

 private:
  const char* at_;
};

std::optional<KeyName> find_key(const char* metadata) {
  MetadataReader reader(metadata);
  for (std::int32_t left = metadata == nullptr ? 0 : reader.number(); left > 0; --left) {
    const auto name = reader.text();
    const auto value = name ? reader.text() : std::nullopt;
    if (!value) return std::nullopt;
    if (*name == kKeyEntry) return key_of(*value);
  }
  return std::nullopt;
}

}  // namespace

Result<KeyName> key_beside(const ArrowSchema& schema) {
  auto key = schema.release == nullptr ? std::nullopt : find_key(schema.metadata);
  if (key) return *std::move(key);
  return values::misuse("E1415", "the column does not name the key it was made with",
                        "keep `proactive.key` of the schema's metadata, or give the name of the key");
}

// ---- the owned column ------------------------------------------------------------------------

Column::Column(ArrowSchema* schema, ArrowArray* array) : schema_(*schema), array_(*array) {
  schema->release = nullptr;
  array->release = nullptr;
}

Column::Column(Column&& other) noexcept : Column(&other.schema_, &other.array_) {}

Column& Column::operator=(Column&& other) noexcept {
  if (this == &other) return *this;
  release();
  other.move_to(&schema_, &array_);
  return *this;
}

Column::~Column() { release(); }

void Column::release() {
  if (schema_.release != nullptr) schema_.release(&schema_);
  if (array_.release != nullptr) array_.release(&array_);
}

void Column::move_to(ArrowSchema* schema, ArrowArray* array) {
  *schema = schema_;
  *array = array_;
  schema_.release = nullptr;
  array_.release = nullptr;
}

}  // namespace proactive::privacy
