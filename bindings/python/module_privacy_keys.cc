// Secrets come in as buffers, which the caller can wipe, and none goes out: keys are used by other
// parts of the library, not by Python.
#include "module_privacy_keys.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "module_privacy_support.h"
#include "proactive/privacy/key_file.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

using namespace proactive::privacy;

SecretBytes secret_of(const py::buffer& buffer) {
  const py::buffer_info info = buffer.request();
  if (info.ndim != 1 || info.itemsize != 1 || (info.size > 0 && info.strides[0] != 1)) {
    raise("E1427", "a passphrase is bytes", "give a `bytearray`, and clear it afterwards");
  }
  return SecretBytes({static_cast<const std::byte*>(info.ptr), static_cast<std::size_t>(info.size)});
}

void bind_providers(py::module_& module) {
  py::class_<KeyProvider, std::shared_ptr<KeyProvider>>(module, "KeyProvider")
      .def("current",
           [](KeyProvider& keys, const std::string& epoch) {
             const Epoch month = epoch_of(epoch);
             return to_tuple(unlocked([&] { return keys.current(month); }));
           })
      .def("shred", [](KeyProvider& keys, const std::tuple<std::string, std::uint32_t, std::string>& key,
                       const std::string& on) {
        const KeyName name = key_of(key);
        const Date day = day_of(on);
        return to_dict(unlocked([&] { return keys.shred(name, day); }));
      });
  py::class_<KeyFile, KeyProvider, std::shared_ptr<KeyFile>>(module, "KeyFile")
      .def_static(
          "create",
          [](const std::string& path, const std::string& name, const py::buffer& passphrase, int work) {
            const SecretBytes secret = secret_of(passphrase);
            return std::shared_ptr<KeyFile>(unlocked([&] { return KeyFile::create(path, name, secret, work); }));
          })
      .def_static("open",
                  [](const std::string& path, const py::buffer& passphrase) {
                    const SecretBytes secret = secret_of(passphrase);
                    return std::shared_ptr<KeyFile>(unlocked([&] { return KeyFile::open(path, secret); }));
                  })
      .def("rotate", [](KeyFile& file) { return unlocked([&] { return file.rotate(); }); })
      .def("change_passphrase",
           [](KeyFile& file, const py::buffer& passphrase) {
             const SecretBytes secret = secret_of(passphrase);
             unlocked_errors([&] { return file.change_passphrase(secret); });
           })
      .def("keys",
           [](KeyFile& file) {
             py::list names;
             for (const KeyName& key : unlocked([&] { return file.keys(); })) names.append(to_tuple(key));
             return names;
           })
      .def("receipts", [](KeyFile& file) { return to_list(unlocked([&] { return file.receipts(); })); });
  py::class_<MasterKey, KeyProvider, std::shared_ptr<MasterKey>>(module, "MasterKey")
      .def_static("read", [](int descriptor, const std::string& name, std::uint32_t version) {
        return std::shared_ptr<MasterKey>(unlocked([&] { return MasterKey::read(descriptor, name, version); }));
      });
  module.def("chained", [](const py::list& list) {
    std::vector<ShredReceipt> receipts;
    for (const auto& one : list) {
      const auto d = one.cast<py::dict>();
      receipts.push_back({key_of(d["key"].cast<std::tuple<std::string, std::uint32_t, std::string>>()),
                          day_of(d["on"].cast<std::string>()), d["fingerprint"].cast<std::string>(),
                          d["link"].cast<std::string>()});
    }
    return chained(receipts);
  });
  module.def("harden_process", [](std::size_t secure_heap) { raise_if(harden_process(secure_heap)); });
}

}  // namespace

void bind_privacy_keys(py::module_& module) { bind_providers(module); }

}  // namespace proactive::python
