// Life events: each change is a fact of the subject, of the members in a role, or of a group.
#include <fmt/format.h>

#include <algorithm>

#include "semantics/checker.h"

namespace proactive::semantics {

namespace {

using syntax::Name;

class Reader {
 public:
  Reader(Checker& checker, Event& event) : checker_(checker), model_(checker.model), event_(event) {}

  void read(const syntax::Expr& path) {
    EventChange change;
    change.text = checker_.text(path.span);
    int entity = event_.entity;
    if (path.names.size() > 2) return too_long(path);
    if (path.names.size() == 2) entity = follow(path.names.front(), change);
    if (entity < 0 || !find(path.names.back(), entity, change)) return;
    const bool twice = std::any_of(event_.changes.begin(), event_.changes.end(), [&](const EventChange& other) {
      return other.field == change.field && other.role == change.role && other.via_role == change.via_role;
    });
    if (twice) {
      checker_.report(path.span, "E0211", fmt::format("`{}` is named twice by the event", change.text),
                      "keep one of the two");
      return;
    }
    event_.changes.push_back(std::move(change));
  }

 private:
  void too_long(const syntax::Expr& path) {
    checker_.report(path.span, "E0209", "an event changes facts of its subject, of its members or of its group",
                    "write `FIELD`, `ROLE`, `ROLE.FIELD` or `GROUP.FIELD`");
  }

  // The entity behind a role of the subject, or behind the name of its group; -1 after reporting.
  int follow(const Name& name, EventChange& change) {
    const Entity& entity = model_.entities[event_.entity];
    if (const auto role = entity.role_names.find(name.text); role != entity.role_names.end()) {
      change.via_role = role->second;
      return model_.roles[role->second].member;
    }
    const auto group = model_.entity_names.find(name.text);
    if (group != model_.entity_names.end() && model_.belongs_to(event_.entity, group->second)) return group->second;
    NameTable known = entity.role_names;
    for (const auto& [other, index] : model_.entity_names) {
      if (model_.belongs_to(event_.entity, index)) known.emplace(other, index);
    }
    checker_.report_undeclared("E0209", fmt::format("role or group of `{}`", entity.name), name, known);
    return -1;
  }

  bool find(const Name& name, int index, EventChange& change) {
    const Entity& entity = model_.entities[index];
    if (const auto field = entity.field_names.find(name.text); field != entity.field_names.end()) {
      change.field = field->second;
      return true;
    }
    if (const auto role = entity.role_names.find(name.text); role != entity.role_names.end()) {
      change.role = role->second;
      return true;
    }
    if (entity.define_names.contains(name.text)) {
      checker_.report(name.span, "E0209", fmt::format("`{}` is computed, and an event changes facts", name.text),
                      "name the fields and roles that it is computed from");
      return false;
    }
    NameTable known = entity.field_names;
    known.insert(entity.role_names.begin(), entity.role_names.end());
    checker_.report_undeclared("E0209", fmt::format("field or role of `{}`", entity.name), name, known);
    return false;
  }

  Checker& checker_;
  const Model& model_;
  Event& event_;
};

}  // namespace

void declare_events(Checker& checker) {
  Model& model = checker.model;
  for (const auto* item : checker.items<syntax::EventItem>()) {
    Event event;
    event.name = item->head.name.text;
    event.label = item->label.value;
    if (item->law) event.law = item->law->value;
    event.entity = checker.find(model.entity_names, "E0205", "entity", item->entity);
    checker.declare(model.event_names, "event", item->head.name, static_cast<int>(model.events.size()));
    if (item->changes.empty()) {
      checker.report(item->head.name.span, "E0213", fmt::format("the event `{}` changes nothing", event.name),
                     "write `changes FIELD, ROLE, ROLE.FIELD`");
    }
    if (event.entity >= 0) {
      Reader reader(checker, event);
      for (const syntax::Expr& path : item->changes) reader.read(path);
    }
    model.events.push_back(std::move(event));
  }
}

}  // namespace proactive::semantics
