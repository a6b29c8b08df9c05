// Reading the tables of a population from Arrow streams.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "facts/arrow_reader.h"
#include "facts/names.h"
#include "facts/population.h"
#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive::facts {

namespace {

using semantics::Model;

Diagnostic table_error(std::string code, const std::string& table, std::string message, std::string way_out = "") {
  return values::misuse(std::move(code), fmt::format("table `{}`: {}", table, message), std::move(way_out));
}

// A stream and what it handed out, released once.
class Stream {
 public:
  explicit Stream(ArrowArrayStream* stream) : stream_(stream) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    release_batch();
    if (schema_.release != nullptr) schema_.release(&schema_);
    if (stream_ != nullptr && stream_->release != nullptr) stream_->release(stream_);
  }

  /// Empty when it worked.
  std::string open() {
    if (stream_ == nullptr || stream_->release == nullptr) return "the stream has been released already";
    if (stream_->get_schema(stream_, &schema_) != 0) return last_error();
    if (schema_.format == nullptr || std::string_view(schema_.format) != "+s") return "it is not a table";
    return "";
  }

  /// The next batch, null at the end; `mistake` says why it failed.
  const ArrowArray* next(std::string& mistake) {
    release_batch();
    if (stream_->get_next(stream_, &batch_) != 0) {
      mistake = last_error();
      return nullptr;
    }
    if (batch_.release == nullptr) return nullptr;
    if (batch_.n_children != schema_.n_children || batch_.offset < 0 || batch_.length < 0) {
      mistake = "a batch contradicts the schema";
      return nullptr;
    }
    for (std::int64_t i = 0; i < batch_.n_children; ++i) {
      if (batch_.children[i]->length < batch_.length + batch_.offset) {
        mistake = fmt::format("column `{}` is shorter than its table", schema_.children[i]->name);
        return nullptr;
      }
    }
    return &batch_;
  }

  const ArrowSchema& schema() const { return schema_; }

 private:
  std::string last_error() const {
    // The producer's own words may quote a value of somebody: they are not passed on.
    return "the stream failed while it was read";
  }

  void release_batch() {
    if (batch_.release != nullptr) batch_.release(&batch_);
    batch_ = {};
  }

  ArrowArrayStream* stream_;
  ArrowSchema schema_{};
  ArrowArray batch_{};
};

std::string name_of(const ArrowSchema& schema) { return schema.name == nullptr ? "" : schema.name; }

int find_column(const ArrowSchema& schema, std::string_view name) {
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (name_of(*schema.children[i]) == name) return static_cast<int>(i);
  }
  return -1;
}

// Counts refused facts by reason.
class BadCounter {
 public:
  void add(const std::string& table, const std::string& column, Refusal reason) {
    ++counts_[{table, column, std::string(to_string(reason))}];
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

class Reader {
 public:
  Reader(const Wanted& wanted) : wanted_(wanted), model_(*wanted.model), population_(std::make_shared<Population>()) {
    population_->model = wanted.model;
    population_->entities.resize(model_.entities.size());
    population_->groups.resize(model_.entities.size());
    population_->roles.resize(model_.roles.size());
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
    cover_late_rows();
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

  // ---- entity tables ---------------------------------------------------------------------

  struct Target {
    int child = -1;
    ArrowType type;
    plan::Input input;
    bool cents = false;
    std::string column;
    Column* into = nullptr;
  };

  void read_entity(const std::string& name, ArrowArrayStream* raw) {
    Stream stream(raw);
    const int entity = entity_named(name);
    if (entity < 0) return;
    if (const std::string mistake = stream.open(); !mistake.empty()) return fail("E1107", name, mistake);
    EntityTable& table = population_->entities[entity];
    table.given = true;
    const int id = find_column(stream.schema(), "id");
    if (id < 0) return fail("E1102", name, "it has no column `id`", "name the column that tells its rows apart `id`");
    const auto id_type = parse_type(*stream.schema().children[id]);
    const ArrowType* text = id_type && id_type->kind == ArrowKind::dictionary ? id_type->values.get()
                            : id_type                                         ? &*id_type
                                                                              : nullptr;
    if (text == nullptr || (text->kind != ArrowKind::integer && text->kind != ArrowKind::text) ||
        (id_type->kind == ArrowKind::dictionary && text->kind != ArrowKind::text)) {
      return fail("E1103", name, "the column `id` holds neither integers nor text");
    }
    if (text->kind == ArrowKind::text) table.ids.use_texts();
    std::vector<Target> targets = targets_of(entity, name, stream.schema(), table);
    read_batches(stream, name, *id_type, id, targets, table);
  }

  std::vector<Target> targets_of(int entity, const std::string& name, const ArrowSchema& schema, EntityTable& table) {
    std::vector<Target> targets;
    std::vector<bool> read(schema.n_children);
    for (const plan::Input& input : wanted_.inputs) {
      const semantics::Field& field = model_.fields[input.field];
      if (field.entity != entity) continue;
      Target target;
      target.input = input;
      target.column = column_of(model_, input);
      target.child = find_column(schema, target.column);
      if (target.child < 0 && field.type.kind == semantics::TypeKind::money) {
        target.child = find_column(schema, target.column + "_cents");
        target.cents = target.child >= 0;
      }
      if (target.child < 0) {
        population_->absent.emplace_back(name, target.column);
        continue;
      }
      read[target.child] = true;
      const auto type = parse_type(*schema.children[target.child]);
      if (!type || !can_hold(*type, field, target.cents)) {
        fail("E1103", name,
             fmt::format("the column `{}` holds {}, which are not values of the field", target.column,
                         type ? describe(*type) : "something else"),
             type_hint(field));
        continue;
      }
      target.type = *type;
      target.into = &table.columns[{input.field, input.year}];
      targets.push_back(std::move(target));
    }
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      const std::string column = name_of(*schema.children[i]);
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

  void read_batches(Stream& stream, const std::string& name, const ArrowType& id_type, int id,
                    const std::vector<Target>& targets, EntityTable& table) {
    std::int64_t duplicates = 0;
    std::int64_t first_duplicate = -1;
    std::int64_t rows = 0;
    std::string mistake;
    while (const ArrowArray* batch = stream.next(mistake)) {
      if (!sound_columns(*batch, name, id_type, id, targets)) return;
      for (std::int64_t row = 0; row < batch->length; ++row, ++rows) {
        const int added = add_id(id_type, *batch->children[id], batch->offset + row, table.ids);
        if (added < 0) return fail("E1102", name, fmt::format("row {} has no id", rows + 1));
        if (added == 0 && duplicates++ == 0) first_duplicate = rows + 1;
        if (added > 0) {
          for (const Target& target : targets)
            read_value(target, *batch->children[target.child], batch->offset + row, name);
        }
      }
    }
    if (!mistake.empty()) return fail("E1107", name, mistake);
    if (duplicates > 0) {
      fail("E1104", name,
           fmt::format("{} row{} an id that stands above, the first at row {}", duplicates,
                       duplicates == 1 ? " has" : "s have", first_duplicate),
           "every row must have an id of its own");
    }
  }

  bool sound_columns(const ArrowArray& batch, const std::string& name, const ArrowType& id_type, int id,
                     const std::vector<Target>& targets) {
    const auto sound = [&](const ArrowType& type, int child, const std::string& column) {
      const std::string mistake = check_array(type, *batch.children[child]);
      if (!mistake.empty()) fail("E1107", name, fmt::format("column `{}` contradicts itself: {}", column, mistake));
      return mistake.empty();
    };
    if (!sound(id_type, id, "id")) return false;
    return std::all_of(targets.begin(), targets.end(),
                       [&](const Target& target) { return sound(target.type, target.child, target.column); });
  }

  // 1 when added, 0 when it is there already, -1 when null.
  static int add_id(const ArrowType& type, const ArrowArray& array, std::int64_t row, Ids& ids) {
    if (ids.are_texts()) {
      std::string_view text;
      if (!read_text(type, array, row, text)) return -1;
      return ids.add(text) ? 1 : 0;
    }
    std::int64_t number = 0;
    if (!read_integer_id(type, array, row, number)) return -1;
    return ids.add(number) ? 1 : 0;
  }

  void read_value(const Target& target, const ArrowArray& array, std::int64_t row, const std::string& name) {
    std::int64_t value = 0;
    FactState state = FactState::not_given;
    if (target.type.kind != ArrowKind::null && !is_null(array, row)) {
      const Refusal refusal =
          read_fact(target.type, array, row, Reading(model_, model_.fields[target.input.field]), target.cents, value);
      state = refusal == Refusal::none ? FactState::known : FactState::bad;
      if (refusal != Refusal::none) bad_.add(name, target.column, refusal);
    }
    target.into->values.push_back(value);
    target.into->states.push_back(state);
  }

  // ---- membership tables -----------------------------------------------------------------

  struct Membership {
    std::int64_t group = -1;
    std::int64_t member = -1;
    int role = -1;
  };

  void read_members(const std::string& name, ArrowArrayStream* raw, bool sound) {
    Stream stream(raw);
    const int group = entity_named(name);
    if (group < 0 || !sound) return;
    const std::string table = name + " members";
    if (std::find(wanted_.groups.begin(), wanted_.groups.end(), group) == wanted_.groups.end()) {
      population_->not_read.emplace_back(table, "*");
      return;
    }
    if (const std::string mistake = stream.open(); !mistake.empty()) return fail("E1107", table, mistake);
    const int member_entity = member_entity_of(group);
    const std::string& member_name = model_.entities[member_entity].name;
    const int columns[] = {find_column(stream.schema(), name), find_column(stream.schema(), member_name),
                           find_column(stream.schema(), "role")};
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
    std::vector<Membership> memberships;
    if (!read_membership_rows(stream, table, columns, types, group, member_entity, memberships)) return;
    population_->groups[group].given = true;
    build_lists(group, member_entity, memberships, table);
  }

  // Every role of a group has members of one entity; others would need tables of their own.
  int member_entity_of(int group) const { return model_.roles[model_.entities[group].roles.front()].member; }

  bool id_types_fit(const std::string& table, std::optional<ArrowType>* types, int group, int member) {
    const auto is_text = [](const ArrowType& type) {
      return (type.kind == ArrowKind::dictionary ? type.values->kind : type.kind) == ArrowKind::text;
    };
    const auto check = [&](std::optional<ArrowType>& type, int entity) {
      const std::string& column = model_.entities[entity].name;
      EntityTable& of = population_->entities[entity];
      const bool id = type && (is_text(*type) || type->kind == ArrowKind::integer);
      if (id && !of.given && is_text(*type)) of.ids.use_texts();
      if (id && is_text(*type) == of.ids.are_texts()) return true;
      fail("E1103", table, fmt::format("the column `{}` holds other ids than the table `{}`", column, column),
           "use the same type for ids everywhere");
      return false;
    };
    if (!types[2] || !is_text(*types[2])) {
      fail("E1103", table, "the column `role` does not hold text");
      return false;
    }
    const bool group_fits = check(types[0], group);
    return check(types[1], member) && group_fits;
  }

  bool read_membership_rows(Stream& stream, const std::string& table, const int* columns,
                            const std::optional<ArrowType>* types, int group, int member,
                            std::vector<Membership>& memberships) {
    std::string mistake;
    std::int64_t row_number = 0;
    Problem problem;
    while (const ArrowArray* batch = stream.next(mistake)) {
      for (std::size_t i = 0; i < 3; ++i) {
        const std::string contradiction = check_array(*types[i], *batch->children[columns[i]]);
        if (contradiction.empty()) continue;
        fail("E1107", table, fmt::format("a column contradicts itself: {}", contradiction));
        return false;
      }
      for (std::int64_t row = 0; row < batch->length; ++row) {
        ++row_number;
        Membership membership;
        membership.group =
            find_id(*types[0], *batch->children[columns[0]], batch->offset + row, population_->entities[group]);
        membership.member =
            find_id(*types[1], *batch->children[columns[1]], batch->offset + row, population_->entities[member]);
        membership.role = find_role(*types[2], *batch->children[columns[2]], batch->offset + row, group);
        problem.note(row_number, membership.group < 0, membership.member < 0, membership.role < 0);
        memberships.push_back(membership);
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

  // The row of an id. An entity without a table has the rows that memberships name.
  static std::int64_t find_id(const ArrowType& type, const ArrowArray& array, std::int64_t row, EntityTable& table) {
    std::string_view text;
    std::int64_t number = 0;
    if (table.ids.are_texts()) {
      if (!read_text(type, array, row, text)) return -1;
      if (!table.given) table.ids.add(text);
      return table.ids.find(text);
    }
    if (!read_integer_id(type, array, row, number)) return -1;
    if (!table.given) table.ids.add(number);
    return table.ids.find(number);
  }

  int find_role(const ArrowType& type, const ArrowArray& array, std::int64_t row, int group) const {
    std::string_view name;
    if (!read_text(type, array, row, name)) return -1;
    const auto& names = model_.entities[group].role_names;
    const auto found = names.find(name);
    return found == names.end() ? -1 : found->second;
  }

  void build_lists(int group, int member_entity, const std::vector<Membership>& memberships, const std::string& table) {
    const std::int64_t groups = population_->entities[group].ids.size();
    for (const int role : model_.entities[group].roles) {
      RoleLists& lists = population_->roles[role];
      lists.begin.assign(groups + 1, 0);
      lists.bad.assign(groups, false);
      for (const Membership& membership : memberships) {
        if (membership.role == role) ++lists.begin[membership.group + 1];
      }
      for (std::int64_t i = 0; i < groups; ++i) lists.begin[i + 1] += lists.begin[i];
      lists.members.resize(lists.begin[groups]);
      std::vector<std::int64_t> next(lists.begin.begin(), lists.begin.end() - 1);
      for (const Membership& membership : memberships) {
        if (membership.role == role) lists.members[next[membership.group]++] = membership.member;
      }
    }
    find_groups(group, member_entity, memberships, table);
    check_numbers(group, table);
  }

  // The group of each member. Somebody in two groups of a kind that allows one belongs to
  // neither for certain, and the lists that name them are uncertain too.
  void find_groups(int group, int member_entity, const std::vector<Membership>& memberships, const std::string& table) {
    auto& group_of = population_->groups[group].group_of[member_entity];
    group_of.assign(population_->entities[member_entity].ids.size(), -1);
    const bool several = model_.entities[group].several;
    for (const Membership& membership : memberships) {
      std::int64_t& known = group_of[membership.member];
      if (known == -1) {
        known = membership.group;
      } else if (!several && known != -2) {
        known = -2;
        bad_.add(table, model_.entities[member_entity].name, Refusal::several_groups);
      }
    }
    if (several) return;
    for (const Membership& membership : memberships) {
      if (group_of[membership.member] == -2) population_->roles[membership.role].bad[membership.group] = true;
    }
  }

  void check_numbers(int group, const std::string& table) {
    for (const int role : model_.entities[group].roles) {
      RoleLists& lists = population_->roles[role];
      const semantics::Role& declared = model_.roles[role];
      for (std::size_t i = 0; i + 1 < lists.begin.size(); ++i) {
        const std::int64_t count = lists.begin[i + 1] - lists.begin[i];
        if (count >= declared.low && count <= declared.high) continue;
        lists.bad[i] = true;
        bad_.add(table, declared.name, Refusal::wrong_number_of_members);
      }
    }
  }

  // A later table may name members or groups that have no table of their own: they belong to no
  // group that was read before, and their lists are unknown.
  void cover_late_rows() {
    for (GroupMembers& group : population_->groups) {
      for (auto& [member, group_of] : group.group_of) group_of.resize(population_->entities[member].ids.size(), -1);
    }
    for (std::size_t role = 0; role < population_->roles.size(); ++role) {
      RoleLists& lists = population_->roles[role];
      if (lists.begin.empty()) continue;
      const auto rows = static_cast<std::size_t>(population_->entities[model_.roles[role].group].ids.size());
      lists.begin.resize(rows + 1, lists.begin.back());
      lists.bad.resize(rows, true);
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
  Diagnostics errors_;
  BadCounter bad_;
};

}  // namespace

Result<std::shared_ptr<const Population>> read_population(const Wanted& wanted, const NamedStreams& entities,
                                                          const NamedStreams& members) {
  return Reader(wanted).run(entities, members);
}

}  // namespace proactive::facts
