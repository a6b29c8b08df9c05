// Reading Arrow columns value by value, whatever their layout.
#ifndef PROACTIVE_SRC_FACTS_ARROW_READER_H_
#define PROACTIVE_SRC_FACTS_ARROW_READER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "facts/reading.h"
#include "proactive/arrow_abi.h"

namespace proactive::facts {

enum class ArrowKind : std::uint8_t {
  null,
  boolean,
  integer,
  real32,
  real64,
  decimal,
  date_days,
  date_milliseconds,
  text,
  dictionary
};

/// An array taken from its producer, released once when nobody reads it any more.
class KeptArray {
 public:
  /// Takes `array` over and marks it released, as the C data interface wants it of who moves one.
  explicit KeptArray(ArrowArray& array) : array_(array) { array.release = nullptr; }
  KeptArray(const KeptArray&) = delete;
  KeptArray& operator=(const KeptArray&) = delete;
  ~KeptArray() {
    if (array_.release != nullptr) array_.release(&array_);
  }
  const ArrowArray& get() const { return array_; }

 private:
  ArrowArray array_;
};

/// The type of a column, from its format string.
struct ArrowType {
  ArrowKind kind = ArrowKind::null;
  int width = 0;  ///< bytes of an integer or decimal
  bool is_signed = true;
  int scale = 0;                            ///< of a decimal
  bool large = false;                       ///< 64-bit offsets
  bool view = false;                        ///< string views
  std::shared_ptr<const ArrowType> values;  ///< of a dictionary
};

/// No value for a layout that holds no fact (lists, structs, timestamps, …).
std::optional<ArrowType> parse_type(const ArrowSchema& schema);

/// "text", "floating-point numbers", …: for messages.
std::string_view describe(const ArrowType& type);

/// Whether such a column can hold values of a field at all; if not, the table is refused.
bool can_hold(const ArrowType& type, const semantics::Field& field, bool cents);

/// Why the numbers of rows and nulls cannot be, or nothing: of columns and of whole batches.
std::string check_counts(const ArrowArray& array);

/// Why an array contradicts itself or its type, or nothing. Values are only read from sound arrays.
std::string check_array(const ArrowType& type, const ArrowArray& array);

bool is_null(const ArrowArray& array, std::int64_t row);
/// Whether a row is neither null nor refers to a null of the dictionary.
bool has_value(const ArrowType& type, const ArrowArray& array, std::int64_t row);

/// The fact at a row that has a value.
Refusal read_fact(const ArrowType& type, const ArrowArray& array, std::int64_t row, const Reading& reading, bool cents,
                  std::int64_t& out);

/// The raw integer of a column of integers or the place in a dictionary; false when it does not fit.
bool read_raw_integer(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::int64_t& out);

/// An identifier at a row: an integer, or text. False when null.
bool read_integer_id(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::int64_t& out);
bool read_text(const ArrowType& type, const ArrowArray& array, std::int64_t row, std::string_view& out);

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_ARROW_READER_H_
