// Links of an explanation: the OIDC provider of the token's issuer, and the token.
#include <algorithm>

#include "access/explain/chain.h"
#include "base/clock.h"
#include "base/text.h"
#include "diag/diagnostic.h"

namespace rolecall::access {
namespace {

constexpr std::int64_t kTolerance = 300;  // seconds that AWS grants on both sides

std::string WithoutSlashes(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// A provider that is nearly right, and in what it differs.
struct NearProvider {
  const OidcProvider* provider = nullptr;
  std::string code, difference;
};

NearProvider FindNear(const IdentityModel& model, const std::string& url, const std::string& account) {
  NearProvider near;
  for (const OidcProvider& provider : model.providers) {
    const bool here = AccountOf(provider.arn) == account;
    if (provider.url == url && !here) {
      return {&provider, "provider-account",
              "but in account " + AccountOf(provider.arn) +
                  ": a provider counts only "
                  "in the role's own account"};
    }
    if (!here) continue;
    if (WithoutSlashes(provider.url) == WithoutSlashes(url)) {
      return {&provider, "issuer-trailing-slash", "which differs by a slash at the end: issuers are compared exactly"};
    }
    if (LowerAscii(provider.url) == LowerAscii(url)) {
      return {&provider, "issuer-case", "which differs by upper and lower case: issuers are compared exactly"};
    }
    const bool same_host = provider.url.substr(0, provider.url.find('/')) == url.substr(0, url.find('/'));
    if (same_host && near.provider == nullptr) {
      near = {&provider, "issuer-other-cluster", "the issuer of another cluster"};
    }
  }
  return near;
}

std::string Time(std::int64_t seconds) { return FormatIso8601(FromUnixSeconds(seconds)); }

// A list is taken as complete if it was read from the account, or if the configuration manages providers there.
bool KnowsProviders(const IdentityModel& model, const std::string& account) {
  if (model.providers_complete) return true;
  return std::any_of(model.providers.begin(), model.providers.end(),
                     [&](const OidcProvider& provider) { return AccountOf(provider.arn) == account; });
}

ChainLink CheckTimes(const TokenFacts& token, std::int64_t now) {
  if (token.expires_at && now - kTolerance >= *token.expires_at) {
    return Bad(
        "", "token-expired",
        "the token expired at " + Time(*token.expires_at) + ", " + std::to_string(now - *token.expires_at) + " s ago");
  }
  if (token.not_before && now + kTolerance < *token.not_before) {
    return Bad("", "token-not-yet-valid", "the token is valid only from " + Time(*token.not_before));
  }
  if (token.issued_at && *token.issued_at > now + kTolerance) {
    return Bad("", "token-from-the-future", "the token was issued at " + Time(*token.issued_at) + ": a clock is wrong");
  }
  return Good("", "");
}

ChainLink CheckClaims(const ChainState& state) {
  const TokenFacts& token = state.question.token;
  for (const auto& [name, missing] :
       std::initializer_list<std::pair<const char*, bool>>{{"aud", token.audiences.empty()},
                                                           {"sub", !token.subject},
                                                           {"iat", !token.issued_at},
                                                           {"exp", !token.expires_at}}) {
    if (!missing) continue;
    ChainLink link = Bad("", std::string("token-no-") + name, "the token has no claim " + std::string(name));
    if (std::string(name) == "aud") link.verdict += ": it is a service account's old secret token, not a projected one";
    return link;
  }
  const std::string wanted =
      "system:serviceaccount:" + state.question.account->first + ":" + state.question.account->second;
  // Subjects of other issuers (GitHub: "repo:…") name no service account.
  if (token.subject->starts_with("system:serviceaccount:") && *token.subject != wanted) {
    return Bad("", "token-subject",
               "the token is that of " + *token.subject + ", not of " + wanted +
                   ": the pod runs as another service "
                   "account");
  }
  if (token.audiences.size() > 1 && token.authorized_party.empty()) {
    return Bad("", "token-audiences", "the token has several audiences and no azp");
  }
  return CheckTimes(token, state.question.now);
}

ChainLink WrongAudience(ChainState& state, const std::string& audience) {
  std::string known;
  for (const std::string& id : state.provider->client_ids) known += (known.empty() ? "" : ", ") + id;
  ChainLink link =
      Bad("", "token-audience",
          "the token's audience " + audience + " is not a client ID of the provider (it has: " + known + ")",
          state.provider->origin);
  const ServiceAccount* account =
      state.question.model->FindServiceAccount(state.question.account->first, state.question.account->second);
  if (account != nullptr && account->audience == audience) {
    link.verdict += "; it is that of the service account's annotation";
    link.origin = account->origin;
  }
  const auto near = diag::DidYouMean(audience, state.provider->client_ids);
  if (near) link.details.push_back("nearest: " + *near);
  state.advice = "aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn " +
                 state.provider->arn + " --client-id " + audience;
  return link;
}

}  // namespace

ChainLink CheckProvider(ChainState& state) {
  const ExplainQuestion& question = state.question;
  if (!question.token.malformed.empty()) {
    return Bad("", "token-malformed", "what was given is no token: " + question.token.malformed);
  }
  if (!question.token.issuer.starts_with("https://")) {
    return Bad("", "issuer-scheme",
               question.token.issuer.empty()
                   ? "the token's issuer is not known: give --issuer"
                   : "the token's issuer " + question.token.issuer + " does not start with https://");
  }
  const std::string account = state.role->account;
  state.provider_url = WithoutScheme(question.token.issuer);
  state.provider_arn =
      "arn:" + PartitionOf(state.role->arn) + ":iam::" + account + ":oidc-provider/" + state.provider_url;
  state.provider = question.model->FindProvider(state.provider_url, account);
  const std::string issuer_note =
      question.issuer_source.empty() ? "" : "issuer " + question.token.issuer + ": " + question.issuer_source;
  if (state.provider != nullptr) {
    ChainLink link = Good("", state.provider->arn + " is registered");
    if (!issuer_note.empty()) link.details.push_back(issuer_note);
    link.origin = state.provider->origin;
    return link;
  }
  const NearProvider near = FindNear(*question.model, state.provider_url, account);
  const bool decided = near.provider != nullptr && near.code != "issuer-other-cluster";
  if (!decided && !KnowsProviders(*question.model, account)) {
    ChainLink link = Good("", state.provider_arn + " is not managed here; taken as registered");
    if (!issuer_note.empty()) link.details.push_back(issuer_note);
    return link;
  }
  ChainLink link = Bad("", near.provider == nullptr ? "provider-missing" : near.code,
                       "account " + account + " has no OIDC provider for the token's issuer " + question.token.issuer,
                       near.provider == nullptr ? Origin() : near.provider->origin);
  if (near.provider != nullptr) {
    link.verdict += "; there is " + near.provider->arn + ", " + near.difference;
    link.details.push_back("nearest: " + near.provider->url);
  }
  state.advice = "aws iam create-open-id-connect-provider --url " + question.token.issuer + " --client-id-list " +
                 question.token.Audience();
  return link;
}

ChainLink CheckToken(ChainState& state) {
  const TokenFacts& token = state.question.token;
  ChainLink link = CheckClaims(state);
  if (!link.good) return link;
  const std::string audience = token.Audience();
  if (state.provider != nullptr) {
    const std::vector<std::string>& ids = state.provider->client_ids;
    const bool lacks = std::find(ids.begin(), ids.end(), audience) == ids.end();
    if (lacks && state.provider->KnowsClientIds()) return WrongAudience(state, audience);
  }
  link = Good("", (token.given ? "" : "would have ") + ("subject " + *token.subject) + ", audience " + audience);
  link.details.push_back("issuer " + token.issuer);
  link.details.push_back("valid until " + Time(*token.expires_at));
  return link;
}

}  // namespace rolecall::access
