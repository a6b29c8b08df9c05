#include "facts/arrow_slice.h"

namespace proactive::facts {

namespace {

// ---- schemas: views of one that stays --------------------------------------------------------

struct SchemaView {
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

void release_view(ArrowSchema* schema) {
  delete static_cast<SchemaView*>(schema->private_data);
  schema->release = nullptr;
}

// Children are released with their parent, and so have nothing of their own to free.
void release_child(ArrowSchema* schema) { schema->release = nullptr; }

void view_schema(const ArrowSchema& schema, ArrowSchema* out) {
  auto view = std::make_unique<SchemaView>();
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    view->children.push_back(*schema.children[i]);
    view->children.back().release = &release_child;
  }
  for (ArrowSchema& child : view->children) view->pointers.push_back(&child);
  *out = schema;
  out->children = view->pointers.data();
  out->release = &release_view;
  out->private_data = view.release();
}

// ---- arrays ----------------------------------------------------------------------------------

using Shared = std::shared_ptr<const KeptArray>;

// Readers may move a child out: it keeps the batch by itself.
void release_column(ArrowArray* array) {
  delete static_cast<Shared*>(array->private_data);
  array->release = nullptr;
}

struct TableSlice {
  std::vector<ArrowArray> columns;
  std::vector<ArrowArray*> pointers;
  const void* no_validity = nullptr;
};

void release_table(ArrowArray* array) {
  auto* slice = static_cast<TableSlice*>(array->private_data);
  for (ArrowArray& column : slice->columns) {
    if (column.release != nullptr) column.release(&column);
  }
  delete slice;
  array->release = nullptr;
}

void slice_batch(const BatchSlice& slice, ArrowArray* out) {
  const ArrowArray& batch = slice.batch->get();
  auto table = std::make_unique<TableSlice>();
  for (std::int64_t i = 0; i < batch.n_children; ++i) {
    ArrowArray column = *batch.children[i];
    column.offset += batch.offset + slice.offset;
    column.length = slice.rows;
    if (column.null_count != 0) column.null_count = -1;
    column.release = &release_column;
    column.private_data = new Shared(slice.batch);
    table->columns.push_back(column);
  }
  for (ArrowArray& column : table->columns) table->pointers.push_back(&column);
  *out = {};
  out->length = slice.rows;
  out->n_buffers = 1;
  out->buffers = &table->no_validity;
  out->n_children = batch.n_children;
  out->children = table->pointers.data();
  out->release = &release_table;
  out->private_data = table.release();
}

// ---- streams ---------------------------------------------------------------------------------

struct Slices {
  const ArrowSchema* schema;
  std::vector<BatchSlice> slices;
  std::size_t next = 0;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  view_schema(*static_cast<Slices*>(stream->private_data)->schema, out);
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& slices = *static_cast<Slices*>(stream->private_data);
  *out = {};
  if (slices.next < slices.slices.size()) slice_batch(slices.slices[slices.next++], out);
  return 0;
}

const char* get_last_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<Slices*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void make_stream(const ArrowSchema& schema, std::vector<BatchSlice> slices, ArrowArrayStream* out) {
  *out = {&get_schema, &get_next, &get_last_error, &release_stream, new Slices{&schema, std::move(slices), 0}};
}

}  // namespace proactive::facts
