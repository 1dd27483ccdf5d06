#include "server/cells/request_account.h"

#include <algorithm>
#include <string_view>

#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "base/text.h"
#include "directory/ids.h"
#include "policy/document/arn.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostFormBytes = 128u << 10;  // what an unsigned call may send
constexpr std::size_t kMostParameters = 4096;

struct RoleParameters {
  std::string action, role;
  bool is_clear = true;  // each once at most, and readable
};

// The two parameters of "a=b&c=d"; the others, which may be large, are passed over.
RoleParameters FindRoleParameters(std::string_view text) {
  RoleParameters found;
  std::size_t count = 0;
  while (!text.empty() && found.is_clear) {
    const std::string_view piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    const std::size_t equals = std::min(piece.find('='), piece.size());
    const std::string_view raw_name = piece.substr(0, equals);
    if (++count > kMostParameters) found.is_clear = false;
    // No name that is looked for is longer, with every letter of it escaped.
    if (raw_name.size() > 24) continue;
    const std::optional<std::string> name = PercentDecode(raw_name, true);
    if (name != "Action" && name != "RoleArn") continue;
    std::string& place = *name == "Action" ? found.action : found.role;
    const auto value = PercentDecode(piece.substr(std::min(equals + 1, piece.size())), true);
    if (!value || value->empty() || !place.empty()) found.is_clear = false;
    place = value.value_or("");
  }
  return found;
}

bool IsCallForm(const http::Request& request) {
  return request.headers.Get("Content-Type").starts_with("application/x-www-form-urlencoded");
}

std::optional<std::string> AccountOfRole(std::string_view text) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn || arn->service != "iam" || !policy::IsAccountId(arn->account)) return std::nullopt;
  return std::string(arn->account);
}

// Elsewhere are pages and buckets, which are the plane's that is asked, whatever their query says.
std::optional<std::string> AccountOfUnsigned(const http::Request& request) {
  if (request.path() != "/") return std::nullopt;
  const std::string_view text = IsCallForm(request) ? std::string_view(request.body) : request.query();
  if (text.size() > kMostFormBytes) return std::nullopt;
  const RoleParameters found = FindRoleParameters(text);
  if (!found.is_clear) return std::nullopt;
  if (found.action != "AssumeRoleWithWebIdentity" && found.action != "AssumeRoleWithSAML") return std::nullopt;
  return AccountOfRole(found.role);
}

}  // namespace

std::optional<std::string> AccountOfRequest(const http::Request& request) {
  // The node itself: its log, its state, its page.
  if (request.path().starts_with("/_rolecall/")) return std::nullopt;
  if (!aws::HasClaim(request)) return AccountOfUnsigned(request);
  aws::Claim claim;
  if (aws::ParseClaim(request, claim)) return std::nullopt;
  return directory::AccountOfAccessKeyId(claim.access_key_id);
}

}  // namespace rolecall::server
