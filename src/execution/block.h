// The block engine: a block program over the rows of a population, a few thousand at a time.
//
// A runner belongs to one thread; program, population and kernels are shared. For each block
// it fills what the caller gives it to fill, and says which rows it could not decide; those are
// for the pass over sets (`evaluator.h`).
#ifndef PROACTIVE_SRC_EXECUTION_BLOCK_H_
#define PROACTIVE_SRC_EXECUTION_BLOCK_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "execution/block_program.h"
#include "execution/kernels.h"
#include "facts/population.h"

namespace proactive::execution {

inline constexpr std::int64_t kBlockRows = 2048;

/// Where the answers of one right go, for the rows of one block. Planes begin at a word; null:
/// not wanted. The amount of a row that is not eligible, or not known, is 0.
struct AnswerBlock {
  Word* yes = nullptr;
  Word* no = nullptr;
  Word* received_yes = nullptr;
  Word* received_no = nullptr;
  std::int64_t* amount = nullptr;
  /// By condition of the program, two planes each: true, then false.
  std::span<Word* const> conditions;
};

/// The columns and memberships that a program reads, found once.
class BlockSource {
 public:
  BlockSource(const plan::Program& program, const facts::Population& population);

  const facts::Column* column(int input) const { return columns_[input]; }
  const facts::Memberships& memberships(int group_entity) const { return population_.groups[group_entity]; }
  int place_of_role(int role) const { return role_places_[role]; }
  /// For a dictionary of a choice: the member by entry, 256 bytes; null when entries are members.
  const std::uint8_t* members_by_entry(int input, std::size_t part) const;

 private:
  struct EntryMembers {
    bool same = true;
    std::array<std::uint8_t, 256> table{};
  };

  const facts::Population& population_;
  std::vector<const facts::Column*> columns_;
  std::vector<int> role_places_;
  std::vector<std::vector<std::unique_ptr<EntryMembers>>> entries_;  ///< by input and part; null: no dictionary
};

class BlockRunner {
 public:
  /// `block_rows` is a multiple of 64. Blocks of 2048 rows are the fastest; others are for tests.
  BlockRunner(const BlockProgram& program, const BlockSource& source, const Kernels& kernels,
              std::int64_t block_rows = kBlockRows);
  ~BlockRunner();
  BlockRunner(const BlockRunner&) = delete;
  BlockRunner& operator=(const BlockRunner&) = delete;

  std::int64_t block_rows() const;

  /// Answers for rows `first` to `first + rows`, at most a block. `answers` has a place for each
  /// right of the program. The plane returned marks rows in which something wanted is open.
  const Word* run(std::int64_t first, std::int64_t rows, std::span<const AnswerBlock> answers);
  /// The same for any rows.
  const Word* run(std::span<const std::int32_t> rows, std::span<const AnswerBlock> answers);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_BLOCK_H_
