#include "policy/storable/public_access.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::policy {
namespace {

// "To be considered non-public, a bucket policy must grant access only to fixed values (values that don't contain a
// wildcard or an AWS Identity and Access Management Policy Variable) for one or more of the following: an AWS
// principal, user, role, or service principal (for example, aws:PrincipalOrgID); a set of CIDRs, using aws:SourceIp;
// aws:SourceArn; aws:SourceVpc; aws:SourceVpce; aws:SourceOwner; aws:SourceAccount; aws:userid, outside the pattern
// "AROLEID:*"; s3:DataAccessPointArn; s3:DataAccessPointAccount."
constexpr std::string_view kFixingKeys[] = {
    "aws:principalorgid",    "aws:principalorgpaths",    "aws:principalarn", "aws:principalaccount", "aws:sourcearn",
    "aws:sourcevpc",         "aws:sourcevpce",           "aws:sourceowner",  "aws:sourceaccount",    "aws:userid",
    "s3:dataaccesspointarn", "s3:dataaccesspointaccount"};

bool IsFixedText(std::string_view value) {
  return !value.empty() && value.find_first_of("*?") == std::string_view::npos &&
         value.find("${") == std::string_view::npos;
}

bool IsPrivateAddress(const IpNetwork& network) {
  for (const char* range : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}) {
    const std::optional<IpNetwork> known = ParseIpNetwork(range);
    if (known && network.prefix >= known->prefix && Contains(*known, network.address)) return true;
  }
  return false;
}

// "Bucket policies that grant access conditioned on the aws:SourceIp condition key with very broad IP ranges (for
// example, 0.0.0.0/1) are evaluated as public. This includes values broader than /8 for IPv4 and /32 for IPv6
// (excluding RFC1918 private ranges)."
bool IsFixedNetwork(std::string_view value) {
  const std::optional<IpNetwork> network = ParseIpNetwork(value);
  if (!network) return false;
  const bool is_v6 = value.find(':') != std::string_view::npos;
  return network->prefix >= (is_v6 ? 32 : 8) || IsPrivateAddress(*network);
}

// Whether the condition can only hold for a fixed set of callers. Operators that also hold when the key is absent
// (…IfExists, ForAllValues, negated ones) fix nothing.
bool FixesCallers(const Condition& condition) {
  const Operator& op = condition.op;
  if (op.negated || op.if_exists || op.qualifier == SetQualifier::kForAllValues) return false;
  if (condition.values.empty()) return false;
  const std::string key = LowerAscii(condition.key);
  const auto all = [&](auto is_fixed) {
    return std::all_of(condition.values.begin(), condition.values.end(),
                       [&](const Text& value) { return is_fixed(value.value); });
  };
  if (op.kind() == ValueKind::kAddress) return key == "aws:sourceip" && all(IsFixedNetwork);
  if (op.kind() != ValueKind::kText && op.kind() != ValueKind::kArn) return false;
  return std::find(std::begin(kFixingKeys), std::end(kFixingKeys), key) != std::end(kFixingKeys) && all(IsFixedText);
}

bool IsFixedPrincipal(const PrincipalText& principal) {
  return principal.type != PrincipalType::kEveryone && IsFixedText(principal.value);
}

bool IsPublicStatement(const Statement& statement) {
  if (statement.effect != Effect::kAllow) return false;
  const bool fixed = !statement.not_principal &&
                     std::all_of(statement.principals.begin(), statement.principals.end(), IsFixedPrincipal);
  return !fixed && std::none_of(statement.conditions.begin(), statement.conditions.end(), FixesCallers);
}

}  // namespace

bool IsPublic(const Document& document) {
  return std::any_of(document.statements.begin(), document.statements.end(), IsPublicStatement);
}

}  // namespace rolecall::policy
