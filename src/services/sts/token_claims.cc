#include "services/sts/token_claims.h"

#include <algorithm>

#include "services/parameters.h"
#include "services/sts/names.h"

namespace rolecall::services::sts {
namespace {

namespace bj = boost::json;
using aws::ErrorShape;

constexpr std::string_view kTags = "https://aws.amazon.com/tags";
constexpr std::string_view kFlatTag = "https://aws.amazon.com/tags/principal_tags/";
constexpr std::string_view kFlatTransitive = "https://aws.amazon.com/tags/transitive_tag_keys";
constexpr std::string_view kSourceIdentity = "https://aws.amazon.com/source_identity";
constexpr std::string_view kRoles = "https://aws.amazon.com/roles";

constexpr std::size_t kMaxPresentedBytes = 256;  // of each of a token's texts

// Not through the middle of a character.
std::string_view Shortened(std::string_view text) {
  if (text.size() <= kMaxPresentedBytes) return text;
  std::size_t end = kMaxPresentedBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

ErrorShape BadTags() { return InvalidToken("principal_tags passed in claim is not in correct format."); }

// A tag's value is a list of exactly one string.
std::optional<std::string> TagValue(const bj::value& value) {
  std::optional<std::vector<std::string>> list = ClaimList(value);
  if (!list.has_value() || list->size() != 1) return std::nullopt;
  return list->front();
}

bool ReadNestedTags(const bj::value& claim, WebIdentity& identity) {
  if (!claim.is_object()) return false;
  if (const bj::value* tags = claim.get_object().if_contains("principal_tags")) {
    if (!tags->is_object()) return false;
    for (const auto& entry : tags->get_object()) {
      std::optional<std::string> value = TagValue(entry.value());
      if (!value.has_value()) return false;
      identity.tags.emplace_back(std::string(entry.key()), *value);
    }
  }
  if (const bj::value* keys = claim.get_object().if_contains("transitive_tag_keys")) {
    std::optional<std::vector<std::string>> list = ClaimList(*keys);
    if (!list.has_value()) return false;
    identity.transitive_tag_keys = *std::move(list);
  }
  return true;
}

bool ReadFlatTags(const bj::object& claims, WebIdentity& identity) {
  for (const auto& entry : claims) {
    const std::string_view name(entry.key().data(), entry.key().size());
    if (name.starts_with(kFlatTag)) {
      std::optional<std::string> value = TagValue(entry.value());
      if (!value.has_value()) return false;
      identity.tags.emplace_back(std::string(name.substr(kFlatTag.size())), *value);
    } else if (name == kFlatTransitive) {
      std::optional<std::vector<std::string>> list = ClaimList(entry.value());
      if (!list.has_value()) return false;
      identity.transitive_tag_keys = *std::move(list);
    }
  }
  return true;
}

}  // namespace

std::string PresentedText(const WebIdentity& identity) {
  return " (presented: issuer https://" + std::string(Shortened(identity.provider->url)) + ", subject " +
         std::string(Shortened(identity.subject)) + ", audience " + std::string(Shortened(identity.audience)) + ")";
}

ErrorShape InvalidToken(std::string message) { return {400, "InvalidIdentityToken", std::move(message)}; }

std::optional<std::string> ClaimText(const bj::value& claim) {
  if (claim.is_string()) return std::string(claim.get_string().data(), claim.get_string().size());
  if (claim.is_int64()) return std::to_string(claim.get_int64());
  if (claim.is_uint64()) return std::to_string(claim.get_uint64());
  return std::nullopt;
}

std::optional<std::vector<std::string>> ClaimList(const bj::value& claim) {
  std::vector<std::string> list;
  if (claim.is_string()) {
    list.emplace_back(claim.get_string().data(), claim.get_string().size());
    return list;
  }
  if (!claim.is_array()) return std::nullopt;
  for (const bj::value& item : claim.get_array()) {
    if (!item.is_string()) return std::nullopt;
    list.emplace_back(item.get_string().data(), item.get_string().size());
  }
  return list;
}

services::Checked<std::int64_t> ClaimTime(const bj::value& claim) {
  if (claim.is_int64()) return claim.get_int64();
  std::optional<std::string> text = ClaimText(claim);
  std::optional<long long> seconds = text.has_value() ? services::ParseInteger(*text) : std::nullopt;
  if (!seconds.has_value()) return InvalidToken("Invalid timestamp in token claims.");
  return static_cast<std::int64_t>(*seconds);
}

std::optional<ErrorShape> ReadSessionClaims(const bj::object& claims, WebIdentity& identity) {
  const bj::value* nested = claims.if_contains(bj::string_view(kTags.data(), kTags.size()));
  if (nested != nullptr && !ReadNestedTags(*nested, identity)) return BadTags();
  if (nested == nullptr && !ReadFlatTags(claims, identity)) return BadTags();
  ROLECALL_RETURN_IF_ERROR(CheckTags(identity.tags));
  ROLECALL_RETURN_IF_ERROR(CheckTransitiveKeys(identity.transitive_tag_keys, identity.tags));
  const bj::value* source = claims.if_contains(bj::string_view(kSourceIdentity.data(), kSourceIdentity.size()));
  if (source == nullptr) return std::nullopt;
  std::optional<std::string> text = source->is_string() ? ClaimText(*source) : std::nullopt;
  if (!text.has_value() || text->size() < 2 || text->size() > 64 || text->starts_with("aws:") ||
      !services::InCharset(*text, services::Charset::kSessionName)) {
    return InvalidToken("source_identity passed in claim is not in correct format.");
  }
  identity.source_identity = *std::move(text);
  return std::nullopt;
}

std::optional<ErrorShape> CheckRolesClaim(const bj::object& claims, std::string_view role_arn, WebIdentity& identity) {
  const bj::value* roles = claims.if_contains(bj::string_view(kRoles.data(), kRoles.size()));
  if (roles == nullptr) return std::nullopt;
  for (const std::string& item : ClaimList(*roles).value_or(std::vector<std::string>())) {
    for (std::string_view rest = item; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      if (rest.substr(0, end) == role_arn) {
        identity.role_is_listed = true;
        return std::nullopt;
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return InvalidToken("The target role ARN is not present in the roles claim of the identity token");
}

}  // namespace rolecall::services::sts
