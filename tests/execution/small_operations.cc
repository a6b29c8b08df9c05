#include "execution/small_operations.h"

#include <algorithm>

#include "values/calendar.h"

namespace proactive::tests {

using plan::HeaderTest;
using plan::Instruction;
using plan::OpCode;
using plan::Register;
using values::Comparison;
using values::Domain;
using values::Scaling;

namespace {

constexpr Comparison kComparisons[] = {Comparison::less,    Comparison::at_most,  Comparison::equal,
                                       Comparison::unequal, Comparison::at_least, Comparison::more};

Domain domain_of(Kind kind) {
  return kind == Kind::truth    ? Domain::boolean
         : kind == Kind::choice ? Domain::choice
         : kind == Kind::day    ? Domain::date
                                : Domain::number;
}

class Catalogue {
 public:
  std::vector<Operation> make() {
    logic();
    comparisons();
    arithmetic();
    rounding();
    choosing();
    dates();
    scales();
    tables();
    return std::move(operations_);
  }

 private:
  using Change = std::function<void(SmallProgram&, Instruction&)>;

  void add(std::string name, OpCode op, std::vector<Kind> operands, Kind result, Change change = {},
           int members = kFewMembers) {
    operations_.push_back({std::move(name), std::move(operands), result,
                           [op, result, change, members](SmallProgram& program, const Operands& registers) {
                             Instruction instruction = operation(op, domain_of(result), {});
                             instruction.operands.assign(registers.begin(), registers.end());
                             if (result == Kind::choice) instruction.choice_size = static_cast<std::int16_t>(members);
                             if (change) change(program, instruction);
                             return program.emit(std::move(instruction));
                           },
                           members});
  }

  static Change scaled(std::int64_t left, std::int64_t right) {
    return [=](SmallProgram&, Instruction& i) { i.scaling = {left, right}; };
  }
  static Change valued(std::int64_t value) {
    return [=](SmallProgram&, Instruction& i) { i.value = value; };
  }
  static Change factors(std::vector<std::int64_t> factors) {
    return [=](SmallProgram&, Instruction& i) { i.factors.assign(factors.begin(), factors.end()); };
  }

  void logic() {
    constexpr auto b = Kind::truth;
    add("not", OpCode::logical_not, {b}, b);
    add("and", OpCode::logical_and, {b, b}, b);
    add("or", OpCode::logical_or, {b, b}, b);
    add("and of 4", OpCode::logical_and, {b, b, b, b}, b);
    add("or of 3", OpCode::logical_or, {b, b, b}, b);
    for (const int n : {1, 2, 3}) add("at least " + std::to_string(n), OpCode::at_least, {b, b, b}, b, valued(n));
    add("at least 0", OpCode::at_least, {b, b}, b, valued(0));
    add("at least 3 of 2", OpCode::at_least, {b, b}, b, valued(3));
    operations_.push_back({"known", {}, b, [](SmallProgram& program, const Operands&) {
                             return program.known_of(program.leaf({Kind::number, {}, {}}));
                           }});
    for (const Kind kind : {Kind::truth, Kind::number}) {
      operations_.push_back({"unknown", {}, kind, [kind](SmallProgram& program, const Operands&) {
                               Instruction instruction = operation(OpCode::unknown, domain_of(kind), {});
                               instruction.start = values::full(instruction.domain);
                               return program.emit(std::move(instruction));
                             }});
    }
    members();
  }

  void members() {
    const auto in = [](std::vector<int> members) -> Change {
      return [=](SmallProgram&, Instruction& i) {
        for (const int member : members) i.members.set(static_cast<std::size_t>(member));
      };
    };
    add("in none", OpCode::in_members, {Kind::choice}, Kind::truth, in({}));
    add("in {1}", OpCode::in_members, {Kind::choice}, Kind::truth, in({1}));
    add("in {0, 2}", OpCode::in_members, {Kind::choice}, Kind::truth, in({0, 2}));
    add("in 3 of many", OpCode::in_members, {Kind::choice}, Kind::truth, in({0, 120, 199}), kManyMembers);
    std::vector<int> many;
    for (int i = 0; i < kManyMembers; i += 3) many.push_back(i);
    add("in a third", OpCode::in_members, {Kind::choice}, Kind::truth, in(many), kManyMembers);
  }

  static Change comparing(Comparison comparison, std::int64_t left = 1, std::int64_t right = 1) {
    return [=](SmallProgram&, Instruction& i) {
      i.comparison = comparison;
      i.scaling = {left, right};
    };
  }

  void comparisons() {
    constexpr auto n = Kind::number;
    constexpr auto f = Kind::fraction;
    for (const Comparison comparison : kComparisons) {
      const std::string name = "compare" + std::to_string(static_cast<int>(comparison));
      add(name, OpCode::compare, {n, n}, Kind::truth, comparing(comparison));
      add(name + " *100", OpCode::compare, {n, n}, Kind::truth, comparing(comparison, 100, 1));
      add(name + " by 10^9", OpCode::compare, {n, n}, Kind::truth, comparing(comparison, 1, 1'000'000'000));
      add(name + " fraction", OpCode::compare, {f, n}, Kind::truth, comparing(comparison, 100, 1));
      add(name + " by fraction", OpCode::compare, {n, f}, Kind::truth, comparing(comparison, 1, 1000));
      add(name + " days", OpCode::compare, {Kind::day, Kind::day}, Kind::truth, comparing(comparison));
    }
    add("compare fractions", OpCode::compare, {f, f}, Kind::truth, comparing(Comparison::less));
    for (const Comparison comparison : {Comparison::equal, Comparison::unequal}) {
      const std::string name = comparison == Comparison::equal ? "same" : "other";
      add(name + " choice", OpCode::compare, {Kind::choice, Kind::choice}, Kind::truth, comparing(comparison));
      add(name + " of many", OpCode::compare, {Kind::choice, Kind::choice}, Kind::truth, comparing(comparison),
          kManyMembers);
      add(name + " truth", OpCode::compare, {Kind::truth, Kind::truth}, Kind::truth, comparing(comparison));
    }
  }

  void arithmetic() {
    constexpr auto n = Kind::number;
    constexpr auto f = Kind::fraction;
    for (const OpCode op : {OpCode::add, OpCode::subtract}) {
      const std::string name = op == OpCode::add ? "add" : "subtract";
      add(name, op, {n, n}, n);
      add(name + " *100", op, {n, n}, n, scaled(100, 1));
      add(name + " by 1000", op, {n, n}, n, scaled(1, 1000));
      add(name + " fractions", op, {f, f}, f);
      add(name + " number", op, {f, n}, f);
    }
    add("multiply", OpCode::multiply, {n, n}, n);
    add("multiply fraction", OpCode::multiply, {f, n}, f);
    add("divide", OpCode::divide, {n, n}, f);
    add("divide *100", OpCode::divide, {n, n}, f, scaled(100, 1));
    add("divide by 10", OpCode::divide, {n, n}, f, scaled(1, 10));
    for (const Kind kind : {n, f}) {
      const std::string of = kind == f ? " fraction" : "";
      add("negate" + of, OpCode::negate, {kind}, kind);
      add("absolute" + of, OpCode::absolute, {kind}, kind);
      add("rescale" + of, OpCode::rescale, {kind}, kind, valued(12));
      add("shrink" + of, OpCode::shrink, {kind}, f, valued(kind == f ? 12 : 100));
      add("minimum" + of, OpCode::minimum, {kind, kind}, kind, factors({1, 1}));
      add("maximum" + of, OpCode::maximum, {kind, kind}, kind, factors({1, 1}));
    }
    add("rescale by 10^9", OpCode::rescale, {n}, n, valued(1'000'000'000));
    add("minimum of 3", OpCode::minimum, {n, n, n}, n, factors({1, 100, 1}));
    add("maximum *1000", OpCode::maximum, {n, n}, n, factors({1000, 1}));
    add("minimum of days", OpCode::minimum, {Kind::day, Kind::day}, Kind::day, factors({1, 1}));
    add("maximum beside a number", OpCode::maximum, {f, n}, f, factors({1, 1}));
  }

  void rounding() {
    using values::Rounding;
    for (const Rounding mode : {Rounding::down, Rounding::up, Rounding::half_up, Rounding::half_even}) {
      for (const Kind kind : {Kind::number, Kind::fraction}) {
        for (const Scaling by : {Scaling{1, 1}, Scaling{1, 100}, Scaling{100, 1}}) {
          const std::int64_t granularity = by.right == 100 ? 1 : 5;
          if (by.left == 100 && mode != Rounding::half_even) continue;
          add("round", OpCode::round, {kind}, Kind::number, [=](SmallProgram&, Instruction& i) {
            i.rounding = mode;
            i.scaling = by;
            i.value = granularity;
          });
        }
      }
    }
  }

  void choosing() {
    constexpr auto b = Kind::truth;
    for (const Kind kind : {Kind::number, Kind::truth, Kind::choice, Kind::day, Kind::fraction})
      add("choose", OpCode::choose, {kind, b, kind}, kind);
    add("choose of 3", OpCode::choose, {Kind::number, b, Kind::number, b, Kind::number}, Kind::number);
    add("choose fraction or number", OpCode::choose, {Kind::fraction, b, Kind::number}, Kind::fraction);
    add("choose of many", OpCode::choose, {Kind::choice, b, Kind::choice}, Kind::choice, {}, kManyMembers);
    add("pay", OpCode::pay, {b, Kind::number}, Kind::number);
    add("pay fraction", OpCode::pay, {b, Kind::fraction}, Kind::fraction);
  }

  void dates() {
    constexpr auto d = Kind::day;
    constexpr auto n = Kind::number;
    for (const std::int64_t value : {1, -1, 12}) add("add months", OpCode::add_months, {d, n}, d, valued(value));
    for (const std::int64_t value : {1, -1}) add("add days", OpCode::add_days, {d, n}, d, valued(value));
    add("year of", OpCode::year_of, {d}, n);
    add("month of", OpCode::month_of, {d}, n);
    add("day of", OpCode::day_of, {d}, n);
    add("age", OpCode::age, {d, d}, n);
  }

  // ---- figures -----------------------------------------------------------------------------

  static plan::Bracket bracket(std::int64_t up_to, std::int64_t value) { return {false, {up_to, 1}, value}; }

  void scale(const std::string& name, const plan::ScaleData& data, Kind argument, Kind result) {
    add(name, OpCode::scale, {argument}, result,
        [data](SmallProgram& program, Instruction& i) { i.data = program.add(data); });
  }

  void scales() {
    plan::ScaleData data;
    data.brackets = {bracket(-5, 7), bracket(10, -3), bracket(1'000'000, 25), {true, {}, 9}};
    scale("banded", data, Kind::number, Kind::number);
    data.brackets.pop_back();
    scale("banded, open above", data, Kind::number, Kind::number);
    data.bound_scaling = {100, 1};
    data.quotient = true;
    scale("banded fraction", data, Kind::fraction, Kind::fraction);
    data = {};
    data.marginal = true;
    data.brackets = {bracket(10, 3), bracket(1000, 10), bracket(1'000'000'000, -2), {true, {}, 40}};
    data.argument_factor = 10;
    data.bound_scaling = {10, 1};
    scale("marginal", data, Kind::number, Kind::number);
    data.brackets.back().value = INT64_MAX;
    scale("marginal beyond 64 bits", data, Kind::number, Kind::number);
    data.brackets.back().value = 40;
    data.argument_factor = 1;
    data.bound_scaling = {100, 1};
    data.bound_divisor = 100;
    data.value_divisor = 10'000;
    data.quotient = true;
    scale("marginal fraction", data, Kind::fraction, Kind::fraction);
  }

  static HeaderTest always() { return {}; }
  static HeaderTest test(Comparison comparison, std::int64_t bound, Scaling by = {}) {
    HeaderTest header;
    header.kind = HeaderTest::Kind::compare;
    header.comparison = comparison;
    header.low = {bound, 1};
    header.low_scaling = by;
    return header;
  }
  static HeaderTest range(std::int64_t low, std::int64_t high, bool open) {
    HeaderTest header;
    header.kind = HeaderTest::Kind::range;
    header.low = {low, 1};
    header.high = {high, 1};
    if (open) header.high_comparison = Comparison::less;
    return header;
  }
  static HeaderTest is(std::vector<int> members) {
    HeaderTest header;
    header.kind = HeaderTest::Kind::members;
    for (const int member : members) header.members.set(static_cast<std::size_t>(member));
    return header;
  }

  void table(const std::string& name, std::vector<Kind> arguments, const plan::TableData& data, Kind result,
             int members = kFewMembers) {
    add(
        name, OpCode::table, std::move(arguments), result,
        [data](SmallProgram& program, Instruction& i) { i.data = program.add(data); }, members);
  }

  // Some cells, of which no two that stand together are alike.
  static plan::TableData of(std::vector<HeaderTest> rows, std::vector<HeaderTest> columns, std::int64_t values) {
    plan::TableData data;
    data.rows = std::move(rows);
    data.columns = std::move(columns);
    const std::size_t cells = data.rows.size() * std::max<std::size_t>(data.columns.size(), 1);
    for (std::size_t i = 0; i < cells; ++i)
      data.cells.push_back(values > 0 ? static_cast<std::int64_t>(i) % values : static_cast<std::int64_t>(i) * 37 - 50);
    return data;
  }

  void tables() {
    constexpr auto n = Kind::number;
    const std::vector<HeaderTest> few = {test(Comparison::less, -3), test(Comparison::at_most, 10),
                                         range(11, 500, true), test(Comparison::equal, 777),
                                         test(Comparison::more, 100'000'000)};
    std::vector<HeaderTest> closed = few;
    closed.push_back(always());
    std::vector<HeaderTest> many;
    for (std::int64_t i = 0; i < 40; ++i) many.push_back(test(Comparison::less, i * i * i * i * 100 - 50));
    std::vector<HeaderTest> scaled = {test(Comparison::less, 1050, {100, 1}), test(Comparison::equal, 12, {1, 10}),
                                      test(Comparison::more, 7, {1, 1000}), always()};
    std::vector<HeaderTest> days = {test(Comparison::less, 0), range(0, 18'993, false), always()};
    table("table", {n}, of(closed, {}, 0), n);
    table("table with gaps", {n}, of(few, {}, 0), n);
    table("table of many rows", {n}, of(many, {}, 0), n);
    table("table, scaled", {n}, of(scaled, {}, 0), n);
    table("table by choice", {Kind::choice}, of({is({0, 2}), is({1})}, {}, 0), n);
    table("table by choice with gaps", {Kind::choice}, of({is({0, 2, 130})}, {}, 0), n, kManyMembers);
    table("table by truth", {Kind::truth}, of({is({1}), is({0})}, {}, 0), n);
    table("table by day", {Kind::day}, of(days, {}, 0), n);
    table("table of choices", {n}, of(closed, {}, kFewMembers), Kind::choice);
    table("table of truths", {n}, of(few, {}, 2), Kind::truth);
    table("table of days", {n}, of(closed, {}, 0), Kind::day);
    table("table of two", {n, n}, of(closed, few, 0), n);
    table("table of many by choice", {n, Kind::choice}, of(many, {is({1}), is({0, 2})}, 0), n);
    table("table by truth and number", {Kind::truth, n}, of({is({0}), is({1})}, closed, 0), n);
    plan::TableData fractions = of(scaled, {}, 0);
    fractions.whole_rows = false;
    table("table by fraction", {Kind::fraction}, fractions, n);
    fractions = of(closed, scaled, 0);
    fractions.whole_columns = false;
    table("table by number and fraction", {n, Kind::fraction}, fractions, n);
  }

  std::vector<Operation> operations_;
};

}  // namespace

const std::vector<Operation>& every_operation() {
  static const std::vector<Operation> operations = Catalogue().make();
  return operations;
}

const std::vector<Leaf>& leaves_of(Kind kind) {
  constexpr std::int64_t kFar = std::int64_t{1} << 62;
  static const std::vector<Leaf> truths = {{Kind::truth, {}, {}}};
  static const std::vector<Leaf> choices = {{Kind::choice, {}, {}}, {Kind::choice, {}, 1}};
  static const std::vector<Leaf> days = {{Kind::day, {}, {}},
                                         {Kind::day, semantics::Range{-719'162, 18'000}, {}},
                                         {Kind::day, semantics::Range{10'957, 14'000}, {}},
                                         {Kind::day, {}, 11'016}};
  static const std::vector<Leaf> numbers = {{Kind::number, {}, {}},
                                            {Kind::number, semantics::Range{-20, 20}, {}},
                                            {Kind::number, semantics::Range{0, 1'000'000'000}, {}},
                                            {Kind::number, semantics::Range{1, 1000}, {}},
                                            {Kind::number, semantics::Range{-kFar, kFar}, {}},
                                            {Kind::number, semantics::Range{0, 3'037'000'500}, {}},
                                            {Kind::number, {}, 0},
                                            {Kind::number, {}, 7},
                                            {Kind::number, {}, -100},
                                            {Kind::number, {}, INT64_MIN},
                                            {Kind::number, {}, INT64_MAX}};
  return kind == Kind::truth ? truths : kind == Kind::choice ? choices : kind == Kind::day ? days : numbers;
}

// ---- small programs ------------------------------------------------------------------------

namespace {

// A fraction is a quotient, of which engines hold both parts, or a number of hundredths.
Register operand(SmallProgram& program, Kind kind, const Leaf& leaf, Chance& chance) {
  if (kind != Kind::fraction) return program.leaf(leaf);
  if (chance.one_in(2)) {
    Instruction shrink = operation(OpCode::shrink, Domain::number, {program.leaf(leaf)});
    shrink.value = 100;
    return program.emit(std::move(shrink));
  }
  const Leaf divisor{Kind::number, semantics::Range{1, 1000}, {}};
  return program.emit(operation(OpCode::divide, Domain::number, {program.leaf(leaf), program.leaf(divisor)}));
}

const Leaf& any_leaf(Kind kind, int members, Chance& chance) {
  static const Leaf many{Kind::choice, {}, {}, kManyMembers};
  if (kind == Kind::choice && members == kManyMembers) return many;
  const auto& leaves = leaves_of(kind);
  return leaves[chance.below(leaves.size())];
}

Register apply_to_any(SmallProgram& program, const Operation& operation, Chance& chance,
                      const Nesting* nesting = nullptr) {
  Operands operands;
  for (std::size_t i = 0; i < operation.operands.size(); ++i) {
    const Kind kind = operation.operands[i];
    operands.push_back(nesting != nullptr && nesting->place == i
                           ? apply_to_any(program, *nesting->inner, chance)
                           : operand(program, kind, any_leaf(kind, operation.members, chance), chance));
  }
  return operation.make(program, operands);
}

std::size_t leaves_of_operand(const Operation& operation, std::size_t i) {
  return i < operation.operands.size() ? leaves_of(operation.operands[i]).size() : 1;
}

}  // namespace

std::size_t leaf_pairs(const Operation& operation) {
  return leaves_of_operand(operation, 0) * leaves_of_operand(operation, 1);
}

Register apply(SmallProgram& program, const Operation& operation, std::size_t pair, Chance& chance) {
  const std::size_t first = leaves_of_operand(operation, 0);
  Operands operands;
  for (std::size_t i = 0; i < operation.operands.size(); ++i) {
    const Kind kind = operation.operands[i];
    Leaf leaf = any_leaf(kind, operation.members, chance);
    if (i < 2 && operation.members == kFewMembers) leaf = leaves_of(kind)[i == 0 ? pair % first : pair / first];
    operands.push_back(operand(program, kind, leaf, chance));
  }
  return operation.make(program, operands);
}

const std::vector<Nesting>& every_nesting() {
  static const std::vector<Nesting> nestings = [] {
    std::vector<Nesting> all;
    for (const Operation& outer : every_operation()) {
      for (std::size_t place = 0; place < outer.operands.size(); ++place) {
        for (const Operation& inner : every_operation()) {
          if (inner.result != outer.operands[place]) continue;
          if (inner.result == Kind::choice && inner.members != outer.members) continue;
          all.push_back({&outer, place, &inner});
        }
      }
    }
    return all;
  }();
  return nestings;
}

std::string name_of(const Nesting& nesting) { return nesting.outer->name + " of " + nesting.inner->name; }

Register apply(SmallProgram& program, const Nesting& nesting, Chance& chance) {
  return apply_to_any(program, *nesting.outer, chance, &nesting);
}

values::DayRounding day_rounding(std::uint64_t number) { return static_cast<values::DayRounding>(number % 3); }

int unknown_in_hundred(std::uint64_t number) {
  constexpr int kShares[] = {0, 10, 40};
  return kShares[number % std::size(kShares)];
}

// ---- values --------------------------------------------------------------------------------

namespace {

void add_around(std::vector<std::int64_t>& values, int bits) {
  const std::int64_t power = std::int64_t{1} << bits;
  for (const std::int64_t value : {power - 1, power, power + 1}) {
    values.push_back(value);
    values.push_back(-value);
  }
}

std::vector<std::int64_t> numbers_of(Band band) {
  std::vector<std::int64_t> values = {0, 1, -1, 5, 10, -3, 100};
  if (band == Band::ordinary) values.insert(values.end(), {-100, 777, 12'345, 500, 99, -20, 20});
  if (band == Band::around_31_bits || band == Band::all) {
    add_around(values, 31);
    add_around(values, 30);
    values.insert(values.end(), {3'037'000'499, 3'037'000'500, 100'000'001});
  }
  if (band == Band::around_62_bits || band == Band::all) {
    add_around(values, 62);
    add_around(values, 61);
  }
  if (band == Band::all)
    values.insert(values.end(), {INT64_MAX, INT64_MAX - 1, INT64_MIN, INT64_MIN + 1, INT64_MAX / 100 + 1, 92'233'720});
  return values;
}

std::vector<std::int64_t> days_of(Band band) {
  // Around the ends of months and years, leap days among them.
  std::vector<std::int64_t> values = {0, 1, 30, 58, 59, 11'015, 11'016, 11'017, 19'782, 18'992, 18'993, 12'784, 13'000};
  if (band != Band::ordinary)
    values.insert(values.end(), {values::kFirstDay, values::kFirstDay + 1, values::kLastDay, values::kLastDay - 1,
                                 values::kLastDay - 31, values::kFirstDay + 59});
  return values;
}

std::vector<std::int64_t> members_of(int members) {
  std::vector<std::int64_t> values;
  for (int i = 0; i<members; i += members> 10 ? 17 : 1) values.push_back(i);
  for (const int edge : {120, 130, 199}) {
    if (edge < members) values.push_back(edge);
  }
  return values;
}

}  // namespace

std::vector<std::int64_t> values_of(const Leaf& leaf, Band band) {
  if (leaf.kind == Kind::truth) return {0, 1};
  if (leaf.kind == Kind::choice) return members_of(leaf.members);
  std::vector<std::int64_t> values = leaf.kind == Kind::day ? days_of(band) : numbers_of(band);
  if (!leaf.range) return values;
  const auto [low, high] = *leaf.range;
  std::erase_if(values, [&](std::int64_t value) { return value < low || value > high; });
  values.insert(values.end(), {low, low + 1, high - 1, high});
  return values;
}

std::vector<Facts> facts_for(const std::vector<Leaf>& leaves, const Draw& draw, Chance& chance) {
  std::vector<Facts> facts(leaves.size(), Facts(static_cast<std::size_t>(draw.rows)));
  std::vector<std::vector<std::int64_t>> values(leaves.size());
  std::int64_t pair = 0;
  for (std::int64_t row = 0; row < draw.rows; ++row) {
    if (row % 64 == 0) {
      const Band band = draw.band.value_or(static_cast<Band>(chance.below(kBands)));
      for (std::size_t i = 0; i < leaves.size(); ++i) values[i] = values_of(leaves[i], band);
    }
    // One more place stands for what is unknown.
    const auto holes = draw.unknown_in_hundred > 0 ? 1U : 0U;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const std::size_t size = values[i].size() + holes;
      std::size_t place = i == 0   ? static_cast<std::size_t>(pair) % size
                          : i == 1 ? static_cast<std::size_t>(pair) / (values[0].size() + holes) % size
                                   : chance.below(size);
      if (static_cast<int>(chance.below(100)) < draw.unknown_in_hundred) place = values[i].size();
      if (place < values[i].size()) facts[i][row] = values[i][place];
    }
    ++pair;
  }
  return facts;
}

}  // namespace proactive::tests
