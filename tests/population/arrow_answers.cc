#include "population/arrow_answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "support.h"

namespace proactive::tests {

namespace {

const char* const kRules = R"(
source office "Guichet" { via file "guichet.csv" }
choice occupancy { tenant "Locataire"  owner "Propriétaire"  housed_free_of_charge "Gratuit" }
entity person "Personne" { wage : money range 0 €..9 000 €  "Salaire" }
entity household "Foyer" {
  asked     : boolean                                          "Demande"
  income    : money range -20 000 000 000 €..20 000 000 000 €  "Revenu"
  size      : integer range -5 000 000 000..5 000 000 000      "Taille"
  share     : decimal(4) range -9 000.0000..9 000.0000         "Part"
  since     : date                                             "Depuis"
  occupancy : choice occupancy                                 "Occupation"
  grown     : 0..3 person                                      "Adultes"
  minors    : 0..3 person                                      "Mineurs"
}
right asked for household "R" { law "L" served by office purpose grant
  when { given : asked or not asked "G" }  amount choose { 2 € when asked  1 € otherwise } }
right income for household "R" { law "L" served by office purpose grant
  when { given : income < 0 € or income >= 0 € "G" }  amount income }
right size for household "R" { law "L" served by office purpose grant
  when { given : size < 0 or size >= 0 "G" }  amount 1 € * size }
right share for household "R" { law "L" served by office purpose grant
  when { given : share < 0 or share >= 0 "G" }  amount (100 € * share) rounded down to 0.01 € }
right since for household "R" { law "L" served by office purpose grant
  when { given : year(since) > 0 and (day(since) < 9 or day(since) >= 9) "G" }
  amount 1 € * (10 000 * year(since) + 100 * month(since) + day(since)) }
right occupancy for household "R" { law "L" served by office purpose grant
  when { given : occupancy is tenant or not (occupancy is tenant) "G" }
  amount choose { 1 € when occupancy is tenant  2 € when occupancy is owner  3 € otherwise } }
right adults for household "R" { law "L" served by office purpose grant
  when { some : count(grown) >= 1 or count(minors) >= 1 "S" }
  amount sum(wage of grown) + 3 * sum(wage of minors) }
right housed for person "R" { law "L" served by office purpose grant
  when { rich : household.income >= 0 € or household.income < 0 € "R" }  amount household.income }
)";

template <typename T>
T load(const void* buffer, std::int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const std::byte*>(buffer) + index * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

bool is_null(const ArrowArray& array, std::int64_t row) {
  return array.buffers[0] != nullptr && (load<std::uint8_t>(array.buffers[0], row / 8) >> row % 8 & 1U) == 0;
}

std::string large_text(const ArrowArray& array, std::int64_t row) {
  const auto begin = load<std::int64_t>(array.buffers[1], row);
  const auto end = load<std::int64_t>(array.buffers[1], row + 1);
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

// A cell of the table that `export_arrow` makes, whose columns have no offset.
std::string cell(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  const std::string format = schema.format;
  if (is_null(array, row)) return "null";
  if (schema.dictionary != nullptr) return large_text(*array.dictionary, load<std::int8_t>(array.buffers[1], row));
  if (format == "l") return std::to_string(load<std::int64_t>(array.buffers[1], row));
  if (format == "U") return large_text(array, row);
  if (format == "d:19,2") return std::to_string(load<std::int64_t>(array.buffers[1], 2 * row));
  std::string list;
  for (auto i = load<std::int32_t>(array.buffers[1], row); i < load<std::int32_t>(array.buffers[1], row + 1); ++i)
    list += large_text(*array.children[0], i) + " ";
  return "[" + list + "]";
}

std::vector<std::string> exported(const Population& population, const RightOutcomes& outcomes) {
  ArrowSchema schema{};
  ArrowArray array{};
  export_arrow(population, outcomes, &schema, &array);
  std::vector<std::string> lines;
  for (std::int64_t row = 0; row < array.length; ++row) {
    std::string line;
    for (std::int64_t i = 0; i < array.n_children; ++i)
      line += (i == 0 ? "" : " | ") + cell(*schema.children[i], *array.children[i], row);
    lines.push_back(std::move(line));
  }
  schema.release(&schema);
  array.release(&array);
  return lines;
}

std::string id_of(const std::string& line) { return line.substr(0, line.find(" | ")); }

// The short answers say what the exported table says.
void expect_same_outcomes(const RightOutcomes& outcomes, const std::vector<std::string>& lines) {
  ASSERT_EQ(outcomes.rows, static_cast<std::int64_t>(lines.size()));
  for (std::size_t row = 0; row < lines.size(); ++row) {
    const std::string outcome(to_string(outcomes.outcome(static_cast<std::int64_t>(row))));
    EXPECT_NE(lines[row].find(" | " + outcome + " | "), std::string::npos) << lines[row];
  }
}

void expect_ids_found(const Population& population, const std::string& entity, const std::vector<std::string>& lines) {
  ASSERT_EQ(population.rows(entity), static_cast<std::int64_t>(lines.size()));
  const std::size_t step = lines.size() <= 300 ? 1 : 97;
  for (std::size_t row = 0; row < lines.size(); row += step)
    EXPECT_EQ(population.find(entity, id_of(lines[row])), static_cast<std::int64_t>(row)) << lines[row];
  for (const char* nobody : {"", "0", "-99", "nobody", "99999999999999"}) {
    const bool there = std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return id_of(line) == nobody; });
    EXPECT_EQ(population.find(entity, nobody) >= 0, there) << nobody;
  }
}

// Why a fact is missing is only in the long answer.
std::string reasons(const Plan& plan, const Population& population, const std::string& right, std::int64_t row) {
  const auto decision = plan.decide(population, right, row);
  EXPECT_TRUE(decision) << render(decision.errors());
  std::string reasons;
  for (const Missing& missing : decision->missing) reasons += " " + missing.fact + " " + missing.reason;
  return reasons;
}

constexpr std::int64_t kExplained = 40;

void add_right(const Plan& plan, const Population& population, const RightOutcomes& outcomes,
               std::vector<std::string>& lines) {
  const std::vector<std::string> rows = exported(population, outcomes);
  expect_same_outcomes(outcomes, rows);
  expect_ids_found(population, outcomes.entity, rows);
  lines.insert(lines.end(), rows.begin(), rows.end());
  const std::int64_t explained = std::min(kExplained, population.rows(outcomes.entity));
  for (std::int64_t row = 0; row < explained; ++row)
    lines.push_back("why " + std::to_string(row) + reasons(plan, population, outcomes.right, row));
}

using Streams = std::vector<std::pair<std::string, ArrowArrayStream*>>;
using Producers = std::vector<std::unique_ptr<Producer>>;

Streams streams_of(const std::vector<std::pair<std::string, TableData>>& tables, const Trouble& trouble,
                   Producers& producers) {
  Streams streams;
  for (const auto& [name, table] : tables) {
    producers.push_back(std::make_unique<Producer>(table, trouble));
    streams.emplace_back(name, producers.back()->stream());
  }
  return streams;
}

}  // namespace

const Plan& plan_of(const std::string& right) {
  static const RuleSet rules = loaded(kRules);
  static std::map<std::string, Plan> plans;
  const auto found = plans.find(right);
  if (found != plans.end()) return found->second;
  auto plan = rules.plan({.on = *Date::of(2024, 1, 15), .rights = {right}});
  if (!plan) throw std::runtime_error(render(plan.errors()));
  return plans.emplace(right, *plan).first->second;
}

std::string Answers::error() const {
  std::string text;
  for (const Diagnostic& found : errors) text += (text.empty() ? "" : "\n") + found.code + ": " + found.message;
  return text;
}

std::vector<std::string> seen(const Plan& plan, const Population& population) {
  std::vector<std::string> lines;
  const auto outcomes = plan.assess(population);
  EXPECT_TRUE(outcomes) << render(outcomes.errors());
  if (!outcomes) return lines;
  for (const RightOutcomes& right : outcomes->rights) add_right(plan, population, right, lines);
  for (const BadFacts& bad : population.bad_facts())
    lines.push_back("bad: " + bad.table + " " + bad.column + " " + bad.reason + " " + std::to_string(bad.count));
  for (const auto& [table, column] : population.columns_absent()) lines.push_back("absent: " + table + " " + column);
  for (const auto& [table, column] : population.columns_not_read())
    lines.push_back("not read: " + table + " " + column);
  return lines;
}

Answers answers_of(const Plan& plan, const Tables& tables, Trouble trouble) {
  Producers producers;
  Answers answers;
  {
    auto population = Population::read(plan, streams_of(tables.entities, trouble, producers),
                                       streams_of(tables.members, trouble, producers));
    if (population)
      answers.lines = seen(plan, *population);
    else
      answers.errors = population.errors();
  }
  for (const auto& producer : producers) EXPECT_EQ(producer->imbalance(), "");
  return answers;
}

Answers answers_of(const Plan& plan, const TableData& households, Trouble trouble) {
  return answers_of(plan, Tables{{{"household", households}}, {}}, trouble);
}

std::string difference(const Answers& found, const Answers& expected) {
  if (found == expected) return "";
  if (found.error() != expected.error()) return "errors: " + found.error() + "\nexpected: " + expected.error();
  const auto [a, b] =
      std::mismatch(found.lines.begin(), found.lines.end(), expected.lines.begin(), expected.lines.end());
  const auto shown = [](const auto& lines, auto at) { return at == lines.end() ? "nothing more" : *at; };
  return "line " + std::to_string(a - found.lines.begin()) + ": " + shown(found.lines, a) +
         "\nexpected: " + shown(expected.lines, b);
}

}  // namespace proactive::tests
