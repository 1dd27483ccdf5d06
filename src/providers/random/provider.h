// The provider hashicorp/random: values that are made once and then stay as the state has them.
//
// It has random_id, random_string, random_password, random_pet, random_integer, random_uuid, random_shuffle and
// random_bytes, and the ephemeral random_password, which is another one each time. All others are replaced when an
// argument or a keeper changes. Differs from the real provider: a `seed` gives the same result again here, but not the
// one that the real provider would give for it.
#ifndef ROLECALL_PROVIDERS_RANDOM_PROVIDER_H_
#define ROLECALL_PROVIDERS_RANDOM_PROVIDER_H_

#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::random {

// `random` must outlive the provider.
std::unique_ptr<engine::Provider> MakeRandomProvider(Random& random, const Clock& clock);

}  // namespace rolecall::providers::random

#endif  // ROLECALL_PROVIDERS_RANDOM_PROVIDER_H_
