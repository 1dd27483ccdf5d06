#include "cli/cluster/inside_probe.h"

#include <boost/json.hpp>

#include "aws/client/client.h"
#include "aws/sigv4/credentials.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/jwt.h"
#include "http/client.h"

namespace rolecall::cli {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostTokenBytes = 64u << 10;
// Somebody who does not answer at once is not there.
constexpr std::chrono::seconds kMetadataPatience{1};

class NoKeys final : public aws::CredentialsProvider {
 public:
  Result<aws::Credentials> Get() override { return Error{ErrorCode::kUnauthenticated, "no keys are used here"}; }
};

std::optional<std::int64_t> SecondsAt(const bj::object& claims, std::string_view name) {
  const bj::value* found = claims.if_contains(name);
  if (found == nullptr) return std::nullopt;
  if (found->is_int64()) return found->get_int64();
  return found->is_double() ? std::optional(static_cast<std::int64_t>(found->get_double())) : std::nullopt;
}

std::string TextOfClaim(const bj::object& claims, std::string_view name) {
  const bj::value* found = claims.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

access::InsideToken ReadToken(const FileSystem& files, const std::string& file, std::string& text) {
  access::InsideToken token;
  token.file = file;
  Result<std::string> read = files.Read(file, kMostTokenBytes);
  if (!read.ok()) {
    token.unreadable = read.error().message;
    return token;
  }
  text = Trim(*read);
  const Result<crypto::Jwt> jwt = crypto::Jwt::Parse(text);
  if (!jwt.ok()) return token;
  token.is_jwt = true;
  const bj::object& claims = jwt->claims();
  token.issuer = TextOfClaim(claims, "iss");
  token.subject = TextOfClaim(claims, "sub");
  token.issued = SecondsAt(claims, "iat");
  token.expires = SecondsAt(claims, "exp");
  const bj::value* audience = claims.if_contains("aud");
  if (audience != nullptr && audience->is_string()) token.audiences.emplace_back(audience->get_string());
  if (audience == nullptr || !audience->is_array()) return token;
  for (const bj::value& one : audience->get_array()) {
    if (one.is_string()) token.audiences.emplace_back(one.get_string());
  }
  return token;
}

class Probe {
 public:
  explicit Probe(CommandContext& context)
      : context_(context), http_(http::ClientOptions{.ca_file = context.environment.GetOr("AWS_CA_BUNDLE", "")}) {}

  access::InsideFacts Run() {
    facts_.environment = context_.environment.All();
    facts_.now = context_.clock.Now();
    FindSharedCredentials();
    std::string token;
    if (const std::string file = Variable("AWS_WEB_IDENTITY_TOKEN_FILE"); !file.empty()) {
      facts_.token = ReadToken(context_.files, file, token);
      if (facts_.token->is_jwt && !Variable("AWS_ROLE_ARN").empty()) Exchange(token);
    }
    Wipe(token);
    AskAgent();
    AskMetadata();
    return std::move(facts_);
  }

 private:
  std::string Variable(const std::string& name) const { return context_.environment.GetOr(name, ""); }

  void FindSharedCredentials() {
    std::string file = Variable("AWS_SHARED_CREDENTIALS_FILE");
    if (file.empty() && !Variable("HOME").empty()) file = JoinPath(Variable("HOME"), ".aws/credentials");
    if (file.empty()) return;
    const Result<std::string> text = context_.files.Read(file, kMostTokenBytes);
    if (text.ok() && text->find("aws_access_key_id") != std::string::npos) facts_.shared_credentials = file;
  }

  void Exchange(const std::string& token) {
    aws::ClientOptions options;
    options.region = Variable("AWS_REGION").empty() ? Variable("AWS_DEFAULT_REGION") : Variable("AWS_REGION");
    if (options.region.empty()) options.region = "us-east-1";
    options.endpoints = aws::LoadEndpointSettings(context_.environment, {}, "");
    options.max_attempts = 1;
    options.connect_timeout = options.timeout = kInsidePatience;
    NoKeys keys;
    aws::SystemSleeper sleeper;
    access::InsideAnswer& answer = facts_.exchange.emplace();
    const Result<aws::Endpoint> endpoint = aws::ResolveEndpoint(aws::kSts, options.region, options.endpoints);
    answer.url = endpoint.ok() ? endpoint->url : "STS";
    aws::Client client(options, {http_, keys, context_.clock, context_.random, sleeper});
    const auto exchanged = client.UnsignedQuery(
        aws::kSts, "AssumeRoleWithWebIdentity",
        {{"RoleArn", Variable("AWS_ROLE_ARN")}, {"RoleSessionName", "rolecall-doctor"}, {"WebIdentityToken", token}});
    answer.is_good = exchanged.ok();
    answer.is_reached = exchanged.ok() || exchanged.error().status != 0;
    if (exchanged.ok()) return;
    const aws::ServiceError& error = exchanged.error();
    answer.said = error.code.empty() ? error.message : error.code + ": " + error.message;
  }

  // As SDKs ask it; the answer holds keys and is thrown away.
  void AskAgent() {
    const std::string url = Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (url.empty()) return;
    http::ClientRequest request;
    request.url = url;
    std::string token = Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (const std::string file = Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty()) {
      facts_.agent_token = ReadToken(context_.files, file, token);
      if (facts_.agent_token->unreadable) return;
    }
    if (!token.empty()) request.headers.Add("Authorization", token);
    request.connect_timeout = request.timeout = kInsidePatience;
    request.max_response_bytes = kMostTokenBytes;
    access::InsideAnswer& answer = facts_.agent.emplace();
    answer.url = url;
    const Result<http::Response> said = http_.Send(request);
    answer.is_reached = said.ok();
    answer.is_good = said.ok() && said->status == 200;
    answer.said = said.ok() ? "status " + std::to_string(said->status) : said.error().message;
    Wipe(token);
  }

  void AskMetadata() {
    if (Variable("AWS_EC2_METADATA_DISABLED") == "true") return;
    const std::string named = Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    http::ClientRequest request;
    request.method = "PUT";
    request.url = (named.empty() ? "http://169.254.169.254" : named) + "/latest/api/token";
    request.headers.Add("X-aws-ec2-metadata-token-ttl-seconds", "1");
    request.connect_timeout = request.timeout = kMetadataPatience;
    request.max_response_bytes = kMostTokenBytes;
    const Result<http::Response> said = http_.Send(request);
    facts_.metadata_answers = said.ok() && said->status == 200;
  }

  CommandContext& context_;
  http::CurlClient http_;
  access::InsideFacts facts_;
};

}  // namespace

access::InsideFacts ProbeInside(CommandContext& context) { return Probe(context).Run(); }

}  // namespace rolecall::cli
