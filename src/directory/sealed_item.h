// A small secret of the server's own under a name: session keys, the issuer's signing keys ("issuer/…").
// Sealed in the store with the master key.
#ifndef ROLECALL_DIRECTORY_SEALED_ITEM_H_
#define ROLECALL_DIRECTORY_SEALED_ITEM_H_

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"

namespace rolecall::directory {

// Items whose names start so are keys of session tokens; the rest of the name is the key's id.
inline constexpr std::string_view kSessionKeyPrefix = "session/";

struct SealedItem {
  std::string name;
  Secret value;
  Time created;

  const std::string& key() const { return name; }
  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("name", r.name), a("value", r.value), a("created", r.created);
  }
};

#define ROLECALL_SEALED_RECORDS(ROW) ROW(SealedItem, "sealed", sealed_items)

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SEALED_ITEM_H_
