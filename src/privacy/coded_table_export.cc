// A coded table as an Arrow stream of one batch, all columns text.
#include <memory>

#include "proactive/privacy/coded_table.h"

namespace proactive::privacy {

namespace {

struct TextColumn {
  std::string name;
  std::vector<std::uint8_t> known;
  std::vector<std::int64_t> offsets{0};
  std::string bytes;
  std::int64_t nulls = 0;
};

TextColumn text_of(const CodedColumn& column) {
  TextColumn text;
  text.name = column.name();
  const std::int64_t rows = column.rows();
  text.known.assign(static_cast<std::size_t>((rows + 7) / 8), 0);
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::uint32_t code = column.code(r);
    if (code == 0) {
      ++text.nulls;
    } else {
      text.bytes += column.values()[code - 1];
      auto& byte = text.known[static_cast<std::size_t>(r / 8)];
      byte = static_cast<std::uint8_t>(byte | 1U << (r % 8));
    }
    text.offsets.push_back(static_cast<std::int64_t>(text.bytes.size()));
  }
  return text;
}

struct SchemaOwner {
  std::vector<std::string> names;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

struct ArrayOwner {
  std::vector<TextColumn> columns;
  std::vector<std::vector<const void*>> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  const void* no_validity = nullptr;
};

// Each structure holds its own share of the owner, so that a child that was moved out outlives its parent.
template <typename Struct, typename Owner>
void release(Struct* structure) {
  auto* share = static_cast<std::shared_ptr<Owner>*>(structure->private_data);
  for (std::int64_t i = 0; i < structure->n_children; ++i)
    if (Struct* child = structure->children[i]; child->release != nullptr) child->release(child);
  structure->release = nullptr;
  delete share;
}

template <typename Struct, typename Owner>
void share(Struct& structure, const std::shared_ptr<Owner>& owner) {
  structure.release = &release<Struct, Owner>;
  structure.private_data = new std::shared_ptr<Owner>(owner);
}

struct StreamOwner {
  std::vector<TextColumn> columns;
  std::vector<std::string> names;
  std::int64_t rows = 0;
  bool is_read = false;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  const auto owner = std::make_shared<SchemaOwner>();
  owner->names = static_cast<StreamOwner*>(stream->private_data)->names;
  owner->children.resize(owner->names.size());
  for (std::size_t c = 0; c < owner->names.size(); ++c) {
    ArrowSchema& child = owner->children[c];
    child = {"U", owner->names[c].c_str(), nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, nullptr, nullptr, nullptr};
    share(child, owner);
    owner->pointers.push_back(&child);
  }
  const auto count = static_cast<std::int64_t>(owner->pointers.size());
  *out = {"+s", "", nullptr, 0, count, owner->pointers.data(), nullptr, nullptr, nullptr};
  share(*out, owner);
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto* from = static_cast<StreamOwner*>(stream->private_data);
  *out = {};
  if (from->is_read) return 0;
  from->is_read = true;
  const auto owner = std::make_shared<ArrayOwner>();
  owner->columns = std::move(from->columns);
  for (const TextColumn& c : owner->columns)
    owner->buffers.push_back({c.known.data(), c.offsets.data(), c.bytes.data()});
  owner->children.resize(owner->columns.size());
  for (std::size_t c = 0; c < owner->columns.size(); ++c) {
    ArrowArray& child = owner->children[c];
    child = {from->rows, owner->columns[c].nulls, 0, 3, 0, owner->buffers[c].data(), nullptr, nullptr, nullptr,
             nullptr};
    share(child, owner);
    owner->pointers.push_back(&child);
  }
  const auto count = static_cast<std::int64_t>(owner->pointers.size());
  *out = {from->rows, 0, 0, 1, count, &owner->no_validity, owner->pointers.data(), nullptr, nullptr, nullptr};
  share(*out, owner);
  return 0;
}

const char* get_last_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamOwner*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void CodedTable::export_arrow(ArrowArrayStream* stream) const {
  auto owner = std::make_unique<StreamOwner>();
  owner->rows = rows();
  for (const CodedColumn& column : columns_) {
    owner->names.push_back(column.name());
    owner->columns.push_back(text_of(column));
  }
  *stream = {&get_schema, &get_next, &get_last_error, &release_stream, owner.release()};
}

}  // namespace proactive::privacy
