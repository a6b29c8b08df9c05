// The system calls that change files, made to fail or to kill the process at a chosen one.
#ifndef PROACTIVE_TESTS_PRIVACY_FAULTS_H_
#define PROACTIVE_TESTS_PRIVACY_FAULTS_H_

#include <functional>
#include <string>
#include <vector>

namespace proactive::privacy {

enum class Fault {
  none,
  kill,       ///< kill -9 before the call
  torn_kill,  ///< a write does its first half, then kill -9; any other call is done, then kill -9
  fail,       ///< the call gives EIO
};

/// What happens at call number `at`, from 1, from now on in this process.
void set_fault(Fault fault, int at);
/// How many such calls there were since.
int calls_since_set();

/// Runs `work` in a child. True when it was killed, false when it came to its end.
bool killed_in_child(Fault fault, int at, const std::function<void()>& work);

/// A folder of its own for a test, removed with its files.
class Folder {
 public:
  Folder();
  ~Folder();
  std::string path(const std::string& name) const { return path_ + "/" + name; }
  std::vector<std::string> names() const;  ///< sorted
  /// All bytes of all files, one after the other.
  std::string bytes() const;

 private:
  std::string path_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_FAULTS_H_
