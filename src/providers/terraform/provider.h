// The provider terraform.io/builtin/terraform: terraform_data, a value that lives in the state, and the data source
// terraform_remote_state, the root outputs of another directory's state.
//
//   std::unique_ptr<engine::Provider> provider = MakeTerraformProvider(context);
//
// The remote state is read through the backends of engine/backend/backend.h and never locked or written.
// Threads: as engine/provider/provider.h says; reads of remote states come one after another.
#ifndef ROLECALL_PROVIDERS_TERRAFORM_PROVIDER_H_
#define ROLECALL_PROVIDERS_TERRAFORM_PROVIDER_H_

#include <memory>

#include "engine/backend/backend.h"
#include "engine/provider/provider.h"

namespace rolecall::providers::terraform {

inline constexpr const char* kSource = "builtin/terraform";

// What `context` points to must outlive the provider.
std::unique_ptr<engine::Provider> MakeTerraformProvider(const engine::BackendContext& context);

}  // namespace rolecall::providers::terraform

#endif  // ROLECALL_PROVIDERS_TERRAFORM_PROVIDER_H_
