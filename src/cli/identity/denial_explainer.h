// Why a call of the audit log was refused, and what would allow it: the record's principal, action and resource, judged
// here by the engine that decides requests, on what the plane (or a configuration directory) says now.
//
//   Result<std::string> text = ExplainDenial(context, flags, {principal, action, resource}, Wanted::kFix);
//
// Errors: the plane or the directory cannot be read.
#ifndef ROLECALL_CLI_IDENTITY_DENIAL_EXPLAINER_H_
#define ROLECALL_CLI_IDENTITY_DENIAL_EXPLAINER_H_

#include <memory>
#include <string>

#include "cli/frame/command.h"
#include "cli/identity/access_source.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {

struct DeniedCall {
  std::string principal_arn, action, resource;
};

enum class Wanted { kReasons, kFix, kDocument };

// Text for people; kDocument: both of it, as JSON (access::ToJson). `plane`: what is asked of a live plane is asked
// with this client; null: with the flags' own.
Result<std::string> ExplainDenial(CommandContext& context, const AccessFlags& flags, const DeniedCall& call,
                                  Wanted wanted, std::unique_ptr<PlaneClient> plane = nullptr);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_DENIAL_EXPLAINER_H_
