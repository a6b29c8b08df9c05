#include "proactive/privacy/entitled.h"

#include <memory>
#include <utility>
#include <vector>

#include "privacy/array_stream.h"
#include "privacy/owned_stream.h"
#include "privacy/rows_taken.h"

namespace proactive::privacy {

namespace {

Diagnostic misuse() {
  Diagnostic error;
  error.code = "E1448";
  error.message = "the answers and the population do not belong together";
  error.way_out = "give the population that was assessed";
  return error;
}

EntitledCounts count(const RightOutcomes& outcomes) {
  EntitledCounts counts{outcomes.right, outcomes.entity, 0, 0, 0};
  for (std::int64_t row = 0; row < outcomes.rows; ++row) {
    switch (outcomes.outcome(row)) {
      case Outcome::eligible: ++counts.entitled; break;
      case Outcome::undetermined: ++counts.undetermined; break;
      case Outcome::not_eligible: ++counts.not_entitled; break;
    }
  }
  return counts;
}

// The rows from `first` on whose answers may be kept, counted from it.
std::vector<std::int64_t> kept_rows(const RightOutcomes& outcomes, std::int64_t first, std::int64_t rows) {
  std::vector<std::int64_t> kept;
  for (std::int64_t row = 0; row < rows; ++row) {
    if (outcomes.outcome(first + row) != Outcome::not_eligible) kept.push_back(row);
  }
  return kept;
}

}  // namespace

std::string to_string(const EntitledCounts& counts, Language language) {
  const std::string none = std::to_string(counts.not_entitled);
  const std::string all = std::to_string(counts.entitled + counts.undetermined + counts.not_entitled);
  if (language == Language::french)
    return none + " sur " + all +
           " n'y ont pas droit : les données obtenues à leur sujet sont à détruire sans délai (CRPA, L114-8 II)";
  return none + " of " + all +
         " are not entitled: what was obtained about them is to be destroyed without delay (CRPA, L114-8 II)";
}

Result<EntitledCounts> keep_entitled(const Population& population, const RightOutcomes& outcomes,
                                     ArrowArrayStream* out) {
  *out = {};
  if (population.rows(outcomes.entity) != outcomes.rows) return misuse();
  // Borrowed for as long as this runs: a batch at a time, of which the rows kept are copied.
  const std::shared_ptr<const RightOutcomes> borrowed(std::shared_ptr<void>(), &outcomes);
  ArrowArrayStream all_rows{};
  export_arrow(population, borrowed, &all_rows);
  Owned<ArrowArrayStream> all(all_rows);
  Owned<ArrowSchema> schema;
  std::vector<Owned<ArrowArray>> kept;
  if (all.get().get_schema(&all.get(), &schema.get()) != 0) return misuse();
  for (std::int64_t first = 0; first < outcomes.rows;) {
    Owned<ArrowArray> batch;
    if (all.get().get_next(&all.get(), &batch.get()) != 0 || !batch) return misuse();
    const std::int64_t rows = batch.get().length;
    ArrowArray taken;
    take_rows(schema.get(), batch.get(), kept_rows(outcomes, first, rows), &taken);
    kept.emplace_back(taken);
    first += rows;
  }
  make_stream(std::move(schema), std::move(kept), out);
  return count(outcomes);
}

}  // namespace proactive::privacy
