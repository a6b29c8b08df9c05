#include "emit/cases.h"

#include <fmt/format.h>

#include <set>

#include "api/state.h"
#include "emit/emit.h"
#include "plan/builder.h"
#include "support.h"

namespace proactive::tests {

namespace {

// More conditions than one word has bits.
std::string many_conditions() {
  std::string fields;
  std::string conditions;
  for (int i = 0; i < 70; ++i) {
    fields += fmt::format("  f{} : boolean \"{}\"\n", i, i);
    conditions += fmt::format("    c{} : f{} or f{} \"{}\"\n", i, i, (i * 7 + 3) % 70, i);
  }
  return "source office \"Office\" { via file \"office.csv\" }\nentity person \"Person\" {\n" + fields +
         "}\nright many for person \"Many\" {\n  law \"1\"  served by office  purpose grant\n  when {\n" + conditions +
         "  }\n}\n";
}

std::vector<std::pair<std::string, RuleSet>> rule_sets() {
  std::vector<std::pair<std::string, RuleSet>> sets = {{"examples/france", loaded(france())}};
  sets.emplace_back("operations.rights", loaded(read_file(folder() + "/emit/operations.rights")));
  sets.emplace_back("many conditions", loaded(many_conditions()));
  for (const auto& file : corpus()) {
    if (file.side == "good" && file.topic != "france") sets.emplace_back(file.path, loaded(rule_set_of(file)));
  }
  return sets;
}

std::vector<int> rights_of(const semantics::Model& model, int entity) {
  std::vector<int> rights;
  for (int right = 0; right < static_cast<int>(model.rights.size()); ++right) {
    if (model.rights[right].entity == entity) rights.push_back(right);
  }
  return rights;
}

// What the code says, without the date in its first line.
std::string body_of(const plan::Program& program) {
  const plan::Program* const programs[] = {&program};
  const std::string source = emit::emit(programs, "same").source;
  return source.substr(source.find('\n'));
}

}  // namespace

std::vector<CompiledCase> compiled_cases() {
  std::vector<CompiledCase> cases;
  for (const auto& [name, rules] : rule_sets()) {
    const auto& state = *rules.state();
    const bool is_france = name == "examples/france";
    for (int entity = 0; entity < static_cast<int>(state.model->entities.size()); ++entity) {
      std::set<std::string> seen;
      for (const char* date :
           {"2018-06-01", "2019-04-01", "2020-10-01", "2021-03-01", "2022-10-01", "2024-02-29", "2026-05-02"}) {
        const std::string day = date;
        if (!is_france && day != "2019-04-01" && day != "2024-02-29" && day != "2026-05-02") continue;
        Diagnostics errors;
        auto program = std::make_shared<const plan::Program>(
            plan::build(state.model, state.sources, Date::parse(day)->days, rights_of(*state.model, entity), errors));
        if (!errors.empty() || program->rights.empty() || !seen.insert(body_of(*program)).second) continue;
        cases.push_back({"c" + std::to_string(cases.size()),
                         name + " on " + day + " for " + state.model->entities[entity].name, std::move(program)});
      }
    }
  }
  return cases;
}

}  // namespace proactive::tests
