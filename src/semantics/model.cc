#include "semantics/model.h"

#include <algorithm>

namespace proactive::semantics {

int Choice::find(std::string_view member) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == member; });
  return found == members.end() ? -1 : static_cast<int>(found - members.begin());
}

std::string_view to_string(Secrecy secrecy) {
  switch (secrecy) {
    case Secrecy::none: return "";
    case Secrecy::tax: return "tax_secrecy";
    case Secrecy::medical: return "medical_secrecy";
    case Secrecy::defence: return "defence_secrecy";
  }
  return "";
}

std::string_view to_string(Purpose purpose) {
  switch (purpose) {
    case Purpose::grant: return "grant";
    case Purpose::assist: return "assist";
    case Purpose::inform: return "inform";
  }
  return "";
}

bool Model::belongs_to(int entity, int group) const {
  const auto& group_roles = entities[group].roles;
  return std::any_of(group_roles.begin(), group_roles.end(), [&](int role) { return roles[role].member == entity; });
}

}  // namespace proactive::semantics
