// What would change an answer.
#include "proactive/would_change.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/smallest_change.h"
#include "answers/visibility.h"
#include "api/state.h"
#include "facts/names.h"
#include "facts/record_source.h"
#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive {

namespace {

using answers::Place;
using semantics::Model;

// By field of the model: what nobody can change.
std::vector<bool> fixed_fields(const plan::Program& program, const std::vector<std::string>& names,
                               Diagnostics& errors) {
  const Model& model = *program.model;
  std::vector<bool> fixed = answers::counted_from(program);
  for (const std::string& name : names) {
    bool found = false;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < model.fields.size(); ++i) {
      known.push_back(model.fields[i].name);
      if (model.fields[i].name != name) continue;
      fixed[i] = true;
      found = true;
    }
    if (!found) {
      errors.push_back(values::misuse("E1001", fmt::format("no entity has a field `{}`", name),
                                      syntax::did_you_mean(syntax::nearest(name, known))));
    }
  }
  return fixed;
}

// The facts a right reads for a subject, apart: which may change, which may not, which are kept from the audience.
struct Places {
  std::vector<Place> free;
  std::vector<std::string> fixed;
  std::vector<Place> hidden;
};

Places sort_places(const plan::Program& program, std::vector<Place> read, const std::vector<bool>& fixed,
                   const answers::Visibility& visibility) {
  Places places;
  for (Place& place : read) {
    const int field = program.inputs[place.input].field;
    if (!visibility.shows_fact(place.context, field))
      places.hidden.push_back(std::move(place));
    else if (fixed[static_cast<std::size_t>(field)])
      places.fixed.push_back(std::move(place.name));
    else
      places.free.push_back(std::move(place));
  }
  return places;
}

FactChange describe(const plan::Program& program, const Place& place, std::int64_t after) {
  const Model& model = *program.model;
  const semantics::Field& field = model.fields[program.inputs[place.input].field];
  FactChange change;
  change.fact = place.name;
  change.label = field.label;
  if (field.source >= 0) {
    change.source = model.sources[field.source].name;
    change.source_label = model.sources[field.source].label;
  }
  if (place.value) change.before = facts::given(model, field, *place.value);
  change.after = facts::given(model, field, after);
  return change;
}

void check(const WouldChangeOptions& options, Diagnostics& errors) {
  if (options.most_facts < 1 || options.most_facts > 3)
    errors.push_back(values::misuse("E1341", "sets of facts that would change an answer have one to three facts",
                                    "ask for at most 1, 2 or 3"));
  if (options.most_work < 1)
    errors.push_back(values::misuse("E1341", "the bound of work is not positive", "allow some thousand assessments"));
}

}  // namespace

Result<WouldChange> Plan::would_change(const Record& subject, std::string_view right,
                                       const WouldChangeOptions& options) const {
  const plan::RightPlan* planned = nullptr;
  const plan::Program* program = state_->program_of_right(right, &planned);
  if (program == nullptr) return values::misuse("E0204", fmt::format("the plan has no right `{}` in force", right));
  const Model& model = *program->model;
  Diagnostics errors = answers::check_audience(model, options.audience);
  check(options, errors);
  const std::vector<bool> fixed = fixed_fields(*program, options.fixed, errors);
  const facts::RecordSource source(*program, model.rights[planned->right].entity, subject, errors);
  if (!errors.empty()) return errors;

  execution::Sets sets(*program, source);
  sets.run(source.subject());
  WouldChange result;
  result.right = right;
  result.outcome = execution::answer_from(sets, *planned).outcome;
  const answers::Visibility visibility(*program, options.audience);
  Places places = sort_places(*program, answers::places_read(sets, {planned->outcome}), fixed, visibility);
  result.fixed = std::move(places.fixed);
  const auto found = answers::smallest_changes(*program, source, source.subject(), *planned, places.free, places.hidden,
                                               {options.most_facts, options.most_work});
  result.complete = found.complete;
  result.withheld = found.open && result.outcome != Outcome::undetermined;
  result.work = found.work;
  for (const auto& change : found.changes) {
    SmallestChange& smallest = result.changes.emplace_back();
    for (const auto& [place, after] : change) smallest.facts.push_back(describe(*program, places.free[place], after));
  }
  return result;
}

}  // namespace proactive
