#include "answers/json.h"

#include <fmt/format.h>

namespace proactive::answers {

void Json::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

Json& Json::begin(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

Json& Json::end(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

Json& Json::key(std::string_view name) {
  separate();
  quote(name);
  text_ += ':';
  first_ = true;
  return *this;
}

Json& Json::text(std::string_view value) {
  separate();
  quote(value);
  return *this;
}

Json& Json::number(std::int64_t value) {
  separate();
  text_ += fmt::format("{}", value);
  return *this;
}

Json& Json::truth(bool value) {
  separate();
  text_ += value ? "true" : "false";
  return *this;
}

Json& Json::null() {
  separate();
  text_ += "null";
  return *this;
}

void Json::quote(std::string_view value) {
  text_ += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      text_ += {'\\', c};
    else if (byte < 0x20)
      text_ += fmt::format("\\u{:04x}", byte);
    else
      text_ += c;
  }
  text_ += '"';
}

}  // namespace proactive::answers
