// The master keys: what secrets in the store are sealed with. The newest seals; the older ones still open, until all
// that they sealed has been sealed anew (Directory::Reseal).
//
//   ROLECALL_TRY(MasterKeys keys, MasterKeys::Make({newest, older}));
//   ROLECALL_TRY(MasterKeys keys, ReadMasterKeys(text_of_a_file));
//
// Values: may be copied; a copy is as secret as the original. Errors: kInvalidArgument.
#ifndef ROLECALL_DIRECTORY_MASTER_KEYS_H_
#define ROLECALL_DIRECTORY_MASTER_KEYS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::directory {

class MasterKeys {
 public:
  static constexpr std::size_t kMost = 8;

  // The newest first: 1 to kMost keys of 32 bytes, no two alike.
  static Result<MasterKeys> Make(std::vector<Secret> keys);
  explicit MasterKeys(Secret only);

  const Secret& newest() const { return keys_.front(); }
  std::size_t size() const { return keys_.size(); }
  // These, and after them those of `older` that are not among them.
  MasterKeys With(const MasterKeys& older) const;
  bool operator==(const MasterKeys& other) const;

  std::string Seal(std::string_view text, std::string_view purpose, Random& random) const;
  struct Opened {
    Secret text;
    bool by_newest = false;
  };
  // kUnauthenticated: none of them sealed it.
  Result<Opened> Open(std::string_view sealed, std::string_view purpose) const;

 private:
  MasterKeys() = default;
  std::vector<Secret> keys_;
};

// The bytes of a key file: the keys behind each other, the newest first; or as text, each in base64, on a line of its
// own or with commas between. Messages say what is wrong and nothing of the keys.
Result<MasterKeys> ReadMasterKeys(std::string_view bytes);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_MASTER_KEYS_H_
