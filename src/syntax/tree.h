// The syntax tree: what an author wrote, with spans, before anything is looked up.
#ifndef PROACTIVE_SRC_SYNTAX_TREE_H_
#define PROACTIVE_SRC_SYNTAX_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "syntax/source.h"
#include "values/possible.h"

namespace proactive::syntax {

struct Name {
  std::string text;
  Span span;
};

struct Text {
  std::string value;
  Span span;
};

enum class Period : std::uint8_t { none, month, year };
enum class DurationUnit : std::uint8_t { years, months, days };

enum class ExprKind : std::uint8_t {
  boolean,   ///< `true`; units 0 or 1
  number,    ///< `0.5`; units and scale
  rate,      ///< `42.20 %`; units and scale of the fraction
  money,     ///< `194 €`; units in cents, period as written
  date,      ///< units are days
  text,      ///< `"69123"`
  duration,  ///< `18 years`; units and duration_unit
  today,
  path,  ///< `x`, `household.x`; names
  call,  ///< `x(…)`, also the by-year fact, `year(…)`, `months(n)`; names and operands
  logical_not,
  logical_and,  ///< two or more operands
  logical_or,
  comparison,  ///< comparison; two operands
  between,     ///< value, low, high
  in,          ///< value, then the members
  is,          ///< value, and the member's name in `names`
  add,
  subtract,
  multiply,
  divide,
  negate,
  round,    ///< value, granularity; rounding
  convert,  ///< operand `per month` or `per year`
  choose,   ///< value, condition, …, value of `otherwise`
  known,
  aggregate,  ///< count sum any all min max over a role; see below
  entitled,   ///< `entitled to X`; names
  receives,
  claimed,
  amount_of,
};

enum class Aggregate : std::uint8_t { count, sum, any, all, min, max };

struct Expr {
  ExprKind kind = ExprKind::boolean;
  Span span;
  std::vector<Expr> operands;
  std::vector<Name> names;
  std::string text;
  std::int64_t units = 0;
  int scale = 0;
  int depth = 1;  ///< of the tree below, bounded by the parser
  Period period = Period::none;
  DurationUnit duration_unit = DurationUnit::days;
  values::Comparison comparison = values::Comparison::equal;
  values::Rounding rounding = values::Rounding::down;
  // An aggregate has its role in `names`; operands are [value] [where], as these say.
  Aggregate aggregate = Aggregate::count;
  bool has_value = false;
  bool has_where = false;
};

struct TypeName {
  Name word;               ///< `money`, `choice`, …
  std::optional<Name> of;  ///< the choice, or the kind of identifier
  std::optional<Expr> decimals;
  Period period = Period::none;
  Span span;
};

/// `[from DATE] [to DATE] [law "…"]`
struct Validity {
  std::optional<Expr> from;
  std::optional<Expr> to;
  std::optional<Text> law;
};

struct Head {
  Name keyword;
  Name name;
  std::string doc;
};

struct SourceItem {
  Head head;
  Text label;
  std::optional<Name> way;  ///< `api` or `file`
  std::optional<Text> address;
};

struct Labelled {
  Name name;
  Text label;
};

struct ChoiceItem {
  Head head;
  Text label;
  std::vector<Labelled> members;
};

struct FieldItem {
  Name name;
  TypeName type;
  bool by_year = false;
  std::optional<Name> by_other;  ///< `by month`
  std::optional<Expr> range_low;
  std::optional<Expr> range_high;
  Span range_span;
  std::optional<Name> source;
  std::optional<Name> secrecy;
  std::optional<Expr> kept_for;
  std::vector<Name> concealed_from;
  Text label;
};

struct RoleItem {
  Name name;
  Expr low;
  Expr high;
  Name entity;
  Text label;
};

struct EntityItem {
  Head head;
  Text label;
  bool members_may_belong_to_several = false;
  std::vector<std::variant<FieldItem, RoleItem>> parts;
};

struct DatedValue {
  Validity validity;
  Expr value;
};

struct ParameterItem {
  Head head;
  TypeName type;
  std::vector<DatedValue> values;
  std::optional<Expr> confirmed_on;
};

struct Bracket {
  std::optional<Expr> up_to;  ///< absent in `above`
  Expr value;
  Span span;
};

struct BracketSet {
  Validity validity;
  std::vector<Bracket> brackets;
  Span span;
};

struct ScaleItem {
  Head head;
  TypeName type;
  Name kind;  ///< `marginal` or `banded`
  std::vector<BracketSet> sets;
  std::optional<Expr> confirmed_on;
};

enum class HeaderKind : std::uint8_t { empty, otherwise, comparison, range, member, set };

/// A header of a table, or a plain cell, which is read as a header that is a `member`.
struct Cell {
  HeaderKind kind = HeaderKind::empty;
  values::Comparison comparison = values::Comparison::equal;
  bool low_open = false;
  bool high_open = false;
  std::vector<Expr> operands;
  Span span;
};

struct TableRow {
  std::vector<Cell> cells;
  Span span;
};

struct TableBlock {
  Validity validity;
  std::vector<TableRow> rows;
  Span span;
};

struct TableItem {
  Head head;
  TypeName type;
  std::vector<Name> formals;
  std::vector<TableBlock> blocks;
  std::optional<Expr> confirmed_on;
};

struct DefineItem {
  Head head;
  Name entity;
  TypeName type;
  Expr body;
};

enum class ConditionKind : std::uint8_t { leaf, either, at_least };

struct ConditionItem {
  ConditionKind kind = ConditionKind::leaf;
  Name name;       ///< of a leaf
  Expr condition;  ///< of a leaf
  Expr at_least;   ///< the number
  Text label;
  std::optional<Text> law;
  std::vector<ConditionItem> parts;
  Span span;
};

struct VersionItem {
  Validity validity;
  bool has_when = false;
  std::vector<ConditionItem> when;
  std::vector<Labelled> attested;
  std::optional<Expr> amount;
  Span span;
};

struct Box {
  Text box;
  Expr value;
};

struct Prefill {
  Text form;
  std::vector<Box> boxes;
};

struct Message {
  Name channel;
  Text text;
};

struct RightItem {
  Head head;
  Name entity;
  Text label;
  std::optional<Text> law;
  std::optional<Expr> served_by;  ///< a path, or a `choose` of paths
  std::optional<Name> purpose;
  std::optional<Expr> renewed_every;
  std::optional<Expr> ends_on;
  std::vector<VersionItem> versions;
  VersionItem direct;  ///< what stands outside any version
  bool has_direct = false;
  std::optional<Expr> received;
  std::vector<Prefill> prefills;
  std::vector<Message> messages;
};

struct FactItem;

/// A subject in an example: `person { enrolled true … }`.
struct SubjectItem {
  Name entity;
  std::vector<FactItem> facts;
  Span span;
};

struct FactItem {
  Name name;
  std::optional<Expr> year;
  std::optional<Expr> value;         ///< a field's value
  std::vector<SubjectItem> members;  ///< a role's
  bool is_list = false;
  bool is_group = false;  ///< `household { … }` inside a person: members holds one subject
  Span span;
};

struct Expectation {
  Name outcome;  ///< `eligible`, `not eligible`, `undetermined`, `not in force`
  std::optional<std::vector<Name>> because;
  std::optional<std::vector<Expr>> missing;
  std::optional<std::vector<Expr>> needs;
  std::optional<Expr> amount;
  std::optional<Expr> amount_high;
  Span span;
};

struct ExampleItem {
  Head head;  ///< the name is the title
  Name right;
  Expr on;
  std::vector<SubjectItem> subjects;
  std::vector<Expectation> expectations;
  Span span;
};

/// A life event: what it changes of its subject.
struct EventItem {
  Head head;
  Name entity;
  Text label;
  std::vector<Expr> changes;  ///< paths: a field, a role, `ROLE.FIELD`
  std::optional<Text> law;
};

struct DatesItem {
  Head head;
  Name direction;
};

struct FiguresItem {
  Head head;
  Expr after;
};

using Item = std::variant<SourceItem, ChoiceItem, EntityItem, ParameterItem, ScaleItem, TableItem, DefineItem,
                          RightItem, ExampleItem, DatesItem, FiguresItem, EventItem>;

struct File {
  std::vector<Item> items;
  /// Names declared by items that could not be read; looking them up is no second error.
  std::vector<std::string> broken;
};

/// Reads one file. Every item is read apart, so that one mistake in each is reported.
File parse(const Sources& sources, int file, std::vector<Diagnostic>& diagnostics);

/// A word that cannot name anything, as it is an operator or a literal everywhere.
bool is_reserved(std::string_view word);
bool is_declaration_keyword(std::string_view word);
std::vector<std::string_view> declaration_keywords();

}  // namespace proactive::syntax

#endif  // PROACTIVE_SRC_SYNTAX_TREE_H_
