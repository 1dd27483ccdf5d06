// Services that are not here, in front of whoever has them (an emulator, another S3 store): every request is
// authenticated by the pipeline, authorized here by the plane's policies, and sent on with another signature; or
// refused with AWS's own denial, in the protocol of the service.
//
//   ROLECALL_TRY(auto services, MakeForwarded({.targets = targets, .own = {"iam", "sts"}}));
//   // one Service for each signing name, to stand beside the plane's own
//
// Nobody is asked who is not named in `targets`. Bodies of S3's objects, and large answers, stream. Unsigned requests
// are refused. Never audited or logged: bodies. Threads: any.
#ifndef ROLECALL_SERVICES_FORWARD_FORWARD_H_
#define ROLECALL_SERVICES_FORWARD_FORWARD_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/sigv4/credentials.h"
#include "services/forward/targets.h"
#include "services/service.h"

namespace rolecall::services::forward {

struct ForwardSettings {
  Targets targets;
  std::vector<std::string> own;  // services that are served here and not forwarded
  aws::Credentials credentials;  // that requests are signed with; empty id: test/test
  std::chrono::milliseconds timeout{120000};
  // A call was authorized on "*" since its resource could not be told; any thread.
  std::function<void(std::string_view service)> on_unknown_resource = {};
};

Result<std::vector<std::unique_ptr<Service>>> MakeForwarded(const ForwardSettings& settings);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_FORWARD_H_
