// AWS client: sends signed requests in the protocols that we need and reads the answers.
//
//   Client client(options, {http, credentials, clock, random, sleeper});
//   ServiceResult<XmlNode> answer = client.Query(kIam, "GetRole", {{"RoleName", name}});   // the GetRoleResult element
//   ServiceResult<boost::json::value> secret = client.Json(kSecretsManager, "DescribeSecret", {{"SecretId", id}});
//
// Retries as AWS's standard mode: throttling, 5xx, timeouts and lost connections, with exponential backoff
// and full jitter (at most 20 s), up to max_attempts; a clock that differs from the server's is corrected once.
// Threads: all functions may be called from several threads at once.
#ifndef ROLECALL_AWS_CLIENT_CLIENT_H_
#define ROLECALL_AWS_CLIENT_CLIENT_H_

#include <atomic>
#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/client/endpoints.h"
#include "aws/client/sleeper.h"
#include "aws/sigv4/credentials.h"
#include "aws/wire/service_result.h"
#include "aws/wire/xml.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/random.h"
#include "http/client.h"

namespace rolecall::aws {

struct ClientOptions {
  std::string region;
  EndpointSettings endpoints;
  int max_attempts = 3;
  std::chrono::milliseconds max_backoff{20000};
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds timeout{60000};
  std::string user_agent = "rolecall";  // else what UserAgent() makes
};

// "rolecall", with what AWS_SDK_UA_APP_ID ("app/ID") and TF_APPEND_USER_AGENT say of the caller's own tool. What is too
// long for a header or cannot be in one is left out.
std::string UserAgent(const Environment& environment);

// What a client uses; all must outlive it.
struct ClientDependencies {
  http::Client& http;
  CredentialsProvider& credentials;
  const Clock& clock;
  Random& random;
  Sleeper& sleeper;
};

// Parameters of a Query call, in order: {"Tags.member.1.Key", "a"}. Empty values are sent.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// One request before signing, relative to the service's endpoint.
struct RestRequest {
  std::string method = "GET";
  std::string host_prefix;  // put before the endpoint's host, with its dot: "bucket."
  std::string path = "/";   // percent-encoded
  std::string query;        // percent-encoded, without '?'
  http::Headers headers;
  std::string body;
  bool unsigned_payload = false;
  bool idempotent = true;  // false: not retried when it may have had its effect
};

class Client {
 public:
  Client(ClientOptions options, ClientDependencies dependencies);

  // The <…Result> element, or the response's root for actions without one.
  ServiceResult<XmlNode> Query(const Service& service, std::string_view action, QueryParameters parameters);
  // As Query but without a signature (AssumeRoleWithWebIdentity).
  ServiceResult<XmlNode> UnsignedQuery(const Service& service, std::string_view action, QueryParameters parameters);
  ServiceResult<boost::json::value> Json(const Service& service, std::string_view action,
                                         const boost::json::object& input);
  // A REST call: any 2xx or 304 is an answer; other statuses are errors read from an XML or JSON body.
  ServiceResult<http::Response> Rest(const Service& service, std::string_view operation, const RestRequest& request);

  const std::string& region() const { return options_.region; }
  const ClientOptions& options() const { return options_; }

 private:
  struct Call;
  ServiceResult<http::Response> Send(const Call& call);
  ServiceResult<http::Response> SendOnce(const Call& call, const Endpoint& endpoint);
  ServiceResult<XmlNode> SendQuery(const Service& service, std::string_view action, QueryParameters parameters,
                                   bool sign);
  bool LearnClockSkew(const http::Response& response);
  void Wait(int attempt, const http::Response* response);

  ClientOptions options_;
  ClientDependencies use_;
  // How far each endpoint had come that says so (rolecall's own: x-rolecall-seq). The next request wants no less
  // (x-rolecall-min-seq): behind one name there may be several nodes.
  class Newest {
   public:
    std::string Of(const std::string& endpoint) const;  // "": it does not say
    void Note(const std::string& endpoint, std::string_view sequence);

   private:
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t> sequences_;
  };

  Newest newest_;
  std::atomic<std::int64_t> skew_seconds_{0};  // the server's clock minus ours
};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CLIENT_CLIENT_H_
