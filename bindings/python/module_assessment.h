// The answers of a plan over a population, as Python holds them.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_ASSESSMENT_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_ASSESSMENT_H_

#include <pybind11/pybind11.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proactive/plan.h"
#include "proactive/population.h"

namespace proactive::python {

/// One right's answers, with what is needed to export them. They stay as they are when the
/// assessment they were taken from is brought up to date.
struct Answers {
  Population population;
  std::shared_ptr<const RightOutcomes> outcomes;
};

/// What an update changed in the answers of one right.
struct Changed {
  RightChanges changes;
  bool has_amount = false;
  Population population;  ///< knows the ids
};

/// Rows named by their ids, or by their places, by entity.
using NamedRows = std::map<std::string, pybind11::list>;

/// A plan, a population and its answers, which are brought up to date together or not at all.
/// Python's lock guards it. While an update runs there are no answers.
class Assessment {
 public:
  /// Assesses. `options.progress` is not looked at: `progress` is called instead, if it is not
  /// None, and Ctrl-C is heard.
  Assessment(Plan plan, Population population, pybind11::object context, AssessOptions options,
             const pybind11::object& progress);

  const Plan& plan() const { return plan_; }
  const Population& population() const { return population_; }
  /// What Python keeps beside the answers; the state and it change together.
  const pybind11::object& context() const { return context_; }

  std::vector<std::string> rights() const;
  Answers answers(const std::string& right) const;

  std::vector<Changed> update(const Population& population, pybind11::object context, const NamedRows& ids,
                              const NamedRows& rows, int threads, const pybind11::object& progress);
  std::vector<Changed> update_rules(const Plan& plan, pybind11::object context, int threads,
                                    const pybind11::object& progress);

 private:
  class Taken;

  void check_idle() const;

  Plan plan_;
  Population population_;
  pybind11::object context_;
  AssessOptions options_;
  bool updating_ = false;
  std::vector<std::shared_ptr<RightOutcomes>> outcomes_;
};

/// Ids of a table's rows, as whole numbers or texts.
struct Ids {
  pybind11::list ids;
  bool are_texts = false;
};

/// The ids of rows, which ascend.
Ids ids_of(const Population& population, const std::string& entity, const std::vector<std::int32_t>& rows);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_ASSESSMENT_H_
