// Columns in the Arrow C data interface: what every operation on a whole column gives back.
#ifndef PROACTIVE_PRIVACY_COLUMN_H_
#define PROACTIVE_PRIVACY_COLUMN_H_

#include "proactive/arrow_abi.h"
#include "proactive/export.h"
#include "proactive/privacy/key_provider.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// An owned column. It is moved, not copied, and released when it goes. Texts are `large_string`; nulls
/// stay null. The name of the key that made them stands in the schema's metadata under `proactive.key`,
/// never inside a value that keeps its format.
class PROACTIVE_EXPORT Column {
 public:
  /// Takes over both, which are left released.
  Column(ArrowSchema* schema, ArrowArray* array);
  Column(Column&& other) noexcept;
  Column& operator=(Column&& other) noexcept;
  Column(const Column&) = delete;
  Column& operator=(const Column&) = delete;
  ~Column();

  const ArrowSchema& schema() const { return schema_; }
  const ArrowArray& array() const { return array_; }

  /// Gives both away, to be released by who takes them.
  void move_to(ArrowSchema* schema, ArrowArray* array);

 private:
  void release();

  ArrowSchema schema_{};
  ArrowArray array_{};
};

/// The key that a column made here names in the metadata of its schema. Errors: E1415.
PROACTIVE_EXPORT Result<KeyName> key_beside(const ArrowSchema& schema);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_COLUMN_H_
