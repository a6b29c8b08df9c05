// The UCI Adult data set with the generalisation hierarchies that ARX ships, and its nine columns.
#ifndef PROACTIVE_TESTS_PRIVACY_ADULT_H_
#define PROACTIVE_TESTS_PRIVACY_ADULT_H_

#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "privacy/vectors.h"
#include "proactive/privacy/anonymise.h"
#include "proactive/privacy/hierarchy.h"

namespace proactive::privacy::tests {

inline std::optional<std::string> read_vector(const std::string& name) {
  std::ifstream file(vectors_folder() + "/" + name, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::vector<std::string> cells_of(std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ';')
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

struct Adult {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
  AnonymisationPlan plan;  ///< every column a quasi-identifier
};

inline std::optional<Adult> read_adult() {
  const auto text = read_vector("adult/adult.csv");
  if (!text) return std::nullopt;
  Adult adult;
  std::istringstream lines(*text);
  std::string line;
  std::getline(lines, line);
  adult.names = cells_of(line);
  while (std::getline(lines, line)) adult.rows.push_back(cells_of(line));
  for (const std::string& name : adult.names) {
    auto hierarchy = Hierarchy::from_csv(read_vector("adult/adult_hierarchy_" + name + ".csv").value_or(""));
    if (!hierarchy) return std::nullopt;
    adult.plan.quasi_identifiers.push_back({name, *hierarchy, 0, -1});
  }
  return adult;
}

}  // namespace proactive::privacy::tests

#endif  // PROACTIVE_TESTS_PRIVACY_ADULT_H_
