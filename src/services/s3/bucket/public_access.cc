#include "services/s3/bucket/public_access.h"

#include <algorithm>

#include "base/text.h"
#include "services/s3/bucket/errors.h"

namespace rolecall::services::s3::bucket {
namespace {

struct Setting {
  std::string_view element;
  bool PublicAccessBlock::*flag;
};

constexpr Setting kSettings[] = {{"BlockPublicAcls", &PublicAccessBlock::block_acls},
                                 {"IgnorePublicAcls", &PublicAccessBlock::ignore_acls},
                                 {"BlockPublicPolicy", &PublicAccessBlock::block_policy},
                                 {"RestrictPublicBuckets", &PublicAccessBlock::restrict_buckets}};

// "To be considered non-public, a bucket policy must grant access only to fixed values (values that don't contain a
// wildcard or an AWS Identity and Access Management Policy Variable) for one or more of the following: an AWS principal,
// user, role, or service principal (for example, aws:PrincipalOrgID); a set of CIDRs, using aws:SourceIp; aws:SourceArn;
// aws:SourceVpc; aws:SourceVpce; aws:SourceOwner; aws:SourceAccount; aws:userid, outside the pattern "AROLEID:*";
// s3:DataAccessPointArn; s3:DataAccessPointAccount."
constexpr std::string_view kFixingKeys[] = {"aws:principalorgid", "aws:principalorgpaths", "aws:principalarn",
                                            "aws:principalaccount", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce",
                                            "aws:sourceowner", "aws:sourceaccount", "aws:userid",
                                            "s3:dataaccesspointarn", "s3:dataaccesspointaccount"};

bool IsFixedText(std::string_view value) {
  return !value.empty() && value.find_first_of("*?") == value.npos && value.find("${") == value.npos;
}

bool IsPrivateAddress(const policy::IpNetwork& network) {
  for (const char* range : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}) {
    const std::optional<policy::IpNetwork> known = policy::ParseIpNetwork(range);
    if (known && network.prefix >= known->prefix && policy::Contains(*known, network.address)) return true;
  }
  return false;
}

// "Bucket policies that grant access conditioned on the aws:SourceIp condition key with very broad IP ranges (for
// example, 0.0.0.0/1) are evaluated as public. This includes values broader than /8 for IPv4 and /32 for IPv6 (excluding
// RFC1918 private ranges)."
bool IsFixedNetwork(std::string_view value) {
  const std::optional<policy::IpNetwork> network = policy::ParseIpNetwork(value);
  if (!network) return false;
  const bool is_v6 = value.find(':') != value.npos;
  return network->prefix >= (is_v6 ? 32 : 8) || IsPrivateAddress(*network);
}

// Whether the condition can only hold for a fixed set of callers. Operators that also hold when the key is absent
// (…IfExists, ForAllValues, negated ones) fix nothing.
bool FixesCallers(const policy::Condition& condition) {
  const policy::Operator& op = condition.op;
  if (op.negated || op.if_exists || op.qualifier == policy::SetQualifier::kForAllValues) return false;
  if (condition.values.empty()) return false;
  const std::string key = LowerAscii(condition.key);
  const auto all = [&](auto is_fixed) {
    return std::all_of(condition.values.begin(), condition.values.end(),
                       [&](const policy::Text& value) { return is_fixed(value.value); });
  };
  if (op.kind() == policy::ValueKind::kAddress) return key == "aws:sourceip" && all(IsFixedNetwork);
  if (op.kind() != policy::ValueKind::kText && op.kind() != policy::ValueKind::kArn) return false;
  return std::find(std::begin(kFixingKeys), std::end(kFixingKeys), key) != std::end(kFixingKeys) && all(IsFixedText);
}

bool IsFixedPrincipal(const policy::PrincipalText& principal) {
  return principal.type != policy::PrincipalType::kEveryone && IsFixedText(principal.value);
}

bool IsPublicStatement(const policy::Statement& statement) {
  if (statement.effect != policy::Effect::kAllow) return false;
  const bool fixed = !statement.not_principal && std::all_of(statement.principals.begin(), statement.principals.end(),
                                                             IsFixedPrincipal);
  return !fixed && std::none_of(statement.conditions.begin(), statement.conditions.end(), FixesCallers);
}

}  // namespace

Checked<PublicAccessBlock> ReadPublicAccessBlock(const aws::XmlNode& root) {
  if (root.name != "PublicAccessBlockConfiguration") return MalformedXml();
  PublicAccessBlock block;
  for (const aws::XmlNode& child : root.children) {
    const auto setting = std::find_if(std::begin(kSettings), std::end(kSettings),
                                      [&](const Setting& each) { return each.element == child.name; });
    const std::string text = LowerAscii(child.text);
    if (setting == std::end(kSettings) || (text != "true" && text != "false")) return MalformedXml();
    block.*(setting->flag) = text == "true";
  }
  return block;
}

std::string ShowPublicAccessBlock(const PublicAccessBlock& block) {
  aws::XmlWriter xml;
  xml.OpenWith("PublicAccessBlockConfiguration", "xmlns", aws::kS3Namespace);
  for (const Setting& setting : kSettings) xml.Bool(setting.element, block.*(setting.flag));
  return xml.Close().Take();
}

PublicAccessBlock PublicAccessOf(const directory::Bucket& bucket) {
  const auto kept = bucket.configurations.find("publicAccessBlock");
  if (kept == bucket.configurations.end()) return {};
  const Result<aws::XmlNode> xml = aws::ParseXml(kept->second);
  if (xml.ok()) {
    if (Checked<PublicAccessBlock> block = ReadPublicAccessBlock(*xml); block.ok()) return *block;
  }
  return {true, true, true, true};
}

bool IsPublicPolicy(const policy::Document& document) {
  return std::any_of(document.statements.begin(), document.statements.end(), IsPublicStatement);
}

bool HasPublicPolicy(const directory::Bucket& bucket) {
  if (!bucket.policy) return false;
  const policy::ParsedDocument parsed = policy::Parse(bucket.policy.text, policy::DocumentKind::kResource);
  return !parsed.malformed && IsPublicPolicy(parsed.document);
}

}  // namespace rolecall::services::s3::bucket
