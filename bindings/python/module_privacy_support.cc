#include "module_privacy_support.h"

namespace py = pybind11;

namespace proactive::python {

using namespace proactive::privacy;

Date day_of(const std::string& text) {
  if (const auto date = Date::parse(text)) return *date;
  raise("E1435", "a day is not written as one", "write it as `2024-03-01`, or give a `datetime.date`");
}

Epoch epoch_of(const std::string& text) {
  if (const auto first = Date::parse(text + "-01")) return Epoch::of(*first);
  raise("E1427", "an epoch is a month from 0001-01 to 9999-12", "write it as `2024-03`");
}

KeyName key_of(const std::tuple<std::string, std::uint32_t, std::string>& key) {
  return {std::get<0>(key), std::get<1>(key), epoch_of(std::get<2>(key))};
}

py::tuple to_tuple(const KeyName& key) { return py::make_tuple(key.name, key.version, to_string(key.epoch)); }

py::dict to_dict(const ShredReceipt& receipt) {
  py::dict d;
  d["key"] = to_tuple(receipt.key);
  d["on"] = to_string(receipt.on);
  d["fingerprint"] = receipt.fingerprint;
  d["link"] = receipt.link;
  return d;
}

py::list to_list(const std::vector<ShredReceipt>& receipts) {
  py::list list;
  for (const ShredReceipt& receipt : receipts) list.append(to_dict(receipt));
  return list;
}

void raise_if(const Diagnostics& errors) {
  if (!errors.empty()) raise(errors);
}

}  // namespace proactive::python
