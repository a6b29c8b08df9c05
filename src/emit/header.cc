// The header: facts in, answers out.
#include <fmt/format.h>

#include "emit/emit.h"
#include "emit/text.h"
#include "proactive/date.h"

namespace proactive::emit {

using semantics::TypeKind;

namespace {

constexpr std::string_view kFact = R"code(
/// A fact: unknown until it is given a value, which is not 0 and not "no".
template <typename T>
struct Fact {
  T value{};
  bool known = false;
  constexpr Fact() = default;
  constexpr Fact(T given) : value(given), known(true) {}
};
)code";

constexpr std::string_view kMembers = R"code(
/// The members of a role: unknown until it is given a list, which may be empty. The members
/// stay where they are and must outlive it.
template <typename T>
struct Members {
  const T* first = nullptr;
  std::size_t count = 0;
  bool known = false;
  constexpr Members() = default;
  constexpr Members(const T* first_member, std::size_t size) : first(first_member), count(size), known(true) {}
  /// From a vector, an array, a span.
  template <typename List>
  constexpr Members(const List& list) : Members(std::data(list), std::size(list)) {}
};
)code";

constexpr std::string_view kAnswers = R"code(
enum class Outcome : std::uint8_t { not_eligible = 0, eligible = 1, undetermined = 2 };
enum class Truth : std::uint8_t { no = 0, yes = 1, unknown = 2 };

/// In cents: one amount, or its bounds while facts are missing.
struct Amount {
  std::int64_t low_cents = 0;
  std::int64_t high_cents = 0;
};

struct Condition {
  std::string_view name;
  std::string_view label;
  std::string_view law;
};
)code";

class Header {
 public:
  Header(Programs programs, const Names& names) : programs_(programs), names_(names), model_(names.model()) {}

  std::string write() {
    head();
    out_.raw(kFact);
    if (uses_lists()) out_.raw(kMembers);
    out_.raw(kAnswers);
    for (const int choice : names_.choices()) write_choice(choice);
    write_structures();
    for (const plan::Program* program : programs_) {
      for (const auto& right : program->rights) write_answer(*program, right);
    }
    out_.blank();
    out_.line(fmt::format("}}  // namespace {}", names_.unit()));
    out_.blank();
    out_.line(fmt::format("#endif  // {}", guard()));
    return out_.text();
  }

 private:
  std::string guard() const {
    std::string guard = "COMPILED_RIGHTS_";
    for (const char c : names_.unit()) guard += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return guard + "_H";
  }

  bool uses_lists() const {
    for (const auto& [entity, reads] : names_.entities()) {
      if (!reads.roles.empty()) return true;
    }
    return false;
  }

  bool uses_dates() const {
    for (const auto& [entity, reads] : names_.entities()) {
      for (const plan::Input& input : reads.facts) {
        if (model_.fields[input.field].type.kind == TypeKind::date) return true;
      }
    }
    return false;
  }

  void head() {
    const std::string date = to_string(Date{programs_.front()->on});
    out_.comment(fmt::format("Rights compiled by proactive for {}. Change the rules, not this file.", date));
    out_.line("//");
    for (const plan::Program* program : programs_) {
      for (const auto& right : program->rights) {
        const semantics::Right& source = model_.rights[right.right];
        out_.comment(
            fmt::format("  {}: {}{}", source.name, source.label, source.law.empty() ? "" : " [" + source.law + "]"));
      }
    }
    out_.line("//");
    out_.line("// Fill the facts, call the function of the right. What is not set is unknown; what lies outside");
    out_.line("// its range is unknown too. Functions allocate nothing and share nothing: any thread may call them.");
    out_.line(fmt::format("#ifndef {}", guard()));
    out_.line(fmt::format("#define {}", guard()));
    out_.blank();
    out_.line("#include <array>");
    out_.line("#include <bitset>");
    if (uses_dates()) out_.line("#include <chrono>");
    out_.line("#include <cstddef>");
    out_.line("#include <cstdint>");
    if (uses_lists()) out_.line("#include <iterator>");
    out_.line("#include <string_view>");
    out_.blank();
    out_.line(fmt::format("namespace {} {{", names_.unit()));
  }

  void write_choice(int choice) {
    const auto& members = names_.members(choice);
    out_.blank();
    out_.open(fmt::format("enum class {} : std::uint8_t {{", names_.choice(choice)));
    for (std::size_t i = 0; i < members.size(); ++i) {
      out_.comment(model_.choices[choice].members[i].label, "///");
      out_.line(members[i] + ",");
    }
    out_.close("};");
  }

  // A struct may point at any other; what it holds as members it holds by pointer too.
  void write_structures() {
    if (names_.entities().size() > 1) out_.blank();
    for (const auto& [entity, reads] : names_.entities()) {
      if (names_.entities().size() > 1) out_.line(fmt::format("struct {};", names_.structure(entity)));
    }
    for (const auto& [entity, reads] : names_.entities()) {
      out_.blank();
      out_.comment(model_.entities[entity].label, "///");
      out_.open(fmt::format("struct {} {{", names_.structure(entity)));
      for (const plan::Input& input : reads.facts) write_fact(input);
      for (const int role : reads.roles) write_role(role);
      for (const int group : reads.groups) {
        out_.comment(model_.entities[group].label + "; null: unknown.", "///");
        out_.line(fmt::format("const {}* {} = nullptr;", names_.structure(group), names_.group(entity, group)));
      }
      out_.close("};");
    }
  }

  std::string fact_type(const semantics::Type& type) const {
    switch (type.kind) {
      case TypeKind::boolean: return "bool";
      case TypeKind::date: return "std::chrono::sys_days";
      case TypeKind::choice: return names_.choice(type.choice);
      default: return "std::int64_t";
    }
  }

  std::string unit(const semantics::Field& field) const {
    const semantics::Type& type = field.type;
    std::string text;
    if (type.kind == TypeKind::money) {
      text = "in cents";
      if (type.period != semantics::Period::none) text += fmt::format(" per {}", semantics::to_string(type.period));
    } else if (type.kind == TypeKind::decimal || type.kind == TypeKind::rate) {
      text = type.scale == 0
                 ? ""
                 : fmt::format("in units of 0.{}1", std::string(static_cast<std::size_t>(type.scale) - 1, '0'));
    }
    if (field.range && type.kind != TypeKind::date)
      text += fmt::format("{}from {} to {}", text.empty() ? "" : ", ", literal(field.range->low),
                          literal(field.range->high));
    return text;
  }

  void write_fact(const plan::Input& input) {
    const semantics::Field& field = model_.fields[input.field];
    const std::string in = unit(field);
    std::string text = field.label + (in.empty() ? "" : ": " + in) + ".";
    if (field.source >= 0) text += fmt::format(" Held by {}.", model_.sources[field.source].name);
    out_.comment(text, "///");
    out_.line(fmt::format("Fact<{}> {};", fact_type(field.type), names_.fact(input)));
  }

  void write_role(int role) {
    const semantics::Role& declared = model_.roles[role];
    out_.comment(fmt::format("{}: {} to {}.", declared.label, declared.low, declared.high), "///");
    out_.line(fmt::format("Members<{}> {};", names_.structure(declared.member), names_.role(role)));
  }

  // ---- answers ---------------------------------------------------------------------------

  static void list(const std::vector<plan::ConditionPlan>& plans, std::vector<const semantics::Condition*>& named) {
    for (const auto& plan : plans) {
      if (plan.source->kind == semantics::Condition::Kind::leaf) named.push_back(plan.source);
      list(plan.parts, named);
    }
  }

  void write_answer(const plan::Program& program, const plan::RightPlan& right) {
    const semantics::Right& source = model_.rights[right.right];
    std::vector<const semantics::Condition*> named;
    list(right.conditions, named);
    out_.blank();
    out_.comment(fmt::format("{}, on {}.", source.label, to_string(Date{program.on})), "///");
    if (!right.version->law.empty()) out_.comment(right.version->law, "///");
    for (const std::string& figure : right.stale)
      out_.comment(fmt::format("Nobody has confirmed `{}` lately.", figure), "///");
    out_.open(fmt::format("struct {} {{", names_.answer(right.right)));
    out_.line("Outcome outcome = Outcome::undetermined;");
    if (right.received >= 0) {
      out_.line("/// Whether the subject receives it.");
      out_.line("Truth received = Truth::unknown;");
    }
    if (right.amount >= 0) {
      const std::string_view period = semantics::to_string(source.amount_period);
      out_.line(fmt::format("/// Of a refusal: 0.{}", period.empty() ? "" : fmt::format(" Per {}.", period)));
      out_.line("Amount amount;");
    }
    out_.line("/// Of a refusal, the conditions that do not hold, by their places in `conditions`.");
    out_.line(fmt::format("std::bitset<{}> deciding;", named.size()));
    out_.blank();
    out_.open(fmt::format("static constexpr std::array<Condition, {}> conditions = {{{{", named.size()));
    for (const auto* condition : named)
      out_.line(
          fmt::format("{{{}, {}, {}}},", quoted(condition->name), quoted(condition->label), quoted(condition->law)));
    out_.close("}};");
    out_.close("};");
    out_.line(fmt::format("{} {}(const {}& {}) noexcept;", names_.answer(right.right), names_.function(right.right),
                          names_.structure(source.entity), identifier(model_.entities[source.entity].name)));
  }

  Programs programs_;
  const Names& names_;
  const semantics::Model& model_;
  Writer out_;
};

}  // namespace

std::string write_header(Programs programs, const Names& names) { return Header(programs, names).write(); }

}  // namespace proactive::emit
