// Wycheproof files, which stand outside the repository: read where present. They are written a field a
// line, so that no parser of JSON is needed.
#ifndef PROACTIVE_TESTS_PRIVACY_VECTORS_H_
#define PROACTIVE_TESTS_PRIVACY_VECTORS_H_

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace proactive::privacy {

/// A test with the fields of its group, flags apart.
using Vector = std::map<std::string, std::string>;

/// Published vectors and data: the folder that PROACTIVE_VECTORS names, else the one beside the clone.
inline std::string vectors_folder() {
  const char* folder = std::getenv("PROACTIVE_VECTORS");
  return folder == nullptr ? PROACTIVE_TESTS_DIR "/../../shared/vectors" : folder;
}

/// Empty when the file is not there.
inline std::vector<Vector> vectors(const std::string& file) {
  std::ifstream in(vectors_folder() + "/wycheproof/" + file);
  std::vector<Vector> out;
  Vector group;
  Vector* here = &group;
  for (std::string line; std::getline(in, line);) {
    const std::size_t name = line.find('"');
    if (name == std::string::npos) continue;
    const std::size_t name_end = line.find('"', name + 1);
    const std::size_t colon = line.find(':', name_end);
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(name + 1, name_end - name - 1);
    std::string value = line.substr(colon + 1);
    value.erase(0, value.find_first_not_of(' '));
    if (value.ends_with(',')) value.pop_back();
    if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
    if (key == "tcId") here = &out.emplace_back(group);
    if (key == "keySize" || key == "alphabet" || key == "type") here = &group;
    (*here)[key] = value;
  }
  return out;
}

inline std::vector<std::byte> from_hex(std::string_view hex) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return out;
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_VECTORS_H_
