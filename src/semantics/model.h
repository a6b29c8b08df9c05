// The checked model of a rule set: the only place that knows what the language means.
// Every name is resolved to an index, every expression has a type.
#ifndef PROACTIVE_SRC_SEMANTICS_MODEL_H_
#define PROACTIVE_SRC_SEMANTICS_MODEL_H_

#include <absl/container/btree_map.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "semantics/type.h"
#include "syntax/tree.h"
#include "values/possible.h"

namespace proactive::semantics {

using syntax::Span;
using NameTable = absl::btree_map<std::string, int, std::less<>>;

// ---- expressions -------------------------------------------------------------------------

/// One step from an entity to another: up to a group it belongs to, or down to the only
/// member of a role.
struct Step {
  enum class Kind : std::uint8_t { group, only_member } kind;
  int target;  ///< the group's entity, or the role
};

/// Where a fact is read: from which enclosing subject (0 is the outermost), by which steps.
struct Path {
  int scope = 0;
  std::vector<Step> steps;
};

enum class Op : std::uint8_t {
  constant,  ///< value
  today,
  field,      ///< ref: field; path; a by-year fact has its year as operand
  known,      ///< the operand is a field
  define,     ///< ref: define; path
  parameter,  ///< ref
  scale,      ///< ref: scale; the argument
  table,      ///< ref: table; one or two arguments
  logical_not,
  logical_and,
  logical_or,
  compare,     ///< comparison; two operands
  in_members,  ///< members; one operand of a choice type
  add,
  subtract,
  multiply,
  divide,
  negate,
  absolute,
  minimum,
  maximum,
  round,           ///< rounding; value: the granularity at the scale of the type
  convert_period,  ///< value: 12 multiplies, -12 divides, 1 only changes the type
  add_months,      ///< date, count; value: months per unit, negative to go back
  add_days,        ///< date, count; value: 1 or -1
  year_of,
  month_of,
  day_of,
  age,     ///< birth, on
  choose,  ///< value, condition, …, value
  count,   ///< ref: role; path of the group; operands [where]
  sum,     ///< value, [where]
  any,     ///< where
  all,
  least,  ///< min over members: value, [where]
  greatest,
  entitled,  ///< ref: right; path
  amount_of,
  receives,
};

struct Expr {
  Op op = Op::constant;
  Type type;
  Span span;
  std::vector<Expr> operands;
  int ref = -1;
  Path path;
  std::int64_t value = 0;
  values::MemberSet members;
  values::Comparison comparison = values::Comparison::equal;
  values::Rounding rounding = values::Rounding::down;
  bool has_where = false;
};

// ---- vocabulary --------------------------------------------------------------------------

struct Source {
  std::string name;
  std::string label;
  std::string way;  ///< "api", "file" or nothing
  std::string address;
};

struct Member {
  std::string name;
  std::string label;
};

struct Choice {
  std::string name;
  std::vector<Member> members;
  int find(std::string_view member) const;
};

enum class Secrecy : std::uint8_t { none, tax, medical, defence };
std::string_view to_string(Secrecy secrecy);

struct Range {
  std::int64_t low;
  std::int64_t high;
};

struct Field {
  std::string name;
  std::string label;
  int entity = -1;
  Type type;
  bool by_year = false;
  std::optional<Range> range;  ///< at the scale of the type
  int source = -1;             ///< -1: told by the person
  Secrecy secrecy = Secrecy::none;
  std::optional<int> kept_months;
  std::vector<int> concealed_from;  ///< roles
  std::string identifier_kind;
  Span span;
};

struct Role {
  std::string name;
  std::string label;
  int group = -1;
  int member = -1;  ///< the entity of its members
  std::int64_t low = 0;
  std::int64_t high = 0;
  Span span;
  bool exactly_one() const { return low == 1 && high == 1; }
};

struct Entity {
  std::string name;
  std::string label;
  bool several = false;  ///< members may belong to several groups of this kind
  std::vector<int> fields;
  std::vector<int> roles;
  NameTable field_names;
  NameTable role_names;
  NameTable define_names;
  bool is_group() const { return !roles.empty(); }
};

// ---- dated figures -----------------------------------------------------------------------

inline constexpr std::int32_t kAlwaysFrom = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t kWithoutEnd = std::numeric_limits<std::int32_t>::max();

/// First and last day, both included.
struct InForce {
  std::int32_t from = kAlwaysFrom;
  std::int32_t to = kWithoutEnd;
  bool open_ended = true;  ///< without `to` and without a next `from`
  std::string law;
  bool holds(std::int32_t day) const { return from <= day && day <= to; }
};

template <typename T>
struct Dated {
  InForce in_force;
  T value;
};

/// The value in force on a day, or null.
template <typename T>
const Dated<T>* in_force_on(const std::vector<Dated<T>>& values, std::int32_t day) {
  for (const auto& value : values) {
    if (value.in_force.holds(day)) return &value;
  }
  return nullptr;
}

/// A duration as one number: months above, days below.
constexpr std::int64_t encode_duration(std::int64_t months, std::int64_t days) {
  return months * (std::int64_t{1} << 32) + days;
}
constexpr std::int64_t months_in(std::int64_t duration) { return duration >> 32; }
constexpr std::int64_t days_in(std::int64_t duration) { return duration & 0xFFFFFFFF; }

struct Parameter {
  std::string name;
  Type type;
  std::vector<Dated<std::int64_t>> values;
  std::optional<std::int32_t> confirmed_on;
  Span span;
};

struct ScaleBracket {
  std::optional<Expr> up_to;
  Expr value;
};

struct Scale {
  std::string name;
  Type type;      ///< of its result
  Type argument;  ///< of its bounds
  Type bracket_value;
  bool marginal = false;
  std::vector<Dated<std::vector<ScaleBracket>>> sets;
  std::optional<std::int32_t> confirmed_on;
  Span span;
};

/// When a header holds for the argument of a table.
struct Header {
  enum class Kind : std::uint8_t { always, comparison, range, members, wrong } kind = Kind::wrong;
  values::Comparison comparison = values::Comparison::equal;
  bool low_open = false;
  bool high_open = false;
  std::vector<Expr> bounds;
  values::MemberSet members;
  Span span;
};

struct TableContent {
  std::vector<Header> rows;
  std::vector<Header> columns;  ///< empty in a table of one dimension
  std::vector<Expr> cells;      ///< row by row
};

struct Table {
  std::string name;
  Type type;
  std::vector<Type> formals;
  std::vector<std::string> formal_names;
  std::vector<Dated<TableContent>> contents;
  std::optional<std::int32_t> confirmed_on;
  Span span;
};

struct Define {
  std::string name;
  int entity = -1;
  Type declared;
  Expr body;
  Span span;
};

// ---- rights ------------------------------------------------------------------------------

struct Condition {
  enum class Kind : std::uint8_t { leaf, either, at_least } kind = Kind::leaf;
  std::string name;  ///< of a leaf
  std::string label;
  std::string law;
  std::int64_t count = 0;
  Expr expr;  ///< of a leaf
  std::vector<Condition> parts;
  Span span;
};

struct Version {
  std::string law;
  std::vector<Condition> conditions;
  std::vector<Member> attested;
  std::optional<Expr> amount;
  Span span;
};

enum class Purpose : std::uint8_t { grant, assist, inform };
std::string_view to_string(Purpose purpose);

struct ServedBy {
  int source = -1;
  std::optional<Expr> when;
};

struct PrefillBox {
  std::string box;
  Expr value;
};

struct PrefillForm {
  std::string form;
  std::vector<PrefillBox> boxes;
};

struct Message {
  std::string channel;
  std::string text;
};

struct Right {
  std::string name;
  std::string label;
  std::string law;
  int entity = -1;
  std::optional<Purpose> purpose;
  std::vector<ServedBy> served_by;
  std::optional<int> renewed_months;
  std::optional<Expr> ends_on;
  std::vector<Dated<Version>> versions;  ///< by date
  std::optional<Expr> received;
  std::vector<PrefillForm> prefills;
  std::vector<Message> messages;
  bool has_amount = false;
  Period amount_period = Period::none;
  Span span;
};

// ---- life events -------------------------------------------------------------------------

/// One thing that an event changes: a field, or who is in a role.
struct EventChange {
  int field = -1;
  int role = -1;      ///< the list itself
  int via_role = -1;  ///< the field is that of the members in this role
  std::string text;   ///< as written: `dependants.custody`
};

struct Event {
  std::string name;
  std::string label;
  std::string law;
  int entity = -1;
  std::vector<EventChange> changes;
};

// ---- examples ----------------------------------------------------------------------------

struct ExampleFacts;

/// One fact of an example; exactly one of value, members, group is meant.
struct ExampleFact {
  enum class Kind : std::uint8_t { value, members, group } kind = Kind::value;
  int ref = -1;  ///< field, role, or the group's entity
  std::int64_t year = 0;
  std::int64_t value = 0;
  std::vector<ExampleFacts> subjects;
};

struct ExampleFacts {
  std::vector<ExampleFact> facts;
};

enum class ExpectedOutcome : std::uint8_t { eligible, not_eligible, undetermined, not_in_force };

struct Example {
  std::string title;
  int right = -1;
  std::int32_t on = 0;
  ExampleFacts subject;
  ExpectedOutcome outcome = ExpectedOutcome::eligible;
  std::optional<std::vector<std::string>> because;
  std::optional<std::vector<std::string>> missing;
  std::optional<std::vector<std::string>> needs;
  std::optional<Range> amount;  ///< cents
  Span span;
};

struct Model {
  std::vector<Source> sources;
  std::vector<Choice> choices;
  std::vector<Entity> entities;
  std::vector<Field> fields;
  std::vector<Role> roles;
  std::vector<Parameter> parameters;
  std::vector<Scale> scales;
  std::vector<Table> tables;
  std::vector<Define> defines;
  std::vector<Right> rights;
  std::vector<Example> examples;
  std::vector<Event> events;
  NameTable event_names;
  NameTable source_names, choice_names, entity_names, parameter_names, scale_names, table_names, right_names;
  values::DayRounding day_rounding = values::DayRounding::none;
  std::optional<int> stale_after_months;

  /// The group of kind `group` that a subject of `entity` may belong to, as some role says.
  bool belongs_to(int entity, int group) const;
};

}  // namespace proactive::semantics

#endif  // PROACTIVE_SRC_SEMANTICS_MODEL_H_
