#include "proactive/privacy/key_provider.h"

namespace proactive::privacy {

namespace {

std::string padded(std::int32_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

Epoch Epoch::of(Date date) { return {date.year(), date.month()}; }

std::string to_string(Epoch epoch) { return padded(epoch.year, 4) + "-" + padded(epoch.month, 2); }

}  // namespace proactive::privacy
