// From facts of any source to the struct of facts of compiled rights, and from their answers back.
#ifndef PROACTIVE_TESTS_EMIT_ADAPTER_H_
#define PROACTIVE_TESTS_EMIT_ADAPTER_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "facts/source.h"

namespace proactive::tests {

/// The members and groups of a subject while it is assessed.
class Pool {
 public:
  template <typename T>
  std::vector<T>& list(std::int64_t size) {
    auto held = std::make_shared<std::vector<T>>(static_cast<std::size_t>(size));
    held_.push_back(held);
    return *held;
  }

  /// Every other time.
  bool turn() { return turns_++ % 2 == 0; }

 private:
  int turns_ = 0;
  std::deque<std::shared_ptr<void>> held_;
};

/// What is unknown is left out, or every other time given as what it cannot be: `beyond` its range.
template <typename Fact>
void fill(const facts::Source& source, int input, facts::Row row, Fact& out, std::int64_t beyond, bool has_beyond,
          Pool& pool) {
  using Value = decltype(out.value);
  std::int64_t value = 0;
  out.known = source.fact(input, row, value);
  if (!out.known && has_beyond && pool.turn()) {
    out.known = true;
    value = beyond;
  }
  if constexpr (std::is_same_v<Value, std::chrono::sys_days>)
    out.value = std::chrono::sys_days(std::chrono::days(value));
  else
    out.value = static_cast<Value>(value);
}

/// The answer of a compiled right in plain values.
struct CompiledAnswer {
  int outcome = 0;
  int received = 2;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::vector<std::string> deciding;
};

template <typename Answer>
CompiledAnswer plain(const Answer& answer) {
  CompiledAnswer result;
  result.outcome = static_cast<int>(answer.outcome);
  if constexpr (requires { answer.received; }) result.received = static_cast<int>(answer.received);
  if constexpr (requires { answer.amount; }) {
    result.low = answer.amount.low_cents;
    result.high = answer.amount.high_cents;
  }
  for (std::size_t i = 0; i < Answer::conditions.size(); ++i) {
    if (answer.deciding[i]) result.deciding.emplace_back(Answer::conditions[i].name);
  }
  return result;
}

/// Assesses a subject for all rights of a case, in the order of its program.
using CompiledRights = std::vector<CompiledAnswer> (*)(const facts::Source& source, facts::Row subject);

/// The compiled rights of each case, in the order of `compiled_cases`.
const std::vector<CompiledRights>& compiled_rights();
/// The same of `small_cases`.
const std::vector<CompiledRights>& compiled_small_programs();

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EMIT_ADAPTER_H_
