#include "population/arrow_builder.h"

#include "values/int128.h"

namespace proactive::population {

namespace {

std::unique_ptr<ArrayBuilder> make(std::string name, std::string format, std::size_t buffers) {
  auto array = std::make_unique<ArrayBuilder>();
  array->name = std::move(name);
  array->format = std::move(format);
  array->buffers.resize(buffers);
  return array;
}

// What an exported schema or array points into. Children are released by their own callbacks,
// so that a consumer may move one out.
struct SchemaOwner {
  std::string name;
  std::string format;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
};

struct ArrayOwner {
  std::unique_ptr<ArrayBuilder> builder;
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

template <typename Exported, typename Owner>
void release(Exported* exported) {
  auto* owner = static_cast<Owner*>(exported->private_data);
  for (auto& child : owner->children) {
    if (child.release != nullptr) child.release(&child);
  }
  if (owner->dictionary.release != nullptr) owner->dictionary.release(&owner->dictionary);
  delete owner;
  exported->release = nullptr;
}

void export_schema(const ArrayBuilder& builder, ArrowSchema* out) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->name = builder.name;
  owner->format = builder.format;
  owner->children.resize(builder.children.size());
  for (std::size_t i = 0; i < builder.children.size(); ++i) {
    export_schema(*builder.children[i], &owner->children[i]);
    owner->pointers.push_back(&owner->children[i]);
  }
  *out = {};
  out->format = owner->format.c_str();
  out->name = owner->name.c_str();
  out->flags = builder.nullable ? ARROW_FLAG_NULLABLE : 0;
  out->n_children = static_cast<std::int64_t>(owner->pointers.size());
  out->children = owner->pointers.data();
  if (builder.dictionary) {
    export_schema(*builder.dictionary, &owner->dictionary);
    out->dictionary = &owner->dictionary;
  }
  out->release = &release<ArrowSchema, SchemaOwner>;
  out->private_data = owner.release();
}

void export_array(std::unique_ptr<ArrayBuilder> builder, ArrowArray* out) {
  auto owner = std::make_unique<ArrayOwner>();
  *out = {};
  out->length = builder->length;
  out->null_count = builder->null_count;
  if (builder->has_validity) owner->buffers.push_back(builder->null_count > 0 ? builder->validity.data() : nullptr);
  // A pointer that is never null, also for an empty buffer: readers differ in what they accept.
  static const std::uint64_t nothing = 0;
  for (const auto& buffer : builder->buffers)
    owner->buffers.push_back(buffer.empty() ? static_cast<const void*>(&nothing) : buffer.data());
  owner->children.resize(builder->children.size());
  for (std::size_t i = 0; i < builder->children.size(); ++i) {
    export_array(std::move(builder->children[i]), &owner->children[i]);
    owner->pointers.push_back(&owner->children[i]);
  }
  if (builder->dictionary) {
    export_array(std::move(builder->dictionary), &owner->dictionary);
    out->dictionary = &owner->dictionary;
  }
  out->n_buffers = static_cast<std::int64_t>(owner->buffers.size());
  out->buffers = owner->buffers.data();
  out->n_children = static_cast<std::int64_t>(owner->pointers.size());
  out->children = owner->pointers.data();
  owner->builder = std::move(builder);
  out->release = &release<ArrowArray, ArrayOwner>;
  out->private_data = owner.release();
}

}  // namespace

void ArrayBuilder::note(bool valid) {
  const auto bit = static_cast<std::size_t>(length % 8);
  if (bit == 0) validity.push_back(0);
  if (valid)
    validity.back() = static_cast<std::uint8_t>(validity.back() | (1U << bit));
  else
    ++null_count;
  ++length;
}

std::unique_ptr<ArrayBuilder> integers(std::string name) { return make(std::move(name), "l", 1); }

std::unique_ptr<ArrayBuilder> texts(std::string name) {
  auto array = make(std::move(name), "U", 2);
  array->append<std::int64_t>(0, 0);
  return array;
}

std::unique_ptr<ArrayBuilder> euros(std::string name) { return make(std::move(name), "d:19,2", 1); }

std::unique_ptr<ArrayBuilder> words(std::string name, const std::vector<std::string_view>& values) {
  auto array = make(std::move(name), "c", 1);
  array->dictionary = texts("");
  for (const std::string_view value : values) add_text(*array->dictionary, value);
  return array;
}

std::unique_ptr<ArrayBuilder> text_lists(std::string name) {
  auto array = make(std::move(name), "+l", 1);
  array->append<std::int32_t>(0, 0);
  array->children.push_back(texts("item"));
  return array;
}

std::unique_ptr<ArrayBuilder> booleans(std::string name) { return make(std::move(name), "b", 1); }

void add_boolean(ArrayBuilder& array, bool value, bool known) {
  const auto bit = static_cast<std::size_t>(array.length % 8);
  if (bit == 0) array.buffers[0].push_back(0);
  if (value) array.buffers[0].back() = static_cast<std::uint8_t>(array.buffers[0].back() | (1U << bit));
  array.note(known);
}

void add_integer(ArrayBuilder& array, std::int64_t value) {
  array.append(0, value);
  array.note(true);
}

void add_text(ArrayBuilder& array, std::string_view text) {
  array.buffers[1].insert(array.buffers[1].end(), text.begin(), text.end());
  array.append(0, static_cast<std::int64_t>(array.buffers[1].size()));
  array.note(true);
}

void add_cents(ArrayBuilder& array, std::int64_t cents) {
  array.append(0, static_cast<values::Int128>(cents));
  array.note(true);
}

void add_word(ArrayBuilder& array, std::int8_t place) {
  array.append(0, place);
  array.note(true);
}

void add_null_number(ArrayBuilder& array, std::size_t width) {
  array.buffers[0].resize(array.buffers[0].size() + width);
  array.note(false);
}

void end_list(ArrayBuilder& array) {
  array.append(0, static_cast<std::int32_t>(array.children.front()->length));
  array.note(true);
}

void move_to(std::unique_ptr<ArrayBuilder> array, ArrowSchema* schema, ArrowArray* out) {
  export_schema(*array, schema);
  export_array(std::move(array), out);
}

}  // namespace proactive::population
