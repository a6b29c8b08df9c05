#include "facts/names.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive::facts {

std::string column_of(const semantics::Model& model, const plan::Input& input) {
  const semantics::Field& field = model.fields[input.field];
  return field.by_year ? field.name + "_" + std::to_string(input.year) : field.name;
}

std::optional<plan::Input> input_of(const semantics::Model& model, int entity, std::string_view name) {
  const auto& names = model.entities[entity].field_names;
  if (const auto found = names.find(name); found != names.end()) {
    if (model.fields[found->second].by_year) return std::nullopt;
    return plan::Input{found->second, 0};
  }
  const std::size_t underscore = name.rfind('_');
  if (underscore == std::string_view::npos) return std::nullopt;
  const auto found = names.find(name.substr(0, underscore));
  if (found == names.end() || !model.fields[found->second].by_year) return std::nullopt;
  const std::string_view digits = name.substr(underscore + 1);
  std::int64_t year = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), year);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return plan::Input{found->second, year};
}

std::string nearest_name(const semantics::Model& model, int entity, std::string_view name) {
  const semantics::Entity& at = model.entities[entity];
  std::vector<std::string> names;
  for (const int field : at.fields) {
    names.push_back(model.fields[field].by_year ? model.fields[field].name + "_2022" : model.fields[field].name);
  }
  for (const int role : at.roles) names.push_back(model.roles[role].name);
  return syntax::nearest(name, names);
}

Diagnostic table_error(std::string code, const std::string& table, std::string_view message, std::string way_out) {
  return values::misuse(std::move(code), fmt::format("table `{}`: {}", table, message), std::move(way_out));
}

}  // namespace proactive::facts
