#include "privacy/hashed_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "privacy/bytes.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::uint32_t kStepsToAsk = 16'384;  // some milliseconds

Diagnostics add_array(const IdentifierArray& array, HashedRows& part, Pace& pace, const UsePart& use) {
  for (std::int64_t row = 0; row < array.rows(); ++row) {
    const auto identifier = array.at(row);
    if (!identifier || !can_be_hashed(*identifier)) {
      const char* what = identifier ? " is empty or longer than 4096 bytes" : " is null";
      return {bad_entry("the identifier of row " + std::to_string(pace.rows) + what)};
    }
    ++pace.rows;
    part.add(*identifier);
    if (!pace.step()) return pace.errors();
    if (!part.full()) continue;
    if (Diagnostics errors = use(part); !errors.empty()) return errors;
    part.clear();
  }
  return {};
}

Diagnostics read_column(Owned<ArrowArrayStream> column, std::vector<Hasher>& hashers, Pace& pace, const UsePart& use) {
  auto reader = ArrayReader::open(std::move(column));
  if (!reader) return reader.errors();
  if (!IdentifierArray::can_be(reader->schema())) return {column_error("is not text")};
  HashedRows part(hashers);
  while (true) {
    const auto array = reader->next();
    if (!array) return array.errors();
    if (!*array) return use(part);
    const auto read = IdentifierArray::of(reader->schema(), array->get(), 0, array->get().length);
    if (!read) return read.errors();
    if (Diagnostics errors = add_array(*read, part, pace, use); !errors.empty()) return errors;
  }
}

}  // namespace

bool Pace::step() {
  if (progress_ != nullptr && ++steps_ % kStepsToAsk == 0 && *progress_ && !(*progress_)(rows)) cancelled_ = true;
  return !cancelled_;
}

Diagnostics Pace::errors() const {
  if (!cancelled_) return {};
  return {values::misuse("E1100", "the call was cancelled; nothing was changed")};
}

void HashedRows::add(std::string_view identifier) {
  for (std::size_t key = 0; key < by_key_.size(); ++key)
    by_key_[key].push_back({(*hashers_)[key].hash(as_bytes(identifier)), rows_});
  ++rows_;
}

void HashedRows::clear() {
  for (auto& hashes : by_key_) hashes.clear();
  rows_ = 0;
}

Result<std::span<const RowHash>> HashedRows::under(std::size_t key, Pace& pace) {
  if (!(*hashers_)[key].ok()) return openssl_failed("EVP_MAC_final");
  std::ranges::sort(by_key_[key]);
  if (!pace.step()) return pace.errors();
  return std::span<const RowHash>(by_key_[key]);
}

Identifiers list_of(std::span<const std::string_view> identifiers) {
  return [identifiers](std::vector<Hasher>& hashers, const UsePart& use) {
    HashedRows part(hashers);
    for (const std::string_view identifier : identifiers) part.add(identifier);
    return use(part);
  };
}

Identifiers column_of(Owned<ArrowArrayStream>& column, Pace& pace) {
  return [&column, &pace](std::vector<Hasher>& hashers, const UsePart& use) {
    return read_column(std::move(column), hashers, pace, use);
  };
}

}  // namespace proactive::privacy
