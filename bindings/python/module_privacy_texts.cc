#include "module_privacy_texts.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "module_arrow.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

// A list of texts as a stream of one array of large_string, wiped when it goes.
struct ListedTexts {
  explicit ListedTexts(const py::sequence& list) : validity(list.size() / 8 + 1), offsets(list.size() + 1) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < list.size(); ++i) size += text_at(list, i).value_or("").size();
    bytes.reserve(size);  // so that no copy is left behind where it grows
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (const auto text = text_at(list, i)) {
        validity[i / 8] = static_cast<std::uint8_t>(validity[i / 8] | 1U << (i % 8));
        bytes.insert(bytes.end(), text->begin(), text->end());
      } else {
        ++nulls;
      }
      offsets[i + 1] = static_cast<std::int64_t>(bytes.size());
    }
  }
  ~ListedTexts() { std::fill_n(static_cast<volatile char*>(bytes.data()), bytes.size(), '\0'); }

  // Valid for as long as the text is. What Python says of a text that is no UTF-8 would repeat it.
  static std::optional<std::string_view> text_at(const py::sequence& list, std::size_t place) {
    const py::object one = list[place];
    if (one.is_none()) return std::nullopt;
    Py_ssize_t size = 0;
    const char* text = PyUnicode_Check(one.ptr()) ? PyUnicode_AsUTF8AndSize(one.ptr(), &size) : nullptr;
    if (text == nullptr) {
      PyErr_Clear();
      throw py::type_error("identifiers are texts, a list of them or an Arrow column");
    }
    return std::string_view(text, static_cast<std::size_t>(size));
  }

  std::vector<std::uint8_t> validity;
  std::vector<std::int64_t> offsets;
  std::vector<char> bytes;
  std::int64_t nulls = 0;
  const void* pointers[3] = {};
};

int get_schema(ArrowArrayStream*, ArrowSchema* out) {
  *out = {};
  out->format = "U";
  out->name = "";
  out->flags = ARROW_FLAG_NULLABLE;
  out->release = [](ArrowSchema* schema) { schema->release = nullptr; };
  return 0;
}

// Its owner is the array once it is given.
int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  *out = {};
  auto* texts = static_cast<ListedTexts*>(stream->private_data);
  if (texts == nullptr) return 0;
  stream->private_data = nullptr;
  texts->pointers[0] = texts->validity.data();
  texts->pointers[1] = texts->offsets.data();
  texts->pointers[2] = texts->bytes.data();
  out->length = static_cast<std::int64_t>(texts->offsets.size()) - 1;
  out->null_count = texts->nulls;
  out->n_buffers = 3;
  out->buffers = texts->pointers;
  out->release = [](ArrowArray* array) {
    delete static_cast<ListedTexts*>(array->private_data);
    array->release = nullptr;
  };
  out->private_data = texts;
  return 0;
}

const char* get_last_error(ArrowArrayStream*) { return nullptr; }

void release(ArrowArrayStream* stream) {
  delete static_cast<ListedTexts*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

ArrowArrayStream& open_texts(const py::object& column, py::list& capsules) {
  if (py::hasattr(column, "__arrow_c_stream__") || py::hasattr(column, "__arrow_c_array__"))
    return *open_stream(column, capsules);
  auto texts = std::make_unique<ListedTexts>(column.cast<py::list>());
  auto stream = std::make_unique<ArrowArrayStream>();
  *stream = {&get_schema, &get_next, &get_last_error, &release, texts.release()};
  ArrowArrayStream& opened = *stream;
  capsules.append(stream_capsule(std::move(stream)));
  return opened;
}

bool Interrupts::go_on() {
  const py::gil_scoped_acquire locked;
  if (!raised_ && PyErr_CheckSignals() != 0) raised_.emplace();
  return !raised_;
}

void Interrupts::raise_if_any() {
  if (raised_) throw *std::exchange(raised_, std::nullopt);
}

}  // namespace proactive::python
