#include "services/rotation/configured_functions.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/command.h"
#include "partition/partition.h"

namespace rolecall::services::rotation {
namespace {

constexpr std::size_t kMaxAnswerBytes = 64u << 10;
constexpr std::chrono::milliseconds kConnectTimeout{5000};

bool IsUrl(const std::string& target) { return target.starts_with("http://") || target.starts_with("https://"); }

// What Lambda functions get.
std::string EventJson(const Event& event) {
  return boost::json::serialize(
      boost::json::object{{"Step", event.step}, {"SecretId", event.secret_arn}, {"ClientRequestToken", event.token}});
}

}  // namespace

Result<Targets> ReadTargets(const std::vector<std::string>& texts) {
  Targets targets;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::string arn = text.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == text.size()) {
      return Error{ErrorCode::kInvalidArgument, "\"" + text + "\" is not ARN=COMMAND or ARN=URL"};
    }
    if (!std::ranges::any_of(partition::All(), [&](const auto& one) { return arn.starts_with(one.arn + "lambda:"); })) {
      return Error{ErrorCode::kInvalidArgument, "\"" + arn + "\" is not the ARN of a Lambda function"};
    }
    if (!targets.emplace(arn, text.substr(equals + 1)).second) {
      return Error{ErrorCode::kInvalidArgument, "the function " + arn + " is there twice"};
    }
  }
  return targets;
}

Result<void> ConfiguredFunctions::Invoke(const std::string& arn, const Event& event) {
  const auto target = settings_.targets.find(arn);
  if (target == settings_.targets.end()) return Error{ErrorCode::kNotFound, "there is no such function"};
  if (stopping_.load()) return Error{ErrorCode::kCancelled, "the server stops"};
  return IsUrl(target->second) ? Post(target->second, event) : Call(target->second, event);
}

Result<void> ConfiguredFunctions::Call(const std::string& command, const Event& event) {
  const std::string endpoint = settings_.endpoint();
  CommandRun run{.command = command, .input = EventJson(event) + "\n", .timeout = settings_.timeout};
  run.environment = {{"PATH", settings_.search_path},
                     {"AWS_ENDPOINT_URL", endpoint},
                     {"AWS_ENDPOINT_URL_STS", endpoint},
                     {"AWS_REGION", event.region},
                     {"AWS_DEFAULT_REGION", event.region},
                     {"AWS_ACCESS_KEY_ID", event.credentials.access_key_id},
                     {"AWS_SECRET_ACCESS_KEY", std::string(event.credentials.secret.Reveal())},
                     {"AWS_SESSION_TOKEN", event.credentials.token},
                     {"AWS_EC2_METADATA_DISABLED", "true"}};
  ROLECALL_RETURN_IF_ERROR(RunCommand(run, stopping_));
  return {};
}

Result<void> ConfiguredFunctions::Post(const std::string& url, const Event& event) {
  http::ClientRequest request{.method = "POST", .url = url, .body = EventJson(event)};
  request.headers.Set("Content-Type", "application/json");
  request.connect_timeout = std::min(kConnectTimeout, settings_.timeout);
  request.timeout = settings_.timeout;
  request.max_response_bytes = kMaxAnswerBytes;
  ROLECALL_TRY(http::Response response, http_.Send(request));
  if (response.status >= 200 && response.status < 300) return {};
  return Error{ErrorCode::kUnavailable, "the webhook answered with status " + std::to_string(response.status)};
}

}  // namespace rolecall::services::rotation
