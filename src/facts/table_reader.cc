// Reading the tables of a population from Arrow streams.
#include <absl/container/btree_set.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "facts/arrow_stream.h"
#include "facts/column_reader.h"
#include "facts/names.h"
#include "facts/population.h"
#include "syntax/nearest.h"

namespace proactive::facts {

namespace {

using semantics::Model;

// Counts refused facts by reason.
class BadCounter {
 public:
  void add(const std::string& table, const std::string& column, Refusal reason, std::int64_t count = 1) {
    if (count > 0) counts_[{table, column, std::string(to_string(reason))}] += count;
  }
  std::vector<BadFacts> list() const {
    std::vector<BadFacts> facts;
    for (const auto& [key, count] : counts_)
      facts.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
    return facts;
  }

 private:
  absl::btree_map<std::tuple<std::string, std::string, std::string>, std::int64_t> counts_;
};

constexpr std::int64_t kMaxRows = std::numeric_limits<std::int32_t>::max();

// The roles that a column of text names; the entries of a dictionary are looked up once.
class RoleReader {
 public:
  RoleReader(const semantics::Entity& group, const ArrowType& type, const ArrowArray& array)
      : group_(group), type_(type), array_(array) {
    if (type.kind != ArrowKind::dictionary) return;
    for (std::int64_t i = 0; i < array.dictionary->length; ++i) {
      std::string_view name;
      entries_.push_back(read_text(*type.values, *array.dictionary, i, name) ? place(name) : -1);
    }
  }

  // The place of the role among those of the group, or -1.
  int at(std::int64_t row) const {
    std::string_view name;
    if (type_.kind != ArrowKind::dictionary) return read_text(type_, array_, row, name) ? place(name) : -1;
    std::int64_t entry = 0;
    return !is_null(array_, row) && read_raw_integer(type_, array_, row, entry) ? entries_[entry] : -1;
  }

 private:
  int place(std::string_view name) const {
    for (std::size_t i = 0; i < group_.roles.size(); ++i) {
      const auto found = group_.role_names.find(name);
      if (found != group_.role_names.end() && found->second == group_.roles[i]) return static_cast<int>(i);
    }
    return -1;
  }

  const semantics::Entity& group_;
  const ArrowType& type_;
  const ArrowArray& array_;
  std::vector<int> entries_;
};

class Reader {
 public:
  Reader(const Wanted& wanted) : wanted_(wanted), model_(*wanted.model), population_(std::make_shared<Population>()) {
    population_->model = wanted.model;
    population_->entities.resize(model_.entities.size());
    population_->groups.resize(model_.entities.size());
  }

  Result<std::shared_ptr<const Population>> run(const NamedStreams& entities, const NamedStreams& members) {
    for (const auto& [name, stream] : entities) read_entity(name, stream);
    for (const int entity : wanted_.subjects) {
      if (population_->entities[entity].given) continue;
      const std::string& name = model_.entities[entity].name;
      errors_.push_back(table_error("E1101", name, "it is missing, and rights of the plan are for it",
                                    "give its table, or plan other rights"));
    }
    // Without sound entities the members' ids mean nothing, and would be reported again.
    const bool sound = errors_.empty();
    for (const auto& [name, stream] : members) read_members(name, stream, sound);
    if (!errors_.empty()) return errors_;
    find_groups();
    report_absent();
    population_->bad_facts = bad_.list();
    return std::shared_ptr<const Population>(population_);
  }

 private:
  void fail(std::string code, const std::string& table, std::string message, std::string way_out = "") {
    errors_.push_back(table_error(std::move(code), table, std::move(message), std::move(way_out)));
  }

  int entity_named(const std::string& name) {
    const auto found = model_.entity_names.find(name);
    if (found != model_.entity_names.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, index] : model_.entity_names) names.push_back(known);
    const std::string guess = syntax::nearest(name, names);
    fail("E1101", name, "no entity has this name", syntax::did_you_mean(guess));
    return -1;
  }

  // Which of two tables is meant nobody can tell, and their rows may differ.
  bool is_first(const std::string& table) {
    if (tables_.insert(table).second) return true;
    fail("E1110", table, "it is given twice", "give it once, with the rows of both");
    return false;
  }

  // ---- entity tables ---------------------------------------------------------------------

  struct Target {
    int child = -1;
    std::string column;
    ColumnReader reader;
  };

  void read_entity(const std::string& name, ArrowArrayStream* raw) {
    ArrowStream stream(raw);
    const int entity = entity_named(name);
    if (entity < 0 || !is_first(name)) return;
    if (const std::string mistake = stream.open(); !mistake.empty()) return fail("E1107", name, mistake);
    EntityTable& table = population_->entities[entity];
    table.given = true;
    const int id = stream.find_column("id");
    if (id < 0) return fail("E1102", name, "it has no column `id`", "name the column that tells its rows apart `id`");
    const auto id_type = parse_type(*stream.schema().children[id]);
    if (!id_type || !holds_ids(*id_type)) return fail("E1103", name, "the column `id` holds neither integers nor text");
    if (holds_texts(*id_type)) table.ids.use_texts();
    std::vector<Target> targets = targets_of(entity, name, stream, table);
    read_batches(stream, name, *id_type, id, targets, table);
  }

  static bool holds_texts(const ArrowType& type) {
    return (type.kind == ArrowKind::dictionary ? type.values->kind : type.kind) == ArrowKind::text;
  }
  static bool holds_ids(const ArrowType& type) { return holds_texts(type) || type.kind == ArrowKind::integer; }

  std::vector<Target> targets_of(int entity, const std::string& name, const ArrowStream& stream, EntityTable& table) {
    const ArrowSchema& schema = stream.schema();
    std::vector<Target> targets;
    std::vector<bool> read(schema.n_children);
    for (const plan::Input& input : wanted_.inputs) {
      const semantics::Field& field = model_.fields[input.field];
      if (field.entity != entity) continue;
      const std::string column = column_of(model_, input);
      int child = stream.find_column(column);
      const bool cents = child < 0 && field.type.kind == semantics::TypeKind::money;
      if (cents) child = stream.find_column(column + "_cents");
      if (child < 0) {
        population_->absent.emplace_back(name, column);
        continue;
      }
      read[child] = true;
      const auto type = parse_type(*schema.children[child]);
      if (!type || !can_hold(*type, field, cents)) {
        fail("E1103", name,
             fmt::format("the column `{}` holds {}, which are not values of the field", column,
                         type ? describe(*type) : "something else"),
             type_hint(field));
        continue;
      }
      targets.push_back(
          {child, column, ColumnReader(model_, field, *type, cents, table.columns[{input.field, input.year}])});
    }
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      const std::string column(name_of(*schema.children[i]));
      if (!read[i] && column != "id") population_->not_read.emplace_back(name, column);
    }
    return targets;
  }

  static std::string type_hint(const semantics::Field& field) {
    using semantics::TypeKind;
    switch (field.type.kind) {
      case TypeKind::boolean: return "booleans are expected";
      case TypeKind::money: return "amounts in euros are expected: decimals, integers, text or whole cents";
      case TypeKind::date: return "dates are expected, or text such as `2024-03-01`";
      case TypeKind::choice: return "names of members are expected, as text or dictionary";
      default: return "numbers are expected";
    }
  }

  void read_batches(ArrowStream& stream, const std::string& name, const ArrowType& id_type, int id,
                    std::vector<Target>& targets, EntityTable& table) {
    std::vector<ReadColumn> columns = {{id, &id_type}};
    for (const Target& target : targets) columns.push_back({target.child, &target.reader.type()});
    std::string mistake;
    while (ArrowArray* batch = stream.next(mistake)) {
      const std::int64_t offset = batch->offset;
      const std::int64_t rows = batch->length;
      if (rows > kMaxRows - table.ids.size()) return too_many_rows(name);
      if (!sound(stream, name, columns)) return;
      for (Target& target : targets) target.reader.add(*batch->children[target.child], offset, rows);
      const auto ids = std::make_shared<const KeptArray>(*batch->children[id]);
      const std::int64_t above = table.ids.size();
      const std::int64_t without = table.ids.add(id_type, ids, offset, rows);
      if (without >= 0) return no_id(name, without, has_value(id_type, ids->get(), offset + without - above));
    }
    if (!mistake.empty()) return fail("E1107", name, mistake);
    for (const Target& target : targets) {
      for (const auto& [reason, count] : target.reader.refused()) bad_.add(name, target.column, reason, count);
    }
    const Ids::Repeated repeated = table.ids.index();
    if (repeated.rows > 0) {
      fail("E1104", name,
           fmt::format("{} row{} an id that stands above, the first at row {}", repeated.rows,
                       repeated.rows == 1 ? " has" : "s have", repeated.first + 1),
           "every row must have an id of its own");
    }
  }

  // An id that is there and cannot be kept is an unsigned one that needs all its 64 bits.
  void no_id(const std::string& table, std::int64_t row, bool is_there) {
    if (!is_there) return fail("E1102", table, fmt::format("row {} has no id", row + 1));
    fail("E1102", table, fmt::format("row {} has an id above {}", row + 1, std::numeric_limits<std::int64_t>::max()),
         "give these ids as text, in every table");
  }

  void too_many_rows(const std::string& table) {
    fail("E1108", table, fmt::format("it has more than {} rows", kMaxRows), "assess it in parts, or as a stream");
  }

  bool sound(const ArrowStream& stream, const std::string& table, const std::vector<ReadColumn>& columns) {
    const std::string mistake = stream.check_rows(columns);
    if (!mistake.empty()) fail("E1107", table, mistake);
    return mistake.empty();
  }

  // ---- membership tables -----------------------------------------------------------------

  void read_members(const std::string& name, ArrowArrayStream* raw, bool sound) {
    ArrowStream stream(raw);
    const int group = entity_named(name);
    const std::string table = name + " members";
    if (group < 0 || !is_first(table) || !sound) return;
    if (std::find(wanted_.groups.begin(), wanted_.groups.end(), group) == wanted_.groups.end()) {
      population_->not_read.emplace_back(table, "*");
      return;
    }
    if (const std::string mistake = stream.open(); !mistake.empty()) return fail("E1107", table, mistake);
    const int member_entity = member_entity_of(group);
    const std::string& member_name = model_.entities[member_entity].name;
    const int columns[] = {stream.find_column(name), stream.find_column(member_name), stream.find_column("role")};
    for (std::size_t i = 0; i < 3; ++i) {
      if (columns[i] >= 0) continue;
      return fail("E1102", table,
                  fmt::format("it has no column `{}`", i == 0   ? name
                                                       : i == 1 ? member_name
                                                                : "role"),
                  fmt::format("its columns are `{}`, `{}` and `role`", name, member_name));
    }
    std::optional<ArrowType> types[3];
    for (std::size_t i = 0; i < 3; ++i) types[i] = parse_type(*stream.schema().children[columns[i]]);
    if (!id_types_fit(table, types, group, member_entity)) return;
    MembershipBuilder builder(static_cast<int>(model_.entities[group].roles.size()),
                              population_->entities[group].ids.size());
    if (!read_membership_rows(stream, table, columns, types, group, member_entity, builder)) return;
    std::int64_t in_several = 0;
    Memberships& index = population_->groups[group];
    index = builder.build(population_->entities[group].ids.size(), population_->entities[member_entity].ids.size(),
                          model_.entities[group].several, in_several);
    bad_.add(table, member_name, Refusal::several_groups, in_several);
    check_numbers(group, table);
  }

  // Every role of a group has members of one entity; others would need tables of their own.
  int member_entity_of(int group) const { return model_.roles[model_.entities[group].roles.front()].member; }

  bool id_types_fit(const std::string& table, std::optional<ArrowType>* types, int group, int member) {
    const auto check = [&](std::optional<ArrowType>& type, int entity) {
      const std::string& column = model_.entities[entity].name;
      EntityTable& of = population_->entities[entity];
      const bool id = type && (holds_texts(*type) || type->kind == ArrowKind::integer);
      if (id && !of.given && holds_texts(*type)) of.ids.use_texts();
      if (id && holds_texts(*type) == of.ids.are_texts()) return true;
      fail("E1103", table, fmt::format("the column `{}` holds other ids than the table `{}`", column, column),
           "use the same type for ids everywhere");
      return false;
    };
    if (!types[2] || !holds_texts(*types[2])) {
      fail("E1103", table, "the column `role` does not hold text");
      return false;
    }
    const bool group_fits = check(types[0], group);
    return check(types[1], member) && group_fits;
  }

  bool read_membership_rows(ArrowStream& stream, const std::string& table, const int* columns,
                            const std::optional<ArrowType>* types, int group, int member, MembershipBuilder& builder) {
    std::string mistake;
    std::int64_t row_number = 0;
    Problem problem;
    std::int64_t group_row = 0;
    std::int64_t member_row = 0;
    while (const ArrowArray* batch = stream.next(mistake)) {
      if (batch->length > kMaxRows - row_number) return too_many_rows(table), false;
      if (!sound(stream, table, {{columns[0], &*types[0]}, {columns[1], &*types[1]}, {columns[2], &*types[2]}}))
        return false;
      const RoleReader roles(model_.entities[group], *types[2], *batch->children[columns[2]]);
      for (std::int64_t row = batch->offset; row < batch->offset + batch->length; ++row) {
        ++row_number;
        const std::int64_t in =
            find_id(*types[0], *batch->children[columns[0]], row, population_->entities[group], group_row);
        const std::int64_t who =
            find_id(*types[1], *batch->children[columns[1]], row, population_->entities[member], member_row);
        const int role = roles.at(row);
        problem.note(row_number, in < 0, who < 0, role < 0);
        if (in < 0 || who < 0 || role < 0) continue;
        group_row = in;
        member_row = who;
        builder.add(static_cast<std::int32_t>(in), role, static_cast<std::int32_t>(who));
      }
    }
    if (!mistake.empty()) fail("E1107", table, mistake);
    if (problem.groups > 0)
      fail("E1105", table,
           fmt::format("{} row(s) name a `{}` that does not exist, the first at row {}", problem.groups,
                       model_.entities[group].name, problem.first_group));
    if (problem.members > 0)
      fail("E1105", table,
           fmt::format("{} row(s) name a `{}` that does not exist, the first at row {}", problem.members,
                       model_.entities[member].name, problem.first_member));
    if (problem.roles > 0)
      fail("E1106", table,
           fmt::format("{} row(s) name a role that `{}` does not have, the first at row {}", problem.roles,
                       model_.entities[group].name, problem.first_role),
           fmt::format("its roles are {}", role_names(group)));
    return mistake.empty() && problem.groups + problem.members + problem.roles == 0;
  }

  struct Problem {
    std::int64_t groups = 0, members = 0, roles = 0;
    std::int64_t first_group = 0, first_member = 0, first_role = 0;
    void note(std::int64_t row, bool group, bool member, bool role) {
      if (group && groups++ == 0) first_group = row;
      if (member && members++ == 0) first_member = row;
      if (role && roles++ == 0) first_role = row;
    }
  };

  std::string role_names(int group) const {
    std::string names;
    for (const int role : model_.entities[group].roles)
      names += (names.empty() ? "`" : ", `") + model_.roles[role].name + "`";
    return names;
  }

  // The row of an id, most often that of the one before or the next. An entity without a table
  // has the rows that memberships name.
  static std::int64_t find_id(const ArrowType& type, const ArrowArray& array, std::int64_t row, EntityTable& table,
                              std::int64_t hint) {
    std::string_view text;
    std::int64_t number = 0;
    if (table.ids.are_texts()) {
      if (!read_text(type, array, row, text)) return -1;
      if (!table.given) table.ids.add(text);
      return table.ids.find(text, hint);
    }
    if (!read_integer_id(type, array, row, number)) return -1;
    if (!table.given) table.ids.add(number);
    return table.ids.find(number, hint);
  }

  void check_numbers(int group, const std::string& table) {
    Memberships& index = population_->groups[group];
    for (int role = 0; role < index.roles; ++role) {
      const semantics::Role& declared = model_.roles[model_.entities[group].roles[role]];
      std::int64_t outside = 0;
      for (std::int64_t row = 0; row < index.groups; ++row) {
        const std::int64_t list = index.list(row, role);
        const std::int64_t count = index.begin[list + 1] - index.begin[list];
        if (count >= declared.low && count <= declared.high) continue;
        if (index.bad.empty()) index.bad.resize(static_cast<std::size_t>(index.groups * index.roles));
        index.bad[list] = true;
        ++outside;
      }
      bad_.add(table, declared.name, Refusal::wrong_number_of_members, outside);
    }
  }

  // Somebody whom only a later table names belongs to no group that was read before.
  void find_groups() {
    for (const int group : wanted_.group_of) {
      Memberships& index = population_->groups[group];
      if (index.given)
        index.group_of = groups_of_members(index, population_->entities[member_entity_of(group)].ids.size());
    }
  }

  void report_absent() {
    for (const plan::Input& input : wanted_.inputs) {
      const int entity = model_.fields[input.field].entity;
      if (!population_->entities[entity].given)
        population_->absent.emplace_back(model_.entities[entity].name, column_of(model_, input));
    }
    for (const int group : wanted_.groups) {
      if (!population_->groups[group].given)
        population_->absent.emplace_back(model_.entities[group].name + " members", "*");
    }
  }

  const Wanted& wanted_;
  const Model& model_;
  std::shared_ptr<Population> population_;
  absl::btree_set<std::string> tables_;  ///< those met
  Diagnostics errors_;
  BadCounter bad_;
};

}  // namespace

Result<std::shared_ptr<const Population>> read_population(const Wanted& wanted, const NamedStreams& entities,
                                                          const NamedStreams& members) {
  return Reader(wanted).run(entities, members);
}

}  // namespace proactive::facts
