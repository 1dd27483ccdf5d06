// The provider hashicorp/null: null_resource, which is only its triggers, and the data source null_data_source.
//
//   std::unique_ptr<engine::Provider> provider = MakeNullProvider(random);
//
// It touches nothing: what it makes lies in the state. Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_PROVIDERS_NULL_PROVIDER_H_
#define ROLECALL_PROVIDERS_NULL_PROVIDER_H_

#include <memory>

#include "base/random.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::null {

// `random` must outlive the provider.
std::unique_ptr<engine::Provider> MakeNullProvider(Random& random);

}  // namespace rolecall::providers::null

#endif  // ROLECALL_PROVIDERS_NULL_PROVIDER_H_
