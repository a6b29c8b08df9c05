// A struct of the caller as a source of facts.
#ifndef PROACTIVE_SRC_FACTS_BOUND_SOURCE_H_
#define PROACTIVE_SRC_FACTS_BOUND_SOURCE_H_

#include <absl/container/btree_map.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "facts/source.h"
#include "plan/program.h"
#include "proactive/bind.h"

namespace proactive::facts {

class BoundSource : public Source {
 public:
  /// Resolves the names of a description once; mistakes go to `errors`.
  BoundSource(const plan::Program& program, int entity, const detail::StructDescription& subject, Diagnostics& errors);

  static Row row_of(const void* subject) { return reinterpret_cast<Row>(subject); }

  bool fact(int input, Row row, std::int64_t& value) const override;
  bool members(int role, Row group, std::int64_t& count) const override;
  Row member(int role, Row group, std::int64_t index) const override;
  Row group(int entity, Row member) const override;
  Absence absence(int input, Row row) const override;

 private:
  struct Fact {
    bool (*load)(const void*, detail::RawFact&) = nullptr;
    bool is_choice = false;
    bool is_decimal = false;
    int scale = 0;            ///< of the field
    std::int64_t factor = 1;  ///< from the struct's unit to the field's
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::vector<std::int32_t> members;  ///< by value: the place in the choice, or -1
  };
  struct List {
    bool (*load)(const void*, const void*&, std::size_t&) = nullptr;
    std::size_t stride = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
  };

  void describe(const detail::StructDescription& subject, int entity, Diagnostics& errors);
  void describe_fact(const detail::FactDescription& fact, int entity, Diagnostics& errors);
  void describe_list(const detail::ListDescription& list, int entity, Diagnostics& errors);
  void describe_group(const detail::GroupDescription& group, int entity, Diagnostics& errors);
  bool bind_choice(const detail::FactDescription& fact, const semantics::Field& field, Fact& bound,
                   Diagnostics& errors) const;

  const plan::Program& program_;
  const semantics::Model& model_;
  std::vector<Fact> facts_;                           ///< by input
  std::vector<List> lists_;                           ///< by role
  std::vector<const void* (*)(const void*)> groups_;  ///< by entity
  absl::btree_map<int, std::type_index> types_;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_BOUND_SOURCE_H_
