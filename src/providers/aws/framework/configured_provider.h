// ConfiguredProvider: the AWS provider after Configure, as its resources see it: the client, who we are, tags, and the
// means to wait. Call is the context of one operation of the engine on it (providers/framework/resource.h). Resources
// make requests with call.Iam(…) or call.client(), and give errors as Failed("creating IAM Role (x)", error). Threads:
// it is not changed after Configure; Call, Backoff and RetryWhile are for one thread each.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_CONFIGURED_PROVIDER_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_CONFIGURED_PROVIDER_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "aws/client/client.h"
#include "aws/client/sleeper.h"
#include "base/clock.h"
#include "base/random.h"
#include "engine/provider/provider.h"
#include "providers/aws/framework/behaviour.h"
#include "providers/aws/framework/tags.h"

namespace rolecall::providers::aws {

namespace api = rolecall::aws;

struct ConfiguredProvider {
  Behaviour behaviour;
  const Clock& clock;
  Random& random;
  api::Sleeper& sleeper;
  std::shared_ptr<std::atomic<std::uint32_t>> name_counter;  // shared by all providers of the process

  // Set by Configure; the client is null before.
  std::unique_ptr<http::Client> http = nullptr;
  std::unique_ptr<api::CredentialsProvider> credentials = nullptr;
  std::unique_ptr<api::Client> client = nullptr;
  TagSettings tags = {};
  std::string region = {};
  bool s3_path_style = false;
  std::string account_id = {};  // "" if not asked for
};

// One operation of the engine on a configured provider.
struct Call {
  const ConfiguredProvider& provider;
  const engine::Cancellation* cancellation = nullptr;
  api::Client* regional_client = nullptr;  // for another region than the provider's

  api::Client& client() const { return regional_client != nullptr ? *regional_client : *provider.client; }
  const std::string& region() const { return client().region(); }
  api::ServiceResult<api::XmlNode> Iam(std::string_view action, api::QueryParameters parameters) const {
    return client().Query(api::kIam, action, std::move(parameters));
  }
};

inline constexpr std::chrono::minutes kPropagationTimeout{2};

// Waits between attempts, twice as long each time. Wait: false when it is time to give up (limit, cancelled); else has
// waited.
class Backoff {
 public:
  Backoff(const Call& call, std::chrono::seconds limit)
      : call_(call), end_(call.provider.clock.Now() + limit), next_(std::chrono::milliseconds(500)) {}
  bool Wait();

 private:
  const Call& call_;
  Time end_;
  std::chrono::milliseconds next_;
};

// Calls `attempt` until it does not answer with an error that `is_passing` names, at most for `limit`, waiting
// longer and longer in between. For IAM, where what was just made is not yet seen everywhere.
template <typename T>
api::ServiceResult<T> RetryWhile(const Call& call, std::chrono::seconds limit,
                                 const std::function<bool(const api::ServiceError&)>& is_passing,
                                 const std::function<api::ServiceResult<T>()>& attempt) {
  Backoff backoff(call, limit);
  for (;;) {
    api::ServiceResult<T> outcome = attempt();
    if (outcome.ok() || !is_passing(outcome.error()) || !backoff.Wait()) return outcome;
  }
}

// `prefix` followed by 26 characters that no other call gets: time, and a counter.
std::string UniqueName(const ConfiguredProvider& provider, const std::string& prefix);
// The prefix of a name made so; "" if it is not.
std::string PrefixOfUniqueName(const std::string& name);

// "creating IAM Role (x): …", as the user sees it.
Error Failed(const std::string& what, const api::ServiceError& error);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_CONFIGURED_PROVIDER_H_
