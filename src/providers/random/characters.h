// RandomCharacters: the text of random_string and random_password, and the hash of the latter.
//
//   ROLECALL_TRY(std::string text, RandomCharacters(random_, state));
//
// Each character is chosen evenly from those allowed; the minima are met and the whole is shuffled. Internal to the
// folder. Any thread, if `random` is.
#ifndef ROLECALL_PROVIDERS_RANDOM_CHARACTERS_H_
#define ROLECALL_PROVIDERS_RANDOM_CHARACTERS_H_

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "providers/framework/object.h"

namespace rolecall::providers::random {

// By the attributes length, upper, lower, numeric, special, min_… and override_special. kInvalidArgument: no
// characters to choose from.
Result<std::string> RandomCharacters(Random& random, const Object& wanted);

// "$2a$10$…" of the first 72 bytes.
Result<std::string> BcryptHash(Random& random, const std::string& text);

}  // namespace rolecall::providers::random

#endif  // ROLECALL_PROVIDERS_RANDOM_CHARACTERS_H_
