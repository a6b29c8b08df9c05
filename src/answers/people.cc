#include "answers/people.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/reading.h"

namespace proactive::answers {

using facts::Row;
using plan::Context;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using semantics::Field;
using semantics::Model;
using semantics::TypeKind;
using values::Domain;
using values::Possible;

namespace {

bool same_members(const Model& a, int choice_a, const Model& b, int choice_b) {
  const auto& x = a.choices[choice_a].members;
  const auto& y = b.choices[choice_b].members;
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](const auto& m, const auto& n) { return m.name == n.name; });
}

bool same_type(const Model& a, const Field& x, const Model& b, const Field& y) {
  if (x.type.kind != y.type.kind || x.type.scale != y.type.scale || x.type.period != y.type.period) return false;
  return x.type.kind != TypeKind::choice || same_members(a, x.type.choice, b, y.type.choice);
}

// What both may be; false when there is nothing.
bool intersect(Possible& set, const Possible& other) {
  if (!is_interval(set)) {
    set.members &= other.members;
    return set.members.any();
  }
  set.low.num = std::max(set.low.num, other.low.num);
  set.high.num = std::min(set.high.num, other.high.num);
  return set.low.num <= set.high.num;
}

}  // namespace

// One program's reading, walked from the subjects to what is read of them.
class People::Adding {
 public:
  Adding(People& people, const plan::Program& program)
      : people_(people), program_(program), model_(*program.model), reached_(program.contexts.size()) {}

  void run() {
    if (people_.subjects_.empty()) new_subject(program_.contexts.front().entity);
    std::vector<Register> todo = program_.main;
    while (!todo.empty()) {
      const Instruction& instruction = program_.code[todo.back()];
      todo.pop_back();
      if (plan::reads_fact(instruction.op)) add_fact(instruction);
      if (!plan::is_aggregate(instruction.op)) continue;
      for (const int subject : subjects_of(instruction.context)) list_of(subject, instruction.input);
      todo.insert(todo.end(), instruction.body.begin(), instruction.body.end());
    }
  }

 private:
  int new_subject(int entity) {
    Subject subject;
    subject.entity = entity;
    subject.model = &model_;
    people_.subjects_.push_back(std::move(subject));
    return static_cast<int>(people_.subjects_.size()) - 1;
  }

  int new_variable(Variable variable) {
    people_.variables_.push_back(std::move(variable));
    return static_cast<int>(people_.variables_.size()) - 1;
  }

  void refuse(const std::string& what) {
    auto& all = people_.not_comparable_;
    if (std::find(all.begin(), all.end(), what) == all.end()) all.push_back(what);
  }

  const std::vector<int>& subjects_of(int index) {
    if (!reached_[index].empty()) return reached_[index];
    const Context& context = program_.contexts[index];
    if (context.kind == Context::Kind::root) return reached_[index] = {0};
    std::vector<int> reached;
    const std::vector<int> parents = subjects_of(context.parent);
    for (const int parent : parents) {
      if (context.kind == Context::Kind::group) {
        reached.push_back(group_of(parent, context.target));
      } else {
        const auto& members = list_of(parent, context.target).subjects;
        reached.insert(reached.end(), members.begin(), members.end());
      }
    }
    return reached_[index] = std::move(reached);
  }

  int group_of(int subject, int entity) {
    const std::string& name = model_.entities[entity].name;
    const auto found = people_.subjects_[subject].groups.find(name);
    if (found != people_.subjects_[subject].groups.end()) return found->second;
    const int group = new_subject(entity);
    people_.subjects_[subject].groups[name] = group;
    return group;
  }

  Subject::Members& list_of(int subject, int role_index) {
    const semantics::Role& role = model_.roles[role_index];
    const Possible lengths = values::interval(Domain::number, {role.low, 1}, {role.high, 1});
    if (const auto found = people_.subjects_[subject].lists.find(role.name);
        found != people_.subjects_[subject].lists.end()) {
      if (!intersect(people_.variables_[found->second.count].all, lengths))
        refuse(fmt::format("the role `{}` has other numbers of members", role.name));
      return found->second;
    }
    Subject::Members members;
    members.count = new_variable({Variable::Kind::count, {role.name, 0}, lengths, &model_, -1});
    const bool few = people_.subjects_.size() > kSubjectsToldApart / 2;
    const auto told = std::min<std::int64_t>(role.high, few ? 2 : kMembersToldApart);
    for (std::int64_t i = 0; i < told && people_.subjects_.size() < kSubjectsToldApart; ++i)
      members.subjects.push_back(new_subject(role.member));
    return people_.subjects_[subject].lists[role.name] = std::move(members);
  }

  void add_fact(const Instruction& instruction) {
    const plan::Input& input = program_.inputs[instruction.input];
    const Field& field = model_.fields[input.field];
    const FactKey key{field.name, input.year};
    const std::vector<int> subjects = subjects_of(instruction.context);
    for (const int subject : subjects) {
      add_value(subject, key, field, input.field);
      if (instruction.op != OpCode::known || people_.subjects_[subject].known.contains(key)) continue;
      people_.subjects_[subject].known[key] =
          new_variable({Variable::Kind::known, key, values::full(Domain::boolean), &model_, input.field});
    }
  }

  void add_value(int subject, const FactKey& key, const Field& field, int index) {
    const Possible all = all_of(field);
    const auto [found, fresh] = people_.subjects_[subject].values.try_emplace(key, -1);
    if (fresh) {
      found->second = new_variable({Variable::Kind::value, key, all, &model_, index});
      return;
    }
    Variable& variable = people_.variables_[found->second];
    if (!same_type(*variable.model, variable.model->fields[variable.field], model_, field))
      refuse(fmt::format("the field `{}` is of another type", field.name));
    else if (!intersect(variable.all, all))
      refuse(fmt::format("the field `{}` has another range", field.name));
  }

  Possible all_of(const Field& field) const {
    const Domain domain = semantics::domain_of(field.type);
    const int members =
        field.type.kind == TypeKind::choice ? static_cast<int>(model_.choices[field.type.choice].members.size()) : 0;
    if (!field.range) return values::full(domain, members);
    return values::interval(domain, {field.range->low, 1}, {field.range->high, 1});
  }

  People& people_;
  const plan::Program& program_;
  const Model& model_;
  std::vector<std::vector<int>> reached_;
};

void People::add(const plan::Program& program) { Adding(*this, program).run(); }

PeopleBox People::all() const {
  PeopleBox box;
  for (const Variable& variable : variables_) box.sets.push_back(variable.all);
  box.left_out.resize(variables_.size());
  return box;
}

Record People::record(const PeopleBox& box, int index) const {
  const Subject& subject = subjects_[index];
  Record record;
  for (const auto& [key, variable] : subject.values) {
    const auto known = subject.known.find(key);
    const bool unknown = known != subject.known.end() && box.sets[known->second].truth() == Kleene::no;
    if (unknown || box.left_out[variable]) continue;
    const Model& model = *variables_[variable].model;
    const Field& field = model.fields[variables_[variable].field];
    const FactValue value = facts::given(model, field, values::single_value(box.sets[variable]));
    if (field.by_year)
      record.set(key.first, static_cast<int>(key.second), value);
    else
      record.set(key.first, value);
  }
  for (const auto& [role, members] : subject.lists) {
    if (box.left_out[members.count]) continue;
    record.no_members(role);
    const auto count = static_cast<std::size_t>(values::single_value(box.sets[members.count]));
    for (std::size_t i = 0; i < count; ++i) {
      const bool told = i < members.subjects.size();
      record.add(role, told ? this->record(box, members.subjects[i]) : Record{});
    }
  }
  for (const auto& [entity, group] : subject.groups) record.set_group(entity, this->record(box, group));
  return record;
}

// ---- as one program reads them -----------------------------------------------------------------

PeopleSource::PeopleSource(const plan::Program& program, const People& people, const PeopleBox& box)
    : people_(people), box_(box) {
  const Model& model = *program.model;
  for (const Subject& subject : people.subjects()) {
    Place place;
    for (const plan::Input& input : program.inputs) {
      const FactKey key{input.field < 0 ? "" : model.fields[input.field].name, input.year};
      const auto value = subject.values.find(key);
      const auto known = subject.known.find(key);
      place.values.push_back(value == subject.values.end() ? -1 : value->second);
      place.known.push_back(known == subject.known.end() ? -1 : known->second);
    }
    for (const semantics::Role& role : model.roles) {
      const auto list = subject.lists.find(role.name);
      const bool of_it = model.entities[role.group].name == subject.model->entities[subject.entity].name;
      place.lists.push_back(of_it && list != subject.lists.end() ? &list->second : nullptr);
    }
    for (const semantics::Entity& entity : model.entities) {
      const auto group = subject.groups.find(entity.name);
      place.groups.push_back(group == subject.groups.end() ? -1 : group->second);
    }
    places_.push_back(std::move(place));
  }
}

int PeopleSource::count_of(int role, Row row) const {
  const Subject::Members* members = at(row).lists[role];
  return members == nullptr ? -1 : members->count;
}

const Possible& PeopleSource::set(int input, Row row) const {
  const int variable = value_of(input, row);
  const bool all = box_.left_out[variable] || known(input, row) != Kleene::yes;
  return all ? people_.variables()[variable].all : box_.sets[variable];
}

bool PeopleSource::possible(int input, Row row, Possible& narrowed) const {
  narrowed = set(input, row);
  return true;
}

Kleene PeopleSource::known(int input, Row row) const {
  if (row == facts::kNoRow) return Kleene::unknown;
  if (box_.left_out[value_of(input, row)]) return Kleene::no;
  const int variable = known_of(input, row);
  return variable < 0 ? Kleene::yes : box_.sets[variable].truth();
}

bool PeopleSource::fact(int input, Row row, std::int64_t& value) const {
  if (known(input, row) != Kleene::yes || !set(input, row).decided()) return false;
  value = values::single_value(set(input, row));
  return true;
}

bool PeopleSource::members(int role, Row group, std::int64_t& count) const {
  const Subject::Members* members = at(group).lists[role];
  if (members == nullptr || box_.left_out[members->count] || !box_.sets[members->count].decided()) return false;
  count = box_.sets[members->count].low.num;
  return count <= static_cast<std::int64_t>(members->subjects.size());
}

Row PeopleSource::member(int role, Row group, std::int64_t index) const {
  return row_of(at(group).lists[role]->subjects[static_cast<std::size_t>(index)]);
}

Row PeopleSource::group(int entity, Row member) const {
  const int group = at(member).groups[entity];
  return group < 0 ? facts::kNoRow : row_of(group);
}

facts::Absence PeopleSource::absence(int /*input*/, Row /*row*/) const { return facts::Absence::not_asked; }

}  // namespace proactive::answers
