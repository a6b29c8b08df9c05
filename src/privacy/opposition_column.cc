// What the register says of whole columns and tables. It fails closed: a row is kept only where the
// register looked and found nothing.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "privacy/array_layout.h"
#include "privacy/array_stream.h"
#include "privacy/ledger_state.h"
#include "privacy/opposed_rows.h"
#include "privacy/rows_taken.h"
#include "privacy/schema_copy.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

Diagnostic unusable(const std::string& what) {
  return values::misuse("E1495", "the table of persons " + what,
                        "give a table whose batches agree with its schema, and the name of one of its columns");
}

void count(const std::vector<Looked>& found, ReachCounts& counts) {
  counts.rows += static_cast<std::int64_t>(found.size());
  for (const Looked one : found) {
    counts.opposed += one == Looked::opposed ? 1 : 0;
    counts.absent += one == Looked::absent ? 1 : 0;
    counts.unchecked += one == Looked::unchecked ? 1 : 0;
  }
}

// An array of booleans, null where the register did not look.
struct Booleans {
  std::vector<std::uint8_t> known, values;
  const void* pointers[2] = {};
};

void set_bit(std::vector<std::uint8_t>& bits, std::size_t place) {
  bits[place / 8] = static_cast<std::uint8_t>(bits[place / 8] | 1U << (place % 8));
}

Owned<ArrowArray> booleans(const std::vector<Looked>& found) {
  auto owner = std::make_unique<Booleans>();
  owner->known.resize(found.size() / 8 + 1);
  owner->values.resize(found.size() / 8 + 1);
  ArrowArray array{};
  for (std::size_t row = 0; row < found.size(); ++row) {
    if (found[row] == Looked::absent || found[row] == Looked::unchecked) {
      ++array.null_count;
    } else {
      set_bit(owner->known, row);
    }
    if (found[row] == Looked::opposed) set_bit(owner->values, row);
  }
  owner->pointers[0] = array.null_count > 0 ? owner->known.data() : nullptr;
  owner->pointers[1] = owner->values.data();
  array.length = static_cast<std::int64_t>(found.size());
  array.n_buffers = 2;
  array.buffers = owner->pointers;
  array.release = [](ArrowArray* released) {
    delete static_cast<Booleans*>(released->private_data);
    released->release = nullptr;
  };
  array.private_data = owner.release();
  return Owned<ArrowArray>(array);
}

// Where a batch has its identifiers: in itself, or in one of its columns.
class Place {
 public:
  static Result<Place> of(const ArrowSchema& schema, std::string_view by) {
    Place place;
    const ArrowSchema* column = &schema;
    if (!by.empty()) {
      if (schema.format == nullptr || std::string_view(schema.format) != "+s") return unusable("has no columns");
      for (std::int64_t i = 0; i < schema.n_children; ++i) {
        const char* name = schema.children[i]->name;
        if (name == nullptr || by != name) continue;
        if (place.child_) return unusable("has two columns `" + std::string(by) + "`");
        place.child_ = i;
      }
      if (!place.child_) return unusable("has no column `" + std::string(by) + "`");
      column = schema.children[*place.child_];
    }
    if (!IdentifierArray::can_be(*column)) return column_error("is not text");
    return place;
  }

  /// Of a batch that agrees with the schema.
  Result<IdentifierArray> in(const ArrowSchema& schema, const ArrowArray& batch) const {
    if (!child_) return IdentifierArray::of(schema, batch, 0, batch.length);
    return IdentifierArray::of(*schema.children[*child_], *batch.children[*child_], batch.offset, batch.length);
  }

  /// A row of a table that is null as a whole has no identifier.
  void leave_out_nulls(const ArrowArray& batch, std::vector<Looked>& found) const {
    if (!child_ || batch.null_count == 0 || batch.buffers[0] == nullptr) return;
    for (std::size_t row = 0; row < found.size(); ++row) {
      const auto place = static_cast<std::size_t>(batch.offset) + row;
      const std::uint8_t byte = static_cast<const std::uint8_t*>(batch.buffers[0])[place / 8];
      if ((byte >> (place % 8) & 1U) == 0) found[row] = Looked::absent;
    }
  }

 private:
  std::optional<std::int64_t> child_;
};

// Whether it can look at all on this day: a column without rows is no way around that.
Diagnostics look_open(KeyedStore& store, Date today) {
  return store.in_transaction(today, [&] { return store.hashers(kPersons).errors(); });
}

std::vector<std::int64_t> free_rows(const std::vector<Looked>& found) {
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < found.size(); ++row) {
    if (found[row] == Looked::free) rows.push_back(static_cast<std::int64_t>(row));
  }
  return rows;
}

}  // namespace

ReachableTable::ReachableTable(ReachCounts counts, Date checked_on, ArrowArrayStream& rows)
    : counts_(counts), checked_on_(checked_on), rows_(std::exchange(rows, {})) {}

ReachableTable::ReachableTable(ReachableTable&& other) noexcept
    : ReachableTable(other.counts_, other.checked_on_, other.rows_) {}

ReachableTable& ReachableTable::operator=(ReachableTable&& other) noexcept {
  if (this == &other) return *this;
  if (rows_.release != nullptr) rows_.release(&rows_);
  counts_ = other.counts_;
  checked_on_ = other.checked_on_;
  rows_ = std::exchange(other.rows_, {});
  return *this;
}

ReachableTable::~ReachableTable() {
  if (rows_.release != nullptr) rows_.release(&rows_);
}

void ReachableTable::move_to(ArrowArrayStream* out) { *out = std::exchange(rows_, {}); }

Result<ReachCounts> OppositionRegister::opposed(ArrowArrayStream& identifiers, Date today, ArrowArrayStream* out,
                                                const ColumnProgress& progress) {
  Owned<ArrowArrayStream> column(identifiers);
  *out = {};
  if (Diagnostics errors = look_open(*state_->store, today); !errors.empty()) return errors;
  auto reader = ArrayReader::open(std::move(column));
  if (!reader) return reader.errors();
  if (!IdentifierArray::can_be(reader->schema())) return column_error("is not text");
  Pace pace(progress);
  ReachCounts counts;
  std::vector<Owned<ArrowArray>> made;
  while (true) {
    const auto array = reader->next();
    if (!array) return array.errors();
    if (!*array) break;
    const auto read = IdentifierArray::of(reader->schema(), array->get(), 0, array->get().length);
    if (!read) return read.errors();
    const auto found = look_at(*state_->store, *read, today, pace);
    if (!found) return found.errors();
    count(*found, counts);
    made.push_back(booleans(*found));
  }
  ArrowSchema plain{};
  plain.format = "b";
  plain.name = "opposed";
  plain.flags = ARROW_FLAG_NULLABLE;
  Owned<ArrowSchema> schema;
  copy_schema(plain, &schema.get());
  make_stream(std::move(schema), std::move(made), out);
  return counts;
}

Result<ReachableTable> OppositionRegister::reachable(ArrowArrayStream& table, std::string_view by, Date today,
                                                     const ColumnProgress& progress) {
  Owned<ArrowArrayStream> given(table);
  if (Diagnostics errors = look_open(*state_->store, today); !errors.empty()) return errors;
  auto reader = ArrayReader::open(std::move(given));
  if (!reader) return reader.errors();
  const auto place = Place::of(reader->schema(), by);
  if (!place) return place.errors();
  if (const std::string what = not_taken(reader->schema()); !what.empty()) return unusable(what);
  Pace pace(progress);
  ReachCounts counts;
  std::vector<Owned<ArrowArray>> kept;
  while (true) {
    const auto batch = reader->next();
    if (!batch) return batch.errors();
    if (!*batch) break;
    if (!can_be_taken(reader->schema(), batch->get())) return unusable("has a batch that contradicts itself");
    const auto read = place->in(reader->schema(), batch->get());
    if (!read) return read.errors();
    auto found = look_at(*state_->store, *read, today, pace);
    if (!found) return found.errors();
    place->leave_out_nulls(batch->get(), *found);
    count(*found, counts);
    ArrowArray taken;
    take_rows(reader->schema(), batch->get(), free_rows(*found), &taken, Words::used);
    kept.emplace_back(taken);
  }
  Owned<ArrowSchema> schema;
  copy_schema(reader->schema(), &schema.get());
  ArrowArrayStream rows;
  make_stream(std::move(schema), std::move(kept), &rows);
  return ReachableTable(counts, today, rows);
}

}  // namespace proactive::privacy
