#include "answers/walk.h"

#include <algorithm>
#include <array>

namespace proactive::answers {

using plan::RightStretch;

namespace {

RightStatus status_of(const plan::RightPlan& right, const Answer& answer) {
  RightStatus status{static_cast<Standing>(answer.outcome), {}};
  if (right.amount >= 0 && answer.outcome != Outcome::not_eligible) status.amount = answer.amount;
  return status;
}

}  // namespace

RightStatus Walk::status_on(const RightStretch& stretch, std::int32_t day) {
  if (stretch.program == nullptr)
    return {stretch.errors.empty() ? Standing::not_in_force : Standing::cannot_be_told, {}};
  const plan::Program& program = *stretch.program;
  source_.set_day(day);
  ++looked_at_;
  workspace_.fit(program);
  std::array<Answer, 1> answers;
  if (!execution::assess_exactly(program, source_, subject_, workspace_.values.data(), workspace_.rows.data(),
                                 answers)) {
    if (sets_of_ != &stretch) sets_.emplace(program, source_);
    sets_of_ = &stretch;
    sets_->run(subject_);
    execution::read_answers(*sets_, answers);
  }
  return status_of(program.rights.front(), answers.front());
}

// Lists the probes of a stretch whose program has just run for the day.
bool Walk::enter(const RightStretch& stretch, std::int32_t day) {
  if (stretch.program == nullptr) {
    prober_.clear();
    return true;
  }
  const auto sets = [&]() -> execution::Sets& {
    if (sets_of_ != &stretch) {
      sets_.emplace(*stretch.program, source_);
      sets_of_ = &stretch;
      sets_->run(subject_);
    }
    return *sets_;
  };
  if (!prober_.list(stretch.probes, {*stretch.program, source_, workspace_, sets})) return false;
  prober_.look_ahead(*stretch.program, day, stretch.days.last);
  return true;
}

// From change to change within a stretch.
bool Walk::walk(const RightStretch& stretch, const Visit& visit, bool& going) {
  while (going) {
    const std::int32_t day = prober_.next();
    if (day == kNever) return true;
    if (looked_at_ > kMaxDaysLookedAt) return false;
    const RightStatus is = status_on(stretch, day);
    if (is != status_) {
      Moment moment{day, &stretch, &stretch, false, status_, is, {}};
      for (const Instance& instance : prober_.instances()) {
        if (instance.next == day) moment.hits.push_back(instance);
      }
      status_ = is;
      going = visit(moment);
    }
    prober_.pass(*stretch.program, day, stretch.days.last);
  }
  return true;
}

// On the day on which a stretch begins, a birthday may fall too. What the program before would have
// said on that day tells which of the two it is.
Moment Walk::boundary(const RightStretch& before, const RightStretch& after, RightStatus is) {
  const std::int32_t day = after.days.first;
  Moment moment{day, &before, &after, true, status_, is, {}};
  if (before.program == nullptr || after.program == nullptr) return moment;
  for (const Instance& instance : prober_.instances()) {
    if (prober_.changes_on(*before.program, instance, day)) moment.hits.push_back(instance);
  }
  if (moment.hits.empty()) return moment;
  const RightStatus as_before = status_on(before, day);
  if (as_before == status_) moment.hits.clear();
  moment.by_rules = as_before != is;
  return moment;
}

bool Walk::run(facts::Row subject, RightStatus& start, const Visit& visit) {
  subject_ = subject;
  sets_of_ = nullptr;
  looked_at_ = 0;
  bool going = true;
  const RightStretch* before = nullptr;
  for (const RightStretch& stretch : right_.stretches) {
    const std::int32_t day = stretch.days.first;
    RightStatus is = status_on(stretch, day);
    if (before == nullptr) {
      start = is;
    } else if (is != status_) {
      const Moment moment = boundary(*before, stretch, is);
      going = visit(moment);
      status_on(stretch, day);  // the registers again are those of this stretch
    }
    if (!going) return true;
    status_ = is;
    if (looked_at_ > kMaxDaysLookedAt || !enter(stretch, day) || !walk(stretch, visit, going)) return false;
    if (!going) return true;
    before = &stretch;
  }
  return true;
}

}  // namespace proactive::answers
