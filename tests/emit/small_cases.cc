#include "emit/small_cases.h"

#include <fmt/format.h>

#include <functional>

#include "execution/small_operations.h"

namespace proactive::tests {

namespace {

constexpr std::size_t kOperationsInCase = 120;

// Puts small programs side by side until a case is full.
class CaseMaker {
 public:
  CaseMaker(std::string what, std::int64_t rows, std::vector<SmallCase>& cases)
      : what_(std::move(what)), rows_(rows), cases_(cases) {
    begin();
  }

  using Make = std::function<plan::Register(SmallProgram&, Chance&)>;

  void add(const std::string& origin, Kind result, std::uint64_t seed, const Make& make) {
    if (operations_ == kOperationsInCase) end();
    ++operations_;
    Chance chance(seed);
    const std::size_t first = program_.facts().size();
    program_.show_one(make(program_, chance), result, seed);
    origins_.push_back(origin);
    const Draw draw{.rows = rows_, .band = {}, .unknown_in_hundred = unknown_in_hundred(seed)};
    for (Facts& facts : facts_for(
             {program_.facts().begin() + static_cast<std::ptrdiff_t>(first), program_.facts().end()}, draw, chance))
      facts_.push_back(std::move(facts));
  }

  void end() {
    if (operations_ == 0) return;
    const std::string unit = fmt::format("s{}", cases_.size());
    auto program = std::make_shared<const plan::Program>(program_.finish());
    cases_.push_back(
        {{unit, what_ + " in " + unit, std::move(program)}, rows_, std::move(facts_), std::move(origins_)});
    begin();
  }

 private:
  void begin() {
    program_ = SmallProgram(day_rounding(cases_.size()));
    facts_ = {};
    origins_ = {};
    operations_ = 0;
  }

  std::string what_;
  std::int64_t rows_;
  std::vector<SmallCase>& cases_;
  SmallProgram program_;
  std::vector<Facts> facts_;
  std::vector<std::string> origins_;
  std::size_t operations_ = 0;
};

// Each leaf in each place is some pairs; all pairs would be too much to compile.
std::size_t pairs_apart(const Operation& operation) { return leaf_pairs(operation) > 24 ? 5 : 1; }

// With each leaf in each place, in turn.
void add_alone(std::vector<SmallCase>& cases) {
  CaseMaker maker("operations alone", 330, cases);
  std::uint64_t seed = 0;
  for (const Operation& operation : every_operation()) {
    for (std::size_t pair = 0; pair < leaf_pairs(operation); pair += pairs_apart(operation)) {
      maker.add(fmt::format("{}, leaves {}", operation.name, pair), operation.result, ++seed,
                [&](SmallProgram& program, Chance& chance) { return apply(program, operation, pair, chance); });
    }
  }
  maker.end();
}

void add_nested(std::vector<SmallCase>& cases) {
  CaseMaker maker("operations inside others", 130, cases);
  std::uint64_t seed = 0;
  for (const Nesting& nesting : every_nesting()) {
    maker.add(name_of(nesting), nesting.outer->result, ++seed,
              [&](SmallProgram& program, Chance& chance) { return apply(program, nesting, chance); });
  }
  maker.end();
}

}  // namespace

std::vector<SmallCase> small_cases() {
  std::vector<SmallCase> cases;
  add_alone(cases);
  add_nested(cases);
  return cases;
}

}  // namespace proactive::tests
