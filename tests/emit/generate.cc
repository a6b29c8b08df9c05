// Writes the code of all cases into a folder, a few cases a file, with a function for each that
// fills its structs from a source of facts:
//
//   generate FOLDER FILES-OF-RIGHTS FILES-OF-SMALL-PROGRAMS
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "emit/cases.h"
#include "emit/emit.h"
#include "emit/small_cases.h"
#include "emit/text.h"

namespace proactive::tests {
namespace {

using plan::Context;

// The subjects a program reaches from one, whatever loop reaches them.
struct Place {
  int entity = -1;
  std::map<int, int> lists;   // by role: a place
  std::map<int, int> groups;  // by entity
};

class Adapter {
 public:
  Adapter(const CompiledCase& one, const emit::Names& names) : case_(one), program_(*one.program), names_(names) {
    find_places();
  }

  std::string write() {
    out_.line(fmt::format("namespace {} {{", case_.unit));
    for (std::size_t i = places_.size(); i-- > 0;) write_place(i);
    write_run();
    out_.line("}");
    return out_.text();
  }

 private:
  int child(int place, std::map<int, int> Place::*children, int target, int entity) {
    const auto known = (places_[place].*children).find(target);
    if (known != (places_[place].*children).end()) return known->second;
    const int index = static_cast<int>(places_.size());
    places_.push_back({entity, {}, {}});
    (places_[place].*children)[target] = index;
    return index;
  }

  void find_places() {
    std::vector<int> place_of(program_.contexts.size());
    for (std::size_t i = 0; i < program_.contexts.size(); ++i) {
      const Context& context = program_.contexts[i];
      if (context.kind == Context::Kind::root)
        places_.push_back({context.entity, {}, {}});
      else if (context.kind == Context::Kind::group)
        place_of[i] = child(place_of[context.parent], &Place::groups, context.target, context.entity);
      else
        place_of[i] = child(place_of[context.parent], &Place::lists, context.target, context.entity);
    }
    for (const auto& instruction : program_.code) {
      if (!plan::is_aggregate(instruction.op)) continue;
      child(place_of[instruction.context], &Place::lists, instruction.input,
            program_.model->roles[instruction.input].member);
    }
  }

  bool reads(const std::vector<int>& some, int one) const {
    return std::find(some.begin(), some.end(), one) != some.end();
  }

  void write_place(std::size_t index) {
    const Place& place = places_[index];
    const auto found = names_.entities().find(place.entity);
    if (found == names_.entities().end()) return;
    const emit::Reads& reads_here = found->second;
    out_.open(
        fmt::format("[[maybe_unused]] void fill_{}([[maybe_unused]] const proactive::facts::Source& source, "
                    "[[maybe_unused]] proactive::facts::Row row, [[maybe_unused]] {}& out, "
                    "[[maybe_unused]] proactive::tests::Pool& pool) {{",
                    index, names_.structure(place.entity)));
    for (const plan::Input& input : reads_here.facts) write_fact(input);
    for (const auto& [role, members] : place.lists) {
      if (reads(reads_here.roles, role)) write_list(role, members);
    }
    for (const auto& [entity, group] : place.groups) {
      if (reads(reads_here.groups, entity)) write_group(place.entity, entity, group);
    }
    out_.close();
  }

  void write_fact(const plan::Input& input) {
    const semantics::Field& field = program_.model->fields[input.field];
    std::int64_t beyond = 0;
    if (field.range)
      beyond = field.range->high + 1;
    else if (field.type.kind == semantics::TypeKind::date)
      beyond = values::kLastDay + 1;
    else if (field.type.kind == semantics::TypeKind::choice)
      beyond = static_cast<std::int64_t>(program_.model->choices[field.type.choice].members.size());
    // Without a range nothing is beyond it, nor is a 257th member beyond 256.
    const bool has_beyond = beyond != 0 && (field.type.kind != semantics::TypeKind::choice || beyond < 256);
    out_.line(fmt::format("proactive::tests::fill(source, {}, row, out.{}, {}, {}, pool);",
                          plan::find_input(program_.inputs, input), names_.fact(input), emit::literal(beyond),
                          has_beyond));
  }

  void write_list(int role, int members) {
    const int entity = program_.model->roles[role].member;
    out_.line(fmt::format("if (std::int64_t size = 0; source.members({}, row, size)) {{", role));
    out_.line(fmt::format("  auto& list = pool.list<{}>(size);", names_.structure(entity)));
    out_.line(
        fmt::format("  for (std::int64_t i = 0; i < size; ++i) fill_{}(source, source.member({}, row, i), "
                    "list[static_cast<std::size_t>(i)], pool);",
                    members, role));
    out_.line(fmt::format("  out.{} = list;", names_.role(role)));
    // A list outside its number is unknown too.
    out_.line(fmt::format("}} else if (pool.turn() && {} < 100) {{", program_.model->roles[role].high));
    out_.line(fmt::format("  out.{} = pool.list<{}>({});", names_.role(role), names_.structure(entity),
                          program_.model->roles[role].high + 1));
    out_.line("}");
  }

  void write_group(int entity, int group, int place) {
    out_.line(
        fmt::format("if (const auto found = source.group({}, row); found != proactive::facts::kNoRow) {{", group));
    out_.line(fmt::format("  auto& list = pool.list<{}>(1);", names_.structure(group)));
    out_.line(fmt::format("  fill_{}(source, found, list[0], pool);", place));
    out_.line(fmt::format("  out.{} = &list[0];", names_.group(entity, group)));
    out_.line("}");
  }

  void write_run() {
    out_.open(
        "std::vector<proactive::tests::CompiledAnswer> run(const proactive::facts::Source& source, "
        "proactive::facts::Row row) {");
    out_.line("proactive::tests::Pool pool;");
    out_.line(fmt::format("{} subject;", names_.structure(places_.front().entity)));
    out_.line("fill_0(source, row, subject, pool);");
    std::string answers;
    for (const auto& right : program_.rights)
      answers += fmt::format("{}proactive::tests::plain({}(subject))", answers.empty() ? "" : ", ",
                             names_.function(right.right));
    out_.line(fmt::format("return {{{}}};", answers));
    out_.close();
  }

  const CompiledCase& case_;
  const plan::Program& program_;
  const emit::Names& names_;
  std::vector<Place> places_;
  emit::Writer out_;
};

// Files that did not change keep their time, so that nothing is compiled again for nothing.
void write_file(const std::string& path, const std::string& text) {
  std::ifstream old(path, std::ios::binary);
  std::ostringstream was;
  was << old.rdbuf();
  if (old && was.str() == text) return;
  std::ofstream(path, std::ios::binary) << text;
}

// The compiled rights of some cases, in files called by `kind`, so many files.
void write_cases(const std::string& folder, const std::string& kind, std::size_t files,
                 const std::vector<CompiledCase>& cases) {
  std::vector<std::string> batches(files, "#include \"emit/adapter.h\"\n");
  for (const auto& one : cases) {
    const plan::Program* const programs[] = {one.program.get()};
    const emit::Files code = emit::emit(programs, one.unit);
    write_file(folder + "/" + one.unit + ".h", code.header);
    std::string& shortest = *std::min_element(batches.begin(), batches.end(),
                                              [](const auto& a, const auto& b) { return a.size() < b.size(); });
    shortest += "// " + one.name + "\n" + code.source + Adapter(one, emit::Names(programs, one.unit)).write();
  }
  for (std::size_t i = 0; i < files; ++i) write_file(fmt::format("{}/{}_{}.cc", folder, kind, i), batches[i]);
}

// The list that gives all of them to the test.
std::string registry(const std::string& kind, const std::vector<CompiledCase>& cases) {
  std::string declared;
  std::string list;
  for (const auto& one : cases) {
    declared += fmt::format(
        "namespace {} {{ std::vector<proactive::tests::CompiledAnswer> run(const proactive::facts::Source&, "
        "proactive::facts::Row); }}\n",
        one.unit);
    list += fmt::format("      &{}::run,\n", one.unit);
  }
  return fmt::format(
      "{}namespace proactive::tests {{\nconst std::vector<CompiledRights>& compiled_{}() {{\n"
      "  static const std::vector<CompiledRights> all = {{\n{}  }};\n  return all;\n}}\n}}\n",
      declared, kind, list);
}

int run(const std::string& folder, std::size_t files_of_rights, std::size_t files_of_programs) {
  const std::vector<CompiledCase> rights = compiled_cases();
  std::vector<CompiledCase> small;
  for (auto& one : small_cases()) small.push_back(std::move(one.compiled));
  write_cases(folder, "rights", files_of_rights, rights);
  write_cases(folder, "small_programs", files_of_programs, small);
  write_file(folder + "/registry.cc",
             "#include \"emit/adapter.h\"\n" + registry("rights", rights) + registry("small_programs", small));
  return 0;
}

}  // namespace
}  // namespace proactive::tests

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto files = [&](int argument) { return static_cast<std::size_t>(std::atoi(argv[argument])); };
  return proactive::tests::run(argv[1], files(2), files(3));
}
