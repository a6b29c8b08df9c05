#include "module_assessment.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "module_errors.h"
#include "module_run.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

std::vector<std::shared_ptr<RightOutcomes>> shared(Outcomes outcomes) {
  std::vector<std::shared_ptr<RightOutcomes>> rights;
  for (auto& right : outcomes.rights) rights.push_back(std::make_shared<RightOutcomes>(std::move(right)));
  return rights;
}

// Also those of NumPy; raises for what is none, such as a float.
py::object whole_number(const py::handle& value) {
  auto number = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!number) throw py::error_already_set();
  return number;
}

std::string text_of(const py::handle& id) {
  if (py::isinstance<py::str>(id)) return id.cast<std::string>();
  return py::str(whole_number(id));
}

// Ids are about people: a message says the place of one in the list, never the id.
std::int32_t row_of(const Population& population, const std::string& entity, const py::handle& id, std::size_t place) {
  const std::int64_t row = population.find(entity, text_of(id));
  if (row < 0) {
    raise("E1005", "changed rows: the table `" + entity + "` has no row with the id at place " + std::to_string(place),
          "places in the list of changed ids count from 1");
  }
  return static_cast<std::int32_t>(row);
}

std::int32_t row_at(const std::string& entity, const py::handle& row) {
  const auto place = whole_number(row).cast<std::int64_t>();
  if (place != static_cast<std::int32_t>(place))
    raise("E1005", "changed rows: the table `" + entity + "` has no such row", "rows count from 0");
  return static_cast<std::int32_t>(place);
}

std::vector<ChangedRows> changed_rows(const Population& population, const NamedRows& ids, const NamedRows& rows) {
  std::vector<ChangedRows> changed;
  for (const auto& [entity, of] : ids) {
    changed.push_back({entity, {}});
    // Where there are no rows, it is for the library to say whether there is such an entity.
    const bool any = population.rows(entity) > 0;
    for (std::size_t i = 0; i < of.size(); ++i)
      changed.back().rows.push_back(any ? row_of(population, entity, of[i], i + 1) : 0);
  }
  for (const auto& [entity, of] : rows) {
    changed.push_back({entity, {}});
    for (const py::handle row : of) changed.back().rows.push_back(row_at(entity, row));
  }
  return changed;
}

}  // namespace

// Outcomes under work: moved out where nobody else holds them. Given back as they are unless the
// work is done.
class Assessment::Taken {
 public:
  explicit Taken(Assessment& from) : from_(from) {
    from_.check_idle();
    from_.updating_ = true;
    for (const auto& right : from_.outcomes_)
      outcomes.rights.push_back(right.use_count() == 1 ? std::move(*right) : RightOutcomes(*right));
  }

  ~Taken() {
    from_.updating_ = false;
    if (done_) return;
    for (std::size_t i = 0; i < from_.outcomes_.size(); ++i) {
      if (from_.outcomes_[i].use_count() == 1) *from_.outcomes_[i] = std::move(outcomes.rights[i]);
    }
  }

  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;

  void keep() {
    from_.outcomes_ = shared(std::move(outcomes));
    done_ = true;
  }

  Outcomes outcomes;

 private:
  Assessment& from_;
  bool done_ = false;
};

namespace {

// The changes of all rights that were there before; those that the library did not look at have none.
std::vector<Changed> all_changes(Changes changes, const std::vector<std::string>& before, const Outcomes& after,
                                 const Population& population) {
  std::vector<Changed> all;
  for (const RightOutcomes& right : after.rights) {
    if (std::find(before.begin(), before.end(), right.right) == before.end()) continue;
    const auto found = std::find_if(changes.rights.begin(), changes.rights.end(),
                                    [&](const RightChanges& one) { return one.right == right.right; });
    Changed one{{}, right.has_amount, population};
    if (found != changes.rights.end()) {
      one.changes = std::move(*found);
    } else {
      one.changes.right = right.right;
      one.changes.entity = right.entity;
      one.changes.why_begin.push_back(0);
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Assessment::Assessment(Plan plan, Population population, py::object context, AssessOptions options,
                       const py::object& progress)
    : plan_(std::move(plan)),
      population_(std::move(population)),
      context_(std::move(context)),
      options_(std::move(options)),
      outcomes_(
          shared(run(options_, progress, [&](const AssessOptions& with) { return plan_.assess(population_, with); }))) {
}

void Assessment::check_idle() const {
  if (updating_) throw std::runtime_error("another thread is bringing the assessment up to date");
}

std::vector<std::string> Assessment::rights() const {
  check_idle();
  std::vector<std::string> names;
  for (const auto& right : outcomes_) names.push_back(right->right);
  return names;
}

Answers Assessment::answers(const std::string& right) const {
  check_idle();
  for (const auto& one : outcomes_) {
    if (one->right == right) return {population_, one};
  }
  throw py::key_error(right);
}

std::vector<Changed> Assessment::update(const Population& population, py::object context, const NamedRows& ids,
                                        const NamedRows& rows, int threads, const py::object& progress) {
  const std::vector<ChangedRows> changed = changed_rows(population, ids, rows);
  const std::vector<std::string> before = rights();
  AssessOptions options = options_;
  options.threads = threads;
  Taken taken(*this);
  Changes changes = run(options, progress, [&](const AssessOptions& with) {
    return plan_.update(population, changed, taken.outcomes, with);
  });
  std::vector<Changed> all = all_changes(std::move(changes), before, taken.outcomes, population);
  taken.keep();
  population_ = population;
  context_ = std::move(context);
  return all;
}

std::vector<Changed> Assessment::update_rules(const Plan& plan, py::object context, int threads,
                                              const py::object& progress) {
  const std::vector<std::string> before = rights();
  AssessOptions options = options_;
  options.threads = threads;
  Taken taken(*this);
  Changes changes = run(options, progress, [&](const AssessOptions& with) {
    return plan.update(plan_, population_, taken.outcomes, with);
  });
  std::vector<Changed> all = all_changes(std::move(changes), before, taken.outcomes, population_);
  taken.keep();
  plan_ = plan;
  context_ = std::move(context);
  return all;
}

// ---- ids -------------------------------------------------------------------------------------

namespace {

// A batch of a stream and its schema, released at the end.
template <typename T>
struct Released {
  T value{};
  Released() = default;
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
  ~Released() {
    if (value.release != nullptr) value.release(&value);
  }
};

py::object id_at(const ArrowArray& ids, bool are_texts, std::int64_t place) {
  if (!are_texts) return py::int_(static_cast<const std::int64_t*>(ids.buffers[1])[place]);
  const auto* offsets = static_cast<const std::int64_t*>(ids.buffers[1]);
  const auto size = static_cast<std::size_t>(offsets[place + 1] - offsets[place]);
  return py::str(static_cast<const char*>(ids.buffers[2]) + offsets[place], size);
}

}  // namespace

// The table of answers begins with the ids: that of a right of which nothing is known will do.
Ids ids_of(const Population& population, const std::string& entity, const std::vector<std::int32_t>& rows) {
  auto nothing = std::make_shared<RightOutcomes>();
  nothing->entity = entity;
  nothing->rows = rows.empty() ? 0 : rows.back() + std::int64_t{1};
  nothing->eligible.assign(static_cast<std::size_t>(nothing->rows + 63) / 64, 0);
  nothing->not_eligible.assign(nothing->eligible.size(), 0);
  Released<ArrowArrayStream> stream;
  export_arrow(population, std::move(nothing), &stream.value);
  Released<ArrowSchema> schema;
  if (stream.value.get_schema(&stream.value, &schema.value) != 0) throw std::bad_alloc();
  Ids found;
  found.are_texts = std::strcmp(schema.value.children[0]->format, "U") == 0;
  std::int64_t first = 0;
  for (auto next = rows.begin(); next != rows.end();) {
    Released<ArrowArray> batch;
    if (stream.value.get_next(&stream.value, &batch.value) != 0) throw std::bad_alloc();
    const std::int64_t end = first + batch.value.length;
    for (; next != rows.end() && *next < end; ++next)
      found.ids.append(id_at(*batch.value.children[0], found.are_texts, *next - first));
    first = end;
  }
  return found;
}

}  // namespace proactive::python
