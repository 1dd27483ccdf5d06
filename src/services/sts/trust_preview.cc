#include "services/sts/trust_preview.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/explain/explain.h"
#include "services/authorize.h"
#include "services/sts/names.h"

namespace rolecall::services::sts {
namespace {

constexpr std::string_view kWebIdentityAction = "sts:AssumeRoleWithWebIdentity";

Preview Refused(std::string why) { return {PreviewVerdict::kRefused, std::move(why)}; }

// Whether the value of a condition key is settled before the call: what the token's three claims and the role say.
bool IsSettled(const std::string& key, const std::string& lower_prefix) {
  const std::string lower = LowerAscii(key);
  if (lower.starts_with(lower_prefix)) {
    const std::string claim = lower.substr(lower_prefix.size());
    return claim == "sub" || claim == "aud" || claim == "oaud";
  }
  constexpr std::array<std::string_view, 5> kSettled = {"aws:federatedprovider", "aws:principaltype",
                                                        "aws:principalaccount", "aws:userid", "aws:resourceaccount"};
  if (lower.starts_with("aws:") || lower.starts_with("sts:")) return std::ranges::count(kSettled, lower) > 0;
  return true;  // a claim of another issuer: no token of this one has it
}

bool AsksForMore(const policy::Document& trust, const std::string& lower_prefix) {
  const auto is_open = [&](const policy::Condition& condition) {
    const auto has_variable = [](const policy::Text& value) { return value.value.find("${") != std::string::npos; };
    return !IsSettled(condition.key, lower_prefix) || std::ranges::any_of(condition.values, has_variable);
  };
  return std::ranges::any_of(trust.statements, [&](const policy::Statement& statement) {
    return std::ranges::any_of(statement.conditions, is_open);
  });
}

Preview PreviewPolicy(const directory::Role& role, const directory::OidcProvider& provider,
                      const PreviewedToken& token) {
  policy::Context context;
  context.Set("aws:PrincipalType", "User");
  context.Set("aws:PrincipalAccount", provider.account);
  context.Set("aws:userid", provider.arn());
  context.Set("aws:FederatedProvider", provider.arn());
  context.Set("aws:ResourceAccount", role.account);
  context.Set(provider.url + ":sub", token.subject);
  context.Set(provider.url + ":aud", token.audience);
  context.Set(provider.url + ":oaud", token.audience);
  const policy::Request request(policy::Principal::Federated(provider.arn()), std::string(kWebIdentityAction),
                                role.arn(), role.account, std::move(context));
  policy::PolicyInputs inputs;
  inputs.resource = role.trust.compiled().get();
  if (policy::Decide(inputs, request).allowed()) return {PreviewVerdict::kAssumable, ""};
  const bool is_open =
      inputs.resource == nullptr || AsksForMore(policy::DocumentOf(*inputs.resource), LowerAscii(provider.url) + ":");
  return {is_open ? PreviewVerdict::kUnknown : PreviewVerdict::kRefused,
          "the trust policy of " + role.arn() + " gives it not to " + token.subject + ": " +
              policy::DenialDetail(inputs, request)};
}

}  // namespace

Preview PreviewTrust(const directory::Snapshot& snapshot, const PreviewedToken& token) {
  if (CheckRoleArn(token.role_arn)) return Refused("\"" + token.role_arn + "\" is not the ARN of a role");
  const std::string account(policy::ParseArn(token.role_arn)->account);
  if (snapshot.accounts.Find(account) == nullptr) {
    return {PreviewVerdict::kUnknown, "account " + account + " is not of this plane"};
  }
  const std::shared_ptr<const directory::Role> role = FindRoleByArn(snapshot, token.role_arn);
  if (role == nullptr) return Refused("there is no role " + token.role_arn);
  constexpr std::string_view kHttps = "https://";
  const std::string url = token.issuer.starts_with(kHttps) ? token.issuer.substr(kHttps.size()) : token.issuer;
  const auto provider = snapshot.oidc_providers.Find(partition::OwnArn() + "iam::" + account + ":oidc-provider/" + url);
  if (provider == nullptr) {
    return Refused("account " + account + " has no OpenID Connect provider for https://" + url);
  }
  if (std::ranges::count(provider->client_ids, token.audience) == 0) {
    return Refused("the provider " + provider->arn() + " does not list the audience " + token.audience);
  }
  return PreviewPolicy(*role, *provider, token);
}

}  // namespace rolecall::services::sts
