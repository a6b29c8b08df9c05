#include "emit/emit.h"

#include <fmt/format.h>

#include "emit/pass.h"
#include "emit/support.h"
#include "emit/text.h"
#include "proactive/date.h"

namespace proactive::emit {

namespace {

bool mentions(const Writer& code, const std::string& function) {
  return code.text().find(function + "(") != std::string::npos;
}

void write_hidden(const std::string& comment, const Writer& function, Writer& hidden) {
  hidden.blank();
  hidden.comment(comment);
  hidden.line("[[gnu::cold, gnu::noinline]]");
  hidden.raw(function.text());
}

// The three functions of a right: that of the header goes to `open`, those it falls back on, if
// it ever does, to `hidden`.
void write_right(const Unit& unit, Writer& hidden, Writer& open) {
  const semantics::Right& right = unit.names.model().rights[unit.right.right];
  const std::string& function = unit.names.function(unit.right.right);
  const std::string with_gaps = function + "_with_gaps";
  const std::string over_sets = function + "_over_sets";
  Writer plain;
  Writer exact;
  Writer sets;
  write_plain_pass(unit, function, with_gaps, plain);
  write_exact_pass(unit, with_gaps, over_sets, exact);
  write_set_pass(unit, over_sets, sets);
  const bool may_have_gaps = mentions(plain, with_gaps);
  if (may_have_gaps && mentions(exact, over_sets))
    write_hidden(fmt::format("`{}` over all values that are still possible.", right.name), sets, hidden);
  if (may_have_gaps)
    write_hidden(fmt::format("`{}` where a fact is missing that may not matter.", right.name), exact, hidden);
  open.blank();
  open.raw(plain.text());
}

}  // namespace

Files emit(Programs programs, const std::string& name) {
  const Names names(programs, name);
  Writer hidden;
  Writer open;
  for (const plan::Program* program : programs) {
    const std::vector<Shape> shapes = shapes_of(*program);
    for (const auto& right : program->rights) write_right({*program, right, names, shapes}, hidden, open);
  }
  Writer out;
  out.comment(fmt::format("Rights compiled by proactive for {}. Change the rules, not this file.",
                          to_string(Date{programs.front()->on})));
  out.line(fmt::format("#include \"{}.h\"", name));
  out.blank();
  for (const char* header : {"algorithm", "limits", "utility"}) out.line(fmt::format("#include <{}>", header));
  out.blank();
  out.line(fmt::format("namespace {} {{", name));
  out.blank();
  out.line("namespace {");
  out.raw(support_for(hidden.text() + open.text()));
  out.raw(hidden.text());
  out.blank();
  out.line("}  // namespace");
  out.raw(open.text());
  out.blank();
  out.line(fmt::format("}}  // namespace {}", name));
  return {write_header(programs, names), out.text()};
}

}  // namespace proactive::emit
