#include "privacy/struct_column.h"

#include <utility>

namespace proactive::privacy {

namespace {

// What a struct points to: its children, each of which owns what it holds.
template <typename Exported>
struct Children {
  std::vector<Exported> held;
  std::vector<Exported*> pointers;
  const void* no_validity = nullptr;

  explicit Children(std::size_t count) : held(count) {
    for (Exported& child : held) pointers.push_back(&child);
  }
  ~Children() {
    for (Exported& child : held)
      if (child.release != nullptr) child.release(&child);
  }
};

template <typename Exported>
void own(Exported& parent, Children<Exported>* children) {
  parent.n_children = static_cast<std::int64_t>(children->pointers.size());
  parent.children = children->pointers.data();
  parent.private_data = children;
  parent.release = [](Exported* released) {
    delete static_cast<Children<Exported>*>(released->private_data);
    released->release = nullptr;
  };
}

}  // namespace

Column struct_column(std::vector<Column> children, std::int64_t rows) {
  auto* schemas = new Children<ArrowSchema>(children.size());
  auto* arrays = new Children<ArrowArray>(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) children[i].move_to(&schemas->held[i], &arrays->held[i]);
  ArrowSchema schema{};
  schema.format = "+s";
  schema.name = "";
  own(schema, schemas);
  ArrowArray array{};
  array.length = rows;
  array.n_buffers = 1;
  array.buffers = &arrays->no_validity;
  own(array, arrays);
  return {&schema, &array};
}

}  // namespace proactive::privacy
