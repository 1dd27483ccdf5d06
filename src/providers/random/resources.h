// The resource types of the provider: a maker for each, defined in the file of its name, and what they share: keepers.
// provider.cc lists them. `random` must outlive them. Any thread, if `random` is.
#ifndef ROLECALL_PROVIDERS_RANDOM_RESOURCES_H_
#define ROLECALL_PROVIDERS_RANDOM_RESOURCES_H_

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "providers/framework/resource.h"

namespace rolecall::providers::random {

// A resource with keepers, all of whose arguments force a new value.
class KeptResource : public Resource {
 public:
  // Adds keepers to the schema, and to the rules that a change of any argument replaces.
  KeptResource(engine::BlockSchema block, Rules rules, std::int64_t version = 0);
  // A keeper without a value counts as none.
  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override;
};

std::unique_ptr<const Resource> MakeBytes(Random& random);
std::unique_ptr<const Resource> MakeId(Random& random);
std::unique_ptr<const Resource> MakeInteger(Random& random);
std::unique_ptr<const DataSource> MakeEphemeralPassword(Random& random);
std::unique_ptr<const Resource> MakePassword(Random& random);
std::unique_ptr<const Resource> MakePet(Random& random);
std::unique_ptr<const Resource> MakeShuffle(Random& random);
std::unique_ptr<const Resource> MakeString(Random& random);
std::unique_ptr<const Resource> MakeUuid(Random& random);
std::unique_ptr<const Resource> MakeTimedUuid(Random& random, const Clock& clock);

}  // namespace rolecall::providers::random

#endif  // ROLECALL_PROVIDERS_RANDOM_RESOURCES_H_
