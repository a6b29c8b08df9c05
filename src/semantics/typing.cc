// Typing of expressions.
//
// Names are looked up innermost subject first, then outwards, then among the figures. Scales
// of decimals are computed here and are part of the type: `+` takes the larger one, `*` adds
// them. Where the type of an operand is `error`, the mistake has been reported and the result
// is `error` too, so that one mistake gives one diagnostic.
#include "semantics/typing.h"

#include <fmt/format.h>

#include "proactive/date.h"
#include "syntax/nearest.h"

namespace proactive::semantics {

namespace {

using syntax::ExprKind;
using syntax::Name;

bool is_error(const Expr& expr) { return expr.type.kind == TypeKind::error; }

Expr make(Op op, Type type, Span span) {
  Expr expr;
  expr.op = op;
  expr.type = type;
  expr.span = span;
  return expr;
}

Expr failed(Span span) { return make(Op::constant, {}, span); }

Expr constant(Type type, std::int64_t value, Span span) {
  Expr expr = make(Op::constant, type, span);
  expr.value = value;
  return expr;
}

const Type kBoolean{TypeKind::boolean};
const Type kInteger{TypeKind::integer};
const Type kDate{TypeKind::date};

// What a path leads to.
struct Target {
  enum class Kind : std::uint8_t { none, field, define, role, right } kind = Kind::none;
  int index = -1;
  Path path;
};

class Typer {
 public:
  Typer(Checker& checker, const Scopes& scopes) : checker_(checker), model_(checker.model), scopes_(scopes) {}

  Expr type(const syntax::Expr& expr, int hint) {
    if (checker_.depth >= kMaxDepth) {
      checker_.report_too_deep(expr.span);
      return failed(expr.span);
    }
    ++checker_.depth;
    Expr result = typed(expr, hint);
    --checker_.depth;
    return result;
  }

  Expr condition(const syntax::Expr& expr) {
    Expr result = type(expr, -1);
    if (is_error(result) || result.type.kind == TypeKind::boolean) return result;
    return mistake(expr.span, "E0301",
                   fmt::format("a condition is true or false, and this is {}", describe(model_, result.type)),
                   is_ordered(result.type)                ? "compare it with something"
                   : result.type.kind == TypeKind::choice ? "ask for a member: `… is MEMBER`"
                                                          : "");
  }

 private:
  Expr typed(const syntax::Expr& expr, int hint) {
    switch (expr.kind) {
      case ExprKind::boolean: return constant(kBoolean, expr.units, expr.span);
      case ExprKind::number:
        return constant({expr.scale == 0 ? TypeKind::integer : TypeKind::decimal, expr.scale}, expr.units, expr.span);
      case ExprKind::rate: return rate(expr);
      case ExprKind::money: return money(expr);
      case ExprKind::date: return constant(kDate, expr.units, expr.span);
      case ExprKind::text: return mistake(expr.span, "E0301", "a text has no meaning here");
      case ExprKind::duration: return stray_duration(expr.span);
      case ExprKind::today: return make(Op::today, kDate, expr.span);
      case ExprKind::path: return path(expr, hint);
      case ExprKind::call: return call(expr);
      case ExprKind::logical_not: return logic(Op::logical_not, expr);
      case ExprKind::logical_and: return logic(Op::logical_and, expr);
      case ExprKind::logical_or: return logic(Op::logical_or, expr);
      case ExprKind::comparison: return comparison(expr);
      case ExprKind::between: return between(expr);
      case ExprKind::in: return in(expr);
      case ExprKind::is: return is(expr);
      case ExprKind::add:
      case ExprKind::subtract: return sum(expr);
      case ExprKind::multiply: return product(expr);
      case ExprKind::divide: return quotient(expr);
      case ExprKind::negate: return negate(expr);
      case ExprKind::round: return round(expr);
      case ExprKind::convert: return convert(expr);
      case ExprKind::choose: return choose(expr, hint);
      case ExprKind::known: return known(expr);
      case ExprKind::aggregate: return aggregate(expr);
      case ExprKind::entitled: return of_right(Op::entitled, expr);
      case ExprKind::receives: return of_right(Op::receives, expr);
      case ExprKind::amount_of: return of_right(Op::amount_of, expr);
      case ExprKind::claimed: return mistake(expr.span, "E0123", "`claimed` is not supported by this version");
    }
    return failed(expr.span);
  }

  Expr mistake(Span span, std::string code, std::string message, std::string way_out = "") {
    checker_.report(span, std::move(code), std::move(message), std::move(way_out));
    return failed(span);
  }

  std::string described(const Expr& expr) const { return describe(model_, expr.type); }

  // ---- literals --------------------------------------------------------------------------

  Expr rate(const syntax::Expr& expr) {
    if (expr.scale > kMaxScale)
      return mistake(expr.span, "E0108", "the rate has too many decimals", "a rate has at most 7 decimals in %");
    return constant({TypeKind::rate, expr.scale}, expr.units, expr.span);
  }

  Expr money(const syntax::Expr& expr) {
    const Type type{TypeKind::money, kMoneyScale, expr.period};
    const auto cents = literal_value(checker_, expr, type, "E0301");
    return cents ? constant(type, *cents, expr.span) : failed(expr.span);
  }

  Expr stray_duration(Span span) {
    return mistake(span, "E0309", "a duration stands only where it is added to a date or taken from it",
                   "compare dates, as in `start + 3 months <= today`, or plain numbers, as in `age(birth) >= 18`");
  }

  // ---- names -----------------------------------------------------------------------------

  // Looks `name` up in an entity as the last word of a path.
  Target last_word(int entity, const std::string& name) const {
    const Entity& at = model_.entities[entity];
    const auto in = [&](const NameTable& table, Target::Kind kind) -> Target {
      const auto found = table.find(name);
      if (found == table.end()) return {};
      return {kind, found->second, {}};
    };
    Target target = in(at.field_names, Target::Kind::field);
    if (target.kind == Target::Kind::none) target = in(at.define_names, Target::Kind::define);
    if (target.kind == Target::Kind::none) target = in(at.role_names, Target::Kind::role);
    if (target.kind == Target::Kind::none) {
      target = in(model_.right_names, Target::Kind::right);
      if (target.kind == Target::Kind::right && model_.rights[target.index].entity != entity) target = {};
    }
    return target;
  }

  // A word in the middle of a path: a group of the subject, or its only member of a role.
  std::optional<Step> step(int entity, const std::string& name) const {
    const auto& roles = model_.entities[entity].role_names;
    if (const auto role = roles.find(name); role != roles.end()) {
      return Step{Step::Kind::only_member, role->second};
    }
    const auto group = model_.entity_names.find(name);
    if (group != model_.entity_names.end() && model_.belongs_to(entity, group->second)) {
      return Step{Step::Kind::group, group->second};
    }
    return std::nullopt;
  }

  bool check_step(const Step& step, const Name& name) {
    if (step.kind == Step::Kind::group && model_.entities[step.target].several) {
      mistake(name.span, "E0314",
              fmt::format("one may belong to several `{0}`, so that `{0}.` does not say which", name.text),
              "write the rule for the group, and reach its members by role");
      return false;
    }
    if (step.kind == Step::Kind::only_member && !model_.roles[step.target].exactly_one()) {
      mistake(name.span, "E0315", fmt::format("`{}` need not name exactly one", name.text),
              "use `count`, `sum`, `any`, `all`, `min` or `max` over the role");
      return false;
    }
    return true;
  }

  int entity_after(const Step& step) const {
    return step.kind == Step::Kind::group ? step.target : model_.roles[step.target].member;
  }

  // Follows a path from the innermost scope that knows its first word. Kind `none` without a
  // report means that no scope knows the first word.
  Target resolve(const std::vector<Name>& names, bool& reported) {
    for (int scope = static_cast<int>(scopes_.size()) - 1; scope >= 0; --scope) {
      int entity = scopes_[scope];
      if (names.size() == 1) {
        Target target = last_word(entity, names[0].text);
        target.path.scope = scope;
        if (target.kind != Target::Kind::none) return target;
        continue;
      }
      if (step(entity, names[0].text)) return follow(names, scope, reported);
    }
    return {};
  }

  Target follow(const std::vector<Name>& names, int scope, bool& reported) {
    int entity = scopes_[scope];
    Path path;
    path.scope = scope;
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
      const auto next = step(entity, names[i].text);
      if (!next) {
        reported = true;
        checker_.report_undeclared("E0201", fmt::format("group or role of `{}`", model_.entities[entity].name),
                                   names[i], model_.entities[entity].role_names);
        return {};
      }
      if (!check_step(*next, names[i])) {
        reported = true;
        return {};
      }
      path.steps.push_back(*next);
      entity = entity_after(*next);
      if (entity < 0) {
        reported = true;
        return {};
      }
    }
    Target target = last_word(entity, names.back().text);
    target.path = std::move(path);
    if (target.kind == Target::Kind::none) {
      reported = true;
      report_unknown(names.back(), {entity}, fmt::format("field or define of `{}`", model_.entities[entity].name));
    }
    return target;
  }

  // The names a reader may have meant.
  void report_unknown(const Name& name, const Scopes& scopes, std::string_view what) {
    if (report_elsewhere(name, scopes)) return;
    checker_.report_undeclared("E0201", what, name, checker_.guesses() ? names_in(scopes) : NameTable());
  }

  NameTable names_in(const Scopes& scopes) const {
    NameTable known;
    for (const int scope : scopes) {
      const Entity& entity = model_.entities[scope];
      for (const auto* table : {&entity.field_names, &entity.define_names, &entity.role_names})
        known.insert(table->begin(), table->end());
    }
    if (&scopes == &scopes_) {
      for (const auto* table : {&model_.parameter_names, &model_.scale_names, &model_.table_names})
        known.insert(table->begin(), table->end());
    }
    return known;
  }

  bool has_role_to(int group, int member) const {
    const auto& roles = model_.entities[group].roles;
    return std::any_of(roles.begin(), roles.end(), [&](int role) { return model_.roles[role].member == member; });
  }

  // A name that exists, but on another entity.
  bool report_elsewhere(const Name& name, const Scopes& scopes) {
    for (const Entity& entity : model_.entities) {
      if (!entity.field_names.contains(name.text) && !entity.define_names.contains(name.text)) continue;
      if (scopes.empty()) {
        mistake(name.span, "E0506",
                fmt::format("`{}` differs from one `{}` to another, and only figures may stand here", name.text,
                            entity.name),
                "use literals and parameters");
        return true;
      }
      const int here = scopes.back();
      const int there = static_cast<int>(&entity - model_.entities.data());
      const bool above = model_.belongs_to(here, there);
      mistake(name.span, "E0316",
              fmt::format("`{}` belongs to `{}`, not to `{}`", name.text, entity.name, model_.entities[here].name),
              above && !entity.several   ? fmt::format("write `{}.{}`", entity.name, name.text)
              : has_role_to(here, there) ? fmt::format("reach it by a role of `{}`", model_.entities[here].name)
                                         : fmt::format("write the rule for `{}`", entity.name));
      return true;
    }
    return false;
  }

  bool is_value(const Name& name) {
    bool reported = false;
    return model_.parameter_names.contains(name.text) || resolve({name}, reported).kind != Target::Kind::none;
  }

  Expr path(const syntax::Expr& expr, int hint) {
    if (expr.names.size() == 1 && hint >= 0) {
      const int member = model_.choices[hint].find(expr.names[0].text);
      if (member >= 0) return constant(choice_type(hint), member, expr.span);
    }
    bool reported = false;
    const Target target = resolve(expr.names, reported);
    if (reported) return failed(expr.span);
    if (target.kind != Target::Kind::none) return use(target, expr, nullptr);
    return figure(expr, hint);
  }

  static Type choice_type(int choice) {
    Type type{TypeKind::choice};
    type.choice = choice;
    return type;
  }

  Expr figure(const syntax::Expr& expr, int hint) {
    const Name& name = expr.names.front();
    if (expr.names.size() == 1) {
      if (const auto found = model_.parameter_names.find(name.text); found != model_.parameter_names.end()) {
        const Type& type = model_.parameters[found->second].type;
        if (type.kind == TypeKind::duration) return stray_duration(expr.span);
        Expr result = make(Op::parameter, type, expr.span);
        result.ref = found->second;
        return result;
      }
      if (model_.scale_names.contains(name.text) || model_.table_names.contains(name.text)) {
        return mistake(expr.span, "E0311", fmt::format("`{}` needs its argument", name.text),
                       fmt::format("write `{}(…)`", name.text));
      }
      if (hint >= 0) return unknown_member(name, hint);
    }
    report_unknown(name, scopes_, "field, define or figure");
    return failed(expr.span);
  }

  Expr unknown_member(const Name& name, int choice) {
    for (const Choice& other : model_.choices) {
      if (other.find(name.text) < 0) continue;
      return mistake(
          name.span, "E0308",
          fmt::format("`{}` is a member of `{}`, not of `{}`", name.text, other.name, model_.choices[choice].name),
          "compare with a member of the same choice");
    }
    NameTable members;
    for (const Member& member : model_.choices[choice].members) members.emplace(member.name, 0);
    checker_.report_undeclared("E0207", fmt::format("member of `{}`", model_.choices[choice].name), name, members);
    return failed(name.span);
  }

  // A field or define that a path leads to; `year` is the operand in parentheses, if any.
  Expr use(const Target& target, const syntax::Expr& expr, const syntax::Expr* year) {
    const Name& name = expr.names.back();
    if (target.kind == Target::Kind::role) {
      return mistake(expr.span, "E0318", fmt::format("`{}` is a list of members, not a value", name.text),
                     fmt::format("write, for instance, `count({})`", name.text));
    }
    if (target.kind == Target::Kind::right) {
      return mistake(expr.span, "E0301", fmt::format("`{}` is a right, not a value", name.text),
                     fmt::format("write `entitled to {}`", name.text));
    }
    if (target.kind == Target::Kind::define) {
      if (year != nullptr)
        return mistake(expr.span, "E0311", fmt::format("the define `{}` takes no argument", name.text));
      Expr result = make(Op::define, type_of_define(checker_, target.index), expr.span);
      result.ref = target.index;
      result.path = target.path;
      return result;
    }
    return use_field(target, expr, year);
  }

  Expr use_field(const Target& target, const syntax::Expr& expr, const syntax::Expr* year) {
    const Field& field = model_.fields[target.index];
    if (field.type.kind == TypeKind::identifier) {
      return mistake(expr.span, "E0602",
                     fmt::format("`{}` is an identifier, and identifiers decide nothing", field.name),
                     "identifiers only tell subjects apart; use a fact");
    }
    Expr result = make(Op::field, field.type, expr.span);
    result.ref = target.index;
    result.path = target.path;
    if (field.by_year != (year != nullptr)) {
      return field.by_year
                 ? mistake(expr.span, "E0317", fmt::format("`{}` is known by year, and no year is given", field.name),
                           fmt::format("write `{}(year(today) - 2)`, for instance", field.name))
                 : mistake(expr.span, "E0317", fmt::format("`{}` is not known by year", field.name),
                           fmt::format("write `{}`", field.name));
    }
    if (year != nullptr) {
      Expr index = type(*year, -1);
      if (is_error(index)) return failed(expr.span);
      if (index.type.kind != TypeKind::integer || !is_constant(index)) {
        return mistake(year->span, "E0317", "the year of a fact is an integer that only the date decides",
                       "write a year, or `year(today)` plus or minus a number");
      }
      result.operands.push_back(std::move(index));
    }
    return result;
  }

  // Known once the date is: no fact anywhere below.
  static bool is_constant(const Expr& expr) {
    switch (expr.op) {
      case Op::constant:
      case Op::today:
      case Op::parameter: return true;
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::negate:
      case Op::minimum:
      case Op::maximum:
      case Op::absolute:
      case Op::year_of:
      case Op::month_of:
      case Op::day_of:
      case Op::age: break;
      default: return false;
    }
    return std::all_of(expr.operands.begin(), expr.operands.end(), is_constant);
  }

  // ---- calls -----------------------------------------------------------------------------

  Expr call(const syntax::Expr& expr) {
    const Name& name = expr.names.front();
    if (expr.names.size() == 1 && syntax::is_reserved(name.text)) return function(expr);
    bool reported = false;
    const Target target = resolve(expr.names, reported);
    if (reported) return failed(expr.span);
    if (target.kind != Target::Kind::none) {
      if (expr.operands.size() != 1) return mistake(expr.span, "E0311", fmt::format("`{}` takes one year", name.text));
      return use(target, expr, &expr.operands.front());
    }
    if (expr.names.size() == 1) {
      if (const auto scale = model_.scale_names.find(name.text); scale != model_.scale_names.end())
        return call_scale(scale->second, expr);
      if (const auto table = model_.table_names.find(name.text); table != model_.table_names.end())
        return call_table(table->second, expr);
      if (model_.parameter_names.contains(name.text))
        return mistake(expr.span, "E0311", fmt::format("the parameter `{}` takes no argument", name.text));
    }
    report_unknown(name, scopes_, "scale, table or field by year");
    return failed(expr.span);
  }

  // Where only figures may stand, tables and scales are figures still under way.
  bool refuses_calls(const syntax::Expr& expr, std::string_view name) {
    if (!scopes_.empty()) return false;
    mistake(expr.span, "E0506", fmt::format("`{}` is called where only literals and parameters may stand", name),
            "write the value itself");
    return true;
  }

  Expr call_scale(int index, const syntax::Expr& expr) {
    const Scale& scale = model_.scales[index];
    if (refuses_calls(expr, scale.name)) return failed(expr.span);
    if (expr.operands.size() != 1) return wrong_count(expr, scale.name, 1);
    Expr argument = type(expr.operands.front(), -1);
    if (is_error(argument) || scale.bracket_value.kind == TypeKind::error) return failed(expr.span);
    // A scale without bounds says nothing of its argument: what it gives decides.
    const bool bounded = scale.argument.kind != TypeKind::error;
    if (bounded ? !accepts(scale.argument, argument, expr.operands.front().span)
                : !multiplies(scale, argument, expr.operands.front().span)) {
      return failed(expr.span);
    }
    Type result = scale.type;
    if (!bounded && scale.marginal && argument.type.kind == TypeKind::money) result.period = argument.type.period;
    if (scale.marginal) {
      result.scale = scale.bracket_value.scale + std::max(argument.type.scale, scale.argument.scale);
      result.quotient = argument.type.quotient;
      if (result.quotient)
        result.scale = scale.type.kind == TypeKind::money ? kMoneyScale : 0;
      else if (result.scale > kMaxScale)
        return too_many_decimals(expr.span, result.scale);
    }
    Expr call = make(Op::scale, result, expr.span);
    call.ref = index;
    call.operands.push_back(std::move(argument));
    return call;
  }

  bool multiplies(const Scale& scale, const Expr& argument, Span span) {
    const bool money = argument.type.kind == TypeKind::money;
    const bool fits =
        is_numeric(argument.type) && (!scale.marginal || (scale.type.kind == TypeKind::money) ==
                                                             (money != (scale.bracket_value.kind == TypeKind::money)));
    if (!fits)
      mistake(span, "E0301",
              fmt::format("the scale `{}` gives {}, and not for {}", scale.name, describe(model_, scale.type),
                          described(argument)));
    return fits;
  }

  Expr call_table(int index, const syntax::Expr& expr) {
    const Table& table = model_.tables[index];
    if (refuses_calls(expr, table.name)) return failed(expr.span);
    if (expr.operands.size() != table.formals.size()) return wrong_count(expr, table.name, table.formals.size());
    Expr call = make(Op::table, table.type, expr.span);
    call.ref = index;
    for (std::size_t i = 0; i < expr.operands.size(); ++i) {
      Expr argument = type(expr.operands[i], choice_hint(table.formals[i]));
      if (is_error(argument) || table.formals[i].kind == TypeKind::error) return failed(expr.span);
      if (!accepts(table.formals[i], argument, expr.operands[i].span)) return failed(expr.span);
      call.operands.push_back(std::move(argument));
    }
    if (table.type.kind == TypeKind::error) return failed(expr.span);
    return call;
  }

  Expr wrong_count(const syntax::Expr& expr, std::string_view name, std::size_t wanted) {
    return mistake(
        expr.span, "E0311",
        fmt::format("`{}` takes {} argument{}, not {}", name, wanted, wanted == 1 ? "" : "s", expr.operands.size()));
  }

  // Whether an argument is of the kind a table or scale was written for.
  bool accepts(const Type& formal, const Expr& argument, Span span) {
    const Type& type = argument.type;
    const bool same =
        (is_number(formal) && is_number(type)) || (formal.kind == type.kind && formal.choice == type.choice);
    if (!same) {
      mistake(span, "E0301", fmt::format("expected {}, found {}", describe(model_, formal), described(argument)));
      return false;
    }
    if (formal.period == type.period) return true;
    report_period_mismatch(checker_, span, formal.period, type.period);
    return false;
  }

  Expr period_mismatch(Span span, const Type& a, const Type& b) {
    report_period_mismatch(checker_, span, a.period, b.period);
    return failed(span);
  }

  Expr function(const syntax::Expr& expr) {
    const std::string& name = expr.names.front().text;
    if (name == "min" || name == "max") return extreme(expr, name == "min" ? Op::minimum : Op::maximum);
    if (name == "years" || name == "months" || name == "days") return stray_duration(expr.span);
    if (name == "age") return age(expr);
    if (expr.operands.size() != 1) return wrong_count(expr, name, 1);
    Expr operand = type(expr.operands.front(), -1);
    if (is_error(operand)) return operand;
    if (name == "abs") {
      if (operand.type.quotient)
        return mistake(expr.operands.front().span, "E0321", "`abs` takes no quotient", "round it first");
      if (!is_numeric(operand.type)) return operand_mistake(expr, "abs", "a number or an amount", operand);
      return unary(Op::absolute, operand.type, std::move(operand), expr.span);
    }
    if (operand.type.kind != TypeKind::date) return operand_mistake(expr, name, "a date", operand);
    const Op op = name == "year" ? Op::year_of : name == "month" ? Op::month_of : Op::day_of;
    return unary(op, kInteger, std::move(operand), expr.span);
  }

  Expr operand_mistake(const syntax::Expr& expr, std::string_view name, std::string_view wanted, const Expr& found) {
    return mistake(expr.operands.front().span, "E0301",
                   fmt::format("`{}` takes {}, and this is {}", name, wanted, described(found)));
  }

  static Expr unary(Op op, Type type, Expr operand, Span span) {
    Expr result = make(op, type, span);
    result.operands.push_back(std::move(operand));
    return result;
  }

  Expr age(const syntax::Expr& expr) {
    Expr result = make(Op::age, kInteger, expr.span);
    for (const syntax::Expr& operand : expr.operands) {
      Expr date = type(operand, -1);
      if (is_error(date)) return date;
      if (date.type.kind != TypeKind::date) return operand_mistake(expr, "age", "a date", date);
      result.operands.push_back(std::move(date));
    }
    if (result.operands.size() == 1) result.operands.push_back(make(Op::today, kDate, expr.span));
    return result;
  }

  Expr extreme(const syntax::Expr& expr, Op op) {
    Expr result = make(op, {}, expr.span);
    if (expr.operands.size() < 2) {
      return mistake(expr.span, "E0311", fmt::format("`{0}` compares at least two values", expr.names.front().text),
                     fmt::format("write `{0}(a, b)`, or `{0}(a of ROLE)` over members", expr.names.front().text));
    }
    for (const syntax::Expr& operand : expr.operands) {
      Expr typed = type(operand, -1);
      if (is_error(typed)) return typed;
      if (!is_ordered(typed.type)) {
        return mistake(operand.span, "E0301", fmt::format("{} has no order", described(typed)),
                       "`min` and `max` compare numbers, amounts or dates");
      }
      result.type = result.operands.empty() ? typed.type : common_type(checker_, result.type, typed.type, expr.span);
      if (is_error(result)) return result;
      result.operands.push_back(std::move(typed));
    }
    return result;
  }

  // ---- logic and comparison --------------------------------------------------------------

  Expr logic(Op op, const syntax::Expr& expr) {
    Expr result = make(op, kBoolean, expr.span);
    bool sound = true;
    for (const syntax::Expr& operand : expr.operands) {
      Expr typed = condition(operand);
      sound = sound && !is_error(typed);
      result.operands.push_back(std::move(typed));
    }
    return sound ? result : failed(expr.span);
  }

  // A bare name that is no value here can only be a member of the other operand's choice.
  bool is_member_only(const syntax::Expr& expr) {
    return expr.kind == ExprKind::path && expr.names.size() == 1 && !is_value(expr.names.front());
  }

  Expr comparison(const syntax::Expr& expr) {
    Expr left;
    Expr right;
    if (is_member_only(expr.operands[0])) {
      right = type(expr.operands[1], -1);
      left = type(expr.operands[0], choice_hint(right.type));
    } else {
      left = type(expr.operands[0], -1);
      right = type(expr.operands[1], choice_hint(left.type));
    }
    return compare(expr.comparison, std::move(left), std::move(right), expr.span);
  }

  Expr compare(values::Comparison comparison, Expr left, Expr right, Span span) {
    if (is_error(left) || is_error(right)) return failed(span);
    if (is_error_type(common_type(checker_, left.type, right.type, span))) return failed(span);
    const bool equality = comparison == values::Comparison::equal || comparison == values::Comparison::unequal;
    if (!equality && !is_ordered(left.type)) {
      return mistake(span, left.type.kind == TypeKind::choice ? "E0308" : "E0301",
                     fmt::format("{} has no order", described(left)), "compare with `=`, `!=`, `is` or `in`");
    }
    Expr result = make(Op::compare, kBoolean, span);
    result.comparison = comparison;
    result.operands = {std::move(left), std::move(right)};
    return result;
  }

  static bool is_error_type(const Type& type) { return type.kind == TypeKind::error; }

  Expr between(const syntax::Expr& expr) {
    Expr value = type(expr.operands[0], -1);
    Expr low = type(expr.operands[1], -1);
    Expr high = type(expr.operands[2], -1);
    Expr above = compare(values::Comparison::at_least, value, std::move(low), expr.span);
    if (is_error(above)) return above;
    Expr below = compare(values::Comparison::at_most, std::move(value), std::move(high), expr.span);
    if (is_error(below)) return below;
    Expr result = make(Op::logical_and, kBoolean, expr.span);
    result.operands = {std::move(above), std::move(below)};
    return result;
  }

  Expr in(const syntax::Expr& expr) {
    Expr value = type(expr.operands[0], -1);
    if (is_error(value)) return value;
    if (value.type.kind == TypeKind::choice) return in_choice(std::move(value), expr);
    Expr result = make(Op::logical_or, kBoolean, expr.span);
    for (std::size_t i = 1; i < expr.operands.size(); ++i) {
      Expr equal = compare(values::Comparison::equal, value, type(expr.operands[i], -1), expr.operands[i].span);
      if (is_error(equal)) return equal;
      result.operands.push_back(std::move(equal));
    }
    return result;
  }

  Expr in_choice(Expr value, const syntax::Expr& expr) {
    Expr result = make(Op::in_members, kBoolean, expr.span);
    for (std::size_t i = 1; i < expr.operands.size(); ++i) {
      const Expr member = type(expr.operands[i], value.type.choice);
      if (is_error(member)) return member;
      if (member.op != Op::constant || member.type.choice != value.type.choice) {
        return mistake(expr.operands[i].span, "E0308",
                       fmt::format("this is not a member of `{}`", model_.choices[value.type.choice].name));
      }
      if (member.value < values::kMaxChoiceMembers) result.members.set(member.value);
    }
    result.operands.push_back(std::move(value));
    return result;
  }

  Expr is(const syntax::Expr& expr) {
    Expr value = type(expr.operands[0], -1);
    if (is_error(value)) return value;
    if (value.type.kind != TypeKind::choice) {
      return mistake(expr.operands[0].span, "E0308",
                     fmt::format("`is` asks for a member of a choice, and this is {}", described(value)),
                     "compare with `=`");
    }
    const int member = model_.choices[value.type.choice].find(expr.names.front().text);
    if (member < 0) return unknown_member(expr.names.front(), value.type.choice);
    Expr result = make(Op::in_members, kBoolean, expr.span);
    if (member < values::kMaxChoiceMembers) result.members.set(member);
    result.operands.push_back(std::move(value));
    return result;
  }

  // ---- arithmetic ------------------------------------------------------------------------

  static bool is_duration(const syntax::Expr& expr, const Model& model) {
    if (expr.kind == ExprKind::duration) return true;
    if (expr.kind == ExprKind::call && expr.names.size() == 1) {
      const std::string& name = expr.names.front().text;
      return name == "years" || name == "months" || name == "days";
    }
    if (expr.kind != ExprKind::path || expr.names.size() != 1) return false;
    const auto found = model.parameter_names.find(expr.names.front().text);
    return found != model.parameter_names.end() && model.parameters[found->second].type.kind == TypeKind::duration;
  }

  Expr sum(const syntax::Expr& expr) {
    const bool adding = expr.kind == ExprKind::add;
    if (is_duration(expr.operands[1], model_)) return date_sum(expr, adding ? 1 : -1);
    if (is_duration(expr.operands[0], model_)) {
      return mistake(expr.operands[0].span, "E0309", "a duration stands behind the date it is added to",
                     "write `date + duration`");
    }
    Expr left = type(expr.operands[0], -1);
    Expr right = type(expr.operands[1], -1);
    if (is_error(left) || is_error(right)) return failed(expr.span);
    if (left.type.kind == TypeKind::date || right.type.kind == TypeKind::date) {
      if (left.type.kind == right.type.kind) {
        return mistake(expr.span, "E0310", fmt::format("two dates have no {}", adding ? "sum" : "difference"),
                       "use `age(a on b)`, or compare `a + 3 months` with `b`");
      }
      return mistake(expr.span, "E0301", fmt::format("{} and {} do not add up", described(left), described(right)),
                     "add a duration to a date: `3 months`, `days(n)`");
    }
    if (!is_numeric(left.type) || !is_numeric(right.type)) {
      const Expr& wrong = is_numeric(left.type) ? right : left;
      return mistake(wrong.span, "E0301", fmt::format("{} is not a number", described(wrong)));
    }
    const Type type = common_type(checker_, left.type, right.type, expr.span);
    if (is_error_type(type)) return failed(expr.span);
    Expr result = make(adding ? Op::add : Op::subtract, type, expr.span);
    result.operands = {std::move(left), std::move(right)};
    return result;
  }

  Expr date_sum(const syntax::Expr& expr, int sign) {
    Expr date = type(expr.operands[0], -1);
    if (is_error(date)) return date;
    if (date.type.kind != TypeKind::date) {
      return mistake(expr.operands[0].span, "E0309",
                     fmt::format("a duration is added to a date, and this is {}", described(date)));
    }
    const syntax::Expr& duration = expr.operands[1];
    syntax::DurationUnit unit = duration.duration_unit;
    Expr count = constant(kInteger, duration.units, duration.span);
    if (duration.kind == ExprKind::call) {
      const std::string& name = duration.names.front().text;
      unit = name == "years"    ? syntax::DurationUnit::years
             : name == "months" ? syntax::DurationUnit::months
                                : syntax::DurationUnit::days;
      if (duration.operands.size() != 1) return wrong_count(duration, name, 1);
      count = type(duration.operands.front(), -1);
      if (is_error(count)) return count;
      if (!is_number(count.type) || count.type.scale > 0 || count.type.quotient) {
        return mistake(duration.operands.front().span, "E0301",
                       fmt::format("`{}` takes an integer, and this is {}", name, described(count)));
      }
    } else if (duration.kind == ExprKind::path) {
      return add_parameter(std::move(date), duration, sign, expr.span);
    } else if (duration.scale != 0) {
      return mistake(duration.span, "E0309", "a duration is a whole number of years, months or days");
    }
    return add_duration(std::move(date), std::move(count), unit, sign, expr.span);
  }

  static Expr add_duration(Expr date, Expr count, syntax::DurationUnit unit, int sign, Span span) {
    Expr result = make(unit == syntax::DurationUnit::days ? Op::add_days : Op::add_months, kDate, span);
    result.value = unit == syntax::DurationUnit::years ? 12 * sign : sign;
    result.operands = {std::move(date), std::move(count)};
    return result;
  }

  // A parameter of type duration counts months, then days: both are added, one is 0.
  Expr add_parameter(Expr date, const syntax::Expr& duration, int sign, Span span) {
    const int index = model_.parameter_names.find(duration.names.front().text)->second;
    Expr months = make(Op::parameter, kInteger, duration.span);
    months.ref = index;
    months.value = 1;  // the months of the duration
    Expr days = months;
    days.value = 2;  // its days
    Expr shifted = add_duration(std::move(date), std::move(months), syntax::DurationUnit::months, sign, span);
    return add_duration(std::move(shifted), std::move(days), syntax::DurationUnit::days, sign, span);
  }

  Expr too_many_decimals(Span span, int scale) {
    return mistake(span, "E0305", fmt::format("the product has {} decimals, more than {}", scale, kMaxScale),
                   "round a factor first: `x rounded half up to 0.01`");
  }

  // Whether both operands are numbers or money; reported when not.
  bool are_numeric(const Expr& left, const Expr& right) {
    for (const Expr* operand : {&left, &right}) {
      if (is_numeric(operand->type)) continue;
      mistake(operand->span, "E0301", fmt::format("{} is not a number", described(*operand)));
      return false;
    }
    return true;
  }

  Expr product(const syntax::Expr& expr) {
    Expr left = type(expr.operands[0], -1);
    Expr right = type(expr.operands[1], -1);
    if (is_error(left) || is_error(right)) return failed(expr.span);
    if (!are_numeric(left, right)) return failed(expr.span);
    if (left.type.kind == TypeKind::money && right.type.kind == TypeKind::money) {
      return mistake(expr.span, "E0304", "money times money means nothing", "multiply by a number or a rate");
    }
    if (left.type.quotient && right.type.quotient) {
      return mistake(expr.span, "E0303", "two quotients are not multiplied", "round one of them first");
    }
    Type type = left.type.kind == TypeKind::money    ? left.type
                : right.type.kind == TypeKind::money ? right.type
                                                     : number_product(left.type, right.type);
    type.quotient = left.type.quotient || right.type.quotient;
    type.scale = left.type.scale + right.type.scale;
    if (type.quotient) type.scale = type.kind == TypeKind::money ? kMoneyScale : 0;
    if (type.scale > kMaxScale) return too_many_decimals(expr.span, type.scale);
    Expr result = make(Op::multiply, type, expr.span);
    result.operands = {std::move(left), std::move(right)};
    return result;
  }

  static Type number_product(const Type& a, const Type& b) {
    return {a.kind == TypeKind::integer && b.kind == TypeKind::integer ? TypeKind::integer : TypeKind::decimal};
  }

  Expr quotient(const syntax::Expr& expr) {
    Expr left = type(expr.operands[0], -1);
    Expr right = type(expr.operands[1], -1);
    if (is_error(left) || is_error(right)) return failed(expr.span);
    for (const Expr* operand : {&left, &right}) {
      if (!is_numeric(operand->type))
        return mistake(operand->span, "E0301", fmt::format("{} is not a number", described(*operand)));
      if (operand->type.quotient)
        return mistake(operand->span, "E0321", "a quotient is not divided again, nor divides",
                       "round it first, or divide once by the product");
    }
    Type type{TypeKind::decimal};
    if (left.type.kind == TypeKind::money) {
      if (right.type.kind != TypeKind::money)
        type = {TypeKind::money, kMoneyScale, left.type.period};
      else if (left.type.period != right.type.period)
        return period_mismatch(expr.span, left.type, right.type);
    } else if (right.type.kind == TypeKind::money) {
      return mistake(expr.span, "E0301", "a number is not divided by money", "divide money by money or by a number");
    }
    type.quotient = true;
    Expr result = make(Op::divide, type, expr.span);
    result.operands = {std::move(left), std::move(right)};
    return result;
  }

  Expr negate(const syntax::Expr& expr) {
    Expr operand = type(expr.operands.front(), -1);
    if (is_error(operand)) return operand;
    if (!is_numeric(operand.type))
      return mistake(expr.span, "E0301", fmt::format("{} is not a number", described(operand)));
    if (operand.op == Op::constant) {
      operand.value = -operand.value;
      operand.span = expr.span;
      return operand;
    }
    const Type type = operand.type;
    return unary(Op::negate, type, std::move(operand), expr.span);
  }

  Expr round(const syntax::Expr& expr) {
    Expr value = type(expr.operands[0], -1);
    Expr granularity = type(expr.operands[1], -1);
    if (is_error(value) || is_error(granularity)) return failed(expr.span);
    if (!is_numeric(value.type))
      return mistake(expr.operands[0].span, "E0301", fmt::format("{} is not rounded", described(value)),
                     "numbers and amounts are rounded");
    const bool same_unit =
        value.type.kind == TypeKind::money ? granularity.type.kind == TypeKind::money : is_number(granularity.type);
    if (!same_unit || granularity.op != Op::constant || granularity.value <= 0 ||
        granularity.type.period != value.type.period) {
      return mistake(expr.operands[1].span, "E0313", "a value is rounded to a positive literal of its own unit",
                     value.type.kind == TypeKind::money
                         ? "write, for instance, `to 1 €`, or `to 0.01 € per month` for money per month"
                         : "write, for instance, `to 1` or `to 0.01`");
    }
    Type type = granularity.type;
    type.period = value.type.period;
    if (type.kind == TypeKind::rate && value.type.kind != TypeKind::rate) type.kind = TypeKind::decimal;
    Expr result = unary(Op::round, type, std::move(value), expr.span);
    result.value = granularity.value;
    result.rounding = expr.rounding;
    return result;
  }

  Expr convert(const syntax::Expr& expr) {
    Expr value = type(expr.operands.front(), -1);
    if (is_error(value)) return value;
    if (value.type.kind != TypeKind::money) {
      return mistake(expr.operands.front().span, "E0302",
                     fmt::format("only money has a period, and this is {}", described(value)));
    }
    Type type = value.type;
    type.period = expr.period;
    std::int64_t factor = 1;
    if (value.type.period == Period::month && expr.period == Period::year) factor = 12;
    if (value.type.period == Period::year && expr.period == Period::month) factor = -12;
    if (factor == -12) {
      type.quotient = true;
      type.scale = kMoneyScale;
    }
    Expr result = unary(Op::convert_period, type, std::move(value), expr.span);
    result.value = factor;
    return result;
  }

  // ---- choose, known, members, rights ----------------------------------------------------

  Expr choose(const syntax::Expr& expr, int hint) {
    const std::size_t end = expr.text.find('o');
    if (end == std::string::npos) {
      return mistake(expr.span, "E0120", "`choose` has no `otherwise`",
                     "end it with `VALUE otherwise`, so that every case has a value");
    }
    if (end + 1 != expr.text.size())
      return mistake(expr.span, "E0505", "a row stands behind `otherwise`, which always holds", "put `otherwise` last");
    Expr result = make(Op::choose, {}, expr.span);
    bool sound = true;
    for (std::size_t i = 0; i < expr.operands.size(); ++i) {
      const bool is_condition = i % 2 == 1;
      Expr typed = is_condition ? condition(expr.operands[i])
                                : type(expr.operands[i], hint >= 0 ? hint : choice_hint(result.type));
      sound = sound && !is_error(typed);
      if (!is_condition && sound)
        result.type = i == 0 ? typed.type : common_type(checker_, result.type, typed.type, expr.operands[i].span);
      sound = sound && !is_error(result);
      result.operands.push_back(std::move(typed));
    }
    return sound ? result : failed(expr.span);
  }

  Expr known(const syntax::Expr& expr) {
    Expr field = type(expr.operands.front(), -1);
    if (is_error(field)) return field;
    if (field.op != Op::field) {
      return mistake(expr.operands.front().span, "E0312", "`known` asks about a fact, and this is not a field",
                     "name the field itself");
    }
    return unary(Op::known, kBoolean, std::move(field), expr.span);
  }

  // The role a path ends with, and where its group is.
  Target role_target(const syntax::Expr& expr) {
    bool reported = false;
    Target target = resolve(expr.names, reported);
    if (reported || target.kind == Target::Kind::role) return target;
    if (target.kind == Target::Kind::none) {
      NameTable roles;
      for (const int scope : scopes_) {
        const auto& names = model_.entities[scope].role_names;
        roles.insert(names.begin(), names.end());
      }
      checker_.report_undeclared("E0206", "role", expr.names.back(), roles);
    } else {
      mistake(expr.names.back().span, "E0318", fmt::format("`{}` is not a role", expr.names.back().text),
              "members are counted by the roles of a group");
    }
    return {};
  }

  Expr aggregate(const syntax::Expr& expr) {
    if (expr.names.empty()) {
      return mistake(expr.span, "E0318", "`sum` adds a value of each member",
                     "write `sum(VALUE of ROLE)`, or `count(ROLE)`");
    }
    const Target target = role_target(expr);
    if (target.kind != Target::Kind::role || model_.roles[target.index].member < 0) return failed(expr.span);
    Scopes inner = scopes_;
    if (!target.path.steps.empty()) inner.push_back(model_.roles[target.index].group);
    inner.push_back(model_.roles[target.index].member);
    Typer members(checker_, inner);
    Expr result = make(aggregate_op(expr.aggregate), kInteger, expr.span);
    result.ref = target.index;
    result.path = target.path;
    result.has_where = expr.has_where;
    std::size_t at = 0;
    if (expr.has_value) {
      Expr value = members.type(expr.operands[at++], -1);
      if (is_error(value)) return value;
      const bool fits = expr.aggregate == syntax::Aggregate::sum ? is_numeric(value.type) : is_ordered(value.type);
      if (!fits)
        return mistake(expr.operands[0].span, "E0318",
                       fmt::format("{} cannot be summed or compared over members", described(value)));
      result.type = value.type;
      result.operands.push_back(std::move(value));
    }
    if (expr.aggregate == syntax::Aggregate::any || expr.aggregate == syntax::Aggregate::all) {
      result.type = kBoolean;
      if (!expr.has_where) {
        return mistake(expr.span, "E0318", "`any` and `all` ask a question about each member",
                       fmt::format("write `{}({} where …)`", expr.aggregate == syntax::Aggregate::any ? "any" : "all",
                                   expr.names.back().text));
      }
    }
    if (expr.has_where) {
      Expr where = members.condition(expr.operands[at]);
      if (is_error(where)) return where;
      result.operands.push_back(std::move(where));
    }
    return result;
  }

  static Op aggregate_op(syntax::Aggregate aggregate) {
    switch (aggregate) {
      case syntax::Aggregate::count: return Op::count;
      case syntax::Aggregate::sum: return Op::sum;
      case syntax::Aggregate::any: return Op::any;
      case syntax::Aggregate::all: return Op::all;
      case syntax::Aggregate::min: return Op::least;
      case syntax::Aggregate::max: return Op::greatest;
    }
    return Op::count;
  }

  Expr of_right(Op op, const syntax::Expr& expr) {
    bool reported = false;
    const Target target = resolve(expr.names, reported);
    if (reported) return failed(expr.span);
    if (target.kind != Target::Kind::right) return report_no_right(expr);
    const Right& right = model_.rights[target.index];
    Expr result = make(op, kBoolean, expr.span);
    result.ref = target.index;
    result.path = target.path;
    if (op == Op::amount_of) {
      if (!right.has_amount)
        return mistake(expr.span, "E0705", fmt::format("the right `{}` has no amount", right.name),
                       fmt::format("ask `entitled to {}`", right.name));
      settle_right(checker_, target.index);
      result.type = {TypeKind::money, kMoneyScale, right.amount_period};
    }
    return result;
  }

  Expr report_no_right(const syntax::Expr& expr) {
    const Name& name = expr.names.back();
    const auto found = model_.right_names.find(name.text);
    if (found == model_.right_names.end()) {
      checker_.report_undeclared("E0204", "right", name, model_.right_names);
    } else if (const int entity = model_.rights[found->second].entity; entity >= 0) {
      mistake(name.span, "E0316", fmt::format("`{}` is a right of `{}`", name.text, model_.entities[entity].name),
              fmt::format("reach it from here by `{}.` or a role", model_.entities[entity].name));
    }
    return failed(expr.span);
  }

  Checker& checker_;
  const Model& model_;
  const Scopes& scopes_;
};

}  // namespace

Expr type_expression(Checker& checker, const Scopes& scopes, const syntax::Expr& expr, int hint) {
  return Typer(checker, scopes).type(expr, hint);
}

Expr type_condition(Checker& checker, const Scopes& scopes, const syntax::Expr& expr) {
  return Typer(checker, scopes).condition(expr);
}

Type common_type(Checker& checker, const Type& a, const Type& b, Span span) {
  const Model& model = checker.model;
  if (a.kind == TypeKind::error || b.kind == TypeKind::error) return {};
  if (is_number(a) && is_number(b)) {
    Type type = a.kind == b.kind ? a : Type{TypeKind::decimal};
    type.quotient = a.quotient || b.quotient;
    type.scale = type.quotient ? 0 : std::max(a.scale, b.scale);
    return type;
  }
  if (a.kind == TypeKind::money && b.kind == TypeKind::money) {
    if (a.period != b.period) {
      report_period_mismatch(checker, span, a.period, b.period);
      return {};
    }
    Type type = a;
    type.quotient = a.quotient || b.quotient;
    type.scale = type.quotient ? kMoneyScale : std::max(a.scale, b.scale);
    return type;
  }
  if (a.kind == b.kind && a.choice == b.choice) return a;
  const bool choices = a.kind == TypeKind::choice && b.kind == TypeKind::choice;
  const bool money_and_number =
      (a.kind == TypeKind::money && is_number(b)) || (b.kind == TypeKind::money && is_number(a));
  checker.report(span, choices ? "E0308" : "E0301",
                 fmt::format("{} and {} do not go together", describe(model, a), describe(model, b)),
                 money_and_number ? "write the amount in euros, as in `100 €`" : "");
  return {};
}

namespace {

// Whether the body of a define may be held by its declared type.
bool holds(Checker& checker, const Type& declared, const Expr& body) {
  const Type& type = body.type;
  const auto mistake = [&](std::string code, std::string message, std::string way_out) {
    checker.report(body.span, std::move(code), std::move(message), std::move(way_out));
    return false;
  };
  if (declared.kind == TypeKind::duration)
    return mistake("E0309", "a define cannot be a duration", "define the date itself");
  const bool number = is_number(declared) && is_number(type);
  const bool same = declared.kind == type.kind && declared.choice == type.choice;
  const bool too_exact = declared.kind == TypeKind::integer && number && type.scale > 0 && !type.quotient;
  if ((!number && !same) || too_exact) {
    return mistake("E0301",
                   fmt::format("the define is {}, and its expression is {}", describe(checker.model, declared),
                               describe(checker.model, type)),
                   too_exact ? "round it: `… rounded down to 1`" : "");
  }
  if (number && !type.quotient && declared.kind != TypeKind::integer && declared.scale >= 0 &&
      type.scale > declared.scale) {
    return mistake("E0322",
                   fmt::format("the expression has {} decimals, more than the {} declared", type.scale, declared.scale),
                   "round it, or declare more decimals");
  }
  if (declared.kind == TypeKind::money && declared.period != type.period) {
    report_period_mismatch(checker, body.span, declared.period, type.period);
    return false;
  }
  return true;
}

}  // namespace

const Type& type_of_define(Checker& checker, int index) {
  auto& state = checker.define_typing[index];
  Define& define = checker.model.defines[index];
  if (state != Checker::Typing::not_yet) return define.declared;
  state = Checker::Typing::under_way;
  if (define.declared.scale < 0 && define.entity < 0) define.declared.scale = 0;
  if (define.entity >= 0) {
    Expr body =
        type_expression(checker, {define.entity}, checker.define_items[index]->body, choice_hint(define.declared));
    if (body.type.kind != TypeKind::error && define.declared.kind != TypeKind::error &&
        holds(checker, define.declared, body)) {
      define.declared.scale = body.type.scale;
      define.declared.quotient = body.type.quotient;
      define.body = std::move(body);
    }
  }
  if (define.declared.scale < 0) define.declared.scale = 0;
  checker.define_typing[index] = Checker::Typing::done;
  return define.declared;
}

void check_defines(Checker& checker) {
  for (int i = 0; i < static_cast<int>(checker.model.defines.size()); ++i) type_of_define(checker, i);
}

}  // namespace proactive::semantics
