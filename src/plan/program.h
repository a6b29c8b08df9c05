// The program of a plan: one straight line of instructions, each of which reads earlier ones.
//
// A program is a graph without repetition: two expressions that mean the same for the same
// subject are one instruction. Every instruction belongs to a *context*: the subject, its
// group, the only member of a role, or the member under way in a loop over a role. The
// instructions of a loop's body run once for each member; all others run once.
//
// All engines run this program. What each operation means for sets of possible values is in
// `values/possible.h`; the exact form of the same operations is in `values/exact.h`.
#ifndef PROACTIVE_SRC_PLAN_PROGRAM_H_
#define PROACTIVE_SRC_PLAN_PROGRAM_H_

#include <absl/container/btree_map.h>
#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plan/outline.h"
#include "proactive/diagnostic.h"
#include "semantics/model.h"
#include "values/possible.h"

namespace proactive::plan {

/// The instruction set. Operands are earlier instructions. "n" stands for a number (a fraction
/// of two 64-bit integers), "b" for a boolean, "c" for a choice, "d" for a date, "t" for any.
enum class OpCode : std::uint8_t {
  constant,     ///< → t      the value; never unknown
  unknown,      ///< → t      a set fixed at planning: a value that is never known
  fact,         ///< → t      input of the context's row; unknown when not given or refused
  known,        ///< → b      whether the input is known; never unknown
  logical_not,  ///< b → b    Kleene
  logical_and,  ///< b… → b   Kleene
  logical_or,   ///< b… → b   Kleene
  at_least,     ///< b… → b   `value` of them are true
  compare,      ///< t t → b  brought to one scale in 128 bits; cannot overflow
  in_members,   ///< c → b    member of a fixed set
  add,          ///< n n → n  overflow checked on the result
  subtract,     ///< n n → n  overflow checked on the result
  multiply,     ///< n n → n  overflow checked on the result
  divide,       ///< n n → n  a fraction; overflow, division by zero
  negate,       ///< n → n    overflow
  absolute,     ///< n → n    overflow
  minimum,      ///< t… → t   each brought to the scale of the result
  maximum,      ///< t… → t   each brought to the scale of the result
  rescale,      ///< n → n    times `value`; overflow
  shrink,       ///< n → n    over `value`: a decimal as a fraction of units
  round,        ///< n → n    to a multiple of `value`; overflow
  add_months,   ///< d n → d  `value` months per unit; no such day, overflow
  add_days,     ///< d n → d  `value` days per unit; overflow
  year_of,      ///< d → n
  month_of,     ///< d → n
  day_of,       ///< d → n
  age,          ///< d d → n  completed years
  choose,       ///< t b t b … t → t  the first value whose condition holds, else the last
  scale,        ///< n → n    marginal or banded brackets; overflow
  table,        ///< t [t] → t  the cell of the first row and column that hold; no row
  count,        ///< [b] → n  members of a role, or those for which b
  sum,          ///< n [b] → n  over members; overflow checked on the total
  any,          ///< b → b    over members, Kleene
  all,          ///< b → b    over members, Kleene
  least,        ///< t [b] → t  over members; empty list
  greatest,     ///< t [b] → t  over members; empty list
  pay,          ///< b n → n  0 where b is false, n where true, their hull otherwise
};

/// Over the members of a role.
constexpr bool is_aggregate(OpCode op) { return op >= OpCode::count && op <= OpCode::greatest; }
/// Reads an input of a row.
constexpr bool reads_fact(OpCode op) { return op == OpCode::fact || op == OpCode::known; }

using Register = std::int32_t;

/// A subject that the program reads, seen from the one being assessed.
struct Context {
  enum class Kind : std::uint8_t { root, group, only_member, member } kind = Kind::root;
  int parent = -1;
  int target = -1;  ///< the group's entity, or the role
  int entity = -1;
  int loop = -1;      ///< the nearest context of kind `member` above or equal; -1: none
  bool read = false;  ///< some live instruction reads its row
};

/// Stands for a field in the one input that is nobody's fact: the day, in a program for many days.
inline constexpr int kClock = -2;

/// One fact as the program reads it: a field, in one year.
struct Input {
  int field = -1;
  std::int64_t year = 0;
  /// An outcome, amount or receipt depends on it; otherwise only a condition that a refusal
  /// by the date has made idle, and no table is read for it.
  bool needed = true;
};

struct Bracket {
  bool last = false;     ///< `above`
  values::Number up_to;  ///< unscaled bound
  std::int64_t value = 0;
};

struct ScaleData {
  int figure = -1;  ///< the scale of the model
  bool marginal = false;
  values::Scaling bound_scaling;     ///< argument times left against bound times right
  std::int64_t argument_factor = 1;  ///< brings a plain argument to the scale of the sums
  std::int64_t bound_factor = 1;     ///< brings a bound to the scale of the sums
  std::int64_t bound_divisor = 1;    ///< bounds as fractions of units, for a quotient
  std::int64_t value_divisor = 1;    ///< values as fractions of units, for a quotient
  bool quotient = false;
  std::vector<Bracket> brackets;
};

/// One header of a table, ready to compare with the argument.
struct HeaderTest {
  enum class Kind : std::uint8_t { always, compare, range, members } kind = Kind::always;
  values::Comparison comparison = values::Comparison::equal;
  values::Comparison low_comparison = values::Comparison::at_least;
  values::Comparison high_comparison = values::Comparison::at_most;
  values::Number low;
  values::Number high;
  values::Scaling low_scaling;
  values::Scaling high_scaling;
  values::MemberSet members;
};

struct TableData {
  int figure = -1;  ///< the table of the model
  std::vector<HeaderTest> rows;
  std::vector<HeaderTest> columns;  ///< empty in one dimension
  bool whole_rows = true;           ///< the argument has whole raw values only: no quotient
  bool whole_columns = true;
  std::vector<std::int64_t> cells;
  std::int64_t cell(std::size_t row, std::size_t column) const {
    return cells[row * (columns.empty() ? 1 : columns.size()) + column];
  }
};

/// What every run of an instruction reads comes first, so that it shares a cache line or two.
struct Instruction {
  OpCode op = OpCode::constant;
  values::Domain domain = values::Domain::number;
  values::Comparison comparison = values::Comparison::equal;
  values::Rounding rounding = values::Rounding::down;
  std::int16_t choice_size = 0;
  bool has_where = false;
  std::int32_t context = 0;
  std::int32_t input = -1;  ///< fact, known; the role of an aggregate
  std::int32_t data = -1;   ///< scale or table
  std::int32_t loop = -1;   ///< the member context of an aggregate
  absl::InlinedVector<Register, 4> operands;
  std::int64_t value = 0;
  values::Scaling scaling;
  values::MemberSet members;
  std::vector<Register> body;                    ///< of an aggregate: what runs for each member, in order
  absl::InlinedVector<std::int64_t, 2> factors;  ///< of minimum and maximum
  values::Possible start;                        ///< what it may be while nothing is known
};

/// A condition of a right as a place in the program; groups have parts and no name.
struct ConditionPlan {
  const semantics::Condition* source = nullptr;
  Register reg = -1;
  int node = -1;  ///< of the outline
  std::vector<ConditionPlan> parts;
};

struct Need {
  std::string fact;  ///< `dependants.custody`
  int field = -1;    ///< -1: a role
  int role = -1;
  std::int64_t year = 0;
};

struct RightPlan {
  int right = -1;
  const semantics::Version* version = nullptr;
  std::vector<ConditionPlan> conditions;
  Register outcome = -1;
  Register amount = -1;    ///< -1: none
  Register received = -1;  ///< -1: none
  int amount_node = -1;    ///< of the outline
  std::vector<Need> needs;
  std::vector<std::string> stale;  ///< figures, sorted
};

struct Program {
  std::shared_ptr<const semantics::Model> model;
  std::int32_t on = 0;
  std::vector<Context> contexts;
  std::vector<Input> inputs;
  std::vector<int> groups;  ///< group entities whose memberships it reads, sorted
  std::vector<ScaleData> scales;
  std::vector<TableData> tables;
  std::vector<Instruction> code;
  absl::btree_map<Register, int> defined;       ///< by register: the define whose value it is, for its name
  std::vector<Register> main;                   ///< what runs once, in order; instructions nobody reads are left out
  std::vector<int> main_contexts;               ///< groups and only members reached from the root, in order
  std::vector<std::vector<int>> loop_contexts;  ///< by member context: those reached from it
  std::vector<RightPlan> rights;
  std::vector<int> not_in_force;  ///< rights asked for that have no version on the date
  Outline outline;                ///< what became which register
};

inline bool same_fact(const Input& a, const Input& b) { return a.field == b.field && a.year == b.year; }

/// The place of a fact among the inputs, or -1.
int find_input(const std::vector<Input>& inputs, const Input& wanted);

/// The text of a fact: `reference_income(2017)`, `dependants.custody`; a member of a loop is
/// written with its number when `indices` gives one for its context (from 0), else without.
std::string fact_name(const Program& program, int context, const Input& input,
                      const std::vector<std::int64_t>& indices);
std::string context_name(const Program& program, int context, const std::vector<std::int64_t>& indices);

/// The invariants of a program, in prose; empty when all hold:
///   operands come before their reader; a body's instructions belong to its loop; every
///   instruction that runs once is in `main` exactly once; domains fit the operation.
std::string check_invariants(const Program& program);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_PROGRAM_H_
