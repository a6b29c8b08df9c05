// Facts drawn at random, within what the vocabulary allows, for any program.
#ifndef PROACTIVE_TESTS_EXECUTION_RANDOM_SOURCE_H_
#define PROACTIVE_TESTS_EXECUTION_RANDOM_SOURCE_H_

#include <map>
#include <tuple>

#include "facts/source.h"
#include "mutations.h"
#include "plan/program.h"

namespace proactive::tests {

/// A value that the vocabulary allows, often at an edge of what it allows. `today`: the date of the plan.
inline std::int64_t draw(const semantics::Model& model, const semantics::Field& field, std::int64_t today,
                         Chance& chance) {
  using semantics::TypeKind;
  if (field.range) {
    const std::uint64_t which = chance.below(6);
    return which == 0   ? field.range->low
           : which == 1 ? field.range->high
                        : chance.between(field.range->low, field.range->high);
  }
  switch (field.type.kind) {
    case TypeKind::boolean: return chance.between(0, 1);
    case TypeKind::choice:
      return chance.between(0, static_cast<std::int64_t>(model.choices[field.type.choice].members.size()) - 1);
    case TypeKind::date:
      return chance.one_in(20) ? (chance.one_in(2) ? -719162 : 2932896) : today + chance.between(-12'000, 2'000);
    default: break;
  }
  constexpr std::int64_t kEdges[] = {0, 1, -1, 100, 12'345, INT64_MAX, INT64_MIN, INT64_MAX - 1, 1'000'000'000'000};
  return chance.one_in(3) ? kEdges[chance.below(std::size(kEdges))]
                          : chance.between(-20'000'000, 200'000'000) / (chance.one_in(2) ? 1 : 10'000);
}

/// The same seed gives the same subject. `unknown_in_ten` facts and lists in ten are unknown;
/// what is known is the same whatever that number is.
class RandomSource : public facts::Source {
 public:
  RandomSource(const plan::Program& program, std::uint64_t seed, std::uint64_t unknown_in_ten)
      : program_(program), seed_(seed), unknown_in_ten_(unknown_in_ten) {}

  facts::Row subject() const { return 1; }

  bool fact(int input, facts::Row row, std::int64_t& value) const override {
    Chance chance = chance_for(1, input, row);
    const bool unknown = chance.below(10) < unknown_in_ten_;
    value = draw(*program_.model, program_.model->fields[program_.inputs[input].field], program_.on, chance);
    return !unknown;
  }

  bool members(int role, facts::Row group, std::int64_t& count) const override {
    Chance chance = chance_for(2, role, group);
    const bool unknown = chance.below(10) < unknown_in_ten_;
    const auto& declared = program_.model->roles[role];
    count = chance.between(declared.low, std::min(declared.high, declared.low + 3));
    return !unknown;
  }

  facts::Row member(int role, facts::Row group, std::int64_t index) const override {
    return rows_.emplace(std::tuple(role, group, index), static_cast<facts::Row>(rows_.size()) + 2).first->second;
  }

  facts::Row group(int entity, facts::Row member) const override {
    Chance chance = chance_for(3, entity, member);
    if (chance.below(10) < unknown_in_ten_) return facts::kNoRow;
    return rows_.emplace(std::tuple(-1 - entity, member, 0), static_cast<facts::Row>(rows_.size()) + 2).first->second;
  }

  facts::Absence absence(int, facts::Row) const override { return facts::Absence::not_asked; }

 private:
  // Rows are numbered as they are met; by what they are, not by when, they get their facts.
  Chance chance_for(std::uint64_t kind, int index, facts::Row row) const {
    std::uint64_t place = static_cast<std::uint64_t>(row);
    for (const auto& [key, number] : rows_) {
      if (number == row)
        place = 1000 + static_cast<std::uint64_t>(std::get<0>(key)) * 31 + chance_place(std::get<1>(key)) * 977 +
                static_cast<std::uint64_t>(std::get<2>(key));
    }
    return Chance(seed_ * 1'000'003 + kind * 101 + static_cast<std::uint64_t>(index) * 7 + place * 65'537);
  }

  std::uint64_t chance_place(facts::Row row) const {
    for (const auto& [key, number] : rows_) {
      if (number == row)
        return 5 + static_cast<std::uint64_t>(std::get<0>(key)) * 31 + static_cast<std::uint64_t>(std::get<2>(key));
    }
    return static_cast<std::uint64_t>(row);
  }

  const plan::Program& program_;
  const std::uint64_t seed_;
  const std::uint64_t unknown_in_ten_;
  mutable std::map<std::tuple<int, facts::Row, std::int64_t>, facts::Row> rows_;
};

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_RANDOM_SOURCE_H_
