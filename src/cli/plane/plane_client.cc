#include "cli/plane/plane_client.h"

#include <boost/json.hpp>

#include "aws/client/profiles.h"
#include "base/encoding.h"
#include "kube/json_patch.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxAnswerBytes = 8u << 20;
// The plane's own API, signed like the others.
constexpr aws::Service kPlane{"rolecall", "ROLECALL", "rolecall", "Rolecall", "", "", false};

Error NoPlane() {
  return {ErrorCode::kInvalidArgument,
          "no identity plane is named. Start one with `rolecall serve`, then run `eval \"$(rolecall env)\"` or set "
          "AWS_ENDPOINT_URL"};
}

}  // namespace

PlaneClient::PlaneClient(CommandContext& context, std::string endpoint, http::Client* http)
    : context_(context),
      endpoint_(std::move(endpoint)),
      own_http_(http != nullptr ? nullptr
                                : std::make_unique<http::CurlClient>(
                                      http::ClientOptions{.ca_file = context.environment.GetOr("AWS_CA_BUNDLE", "")})),
      http_(http != nullptr ? *http : *own_http_) {}

void PlaneClient::MakeClient(aws::ClientOptions options) {
  if (!endpoint_.empty()) {
    for (const char* service : {"rolecall", "iam", "sts", "secretsmanager", "kms", "s3", "ecr"}) {
      options.endpoints.overrides[service] = endpoint_;
    }
  }
  client_ = std::make_unique<aws::Client>(
      options, aws::ClientDependencies{http_, *credentials_, context_.clock, context_.random, sleeper_});
}

Result<std::unique_ptr<PlaneClient>> PlaneClient::Connect(CommandContext& context, const std::string& endpoint,
                                                          Reach reach) {
  const std::string url = endpoint.empty() ? context.environment.GetOr("AWS_ENDPOINT_URL", "") : endpoint;
  if (url.empty() && reach == Reach::kPlane) return NoPlane();
  std::unique_ptr<PlaneClient> client(new PlaneClient(context, url, nullptr));
  ROLECALL_TRY(aws::Profiles profiles, aws::LoadProfiles(context.files, context.environment, {}));
  const std::string profile = aws::ProfileName(context.environment, "");
  aws::ClientOptions options;
  options.region = aws::ResolveRegion(context.environment, profiles, profile, "");
  if (options.region.empty()) options.region = "us-east-1";
  aws::ChainOptions chain;
  chain.region = options.region;
  chain.endpoints = aws::LoadEndpointSettings(context.environment, profiles, profile);
  if (url.empty()) options.endpoints = chain.endpoints;
  chain.skip_instance_metadata = !url.empty();  // a plane's keys are never an instance's
  ROLECALL_TRY(client->credentials_,
               aws::MakeCredentialChain(chain, profiles,
                                        {context.environment, context.files, client->http_, context.clock,
                                         context.random, client->sleeper_, aws::RunShellCommand}));
  client->MakeClient(std::move(options));
  return client;
}

std::unique_ptr<PlaneClient> PlaneClient::Over(CommandContext& context, http::Client& http, const std::string& endpoint,
                                               const std::string& region, aws::Credentials credentials) {
  std::unique_ptr<PlaneClient> client(new PlaneClient(context, endpoint, &http));
  client->credentials_ = std::make_unique<aws::StaticCredentials>(std::move(credentials));
  aws::ClientOptions options;
  options.region = region;
  client->MakeClient(std::move(options));
  return client;
}

Result<Secret> PlaneClient::RequestToken(const TokenRequest& request) {
  boost::json::object spec{{"audiences", boost::json::array{request.audience}},
                           {"expirationSeconds", request.expiration.count()}};
  if (!request.pod_name.empty()) {
    spec["boundObjectRef"] = boost::json::object{{"apiVersion", "v1"}, {"kind", "Pod"}, {"name", request.pod_name}};
  }
  aws::RestRequest rest;
  rest.method = "POST";
  rest.path = "/api/v1/namespaces/" + PercentEncode(request.account.first) + "/serviceaccounts/" +
              PercentEncode(request.account.second) + "/token";
  rest.headers.Set("Content-Type", "application/json");
  rest.body = boost::json::serialize(boost::json::object{
      {"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", std::move(spec)}});
  aws::ServiceResult<http::Response> answer = client_->Rest(kPlane, "CreateToken", rest);
  if (!answer.ok()) return answer.error().ToError();
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(answer->body, error);
  const boost::json::object* object = error ? nullptr : body.if_object();
  const boost::json::value* status = object != nullptr ? object->if_contains("status") : nullptr;
  const boost::json::value* token =
      status != nullptr && status->is_object() ? status->as_object().if_contains("token") : nullptr;
  if (token == nullptr || !token->is_string()) {
    return Error{ErrorCode::kInternal, "the plane at " + endpoint_ + " answered the token request with no token"};
  }
  return Secret(std::string(token->as_string()));
}

Result<http::Response> PlaneClient::Get(const std::string& path, const std::string& query,
                                        const std::string& operation) {
  aws::RestRequest rest;
  rest.path = path;
  rest.query = query;
  aws::ServiceResult<http::Response> answer = client_->Rest(kPlane, operation, rest);
  if (!answer.ok()) return answer.error().ToError();
  return *std::move(answer);
}

Result<http::Response> PlaneClient::Post(const std::string& path, const std::string& operation) {
  aws::RestRequest rest;
  rest.method = "POST";
  rest.path = path;
  rest.idempotent = false;
  aws::ServiceResult<http::Response> answer = client_->Rest(kPlane, operation, rest);
  if (!answer.ok()) return answer.error().ToError();
  return *std::move(answer);
}

Result<boost::json::value> PlaneClient::MutatePod(const boost::json::value& pod, const std::string& namespace_name) {
  if (endpoint_.empty()) return NoPlane();
  const boost::json::object review{{"apiVersion", "admission.k8s.io/v1"},
                                   {"kind", "AdmissionReview"},
                                   {"request", boost::json::object{{"uid", RandomUuid(context_.random)},
                                                                   {"namespace", namespace_name},
                                                                   {"operation", "CREATE"},
                                                                   {"object", pod}}}};
  http::ClientRequest request;
  request.method = "POST";
  request.url = endpoint_ + "/mutate";
  request.headers.Set("Content-Type", "application/json");
  request.body = boost::json::serialize(review);
  request.max_response_bytes = kMaxAnswerBytes;
  ROLECALL_TRY(http::Response answer, http_.Send(request));
  const Error unreadable{ErrorCode::kInternal, "the webhook at " + request.url + " gave no readable answer (HTTP " +
                                                   std::to_string(answer.status) + ")"};
  boost::json::value result = pod;
  try {
    const boost::json::value body = boost::json::parse(answer.body);
    const boost::json::object& response = body.at("response").as_object();
    if (!response.contains("patch")) return result;
    const std::optional<std::string> text = Base64Decode(std::string(response.at("patch").as_string()));
    if (!text) return unreadable;
    kube::JsonPatch patch;
    const boost::json::value operations = boost::json::parse(*text);
    for (const boost::json::value& operation : operations.as_array()) {
      patch.push_back({std::string(operation.at("path").as_string()), boost::json::serialize(operation.at("value"))});
    }
    ROLECALL_RETURN_IF_ERROR(kube::Apply(patch, result));
  } catch (const std::exception&) {  // Boost.JSON's at() and as_…(): an answer of another shape
    return unreadable;
  }
  return result;
}

Result<kube::PodIdentity> PlaneClient::IdentityOf(const kube::ServiceAccountName& account) {
  if (endpoint_.empty()) {
    return Error{ErrorCode::kInvalidArgument, "AWS does not know service accounts: give the manifest of " +
                                                  account.first + "/" + account.second +
                                                  " with -f, or the role with --role"};
  }
  using boost::json::array;
  using boost::json::object;
  const boost::json::value pod =
      object{{"kind", "Pod"},
             {"spec", object{{"serviceAccountName", account.second}, {"containers", array{object{{"name", "main"}}}}}}};
  ROLECALL_TRY(boost::json::value mutated, MutatePod(pod, account.first));
  kube::PodIdentity identity;
  identity.reason = "the plane's webhook knows no role for service account " + account.first + "/" + account.second;
  boost::json::error_code error;
  if (const boost::json::value* variables = mutated.find_pointer("/spec/containers/0/env", error)) {
    for (const boost::json::value& variable : variables->as_array()) {
      if (variable.at("name") == "AWS_ROLE_ARN") identity.role_arn = std::string(variable.at("value").as_string());
    }
  }
  const char* const kAudience = "/spec/volumes/0/projected/sources/0/serviceAccountToken/audience";
  if (const boost::json::value* audience = mutated.find_pointer(kAudience, error);
      audience != nullptr && audience->is_string()) {
    identity.audience = std::string(audience->as_string());
  }
  return identity;
}

Result<std::string> PlaneClient::Metrics() {
  if (endpoint_.empty()) return NoPlane();
  http::ClientRequest request;
  request.url = endpoint_ + "/metrics";
  request.max_response_bytes = kMaxAnswerBytes;
  ROLECALL_TRY(http::Response answer, http_.Send(request));
  if (answer.status != 200) return Error{ErrorCode::kUnavailable, "the endpoint " + endpoint_ + " has no metrics"};
  return std::move(answer.body);
}

Result<std::string> PlaneClient::Issuer() {
  if (endpoint_.empty()) return NoPlane();
  http::ClientRequest request;
  request.url = endpoint_ + "/.well-known/openid-configuration";
  request.max_response_bytes = kMaxAnswerBytes;
  ROLECALL_TRY(http::Response answer, http_.Send(request));
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(answer.body, error);
  const boost::json::object* object = error ? nullptr : body.if_object();
  const boost::json::value* issuer = object != nullptr ? object->if_contains("issuer") : nullptr;
  if (issuer == nullptr || !issuer->is_string()) {
    return Error{ErrorCode::kNotFound,
                 "the endpoint " + endpoint_ + " has no embedded issuer; name the token's with --issuer"};
  }
  return std::string(issuer->as_string());
}

}  // namespace rolecall::cli
