// Populations by windows.
#include "proactive/stream.h"

#include "api/settings.h"
#include "api/state.h"
#include "facts/windows.h"
#include "population/state.h"

namespace proactive {

namespace detail {

class StreamState {
 public:
  explicit StreamState(std::unique_ptr<facts::Windows> windows) : windows_(std::move(windows)) {}
  facts::Windows& windows() { return *windows_; }

 private:
  std::unique_ptr<facts::Windows> windows_;
};

}  // namespace detail

PopulationStream::PopulationStream(std::unique_ptr<detail::StreamState> state) : state_(std::move(state)) {}
PopulationStream::PopulationStream(PopulationStream&&) noexcept = default;
PopulationStream& PopulationStream::operator=(PopulationStream&&) noexcept = default;
PopulationStream::~PopulationStream() = default;

Result<PopulationStream> PopulationStream::open(const Plan& plan,
                                                std::vector<std::pair<std::string, ArrowArrayStream*>> entities,
                                                std::vector<std::pair<std::string, ArrowArrayStream*>> members,
                                                std::int64_t rows) {
  auto windows = std::make_unique<facts::Windows>(detail::wanted_by(*plan.state()), entities, members, rows);
  if (Diagnostics errors = windows->open(); !errors.empty()) return errors;
  return PopulationStream(std::make_unique<detail::StreamState>(std::move(windows)));
}

Result<std::optional<Population>> PopulationStream::next() {
  auto window = state_->windows().next();
  if (!window) return window.errors();
  if (*window == nullptr) return std::optional<Population>();
  auto state = std::make_shared<detail::PopulationState>();
  state->data = *window;
  return std::optional<Population>(Population(std::move(state)));
}

}  // namespace proactive
