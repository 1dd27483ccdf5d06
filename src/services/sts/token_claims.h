// Claims of a web identity token in the forms that AWS takes. For this folder only.
//
// Forms of session tags: the object "https://aws.amazon.com/tags" with "principal_tags" and "transitive_tag_keys", or
// flat claims "https://aws.amazon.com/tags/principal_tags/KEY" and ".../transitive_tag_keys". With the object there,
// the flat ones are not looked at. Errors are InvalidIdentityToken.
#ifndef ROLECALL_SERVICES_STS_TOKEN_CLAIMS_H_
#define ROLECALL_SERVICES_STS_TOKEN_CLAIMS_H_

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/checked.h"
#include "services/sts/web_identity.h"

namespace rolecall::services::sts {

aws::ErrorShape InvalidToken(std::string message);

// The text of a string or a whole number; nothing for anything else.
std::optional<std::string> ClaimText(const boost::json::value& claim);
// A string, or a list of strings; nothing for anything else.
std::optional<std::vector<std::string>> ClaimList(const boost::json::value& claim);
// Seconds since 1970: a whole number, or its text.
services::Checked<std::int64_t> ClaimTime(const boost::json::value& claim);

// Session tags and the source identity (claims "https://aws.amazon.com/…").
std::optional<aws::ErrorShape> ReadSessionClaims(const boost::json::object& claims, WebIdentity& identity);
// Whether the token's roles claim, if it has one, names the role: then `identity` says so.
std::optional<aws::ErrorShape> CheckRolesClaim(const boost::json::object& claims, std::string_view role_arn,
                                               WebIdentity& identity);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_TOKEN_CLAIMS_H_
