// What trust and resource policies must satisfy when they are written.
#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/shared_issuers.h"
#include "policy/storable/write_checks.h"

namespace rolecall::policy {
namespace {

using Check = std::optional<Malformed>;

constexpr std::string_view kTrustActions[] = {
    "sts:assumerole",        "sts:assumerolewithsaml", "sts:assumerolewithwebidentity",
    "sts:setsourceidentity", "sts:tagsession",         "sts:setcontext",
};

Check CheckTrustAction(const Statement& statement) {
  for (const Text& action : statement.actions) {
    std::string lower = LowerAscii(action.value);
    bool known = std::find(std::begin(kTrustActions), std::end(kTrustActions), lower) != std::end(kTrustActions);
    if (known && !statement.not_action) continue;
    return Malformed{
        "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and "
        "sts:AssumeRoleWithWebIdentity",
        action.span.begin, "sts:TagSession and sts:SetSourceIdentity may be there too"};
  }
  return std::nullopt;
}

// The issuer of a web identity stands in keys without its scheme.
Check CheckTrustKeys(const Statement& statement) {
  for (const Condition& condition : statement.conditions) {
    const std::string lower = LowerAscii(condition.key);
    if (!lower.starts_with("https://") && !lower.starts_with("http://")) continue;
    return Malformed{"Condition can contain only one colon.", condition.key_span.begin,
                     "a condition key has the issuer without https://"};
  }
  return std::nullopt;
}

bool IsDomain(std::string_view text) {
  if (text.find('.') == std::string_view::npos || text.front() == '.' || text.back() == '.') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return IsAsciiDigit(c) || IsAsciiLetter(c) || c == '-' || c == '.'; });
}

bool IsOf(const Arn& arn, std::string_view partition) { return partition.empty() || arn.partition == partition; }

bool IsProvider(std::string_view text, std::string_view partition) {
  std::optional<Arn> arn = ParseArn(text);
  if (!arn) return IsDomain(text);
  if (!IsOf(*arn, partition)) return false;
  if (arn->service != "iam" || !IsAccountId(arn->account)) return false;
  return (arn->resource.starts_with("oidc-provider/") && arn->resource.size() > 14) ||
         (arn->resource.starts_with("saml-provider/") && arn->resource.size() > 14);
}

bool IsUniqueId(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && text[0] == 'A' &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || IsAsciiDigit(c); });
}

// An account, an ARN of somebody who can call, or a unique id. No wildcard but "*" alone.
bool IsAwsPrincipal(std::string_view text, std::string_view partition) {
  if (text == "*" || IsAccountId(text) || IsUniqueId(text)) return true;
  std::optional<Arn> arn = ParseArn(text);
  if (!arn || !IsOf(*arn, partition) || !IsAccountId(arn->account) ||
      text.find_first_of("*?") != std::string_view::npos)
    return false;
  if (arn->service == "iam") {
    return arn->resource == "root" || arn->resource.starts_with("user/") || arn->resource.starts_with("role/");
  }
  if (arn->service != "sts") return false;
  if (arn->resource.starts_with("federated-user/")) return true;
  return arn->resource.starts_with("assumed-role/") && std::count(arn->resource.begin(), arn->resource.end(), '/') == 2;
}

bool IsService(std::string_view text) { return IsDomain(text) && text.find_first_of("*?") == std::string_view::npos; }

std::string InvalidPrincipal(std::string_view type, std::string_view value) {
  return "Invalid principal in policy: \"" + std::string(type) + "\":\"" + std::string(value) + "\"";
}

std::string PrincipalError(const PrincipalText& principal, std::string_view partition) {
  switch (principal.type) {
    case PrincipalType::kEveryone: return "";
    case PrincipalType::kCanonicalUser:
      return principal.value.find_first_of("*?") == std::string::npos
                 ? ""
                 : InvalidPrincipal("CanonicalUser", principal.value);
    case PrincipalType::kAws:
      return IsAwsPrincipal(principal.value, partition) ? "" : InvalidPrincipal("AWS", principal.value);
    case PrincipalType::kService: return IsService(principal.value) ? "" : InvalidPrincipal("SERVICE", principal.value);
    case PrincipalType::kFederated:
      return IsProvider(principal.value, partition)
                 ? ""
                 : "Federated principals must be valid domain names or SAML metadata ARNs";
  }
  return "";
}

}  // namespace

std::optional<Malformed> CheckPrincipals(const Document& document, std::string_view partition) {
  for (const Statement& statement : document.statements) {
    if (!statement.has_principal) {
      return Malformed{"Missing required field Principal", statement.span.begin, ""};
    }
    for (const PrincipalText& principal : statement.principals) {
      std::string error = PrincipalError(principal, partition);
      if (!error.empty()) return Malformed{std::move(error), principal.span.begin, ""};
    }
  }
  return std::nullopt;
}

std::optional<Malformed> CheckTrust(const Document& document, std::string_view partition) {
  for (const Statement& statement : document.statements) {
    if (Check refused = CheckTrustKeys(statement)) return refused;
    if (statement.has_resource) {
      return Malformed{"Has prohibited field Resource.", statement.span.begin, "a trust policy is about its own role"};
    }
  }
  for (const Statement& statement : document.statements) {
    if (Check refused = CheckTrustAction(statement)) return refused;
    if (statement.not_principal) {
      return Malformed{"Has prohibited field NotPrincipal.", statement.span.begin, ""};
    }
  }
  if (Check refused = CheckPrincipals(document, partition)) return refused;
  return CheckSharedIssuers(document);
}

}  // namespace rolecall::policy
