// GetWebIdentityToken: a JWT about the caller, by the account's own issuer, for services elsewhere.
//
// Claims: IAM User Guide, "Understanding token claims" (outbound identity federation). What AWS adds there of EC2,
// Lambda, Glue and of organizations has no source here and is left out.
#include <boost/json.hpp>

#include "crypto/jwt.h"
#include "partition/own_partition.h"
#include "services/authorize.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"

namespace rolecall::services::sts {
namespace {

namespace bj = boost::json;
using aws::ErrorShape;
using services::Authorize;
using services::Question;

constexpr std::int64_t kDefaultTokenSeconds = 300;
constexpr const char* kNamespace = "https://sts.amazonaws.com/";
// Differs from AWS: its bound is not documented. With base64 and signature this is a token that STS itself would take.
constexpr std::size_t kMaxClaimBytes = 14000;

struct TokenRequest {
  std::vector<std::string> audiences;
  crypto::SignatureAlgorithm algorithm = crypto::SignatureAlgorithm::kRs256;
  std::string algorithm_name;
  std::int64_t seconds = kDefaultTokenSeconds;
  directory::Tags tags;
};

services::Checked<TokenRequest> ReadTokenRequest(const Call& call) {
  TokenRequest request;
  request.audiences = call.parameters.List("Audience");
  if (request.audiences.empty()) {
    return *services::ValidationErrors(
        {services::ComplaintOf("audience", "[]", "Member must have length greater than or equal to 1")});
  }
  request.algorithm_name = std::string(call.parameters.Get("SigningAlgorithm"));
  const auto algorithm = crypto::ParseSignatureAlgorithm(request.algorithm_name);
  if (algorithm != crypto::SignatureAlgorithm::kRs256 && algorithm != crypto::SignatureAlgorithm::kEs384) {
    return ErrorShape{400, "ValidationError",
                      "SigningAlgorithm " + request.algorithm_name + " is not supported: it is RS256 or ES384."};
  }
  request.algorithm = *algorithm;
  if (call.parameters.Has("DurationSeconds")) {
    request.seconds = services::ParseInteger(call.parameters.Get("DurationSeconds")).value_or(kDefaultTokenSeconds);
  }
  ROLECALL_TRY(request.tags, ReadTags(call));
  return request;
}

std::optional<ErrorShape> AuthorizeToken(Call& call, const TokenRequest& request) {
  Question question{.action = "sts:GetWebIdentityToken",
                    .resource = partition::OwnArn() + "sts::" + call.caller.account + ":self",
                    .request_tags = &request.tags,
                    .context = {{"sts:IdentityTokenAudience", request.audiences, true},
                                {"sts:SigningAlgorithm", {request.algorithm_name}},
                                {"sts:DurationSeconds", {std::to_string(request.seconds)}}}};
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (request.tags.empty()) return std::nullopt;
  question.action = "sts:TagGetWebIdentityToken";
  return Authorize(call, question);
}

bj::object ObjectOf(const directory::Tags& tags) {
  bj::object object;
  for (const auto& tag : tags) object[tag.first] = tag.second;
  return object;
}

bj::object AwsClaims(const Call& call, const TokenRequest& request, const std::string& subject) {
  bj::object own{{"aws_account", call.caller.account}, {"source_region", call.region}, {"principal_id", subject}};
  if (const directory::Tags tags = call.caller.Tags(); !tags.empty()) own["principal_tags"] = ObjectOf(tags);
  if (!request.tags.empty()) own["request_tags"] = ObjectOf(request.tags);
  const directory::Session* session = call.caller.session.get();
  if (session == nullptr) return own;
  own["original_session_exp"] = FormatIso8601(session->expires);
  if (!session->source_identity.empty()) own["source_identity"] = session->source_identity;
  if (!session->federated_provider.empty()) own["federated_provider"] = session->federated_provider;
  return own;
}

bj::object MakeClaims(const Call& call, const TokenRequest& request, const std::string& issuer) {
  // A session's subject is its role.
  const std::string subject = call.caller.role != nullptr ? call.caller.role->arn() : call.caller.arn;
  bj::object claims{{"iss", issuer},
                    {"sub", subject},
                    {"iat", UnixSeconds(call.now)},
                    {"exp", UnixSeconds(call.now) + request.seconds},
                    {"jti", RandomUuid(call.random)},
                    {kNamespace, AwsClaims(call, request, subject)}};
  if (request.audiences.size() == 1) {
    claims["aud"] = request.audiences.front();
  } else {
    bj::array audiences;
    for (const std::string& audience : request.audiences) audiences.push_back(bj::string(audience));
    claims["aud"] = std::move(audiences);
  }
  return claims;
}

}  // namespace

OperationResult GetWebIdentityToken(Call& call, OutboundSigner& signer) {
  ROLECALL_TRY(TokenRequest request, ReadTokenRequest(call));
  ROLECALL_RETURN_IF_ERROR(AuthorizeToken(call, request));
  const auto account = call.snapshot->accounts.Find(call.caller.account);
  if (account == nullptr || !account->outbound_since.has_value()) {
    return ErrorShape{403, "OutboundWebIdentityFederationDisabledException",
                      "Outbound web identity federation is not enabled for this account."};
  }
  const Time expires = call.now + std::chrono::seconds(request.seconds);
  if (call.caller.session != nullptr && expires > call.caller.session->expires) {
    return ErrorShape{403, "SessionDurationEscalationException",
                      "The requested token duration would extend the session beyond its original expiration time."};
  }
  const bj::object claims = MakeClaims(call, request, account->outbound_issuer);
  if (bj::serialize(claims).size() > kMaxClaimBytes) {
    return ErrorShape{400, "JWTPayloadSizeExceededException",
                      "The requested token payload size exceeds the maximum allowed size."};
  }
  const Result<std::string> token = signer.Sign(claims, request.algorithm);
  if (!token.ok()) return services::InternalError(token.error());
  aws::XmlWriter xml;
  xml.Text("WebIdentityToken", *token).Text("Expiration", FormatIso8601(expires));
  return xml.Take();
}

}  // namespace rolecall::services::sts
