// Minimisation: of the tables at hand, what the rights of a plan need, and nothing else.
//
//   auto least = minimise(*rules, *plan, {{"household", &households}, {"person", &people}},
//                         {{"household", &members}});
//   for (const Dropped& dropped : least->dropped) note(dropped);
//   auto population = Population::read(*plan, streams_of(least->entities), streams_of(least->members));
#ifndef PROACTIVE_PRIVACY_MINIMISE_H_
#define PROACTIVE_PRIVACY_MINIMISE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/audience.h"
#include "proactive/export.h"
#include "proactive/plan.h"
#include "proactive/result.h"
#include "proactive/rule_set.h"

namespace proactive::privacy {

/// Why something is left out.
enum class DropReason : std::uint8_t {
  undeclared,  ///< the rules declare no field of this name
  not_needed,  ///< no right of the plan reads it on its date
  receipt,     ///< it only says whether a right is received already
};

struct MinimiseOptions {
  /// Keeps also the columns by which receipt is seen. The rights do not need them; who writes only to
  /// those that do not receive does.
  bool receipt = false;
};

/// "the rules declare no such field", "no right needs it on this date", "it only shows who receives the right".
PROACTIVE_EXPORT std::string_view to_string(DropReason reason, Language language = Language::english);

/// A column that is left out, or a whole table.
struct Dropped {
  std::string table;   ///< the entity, or "household members"
  std::string column;  ///< empty: the table, which was not read
  DropReason reason = DropReason::not_needed;
};

/// Something that is needed and was not given.
struct AbsentColumn {
  std::string table;
  std::string column;  ///< empty: the table
  std::string holder;  ///< the label of the source that has it; empty: the person, or nobody in particular
};

/// Releases a stream that nobody took.
struct ReleaseStream {
  void operator()(ArrowArrayStream* stream) const {
    if (stream->release != nullptr) stream->release(stream);
    delete stream;
  }
};

struct TableStream {
  std::string name;
  std::unique_ptr<ArrowArrayStream, ReleaseStream> stream;
};

/// Tables with the columns that are needed, and what became of the others. Batches are made when they
/// are read: their columns are those of the tables given, moved and not copied; the columns left out
/// are released with each batch.
struct Minimised {
  std::vector<TableStream> entities;
  std::vector<TableStream> members;  ///< by name of the group
  std::vector<Dropped> dropped;      ///< in the order given
  std::vector<AbsentColumn> absent;  ///< in the order of the rules
};

/// Takes one stream for each table and releases them all, also on error. `plan` is one of `rules`.
///
/// Kept are the columns of `Plan::needs`, with `id` where the table is read at all, and memberships
/// where members are. Errors, all of them at once: a column under medical or national-defence secrecy that the
/// person does not tell, needed or not (E1445: such data are not exchanged, CRPA L114-9 2°); a column
/// that the rules declare an identifier, and ids that are NIRs, INEs or e-mail addresses instead of
/// pseudonyms (E1446: nine tenths of the first 1,024 of a batch; a stream that is read later fails); a
/// table that the rules do not declare, that was given twice, has a column twice, or fails (E1447).
PROACTIVE_EXPORT Result<Minimised> minimise(const RuleSet& rules, const Plan& plan,
                                            std::vector<std::pair<std::string, ArrowArrayStream*>> entities,
                                            std::vector<std::pair<std::string, ArrowArrayStream*>> members = {},
                                            const MinimiseOptions& options = {});

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_MINIMISE_H_
