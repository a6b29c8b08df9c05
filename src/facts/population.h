// A population in columns, and memberships as lists by group.
#ifndef PROACTIVE_SRC_FACTS_POPULATION_H_
#define PROACTIVE_SRC_FACTS_POPULATION_H_

#include <absl/container/btree_map.h>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/reading.h"
#include "facts/source.h"
#include "plan/program.h"
#include "proactive/population.h"
#include "proactive/result.h"

namespace proactive::facts {

enum class FactState : std::uint8_t { not_given = 0, known = 1, bad = 2 };

/// One field (in one year) of every row of its entity.
struct Column {
  std::vector<std::int64_t> values;
  std::vector<FactState> states;
};

/// The ids of an entity's rows: integers or texts, each once.
class Ids {
 public:
  std::int64_t size() const { return static_cast<std::int64_t>(are_texts_ ? texts_.size() : integers_.size()); }
  bool are_texts() const { return are_texts_; }
  void use_texts() { are_texts_ = true; }

  /// The place of an id, or -1.
  std::int64_t find(std::int64_t id) const;
  std::int64_t find(std::string_view id) const;
  /// Adds an id; false when it is there already.
  bool add(std::int64_t id);
  bool add(std::string_view id);
  std::int64_t integer(std::int64_t row) const { return integers_[row]; }
  const std::string& text(std::int64_t row) const { return texts_[row]; }

 private:
  bool are_texts_ = false;
  std::vector<std::int64_t> integers_;
  std::vector<std::string> texts_;
  std::unordered_map<std::int64_t, std::int64_t> integer_rows_;
  std::unordered_map<std::string, std::int64_t> text_rows_;
};

struct EntityTable {
  bool given = false;
  Ids ids;
  std::map<std::pair<int, std::int64_t>, Column> columns;  ///< by field and year; addresses stay
};

/// The members of one role, group by group.
struct RoleLists {
  std::vector<std::int64_t> begin;    ///< by group row; one more at the end
  std::vector<std::int64_t> members;  ///< rows of the member's entity
  std::vector<bool> bad;              ///< by group row: outside the role's number, or uncertain
};

/// The memberships of one kind of group.
struct GroupMembers {
  bool given = false;
  /// By member entity, by row: the group, -1 for none, -2 for several.
  absl::btree_map<int, std::vector<std::int64_t>> group_of;
};

struct Population {
  std::shared_ptr<const semantics::Model> model;
  std::vector<EntityTable> entities;  ///< by entity
  std::vector<GroupMembers> groups;   ///< by group entity
  std::vector<RoleLists> roles;       ///< by role
  std::vector<std::pair<std::string, std::string>> not_read;
  std::vector<std::pair<std::string, std::string>> absent;
  std::vector<BadFacts> bad_facts;
};

/// What must be read: inputs and roles of all programs of a plan.
struct Wanted {
  std::shared_ptr<const semantics::Model> model;
  std::vector<plan::Input> inputs;
  std::vector<int> groups;    ///< whose membership table is needed
  std::vector<int> subjects;  ///< entities that must have a table
};

using NamedStreams = std::vector<std::pair<std::string, ArrowArrayStream*>>;

/// Reads and checks all tables; releases every stream.
Result<std::shared_ptr<const Population>> read_population(const Wanted& wanted, const NamedStreams& entities,
                                                          const NamedStreams& members);

/// A population as a source of facts for one program. A row is its place plus one.
class ColumnSource : public Source {
 public:
  ColumnSource(const plan::Program& program, const Population& population);

  static Row row_of(std::int64_t place) { return static_cast<Row>(place + 1); }

  bool fact(int input, Row row, std::int64_t& value) const override;
  bool members(int role, Row group, std::int64_t& count) const override;
  Row member(int role, Row group, std::int64_t index) const override;
  Row group(int entity, Row member) const override;
  Absence absence(int input, Row row) const override;

 private:
  const Population& population_;
  std::vector<const Column*> columns_;                    ///< by input; null: absent
  std::vector<const std::vector<std::int64_t>*> groups_;  ///< by entity: for members of the program's own entity
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_POPULATION_H_
