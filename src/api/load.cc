// Loading of rule sets.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "api/state.h"
#include "plan/builder.h"
#include "plan/checks.h"
#include "semantics/check.h"
#include "syntax/token.h"
#include "syntax/tree.h"
#include "values/misuse.h"

namespace proactive {

namespace fs = std::filesystem;

namespace {

Diagnostic about_file(std::string code, const std::string& file, std::string message, std::string way_out = "") {
  Diagnostic diagnostic = values::misuse(std::move(code), std::move(message), std::move(way_out));
  diagnostic.place.file = file;
  return diagnostic;
}

std::vector<fs::path> rule_files(const std::string& path, Diagnostics& errors) {
  std::error_code failure;
  if (fs::is_regular_file(path, failure)) return {path};
  std::vector<fs::path> files;
  fs::directory_iterator folder(path, failure);
  if (failure) {
    errors.push_back(
        about_file("E0100", path, "the folder cannot be read", "give the folder that holds the `.rights` files"));
    return {};
  }
  for (const auto& entry : folder) {
    if (entry.path().extension() == ".rights") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) errors.push_back(about_file("E0100", path, "the folder holds no `.rights` file"));
  return files;
}

std::optional<std::string> read_file(const fs::path& path, Diagnostics& errors) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  if (!failure && size > syntax::kMaxFileSize) {
    errors.push_back(about_file("E0103", path.string(),
                                fmt::format("the file is larger than {} MiB", syntax::kMaxFileSize >> 20U),
                                "split it"));
    return std::nullopt;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    errors.push_back(about_file("E0100", path.string(), "the file cannot be read"));
    return std::nullopt;
  }
  return std::move(text).str();
}

bool has_error(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

void sort_by_place(const syntax::Sources& sources, Diagnostics& diagnostics) {
  const auto order_of = [&](const Diagnostic& diagnostic) {
    std::size_t file = 0;
    while (file < sources.size() && sources[file].name != diagnostic.place.file) ++file;
    return std::tuple(file, diagnostic.place.line, diagnostic.place.column, diagnostic.severity);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
}

// An example on a date for which a figure is missing can never pass.
void check_example_dates(const detail::RuleSetState& state, Diagnostics& diagnostics) {
  std::set<std::pair<std::int32_t, int>> seen;
  std::set<std::string> messages;
  for (const auto& example : state.model->examples) {
    if (!seen.emplace(example.on, example.right).second) continue;
    Diagnostics errors;
    plan::build(state.model, state.sources, example.on, {example.right}, errors);
    for (Diagnostic& error : errors) {
      if (messages.insert(error.message).second) diagnostics.push_back(std::move(error));
    }
  }
}

}  // namespace

Result<RuleSet> RuleSet::load(const std::string& path) {
  Diagnostics errors;
  std::vector<RuleText> texts;
  for (const fs::path& file : rule_files(path, errors)) {
    if (auto text = read_file(file, errors)) texts.push_back({file.string(), std::move(*text)});
  }
  if (!errors.empty()) return errors;
  return parse(std::move(texts));
}

Result<RuleSet> RuleSet::parse(std::vector<RuleText> files) {
  auto state = std::make_shared<detail::RuleSetState>();
  Diagnostics diagnostics;
  for (RuleText& file : files) {
    if (file.text.size() > syntax::kMaxFileSize) {
      diagnostics.push_back(about_file(
          "E0103", file.name, fmt::format("the text is larger than {} MiB", syntax::kMaxFileSize >> 20U), "split it"));
      file.text.clear();
    }
    state->sources.emplace_back(std::move(file.name), std::move(file.text));
  }
  std::vector<syntax::File> trees;
  for (std::size_t i = 0; i < state->sources.size(); ++i) {
    trees.push_back(syntax::parse(state->sources, static_cast<int>(i), diagnostics));
    if (trees.back().items.empty() && !has_error(diagnostics)) {
      Diagnostic empty = about_file("W0102", state->sources[i].name, "the file declares nothing");
      empty.severity = Severity::warning;
      diagnostics.push_back(std::move(empty));
    }
  }
  semantics::Checked checked = semantics::check(state->sources, trees, diagnostics);
  state->model = std::make_shared<const semantics::Model>(std::move(checked.model));
  // Whether a condition can hold is asked of a whole model; the other mistakes come first.
  if (!has_error(diagnostics)) plan::check_conditions(state->model, state->sources, diagnostics);
  if (!has_error(diagnostics)) check_example_dates(*state, diagnostics);
  sort_by_place(state->sources, diagnostics);
  if (has_error(diagnostics)) return diagnostics;
  state->warnings = std::move(diagnostics);
  return RuleSet(std::move(state));
}

const Diagnostics& RuleSet::warnings() const { return state_->warnings; }

}  // namespace proactive
