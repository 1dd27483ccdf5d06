#include "services/sts/saml_token.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "policy/document/arn.h"
#include "services/parameters.h"
#include "services/sts/names.h"
#include "services/sts/token_claims.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using services::Checked;

constexpr std::string_view kAttributes = "https://aws.amazon.com/SAML/Attributes/";
constexpr std::string_view kPrincipalTag = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:";
constexpr std::string_view kFormatPrefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
constexpr std::int64_t kRedeemMillis = 300000;  // "Token must be redeemed within 5 minutes of issuance"
constexpr std::int64_t kShortestSession = 900, kLongestSession = 43200;

ErrorShape NotAuthorized() { return {403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"}; }
ErrorShape NotRedeemed() {
  return {400, "ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance"};
}

// "https://signin.aws.amazon.com/saml", of a region "https://REGION.signin.aws.amazon.com/saml", of other partitions.
bool IsSignInEndpoint(std::string_view url) {
  constexpr std::string_view kEndpoints[] = {"signin.aws.amazon.com/saml", "signin.amazonaws-us-gov.com/saml",
                                             "signin.amazonaws.cn/saml"};
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return false;
  url.remove_prefix(kScheme.size());
  for (const std::string_view endpoint : kEndpoints) {
    if (url == endpoint) return true;
    if (!url.ends_with(endpoint)) continue;
    const std::string_view region = url.substr(0, url.size() - endpoint.size());
    const auto good = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-'; };
    if (region.size() > 1 && region.ends_with('.') && std::ranges::all_of(region.substr(0, region.size() - 1), good)) {
      return true;
    }
  }
  return false;
}

bool IsAudience(const std::string& audience) {
  return audience == "urn:amazon:webservices" || IsSignInEndpoint(audience);
}

// Every time that is stated must hold. Differs from AWS: no difference between clocks is forgiven at the end, five
// minutes at the beginning.
std::optional<ErrorShape> CheckSamlTimes(const saml::Assertion& assertion, std::int64_t now) {
  if (!assertion.issued.has_value() || !assertion.confirmation_ends.has_value()) {
    return InvalidToken("The response does not say when it was issued and when it ends.");
  }
  const std::int64_t start = std::max(*assertion.issued, assertion.not_before.value_or(*assertion.issued));
  if (start > now + kRedeemMillis) return InvalidToken("The response is not valid yet.");
  if (*assertion.issued + kRedeemMillis <= now || *assertion.confirmation_ends <= now) return NotRedeemed();
  if (assertion.not_on_or_after.has_value() && *assertion.not_on_or_after <= now) return NotRedeemed();
  if (assertion.session_ends.has_value() && *assertion.session_ends <= now) return NotRedeemed();
  return std::nullopt;
}

std::optional<ErrorShape> CheckReceiver(const saml::Assertion& assertion) {
  if (!IsSignInEndpoint(assertion.recipient)) return InvalidToken("Invalid recipient in the SAML response.");
  if (std::ranges::none_of(assertion.audiences, IsAudience)) {
    return InvalidToken("Response does not contain the required audience.");
  }
  return std::nullopt;
}

const std::vector<std::string>* Attribute(const saml::Assertion& assertion, std::string_view name) {
  return assertion.Find(std::string(kAttributes) + std::string(name));
}

// "ROLE,PROVIDER" or "PROVIDER,ROLE".
bool GrantsPair(const saml::Assertion& assertion, const std::string& role, const std::string& provider) {
  const std::vector<std::string>* pairs = Attribute(assertion, "Role");
  return pairs != nullptr && std::ranges::any_of(*pairs, [&](const std::string& pair) {
           const std::vector<std::string> parts = SplitStrings(pair, ',');
           if (parts.size() != 2) return false;
           const std::string_view a = Trim(parts[0]), b = Trim(parts[1]);
           return (a == role && b == provider) || (a == provider && b == role);
         });
}

// Texts of IAM's guide to errors in SAML federation.
std::optional<ErrorShape> ReadNames(SamlIdentity& identity) {
  const std::vector<std::string>* name = Attribute(identity.assertion, "RoleSessionName");
  if (name == nullptr || name->size() != 1) return InvalidToken("RoleSessionName is required in AuthnResponse");
  identity.session_name = name->front();
  const auto is_name = [](const std::string& text) {
    return text.size() >= 2 && text.size() <= 64 && services::InCharset(text, services::Charset::kSessionName);
  };
  if (!is_name(identity.session_name)) {
    return InvalidToken("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  }
  const std::vector<std::string>* source = Attribute(identity.assertion, "SourceIdentity");
  if (source == nullptr) return std::nullopt;
  if (source->size() != 1 || !is_name(source->front()) || source->front().starts_with("aws:")) {
    return InvalidToken("Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
  }
  identity.source_identity = source->front();
  return std::nullopt;
}

std::optional<ErrorShape> ReadSamlTags(SamlIdentity& identity) {
  for (const auto& [name, values] : identity.assertion.attributes) {
    if (!name.starts_with(kPrincipalTag)) continue;
    if (values.size() != 1) return InvalidToken("A PrincipalTag attribute has exactly one value.");
    identity.tags.emplace_back(name.substr(kPrincipalTag.size()), values.front());
  }
  ROLECALL_RETURN_IF_ERROR(CheckTags(identity.tags));
  if (const auto* keys = Attribute(identity.assertion, "TransitiveTagKeys")) identity.transitive_tag_keys = *keys;
  return CheckTransitiveKeys(identity.transitive_tag_keys, identity.tags);
}

std::optional<ErrorShape> ReadDuration(SamlIdentity& identity) {
  const std::vector<std::string>* values = Attribute(identity.assertion, "SessionDuration");
  if (values == nullptr) return std::nullopt;
  const auto seconds = values->size() == 1 ? services::ParseInteger(values->front()) : std::nullopt;
  if (!seconds || *seconds < kShortestSession || *seconds > kLongestSession) {
    return InvalidToken("SessionDuration in AuthnResponse is a number from 900 to 43200.");
  }
  identity.session_seconds = *seconds;
  return std::nullopt;
}

void NameSubject(SamlIdentity& identity) {
  const saml::Assertion& assertion = identity.assertion;
  const std::string_view format = assertion.subject_format;
  identity.subject_type = std::string(format.starts_with(kFormatPrefix) ? format.substr(kFormatPrefix.size()) : format);
  identity.name_qualifier =
      Base64Encode(crypto::Sha1(assertion.issuer + identity.provider->account + "/" + identity.provider->name));
}

}  // namespace

std::shared_ptr<const saml::Metadata> SamlChecker::MetadataOf(const ProviderPtr& provider) {
  std::lock_guard lock(mutex_);
  Known& known = known_[provider->arn()];
  if (known.record == provider) return known.metadata;
  Result<saml::Metadata> read = saml::ReadMetadata(provider->metadata);
  known.record = provider;
  known.metadata = read.ok() ? std::make_shared<const saml::Metadata>(*std::move(read)) : nullptr;
  return known.metadata;
}

Checked<SamlIdentity> SamlChecker::Check(const services::Call& call, const std::string& role_arn,
                                         const std::string& provider_arn) {
  SamlIdentity identity;
  identity.provider = call.snapshot->saml_providers.Find(provider_arn);
  if (identity.provider == nullptr) return InvalidToken("Specified provider doesn't exist");
  const auto metadata = MetadataOf(identity.provider);
  const std::optional<std::string> xml = Base64Decode(Trim(call.parameters.Get("SAMLAssertion")));
  if (!xml.has_value()) return InvalidToken("Invalid base64 SAMLResponse");
  if (metadata == nullptr) return InvalidToken("Response signature invalid");
  auto read = saml::ReadResponse(*xml, metadata->keys);
  if (!read.ok()) {
    const bool is_malformed = read.error() == saml::Problem::kMalformed;
    return InvalidToken(is_malformed ? "Invalid SAML response" : "Response signature invalid");
  }
  identity.assertion = *std::move(read);
  if (!identity.assertion.success) {
    return ErrorShape{403, "IDPRejectedClaim", "The identity provider did not authenticate the user."};
  }
  if (identity.assertion.issuer != metadata->entity_id) return InvalidToken("Issuer not present in specified provider");
  ROLECALL_RETURN_IF_ERROR(CheckSamlTimes(identity.assertion, UnixSeconds(call.now) * 1000));
  ROLECALL_RETURN_IF_ERROR(CheckReceiver(identity.assertion));
  if (!GrantsPair(identity.assertion, role_arn, provider_arn)) return NotAuthorized();
  ROLECALL_RETURN_IF_ERROR(ReadNames(identity));
  ROLECALL_RETURN_IF_ERROR(ReadSamlTags(identity));
  ROLECALL_RETURN_IF_ERROR(ReadDuration(identity));
  NameSubject(identity);
  return identity;
}

}  // namespace rolecall::services::sts
