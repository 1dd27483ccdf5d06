#include "services/sts/names.h"

#include <algorithm>

#include "base/text.h"
#include "directory/managed_policies.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "policy/storable/validate.h"
#include "services/query_tags.h"

namespace rolecall::services::sts {
namespace {

constexpr std::int64_t kDefaultSeconds = 3600;

using aws::ErrorShape;
using services::Charset;
using services::Checked;
using services::ParameterRule;

// What a session may carry, in units of our own. How AWS packs and compresses is not documented. Measured there: six
// tags of 324 bytes take 37 % (much of them one letter again and again), six transitive ones of 286 bytes 74 %, both
// 112 %. Differs from AWS: nothing is compressed here, so a little fits there that is refused here.
constexpr std::size_t kPackedUnits = 4096;
constexpr std::size_t kUnitsPerTagByte = 8;
constexpr std::size_t kBytesPerArnUnit = 4;

}  // namespace

std::optional<ErrorShape> CheckRoleArn(const std::string& text) {
  std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (arn.has_value() && arn->service == "iam" && policy::IsAccountId(arn->account) && !arn->resource.empty()) {
    return std::nullopt;
  }
  return ErrorShape{400, "ValidationError", text + " is invalid"};
}

std::optional<ErrorShape> CheckTags(const directory::Tags& tags) {
  return services::CheckQueryTags(tags, "InvalidParameterValue");
}

Checked<directory::Tags> ReadTags(const services::Call& call) {
  return services::ReadQueryTags(call.parameters, "InvalidParameterValue");
}

std::optional<ErrorShape> CheckTransitiveKeys(const std::vector<std::string>& keys, const directory::Tags& tags) {
  for (const std::string& key : keys) {
    const auto is_of_key = [&](const auto& tag) { return EqualsIgnoringAsciiCase(tag.first, key); };
    if (std::none_of(tags.begin(), tags.end(), is_of_key)) {
      return ErrorShape{400, "InvalidParameterValue",
                        "The specified transitive tag key must be included in the requested tags."};
    }
  }
  return std::nullopt;
}

std::optional<ErrorShape> ReadSessionPolicies(const services::Call& call, const std::string& account,
                                              directory::Session& session) {
  if (const std::string* text = call.parameters.Find("Policy")) {
    if (auto malformed = policy::CheckForWrite(*text, policy::WriteKind::kSession, partition::Own().name)) {
      return ErrorShape{400, "MalformedPolicyDocument", malformed->message};
    }
    session.session_policy = *text;
    session.has_session_policies = true;
  }
  for (std::size_t i = 1; i <= call.parameters.Count("PolicyArns"); ++i) {
    const std::string* arn = call.parameters.Field("PolicyArns", i, "arn");
    std::optional<policy::Arn> parsed = arn == nullptr ? std::nullopt : policy::ParseArn(*arn);
    if (!parsed.has_value() || parsed->service != "iam" || !parsed->resource.starts_with("policy/")) {
      return ErrorShape{400, "ValidationError", (arn == nullptr ? "policyArn" : *arn) + " is invalid"};
    }
    const auto found = directory::FindPolicy(*call.snapshot, *arn);
    if (found == nullptr || (found->account != directory::kAwsOwner && found->account != account)) {
      return ErrorShape{400, "MalformedPolicyDocument", "PolicyArn " + *arn + " does not exist or is not attachable."};
    }
    session.session_policy_arns.push_back(*arn);
    session.has_session_policies = true;
  }
  return std::nullopt;
}

Checked<int> PackedSize(const directory::Session& session) {
  std::size_t units = session.session_policy.size();
  for (const std::string& text : session.scope_down_policies) units += text.size();
  for (const std::string& arn : session.session_policy_arns) units += arn.size() / kBytesPerArnUnit;
  std::size_t tag_bytes = 0;
  for (const auto& tag : session.tags) tag_bytes += tag.first.size() + tag.second.size();
  for (const std::string& key : session.transitive_tag_keys) tag_bytes += key.size();
  units += tag_bytes * kUnitsPerTagByte;
  const int percent = static_cast<int>((units * 100 + kPackedUnits - 1) / kPackedUnits);
  if (percent > 100) {
    return ErrorShape{400, "PackedPolicyTooLarge",
                      "Packed size of session tags consumes " + std::to_string(percent) + "% of allotted space."};
  }
  return percent;
}

services::Checked<std::int64_t> RequestedSeconds(const services::Call& call, const directory::Role& role) {
  if (!call.parameters.Has("DurationSeconds")) return kDefaultSeconds;
  const std::int64_t seconds = services::ParseInteger(call.parameters.Get("DurationSeconds")).value_or(kDefaultSeconds);
  if (seconds > role.max_session_seconds) {
    return aws::ErrorShape{400, "ValidationError",
                           "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."};
  }
  return seconds;
}

std::string CredentialsXml(const directory::SessionCredentials& credentials) {
  aws::XmlWriter xml;
  xml.Open("Credentials").Text("AccessKeyId", credentials.access_key_id);
  xml.Text("SecretAccessKey", credentials.secret.Reveal()).Text("SessionToken", credentials.token);
  xml.Text("Expiration", FormatIso8601(credentials.expires)).Close();
  return xml.Take();
}

}  // namespace rolecall::services::sts
