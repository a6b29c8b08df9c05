#include "proactive/privacy/minimise.h"

#include <algorithm>
#include <set>

#include "privacy/id_check.h"
#include "privacy/projection.h"

namespace proactive::privacy {

namespace {

constexpr std::string_view kId = "id";
constexpr std::string_view kRole = "role";
constexpr std::string_view kCents = "_cents";

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view without_cents(std::string_view column) {
  if (!column.ends_with(kCents)) return column;
  return column.substr(0, column.size() - kCents.size());
}

bool is_year(std::string_view text) {
  return text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool holds_one_of(const std::vector<std::string>& fields, std::string_view column) {
  return contains(fields, column) || contains(fields, without_cents(column));
}

// `reference_income_2022_cents` holds a field by year.
bool holds(const FieldInfo& field, std::string_view column) {
  for (const std::string_view name : {column, without_cents(column)}) {
    if (name == field.name) return true;
    if (field.by_year && name.size() == field.name.size() + 5 && name.starts_with(field.name) &&
        name[field.name.size()] == '_' && is_year(name.substr(field.name.size() + 1)))
      return true;
  }
  return false;
}

const FieldInfo* field_of(const EntityInfo& entity, std::string_view column) {
  const auto found =
      std::find_if(entity.fields.begin(), entity.fields.end(), [&](const auto& field) { return holds(field, column); });
  return found == entity.fields.end() ? nullptr : &*found;
}

bool is_secret(const FieldInfo& field) {
  return !field.source.empty() && (field.secrecy == "medical_secrecy" || field.secrecy == "defence_secrecy");
}

Diagnostic refused(std::string code, const std::string& table, const std::string& column, std::string_view why,
                   std::string way_out) {
  Diagnostic error;
  error.code = std::move(code);
  error.message = "the column `" + column + "` of table `" + table + "` is " + std::string(why);
  error.way_out = std::move(way_out);
  return error;
}

// A field that no table may bring along, needed or not.
std::optional<Diagnostic> refusal(const FieldInfo& field, const std::string& table, const std::string& column) {
  if (is_secret(field)) {
    const bool medical = field.secrecy == "medical_secrecy";
    return refused("E1445", table, column, medical ? "under medical secrecy" : "under national-defence secrecy",
                   "do not obtain it: data under this secret are not exchanged to find rights (CRPA, L114-9 2°)");
  }
  if (field.type.starts_with("identifier")) {
    return refused("E1446", table, column, "an identifier, which decides nothing",
                   "make the pseudonym of a domain out of it for `id`, and leave it out");
  }
  return std::nullopt;
}

class Minimiser {
 public:
  Minimiser(const RuleSet& rules, const Plan& plan, const MinimiseOptions& options)
      : plan_(plan),
        options_(options),
        entities_(rules.entities()),
        needs_(plan.needs()),
        memberships_(plan.memberships()) {
    for (const std::string& right : plan.rights()) read_.insert(plan.entity_of(right));
    for (const EntityInfo& entity : entities_) {
      if (!wanted_of(entity.name).empty()) read_.insert(entity.name);
      if (!contains(memberships_, entity.name)) continue;
      read_.insert(entity.name);
      for (const RoleInfo& role : entity.roles) read_.insert(role.entity);
    }
  }

  void add_entity(const std::string& name, ArrowArrayStream* raw) {
    OpenTable table;
    const EntityInfo* entity = find(name);
    if (!open(name, entity != nullptr ? "" : "the rules declare no entity of this name", raw, table)) return;
    entities_given_.insert(name);
    const std::vector<std::string> wanted = wanted_of(name);
    const bool read = read_.contains(name);
    Projection projection{name, {}, {}};
    const std::vector<std::string> columns = table.columns();
    const std::size_t errors = errors_.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const FieldInfo* field = field_of(*entity, columns[i]);
      const bool is_id = columns[i] == kId;
      if (auto error = field == nullptr ? std::nullopt : refusal(*field, name, columns[i]))
        errors_.push_back(*std::move(error));
      else if (read && (is_id || holds_one_of(wanted, columns[i])))
        keep(projection, i, columns[i], is_id);
      else if (read)
        drop(name, columns[i], why_not(name, field, columns[i]));
    }
    if (!read) return drop(name, "", DropReason::not_needed);
    note_absent(name, wanted, columns);
    if (errors_.size() == errors) finish(std::move(table), std::move(projection), minimised_.entities);
  }

  void add_members(const std::string& group, ArrowArrayStream* raw) {
    OpenTable table;
    const EntityInfo* entity = find(group);
    const std::string name = group + " members";
    const bool is_group = entity != nullptr && entity->is_group;
    if (!open(name, is_group ? "" : "the rules declare no group of this name", raw, table)) return;
    members_given_.insert(group);
    if (!contains(memberships_, group)) return drop(name, "", DropReason::not_needed);
    std::vector<std::string> wanted = {group, std::string(kRole)};
    for (const RoleInfo& role : entity->roles) {
      if (!contains(wanted, role.entity)) wanted.push_back(role.entity);
    }
    Projection projection{name, {}, {}};
    const std::vector<std::string> columns = table.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (contains(wanted, columns[i]))
        keep(projection, i, columns[i], columns[i] != kRole);
      else
        drop(name, columns[i], DropReason::not_needed);
    }
    for (const std::string& column : wanted) {
      if (!contains(columns, column)) minimised_.absent.push_back({name, column, ""});
    }
    finish(std::move(table), std::move(projection), minimised_.members, group);
  }

  Result<Minimised> result() {
    if (!errors_.empty()) return errors_;
    for (const EntityInfo& entity : entities_) {
      if (read_.contains(entity.name) && !entities_given_.contains(entity.name))
        minimised_.absent.push_back({entity.name, "", ""});
    }
    for (const std::string& group : memberships_) {
      if (!members_given_.contains(group)) minimised_.absent.push_back({group + " members", "", ""});
    }
    return std::move(minimised_);
  }

 private:
  const EntityInfo* find(const std::string& name) const {
    const auto found =
        std::find_if(entities_.begin(), entities_.end(), [&](const auto& entity) { return entity.name == name; });
    return found == entities_.end() ? nullptr : &*found;
  }

  // The columns of an entity's table that are kept, but `id`.
  std::vector<std::string> wanted_of(const std::string& entity) const {
    if (options_.receipt) return plan_.columns(entity);
    std::vector<std::string> wanted;
    for (const Need& need : needs_) {
      if (!need.is_role && need.entity == entity && !contains(wanted, need.column)) wanted.push_back(need.column);
    }
    return wanted;
  }

  DropReason why_not(const std::string& entity, const FieldInfo* field, const std::string& column) const {
    if (field == nullptr) return DropReason::undeclared;
    return holds_one_of(plan_.columns(entity), column) ? DropReason::receipt : DropReason::not_needed;
  }

  // Takes `raw` over. False, with the reason among the errors, when there is nothing to go on with.
  bool open(const std::string& name, const std::string& unknown, ArrowArrayStream* raw, OpenTable& table) {
    std::string mistake = table.open(raw);
    if (!unknown.empty()) mistake = "is of nothing: " + unknown;
    if (mistake.empty() && !tables_.insert(name).second) mistake = "is given twice";
    if (mistake.empty()) mistake = column_given_twice(table.columns());
    if (mistake.empty()) return true;
    errors_.push_back(table_error(name, mistake));
    return false;
  }

  static std::string column_given_twice(std::vector<std::string> columns) {
    std::sort(columns.begin(), columns.end());
    const auto twice = std::adjacent_find(columns.begin(), columns.end());
    return twice == columns.end() ? "" : "has the column `" + *twice + "` twice";
  }

  static void keep(Projection& projection, std::size_t column, const std::string& name, bool holds_ids) {
    const auto place = static_cast<std::int64_t>(column);
    projection.columns.push_back(place);
    if (!holds_ids) return;
    projection.checks.emplace_back(
        place, [table = projection.table, name](const ArrowSchema& schema, const ArrowArray& array) {
          return check_ids(table, name, schema, array);
        });
  }

  void drop(const std::string& table, const std::string& column, DropReason reason) {
    minimised_.dropped.push_back({table, column, reason});
  }

  void note_absent(const std::string& entity, const std::vector<std::string>& wanted,
                   const std::vector<std::string>& columns) {
    if (!contains(columns, kId)) minimised_.absent.push_back({entity, std::string(kId), ""});
    for (const std::string& column : wanted) {
      if (contains(columns, column) || contains(columns, column + std::string(kCents))) continue;
      minimised_.absent.push_back({entity, column, holder_of(entity, column)});
    }
  }

  std::string holder_of(const std::string& entity, const std::string& column) const {
    const auto need = std::find_if(needs_.begin(), needs_.end(), [&](const Need& one) {
      return !one.is_role && one.entity == entity && one.column == column;
    });
    return need == needs_.end() ? "" : need->source_label;
  }

  void finish(OpenTable table, Projection projection, std::vector<TableStream>& into, std::string name = {}) {
    if (name.empty()) name = projection.table;
    std::unique_ptr<ArrowArrayStream, ReleaseStream> stream(new ArrowArrayStream{});
    if (auto error = project(std::move(table), std::move(projection), stream.get()))
      errors_.push_back(*std::move(error));
    else
      into.push_back({std::move(name), std::move(stream)});
  }

  const Plan& plan_;
  MinimiseOptions options_;
  std::vector<EntityInfo> entities_;
  std::vector<Need> needs_;
  std::vector<std::string> memberships_;
  std::set<std::string> read_;  // entities whose table is read
  std::set<std::string> tables_;
  std::set<std::string> entities_given_;
  std::set<std::string> members_given_;
  Minimised minimised_;
  Diagnostics errors_;
};

}  // namespace

std::string_view to_string(DropReason reason, Language language) {
  const bool french = language == Language::french;
  switch (reason) {
    case DropReason::undeclared:
      return french ? "les règles ne déclarent pas ce champ" : "the rules declare no such field";
    case DropReason::receipt:
      return french ? "il dit seulement qui perçoit déjà le droit" : "it only shows who receives the right";
    case DropReason::not_needed: break;
  }
  return french ? "aucun droit n'en a besoin à cette date" : "no right needs it on this date";
}

Result<Minimised> minimise(const RuleSet& rules, const Plan& plan,
                           std::vector<std::pair<std::string, ArrowArrayStream*>> entities,
                           std::vector<std::pair<std::string, ArrowArrayStream*>> members,
                           const MinimiseOptions& options) {
  Minimiser minimiser(rules, plan, options);
  for (const auto& [name, stream] : entities) minimiser.add_entity(name, stream);
  for (const auto& [name, stream] : members) minimiser.add_members(name, stream);
  return minimiser.result();
}

}  // namespace proactive::privacy
