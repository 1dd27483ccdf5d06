// The flags of the pod identity webhook, as `serve`, `inject` and `exec` take them.
#ifndef ROLECALL_CLI_IDENTITY_FLAGS_H_
#define ROLECALL_CLI_IDENTITY_FLAGS_H_

#include "base/environment.h"
#include "cli/flags.h"
#include "kube/webhook_settings.h"

namespace rolecall::cli {

struct IdentityFlags {
  kube::WebhookSettings settings;
  int token_expiration = static_cast<int>(kube::kDefaultTokenExpiration);

  void Declare(Flags& flags);
  // What was given, with the region of the environment if no flag names one.
  kube::WebhookSettings Settings(const Environment& environment) const;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_FLAGS_H_
