// A plan's program made ready for blocks: which loop does each instruction, and where.
//
// The program is split in frames: the rows of subjects, and for each aggregate the rows of
// members. A frame is a straight line of steps. What a frame's steps read from the frame
// around it is spread over the members first, by a step of its own.
//
// A step is fast where ranges of facts prove that 64 bits are enough, or where evidence is
// gathered that they were; every other step runs lane by lane on exact numbers, by the code
// of the evaluator for one subject. A step may leave a row unknown that the language knows:
// such rows are decided by the pass over sets. It never knows what is wrong.
#ifndef PROACTIVE_SRC_EXECUTION_BLOCK_PROGRAM_H_
#define PROACTIVE_SRC_EXECUTION_BLOCK_PROGRAM_H_

#include <array>
#include <cstdint>
#include <vector>

#include "plan/program.h"

namespace proactive::execution {

/// What a register holds over a block.
enum class Holds : std::uint8_t {
  truth,     ///< two planes: true, false; neither is unknown
  number,    ///< 64-bit integers and a plane of what is known; dates too
  fraction,  ///< the same with a second column of denominators, all positive; each times a factor
  member,    ///< bytes: the place of a choice's member, and a plane of what is known
};

/// What is done for a whole block at a time.
enum class Step : std::uint8_t {
  unknown,           ///< known nowhere
  load,              ///< a fact, from the columns
  load_known,        ///< whether a fact is there
  spread,            ///< a register of the frame around, for each member
  negate_truth,      ///< swaps the planes
  conjunction,       ///< planes
  disjunction,       ///< planes
  at_least,          ///< planes, counted by bits
  never,             ///< known and false, where the operand is known: a comparison that no value passes
  always,            ///< known and true, likewise
  compare,           ///< numbers with factors that were proven to fit
  compare_constant,  ///< a number with `value`
  compare_members,   ///< two choices, or two booleans
  in_members,        ///< a choice in a fixed set
  add,               ///< with factors; proven, or evidence
  subtract,
  multiply,
  fraction,  ///< a numerator over a positive denominator
  negate,
  absolute,
  extreme,     ///< smaller or larger of numbers, with factors
  rescale,     ///< times `value`
  add_months,  ///< no such day: unknown
  add_days,
  age,
  choose,     ///< by masks, from the last value to the first
  pay,        ///< by mask
  look_up,    ///< a table or scale by bands
  aggregate,  ///< over the members of a role, in a frame of its own
  lanes,      ///< row by row on exact numbers
  answer,     ///< writes the outcome, receipt and amount of a right
};

/// One dimension of a table or scale: how the argument becomes the number of a band.
struct Axis {
  enum class Kind : std::uint8_t {
    direct,    ///< a whole number in a small range, less its low end
    bytes,     ///< a member of a choice, or a boolean
    starts,    ///< counts the starts that are not above
    search,    ///< the same by halving
    fraction,  ///< counts the starts, for a fraction
  } kind = Kind::starts;
  plan::Register argument = -1;
  std::int32_t stride = 1;
  std::int64_t count = 0;  ///< of bands
  std::int64_t low = 0;
  std::int64_t factor = 1;
  std::vector<std::int64_t> starts;
  std::vector<std::int64_t> behind;
  std::array<std::int32_t, 256> by_member{};
};

struct LookUp {
  std::vector<Axis> axes;
  std::vector<std::int64_t> cells;
  std::vector<std::uint8_t> known;  ///< by cell, 0 or 255; empty: all
};

/// The members of a fixed set, as a list and as a table of 0 and 1.
struct MemberTest {
  std::vector<std::uint8_t> members;
  std::array<std::uint8_t, 256> table{};
};

struct BlockStep {
  Step step = Step::unknown;
  plan::Register reg = -1;                          ///< what it writes
  const plan::Instruction* instruction = nullptr;   ///< null for spread and answer
  absl::InlinedVector<plan::Register, 4> operands;  ///< as this frame sees them
  bool proven = false;                              ///< ranges prove that 64 bits suffice
  bool settled = false;                             ///< of an answer: the planes of its outcome say all that sets would
  bool settled_received = false;                    ///< the same of its receipt
  values::Comparison comparison = values::Comparison::equal;
  std::int64_t value = 0;
  int slot = -1;    ///< column of numbers or bytes, by what the register holds
  int second = -1;  ///< column of denominators
  int plane = -1;   ///< known, or two planes of a truth
  int extra = -1;   ///< the number of a look-up, member test, frame or right
};

/// The rows of one kind of subject, and what is done with them.
struct Frame {
  int context = 0;
  std::vector<int> contexts;  ///< reached from it, in order
  std::vector<BlockStep> steps;
  int depth = 0;
  bool spreads = false;  ///< reads registers of the frame around
};

/// The memory that frames of one depth share, in columns of a block's length.
struct SlotCounts {
  int numbers = 0;
  int bytes = 0;
  int planes = 0;
};

/// What an answer is made of; the rest is not computed.
struct Wanted {
  bool amounts = true;
  bool conditions = false;  ///< a mask for each named condition
  bool missing = true;      ///< what is missing, which only sets know
};

struct BlockProgram {
  explicit BlockProgram(const plan::Program& program, Wanted wanted = {});

  const plan::Program& program;
  std::vector<Frame> frames;  ///< 0: the subjects
  std::vector<LookUp> look_ups;
  std::vector<MemberTest> member_tests;
  std::vector<Holds> holds;               ///< by register; behind those of the program, the spread ones
  std::vector<plan::Register> constants;  ///< that steps read as columns
  std::vector<SlotCounts> slots;          ///< by depth
  /// By right, its named conditions, groups left out; empty when they are not asked for.
  std::vector<std::vector<plan::Register>> conditions;
};

/// The comparison of b with a that says what this one says of a with b.
values::Comparison mirrored(values::Comparison comparison);

/// The name of a step, as the enumeration writes it.
std::string_view to_string(Step step);

}  // namespace proactive::execution

#endif  // PROACTIVE_SRC_EXECUTION_BLOCK_PROGRAM_H_
