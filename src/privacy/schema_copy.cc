#include "privacy/schema_copy.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <string>

namespace proactive::privacy {

namespace {

// What one schema points to. Children are released by who holds them, or with it.
struct Held {
  std::string format;
  std::string name;
  std::string metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
  ~Held() {
    for (ArrowSchema& child : children) {
      if (child.release != nullptr) child.release(&child);
    }
    if (dictionary.release != nullptr) dictionary.release(&dictionary);
  }
};

// A count of pairs, then of each key and value their size and bytes.
std::size_t size_of_metadata(const char* metadata) {
  const auto read = [metadata](std::size_t at) {
    std::int32_t number;
    std::memcpy(&number, metadata + at, sizeof number);
    return number;
  };
  std::size_t size = sizeof(std::int32_t);
  for (std::int64_t texts = 2 * std::int64_t{read(0)}; texts > 0; --texts)
    size += sizeof(std::int32_t) + static_cast<std::size_t>(read(size));
  return size;
}

std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace

void copy_schema(const ArrowSchema& from, const std::vector<std::int64_t>& children, ArrowSchema* out) {
  auto held = std::make_unique<Held>();
  held->format = text_or_empty(from.format);
  held->name = text_or_empty(from.name);
  if (from.metadata != nullptr) held->metadata.assign(from.metadata, size_of_metadata(from.metadata));
  held->children.resize(children.size());
  held->pointers.reserve(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    copy_schema(*from.children[children[i]], &held->children[i]);
    held->pointers.push_back(&held->children[i]);
  }
  if (from.dictionary != nullptr) copy_schema(*from.dictionary, &held->dictionary);
  *out = {};
  out->format = held->format.c_str();
  out->name = held->name.c_str();
  out->metadata = held->metadata.empty() ? nullptr : held->metadata.data();
  out->flags = from.flags;
  out->n_children = static_cast<std::int64_t>(children.size());
  out->children = held->pointers.data();
  out->dictionary = held->dictionary.release == nullptr ? nullptr : &held->dictionary;
  out->release = [](ArrowSchema* schema) {
    delete static_cast<Held*>(schema->private_data);
    schema->release = nullptr;
  };
  out->private_data = held.release();
}

void copy_schema(const ArrowSchema& from, ArrowSchema* out) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(from.n_children));
  std::iota(all.begin(), all.end(), 0);
  copy_schema(from, all, out);
}

}  // namespace proactive::privacy
