// terraform_remote_state: the root outputs of another directory's state. Internal to the folder.
//
// Reads through engine/backend, without a lock; never writes. `defaults` fill in outputs that the state does not have.
// Errors are diagnostics: no such backend, arguments that it does not take, a state that is not there or cannot be
// read. One thread at a time: backends are not for several.
#ifndef ROLECALL_PROVIDERS_TERRAFORM_REMOTE_STATE_H_
#define ROLECALL_PROVIDERS_TERRAFORM_REMOTE_STATE_H_

#include <string>

#include "diag/diagnostic.h"
#include "engine/backend/backend.h"
#include "engine/provider/provider.h"
#include "value/value.h"

namespace rolecall::providers::terraform {

engine::ResourceSchema RemoteStateSchema();
// Which backend and its arguments, as far as they are known. No network.
void ValidateRemoteState(const value::Value& config, const engine::BackendContext& context,
                         diag::Diagnostics& diagnostics);
// `config` is wholly known. A null value, with diagnostics, if there is no such state. By the data source's address its
// encryption is found.
value::Value ReadRemoteState(const std::string& address, const value::Value& config,
                             const engine::BackendContext& context, diag::Diagnostics& diagnostics);

}  // namespace rolecall::providers::terraform

#endif  // ROLECALL_PROVIDERS_TERRAFORM_REMOTE_STATE_H_
