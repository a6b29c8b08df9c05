// What the block engine must agree with, and what is left behind when it does not.
#ifndef PROACTIVE_TESTS_EXECUTION_BLOCK_ORACLE_H_
#define PROACTIVE_TESTS_EXECUTION_BLOCK_ORACLE_H_

#include <array>
#include <string>
#include <vector>

#include "execution/block.h"
#include "execution/evaluator.h"
#include "facts/population.h"

namespace proactive::tests {

/// One way of running blocks.
struct Engine {
  const execution::Kernels* kernels = nullptr;
  std::int64_t block_rows = execution::kBlockRows;
};

/// Every build of the kernels that this processor runs, with every block length.
const std::vector<Engine>& every_engine();

/// What there is to know of a run that agreed.
struct Agreement {
  std::int64_t pairs = 0;      ///< rights and rows compared
  std::int64_t left_open = 0;  ///< rows that blocks left to the pass over sets
  std::int64_t undecided = 0;  ///< rows in which the pass over sets left something open
};

/// The answers of one program for one population by plain sets, which are what the language means;
/// whether the evaluator for one subject agrees with them, and blocks do.
class Oracle {
 public:
  /// `origin` tells how to make program and population again.
  Oracle(const plan::Program& program, const facts::Population& population, int entity, std::string origin);

  /// The first disagreement, made small and kept in a file that it names; empty when there is none.
  std::string check(const Engine& engine, Agreement* agreement = nullptr) const;
  /// The same for rows in another order, as they come through memberships.
  std::string check_anywhere(const Engine& engine) const;
  /// The same of a whole run, in which the pass over sets decides what blocks leave open.
  std::string check_run(const Engine& engine, int threads) const;
  /// Where the evaluator for one subject differs; empty when it does not.
  const std::string& difference_of_one() const { return difference_of_one_; }

  std::int64_t rows() const { return rows_; }

 private:
  struct Expected {
    std::vector<Answer> answers;                  ///< by right
    std::vector<std::vector<Kleene>> conditions;  ///< by right
  };

  void expect(std::int64_t row, class PlainSets& sets);
  std::string difference(const execution::BlockProgram& blocks, std::span<const std::int32_t> rows, std::int64_t first,
                         const Engine& engine, execution::BlockRunner& runner, Agreement* agreement) const;
  std::string difference_of_row(const Expected& expected, const class BlockAnswers& given, std::int64_t i) const;
  std::string window(std::int64_t first, std::int64_t rows, const Engine& engine) const;
  std::string keep(const std::string& what, std::int64_t first, std::int64_t rows, const Engine& engine) const;

  const plan::Program& program_;
  const facts::Population& population_;
  const int entity_;
  const std::string origin_;
  const std::int64_t rows_;
  const execution::BlockSource source_;
  const facts::ColumnSource columns_;
  const execution::BlockProgram blocks_;
  std::vector<Expected> expected_;
  std::string difference_of_one_;
};

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_BLOCK_ORACLE_H_
