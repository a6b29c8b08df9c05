#include "answers/smallest_change.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>

#include "values/calendar.h"

namespace proactive::answers {

using plan::Register;
using values::Domain;

namespace {

// One search for values, however many others there are, may cost no more than this.
constexpr std::int64_t kMostWorkAtOnce = 2000;

// How many ways what is unknown is filled in to show that an outcome stays open.
constexpr int kGuesses = 4;

std::uint64_t distance(std::int64_t a, std::int64_t b) {
  return a < b ? static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a)
               : static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

// Values of one fact, all on one side of today's.
struct Side {
  Bounds bounds;
  bool upwards = true;     // the lower end is the nearer one
  std::int64_t first = 0;  // the nearest value of all that side, before it was cut
  std::int64_t nearest() const { return upwards ? bounds.low : bounds.high; }
};

using Sides = std::vector<Side>;

Side above(std::int64_t low, std::int64_t high) { return {{low, high}, true, low}; }
Side below(std::int64_t low, std::int64_t high) { return {{low, high}, false, high}; }
Side only(std::int64_t value) { return above(value, value); }

// Cuts the values of one fact in a nearer and a farther half.
std::pair<Side, Side> cut(const Side& side) {
  const std::uint64_t width = distance(side.bounds.low, side.bounds.high);
  const auto part = static_cast<std::int64_t>(width / 2);
  Side near = side;
  Side far = side;
  if (side.upwards) {
    near.bounds.high = side.bounds.low + part;
    far.bounds.low = near.bounds.high + 1;
  } else {
    near.bounds.low = side.bounds.high - part;
    far.bounds.high = near.bounds.low - 1;
  }
  return {near, far};
}

class Search {
 public:
  Search(const plan::Program& program, const facts::Source& source, facts::Row subject, Register outcome,
         const std::vector<Place>& places, const std::vector<Place>& hidden, const SmallestChangeLimits& limits)
      : program_(program),
        subject_(subject),
        outcome_(outcome),
        places_(places),
        limits_(limits),
        box_(program, source),
        sets_(program, box_) {
    box_.hide(hidden);
    unknown_ = hidden;
    for (const Place& place : places) {
      if (!place.value) unknown_.push_back(place);
    }
  }

  SmallestChanges run() {
    const Kleene today = ask({});
    found_.open = today == Kleene::unknown;
    if (found_.open) return std::move(found_);
    wanted_ = !today;
    asked_today_ = true;
    std::vector<std::size_t> subset;
    for (int size = 1; size <= limits_.most_facts; ++size) each_subset(subset, 0, size);
    return std::move(found_);
  }

 private:
  // ---- asking ----------------------------------------------------------------------------

  bool exhausted() {
    if (found_.work < limits_.most_work && found_.work < stop_) return false;
    found_.complete = false;
    return true;
  }

  void choose(const std::vector<std::size_t>& subset) {
    std::vector<Place> chosen;
    for (const std::size_t place : subset) chosen.push_back(places_[place]);
    box_.choose(std::move(chosen));
  }

  Kleene ask(const Sides& sides) {
    std::vector<Bounds> bounds;
    for (const Side& side : sides) bounds.push_back(side.bounds);
    box_.set(std::move(bounds));
    const Kleene answer = outcome();
    return answer == Kleene::unknown && asked_today_ && otherwise_for_some() ? !wanted_ : answer;
  }

  Kleene outcome() {
    ++found_.work;
    sets_.run(subject_);
    return sets_.at(outcome_).truth();
  }

  // Whether the outcome is not the wanted one for some values of what is unknown, whatever the chosen facts
  // are within their bounds. It cannot be decided then, and need not be looked for value by value.
  bool otherwise_for_some() {
    bool otherwise = false;
    for (int guess = 0; guess < kGuesses && !unknown_.empty() && !otherwise; ++guess) {
      std::vector<std::int64_t> values;
      for (std::size_t i = 0; i < unknown_.size(); ++i) {
        const Bounds all = all_values(unknown_[i]);
        values.push_back(takes_high(guess, i) ? all.high : all.low);
      }
      box_.suppose(&unknown_, std::move(values));
      otherwise = outcome() == !wanted_;
    }
    box_.suppose(nullptr, {});
    return otherwise;
  }

  // All low, all high, and both by turns: most rules rise or fall with each of their facts.
  static bool takes_high(int guess, std::size_t place) { return guess < 2 ? guess == 1 : (place + guess) % 2 == 1; }

  // ---- values ----------------------------------------------------------------------------

  const semantics::Field& field(const Place& place) const {
    return program_.model->fields[program_.inputs[place.input].field];
  }

  bool in_order(const Place& place) const { return values::is_interval(semantics::domain_of(field(place).type)); }

  Bounds all_values(const Place& place) const {
    const semantics::Field& declared = field(place);
    if (declared.range) return {declared.range->low, declared.range->high};
    switch (semantics::domain_of(declared.type)) {
      case Domain::boolean: return {0, 1};
      case Domain::date: return {values::kFirstDay, values::kLastDay};
      case Domain::choice:
        return {0, static_cast<std::int64_t>(program_.model->choices[declared.type.choice].members.size()) - 1};
      case Domain::number: break;
    }
    return {-kFarthest, kFarthest};
  }

  // All values but today's: above and below, or one by one where they are in no order.
  Sides other_values(const Place& place) const {
    const auto [low, high] = all_values(place);
    const auto& today = place.value;
    Sides sides;
    if (!in_order(place)) {
      for (std::int64_t value = low; value <= high; ++value) {
        if (value != today) sides.push_back(only(value));
      }
      return sides;
    }
    // From what is not known, the nearest is the one nearest to nothing.
    const std::int64_t from = today.value_or(std::clamp<std::int64_t>(0, low, high));
    if (!today) sides.push_back(only(from));
    if (from < high) sides.push_back(above(std::max(low, from + 1), high));
    if (from > low) sides.push_back(below(low, std::min(high, from - 1)));
    return sides;
  }

  // ---- sets of facts ---------------------------------------------------------------------

  void each_subset(std::vector<std::size_t>& subset, std::size_t from, int more) {
    if (more == 0) return try_subset(subset);
    for (std::size_t place = from; place < places_.size(); ++place) {
      subset.push_back(place);
      if (!holds_a_smaller_one(subset)) each_subset(subset, place + 1, more - 1);
      subset.pop_back();
    }
  }

  bool holds_a_smaller_one(const std::vector<std::size_t>& subset) const {
    return std::any_of(found_.changes.begin(), found_.changes.end(), [&](const auto& change) {
      return change.size() < subset.size() && std::all_of(change.begin(), change.end(), [&](const ChangedPlace& one) {
               return std::find(subset.begin(), subset.end(), one.place) != subset.end();
             });
    });
  }

  void try_subset(const std::vector<std::size_t>& subset) {
    stop_ = std::numeric_limits<std::int64_t>::max();
    if (exhausted()) return;
    choose(subset);
    Sides all;
    for (const std::size_t place : subset) {
      const auto [low, high] = all_values(places_[place]);
      all.push_back(above(low, high));
    }
    if (ask(all) == !wanted_) return;
    stop_ = found_.work + kMostWorkAtOnce;
    if (subset.size() == 1) return try_one(subset.front());
    if (auto sides = witness(subset)) keep(subset, closer(std::move(*sides)));
  }

  // Alone, a fact may change the outcome both ways, or to several members.
  void try_one(std::size_t place) {
    for (const Side& side : other_values(places_[place])) {
      if (const auto nearest = nearest_value({side}, 0)) found_.changes.push_back({{place, *nearest}});
    }
  }

  // Where the bound was met before a part of the subset was decided, some of its facts may not be needed.
  void keep(std::vector<std::size_t> subset, Sides sides) {
    for (std::size_t i = subset.size(); i-- > 0 && subset.size() > 1;) {
      std::vector<std::size_t> rest = subset;
      Sides rest_sides = sides;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      rest_sides.erase(rest_sides.begin() + static_cast<std::ptrdiff_t>(i));
      choose(rest);
      if (ask(rest_sides) != wanted_) continue;
      subset = std::move(rest);
      sides = std::move(rest_sides);
    }
    if (holds_a_smaller_one(subset)) return;
    std::vector<ChangedPlace> change;
    for (std::size_t i = 0; i < subset.size(); ++i) change.push_back({subset[i], sides[i].nearest()});
    found_.changes.push_back(std::move(change));
  }

  // ---- searching -------------------------------------------------------------------------

  // The value of one fact that is nearest to today's, the others being as they are.
  std::optional<std::int64_t> nearest_value(Sides sides, std::size_t at) {
    if (exhausted()) return std::nullopt;
    const Kleene answer = ask(sides);
    if (answer == wanted_) return sides[at].nearest();
    if (answer != Kleene::unknown || sides[at].bounds.one()) return std::nullopt;
    const auto [near, far] = cut(sides[at]);
    sides[at] = near;
    if (const auto value = nearest_value(sides, at)) return value;
    sides[at] = far;
    return nearest_value(std::move(sides), at);
  }

  struct Open {
    int cuts = 0;
    std::uint64_t far = 0;  // how far it begins from today's values
    std::int64_t number = 0;
    Sides sides;
    // The largest comes first, for along a threshold there are ever more small ones; then the nearest.
    friend bool operator<(const Open& a, const Open& b) {
      return std::tie(a.cuts, a.far, a.number) > std::tie(b.cuts, b.far, b.number);
    }
  };
  using Queue = std::priority_queue<Open>;

  // Distances of facts that have nothing in common are compared by their magnitudes.
  Open open(Sides sides, const std::vector<std::size_t>& subset, int cuts) {
    Open one;
    one.cuts = cuts;
    one.number = numbers_++;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      const std::int64_t from = places_[subset[i]].value.value_or(0);
      if (in_order(places_[subset[i]]))
        one.far += static_cast<std::uint64_t>(std::bit_width(distance(from, sides[i].nearest())));
    }
    one.sides = std::move(sides);
    return one;
  }

  void begin(const std::vector<std::size_t>& subset, std::size_t at, Sides& sides, Queue& queue) {
    if (at == subset.size()) return queue.push(open(sides, subset, 0));
    for (const Side& side : other_values(places_[subset[at]])) {
      sides.push_back(side);
      begin(subset, at + 1, sides, queue);
      sides.pop_back();
    }
  }

  // Values of all facts of the subset, each other than today's, for which the outcome is the wanted one.
  std::optional<Sides> witness(const std::vector<std::size_t>& subset) {
    Queue queue;
    Sides sides;
    begin(subset, 0, sides, queue);
    while (!queue.empty()) {
      if (exhausted()) return std::nullopt;
      Sides one = queue.top().sides;
      const int cuts = queue.top().cuts + 1;
      queue.pop();
      const Kleene answer = ask(one);
      if (answer == wanted_) return one;
      if (answer != Kleene::unknown) continue;
      const auto widest = std::max_element(one.begin(), one.end(), [](const Side& a, const Side& b) {
        return distance(a.bounds.low, a.bounds.high) < distance(b.bounds.low, b.bounds.high);
      });
      if (widest->bounds.one()) continue;
      const auto [near, far] = cut(*widest);
      *widest = near;
      queue.push(open(one, subset, cuts));
      *widest = far;
      queue.push(open(std::move(one), subset, cuts));
    }
    return std::nullopt;
  }

  // Each fact in turn as near to today's value as the others allow, until none comes nearer: what one
  // gives way, another may take up.
  Sides closer(Sides sides) {
    for (Side& side : sides) side.bounds = {side.nearest(), side.nearest()};
    for (bool moved = true; moved && !exhausted();) {
      moved = false;
      for (std::size_t i = 0; i < sides.size(); ++i) moved = come_closer(sides, i) || moved;
    }
    return sides;
  }

  bool come_closer(Sides& sides, std::size_t i) {
    Side& side = sides[i];
    const std::int64_t found = side.nearest();
    Sides wider = sides;
    wider[i].bounds = side.upwards ? Bounds{side.first, found} : Bounds{found, side.first};
    const auto value = nearest_value(std::move(wider), i);
    if (!value || *value == found) return false;
    side.bounds = {*value, *value};
    return true;
  }

  const plan::Program& program_;
  const facts::Row subject_;
  const Register outcome_;
  const std::vector<Place>& places_;
  const SmallestChangeLimits limits_;
  BoxSource box_;
  execution::Sets sets_;
  std::vector<Place> unknown_;
  Kleene wanted_ = Kleene::yes;
  bool asked_today_ = false;
  std::int64_t stop_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t numbers_ = 0;
  SmallestChanges found_;
};

}  // namespace

SmallestChanges smallest_changes(const plan::Program& program, const facts::Source& source, facts::Row subject,
                                 const plan::RightPlan& right, const std::vector<Place>& places,
                                 const std::vector<Place>& hidden, const SmallestChangeLimits& limits) {
  return Search(program, source, subject, right.outcome, places, hidden, limits).run();
}

namespace {

// Dates are made of other dates: the first birthday of some child.
void add_dates(const plan::Program& program, Register reg, std::vector<bool>& fields) {
  const plan::Instruction& instruction = program.code[reg];
  if (instruction.domain != Domain::date) return;
  if (instruction.op == plan::OpCode::fact && instruction.input >= 0)
    fields[program.inputs[instruction.input].field] = true;
  for (const Register operand : instruction.operands) add_dates(program, operand, fields);
}

}  // namespace

std::vector<bool> counted_from(const plan::Program& program) {
  std::vector<bool> fields(program.model->fields.size());
  for (const plan::Instruction& instruction : program.code) {
    if (instruction.op == plan::OpCode::age) add_dates(program, instruction.operands.front(), fields);
  }
  return fields;
}

}  // namespace proactive::answers
