// Populations larger than memory: tables read side by side, a window of rows at a time.
#ifndef PROACTIVE_STREAM_H_
#define PROACTIVE_STREAM_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/export.h"
#include "proactive/plan.h"
#include "proactive/population.h"
#include "proactive/result.h"

namespace proactive {

namespace detail {
class StreamState;
}

/// Windows of a population, each a `Population` of its own, which `Plan::assess` takes like any
/// other. Memory is that of one window and of the batches under way, whatever the tables hold.
///
/// The tables must be sorted alike: groups by ascending `id`, memberships by group in the same
/// order, and the members' table in the order in which memberships name them, each once. A plan
/// whose rights read no members needs the one table only, in any order.
///
/// Moves; one thread at a time.
class PROACTIVE_EXPORT PopulationStream {
 public:
  /// Takes the streams over, and releases them, also on error. `rows` is the size of a window in
  /// groups. Errors: as `Population::read`; more than one kind of group, or tables of entities that
  /// are not members of it (E1111).
  static Result<PopulationStream> open(const Plan& plan,
                                       std::vector<std::pair<std::string, ArrowArrayStream*>> entities,
                                       std::vector<std::pair<std::string, ArrowArrayStream*>> members,
                                       std::int64_t rows = 65536);

  /// The next window; nothing at the end. Errors: tables that are not sorted alike (E1113), and
  /// those of `Population::read`. After an error there is no next window.
  Result<std::optional<Population>> next();

  PopulationStream(PopulationStream&&) noexcept;
  PopulationStream& operator=(PopulationStream&&) noexcept;
  ~PopulationStream();

 private:
  explicit PopulationStream(std::unique_ptr<detail::StreamState> state);
  std::unique_ptr<detail::StreamState> state_;
};

}  // namespace proactive

#endif  // PROACTIVE_STREAM_H_
