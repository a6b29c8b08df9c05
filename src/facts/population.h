// A population: tables as columns, and who belongs to which group.
#ifndef PROACTIVE_SRC_FACTS_POPULATION_H_
#define PROACTIVE_SRC_FACTS_POPULATION_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "facts/columns.h"
#include "facts/ids.h"
#include "facts/memberships.h"
#include "facts/source.h"
#include "plan/program.h"
#include "proactive/population.h"
#include "proactive/result.h"

namespace proactive::facts {

struct EntityTable {
  bool given = false;
  Ids ids;
  std::map<std::pair<int, std::int64_t>, Column> columns;  ///< by field and year; addresses stay
};

struct Population {
  std::shared_ptr<const semantics::Model> model;
  std::vector<EntityTable> entities;  ///< by entity
  std::vector<Memberships> groups;    ///< by group entity
  std::vector<std::pair<std::string, std::string>> not_read;
  std::vector<std::pair<std::string, std::string>> absent;
  std::vector<BadFacts> bad_facts;
};

/// What must be read: inputs and roles of all programs of a plan.
struct Wanted {
  std::shared_ptr<const semantics::Model> model;
  std::vector<plan::Input> inputs;
  std::vector<int> groups;    ///< whose membership table is needed
  std::vector<int> group_of;  ///< groups that rights of their members read
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
  Absence list_absence(int role, Row group) const override;

 private:
  // A role as its group's index knows it.
  struct RolePlace {
    const Memberships* index = nullptr;
    int role = 0;
  };

  std::vector<const Column*> columns_;      ///< by input; null: absent
  std::vector<RolePlace> roles_;            ///< by role
  std::vector<const Memberships*> groups_;  ///< by group entity
};

/// The column of an input, or null.
const Column* find_column(const Population& population, const plan::Input& input);
/// The place of a role among those of its group.
int place_of_role(const semantics::Model& model, int role);

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_POPULATION_H_
