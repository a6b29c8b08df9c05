// A subject whose facts may be changed: some of them are anything within bounds, as if they were
// not known, the others stay as they are.
#ifndef PROACTIVE_SRC_ANSWERS_BOX_H_
#define PROACTIVE_SRC_ANSWERS_BOX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "execution/evaluator.h"
#include "plan/program.h"

namespace proactive::answers {

/// A fact of one subject, where a program reads it.
struct Place {
  int input = -1;
  facts::Row row = facts::kNoRow;
  int context = -1;
  std::string name;  ///< `dependants[2].custody`
  std::optional<std::int64_t> value;
};

/// The facts that some registers read for the subject for whom `sets` has run, members' facts among them,
/// in the order of the rules.
std::vector<Place> places_read(execution::Sets& sets, const std::vector<plan::Register>& registers);

/// Whole values from `low` to `high`; for a boolean or a choice, places of its members.
struct Bounds {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool one() const { return low == high; }
};

class BoxSource : public facts::Source {
 public:
  BoxSource(const plan::Program& program, const facts::Source& source) : program_(program), source_(source) {}

  /// The facts that are bounded from now on, and those that count as unknown.
  void choose(std::vector<Place> places) { places_ = std::move(places); }
  void hide(std::vector<Place> places) { hidden_ = std::move(places); }
  /// One for each chosen place.
  void set(std::vector<Bounds> bounds) { bounds_ = std::move(bounds); }
  /// Facts that stay unknown, taken to have these values all the same; nothing: no longer.
  void suppose(const std::vector<Place>* places, std::vector<std::int64_t> values) {
    supposed_ = places;
    supposed_values_ = std::move(values);
  }

  bool fact(int input, facts::Row row, std::int64_t& value) const override;
  /// What is changed is known then, whatever it is.
  Kleene known(int input, facts::Row row) const override;
  bool possible(int input, facts::Row row, values::Possible& set) const override;
  bool members(int role, facts::Row group, std::int64_t& count) const override {
    return source_.members(role, group, count);
  }
  facts::Row member(int role, facts::Row group, std::int64_t index) const override {
    return source_.member(role, group, index);
  }
  facts::Row group(int entity, facts::Row member) const override { return source_.group(entity, member); }
  facts::Absence absence(int input, facts::Row row) const override { return source_.absence(input, row); }
  facts::Absence list_absence(int role, facts::Row group) const override { return source_.list_absence(role, group); }

 private:
  const Bounds* find(int input, facts::Row row) const;
  bool is_hidden(int input, facts::Row row) const;
  values::Possible between(int input, const Bounds& bounds) const;

  const plan::Program& program_;
  const facts::Source& source_;
  std::vector<Place> places_;
  std::vector<Place> hidden_;
  std::vector<Bounds> bounds_;
  const std::vector<Place>* supposed_ = nullptr;
  std::vector<std::int64_t> supposed_values_;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_BOX_H_
