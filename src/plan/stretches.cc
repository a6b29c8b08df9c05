// The builder is asked for a program from a day on. It says until when all that it found in force
// stays so. Where the date decides something that must be one thing on all days of a program (the
// year of a fact, whether a figure without value is read), the days are cut at the end of the
// year, then of the month, then day by day.
#include "plan/stretches.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "plan/same.h"
#include "proactive/date.h"
#include "values/calendar.h"
#include "values/misuse.h"

namespace proactive::plan {

namespace {

class Cutter {
 public:
  Cutter(const std::shared_ptr<const semantics::Model>& model, const syntax::Sources& sources, int right)
      : model_(model), sources_(sources), right_(right) {}

  RightStretches run(Days days, Diagnostics& errors) {
    RightStretches result;
    result.right = right_;
    for (std::int32_t first = days.first; first <= days.last;) {
      if (++cuts_ > kMaxStretches) {
        errors.push_back(
            values::misuse("E1312",
                           fmt::format("the days of `{}` fall into more than {} parts with different rules",
                                       model_->rights[right_].name, kMaxStretches),
                           "ask for a nearer horizon"));
        return result;
      }
      RightStretch stretch = longest({first, days.last});
      for (const Diagnostic& error : stretch.errors) {
        if (error.code != "E0901") continue;
        errors.push_back(error);
        return result;
      }
      first = stretch.days.last + 1;
      append(result.stretches, std::move(stretch));
    }
    return result;
  }

 private:
  // The longest stretch from the first of these days.
  RightStretch longest(Days days) {
    while (true) {
      RightStretch stretch;
      stretch.days = days;
      Stretch found;
      Program program = build_stretch(model_, sources_, days, right_, found, stretch.errors);
      // Ranges were folded for all of the days: with fewer, more is decided.
      if (found.last < days.last) {
        days.last = found.last;
      } else if (found.varies && !days.one()) {
        days.last = fewer(days);
      } else {
        keep_uses(found.uses, stretch.uses);
        if (stretch.errors.empty() && !program.rights.empty())
          stretch.program = std::make_shared<const Program>(std::move(program));
        return stretch;
      }
    }
  }

  static std::int32_t fewer(Days days) {
    const values::CivilDate first = values::civil_from_days(days.first);
    const std::int32_t year = values::days_from_civil({first.year, 12, 31});
    if (year < days.last) return year;
    const std::int32_t month =
        values::days_from_civil({first.year, first.month, values::days_in_month(first.year, first.month)});
    return month < days.last ? month : days.first;
  }

  static void keep_uses(std::vector<DatedUse>& found, std::vector<DatedUse>& kept) {
    const auto key = [](const DatedUse& use) { return std::tie(use.kind, use.ref); };
    std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    std::unique_copy(found.begin(), found.end(), std::back_inserter(kept),
                     [&](const auto& a, const auto& b) { return key(a) == key(b); });
  }

  // A stretch that computes the same as the one before it makes that one longer.
  static void append(std::vector<RightStretch>& stretches, RightStretch stretch) {
    if (!stretches.empty() && alike(stretches.back(), stretch)) {
      stretches.back().days.last = stretch.days.last;
      stretches.back().uses = std::move(stretch.uses);
      return;
    }
    stretches.push_back(std::move(stretch));
  }

  static bool alike(const RightStretch& a, const RightStretch& b) {
    if (a.program == nullptr || b.program == nullptr) {
      return a.program == b.program && a.errors.size() == b.errors.size() &&
             std::equal(a.errors.begin(), a.errors.end(), b.errors.begin(), [](const auto& x, const auto& y) {
               return x.code == y.code && x.place.line == y.place.line && x.place.file == y.place.file;
             });
    }
    const RightPlan& right_a = a.program->rights.front();
    const RightPlan& right_b = b.program->rights.front();
    return right_a.version == right_b.version && computes_the_same(*a.program, right_a, *b.program, right_b);
  }

  const std::shared_ptr<const semantics::Model>& model_;
  const syntax::Sources& sources_;
  const int right_;
  std::size_t cuts_ = 0;
};

}  // namespace

RightStretches stretches_of(const std::shared_ptr<const semantics::Model>& model, const syntax::Sources& sources,
                            Days days, int right, Diagnostics& errors) {
  return Cutter(model, sources, right).run(days, errors);
}

std::vector<Input> share_inputs(std::vector<RightStretches>& rights) {
  std::vector<Input> shared{{kClock, 0, false}};
  const auto place_of = [&](const Input& input) {
    const int known = find_input(shared, input);
    if (known >= 0) {
      shared[known].needed = shared[known].needed || (input.needed && input.field != kClock);
      return known;
    }
    shared.push_back(input);
    return static_cast<int>(shared.size()) - 1;
  };
  std::vector<std::shared_ptr<Program>> programs;
  for (RightStretches& right : rights) {
    for (RightStretch& stretch : right.stretches) {
      if (stretch.program == nullptr) continue;
      auto program = std::make_shared<Program>(*stretch.program);
      for (Instruction& instruction : program->code) {
        if (reads_fact(instruction.op) && instruction.input >= 0)
          instruction.input = place_of(program->inputs[instruction.input]);
      }
      programs.push_back(program);
      stretch.program = std::move(program);
    }
  }
  for (const auto& program : programs) program->inputs = shared;
  for (RightStretches& right : rights) {
    for (RightStretch& stretch : right.stretches) {
      if (stretch.program != nullptr) stretch.probes = probes_of(*stretch.program);
    }
  }
  return shared;
}

}  // namespace proactive::plan
