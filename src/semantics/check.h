// From the trees of all files to one checked model.
//
// The passes, in order, one file each:
//   declare.cc      names of every item; vocabulary (sources, choices, entities, fields, roles)
//   figures.cc      parameters, scales, tables: types, dates, brackets, cells
//   typing.cc       expressions; used by every pass below
//   rights.cc       defines, rights, versions, conditions, messages
//   dependencies.cc cycles, cost; what each right reads, and whether the law allows it
//   examples.cc     worked cases
//   events.cc       life events, and the facts that they change
#ifndef PROACTIVE_SRC_SEMANTICS_CHECK_H_
#define PROACTIVE_SRC_SEMANTICS_CHECK_H_

#include <optional>
#include <vector>

#include "proactive/diagnostic.h"
#include "semantics/model.h"
#include "syntax/tree.h"

namespace proactive::semantics {

struct Checked {
  Model model;
  bool acyclic = false;  ///< references can be followed to their end
};

/// Checks a whole rule set. Every mistake is reported, sorted by place; the model is usable
/// only when no diagnostic is an error.
Checked check(const syntax::Sources& sources, const std::vector<syntax::File>& files,
              std::vector<Diagnostic>& diagnostics);

}  // namespace proactive::semantics

#endif  // PROACTIVE_SRC_SEMANTICS_CHECK_H_
