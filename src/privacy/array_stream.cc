#include "privacy/array_stream.h"

#include <cerrno>
#include <cstddef>
#include <utility>

#include "privacy/schema_copy.h"

namespace proactive::privacy {

namespace {

struct Arrays {
  Owned<ArrowSchema> schema;
  std::vector<Owned<ArrowArray>> arrays;
  std::size_t next = 0;
};

Arrays& of(ArrowArrayStream* stream) { return *static_cast<Arrays*>(stream->private_data); }

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  try {
    copy_schema(of(stream).schema.get(), out);
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  Arrays& arrays = of(stream);
  *out = {};
  if (arrays.next < arrays.arrays.size()) arrays.arrays[arrays.next++].move_to(out);
  return 0;
}

const char* get_last_error(ArrowArrayStream*) { return "there is not enough memory"; }

void release_stream(ArrowArrayStream* stream) {
  delete &of(stream);
  stream->release = nullptr;
}

}  // namespace

void make_stream(std::vector<Column> columns, ArrowArrayStream* out) {
  Owned<ArrowSchema> schema;
  std::vector<Owned<ArrowArray>> arrays;
  for (Column& column : columns) {
    ArrowSchema its_schema;
    ArrowArray its_array;
    column.move_to(&its_schema, &its_array);
    schema = Owned<ArrowSchema>(its_schema);
    arrays.emplace_back(its_array);
  }
  make_stream(std::move(schema), std::move(arrays), out);
}

void make_stream(Owned<ArrowSchema> schema, std::vector<Owned<ArrowArray>> arrays, ArrowArrayStream* out) {
  *out = {&get_schema, &get_next, &get_last_error, &release_stream,
          new Arrays{std::move(schema), std::move(arrays), 0}};
}

}  // namespace proactive::privacy
