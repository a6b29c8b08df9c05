// What of a program an audience may see.
#ifndef PROACTIVE_SRC_ANSWERS_VISIBILITY_H_
#define PROACTIVE_SRC_ANSWERS_VISIBILITY_H_

#include <vector>

#include "plan/program.h"
#include "proactive/audience.h"
#include "proactive/diagnostic.h"

namespace proactive::answers {

/// E1301 when the audience names a role or a source that does not exist; none when it does.
std::vector<Diagnostic> check_audience(const semantics::Model& model, const Audience& audience);

/// Computed once for a program and an audience that `check_audience` accepts; immutable then.
class Visibility {
 public:
  Visibility(const plan::Program& program, const Audience& audience);

  /// Whether the value of a register may be shown: it reads nothing that is kept from the audience,
  /// directly or through others.
  bool shows(plan::Register reg) const { return !hidden_[reg]; }
  /// Whether a fact may be named and shown where it is read.
  bool shows_fact(int context, int field) const;

 private:
  bool read_of_another_role(int context) const;

  const plan::Program& program_;
  Audience audience_;
  int role_ = -1;
  int holder_ = -1;
  std::vector<bool> hidden_;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_VISIBILITY_H_
