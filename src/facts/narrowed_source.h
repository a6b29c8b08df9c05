// A source that stands for many subjects at once: of each fact it tells the values it may have.
#ifndef PROACTIVE_SRC_FACTS_NARROWED_SOURCE_H_
#define PROACTIVE_SRC_FACTS_NARROWED_SOURCE_H_

#include "facts/source.h"
#include "proactive/kleene.h"

namespace proactive::facts {

class NarrowedSource : public Source {
 public:
  /// Whether a fact is known, which may differ between the subjects it stands for. `possible` tells what
  /// it may be.
  virtual Kleene known(int input, Row row) const = 0;
};

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_NARROWED_SOURCE_H_
