// EphemeralResources: what a provider implements too if it has ephemeral resources: values that are there while a plan
// or an apply runs, and are kept nowhere. Their schemas are the provider's (Provider::FindEphemeral).
//
//   if (auto* const ephemeral = dynamic_cast<EphemeralResources*>(provider)) {
//     OpenedResource opened = ephemeral->Open("aws_secretsmanager_secret_version", config, diagnostics);
//     … opened.result, until …
//     ephemeral->Close("aws_secretsmanager_secret_version", opened.private_bytes, diagnostics);
//   }
//
// Everything that was opened without an error is closed, once, and not renewed after that. Errors go to the
// diagnostics, as those of engine/provider/provider.h; threads: as there.
#ifndef ROLECALL_ENGINE_PROVIDER_EPHEMERAL_H_
#define ROLECALL_ENGINE_PROVIDER_EPHEMERAL_H_

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/secret.h"
#include "diag/diagnostic.h"
#include "value/value.h"

namespace rolecall::engine {

struct OpenedResource {
  value::Value result;           // of the schema's type, wholly known
  std::optional<Time> renew_at;  // from then on it may be worth nothing, unless it was renewed
  Secret private_bytes;          // the provider's own, for Renew and Close
};

struct RenewedResource {
  std::optional<Time> renew_at;
  std::optional<Secret> private_bytes;  // nothing: as they were
};

class EphemeralResources {
 public:
  virtual ~EphemeralResources() = default;
  // Needs no network; the values may hold unknowns.
  virtual void ValidateEphemeral(const std::string& type, const value::Value& config,
                                 diag::Diagnostics& diagnostics) = 0;
  // `config` is wholly known.
  virtual OpenedResource Open(const std::string& type, const value::Value& config, diag::Diagnostics& diagnostics) = 0;
  virtual RenewedResource Renew(const std::string& type, const Secret& private_bytes,
                                diag::Diagnostics& diagnostics) = 0;
  virtual void Close(const std::string& type, const Secret& private_bytes, diag::Diagnostics& diagnostics) = 0;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_EPHEMERAL_H_
