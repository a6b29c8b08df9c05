// Parameters, scales and tables: their values, dates, brackets and cells.
#include <fmt/format.h>

#include <algorithm>

#include "proactive/date.h"
#include "semantics/typing.h"

namespace proactive::semantics {

namespace {

using syntax::ExprKind;

const syntax::Expr& without_sign(const syntax::Expr& expr, bool& negative) {
  negative = expr.kind == ExprKind::negate;
  return negative ? expr.operands.front() : expr;
}

bool is_number_literal(const syntax::Expr& expr) {
  return expr.kind == ExprKind::number || expr.kind == ExprKind::rate;
}

class LiteralReader {
 public:
  LiteralReader(Checker& checker, const syntax::Expr& expr, const Type& type, std::string code, bool takes_period)
      : checker_(checker),
        whole_(expr),
        expr_(without_sign(expr, negative_)),
        type_(type),
        code_(std::move(code)),
        takes_period_(takes_period) {}

  std::optional<std::int64_t> read() {
    switch (type_.kind) {
      case TypeKind::error: return std::nullopt;
      case TypeKind::boolean: return expr_.kind == ExprKind::boolean && !negative_ ? value(expr_.units) : mismatch();
      case TypeKind::date: return expr_.kind == ExprKind::date && !negative_ ? value(expr_.units) : mismatch();
      case TypeKind::identifier: return expr_.kind == ExprKind::text ? value(0) : mismatch();
      case TypeKind::choice: return member();
      case TypeKind::duration: return duration();
      case TypeKind::money: return money();
      case TypeKind::integer:
        return expr_.kind == ExprKind::number && expr_.scale == 0 ? value(expr_.units) : mismatch();
      case TypeKind::decimal:
      case TypeKind::rate: return is_number_literal(expr_) ? scaled(type_.scale) : mismatch();
    }
    return std::nullopt;
  }

 private:
  std::optional<std::int64_t> value(std::int64_t units) const { return negative_ ? -units : units; }

  std::optional<std::int64_t> mismatch() {
    const bool euros = type_.kind == TypeKind::money && is_number_literal(expr_);
    checker_.report(whole_.span, code_,
                    fmt::format("expected {}, found `{}`", describe(checker_.model, type_), checker_.text(whole_.span)),
                    euros ? "write the amount in euros, as in `100 €`" : "");
    return std::nullopt;
  }

  std::optional<std::int64_t> scaled(int scale) {
    const values::Int128 units =
        expr_.scale > scale ? 0 : static_cast<values::Int128>(expr_.units) * values::power_of_ten(scale - expr_.scale);
    if (expr_.scale > scale || !values::fits64(units)) {
      checker_.report(whole_.span, "E0108",
                      type_.kind == TypeKind::money
                          ? "an amount has at most two decimals"
                          : fmt::format("the number has more than the {} decimals of its type", scale),
                      type_.kind == TypeKind::money ? "write whole cents" : "state more decimals, as in `decimal(4)`");
      return std::nullopt;
    }
    return value(static_cast<std::int64_t>(units));
  }

  std::optional<std::int64_t> money() {
    if (expr_.kind != ExprKind::money) return mismatch();
    if (expr_.period != type_.period && !(takes_period_ && expr_.period == Period::none)) {
      report_period_mismatch(checker_, whole_.span, type_.period, expr_.period);
      return std::nullopt;
    }
    return scaled(kMoneyScale);
  }

  std::optional<std::int64_t> member() {
    if (expr_.kind != ExprKind::path || expr_.names.size() != 1 || negative_) return mismatch();
    const Choice& choice = checker_.model.choices[type_.choice];
    const int index = choice.find(expr_.names.front().text);
    if (index >= 0) return index;
    NameTable members;
    for (const Member& known : choice.members) members.emplace(known.name, 0);
    checker_.report_undeclared("E0207", fmt::format("member of `{}`", choice.name), expr_.names.front(), members);
    return std::nullopt;
  }

  std::optional<std::int64_t> duration() {
    if (expr_.kind != ExprKind::duration || expr_.scale != 0 || expr_.units > 1000000 || negative_) return mismatch();
    return expr_.duration_unit == syntax::DurationUnit::days ? encode_duration(0, expr_.units)
                                                             : encode_duration(months_of(expr_), 0);
  }

  Checker& checker_;
  bool negative_ = false;
  const syntax::Expr& whole_;
  const syntax::Expr& expr_;
  const Type& type_;
  const std::string code_;
  const bool takes_period_;
};

// ---- parameters --------------------------------------------------------------------------

int written_scale(const syntax::Expr& expr) {
  bool negative = false;
  return without_sign(expr, negative).scale;
}

void check_parameter(Checker& checker, const syntax::ParameterItem& item, Parameter& parameter) {
  if (parameter.type.kind == TypeKind::identifier) {
    checker.report(item.type.span, "E0602", "a figure is not an identifier");
    parameter.type = {};
  }
  if (parameter.type.scale < 0) {
    parameter.type.scale = 0;
    for (const auto& dated : item.values)
      parameter.type.scale = std::max(parameter.type.scale, std::min(written_scale(dated.value), kMaxScale));
  }
  std::vector<Span> spans;
  for (const auto& dated : item.values) {
    const auto value = literal_value(checker, dated.value, parameter.type, "E0301");
    parameter.values.push_back({in_force(checker, dated.validity), value.value_or(0)});
    spans.push_back(dated.value.span);
  }
  if (item.values.empty())
    checker.report(item.head.name.span, "E0406", fmt::format("the parameter `{}` has no value", parameter.name),
                   "write `from DATE : VALUE`");
  settle(checker, parameter.values, spans);
  if (item.confirmed_on) parameter.confirmed_on = day(*item.confirmed_on);
}

// ---- scales ------------------------------------------------------------------------------

// The type of the bounds, or of the bracket values, of all sets of a scale.
Type merged(Checker& checker, const Type& known, const Expr& next) {
  if (known.kind == TypeKind::error) return next.type;
  if (next.type.kind == TypeKind::error) return known;
  return common_type(checker, known, next.type, next.span);
}

// Bounds that are written as literals can be compared before any date is known.
bool is_after(const Expr& bound, const Expr& before) {
  if (bound.op != Op::constant || before.op != Op::constant) return true;
  if (bound.type.kind == TypeKind::date && before.type.kind == TypeKind::date) return bound.value > before.value;
  if (!is_numeric(bound.type) || !is_numeric(before.type)) return true;
  const int scale = std::max(bound.type.scale, before.type.scale);
  const values::Scaling by{values::power_of_ten(scale - bound.type.scale),
                           values::power_of_ten(scale - before.type.scale)};
  return values::compare({bound.value, 1}, {before.value, 1}, by) > 0;
}

std::vector<ScaleBracket> read_brackets(Checker& checker, const syntax::BracketSet& set, Scale& scale) {
  std::vector<ScaleBracket> brackets;
  for (std::size_t i = 0; i < set.brackets.size(); ++i) {
    const syntax::Bracket& written = set.brackets[i];
    const bool last = i + 1 == set.brackets.size();
    ScaleBracket bracket;
    bracket.value = type_expression(checker, {}, written.value, choice_hint(scale.type));
    scale.bracket_value = merged(checker, scale.bracket_value, bracket.value);
    if (written.up_to) {
      bracket.up_to = type_expression(checker, {}, *written.up_to);
      scale.argument = merged(checker, scale.argument, *bracket.up_to);
      if (!brackets.empty() && brackets.back().up_to && !is_after(*bracket.up_to, *brackets.back().up_to)) {
        checker.report(written.up_to->span, "E0503", "the bounds of a scale increase from bracket to bracket",
                       "sort the brackets, or mend the bound");
      }
      const bool closed = std::any_of(set.brackets.begin(), set.brackets.end(), [](const auto& b) { return !b.up_to; });
      if (last && !closed)
        checker.report(written.span, "E0504",
                       fmt::format("the scale `{}` says nothing above its last bound", scale.name),
                       "end it with `above : VALUE`");
    } else if (!last) {
      checker.report(written.span, "E0505", "brackets stand behind `above`, which takes all the rest",
                     "put `above` last");
    }
    brackets.push_back(std::move(bracket));
  }
  return brackets;
}

// What a marginal scale gives: its values times its argument; a banded one, its values.
bool gives(const Type& declared, const Type& value, const Type& argument, bool marginal) {
  if (!marginal)
    return is_numeric(declared) && (declared.kind == value.kind || (is_number(declared) && is_number(value)));
  if (!is_numeric(argument) || !is_numeric(value)) return false;
  const bool money = argument.kind == TypeKind::money || value.kind == TypeKind::money;
  return money ? declared.kind == TypeKind::money && argument.kind != value.kind : is_number(declared);
}

void check_scale(Checker& checker, const syntax::ScaleItem& item, Scale& scale) {
  std::vector<Span> spans;
  for (const auto& set : item.sets) {
    std::vector<ScaleBracket> brackets = read_brackets(checker, set, scale);
    scale.sets.push_back({in_force(checker, set.validity), std::move(brackets)});
    spans.push_back(set.span);
  }
  if (item.sets.empty())
    checker.report(item.head.name.span, "E0406", fmt::format("the scale `{}` has no bracket", scale.name));
  settle(checker, scale.sets, spans);
  if (item.confirmed_on) scale.confirmed_on = day(*item.confirmed_on);
  if (scale.bracket_value.kind == TypeKind::error || scale.type.kind == TypeKind::error) return;
  const bool bounded = scale.argument.kind != TypeKind::error;
  if (!bounded && !scale.marginal && gives(scale.type, scale.bracket_value, {}, false))
    scale.type.scale = scale.bracket_value.scale;
  if (!bounded) return;
  if (!is_ordered(scale.argument) || !gives(scale.type, scale.bracket_value, scale.argument, scale.marginal)) {
    checker.report(
        item.type.span, "E0301",
        fmt::format("the scale is declared as {}, and its brackets are {} for {}", describe(checker.model, scale.type),
                    describe(checker.model, scale.bracket_value), describe(checker.model, scale.argument)));
    return;
  }
  if (!scale.marginal && scale.type.kind == TypeKind::money && scale.type.period != scale.bracket_value.period) {
    report_period_mismatch(checker, item.type.span, scale.type.period, scale.bracket_value.period);
    return;
  }
  if (scale.type.kind == TypeKind::money)
    scale.type.period =
        scale.marginal && scale.argument.kind == TypeKind::money ? scale.argument.period : scale.bracket_value.period;
  if (!scale.marginal) scale.type.scale = scale.bracket_value.scale;
}

// ---- tables ------------------------------------------------------------------------------

// The type of a formal parameter: that of the field or define of its name.
Type formal_type(Checker& checker, const syntax::Name& name) {
  const Model& model = checker.model;
  Type found;
  NameTable known;
  for (const Entity& entity : model.entities) {
    known.insert(entity.field_names.begin(), entity.field_names.end());
    known.insert(entity.define_names.begin(), entity.define_names.end());
    const auto field = entity.field_names.find(name.text);
    const auto define = entity.define_names.find(name.text);
    Type type;
    if (field != entity.field_names.end())
      type = model.fields[field->second].type;
    else if (define != entity.define_names.end())
      type = model.defines[define->second].declared;
    else
      continue;
    if (found.kind == TypeKind::error) found = type;
    if (found.kind != type.kind || found.choice != type.choice) {
      checker.report(name.span, "E0507", fmt::format("`{}` has different types in different entities", name.text),
                     "name a define of its own for the table");
      return {};
    }
  }
  if (!known.contains(name.text)) checker.report_undeclared("E0507", "field or define", name, known);
  if (found.kind == TypeKind::identifier) {
    checker.report(name.span, "E0602", fmt::format("`{}` is an identifier, and identifiers decide nothing", name.text));
    return {};
  }
  return found;
}

class TableReader {
 public:
  TableReader(Checker& checker, const syntax::TableItem& item, Table& table)
      : checker_(checker), item_(item), table_(table) {}

  void read() {
    if (item_.formals.empty()) {
      checker_.report(item_.head.name.span, "E0508", "the table does not say by what its rows are chosen",
                      "write `by NAME`, or `by NAME, NAME`");
      return;
    }
    for (const auto& name : item_.formals) {
      table_.formals.push_back(formal_type(checker_, name));
      table_.formal_names.push_back(name.text);
    }
    if (table_.formals.size() > 2) {
      checker_.report(item_.formals[2].span, "E0508", "a table has one or two dimensions",
                      "split it, or define a quantity that joins two of them");
      return;
    }
    std::vector<Span> spans;
    for (const auto& block : item_.blocks) {
      table_.contents.push_back({in_force(checker_, block.validity), content(block)});
      spans.push_back(block.span);
    }
    if (item_.blocks.empty())
      checker_.report(item_.head.name.span, "E0406", fmt::format("the table `{}` has no row", table_.name));
    settle(checker_, table_.contents, spans);
    if (item_.confirmed_on) table_.confirmed_on = day(*item_.confirmed_on);
    settle_type();
  }

 private:
  bool two_dimensions() const { return table_.formals.size() == 2; }

  TableContent content(const syntax::TableBlock& block) {
    TableContent content;
    std::size_t first = 0;
    if (two_dimensions()) {
      const auto& head = block.rows.front();
      if (head.cells.empty() || head.cells.front().kind != syntax::HeaderKind::empty) {
        checker_.report(head.span, "E0502",
                        "the first row of a table in two dimensions holds the headers of its columns",
                        "begin it with an empty cell: `| | … |`");
        return content;
      }
      for (std::size_t i = 1; i < head.cells.size(); ++i)
        content.columns.push_back(header(head.cells[i], table_.formals[1]));
      report_after_otherwise(content.columns, "column");
      first = 1;
    }
    const std::size_t width = two_dimensions() ? content.columns.size() + 1 : 2;
    for (std::size_t i = first; i < block.rows.size(); ++i) row(block.rows[i], width, content);
    report_after_otherwise(content.rows, "row");
    if (content.rows.empty()) checker_.report(block.span, "E0406", "the table has no row");
    return content;
  }

  void row(const syntax::TableRow& written, std::size_t width, TableContent& content) {
    if (written.cells.size() != width) {
      checker_.report(written.span, "E0501",
                      fmt::format("the row has {} cells, and the table has {} columns", written.cells.size(), width),
                      "every row has one cell for each column");
      return;
    }
    content.rows.push_back(header(written.cells.front(), table_.formals[0]));
    for (std::size_t i = 1; i < written.cells.size(); ++i) content.cells.push_back(cell(written.cells[i]));
  }

  void report_after_otherwise(const std::vector<Header>& headers, std::string_view what) {
    for (std::size_t i = 0; i + 1 < headers.size(); ++i) {
      if (headers[i].kind != Header::Kind::always) continue;
      checker_.report(headers[i + 1].span, "E0505",
                      fmt::format("a {} stands behind `otherwise`, which always holds", what), "put `otherwise` last");
      return;
    }
  }

  Header header(const syntax::Cell& written, const Type& formal) {
    Header header;
    header.span = written.span;
    if (written.kind == syntax::HeaderKind::otherwise) header.kind = Header::Kind::always;
    if (written.kind == syntax::HeaderKind::otherwise || formal.kind == TypeKind::error) return header;
    if (written.kind == syntax::HeaderKind::empty) {
      checker_.report(item_.head.name.span, "E0502", "a header of the table is empty",
                      "write a condition, or `otherwise`");
      return header;
    }
    const bool by_members = formal.kind == TypeKind::choice || formal.kind == TypeKind::boolean;
    return by_members ? member_header(written, formal) : ordered_header(written, formal);
  }

  Header not_a_header(const syntax::Cell& written, const Type& formal, std::string_view way_out) {
    checker_.report(
        written.span, "E0502",
        fmt::format("`{}` is not a condition on {}", checker_.text(written.span), describe(checker_.model, formal)),
        std::string(way_out));
    return {};
  }

  Header member_header(const syntax::Cell& written, const Type& formal) {
    const bool listed = written.kind == syntax::HeaderKind::member || written.kind == syntax::HeaderKind::set;
    if (!listed) return not_a_header(written, formal, "write a member, or a set `{a, b}`");
    Header header;
    header.span = written.span;
    header.kind = Header::Kind::members;
    for (const auto& operand : written.operands) {
      const Expr member = type_expression(checker_, {}, operand, formal.choice);
      if (member.type.kind == TypeKind::error) continue;
      if (member.op != Op::constant || member.type.kind != formal.kind || member.type.choice != formal.choice)
        return not_a_header(written, formal, "");
      header.members.set(member.value);
    }
    return header;
  }

  Header ordered_header(const syntax::Cell& written, const Type& formal) {
    Header header;
    header.span = written.span;
    if (written.kind == syntax::HeaderKind::comparison)
      header.kind = Header::Kind::comparison;
    else if (written.kind == syntax::HeaderKind::range)
      header.kind = Header::Kind::range;
    else
      return not_a_header(written, formal, "write a comparison such as `< 5`, a range `1..4`, or `otherwise`");
    header.comparison = written.comparison;
    header.low_open = written.low_open;
    header.high_open = written.high_open;
    for (const auto& operand : written.operands) {
      Expr bound = constant(operand, -1);
      if (bound.type.kind == TypeKind::error) return {};
      const bool same = (is_number(formal) && is_number(bound.type)) || formal.kind == bound.type.kind;
      if (!same)
        return not_a_header(written, formal,
                            formal.kind == TypeKind::money ? "write amounts in euros, as in `< 100 €`" : "");
      if (formal.period != bound.type.period) {
        report_period_mismatch(checker_, operand.span, formal.period, bound.type.period);
        return {};
      }
      header.bounds.push_back(std::move(bound));
    }
    if (header.bounds.size() == 2 && !is_after(header.bounds[1], header.bounds[0]) &&
        is_after(header.bounds[0], header.bounds[1])) {
      checker_.report(written.span, "E0319", "the range ends before it begins", "write the lower bound first");
      return {};
    }
    return header;
  }

  // Figures alone: known once the date is.
  Expr constant(const syntax::Expr& expr, int hint) {
    Expr typed = type_expression(checker_, {}, expr, hint);
    if (typed.type.quotient) {
      checker_.report(expr.span, "E0303", "a quotient stands in a table", "round it");
      typed.type = {};
    }
    return typed;
  }

  Expr cell(const syntax::Cell& written) {
    if (written.kind != syntax::HeaderKind::member) {
      checker_.report(written.kind == syntax::HeaderKind::empty ? item_.head.name.span : written.span, "E0506",
                      "a cell of a table is one value", "write a literal or a parameter");
      return {};
    }
    Expr value = constant(written.operands.front(), choice_hint(table_.type));
    if (value.type.kind == TypeKind::error || table_.type.kind == TypeKind::error) return value;
    const Type& type = table_.type;
    const bool same = (is_number(type) && is_number(value.type)) ||
                      (type.kind == value.type.kind && type.choice == value.type.choice);
    if (!same) {
      checker_.report(
          written.span, "E0506",
          fmt::format("expected {}, found `{}`", describe(checker_.model, type), checker_.text(written.span)),
          type.kind == TypeKind::money ? "write the amount in euros, as in `100 €`" : "");
      return {};
    }
    if (type.period != value.type.period)
      report_period_mismatch(checker_, written.span, type.period, value.type.period);
    widest_ = std::max(widest_, value.type.scale);
    return value;
  }

  void settle_type() {
    if (is_numeric(table_.type)) table_.type.scale = std::max({widest_, table_.type.scale, 0});
  }

  Checker& checker_;
  const syntax::TableItem& item_;
  Table& table_;
  int widest_ = 0;
};

}  // namespace

std::optional<std::int64_t> literal_value(Checker& checker, const syntax::Expr& expr, const Type& type,
                                          std::string code, bool takes_period) {
  return LiteralReader(checker, expr, type, std::move(code), takes_period).read();
}

void settle_formals(Checker& checker) {
  for (Table& table : checker.model.tables) {
    for (std::size_t i = 0; i < table.formals.size(); ++i) {
      Type& formal = table.formals[i];
      for (const Define& define : checker.model.defines) {
        if (define.name != table.formal_names[i] || define.declared.kind != formal.kind) continue;
        formal.scale = std::max(formal.scale, define.declared.scale);
        formal.quotient = formal.quotient || define.declared.quotient;
      }
      formal.scale = std::max(formal.scale, 0);
    }
  }
}

void check_figures(Checker& checker) {
  Model& model = checker.model;
  std::size_t index = 0;
  for (const auto* item : checker.items<syntax::ParameterItem>())
    check_parameter(checker, *item, model.parameters[index++]);
  index = 0;
  for (const auto* item : checker.items<syntax::ScaleItem>()) check_scale(checker, *item, model.scales[index++]);
  index = 0;
  for (const auto* item : checker.items<syntax::TableItem>()) TableReader(checker, *item, model.tables[index++]).read();
}

}  // namespace proactive::semantics
