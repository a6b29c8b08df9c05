// A record as a source of facts.
#ifndef PROACTIVE_SRC_FACTS_RECORD_SOURCE_H_
#define PROACTIVE_SRC_FACTS_RECORD_SOURCE_H_

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "facts/reading.h"
#include "facts/source.h"
#include "plan/program.h"
#include "proactive/record.h"
#include "proactive/result.h"

namespace proactive::facts {

class RecordSource : public Source {
 public:
  /// Reads what the program needs of `record`, a subject of `entity`. Only names are looked at
  /// of what it does not need. Mistakes of the caller go to `errors`.
  RecordSource(const plan::Program& program, int entity, const Record& record, Diagnostics& errors);

  /// The same for an example of the rule set.
  RecordSource(const plan::Program& program, int entity, const semantics::ExampleFacts& facts);

  Row subject() const { return row_of(nodes_.front()); }

  bool fact(int input, Row row, std::int64_t& value) const override;
  bool members(int role, Row group, std::int64_t& count) const override;
  Row member(int role, Row group, std::int64_t index) const override;
  Row group(int entity, Row member) const override;
  Absence absence(int input, Row row) const override;
  Absence list_absence(int role, Row group) const override;
  Absence group_absence(int entity, Row member) const override;
  bool obtained(int input, Row row, std::int32_t& day) const override;

 private:
  struct Node;
  struct List {
    int role = -1;
    bool bad = false;
    std::vector<const Node*> members;
  };
  struct Node {
    int entity = -1;
    std::vector<std::int64_t> values;              ///< by input
    std::vector<std::optional<Absence>> absences;  ///< by input; none: known
    std::vector<std::pair<int, std::int32_t>> obtained;  ///< input and day
    std::vector<List> lists;
    std::vector<std::pair<int, Absence>> absent_lists;   ///< by role
    std::vector<std::pair<int, Absence>> absent_groups;  ///< by entity
    std::vector<const Node*> groups;
  };

  static Row row_of(const Node& node) { return reinterpret_cast<Row>(&node); }
  static const Node& node_of(Row row) { return *reinterpret_cast<const Node*>(row); }

  Node& new_node(int entity);
  void close_list(List& list) const;
  Node& read(const Record& record, int entity, Diagnostics& errors);
  Node& read(const semantics::ExampleFacts& facts, int entity);
  void read_day(Node& node, const std::string& name, Date day, Diagnostics& errors);
  void read_fact(Node& node, const std::string& name, const FactValue& value, Diagnostics& errors);
  void read_members(Node& node, const std::string& name, const std::vector<Record>& members, Diagnostics& errors);
  void read_absence(Node& node, const std::string& name, Absence absence, Diagnostics& errors);
  std::optional<plan::Input> known_input(const Node& node, const std::string& name, Diagnostics& errors) const;
  void read_group(Node& node, const std::string& name, const Record& group, Diagnostics& errors);
  void report_unknown(int entity, const std::string& name, Diagnostics& errors) const;

  const plan::Program& program_;
  const semantics::Model& model_;
  std::deque<Node> nodes_;  ///< stable addresses: rows point at them
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_RECORD_SOURCE_H_
