// Why a right changes on a day, and what is missing from then on.
#ifndef PROACTIVE_SRC_ANSWERS_CAUSES_H_
#define PROACTIVE_SRC_ANSWERS_CAUSES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "answers/visibility.h"
#include "answers/walk.h"
#include "proactive/timeline.h"

namespace proactive::answers {

/// Describes moments to one audience, which exists. For one thread.
class Causes {
 public:
  /// `numbered`: members of lists are named by their number; else only by their role.
  Causes(const semantics::Model& model, const Audience& audience, bool numbered)
      : model_(model), audience_(audience), numbered_(numbered) {}

  /// `missing` as `missing_on` gave it.
  std::vector<ChangeCause> of(const Moment& moment, const std::vector<std::string>& missing);
  /// The missing facts of a status that is open on a day, as far as the audience may see them.
  std::vector<std::string> missing_on(const plan::RightStretch& stretch, std::int32_t day, facts::ClockSource& source,
                                      facts::Row subject);

 private:
  const Visibility& visibility(const plan::RightStretch& stretch);
  ChangeCause of_hit(const plan::RightStretch& stretch, const Instance& instance, std::int32_t day);
  void add_changed_rules(const Moment& moment, std::vector<ChangeCause>& causes) const;
  void add_years(const Moment& moment, const std::vector<std::string>& missing, std::vector<ChangeCause>& causes);

  const semantics::Model& model_;
  Audience audience_;
  bool numbered_;
  Prober prober_;
  std::map<const plan::RightStretch*, std::unique_ptr<Visibility>> visibilities_;
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_CAUSES_H_
