#include "module_arrow.h"

#include <cerrno>
#include <memory>

#include "module_errors.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

// A stream of one batch, which owns its schema and array.
struct OneBatch {
  ArrowSchema schema{};
  ArrowArray array{};
  bool handed_schema = false;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  auto* batch = static_cast<OneBatch*>(stream->private_data);
  if (batch->handed_schema) return EINVAL;
  batch->handed_schema = true;
  *out = batch->schema;
  batch->schema.release = nullptr;
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto* batch = static_cast<OneBatch*>(stream->private_data);
  *out = batch->array;  // released after the first call, which marks the end
  batch->array = {};
  return 0;
}

const char* get_last_error(ArrowArrayStream*) { return "the schema was read twice"; }

void release_stream(ArrowArrayStream* stream) {
  auto* batch = static_cast<OneBatch*>(stream->private_data);
  if (batch->schema.release != nullptr) batch->schema.release(&batch->schema);
  if (batch->array.release != nullptr) batch->array.release(&batch->array);
  delete batch;
  stream->release = nullptr;
}

void fill_stream(ArrowArrayStream* stream, std::unique_ptr<OneBatch> batch) {
  *stream = {&get_schema, &get_next, &get_last_error, &release_stream, batch.release()};
}

// Streams taken from Python objects, with the capsules that keep them alive.
class Streams {
 public:
  std::vector<std::pair<std::string, ArrowArrayStream*>> open(const py::dict& tables) {
    std::vector<std::pair<std::string, ArrowArrayStream*>> streams;
    for (const auto& [name, table] : tables) streams.emplace_back(py::str(name), open_stream(table, capsules_));
    return streams;
  }

  const py::list& capsules() const { return capsules_; }

 private:
  py::list capsules_;
};

PopulationStream open_windows(const Plan& plan, const py::dict& entities, const py::dict& members, std::int64_t rows,
                              py::list& capsules) {
  Streams streams;
  auto entity_streams = streams.open(entities);
  auto member_streams = streams.open(members);
  capsules = streams.capsules();
  auto windows = [&] {
    const py::gil_scoped_release unlocked;
    return PopulationStream::open(plan, std::move(entity_streams), std::move(member_streams), rows);
  }();
  return value_or_raise(std::move(windows));
}

}  // namespace

ArrowArrayStream* open_stream(const py::handle& table, py::list& capsules) {
  if (py::hasattr(table, "__arrow_c_stream__")) {
    capsules.append(table.attr("__arrow_c_stream__")());
    return pointer_in<ArrowArrayStream>(capsules[capsules.size() - 1], "arrow_array_stream");
  }
  const py::tuple pair = table.attr("__arrow_c_array__")();
  auto batch = std::make_unique<OneBatch>();
  auto* schema = pointer_in<ArrowSchema>(pair[0], "arrow_schema");
  auto* array = pointer_in<ArrowArray>(pair[1], "arrow_array");
  batch->schema = *schema;
  batch->array = *array;
  schema->release = nullptr;
  array->release = nullptr;
  auto stream = std::make_unique<ArrowArrayStream>();
  fill_stream(stream.get(), std::move(batch));
  ArrowArrayStream* pointer = stream.get();
  capsules.append(capsule(std::move(stream), "arrow_array_stream"));
  return pointer;
}

py::capsule stream_capsule(std::unique_ptr<ArrowArrayStream> stream) {
  return capsule(std::move(stream), "arrow_array_stream");
}

Windows::Windows(const Plan& plan, const py::dict& entities, const py::dict& members, std::int64_t rows)
    : stream_(open_windows(plan, entities, members, rows, capsules_)) {}

std::optional<Population> Windows::next() {
  auto window = [&] {
    const py::gil_scoped_release unlocked;
    return stream_.next();
  }();
  return value_or_raise(std::move(window));
}

Result<Population> read_population(const Plan& plan, const py::dict& entities, const py::dict& members) {
  Streams streams;
  auto entity_streams = streams.open(entities);
  auto member_streams = streams.open(members);
  const py::gil_scoped_release unlocked;
  return Population::read(plan, std::move(entity_streams), std::move(member_streams));
}

py::tuple export_array(const Population& population, const RightOutcomes& outcomes) {
  auto schema = std::make_unique<ArrowSchema>();
  auto array = std::make_unique<ArrowArray>();
  export_arrow(population, outcomes, schema.get(), array.get());
  return py::make_tuple(capsule(std::move(schema), "arrow_schema"), capsule(std::move(array), "arrow_array"));
}

py::capsule export_stream(const Population& population, std::shared_ptr<const RightOutcomes> outcomes) {
  auto stream = std::make_unique<ArrowArrayStream>();
  export_arrow(population, std::move(outcomes), stream.get());
  return capsule(std::move(stream), "arrow_array_stream");
}

}  // namespace proactive::python
