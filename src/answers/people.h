// The people two programs can tell apart: what of a person, or a household, one of them reads.
//
// A box is a set of people: for each fact the values it may have, for each list how many members.
// Facts have names here, so that programs of different rule sets see the same people.
#ifndef PROACTIVE_SRC_ANSWERS_PEOPLE_H_
#define PROACTIVE_SRC_ANSWERS_PEOPLE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "facts/source.h"
#include "plan/program.h"
#include "proactive/record.h"

namespace proactive::answers {

/// Members of a list that a search tells apart; of longer lists it knows the length only.
inline constexpr std::size_t kMembersToldApart = 6;
/// Subjects, with members and members of members, that a search tells apart.
inline constexpr std::size_t kSubjectsToldApart = 200;

using FactKey = std::pair<std::string, std::int64_t>;  ///< field and year

struct Variable {
  enum class Kind : std::uint8_t { value, known, count } kind = Kind::value;
  FactKey key;           ///< of a count: the role
  values::Possible all;  ///< what it may be, as both programs declare it
  const semantics::Model* model = nullptr;
  int field = -1;  ///< of the model; -1: a count
};

/// A subject with what is read of it; numbers are places of variables and subjects.
struct Subject {
  struct Members {
    int count = -1;
    std::vector<int> subjects;
  };
  int entity = -1;
  const semantics::Model* model = nullptr;
  std::map<FactKey, int> values;
  std::map<FactKey, int> known;
  std::map<std::string, Members> lists;
  std::map<std::string, int> groups;
};

/// Some people at once.
struct PeopleBox {
  std::vector<values::Possible> sets;  ///< by variable
  std::vector<bool> left_out;          ///< facts and lists that are not given
};

class People {
 public:
  /// Adds what a program reads. Facts and roles that it declares otherwise than an earlier one are
  /// listed, and are not comparable.
  void add(const plan::Program& program);

  const std::vector<std::string>& not_comparable() const { return not_comparable_; }
  const std::vector<Variable>& variables() const { return variables_; }
  const std::vector<Subject>& subjects() const { return subjects_; }

  /// Everybody.
  PeopleBox all() const;
  /// The person of a box in which every fact that counts has one value.
  Record record(const PeopleBox& box) const { return record(box, 0); }

 private:
  class Adding;

  Record record(const PeopleBox& box, int subject) const;

  std::vector<Variable> variables_;
  std::vector<Subject> subjects_;
  std::vector<std::string> not_comparable_;
};

/// The people of a box as one program reads them. The box may change between two runs.
class PeopleSource : public facts::Source {
 public:
  PeopleSource(const plan::Program& program, const People& people, const PeopleBox& box);

  static facts::Row root() { return row_of(0); }
  /// The variable of an input, or of whether it is known; -1 when there is none.
  int value_of(int input, facts::Row row) const { return at(row).values[input]; }
  int known_of(int input, facts::Row row) const { return at(row).known[input]; }
  int count_of(int role, facts::Row row) const;

  const values::Possible& set(int input, facts::Row row) const;
  bool possible(int input, facts::Row row, values::Possible& set) const override;
  Kleene known(int input, facts::Row row) const override;
  bool fact(int input, facts::Row row, std::int64_t& value) const override;
  bool members(int role, facts::Row group, std::int64_t& count) const override;
  facts::Row member(int role, facts::Row group, std::int64_t index) const override;
  facts::Row group(int entity, facts::Row member) const override;
  facts::Absence absence(int input, facts::Row row) const override;

 private:
  // A subject, by the numbers of the program.
  struct Place {
    std::vector<int> values;
    std::vector<int> known;
    std::vector<const Subject::Members*> lists;
    std::vector<int> groups;
  };

  static facts::Row row_of(int subject) { return subject + 1; }
  const Place& at(facts::Row row) const { return places_[static_cast<std::size_t>(row - 1)]; }

  const People& people_;
  const PeopleBox& box_;
  std::vector<Place> places_;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_PEOPLE_H_
