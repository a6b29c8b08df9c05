// Names of every item, and the vocabulary: sources, choices, entities, fields, roles.
#include <fmt/format.h>

#include "semantics/checker.h"
#include "syntax/nearest.h"

namespace proactive::semantics {

namespace {

using syntax::Name;

void declare_sources(Checker& checker) {
  for (const auto* item : checker.items<syntax::SourceItem>()) {
    const int index = static_cast<int>(checker.model.sources.size());
    checker.declare(checker.model.source_names, "source", item->head.name, index);
    Source source{item->head.name.text, item->label.value, item->way ? item->way->text : "",
                  item->address ? item->address->value : ""};
    if (item->way && item->way->text != "api" && item->way->text != "file") {
      checker.report(item->way->span, "E0120", fmt::format("expected `api` or `file`, found `{}`", item->way->text));
    }
    checker.model.sources.push_back(std::move(source));
  }
}

void declare_choices(Checker& checker) {
  for (const auto* item : checker.items<syntax::ChoiceItem>()) {
    Choice choice;
    choice.name = item->head.name.text;
    NameTable members;
    for (const auto& member : item->members) {
      checker.declare(members, "member", member.name, static_cast<int>(choice.members.size()), "E0211");
      choice.members.push_back({member.name.text, member.label.value});
    }
    if (choice.members.size() > values::kMaxChoiceMembers) {
      checker.report(item->head.name.span, "E0902",
                     fmt::format("the choice `{}` has {} members, more than {}", choice.name, choice.members.size(),
                                 values::kMaxChoiceMembers),
                     "a list this long is a nomenclature");
    }
    checker.declare(checker.model.choice_names, "choice", item->head.name,
                    static_cast<int>(checker.model.choices.size()));
    checker.model.choices.push_back(std::move(choice));
  }
}

// ---- fields ------------------------------------------------------------------------------

Secrecy secrecy_of(Checker& checker, const Name& name) {
  for (const Secrecy secrecy : {Secrecy::tax, Secrecy::medical, Secrecy::defence}) {
    if (to_string(secrecy) == name.text) return secrecy;
  }
  checker.report(name.span, "E0605", fmt::format("`{}` is not a secrecy the law knows", name.text),
                 "write `tax_secrecy`, `medical_secrecy` or `defence_secrecy`");
  return Secrecy::none;
}

int literal_scale(const syntax::Expr& expr) {
  return expr.operands.empty() ? expr.scale : literal_scale(expr.operands.front());
}

// The decimals of a field: stated, or those of its range, for a rate at least four.
void settle_scale(Checker& checker, const syntax::FieldItem& item, Type& type) {
  if (type.kind != TypeKind::decimal && type.kind != TypeKind::rate) return;
  if (type.scale >= 0) return;
  const bool has_range = item.range_low && item.range_high;
  if (type.kind == TypeKind::rate) type.scale = 4;
  if (has_range) type.scale = std::max({type.scale, literal_scale(*item.range_low), literal_scale(*item.range_high)});
  if (type.scale >= 0) return;
  type.scale = 0;
  checker.report(item.type.span, "E0307",
                 fmt::format("the field `{}` does not say how many decimals it has", item.name.text),
                 "write `decimal(2)`, or give it a range whose bounds have as many decimals");
}

std::optional<Range> range_of(Checker& checker, const syntax::FieldItem& item, const Type& type) {
  if (!item.range_low || !item.range_high || type.kind == TypeKind::error) return std::nullopt;
  if (!is_ordered(type)) {
    checker.report(item.range_span, "E0319",
                   fmt::format("the field `{}` has no order, so that it cannot have a range", item.name.text));
    return std::nullopt;
  }
  const auto low = literal_value(checker, *item.range_low, type, "E0319", true);
  if (!low) return std::nullopt;
  const auto high = literal_value(checker, *item.range_high, type, "E0319", true);
  if (!high) return std::nullopt;
  if (*low > *high) {
    checker.report(item.range_span, "E0319", "the range ends before it begins", "write the lower bound first");
    return std::nullopt;
  }
  return Range{*low, *high};
}

void check_by(Checker& checker, const syntax::FieldItem& item) {
  if (!item.by_other) return;
  if (item.by_other->text == "month") {
    checker.report(item.by_other->span, "E0123", "`by month` is not supported by this version");
  } else {
    checker.report(item.by_other->span, "E0120", fmt::format("expected `year`, found `{}`", item.by_other->text));
  }
}

Field make_field(Checker& checker, const syntax::FieldItem& item, int entity) {
  Field field;
  field.name = item.name.text;
  field.label = item.label.value;
  field.entity = entity;
  field.span = item.name.span;
  field.by_year = item.by_year;
  field.type = resolve_type(checker, item.type);
  if (field.type.kind == TypeKind::duration) {
    checker.report(item.type.span, "E0309", "a field cannot be a duration",
                   "store a number of months and write `months(n)`");
    field.type = {};
  }
  check_by(checker, item);
  settle_scale(checker, item, field.type);
  field.range = range_of(checker, item, field.type);
  if (item.source) field.source = checker.find(checker.model.source_names, "E0203", "source", *item.source);
  if (item.secrecy) field.secrecy = secrecy_of(checker, *item.secrecy);
  if (item.kept_for) field.kept_months = months_of(*item.kept_for);
  if (field.kept_months && *field.kept_months <= 0) {
    checker.report(item.kept_for->span, "E0309", "facts are kept for a number of months or years",
                   "write, for instance, `kept for 12 months`");
  }
  if (item.type.word.text == "identifier" && item.type.of) field.identifier_kind = item.type.of->text;
  return field;
}

// ---- roles -------------------------------------------------------------------------------

Role make_role(Checker& checker, const syntax::RoleItem& item, int group) {
  Role role;
  role.name = item.name.text;
  role.label = item.label.value;
  role.group = group;
  role.low = item.low.units;
  role.high = item.high.units;
  role.span = item.name.span;
  role.member = checker.find(checker.model.entity_names, "E0205", "entity", item.entity);
  if (item.low.scale != 0 || item.high.scale != 0 || role.low > role.high) {
    checker.report(syntax::join(item.low.span, item.high.span), "E0320",
                   fmt::format("the number of `{}` is not a range of whole numbers", role.name),
                   "write the lower number first, as in `0..20`");
    role.high = std::max(role.low, role.high);
  }
  return role;
}

void declare_entity_names(Checker& checker) {
  for (const auto* item : checker.items<syntax::EntityItem>()) {
    Entity entity;
    entity.name = item->head.name.text;
    entity.label = item->label.value;
    entity.several = item->members_may_belong_to_several;
    checker.declare(checker.model.entity_names, "entity", item->head.name,
                    static_cast<int>(checker.model.entities.size()));
    checker.model.entities.push_back(std::move(entity));
  }
}

void add_field(Checker& checker, const syntax::FieldItem& item, int index) {
  Entity& entity = checker.model.entities[index];
  const int field = static_cast<int>(checker.model.fields.size());
  if (entity.role_names.contains(item.name.text)) {
    checker.report(item.name.span, "E0211", fmt::format("`{}` is already a role of `{}`", item.name.text, entity.name));
  } else {
    checker.declare(entity.field_names, "field", item.name, field, "E0211");
  }
  checker.model.fields.push_back(make_field(checker, item, index));
  checker.model.entities[index].fields.push_back(field);
}

void add_role(Checker& checker, const syntax::RoleItem& item, int index) {
  Entity& entity = checker.model.entities[index];
  const int role = static_cast<int>(checker.model.roles.size());
  if (entity.field_names.contains(item.name.text)) {
    checker.report(item.name.span, "E0211",
                   fmt::format("`{}` is already a field of `{}`", item.name.text, entity.name));
  } else {
    checker.declare(entity.role_names, "role", item.name, role, "E0211");
  }
  checker.model.roles.push_back(make_role(checker, item, index));
  const auto& others = checker.model.entities[index].roles;
  if (!others.empty() && checker.model.roles[others.front()].member != checker.model.roles.back().member) {
    checker.report(
        item.entity.span, "E0320",
        fmt::format("the roles of `{}` hold subjects of different entities", checker.model.entities[index].name),
        "declare an entity of its own for the others");
  }
  checker.model.entities[index].roles.push_back(role);
}

// `concealed from ROLE` names a role of the same entity, which may be declared further down.
void resolve_concealments(Checker& checker) {
  int index = 0;
  for (const auto* item : checker.items<syntax::EntityItem>()) {
    const Entity& entity = checker.model.entities[index++];
    int field = 0;
    for (const auto& part : item->parts) {
      const auto* declared = std::get_if<syntax::FieldItem>(&part);
      if (declared == nullptr) continue;
      const int at = entity.fields[field++];
      for (const Name& from : declared->concealed_from) {
        const int role = checker.find(entity.role_names, "E0606", fmt::format("role of `{}`", entity.name), from);
        if (role >= 0) checker.model.fields[at].concealed_from.push_back(role);
      }
    }
  }
}

void declare_entities(Checker& checker) {
  declare_entity_names(checker);
  int index = 0;
  for (const auto* item : checker.items<syntax::EntityItem>()) {
    for (const auto& part : item->parts) {
      if (const auto* field = std::get_if<syntax::FieldItem>(&part))
        add_field(checker, *field, index);
      else
        add_role(checker, std::get<syntax::RoleItem>(part), index);
    }
    ++index;
  }
  resolve_concealments(checker);
}

void read_settings(Checker& checker) {
  const auto once = [&](const auto& items, std::string_view words) {
    for (std::size_t i = 1; i < items.size(); ++i) {
      checker
          .report(items[i]->head.keyword.span, "E0212", fmt::format("`{}` is stated twice", words),
                  "keep one of the two")
          .notes.push_back(fmt::format("first stated at {}", checker.place(items[0]->head.keyword.span)));
    }
  };
  const auto dates = checker.items<syntax::DatesItem>();
  once(dates, "dates round");
  if (!dates.empty()) {
    const bool up = dates.front()->direction.text == "up";
    checker.model.day_rounding = up ? values::DayRounding::up : values::DayRounding::down;
  }
  const auto figures = checker.items<syntax::FiguresItem>();
  once(figures, "figures go stale");
  if (figures.empty()) return;
  const int months = months_of(figures.front()->after);
  if (months <= 0) {
    checker.report(figures.front()->after.span, "E0309", "figures go stale after a number of months or years",
                   "write, for instance, `after 18 months`");
    return;
  }
  checker.model.stale_after_months = months;
}

}  // namespace

Type resolve_type(Checker& checker, const syntax::TypeName& name) {
  const std::string& word = name.word.text;
  const auto decimals = [&] {
    if (!name.decimals) return -1;
    if (name.decimals->scale == 0 && name.decimals->units <= kMaxScale) return static_cast<int>(name.decimals->units);
    checker.report(name.decimals->span, "E0305", "a number has at most 9 decimals");
    return kMaxScale;
  };
  Type type;
  if (word == "boolean")
    type.kind = TypeKind::boolean;
  else if (word == "integer")
    type.kind = TypeKind::integer;
  else if (word == "decimal")
    type = {TypeKind::decimal, decimals()};
  else if (word == "rate")
    type = {TypeKind::rate, decimals()};
  else if (word == "money")
    type = {TypeKind::money, kMoneyScale, name.period};
  else if (word == "date")
    type.kind = TypeKind::date;
  else if (word == "duration")
    type.kind = TypeKind::duration;
  else if (word == "identifier")
    type.kind = TypeKind::identifier;
  else if (word == "code") {
    checker.report(name.span, "E0123", "`code` is not supported by this version", "a short list is a `choice`");
  } else if (word == "choice") {
    const int choice = checker.find(checker.model.choice_names, "E0202", "choice", *name.of);
    if (choice >= 0) {
      type.kind = TypeKind::choice;
      type.choice = choice;
    }
  } else {
    static constexpr std::string_view kTypes[] = {"boolean", "integer",  "decimal", "rate",      "money",
                                                  "date",    "duration", "choice",  "identifier"};
    const std::string guess = syntax::nearest(word, kTypes);
    checker.report(name.word.span, "E0202", fmt::format("`{}` is not a type", word),
                   checker.model.choice_names.contains(word) ? fmt::format("write `choice {}`", word)
                                                             : syntax::did_you_mean(guess));
  }
  return type;
}

void declare_vocabulary(Checker& checker) {
  read_settings(checker);
  declare_sources(checker);
  declare_choices(checker);
  declare_entities(checker);
}

void declare_figures(Checker& checker) {
  Model& model = checker.model;
  for (const auto* item : checker.items<syntax::ParameterItem>()) {
    checker.declare(model.parameter_names, "parameter", item->head.name, static_cast<int>(model.parameters.size()));
    model.parameters.push_back({item->head.name.text, resolve_type(checker, item->type), {}, {}, item->head.name.span});
  }
  for (const auto* item : checker.items<syntax::ScaleItem>()) {
    Scale scale;
    scale.name = item->head.name.text;
    scale.type = resolve_type(checker, item->type);
    scale.marginal = item->kind.text == "marginal";
    scale.span = item->head.name.span;
    if (model.parameter_names.contains(scale.name)) {
      checker.report(scale.span, "E0210", fmt::format("`{}` is already a parameter", scale.name),
                     "values share one namespace: rename one");
    }
    checker.declare(model.scale_names, "scale", item->head.name, static_cast<int>(model.scales.size()));
    model.scales.push_back(std::move(scale));
  }
  for (const auto* item : checker.items<syntax::TableItem>()) {
    Table table;
    table.name = item->head.name.text;
    table.type = resolve_type(checker, item->type);
    table.span = item->head.name.span;
    if (model.parameter_names.contains(table.name) || model.scale_names.contains(table.name)) {
      checker.report(table.span, "E0210", fmt::format("`{}` is already a parameter or a scale", table.name),
                     "values share one namespace: rename one");
    }
    checker.declare(model.table_names, "table", item->head.name, static_cast<int>(model.tables.size()));
    model.tables.push_back(std::move(table));
  }
}

void declare_rules(Checker& checker) {
  Model& model = checker.model;
  for (const auto* item : checker.items<syntax::DefineItem>()) {
    Define define;
    define.name = item->head.name.text;
    define.span = item->head.name.span;
    define.declared = resolve_type(checker, item->type);
    define.entity = checker.find(model.entity_names, "E0205", "entity", item->entity);
    const int index = static_cast<int>(model.defines.size());
    if (define.entity >= 0) {
      Entity& entity = model.entities[define.entity];
      if (entity.field_names.contains(define.name) || entity.role_names.contains(define.name)) {
        checker.report(define.span, "E0210",
                       fmt::format("`{}` is already a field or role of `{}`", define.name, entity.name),
                       "give the quantity another name");
      } else {
        checker.declare(entity.define_names, "define", item->head.name, index);
      }
    }
    model.defines.push_back(std::move(define));
    checker.define_items.push_back(item);
    checker.define_typing.push_back(Checker::Typing::not_yet);
  }
  for (const auto* item : checker.items<syntax::RightItem>()) {
    Right right;
    right.name = item->head.name.text;
    right.label = item->label.value;
    right.span = item->head.name.span;
    right.entity = checker.find(model.entity_names, "E0205", "entity", item->entity);
    right.has_amount = item->direct.amount.has_value();
    for (const auto& version : item->versions) right.has_amount = right.has_amount || version.amount.has_value();
    checker.declare(model.right_names, "right", item->head.name, static_cast<int>(model.rights.size()));
    model.rights.push_back(std::move(right));
    checker.right_items.push_back(item);
    checker.right_typing.push_back(Checker::Typing::not_yet);
  }
}

}  // namespace proactive::semantics
