// Service accounts by name, and the part of them that matters here: their annotations.
//
// Values; any thread.
#ifndef ROLECALL_KUBE_SERVICE_ACCOUNT_H_
#define ROLECALL_KUBE_SERVICE_ACCOUNT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rolecall::kube {

// Namespace and name.
using ServiceAccountName = std::pair<std::string, std::string>;

// "NAMESPACE/NAME"; nothing if it is not of that form.
std::optional<ServiceAccountName> ParseServiceAccountName(std::string_view text);

struct ServiceAccount {
  std::map<std::string, std::string> annotations;
};

// Whether an annotation is one that the webhook reads, whatever its prefix: ".../role-arn" and so on. What others keep
// in annotations (kubectl a whole object) need not be kept in memory.
bool IsIdentityAnnotation(std::string_view name);

// A whole number as Go's strconv.ParseInt(text, 10, 64) reads it: a sign, digits and nothing else.
std::optional<std::int64_t> ParseGoInt(std::string_view text);
// The seconds of a token-expiration annotation, within kMinTokenExpiration and kMaxTokenExpiration; nothing if it is no
// number.
std::optional<std::int64_t> ParseTokenExpiration(std::string_view text);

// True if the text looks like a role's ARN: arn:aws…:iam::12 digits:role/…
bool IsRoleArn(std::string_view text);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_SERVICE_ACCOUNT_H_
