// ConfiguredFunctions: the rotation functions that the operator named when the server was started.
//
//   ROLECALL_TRY(std::map<std::string, std::string> targets, ReadTargets({"arn:aws:lambda:…=/usr/local/bin/rotate"}));
//   ConfiguredFunctions functions({.targets = targets, .endpoint = …}, http);
//
// A target that begins with http:// or https:// is a webhook: the event is POSTed to it as JSON, 2xx is success,
// redirects are failures, and it gets no credentials: it has its own. Every other target is a command (command.h).
#ifndef ROLECALL_SERVICES_ROTATION_CONFIGURED_FUNCTIONS_H_
#define ROLECALL_SERVICES_ROTATION_CONFIGURED_FUNCTIONS_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "http/client.h"
#include "services/rotation/functions.h"

namespace rolecall::services::rotation {

using Targets = std::map<std::string, std::string>;  // ARN → command or URL

// Of "ARN=TARGET". kInvalidArgument: not of that form, no ARN of a Lambda function, or one that is there twice.
Result<Targets> ReadTargets(const std::vector<std::string>& texts);

struct FunctionSettings {
  Targets targets;
  std::function<std::string()> endpoint;  // the server's own, for commands
  std::string search_path;                // PATH, for commands
  std::chrono::milliseconds timeout{60000};
};

class ConfiguredFunctions final : public Functions {
 public:
  // `http` must outlive it.
  ConfiguredFunctions(FunctionSettings settings, http::Client& http) : settings_(std::move(settings)), http_(http) {}

  bool Has(const std::string& arn) const override { return settings_.targets.contains(arn); }
  Result<void> Invoke(const std::string& arn, const Event& event) override;
  void Stop() override { stopping_.store(true); }

 private:
  Result<void> Call(const std::string& command, const Event& event);
  Result<void> Post(const std::string& url, const Event& event);

  const FunctionSettings settings_;
  http::Client& http_;
  std::atomic<bool> stopping_{false};
};

}  // namespace rolecall::services::rotation

#endif  // ROLECALL_SERVICES_ROTATION_CONFIGURED_FUNCTIONS_H_
