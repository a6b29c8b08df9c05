// Compiles rights into one header and one source of C++:
//
//   proactive-compile FOLDER --right NAME … --on DATE --out DIR [--name NAME]
//
// It writes DIR/NAME.h and DIR/NAME.cc; without `--name` the name is that of the one right, or
// `rights`. Both are written beside and then renamed. Exit codes: 0, done; 1, the rules have an
// error or cannot be compiled; 2, misuse.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "proactive/plan.h"
#include "proactive/rule_set.h"

namespace {

namespace fs = std::filesystem;

constexpr int kNo = 1;
constexpr int kMisuse = 2;

struct Request {
  std::string folder;
  std::vector<std::string> rights;
  std::string on;
  std::string out = ".";
  std::string name;
};

int misuse(const std::string& message) {
  std::cerr << "proactive-compile: " << message
            << "\nusage: proactive-compile FOLDER --right NAME … --on DATE --out DIR [--name NAME]\n";
  return kMisuse;
}

// The mistake in the arguments, if there is one.
std::optional<std::string> read_arguments(const std::vector<std::string>& arguments, Request& request) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.substr(0, 2) != "--") {
      if (!request.folder.empty()) return "two folders are given";
      request.folder = argument;
      continue;
    }
    if (i + 1 == arguments.size()) return "`" + argument + "` needs a value";
    const std::string& value = arguments[++i];
    if (argument == "--right")
      request.rights.push_back(value);
    else if (argument == "--on")
      request.on = value;
    else if (argument == "--out")
      request.out = value;
    else if (argument == "--name")
      request.name = value;
    else
      return "there is no option `" + argument + "`";
  }
  if (request.folder.empty()) return "the folder of the rules is missing";
  if (request.rights.empty()) return "name at least one right with `--right`";
  if (!proactive::Date::parse(request.on)) return "`--on` is a date, as 2024-03-01";
  if (request.name.empty()) request.name = request.rights.size() == 1 ? request.rights.front() : "rights";
  return std::nullopt;
}

bool write_beside(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return !file.fail();
}

// Both files are complete before either gets its name.
bool write(const Request& request, const proactive::CppFiles& files) {
  std::error_code failure;
  const fs::path out(request.out);
  fs::create_directories(out, failure);
  const fs::path header = out / (request.name + ".h");
  const fs::path source = out / (request.name + ".cc");
  const fs::path new_header = out / ("." + request.name + ".h.partial");
  const fs::path new_source = out / ("." + request.name + ".cc.partial");
  bool written = write_beside(new_header, files.header) && write_beside(new_source, files.source);
  if (written) fs::rename(new_header, header, failure);
  if (written && !failure) fs::rename(new_source, source, failure);
  written = written && !failure;
  fs::remove(new_header, failure);
  fs::remove(new_source, failure);
  return written;
}

int compile(const Request& request) {
  const auto rules = proactive::RuleSet::load(request.folder);
  if (!rules) return std::cerr << render(rules.errors()), kNo;
  const auto plan = rules->plan({*proactive::Date::parse(request.on), request.rights});
  if (!plan) return std::cerr << render(plan.errors()), kNo;
  const auto files = plan->emit_cpp(request.name);
  if (!files) return std::cerr << render(files.errors()), kNo;
  if (!write(request, *files)) {
    std::cerr << "proactive-compile: `" << request.out << "` cannot be written into\n";
    return kMisuse;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Request request;
  if (const auto mistake = read_arguments({argv + 1, argv + argc}, request)) return misuse(*mistake);
  return compile(request);
}
