#include "services/sts/sts.h"

#include <memory>

#include "services/sts/operations.h"
#include "services/sts/web_token.h"
#include "services/tag_rules.h"

namespace rolecall::services::sts {
namespace {

using services::Charset;
using services::ParameterRule;
using services::QueryOperation;

constexpr ParameterRule kRoleArn{.name = "RoleArn", .required = true, .min = 20, .max = 2048};
constexpr ParameterRule kSessionName{
    .name = "RoleSessionName", .required = true, .min = 2, .max = 64, .charset = Charset::kSessionName};
constexpr ParameterRule kPolicy{.name = "Policy", .min = 1, .max = 2048, .charset = Charset::kDocument};
constexpr ParameterRule kPolicyArns{.name = "PolicyArns", .structures = true, .most_members = 10};
constexpr ParameterRule kTagsRule{.name = "Tags", .structures = true, .most_members = services::kMaxTagsPerResource};
constexpr ParameterRule kTransitiveKeys{.name = "TransitiveTagKeys",
                                        .min = 1,
                                        .max = services::kMaxTagKeyLength,
                                        .charset = Charset::kTagKey,
                                        .list = true,
                                        .most_members = services::kMaxTagsPerResource};
constexpr ParameterRule kSerialNumber{.name = "SerialNumber", .min = 9, .max = 256};
constexpr ParameterRule kTokenCode{.name = "TokenCode", .min = 6, .max = 6};

constexpr ParameterRule Duration(std::size_t max) {
  return {.name = "DurationSeconds", .min = 900, .max = max, .number = true};
}

// Each member of Audience.
constexpr ParameterRule kAudience{
    .name = "Audience", .required = true, .min = 1, .max = 1000, .list = true, .most_members = 10};

std::vector<QueryOperation> Operations(KeySource& keys, OutboundSigner& signer) {
  auto checker = std::make_shared<TokenChecker>(keys);
  auto saml = std::make_shared<SamlChecker>();
  return {
      {"AssumeRole",
       &AssumeRole,
       {kRoleArn,
        kSessionName,
        kPolicy,
        Duration(43200),
        {.name = "ExternalId", .min = 2, .max = 1224, .charset = Charset::kExternalId},
        kSerialNumber,
        kTokenCode,
        {.name = "SourceIdentity", .min = 2, .max = 64, .charset = Charset::kSessionName},
        kPolicyArns,
        kTagsRule,
        kTransitiveKeys,
        {.name = "ProvidedContexts", .structures = true, .most_members = 5}}},
      {"AssumeRoleWithWebIdentity",
       [checker](Call& call) { return AssumeRoleWithWebIdentity(call, *checker); },
       {kRoleArn,
        kSessionName,
        {.name = "WebIdentityToken", .required = true, .min = 4, .max = 20000},
        {.name = "ProviderId", .min = 4, .max = 2048},
        kPolicy,
        kPolicyArns,
        Duration(43200)},
       true},
      {"AssumeRoleWithSAML",
       [saml](Call& call) { return AssumeRoleWithSaml(call, *saml); },
       {kRoleArn,
        {.name = "PrincipalArn", .required = true, .min = 20, .max = 2048},
        {.name = "SAMLAssertion", .required = true, .min = 4, .max = 100000, .secret = true},
        kPolicy,
        kPolicyArns,
        Duration(43200)},
       true},
      {"AssumeRoot",
       &AssumeRoot,
       {{.name = "TargetPrincipal", .required = true, .min = 12, .max = 2048},
        {.name = "DurationSeconds", .min = 0, .max = 900, .number = true}}},
      {"GetCallerIdentity", &GetCallerIdentity, {}},
      {"GetSessionToken", &GetSessionToken, {Duration(129600), kSerialNumber, kTokenCode}},
      {"GetFederationToken",
       &GetFederationToken,
       {{.name = "Name", .required = true, .min = 2, .max = 32, .charset = Charset::kSessionName},
        kPolicy,
        kPolicyArns,
        kTagsRule,
        Duration(129600)}},
      {"GetAccessKeyInfo",
       &GetAccessKeyInfo,
       {{.name = "AccessKeyId", .required = true, .min = 16, .max = 128, .charset = Charset::kWord}}},
      {"DecodeAuthorizationMessage",
       &DecodeAuthorizationMessage,
       {{.name = "EncodedMessage", .required = true, .min = 1, .max = 10240}}},
      {"GetWebIdentityToken",
       [&signer](Call& call) { return GetWebIdentityToken(call, signer); },
       {kAudience,
        {.name = "SigningAlgorithm", .required = true, .min = 5, .max = 5},
        {.name = "DurationSeconds", .min = 60, .max = 3600, .number = true},
        kTagsRule}},
      {"GetScopedCredentials",
       &GetScopedCredentials,
       {kPolicy,
        {.name = "DurationSeconds", .min = 1, .max = 129600, .number = true},
        {.name = "MinimumSessionTokenSize", .min = 0, .max = 4096, .number = true},
        {.name = "ScopedSessionDescription", .min = 2, .max = 256, .charset = Charset::kDocument}}},
      {"GetDelegatedAccessToken",
       &GetDelegatedAccessToken,
       {{.name = "TradeInToken", .required = true, .min = 1, .secret = true}}},
  };
}

}  // namespace

std::unique_ptr<services::Service> MakeSts(KeySource& keys, OutboundSigner& signer) {
  return std::make_unique<services::QueryService>("sts", aws::kStsNamespace, "2011-06-15", Operations(keys, signer));
}

}  // namespace rolecall::services::sts
