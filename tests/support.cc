#include "support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace proactive::tests {

namespace fs = std::filesystem;

namespace {

const fs::path kTests = PROACTIVE_TESTS_DIR;

std::vector<fs::path> rule_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".rights") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Cuts off the `//=` lines; what they draw, without their marks, goes to `drawn`.
std::string without_drawing(const std::string& text, std::string& drawn) {
  std::istringstream lines(text);
  std::string rules;
  for (std::string line; std::getline(lines, line);) {
    if (line.substr(0, 3) != "//=")
      rules += line + "\n";
    else
      drawn += (line.size() > 4 ? line.substr(4) : "") + "\n";
  }
  return rules;
}

}  // namespace

std::string folder() { return kTests.string(); }

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  EXPECT_TRUE(file) << path;
}

std::vector<CorpusFile> corpus() {
  std::vector<CorpusFile> files;
  for (const fs::path& path : rule_files(kTests / "corpus")) {
    CorpusFile file;
    file.on_disk = path.string();
    file.path = path.lexically_relative(kTests / "corpus").generic_string();
    file.topic = path.parent_path().parent_path().filename().string();
    file.side = path.parent_path().filename().string();
    file.name = path.stem().string();
    const std::string text = read_file(file.on_disk);
    file.text = file.side == "bad" ? without_drawing(text, file.drawn) : text;
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<RuleText> france() {
  std::vector<RuleText> texts;
  for (const fs::path& path : rule_files(kTests.parent_path() / "examples" / "france")) {
    texts.push_back({path.filename().string(), read_file(path.string())});
  }
  return texts;
}

std::vector<RuleText> rule_set_of(const CorpusFile& file) {
  std::vector<RuleText> texts;
  if (file.topic == "france") texts = france();
  texts.push_back({file.path, file.text});
  return texts;
}

RuleSet loaded(std::vector<RuleText> texts) {
  auto rules = RuleSet::parse(std::move(texts));
  if (!rules) throw std::runtime_error("a rule set of this test does not load:\n" + render(rules.errors()));
  return *std::move(rules);
}

RuleSet loaded(const std::string& text) { return loaded(std::vector<RuleText>{{"test.rights", text}}); }

Diagnostics diagnostics_of(std::vector<RuleText> texts) {
  const auto rules = RuleSet::parse(std::move(texts));
  return rules ? rules->warnings() : rules.errors();
}

std::string codes_of(const std::string& text) {
  std::string codes;
  for (const Diagnostic& diagnostic : diagnostics_of({{"test.rights", text}})) {
    codes += (codes.empty() ? "" : " ") + diagnostic.code;
  }
  return codes;
}

}  // namespace proactive::tests
