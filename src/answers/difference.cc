#include "answers/difference.h"

#include <algorithm>
#include <deque>

#include "answers/cuts.h"
#include "answers/missing.h"
#include "answers/pair.h"
#include "answers/smaller.h"
#include "answers/trials.h"
#include "values/int128.h"

namespace proactive::answers {

using plan::Instruction;
using plan::Program;
using plan::Register;
using values::Int128;
using values::Possible;

namespace {

constexpr std::int64_t kTurnsWithLines = 64;  // people on lines are tried in so many boxes, then now and then
constexpr std::int64_t kTurnsWithAxes = 4;
constexpr std::int64_t kMostOperations = 400'000'000;  // of both programs, however large they are

bool apart(const Possible& a, const Possible& b) {
  return values::compare(a.high, b.low) < 0 || values::compare(b.high, a.low) < 0;
}

enum class Verdict { agree, differ, open };

class Search {
 public:
  Search(const Program& before, const Program& after, const People& people, std::int64_t bound)
      : people_(people), bound_(bound), pair_(before, after, people), trials_(pair_, bound) {
    cuts_.add(before);
    cuts_.add(after);
  }

  void run(DifferenceFound& found) {
    boxes_.push_back({-1, -1, {}});
    waiting_.push_back(0);
    while (!waiting_.empty() && !found_ && pair_.runs < bound_) look_at(next());
    found.looked_at = pair_.runs;
    if (found_) {
      make_smaller(pair_, bound_);
      found.person = people_.record(pair_.box);
    } else {
      found.nobody = waiting_.empty() && !left_over_;
    }
  }

 private:
  // A box is another one but for one variable.
  struct Part {
    int of = -1;
    int variable = -1;
    Possible set;
  };

  // Mostly the newest, so that one way is followed to its end; and the oldest in between, so that
  // no way is followed for ever.
  int next() {
    ++turns_;
    const bool newest = turns_ % 4 != 0;
    const int index = newest ? waiting_.back() : waiting_.front();
    newest ? waiting_.pop_back() : waiting_.pop_front();
    return index;
  }

  void load(int index) {
    pair_.box = people_.all();
    std::vector<bool> done(pair_.box.sets.size());
    for (; index >= 0; index = boxes_[index].of) {
      const Part& part = boxes_[index];
      if (part.variable < 0 || done[part.variable]) continue;
      done[part.variable] = true;
      pair_.box.sets[part.variable] = part.set;
    }
  }

  void look_at(int index) {
    load(index);
    pair_.run();
    const Verdict verdict = judge();
    if (verdict == Verdict::agree) return;
    const std::vector<int> open = verdict == Verdict::open ? open_variables() : std::vector<int>{};
    found_ = try_people(open);
    if (found_) return;
    // Where nothing is open, nothing more can be learnt: operations have no result, or a list is too long
    // to tell its members apart.
    if (open.empty())
      left_over_ = true;
    else
      split(index, open);
  }

  bool try_people(const std::vector<int>& open) {
    const auto now = [&](std::int64_t at_first) { return turns_ <= at_first || turns_ % kTurnsWithLines == 0; };
    return trials_.some() || (now(kTurnsWithLines) && trials_.on_line()) ||
           (now(kTurnsWithAxes) && trials_.along(open));
  }

  // For everybody in the box.
  Verdict judge() {
    const Kleene outcome_a = pair_.a.outcome();
    const Kleene outcome_b = pair_.b.outcome();
    const bool decided = outcome_a != Kleene::unknown && outcome_b != Kleene::unknown;
    if (decided && outcome_a != outcome_b) return Verdict::differ;
    if (decided && outcome_a == Kleene::no) return Verdict::agree;
    plan::SideBySide programs(pair_.a.program, pair_.b.program, pair_.a.set_of(), pair_.b.set_of());
    if (programs.alike(pair_.a.right.outcome, pair_.b.right.outcome) &&
        programs.alike(pair_.a.right.amount, pair_.b.right.amount))
      return Verdict::agree;
    const Possible* amount_a = pair_.a.amount();
    const Possible* amount_b = pair_.b.amount();
    if (!decided) return Verdict::open;
    if ((amount_a == nullptr) != (amount_b == nullptr)) return Verdict::differ;
    return amount_a != nullptr && apart(*amount_a, *amount_b) ? Verdict::differ : Verdict::open;
  }

  // ---- what keeps the two apart ----------------------------------------------------------------

  std::vector<int> open_variables() {
    MissingWalk walk_a(pair_.a.sets);
    MissingWalk walk_b(pair_.b.sets);
    plan::SideBySide programs(pair_.a.program, pair_.b.program, pair_.a.set_of(), pair_.b.set_of());
    focus(programs, pair_.a.right.outcome, pair_.b.right.outcome, walk_a, walk_b);
    if (pair_.a.outcome() != Kleene::no && pair_.b.outcome() != Kleene::no)
      focus(programs, pair_.a.right.amount, pair_.b.right.amount, walk_a, walk_b);
    std::vector<int> open;
    add_open(pair_.a, walk_a, open);
    add_open(pair_.b, walk_b, open);
    if (!open.empty()) return open;
    // What differs is decided, and what they have in common is not.
    for (const Side* side : {&pair_.a, &pair_.b}) {
      MissingWalk& walk = side == &pair_.a ? walk_a : walk_b;
      visit(*side, side->right.outcome, walk);
      if (side->outcome() != Kleene::no) visit(*side, side->right.amount, walk);
      add_open(*side, walk, open);
    }
    return open;
  }

  void visit(const Side& side, Register reg, MissingWalk& walk) {
    if (reg >= 0 && !side.sets.at(reg).decided()) walk.visit(reg);
  }

  // Follows only what differs.
  void focus(plan::SideBySide& programs, Register a, Register b, MissingWalk& walk_a, MissingWalk& walk_b) {
    if (programs.alike(a, b)) return;
    if (a >= 0 && b >= 0 && pair_.a.runs_once[a] && pair_.b.runs_once[b]) {
      const Instruction& of_a = pair_.a.program.code[programs.reduced_a(a)];
      const Instruction& of_b = pair_.b.program.code[programs.reduced_b(b)];
      if (focus_operands(programs, of_a, of_b, walk_a, walk_b)) return;
    }
    visit(pair_.a, a, walk_a);
    visit(pair_.b, b, walk_b);
  }

  // False when the operands do not say what differs.
  bool focus_operands(plan::SideBySide& programs, const Instruction& a, const Instruction& b, MissingWalk& walk_a,
                      MissingWalk& walk_b) {
    if (a.op != b.op || plan::is_aggregate(a.op) || plan::reads_fact(a.op)) return false;
    const auto open_a = programs.open_operands_a(a);
    const auto open_b = programs.open_operands_b(b);
    const std::size_t before = walk_a.facts().size() + walk_b.facts().size();
    if (a.op == plan::OpCode::logical_and || a.op == plan::OpCode::logical_or) {
      const auto without_like = [](const auto& from, const auto& others, const auto& alike) {
        std::vector<Register> left;
        for (const Register reg : from) {
          if (std::none_of(others.begin(), others.end(), [&](Register other) { return alike(reg, other); }))
            left.push_back(reg);
        }
        return left;
      };
      const auto only_a = without_like(open_a, open_b, [&](Register x, Register y) { return programs.alike(x, y); });
      const auto only_b = without_like(open_b, open_a, [&](Register x, Register y) { return programs.alike(y, x); });
      if (only_a.size() == 1 && only_b.size() == 1) {
        focus(programs, only_a.front(), only_b.front(), walk_a, walk_b);
      } else {
        for (const Register reg : only_a) visit(pair_.a, reg, walk_a);
        for (const Register reg : only_b) visit(pair_.b, reg, walk_b);
      }
    } else if (programs.same_operation(a, b) && open_a.size() == open_b.size()) {
      for (std::size_t i = 0; i < open_a.size(); ++i) focus(programs, open_a[i], open_b[i], walk_a, walk_b);
    }
    return walk_a.facts().size() + walk_b.facts().size() > before;
  }

  // The variables behind what is missing, that can be split.
  void add_open(const Side& side, const MissingWalk& walk, std::vector<int>& open) {
    for (const MissingFact& fact : walk.facts()) {
      if (fact.row == facts::kNoRow) continue;
      if (fact.field < 0) {
        add_open(side.source.count_of(fact.place, fact.row), open);
      } else {
        add_open(side.source.known_of(fact.place, fact.row), open);
        if (side.source.known(fact.place, fact.row) == Kleene::yes)
          add_open(side.source.value_of(fact.place, fact.row), open);
      }
    }
  }

  void add_open(int variable, std::vector<int>& open) const {
    if (variable < 0 || pair_.box.sets[variable].decided()) return;
    if (std::find(open.begin(), open.end(), variable) == open.end()) open.push_back(variable);
  }

  // ---- splitting -------------------------------------------------------------------------------

  // First what has few values, or a value at which a program can change; then the widest.
  void split(int index, const std::vector<int>& open) {
    int widest = open.front();
    for (const int variable : open) {
      const Possible& set = pair_.box.sets[variable];
      if (!is_interval(set)) return split_members(index, variable);
      if (people_.variables()[variable].kind == Variable::Kind::count)
        return split_at(index, variable, set.low.num + 1);
      if (const auto cut = middle_cut(variable)) return split_at(index, variable, *cut);
      if (width(set) > width(pair_.box.sets[widest])) widest = variable;
    }
    const Possible& set = pair_.box.sets[widest];
    const Int128 middle = (static_cast<Int128>(set.low.num) + set.high.num + 1) / 2;
    split_at(index, widest, std::max(static_cast<std::int64_t>(middle), set.low.num + 1));
  }

  static Int128 width(const Possible& set) { return static_cast<Int128>(set.high.num) - set.low.num; }

  // Of the cuts inside, that in the middle.
  std::optional<std::int64_t> middle_cut(int variable) const {
    const auto found = cuts_.values.find(people_.variables()[variable].key);
    if (found == cuts_.values.end()) return std::nullopt;
    const Possible& set = pair_.box.sets[variable];
    const auto begin = found->second.upper_bound(set.low.num);
    const auto end = found->second.upper_bound(set.high.num);
    const auto count = std::distance(begin, end);
    if (count <= 0) return std::nullopt;
    return *std::next(begin, count / 2);
  }

  void split_at(int index, int variable, std::int64_t cut) {
    Possible low = pair_.box.sets[variable];
    Possible high = low;
    low.high.num = cut - 1;
    high.low.num = cut;
    put(index, variable, high);
    put(index, variable, low);
  }

  void split_members(int index, int variable) {
    const Possible& set = pair_.box.sets[variable];
    values::MemberSet inside;
    inside.set(static_cast<std::size_t>(values::single_value(set)));
    const auto found = cuts_.members.find(people_.variables()[variable].key);
    if (found != cuts_.members.end()) {
      for (const values::MemberSet& asked : found->second) {
        if ((set.members & asked).any() && (set.members & ~asked).any()) inside = set.members & asked;
      }
    }
    Possible in = set;
    Possible out = set;
    in.members = inside;
    out.members = set.members & ~inside;
    put(index, variable, out);
    put(index, variable, in);
  }

  void put(int of, int variable, const Possible& set) {
    boxes_.push_back({of, variable, set});
    waiting_.push_back(static_cast<int>(boxes_.size()) - 1);
  }

  const People& people_;
  const std::int64_t bound_;
  Cuts cuts_;
  Pair pair_;
  Trials trials_;
  std::vector<Part> boxes_;
  std::deque<int> waiting_;
  std::int64_t turns_ = 0;
  bool found_ = false;
  bool left_over_ = false;
};

}  // namespace

DifferenceFound find_difference(const Program& before, const Program& after, std::int64_t bound) {
  DifferenceFound found;
  People people;
  people.add(before);
  people.add(after);
  found.not_comparable = people.not_comparable();
  const auto size = static_cast<std::int64_t>(before.code.size() + after.code.size());
  const std::int64_t most = std::max<std::int64_t>(kMostOperations / std::max<std::int64_t>(size, 1), 1);
  if (found.not_comparable.empty()) Search(before, after, people, std::min(bound, most)).run(found);
  return found;
}

}  // namespace proactive::answers
