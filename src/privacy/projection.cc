#include "privacy/projection.h"

#include <cerrno>
#include <cstddef>
#include <memory>
#include <string_view>

#include "privacy/schema_copy.h"

namespace proactive::privacy {

namespace {

// The new root of a batch. Its children may be moved away from it, as from any other.
struct Root {
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  std::vector<std::uint8_t> validity;
  const void* buffers[1] = {nullptr};
  ~Root() {
    for (ArrowArray& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
  }
};

bool is_table(const ArrowSchema& schema, const ArrowArray& batch) {
  if (batch.length < 0 || batch.offset < 0 || batch.n_children != schema.n_children || batch.n_buffers < 1)
    return false;
  if (batch.buffers == nullptr || (batch.n_children > 0 && batch.children == nullptr)) return false;
  for (std::int64_t i = 0; i < batch.n_children; ++i) {
    if (batch.children[i] == nullptr || batch.children[i]->release == nullptr) return false;
    // Rows of the batch are rows of its columns.
    if (batch.children[i]->length < batch.offset || batch.children[i]->length - batch.offset < batch.length)
      return false;
  }
  return true;
}

// A bit a row, which goes with the batch it stands in.
void copy_validity(const ArrowArray& batch, Root& root) {
  if (batch.null_count == 0 || batch.buffers[0] == nullptr) return;
  const auto* bytes = static_cast<const std::uint8_t*>(batch.buffers[0]);
  root.validity.assign(bytes, bytes + (batch.offset + batch.length + 7) / 8);
  root.buffers[0] = root.validity.data();
}

void move_columns(Owned<ArrowArray> batch, const std::vector<std::int64_t>& columns, ArrowArray* out) {
  const ArrowArray& from = batch.get();
  auto root = std::make_unique<Root>();
  root->children.resize(columns.size());
  root->pointers.reserve(columns.size());
  for (ArrowArray& child : root->children) root->pointers.push_back(&child);
  copy_validity(from, *root);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    root->children[i] = *from.children[columns[i]];
    from.children[columns[i]]->release = nullptr;
  }
  *out = {};
  out->length = from.length;
  out->offset = from.offset;
  out->null_count = from.null_count;
  out->n_buffers = 1;
  out->n_children = static_cast<std::int64_t>(columns.size());
  out->buffers = root->buffers;
  out->children = root->pointers.data();
  out->release = [](ArrowArray* array) {
    delete static_cast<Root*>(array->private_data);
    array->release = nullptr;
  };
  out->private_data = root.release();
}

class Projected {
 public:
  Projected(OpenTable table, Projection projection) : table_(std::move(table)), projection_(std::move(projection)) {}

  const Diagnostic& mistake() const { return mistake_; }

  void schema(ArrowSchema* out) const { copy_schema(table_.schema.get(), projection_.columns, out); }

  // Reads one batch ahead of who asks.
  bool look_ahead() {
    Owned<ArrowArray> batch;
    if (table_.stream.get().get_next(&table_.stream.get(), &batch.get()) != 0)
      return fails(unusable("cannot be read to its end"));
    if (!batch) return true;
    if (!is_table(table_.schema.get(), batch.get())) return fails(unusable("has a batch that contradicts itself"));
    for (const auto& [column, check] : projection_.checks) {
      auto wrong = check(*table_.schema.get().children[column], *batch.get().children[column]);
      if (wrong) return fails(*std::move(wrong));
    }
    ArrowArray moved;
    move_columns(std::move(batch), projection_.columns, &moved);
    ahead_ = Owned<ArrowArray>(moved);
    return true;
  }

  bool next(ArrowArray* out) {
    if (!looked_ && !look_ahead()) return false;
    looked_ = false;
    ahead_.move_to(out);
    return true;
  }

  void keep_for_later() { looked_ = true; }

 private:
  Diagnostic unusable(const char* what) const { return table_error(projection_.table, what); }
  bool fails(Diagnostic mistake) {
    mistake_ = std::move(mistake);
    return false;
  }

  OpenTable table_;
  Projection projection_;
  Owned<ArrowArray> ahead_;
  bool looked_ = false;
  Diagnostic mistake_;
};

Projected& of(ArrowArrayStream* stream) { return *static_cast<Projected*>(stream->private_data); }

// Callbacks of the C interface must not throw; what can is memory.
template <typename Make>
int without_exceptions(Make make) {
  try {
    return make() ? 0 : EINVAL;
  } catch (...) {
    return ENOMEM;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return without_exceptions([&] {
    of(stream).schema(out);
    return true;
  });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  *out = {};
  return without_exceptions([&] { return of(stream).next(out); });
}

const char* get_last_error(ArrowArrayStream* stream) { return of(stream).mistake().message.c_str(); }

void release_stream(ArrowArrayStream* stream) {
  delete &of(stream);
  stream->release = nullptr;
}

}  // namespace

Diagnostic table_error(const std::string& table, const std::string& what, std::string way_out) {
  Diagnostic error;
  error.code = "E1447";
  error.message = "table `" + table + "` " + what;
  error.way_out = std::move(way_out);
  return error;
}

std::string OpenTable::open(ArrowArrayStream* from) {
  stream = Owned<ArrowArrayStream>(*from);
  if (stream.get().get_schema(&stream.get(), &schema.get()) != 0) return "cannot be read";
  const ArrowSchema& read = schema.get();
  if (read.format == nullptr || std::string_view(read.format) != "+s") return "is not a table";
  if (read.n_children < 0 || (read.n_children > 0 && read.children == nullptr)) return "is not a table";
  return {};
}

std::vector<std::string> OpenTable::columns() const {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < schema.get().n_children; ++i) {
    const char* name = schema.get().children[i]->name;
    names.emplace_back(name == nullptr ? "" : name);
  }
  return names;
}

std::optional<Diagnostic> project(OpenTable table, Projection projection, ArrowArrayStream* out) {
  auto projected = std::make_unique<Projected>(std::move(table), std::move(projection));
  if (!projected->look_ahead()) return projected->mistake();
  projected->keep_for_later();
  *out = {&get_schema, &get_next, &get_last_error, &release_stream, projected.release()};
  return std::nullopt;
}

}  // namespace proactive::privacy
