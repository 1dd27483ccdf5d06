// The flags of the pod identity webhook, as `serve`, `inject`, `exec`, `explain` and `lint` take them.
//
//   IdentityFlags flags;
//   flags.Declare(declared);  …  kube::WebhookSettings settings = flags.Settings(context.environment);
//
// Names are those of the webhook that EKS runs, so that its command line can be copied.
#ifndef ROLECALL_CLI_IDENTITY_IDENTITY_FLAGS_H_
#define ROLECALL_CLI_IDENTITY_IDENTITY_FLAGS_H_

#include <optional>
#include <string>

#include "base/environment.h"
#include "cli/frame/flags.h"
#include "kube/webhook_settings.h"

namespace rolecall::cli {

struct IdentityFlags {
  kube::WebhookSettings settings;
  int token_expiration = static_cast<int>(kube::kDefaultTokenExpiration);

  std::optional<std::string> region;  // given as "": none is injected

  void Declare(Flags& flags);
  // What was given; `default_region` if no flag says anything of a region.
  kube::WebhookSettings Settings(const std::string& default_region) const;
  // The same with the environment's region.
  kube::WebhookSettings Settings(const Environment& environment) const;

 private:
  void DeclareOwn(Flags& flags);
  void DeclareContainerCredentials(Flags& flags);
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_IDENTITY_FLAGS_H_
