// Rights as C++ source.
#include <fmt/format.h>

#include "api/state.h"
#include "emit/emit.h"
#include "proactive/plan.h"
#include "values/misuse.h"

namespace proactive {

namespace {

Diagnostic idle(const Plan& plan, const std::string& right) {
  return values::misuse("E1201", fmt::format("`{}` is not in force on {}", right, to_string(plan.on())),
                        fmt::format("take a date on which it is: {}", plan.when_in_force(right)));
}

}  // namespace

Result<CppFiles> Plan::emit_cpp(const std::string& name) const {
  Diagnostics errors;
  for (const std::string& right : not_in_force()) errors.push_back(idle(*this, right));
  if (name.empty() || emit::identifier(name) != name) {
    errors.push_back(values::misuse("E1202", fmt::format("`{}` cannot name a namespace and a header of C++", name),
                                    "take letters, digits and `_`, and no word of C++"));
  }
  if (errors.empty() && rights().empty())
    errors.push_back(values::misuse("E1201", "the plan has no right", "plan at least one right"));
  if (!errors.empty()) return errors;
  std::vector<const plan::Program*> programs;
  for (const auto& program : state_->programs) programs.push_back(program.get());
  emit::Files files = emit::emit(programs, name);
  return CppFiles{std::move(files.header), std::move(files.source)};
}

}  // namespace proactive
