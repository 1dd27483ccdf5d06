// A small secret of the server's own under a name: session keys, the issuer's signing keys ("issuer/…").
// Sealed in the store with the master key.
#ifndef ROLECALL_DIRECTORY_SEALED_ITEM_H_
#define ROLECALL_DIRECTORY_SEALED_ITEM_H_

#include <string>

#include "base/clock.h"
#include "base/secret.h"

namespace rolecall::directory {

struct SealedItem {
  std::string name;
  Secret value;
  Time created;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SEALED_ITEM_H_
