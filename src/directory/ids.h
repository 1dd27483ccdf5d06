// Unique ids and access key ids as AWS writes them.
//
//   role.id = MakeUniqueId(random, "AROA");                       // "AROAWXYVJJND2CCVSTPNV"
//   key.id = MakeAccessKeyId(random, "AKIA", "054000737513");     // AccountOfAccessKeyId(key.id) is that account
//
// Nothing here looks whether an id is taken: 85 and 39 random bits make that the caller's choice.
#ifndef ROLECALL_DIRECTORY_IDS_H_
#define ROLECALL_DIRECTORY_IDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace rolecall::directory {

// "AROA", "AIDA", "ANPA", "AGPA", "AIPA" and 17 random base32 letters: 21 characters.
std::string MakeUniqueId(Random& random, std::string_view prefix);
// "AKIA" or "ASIA" and 16 base32 letters, which contain the account: 20 characters.
std::string MakeAccessKeyId(Random& random, std::string_view prefix, std::string_view account);
// The account that an access key id contains; nothing if it is no access key id.
std::optional<std::string> AccountOfAccessKeyId(std::string_view id);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_IDS_H_
