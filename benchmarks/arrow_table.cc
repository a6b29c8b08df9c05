#include "arrow_table.h"

#include <utility>

namespace proactive::benchmarks {
namespace {

// Nothing is freed: the table holds it all.
void release(ArrowSchema* schema) { schema->release = nullptr; }
void release(ArrowArray* array) { array->release = nullptr; }
void release(ArrowArrayStream* stream) { stream->release = nullptr; }

const char* get_last_error(ArrowArrayStream*) { return nullptr; }

}  // namespace

ArrowTable::Node& ArrowTable::add_node(const char* name, const char* format, std::int64_t length,
                                       std::vector<const void*> buffers) {
  Node& node = nodes_.emplace_back();
  node.buffers = std::move(buffers);
  node.schema.format = format;
  node.schema.name = name;
  node.schema.flags = ARROW_FLAG_NULLABLE;
  node.schema.release = release;
  node.array.length = length;
  node.array.null_count = node.buffers[0] == nullptr ? 0 : -1;
  node.array.n_buffers = static_cast<std::int64_t>(node.buffers.size());
  node.array.buffers = node.buffers.data();
  node.array.release = release;
  return node;
}

ArrowTable::Node& ArrowTable::names_node(const std::vector<std::string>& names) {
  Node& node = add_node("", "u", static_cast<std::int64_t>(names.size()), {nullptr, nullptr, nullptr});
  node.offsets.push_back(0);
  for (const std::string& name : names) {
    node.text += name;
    node.offsets.push_back(static_cast<std::int32_t>(node.text.size()));
  }
  node.buffers[1] = node.offsets.data();
  node.buffers[2] = node.text.data();
  return node;
}

void ArrowTable::add(const char* name, const std::int64_t* values, const std::uint8_t* known) {
  Node& node = add_node(name, "l", rows_, {known, values});
  schemas_.push_back(&node.schema);
  arrays_.push_back(&node.array);
}

void ArrowTable::add(const char* name, const std::uint8_t* places, const std::vector<std::string>& names,
                     const std::uint8_t* known) {
  Node& dictionary = names_node(names);
  Node& node = add_node(name, "C", rows_, {known, places});
  node.schema.dictionary = &dictionary.schema;
  node.array.dictionary = &dictionary.array;
  schemas_.push_back(&node.schema);
  arrays_.push_back(&node.array);
}

ArrowArrayStream ArrowTable::stream() {
  ArrowArrayStream stream{};
  stream.private_data = this;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    auto* table = static_cast<ArrowTable*>(self->private_data);
    *out = {};
    out->format = "+s";
    out->name = "";
    out->n_children = static_cast<std::int64_t>(table->schemas_.size());
    out->children = table->schemas_.data();
    out->release = release;
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    auto* table = static_cast<ArrowTable*>(self->private_data);
    *out = {};
    if (std::exchange(table->is_read_, true)) return 0;  // a released array: the end
    out->length = table->rows_;
    out->n_buffers = 1;
    out->buffers = &table->no_validity_;
    out->n_children = static_cast<std::int64_t>(table->arrays_.size());
    out->children = table->arrays_.data();
    out->release = release;
    return 0;
  };
  stream.get_last_error = get_last_error;
  stream.release = release;
  return stream;
}

}  // namespace proactive::benchmarks
