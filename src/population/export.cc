// The answers of one right as an Arrow table.
#include "facts/population.h"
#include "population/arrow_builder.h"
#include "population/state.h"
#include "proactive/population.h"

namespace proactive {

namespace {

using population::ArrayBuilder;

std::unique_ptr<ArrayBuilder> id_column(const facts::Ids& ids) {
  auto column = ids.are_texts() ? population::texts("id") : population::integers("id");
  for (std::int64_t row = 0; row < ids.size(); ++row) {
    if (ids.are_texts())
      population::add_text(*column, ids.text(row));
    else
      population::add_integer(*column, ids.integer(row));
  }
  return column;
}

std::unique_ptr<ArrayBuilder> outcome_column(const RightOutcomes& outcomes) {
  auto column = population::words("outcome", {"not eligible", "eligible", "undetermined"});
  for (const std::uint8_t outcome : outcomes.outcome) population::add_word(*column, static_cast<std::int8_t>(outcome));
  return column;
}

bool is_refused(const RightOutcomes& outcomes, std::size_t row) {
  return static_cast<Outcome>(outcomes.outcome[row]) == Outcome::not_eligible;
}

std::unique_ptr<ArrayBuilder> amount_column(const RightOutcomes& outcomes, std::string name,
                                            const std::vector<std::int64_t>& cents) {
  auto column = population::euros(std::move(name));
  for (std::size_t row = 0; row < outcomes.outcome.size(); ++row) {
    if (!outcomes.has_amount || is_refused(outcomes, row))
      population::add_null_number(*column, 16);
    else
      population::add_cents(*column, cents[row]);
  }
  return column;
}

std::unique_ptr<ArrayBuilder> received_column(const RightOutcomes& outcomes) {
  auto column = population::words("received", {"no", "yes", "unknown"});
  for (std::size_t row = 0; row < outcomes.outcome.size(); ++row) {
    if (!outcomes.has_received || is_refused(outcomes, row))
      population::add_null_number(*column, 1);
    else
      population::add_word(*column, static_cast<std::int8_t>(outcomes.received[row]));
  }
  return column;
}

std::unique_ptr<ArrayBuilder> missing_column(const RightOutcomes& outcomes) {
  auto column = population::text_lists("missing");
  for (std::size_t row = 0; row < outcomes.outcome.size(); ++row) {
    for (std::int64_t i = outcomes.missing_begin[row]; i < outcomes.missing_begin[row + 1]; ++i) {
      population::add_text(*column->children.front(), outcomes.missing_facts[outcomes.missing[i]]);
    }
    population::end_list(*column);
  }
  return column;
}

}  // namespace

void export_arrow(const Population& population, const RightOutcomes& outcomes, ArrowSchema* schema, ArrowArray* array) {
  const facts::Population& data = *population.state()->data;
  const int entity = data.model->entity_names.find(outcomes.entity)->second;
  auto table = std::make_unique<ArrayBuilder>();
  table->format = "+s";
  table->nullable = false;
  table->length = static_cast<std::int64_t>(outcomes.outcome.size());
  table->children.push_back(id_column(data.entities[entity].ids));
  table->children.push_back(outcome_column(outcomes));
  table->children.push_back(amount_column(outcomes, "amount_low", outcomes.low_cents));
  table->children.push_back(amount_column(outcomes, "amount_high", outcomes.high_cents));
  table->children.push_back(received_column(outcomes));
  table->children.push_back(missing_column(outcomes));
  population::move_to(std::move(table), schema, array);
}

}  // namespace proactive
