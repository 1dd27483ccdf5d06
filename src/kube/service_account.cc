#include "kube/service_account.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "kube/webhook_settings.h"

namespace rolecall::kube {

std::optional<ServiceAccountName> ParseServiceAccountName(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return std::nullopt;
  const std::string_view name = text.substr(slash + 1);
  if (name.find('/') != std::string_view::npos) return std::nullopt;
  return ServiceAccountName(text.substr(0, slash), name);
}

bool IsIdentityAnnotation(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"/role-arn", "/audience", "/sts-regional-endpoints",
                                                      "/token-expiration"};
  return std::ranges::any_of(kNames, [name](std::string_view known) { return name.ends_with(known); });
}

std::optional<std::int64_t> ParseGoInt(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return ParseInt<std::int64_t>(text);
}

std::optional<std::int64_t> ParseTokenExpiration(std::string_view text) {
  const std::optional<std::int64_t> seconds = ParseGoInt(text);
  if (!seconds) return std::nullopt;
  return std::clamp(*seconds, kMinTokenExpiration, kMaxTokenExpiration);
}

bool IsRoleArn(std::string_view text) {
  if (!text.starts_with("arn:aws")) return false;
  text.remove_prefix(7);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const auto is_partition = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-'; };
  if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_partition)) return false;
  text.remove_prefix(colon);
  if (!text.starts_with(":iam::") || text.size() < 24) return false;
  const std::string_view account = text.substr(6, 12);
  if (!std::all_of(account.begin(), account.end(), IsAsciiDigit)) return false;
  text.remove_prefix(18);
  const auto is_name = [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view("_-/.@+=,").find(c) != std::string_view::npos;
  };
  return text.starts_with(":role/") && text.size() > 6 && std::all_of(text.begin() + 6, text.end(), is_name);
}

}  // namespace rolecall::kube
