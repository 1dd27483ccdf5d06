// The providers of this build: one table, by source address. The engine asks it by the address that a
// required_providers block gives, or that a type's first word implies ("random_id" is of hashicorp/random).
//
//   std::unique_ptr<engine::ProviderCatalogue> catalogue = MakeCatalogue({…});
//   std::unique_ptr<engine::Provider> provider = catalogue->Make("hashicorp/random", "");
//
// Adding a provider is a folder beside this file and a line in catalogue.cc. Threads: as engine/provider/provider.h
// says.
#ifndef ROLECALL_PROVIDERS_CATALOGUE_H_
#define ROLECALL_PROVIDERS_CATALOGUE_H_

#include <memory>

#include "base/file_system.h"
#include "engine/backend/backend.h"
#include "engine/provider/provider.h"
#include "providers/aws/catalogue.h"

namespace rolecall::providers {

// All must outlive the catalogue and what it makes. `files` is where local_file writes, `backends` what
// terraform_remote_state reads through.
std::unique_ptr<engine::ProviderCatalogue> MakeCatalogue(aws::Dependencies aws, FileSystem& files,
                                                         const engine::BackendContext& backends);

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_CATALOGUE_H_
