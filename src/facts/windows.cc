#include "facts/windows.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/names.h"

namespace proactive::facts {

namespace {

Diagnostic unsorted(const std::string& table, std::string_view message) {
  return table_error("E1113", table, message,
                     "sort groups by `id`, memberships by group, and members as memberships name them; or read the "
                     "whole population");
}

// The columns of ids, in a table of entities and in one of memberships.
constexpr int kId = 0;
constexpr int kGroup = 0;
constexpr int kMember = 1;

}  // namespace

// ---- tables --------------------------------------------------------------------------------

std::optional<Diagnostic> TableQueue::open(const std::vector<std::string>& columns) {
  if (const std::string mistake = stream_.open(); !mistake.empty()) return table_error("E1107", name_, mistake);
  types_.reserve(columns.size());
  for (const std::string& column : columns) {
    const int place = stream_.find_column(column);
    if (place < 0) return table_error("E1102", name_, fmt::format("it has no column `{}`", column));
    const auto type = parse_type(*stream_.schema().children[place]);
    if (!type) return table_error("E1103", name_, fmt::format("the column `{}` holds no ids", column));
    types_.push_back(*type);
    columns_.push_back({place, &types_.back()});
  }
  return std::nullopt;
}

bool TableQueue::reach(std::int64_t place) {
  while (!error_ && rows_ <= place) {
    std::string mistake;
    ArrowArray* batch = stream_.next(mistake);
    if (batch != nullptr) mistake = stream_.check_rows(columns_);
    if (!mistake.empty()) error_ = table_error("E1107", name_, mistake);
    if (batch == nullptr || error_) return false;
    const std::int64_t rows = batch->length;
    if (rows > 0) pending_.push_back({std::make_shared<const KeptArray>(*batch), 0, rows});
    rows_ += rows;
  }
  return !error_;
}

std::vector<BatchSlice> TableQueue::take(std::int64_t rows) {
  std::vector<BatchSlice> taken;
  rows_ -= rows;
  last_slice_ = 0;
  rows_before_ = 0;
  while (rows > 0) {
    BatchSlice& front = pending_.front();
    const std::int64_t part = std::min(rows, front.rows);
    taken.push_back({front.batch, front.offset, part});
    front.offset += part;
    front.rows -= part;
    rows -= part;
    if (front.rows == 0) pending_.pop_front();
  }
  return taken;
}

// The slice that holds a row, whose place becomes that in the slice.
const BatchSlice& TableQueue::slice_of(std::int64_t& place) const {
  if (place < rows_before_) {
    last_slice_ = 0;
    rows_before_ = 0;
  }
  for (; place - rows_before_ >= pending_[last_slice_].rows; ++last_slice_) rows_before_ += pending_[last_slice_].rows;
  place -= rows_before_;
  return pending_[last_slice_];
}

TableQueue::Id TableQueue::id_at(std::int64_t place, int column) const {
  const BatchSlice& slice = slice_of(place);
  const ArrowArray& batch = slice.batch->get();
  const ReadColumn& of = columns_[column];
  const ArrowArray& array = *batch.children[of.place];
  const std::int64_t row = batch.offset + slice.offset + place;
  Id id;
  id.is_text = of.type->kind != ArrowKind::integer;
  id.there = id.is_text ? read_text(*of.type, array, row, id.text) : read_integer_id(*of.type, array, row, id.integer);
  return id;
}

int TableQueue::compare(const TableQueue& a, std::int64_t row_a, int column_a, const TableQueue& b, std::int64_t row_b,
                        int column_b) {
  const Id x = a.id_at(row_a, column_a);
  const Id y = b.id_at(row_b, column_b);
  if (x.there != y.there) return x.there ? 1 : -1;
  if (x.is_text != y.is_text) return x.is_text ? 1 : -1;
  if (x.is_text) return x.text.compare(y.text);
  return x.integer < y.integer ? -1 : x.integer > y.integer ? 1 : 0;
}

// ---- windows -------------------------------------------------------------------------------

Windows::Windows(Wanted wanted, const NamedStreams& entities, const NamedStreams& members, std::int64_t rows)
    : wanted_(std::move(wanted)), window_rows_(std::max<std::int64_t>(rows, 1)) {
  for (const auto& [name, stream] : entities) entities_.push_back(std::make_unique<TableQueue>(name, stream));
  for (const auto& [name, stream] : members) memberships_.push_back(std::make_unique<TableQueue>(name, stream));
}

Diagnostics Windows::open() {
  if (Diagnostics errors = check_tables(); !errors.empty()) return errors;
  Diagnostics errors;
  const auto open = [&](TableQueue& table, const std::vector<std::string>& columns) {
    if (const auto error = table.open(columns)) errors.push_back(*error);
  };
  for (const auto& table : entities_) open(*table, {"id"});
  for (const auto& table : memberships_) {
    const auto& model = *wanted_.model;
    const auto& roles = model.entities[model.entity_names.find(table->name())->second].roles;
    open(*table, {table->name(), model.entities[model.roles[roles.front()].member].name});
  }
  return errors;
}

// One kind of group with the table of its members, or one table alone.
Diagnostics Windows::check_tables() {
  const auto& model = *wanted_.model;
  const auto too_many = [](const std::string& table) {
    return Diagnostics{table_error("E1111", table, "a stream has one kind of group, with the table of its members",
                                   "plan the rights of other groups by themselves, or read the whole population")};
  };
  for (const auto* tables : {&entities_, &memberships_}) {
    for (const auto& table : *tables) {
      if (model.entity_names.find(table->name()) == model.entity_names.end())
        return {table_error("E1101", table->name(), "no entity has this name")};
    }
  }
  if (entities_.empty()) return {table_error("E1101", "", "no table was given")};
  if (memberships_.size() > 1) return too_many(memberships_[1]->name());
  if (memberships_.empty()) {
    if (entities_.size() > 1) return too_many(entities_[1]->name());
    groups_ = entities_.front().get();
    return {};
  }
  const int group = model.entity_names.find(memberships_.front()->name())->second;
  if (!model.entities[group].is_group()) return too_many(memberships_.front()->name());
  const int member = model.roles[model.entities[group].roles.front()].member;
  for (const auto& table : entities_) {
    const int entity = model.entity_names.find(table->name())->second;
    TableQueue** place = entity == group ? &groups_ : entity == member ? &members_ : nullptr;
    if (place == nullptr || *place != nullptr) return too_many(table->name());
    *place = table.get();
  }
  if (groups_ == nullptr)
    return {table_error("E1101", memberships_.front()->name(), "the table of the groups is missing")};
  return {};
}

Result<std::shared_ptr<const Population>> Windows::next() {
  if (ended_) return std::shared_ptr<const Population>();
  ended_ = true;  // until this window is known to be good
  std::int64_t groups = 0;
  while (groups < window_rows_ && groups_->reach(groups)) ++groups;
  if (groups_->error()) return *groups_->error();
  std::int64_t memberships = 0;
  if (!memberships_.empty()) {
    if (const auto error = check_order(groups)) return *error;
    if (const auto error = count_memberships(groups, memberships)) return *error;
    if (const auto error = check_members(memberships)) return *error;
  }
  if (groups == 0) return std::shared_ptr<const Population>();
  auto population = read(groups, memberships);
  if (population) ended_ = false;
  return population;
}

// Within a window ids ascend, and so they do from one window to the next: the last group of a window
// stays until the first of the next has been compared with it.
std::optional<Diagnostic> Windows::check_order(std::int64_t groups) {
  for (std::int64_t row = 1; row < groups; ++row) {
    if (TableQueue::compare(*groups_, row - 1, kId, *groups_, row, kId) >= 0)
      return unsorted(groups_->name(), "its ids do not ascend");
  }
  // A row behind the window must be greater than the last in it.
  if (groups > 0 && groups_->reach(groups) &&
      TableQueue::compare(*groups_, groups - 1, kId, *groups_, groups, kId) >= 0)
    return unsorted(groups_->name(), "its ids do not ascend");
  return groups_->error();
}

// Memberships of the window's groups come first; those of a group that is not there, never.
std::optional<Diagnostic> Windows::count_memberships(std::int64_t groups, std::int64_t& memberships) {
  TableQueue& table = *memberships_.front();
  std::int64_t group = 0;
  while (table.reach(memberships)) {
    int order = 1;
    while (group < groups && (order = TableQueue::compare(table, memberships, kGroup, *groups_, group, kId)) > 0)
      ++group;
    if (group == groups) break;
    if (order < 0)
      return unsorted(table.name() + " members", "a row names a group that is not there, or that came before");
    ++memberships;
  }
  if (table.error()) return table.error();
  const bool last = !groups_->reach(groups);
  if (last && table.reach(memberships))
    return unsorted(table.name() + " members", "a row names a group that is not there, or that came before");
  return groups_->error();
}

// The members' table has the rows that memberships name, in their order.
std::optional<Diagnostic> Windows::check_members(std::int64_t memberships) {
  if (members_ == nullptr) return std::nullopt;
  for (std::int64_t row = 0; row < memberships; ++row) {
    const bool there = members_->reach(row);
    if (members_->error()) return members_->error();
    if (!there || TableQueue::compare(*members_, row, kId, *memberships_.front(), row, kMember) != 0)
      return unsorted(members_->name(), "its rows do not follow those of the memberships");
  }
  const bool last = !groups_->reach(window_rows_);
  if (last && members_->reach(memberships)) return unsorted(members_->name(), "it has rows that no membership names");
  return members_->error();
}

Result<std::shared_ptr<const Population>> Windows::read(std::int64_t groups, std::int64_t memberships) {
  std::vector<ArrowArrayStream> streams(3);
  NamedStreams entities;
  NamedStreams members;
  const auto add = [&](TableQueue& table, std::int64_t rows, NamedStreams& to) {
    ArrowArrayStream& stream = streams[entities.size() + members.size()];
    make_stream(table.schema(), table.take(rows), &stream);
    to.emplace_back(table.name(), &stream);
  };
  add(*groups_, groups, entities);
  if (members_ != nullptr) add(*members_, memberships, entities);
  if (!memberships_.empty()) add(*memberships_.front(), memberships, members);
  return read_population(wanted_, entities, members);
}

}  // namespace proactive::facts
