#include "emit/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace proactive::emit {

using plan::Context;
using plan::Program;
using plan::Register;

namespace {

// Words of C++20, and words that headers of systems define as macros.
constexpr std::string_view kReserved[] = {"alignas",
                                          "alignof",
                                          "and",
                                          "and_eq",
                                          "asm",
                                          "assert",
                                          "auto",
                                          "bitand",
                                          "bitor",
                                          "bool",
                                          "break",
                                          "case",
                                          "catch",
                                          "char",
                                          "char8_t",
                                          "char16_t",
                                          "char32_t",
                                          "class",
                                          "co_await",
                                          "co_return",
                                          "co_yield",
                                          "compl",
                                          "concept",
                                          "const",
                                          "const_cast",
                                          "consteval",
                                          "constexpr",
                                          "constinit",
                                          "continue",
                                          "decltype",
                                          "default",
                                          "delete",
                                          "do",
                                          "double",
                                          "dynamic_cast",
                                          "else",
                                          "enum",
                                          "errno",
                                          "explicit",
                                          "export",
                                          "extern",
                                          "false",
                                          "float",
                                          "for",
                                          "friend",
                                          "goto",
                                          "if",
                                          "inline",
                                          "int",
                                          "linux",
                                          "long",
                                          "major",
                                          "minor",
                                          "mutable",
                                          "namespace",
                                          "new",
                                          "noexcept",
                                          "not",
                                          "not_eq",
                                          "nullptr",
                                          "operator",
                                          "or",
                                          "or_eq",
                                          "private",
                                          "protected",
                                          "public",
                                          "register",
                                          "reinterpret_cast",
                                          "requires",
                                          "return",
                                          "short",
                                          "signed",
                                          "sizeof",
                                          "static",
                                          "static_assert",
                                          "static_cast",
                                          "std",
                                          "stderr",
                                          "stdin",
                                          "stdout",
                                          "struct",
                                          "switch",
                                          "template",
                                          "this",
                                          "thread_local",
                                          "throw",
                                          "true",
                                          "try",
                                          "typedef",
                                          "typeid",
                                          "typename",
                                          "union",
                                          "unix",
                                          "unsigned",
                                          "using",
                                          "virtual",
                                          "void",
                                          "volatile",
                                          "wchar_t",
                                          "while",
                                          "xor",
                                          "xor_eq"};

// Letters of Latin-1 from U+00C0 on, without their accents.
constexpr std::string_view kWithoutAccents[] = {
    "A", "A", "A", "A", "A", "A", "AE", "C", "E",  "E",  "E", "E", "I", "I", "I", "I", "D",  "N", "O",  "O", "O", "O",
    "O", "x", "O", "U", "U", "U", "U",  "Y", "Th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e", "e", "e",
    "i", "i", "i", "i", "d", "n", "o",  "o", "o",  "o",  "o", "x", "o", "u", "u", "u", "u",  "y", "th", "y"};

// The next sign of UTF-8, which the scanner has checked.
char32_t next_sign(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  const int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
  char32_t sign = more == 0 ? first : first & (0x3F >> more);
  for (int i = 0; i < more && at < text.size(); ++i) sign = (sign << 6U) | (byte(at++) & 0x3FU);
  return sign;
}

std::string plain_letters(char32_t sign) {
  if (sign >= 0xC0 && sign < 0x100) return std::string(kWithoutAccents[sign - 0xC0]);
  if (sign == 0x152) return "OE";
  if (sign == 0x153) return "oe";
  return fmt::format("u{:04x}", static_cast<std::uint32_t>(sign));
}

}  // namespace

std::string identifier(std::string_view name) {
  std::string result;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t sign = next_sign(name, at);
    const bool digit = sign >= '0' && sign <= '9';
    const bool letter = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
    if (sign == '_') {
      // Two in a row, or one in front, are the compiler's.
      if (!result.empty() && result.back() != '_') result += '_';
    } else if (letter || digit) {
      if (digit && result.empty()) result += 'n';
      result += static_cast<char>(sign);
    } else {
      result += plain_letters(sign);
    }
  }
  if (result.empty()) return "x";
  return std::find(std::begin(kReserved), std::end(kReserved), result) == std::end(kReserved) ? result : result + "_";
}

std::string type_name(std::string_view name) {
  std::string result;
  bool begins = true;
  for (const char c : identifier(name)) {
    if (c == '_') {
      begins = true;
      continue;
    }
    result += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = false;
  }
  return result;
}

std::string Scope::take(std::string name) {
  std::string free = name;
  for (int i = 2; !taken_.insert(free).second; ++i)
    free = fmt::format("{}{}{}", name, name.back() == '_' ? "" : "_", i);
  return free;
}

Names::Names(Programs programs, std::string unit) : unit_(std::move(unit)), model_(*programs.front()->model) {
  for (const Program* program : programs) collect(*program);
  for (auto& [entity, reads] : entities_) {
    const auto in_order = [](const plan::Input& a, const plan::Input& b) {
      return std::pair(a.field, a.year) < std::pair(b.field, b.year);
    };
    std::sort(reads.facts.begin(), reads.facts.end(), in_order);
    reads.facts.erase(std::unique(reads.facts.begin(), reads.facts.end(), plan::same_fact), reads.facts.end());
    for (std::vector<int>* list : {&reads.roles, &reads.groups}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
  }
  name_types(programs);
  name_members();
}

void Names::collect(const Program& program) {
  for (const auto& right : program.rights) entities_[model_.rights[right.right].entity];
  for (const Register reg : program.main) collect(program, reg);
}

void Names::collect(const Program& program, Register reg) {
  const plan::Instruction& instruction = program.code[reg];
  if (plan::reads_fact(instruction.op)) {
    const plan::Input& input = program.inputs[instruction.input];
    // What only an idle condition reads is asked of nobody.
    if (!input.needed) return;
    entities_[model_.fields[input.field].entity].facts.push_back(input);
    if (const semantics::Type& type = model_.fields[input.field].type; type.kind == semantics::TypeKind::choice)
      choices_.insert(type.choice);
    read_context(program, instruction.context);
  } else if (plan::is_aggregate(instruction.op)) {
    entities_[model_.roles[instruction.input].group].roles.push_back(instruction.input);
    entities_[model_.roles[instruction.input].member];
    read_context(program, instruction.context);
    for (const Register inner : instruction.body) collect(program, inner);
  }
}

void Names::read_context(const Program& program, int context) {
  for (; context >= 0; context = program.contexts[context].parent) {
    const Context& at = program.contexts[context];
    entities_[at.entity];
    if (at.kind == Context::Kind::group) entities_[program.contexts[at.parent].entity].groups.push_back(at.target);
    if (at.kind == Context::Kind::only_member) entities_[model_.roles[at.target].group].roles.push_back(at.target);
  }
}

void Names::name_types(Programs programs) {
  Scope scope;
  for (const char* ours :
       {"Fact",   "Members",   "Outcome", "Truth",     "Amount",      "Condition",  "Whole",   "Fraction",    "Kleene",
        "Number", "Interval",  "Int128",  "List",      "Rounding",    "Comparison", "Bracket", "Cut",         "Counter",
        "Total",  "WideTotal", "Extreme", "CivilDate", "DayRounding", "Best",       "Bend",    "WideBracket", "Scaled"})
    scope.reserve(ours);
  for (const auto& [entity, reads] : entities_)
    structures_[entity] = scope.take(type_name(model_.entities[entity].name));
  for (const int choice : choices_) {
    choice_types_[choice] = scope.take(type_name(model_.choices[choice].name));
    Scope members;
    for (const auto& member : model_.choices[choice].members)
      choice_members_[choice].push_back(members.take(identifier(member.name)));
  }
  for (const Program* program : programs) {
    for (const auto& right : program->rights) {
      const std::string& name = model_.rights[right.right].name;
      answers_[right.right] = scope.take(type_name(name));
      functions_[right.right] = scope.take("assess_" + identifier(name));
    }
  }
}

void Names::name_members() {
  for (const auto& [entity, reads] : entities_) {
    Scope scope;
    scope.reserve(structures_[entity]);
    for (const plan::Input& input : reads.facts) {
      const semantics::Field& field = model_.fields[input.field];
      const std::string name = field.by_year ? fmt::format("{}_{}", field.name, input.year) : field.name;
      facts_[{input.field, input.year}] = scope.take(identifier(name));
    }
    for (const int role : reads.roles) roles_[role] = scope.take(identifier(model_.roles[role].name));
    for (const int group : reads.groups) groups_[{entity, group}] = scope.take(identifier(model_.entities[group].name));
  }
}

}  // namespace proactive::emit
