#include "population/arrow_producer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace proactive::tests {

// A structure that was handed out. The record outlives the release, so that a second release is
// seen; what the structure points at does not, so that a late read is a fault.
struct HandedOut {
  HandedOut() = default;
  HandedOut(const HandedOut&) = delete;
  HandedOut& operator=(const HandedOut&) = delete;
  virtual ~HandedOut() = default;

  const char* what = "";
  int releases = 0;
};

namespace {

template <typename T>
struct Pointers {
  std::unique_ptr<T[]> children;
  std::unique_ptr<T*[]> pointers;
  std::unique_ptr<T> dictionary;
  std::size_t count = 0;

  // Children and dictionaries that were moved out are somebody else's to release.
  void release() {
    for (std::size_t i = 0; i < count; ++i) {
      if (children[i].release != nullptr) children[i].release(&children[i]);
    }
    if (dictionary != nullptr && dictionary->release != nullptr) dictionary->release(dictionary.get());
    children.reset();
    pointers.reset();
    dictionary.reset();
    count = 0;
  }
};

struct HandedSchema : HandedOut {
  std::unique_ptr<std::string> format;
  std::unique_ptr<std::string> name;
  Pointers<ArrowSchema> below;

  void forget() {
    below.release();
    format.reset();
    name.reset();
  }
};

struct Memory {
  std::unique_ptr<std::uint8_t[]> bytes;
  std::size_t size = 0;
};

struct HandedArray : HandedOut {
  std::vector<Memory> memory;
  std::unique_ptr<const void*[]> buffers;
  Pointers<ArrowArray> below;

  // Without a sanitizer a late read shows in the answers: the bytes are overwritten first.
  void forget() {
    below.release();
    for (const Memory& buffer : memory) std::fill_n(buffer.bytes.get(), buffer.size, std::uint8_t{0xDD});
    memory.clear();
    buffers.reset();
  }
};

template <typename Structure, typename Handed>
void release(Structure* structure) {
  auto* handed = static_cast<Handed*>(structure->private_data);
  structure->release = nullptr;
  if (++handed->releases == 1) handed->forget();
}

// A copy of exactly this size, so that the byte behind it is a fault.
const void* copy_of(const Bytes& bytes, bool misaligned, HandedArray& owner) {
  const std::size_t shift = misaligned ? 1 : 0;
  Memory& memory = owner.memory.emplace_back();
  memory.size = bytes.size() + shift;
  memory.bytes = std::make_unique<std::uint8_t[]>(memory.size);
  std::copy(bytes.begin(), bytes.end(), memory.bytes.get() + shift);
  return memory.bytes.get() + shift;
}

const void** copies_of(const ArrayData& data, HandedArray& owner) {
  owner.buffers = std::make_unique<const void*[]>(data.buffers.size());
  for (std::size_t i = 0; i < data.buffers.size(); ++i)
    owner.buffers[i] = data.buffers[i] ? copy_of(*data.buffers[i], data.misaligned, owner) : nullptr;
  return data.no_buffers ? nullptr : owner.buffers.get();
}

template <typename Structure>
void make_room(std::size_t children, bool dictionary, Pointers<Structure>& below) {
  below.count = children;
  below.children = std::make_unique<Structure[]>(children);
  below.pointers = std::make_unique<Structure*[]>(children);
  if (dictionary) below.dictionary = std::make_unique<Structure>();
}

const char* text_of(const std::unique_ptr<std::string>& text) { return text == nullptr ? nullptr : text->c_str(); }

std::unique_ptr<std::string> own(const std::optional<std::string>& text) {
  return text ? std::make_unique<std::string>(*text) : nullptr;
}

}  // namespace

// The functions that the stream points at.
struct Producer::Callbacks {
  static Producer& of(ArrowArrayStream* stream) { return *static_cast<Producer*>(stream->private_data); }
  static int get_schema(ArrowArrayStream* stream, ArrowSchema* out) { return of(stream).give_schema(out); }
  static int get_next(ArrowArrayStream* stream, ArrowArray* out) { return of(stream).give_next(out); }
  static const char* get_last_error(ArrowArrayStream* stream) {
    Producer& producer = of(stream);
    if (producer.stream_releases_ > 0) ++producer.late_calls_;
    return producer.trouble_.words;
  }
  static void release(ArrowArrayStream* stream) {
    ++of(stream).stream_releases_;
    stream->release = nullptr;
  }
};

Producer::Producer(TableData table, Trouble trouble)
    : table_(std::move(table)),
      trouble_(trouble),
      stream_{&Callbacks::get_schema, &Callbacks::get_next, trouble.no_words ? nullptr : &Callbacks::get_last_error,
              &Callbacks::release, this} {}

Producer::~Producer() = default;

int Producer::give_schema(ArrowSchema* out) {
  if (stream_releases_ > 0) ++late_calls_;
  if (trouble_.schema_throws) throw std::runtime_error("from inside get_schema");
  if (trouble_.schema_error != 0) return trouble_.schema_error;
  hand_out(table_.schema, out);
  if (trouble_.schema_is_released) out->release(out);
  return 0;
}

int Producer::give_next(ArrowArray* out) {
  if (stream_releases_ > 0) ++late_calls_;
  const std::int64_t batch = next_++;
  if (batch == trouble_.throws_at) throw std::runtime_error("from inside get_next");
  if (batch == trouble_.fails_at) return trouble_.error;
  if (batch >= static_cast<std::int64_t>(table_.batches.size())) {
    *out = {};
  } else {
    hand_out(table_.batches[static_cast<std::size_t>(batch)], out);
  }
  return 0;
}

void Producer::hand_out(const SchemaData& data, ArrowSchema* out) {
  auto handed = std::make_unique<HandedSchema>();
  HandedSchema& owner = *handed;
  handed_out_.push_back(std::move(handed));
  owner.what = "schema";
  owner.format = own(data.format);
  owner.name = own(data.name);
  make_room(data.children.size(), !data.dictionary.empty(), owner.below);
  for (std::size_t i = 0; i < data.children.size(); ++i) {
    hand_out(data.children[i], &owner.below.children[i]);
    owner.below.pointers[i] = data.children[i].is_null ? nullptr : &owner.below.children[i];
  }
  if (!data.dictionary.empty()) hand_out(data.dictionary.front(), owner.below.dictionary.get());
  *out = {};
  out->format = text_of(owner.format);
  out->name = text_of(owner.name);
  out->flags = ARROW_FLAG_NULLABLE;
  out->n_children = data.claimed_children.value_or(static_cast<std::int64_t>(data.children.size()));
  out->children = data.no_children ? nullptr : owner.below.pointers.get();
  out->dictionary = owner.below.dictionary.get();
  out->release = &release<ArrowSchema, HandedSchema>;
  out->private_data = &owner;
}

void Producer::hand_out(const ArrayData& data, ArrowArray* out) {
  auto handed = std::make_unique<HandedArray>();
  HandedArray& owner = *handed;
  handed_out_.push_back(std::move(handed));
  owner.what = "array";
  make_room(data.children.size(), !data.dictionary.empty(), owner.below);
  for (std::size_t i = 0; i < data.children.size(); ++i) {
    hand_out(data.children[i], &owner.below.children[i]);
    owner.below.pointers[i] = data.children[i].is_null ? nullptr : &owner.below.children[i];
  }
  if (!data.dictionary.empty()) hand_out(data.dictionary.front(), owner.below.dictionary.get());
  *out = {};
  out->length = data.length;
  out->null_count = data.null_count;
  out->offset = data.offset;
  out->n_buffers = data.claimed_buffers.value_or(static_cast<std::int64_t>(data.buffers.size()));
  out->buffers = copies_of(data, owner);
  out->n_children = data.claimed_children.value_or(static_cast<std::int64_t>(data.children.size()));
  out->children = data.no_children ? nullptr : owner.below.pointers.get();
  out->dictionary = owner.below.dictionary.get();
  out->release = &release<ArrowArray, HandedArray>;
  out->private_data = &owner;
  if (data.is_released) out->release(out);
}

std::string Producer::imbalance() const {
  std::string found;
  const auto note = [&](const std::string& what, int count) { found += what + ": " + std::to_string(count) + "; "; };
  if (stream_releases_ != 1) note("releases of the stream", stream_releases_);
  if (late_calls_ != 0) note("calls after the release of the stream", late_calls_);
  for (const auto& handed : handed_out_) {
    if (handed->releases != 1) note(std::string("releases of one ") + handed->what, handed->releases);
  }
  return found;
}

}  // namespace proactive::tests
