// How wide the values of registers are, so that the compiled code uses 64 bits where these
// suffice, and 128 bits with a check where they do not.
//
// A shape bounds what the exact pass may hold in a register, known or not: where a fact is
// unknown, the code computes on with some value of its range, and that must not overflow
// either. The bounds of plain values are those of the sets of possible values, by the same
// operations; a choice between rows counts all of its rows. A quotient has bounds for its
// numerator and its denominator.
#ifndef PROACTIVE_SRC_EMIT_SHAPES_H_
#define PROACTIVE_SRC_EMIT_SHAPES_H_

#include <vector>

#include "plan/program.h"

namespace proactive::emit {

/// From low to high, both included; wider than 64 bits where a product is.
struct Range {
  values::Int128 low = 0;
  values::Int128 high = 0;
  bool fits() const { return values::fits64(low) && values::fits64(high); }
};

Range operator+(Range a, Range b);
Range operator-(Range a, Range b);
Range operator*(Range a, Range b);
Range hull(Range a, Range b);

struct Shape {
  values::Possible set;   ///< what it may be, known or not
  bool fraction = false;  ///< a quotient; else the denominator is 1
  bool checked = false;   ///< 64 bits may not suffice: computed in 128, unknown on overflow
  Range num;
  Range den{1, 1};
};

/// The shape of every register of a program.
std::vector<Shape> shapes_of(const plan::Program& program);

/// A marginal scale of plain numbers in 64 bits.
bool marginal_fits(const plan::ScaleData& scale, const Range& argument);

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_SHAPES_H_
