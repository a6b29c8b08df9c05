// Whom an answer is written for, and in which language.
//
// The same decision is shown to different people. What the vocabulary keeps from one of them is
// not in what is made for them, nor what would give it away:
//
//   - a field `concealed from ROLE` is not shown to a person in that role;
//   - a person in a role is not shown protected facts of the members in other roles;
//   - an agent of a holder is shown what that holder keeps and what the person told, and of what
//     others keep, only what no secrecy protects;
//   - nobody but the person who told it is shown what medical or national-defence secrecy protects.
//
// A condition that reads a fact which is kept from somebody is kept from them with it.
#ifndef PROACTIVE_AUDIENCE_H_
#define PROACTIVE_AUDIENCE_H_

#include <cstdint>
#include <string>
#include <utility>

namespace proactive {

enum class Language : std::uint8_t { english, french };

struct Audience {
  enum class Kind : std::uint8_t { person, agent, auditor };

  Kind kind = Kind::person;
  /// Of a person: a role of the right's entity, or empty for the subject itself and whoever speaks
  /// for all of it. Of an agent: the name of the source that employs them.
  std::string name;

  static Audience person(std::string role = {}) { return {Kind::person, std::move(role)}; }
  static Audience agent(std::string holder) { return {Kind::agent, std::move(holder)}; }
  /// Who checks the decision afterwards.
  static Audience auditor() { return {Kind::auditor, {}}; }
};

}  // namespace proactive

#endif  // PROACTIVE_AUDIENCE_H_
