// A writer of JSON: members in the order they are given, nothing but what is needed.
#ifndef PROACTIVE_SRC_ANSWERS_JSON_H_
#define PROACTIVE_SRC_ANSWERS_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace proactive::answers {

class Json {
 public:
  Json& begin(char bracket);
  Json& end(char bracket);
  Json& key(std::string_view name);
  Json& text(std::string_view value);
  Json& number(std::int64_t value);
  Json& truth(bool value);
  Json& null();

  Json& member(std::string_view name, std::string_view value) { return key(name).text(value); }

  std::string take() { return std::move(text_); }

 private:
  void separate();
  void quote(std::string_view value);

  std::string text_;
  bool first_ = true;  ///< nothing stands yet in the innermost bracket, or a key was just written
};

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_JSON_H_
