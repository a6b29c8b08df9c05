// The programs of every rule set of the repository.
#ifndef PROACTIVE_TESTS_EXECUTION_EVERY_PROGRAM_H_
#define PROACTIVE_TESTS_EXECUTION_EVERY_PROGRAM_H_

#include <functional>
#include <string>

#include "api/state.h"
#include "plan/builder.h"
#include "support.h"

namespace proactive::tests {

/// All rights of each entity of examples/france and of the good files of the corpus, on three dates.
inline void for_each_program(
    const std::function<void(const plan::Program&, int entity, const std::string& name)>& check) {
  std::vector<std::pair<std::string, RuleSet>> sets = {{"examples/france", loaded(france())}};
  for (const auto& file : corpus()) {
    if (file.side == "good" && file.topic != "france") sets.emplace_back(file.path, loaded(rule_set_of(file)));
  }
  for (const auto& [name, rules] : sets) {
    const auto& state = *rules.state();
    for (const char* date : {"2019-04-01", "2024-02-29", "2026-05-02"}) {
      for (int entity = 0; entity < static_cast<int>(state.model->entities.size()); ++entity) {
        std::vector<int> rights;
        for (int right = 0; right < static_cast<int>(state.model->rights.size()); ++right) {
          if (state.model->rights[right].entity == entity) rights.push_back(right);
        }
        Diagnostics errors;
        const plan::Program program = plan::build(state.model, state.sources, Date::parse(date)->days, rights, errors);
        if (errors.empty() && !program.rights.empty()) check(program, entity, name + " on " + date);
      }
    }
  }
}

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_EVERY_PROGRAM_H_
