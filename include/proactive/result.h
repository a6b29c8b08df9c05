// A value, or the list of what is wrong with the input. No exception crosses this interface.
#ifndef PROACTIVE_RESULT_H_
#define PROACTIVE_RESULT_H_

#include <cassert>
#include <utility>
#include <variant>
#include <vector>

#include "proactive/diagnostic.h"

namespace proactive {

using Diagnostics = std::vector<Diagnostic>;

/// Either a `T` or a non-empty list of errors. Test it before taking the value:
///
///   auto rules = RuleSet::load("examples/france");
///   if (!rules) return fail(render(rules.errors()));
///   use(*rules);
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Diagnostics errors) : state_(std::move(errors)) {}
  Result(Diagnostic error) : state_(Diagnostics{std::move(error)}) {}

  explicit operator bool() const { return state_.index() == 0; }
  const T& operator*() const& { return value(); }
  T& operator*() & { return const_cast<T&>(value()); }
  T&& operator*() && { return std::move(const_cast<T&>(value())); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &const_cast<T&>(value()); }

  /// Empty when there is a value.
  const Diagnostics& errors() const {
    static const Diagnostics none;
    const auto* errors = std::get_if<Diagnostics>(&state_);
    return errors == nullptr ? none : *errors;
  }

 private:
  const T& value() const {
    assert(*this && "a Result must be tested before its value is taken");
    return *std::get_if<T>(&state_);
  }

  std::variant<T, Diagnostics> state_;
};

}  // namespace proactive

#endif  // PROACTIVE_RESULT_H_
