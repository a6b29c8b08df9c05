// The arithmetic of values that are known one by one: what the plain pass and the exact pass have
// in common. They differ in how a result is kept, and in what becomes of one that is missing.
#ifndef PROACTIVE_SRC_EMIT_ARITHMETIC_H_
#define PROACTIVE_SRC_EMIT_ARITHMETIC_H_

#include <string>
#include <string_view>
#include <vector>

#include "emit/pass.h"

namespace proactive::emit {

/// A factor of a product: an expression with its bounds, or a constant.
struct Factor {
  std::string text;
  Range range;
  static Factor of(std::int64_t value) { return {"", {value, value}}; }
  bool is_constant() const { return text.empty(); }
};

/// A product, in 128 bits where 64 may not suffice.
std::string product(const std::vector<Factor>& factors);

class Arithmetic : public Pass {
 protected:
  explicit Arithmetic(const Unit& unit) : Pass(unit) {}

  /// Writes an instruction of numbers, dates, scales and tables; false for any other.
  bool write_arithmetic(plan::Register reg);

  // How a register is read: its number (of a fraction, the numerator), whether it is known, and
  // the whole of it with its known bit.
  virtual std::string value(plan::Register reg) const = 0;
  virtual std::string known(plan::Register reg) const = 0;
  virtual std::string whole(plan::Register reg) const = 0;
  virtual std::string fraction(plan::Register reg) const = 0;
  /// Whether a truth is known.
  virtual std::string known_truth(plan::Register reg) const = 0;

  // How a result is kept: a number that fits 64 bits, or is checked; a fraction that fits; what a
  // function gives with a known bit of its own; a test.
  virtual void define_whole(plan::Register reg, const std::string& value, const std::string& is_known) = 0;
  virtual void define_fraction(plan::Register reg, const std::string& num, const std::string& den,
                               const std::string& is_known) = 0;
  virtual void define_result(plan::Register reg, std::string_view type, const std::string& call) = 0;
  virtual void define_test(plan::Register reg, const std::string& is_known, const std::string& test) = 0;

  void define(plan::Register reg, std::string_view type, const std::string& expression);
  std::string among(const std::string& place, const values::MemberSet& members, int size) const;

 private:
  std::string known(const plan::Instruction& instruction) const;
  Factor numerator(plan::Register reg) const;
  Factor denominator(plan::Register reg) const;
  std::string wide(plan::Register reg) const;
  std::string scaled(plan::Register to, plan::Register reg, std::int64_t factor) const;
  std::string comparison(plan::Register a, values::Comparison how, const Factor& bound, const Factor& bound_den,
                         values::Scaling by) const;

  void compare(plan::Register reg);
  void in_members(plan::Register reg);
  void sum(plan::Register reg);
  void multiply(plan::Register reg);
  void divide(plan::Register reg);
  void stretch(plan::Register reg);
  void absolute(plan::Register reg);
  void shrink(plan::Register reg);
  void round(plan::Register reg);
  void extreme(plan::Register reg);
  void scale(plan::Register reg);
  std::string marginal(plan::Register a, const plan::ScaleData& data) const;
  void banded(plan::Register reg, const plan::ScaleData& data);
  void date(plan::Register reg);

  // Where one header ends and the next begins.
  struct End {
    values::Comparison behind;
    std::int64_t bound;
  };
  std::string holds(const plan::HeaderTest& header, plan::Register a) const;
  std::string holds_member(const plan::HeaderTest& header, plan::Register a) const;
  bool ascends(const std::vector<plan::HeaderTest>& headers, plan::Register a, bool whole, std::vector<End>& ends,
               values::Scaling& by) const;
  std::string row_among(const std::vector<End>& ends, plan::Register a, values::Scaling by) const;
  std::string row(const std::string& name, const std::vector<plan::HeaderTest>& headers, plan::Register a, bool whole,
                  std::string& is_known);
  std::string known_operand(plan::Register reg) const;
  void table(plan::Register reg);
};

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_ARITHMETIC_H_
