// Building Arrow arrays that own their buffers.
#ifndef PROACTIVE_SRC_POPULATION_ARROW_BUILDER_H_
#define PROACTIVE_SRC_POPULATION_ARROW_BUILDER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/arrow_abi.h"

namespace proactive::population {

/// One array under construction: its schema, buffers and children. `release` of what `move_to`
/// fills frees it all, once.
struct ArrayBuilder {
  std::string name;
  std::string format;
  bool nullable = true;
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  bool has_validity = true;  ///< the first buffer; structs and others without nulls leave it empty
  std::vector<std::uint8_t> validity;
  std::vector<std::vector<std::uint8_t>> buffers;  ///< behind the validity
  std::vector<std::unique_ptr<ArrayBuilder>> children;
  std::unique_ptr<ArrayBuilder> dictionary;

  /// Notes that the next value is there or not.
  void note(bool valid);
  /// Appends the bytes of a value to a buffer.
  template <typename T>
  void append(std::size_t buffer, T value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    buffers[buffer].insert(buffers[buffer].end(), bytes, bytes + sizeof(T));
  }
};

std::unique_ptr<ArrayBuilder> integers(std::string name);
std::unique_ptr<ArrayBuilder> texts(std::string name);
/// decimal128(19, 2): whole cents as euros.
std::unique_ptr<ArrayBuilder> euros(std::string name);
/// A small set of words, by their place.
std::unique_ptr<ArrayBuilder> words(std::string name, const std::vector<std::string_view>& values);
std::unique_ptr<ArrayBuilder> text_lists(std::string name);
std::unique_ptr<ArrayBuilder> booleans(std::string name);

void add_integer(ArrayBuilder& array, std::int64_t value);
void add_text(ArrayBuilder& array, std::string_view text);
void add_cents(ArrayBuilder& array, std::int64_t cents);
void add_word(ArrayBuilder& array, std::int8_t place);
void add_boolean(ArrayBuilder& array, bool value, bool known);
void add_null_number(ArrayBuilder& array, std::size_t width);
/// Ends a list whose texts were added to its only child.
void end_list(ArrayBuilder& array);

void move_to(std::unique_ptr<ArrayBuilder> array, ArrowSchema* schema, ArrowArray* out);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_ARROW_BUILDER_H_
