#include "answers/events.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "facts/names.h"
#include "proactive/date.h"

namespace proactive::answers {

using semantics::Event;
using semantics::EventChange;
using semantics::Model;

namespace {

bool is_over(const Model& model, int field, std::int64_t year, std::int32_t on) {
  return model.fields[field].by_year && year < Date{on}.year();
}

// The steps of a fact: `dependants`, `custody`.
std::vector<std::string_view> steps_of(std::string_view fact) {
  std::vector<std::string_view> steps;
  while (!fact.empty()) {
    const std::size_t dot = fact.find('.');
    steps.push_back(fact.substr(0, dot));
    fact = dot == std::string_view::npos ? "" : fact.substr(dot + 1);
  }
  return steps;
}

// The role through which a fact is read, of a group; -1: it is read of the subject, or of its group.
int role_before_fact(const Model& model, const plan::Need& need, int group) {
  const auto steps = steps_of(need.fact);
  if (steps.size() < 2) return -1;
  const auto& names = model.entities[group].role_names;
  const auto found = names.find(steps[steps.size() - 2]);
  return found == names.end() ? -1 : found->second;
}

bool goes_through(const plan::Need& need, const std::string& role) {
  const auto steps = steps_of(need.fact);
  return std::find(steps.begin(), steps.end(), role) != steps.end();
}

bool concerns(const Model& model, const EventChange& change, const plan::Need& need, std::int32_t on) {
  if (change.role >= 0) return need.role == change.role || goes_through(need, model.roles[change.role].name);
  if (need.field != change.field || is_over(model, need.field, need.year, on)) return false;
  if (change.via_role < 0) return true;
  const int role = role_before_fact(model, need, model.roles[change.via_role].group);
  return role < 0 || role == change.via_role;
}

// A record under way, and the role in which it was met.
class Without {
 public:
  Without(const Model& model, const Event& event, std::int32_t on) : model_(model), event_(event), on_(on) {}

  Record copy(const Record& record, int entity, int met_in) const {
    Record kept;
    for (const auto& [name, value] : record.facts()) {
      if (!changes_fact(entity, name, met_in)) kept.set(name, value);
    }
    for (const auto& [name, reason] : record.absences()) {
      if (!changes_fact(entity, name, met_in) && !changes_list(entity, name)) kept.absent(name, reason);
    }
    for (const auto& [name, day] : record.obtained()) {
      if (!changes_fact(entity, name, met_in)) kept.as_of(name, day);
    }
    for (const auto& [name, members] : record.members()) copy_members(name, members, entity, kept);
    for (const auto& [name, groups] : record.groups()) {
      const auto group = model_.entity_names.find(name);
      const bool known = group != model_.entity_names.end();
      kept.set_group(name, known ? copy(groups.front(), group->second, -1) : groups.front());
    }
    return kept;
  }

 private:
  bool changes_fact(int entity, const std::string& name, int met_in) const {
    const auto input = facts::input_of(model_, entity, name);
    if (!input || is_over(model_, input->field, input->year, on_)) return false;
    return std::any_of(event_.changes.begin(), event_.changes.end(), [&](const EventChange& change) {
      return change.field == input->field && (change.via_role < 0 || met_in < 0 || met_in == change.via_role);
    });
  }

  int role_of(int entity, const std::string& name) const {
    const auto found = model_.entities[entity].role_names.find(name);
    return found == model_.entities[entity].role_names.end() ? -1 : found->second;
  }

  bool changes_list(int entity, const std::string& name) const {
    const int role = role_of(entity, name);
    return role >= 0 && std::any_of(event_.changes.begin(), event_.changes.end(),
                                    [&](const EventChange& change) { return change.role == role; });
  }

  void copy_members(const std::string& name, const std::vector<Record>& members, int entity, Record& kept) const {
    if (changes_list(entity, name)) return;
    const int role = role_of(entity, name);
    kept.no_members(name);
    for (const Record& member : members)
      kept.add(name, role < 0 ? member : copy(member, model_.roles[role].member, role));
  }

  const Model& model_;
  const Event& event_;
  const std::int32_t on_;
};

}  // namespace

bool concerns(const Model& model, const Event& event, const plan::Need& need, std::int32_t on) {
  return std::any_of(event.changes.begin(), event.changes.end(),
                     [&](const EventChange& change) { return concerns(model, change, need, on); });
}

Record without_changed(const Model& model, const Event& event, const Record& record, int entity, std::int32_t on) {
  return Without(model, event, on).copy(record, entity, -1);
}

}  // namespace proactive::answers
