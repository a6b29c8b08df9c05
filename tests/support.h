// What tests share: where the files are, and reading them.
#ifndef PROACTIVE_TESTS_SUPPORT_H_
#define PROACTIVE_TESTS_SUPPORT_H_

#include <string>
#include <vector>

#include "proactive/rule_set.h"

namespace proactive::tests {

/// A rule file of the corpus: its path from tests/corpus, and the text without the drawn
/// diagnostics that stand at the end of a bad file.
struct CorpusFile {
  std::string topic;
  std::string side;  ///< "good" or "bad"
  std::string name;
  std::string path;
  std::string on_disk;
  std::string text;
  std::string drawn;  ///< as the `//=` lines have it
};

/// The folder of the tests.
std::string folder();
std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& text);

/// Every file of the corpus, sorted by path.
std::vector<CorpusFile> corpus();

/// The texts of examples/france.
std::vector<RuleText> france();

/// The texts a good file of the corpus is loaded as: alone, or together with examples/france.
std::vector<RuleText> rule_set_of(const CorpusFile& file);

/// A rule set that must load; the test fails with what is wrong.
RuleSet loaded(std::vector<RuleText> texts);
RuleSet loaded(const std::string& text);

/// The codes of the diagnostics of a text, in order: "E0201 W0405".
std::string codes_of(const std::string& text);
/// Errors, or the warnings of a rule set that loads.
Diagnostics diagnostics_of(std::vector<RuleText> texts);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_SUPPORT_H_
