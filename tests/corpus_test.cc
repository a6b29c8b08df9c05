// The corpus: every good file loads and its examples come out as written; every bad file is
// drawn exactly as it says. Asked to (`corpus_test --update`, or PROACTIVE_UPDATE_CORPUS=1 in
// the environment), it rewrites the drawn diagnostics and nothing else.
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>
#include <string_view>

#include "support.h"

namespace proactive::tests {

namespace {

bool updating = false;

std::string commented(const std::string& drawn) {
  std::istringstream lines(drawn);
  std::string text;
  for (std::string line; std::getline(lines, line);) text += line.empty() ? "//=\n" : "//= " + line + "\n";
  return text;
}

void expect_examples_pass(const RuleSet& rules) {
  for (const ExampleResult& example : rules.test()) {
    std::string failures;
    for (const std::string& failure : example.failures) failures += "\n  " + failure;
    EXPECT_TRUE(example.passed) << example.file << ":" << example.line << ": " << example.title << failures;
  }
}

class Good : public testing::Test {
 public:
  explicit Good(CorpusFile file) : file_(std::move(file)) {}

  void TestBody() override {
    const auto rules = RuleSet::parse(rule_set_of(file_));
    ASSERT_TRUE(rules) << render(rules.errors());
    for (const Diagnostic& warning : rules->warnings()) {
      EXPECT_NE(warning.place.file, file_.path) << render(warning);
    }
    expect_examples_pass(*rules);
  }

 private:
  CorpusFile file_;
};

class Bad : public testing::Test {
 public:
  explicit Bad(CorpusFile file) : file_(std::move(file)) {}

  void TestBody() override {
    const Diagnostics found = diagnostics_of({{file_.path, file_.text}});
    ASSERT_FALSE(found.empty()) << "nothing is found wrong";
    EXPECT_EQ("// expects " + found.front().code, file_.text.substr(0, file_.text.find('\n')));
    const std::string drawn = render(found);
    if (updating && drawn != file_.drawn)
      write_file(file_.on_disk, file_.text + commented(drawn));
    else
      EXPECT_EQ(drawn, file_.drawn);
  }

 private:
  CorpusFile file_;
};

TEST(Examples, France) {
  const auto rules = RuleSet::parse(france());
  ASSERT_TRUE(rules) << render(rules.errors());
  EXPECT_FALSE(rules->test().empty());
  expect_examples_pass(*rules);
}

void register_corpus() {
  for (const CorpusFile& file : corpus()) {
    testing::RegisterTest(file.topic.c_str(), (file.side + "_" + file.name).c_str(), nullptr, file.path.c_str(),
                          file.on_disk.c_str(), 1, [file]() -> testing::Test* {
                            if (file.side == "good") return new Good(file);
                            return new Bad(file);
                          });
  }
}

}  // namespace

}  // namespace proactive::tests

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const char* asked = std::getenv("PROACTIVE_UPDATE_CORPUS");
  proactive::tests::updating = asked != nullptr && std::string_view(asked) == "1";
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--update") proactive::tests::updating = true;
  }
  proactive::tests::register_corpus();
  return RUN_ALL_TESTS();
}
