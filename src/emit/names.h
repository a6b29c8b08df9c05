// What the rules' names are called in C++.
//
// Accents are written without, words of C++ get a `_`, and what would meet another name in its
// scope gets a number. The same rules always give the same names.
#ifndef PROACTIVE_SRC_EMIT_NAMES_H_
#define PROACTIVE_SRC_EMIT_NAMES_H_

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/program.h"

namespace proactive::emit {

using Programs = std::span<const plan::Program* const>;

/// A name in letters, digits and `_`, which no compiler reserves.
std::string identifier(std::string_view name);
/// The same as the name of a type: `support_title` as `SupportTitle`.
std::string type_name(std::string_view name);

/// The names of one scope, each given once.
class Scope {
 public:
  /// `name`, or `name_2` and so on where that is taken.
  std::string take(std::string name);
  void release(const std::string& name) { taken_.erase(name); }
  void reserve(std::string_view name) { taken_.emplace(name); }

 private:
  absl::btree_set<std::string> taken_;
};

/// What programs read of one entity, in the order of the vocabulary.
struct Reads {
  std::vector<plan::Input> facts;
  std::vector<int> roles;
  std::vector<int> groups;  ///< entities
};

class Names {
 public:
  Names(Programs programs, std::string unit);

  const std::string& unit() const { return unit_; }
  const semantics::Model& model() const { return model_; }
  /// The entities whose facts are read, groups or not, and the subjects of the rights.
  const absl::btree_map<int, Reads>& entities() const { return entities_; }
  /// The choices that occur in these facts.
  const absl::btree_set<int>& choices() const { return choices_; }

  const std::string& structure(int entity) const { return structures_.find(entity)->second; }
  const std::string& choice(int choice) const { return choice_types_.find(choice)->second; }
  const std::vector<std::string>& members(int choice) const { return choice_members_.find(choice)->second; }
  const std::string& fact(const plan::Input& input) const {
    return facts_.find(std::pair(input.field, input.year))->second;
  }
  const std::string& role(int role) const { return roles_.find(role)->second; }
  /// The pointer of a member of `entity` to its group.
  const std::string& group(int entity, int group) const { return groups_.find(std::pair(entity, group))->second; }
  const std::string& answer(int right) const { return answers_.find(right)->second; }
  const std::string& function(int right) const { return functions_.find(right)->second; }

 private:
  void collect(const plan::Program& program);
  void collect(const plan::Program& program, plan::Register reg);
  void read_context(const plan::Program& program, int context);
  void name_types(Programs programs);
  void name_members();

  std::string unit_;
  const semantics::Model& model_;
  absl::btree_map<int, Reads> entities_;
  absl::btree_set<int> choices_;
  absl::btree_map<int, std::string> structures_, choice_types_, roles_, answers_, functions_;
  absl::btree_map<int, std::vector<std::string>> choice_members_;
  absl::btree_map<std::pair<int, std::int64_t>, std::string> facts_;
  absl::btree_map<std::pair<int, int>, std::string> groups_;
};

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_NAMES_H_
