// The answers of one right as an Arrow table, whole or batch by batch.
#include <algorithm>
#include <cerrno>

#include "facts/population.h"
#include "population/arrow_builder.h"
#include "population/state.h"
#include "proactive/population.h"

namespace proactive {

namespace {

using population::ArrayBuilder;

// The rows of one batch.
struct Batch {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

std::unique_ptr<ArrayBuilder> id_column(const facts::Ids& ids, Batch batch) {
  auto column = ids.are_texts() ? population::texts("id") : population::integers("id");
  for (std::int64_t row = batch.first; row < batch.end; ++row) {
    if (ids.are_texts())
      population::add_text(*column, ids.text(row));
    else
      population::add_integer(*column, ids.integer(row));
  }
  return column;
}

std::unique_ptr<ArrayBuilder> outcome_column(const RightOutcomes& outcomes, Batch batch) {
  auto column = population::words("outcome", {"not eligible", "eligible", "undetermined"});
  for (std::int64_t row = batch.first; row < batch.end; ++row)
    population::add_word(*column, static_cast<std::int8_t>(outcomes.outcome(row)));
  return column;
}

bool is_refused(const RightOutcomes& outcomes, std::int64_t row) {
  return outcomes.outcome(row) == Outcome::not_eligible;
}

std::unique_ptr<ArrayBuilder> amount_column(const RightOutcomes& outcomes, std::string name, bool high, Batch batch) {
  auto column = population::euros(std::move(name));
  for (std::int64_t row = batch.first; row < batch.end; ++row) {
    if (!outcomes.has_amount || is_refused(outcomes, row)) {
      population::add_null_number(*column, 16);
    } else {
      population::add_cents(*column, high ? outcomes.amount(row).high_cents : outcomes.amount_cents[row]);
    }
  }
  return column;
}

std::unique_ptr<ArrayBuilder> received_column(const RightOutcomes& outcomes, Batch batch) {
  auto column = population::words("received", {"no", "yes", "unknown"});
  for (std::int64_t row = batch.first; row < batch.end; ++row) {
    if (!outcomes.has_received || is_refused(outcomes, row))
      population::add_null_number(*column, 1);
    else
      population::add_word(*column, static_cast<std::int8_t>(outcomes.received(row)));
  }
  return column;
}

void add_missing(ArrayBuilder& texts, const RightOutcomes& outcomes, std::size_t open) {
  for (std::int64_t i = outcomes.missing_begin[open]; i < outcomes.missing_begin[open + 1]; ++i)
    population::add_text(texts, outcomes.missing_facts[outcomes.missing[i]]);
}

std::unique_ptr<ArrayBuilder> missing_column(const RightOutcomes& outcomes, Batch batch) {
  auto column = population::text_lists("missing");
  auto open = std::lower_bound(outcomes.open.begin(), outcomes.open.end(), batch.first);
  for (std::int64_t row = batch.first; row < batch.end; ++row) {
    if (open != outcomes.open.end() && *open == row) {
      const auto place = static_cast<std::size_t>(open - outcomes.open.begin());
      if (!outcomes.missing_begin.empty()) add_missing(*column->children.front(), outcomes, place);
      ++open;
    }
    population::end_list(*column);
  }
  return column;
}

std::unique_ptr<ArrayBuilder> condition_column(const ConditionBits& condition, Batch batch) {
  auto column = population::booleans(condition.name);
  for (std::int64_t row = batch.first; row < batch.end; ++row) {
    const bool yes = is_set(condition.yes, row);
    population::add_boolean(*column, yes, yes || is_set(condition.no, row));
  }
  return column;
}

// The conditions of a right as one struct column, behind the others.
std::unique_ptr<ArrayBuilder> condition_columns(const RightOutcomes& outcomes, Batch batch) {
  auto column = std::make_unique<ArrayBuilder>();
  column->name = "conditions";
  column->format = "+s";
  column->nullable = false;
  column->length = batch.end - batch.first;
  for (const auto& condition : outcomes.conditions) column->children.push_back(condition_column(condition, batch));
  return column;
}

std::unique_ptr<ArrayBuilder> table_of(const Population& population, const RightOutcomes& outcomes, Batch batch) {
  const facts::Population& data = *population.state()->data;
  const int entity = data.model->entity_names.find(outcomes.entity)->second;
  auto table = std::make_unique<ArrayBuilder>();
  table->format = "+s";
  table->nullable = false;
  table->length = batch.end - batch.first;
  table->children.push_back(id_column(data.entities[entity].ids, batch));
  table->children.push_back(outcome_column(outcomes, batch));
  table->children.push_back(amount_column(outcomes, "amount_low", false, batch));
  table->children.push_back(amount_column(outcomes, "amount_high", true, batch));
  table->children.push_back(received_column(outcomes, batch));
  table->children.push_back(missing_column(outcomes, batch));
  if (!outcomes.conditions.empty()) table->children.push_back(condition_columns(outcomes, batch));
  return table;
}

// A stream that makes each batch when it is asked for it.
struct Streaming {
  Population population;
  std::shared_ptr<const RightOutcomes> outcomes;
  std::int64_t next = 0;
};

constexpr std::int64_t kRowsOfBatch = 65536;

// Callbacks of the C interface must not throw; what can is memory.
template <typename Make>
int without_exceptions(Make make) {
  try {
    make();
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* schema) {
  return without_exceptions([&] {
    const auto& of = *static_cast<Streaming*>(stream->private_data);
    ArrowArray empty;
    population::move_to(table_of(of.population, *of.outcomes, {}), schema, &empty);
    empty.release(&empty);
  });
}

int get_next(ArrowArrayStream* stream, ArrowArray* array) {
  return without_exceptions([&] {
    auto& of = *static_cast<Streaming*>(stream->private_data);
    *array = {};
    if (of.next >= of.outcomes->rows) return;
    const Batch batch{of.next, std::min(of.next + kRowsOfBatch, of.outcomes->rows)};
    ArrowSchema schema;
    population::move_to(table_of(of.population, *of.outcomes, batch), &schema, array);
    schema.release(&schema);
    of.next = batch.end;
  });
}

const char* get_last_error(ArrowArrayStream*) { return "there is not enough memory"; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<Streaming*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void export_arrow(const Population& population, const RightOutcomes& outcomes, ArrowSchema* schema, ArrowArray* array) {
  population::move_to(table_of(population, outcomes, {0, outcomes.rows}), schema, array);
}

void export_arrow(Population population, std::shared_ptr<const RightOutcomes> outcomes, ArrowArrayStream* stream) {
  *stream = {&get_schema, &get_next, &get_last_error, &release_stream,
             new Streaming{std::move(population), std::move(outcomes)}};
}

}  // namespace proactive
