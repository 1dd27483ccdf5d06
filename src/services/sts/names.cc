#include "services/sts/names.h"

#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/storable/validate.h"

namespace rolecall::services::sts {
namespace {

constexpr std::int64_t kDefaultSeconds = 3600;

using aws::ErrorShape;
using services::Charset;
using services::Checked;
using services::ParameterRule;

constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kMaxPolicyArns = 10;
// What a session may carry, in bytes of keys, values and policies. AWS packs and compresses in a way of its own.
constexpr std::size_t kPackedBytes = 4096;
// AWS answers about this much for a session without tags and policies.
constexpr std::size_t kPackedBase = 1024;

// Letters of any script, digits, spaces and "_.:/=+-@": all bytes beyond ASCII pass.
bool IsTagText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || std::string_view(" _.:/=+-@").find(c) != std::string_view::npos;
  });
}

constexpr std::string_view kTagPattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

std::optional<std::string> TagComplaint(const std::string& member, const std::string& text, bool is_key) {
  if (!IsTagText(text)) {
    return "Value '" + text.substr(0, 256) + "' at '" + member +
           "' failed to satisfy constraint: Member must satisfy regular expression pattern: " +
           std::string(kTagPattern) + (is_key ? "+" : "*");
  }
  const ParameterRule rule{.name = member, .min = is_key ? std::size_t{1} : 0, .max = is_key ? 128u : 256u};
  return services::Complaint(member, text, rule);
}

}  // namespace

std::optional<ErrorShape> CheckRoleArn(const std::string& text) {
  std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (arn.has_value() && arn->service == "iam" && policy::IsAccountId(arn->account) && !arn->resource.empty()) {
    return std::nullopt;
  }
  return ErrorShape{400, "ValidationError", text + " is invalid"};
}

std::optional<ErrorShape> CheckTags(const directory::Tags& tags) {
  std::vector<std::string> complaints;
  if (tags.size() > kMaxTags) {
    complaints.push_back(
        "Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50");
  }
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string member = "tags." + std::to_string(i + 1) + ".member.";
    if (auto complaint = TagComplaint(member + "key", tags[i].first, true)) complaints.push_back(*complaint);
    if (auto complaint = TagComplaint(member + "value", tags[i].second, false)) complaints.push_back(*complaint);
  }
  if (auto wrong = services::ValidationErrors(complaints)) return wrong;
  std::vector<std::string> keys;
  for (const auto& tag : tags) {
    keys.push_back(LowerAscii(tag.first));
    if (keys.back().starts_with("aws:")) {
      return ErrorShape{400, "InvalidParameterValue", "Tag keys with the prefix aws: are reserved."};
    }
  }
  std::sort(keys.begin(), keys.end());
  if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) {
    return ErrorShape{400, "InvalidParameterValue",
                      "Duplicate tag keys found. Please note that Tag keys are case insensitive."};
  }
  return std::nullopt;
}

Checked<directory::Tags> ReadTags(const services::Call& call) {
  directory::Tags tags;
  for (std::size_t i = 1; i <= call.parameters.Count("Tags"); ++i) {
    const std::string* key = call.parameters.Field("Tags", i, "Key");
    const std::string* value = call.parameters.Field("Tags", i, "Value");
    tags.emplace_back(key == nullptr ? "" : *key, value == nullptr ? "" : *value);
  }
  if (auto wrong = CheckTags(tags)) return *wrong;
  return tags;
}

std::optional<ErrorShape> CheckTransitiveKeys(const std::vector<std::string>& keys, const directory::Tags& tags) {
  for (const std::string& key : keys) {
    const std::string lower = LowerAscii(key);
    if (std::none_of(tags.begin(), tags.end(), [&](const auto& tag) { return LowerAscii(tag.first) == lower; })) {
      return ErrorShape{400, "InvalidParameterValue",
                        "The specified transitive tag key must be included in the requested tags."};
    }
  }
  return std::nullopt;
}

std::optional<ErrorShape> ReadSessionPolicies(const services::Call& call, directory::Session& session) {
  if (const std::string* text = call.parameters.Find("Policy")) {
    if (auto malformed = policy::CheckForWrite(*text, policy::WriteKind::kSession)) {
      return ErrorShape{400, "MalformedPolicyDocument", malformed->message};
    }
    session.session_policy = *text;
    session.has_session_policies = true;
  }
  const std::size_t count = call.parameters.Count("PolicyArns");
  if (count > kMaxPolicyArns) {
    return ErrorShape{400, "ValidationError",
                      "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must "
                      "have length less than or equal to 10"};
  }
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string* arn = call.parameters.Field("PolicyArns", i, "arn");
    std::optional<policy::Arn> parsed = arn == nullptr ? std::nullopt : policy::ParseArn(*arn);
    if (!parsed.has_value() || parsed->service != "iam" || !parsed->resource.starts_with("policy/")) {
      return ErrorShape{400, "ValidationError", (arn == nullptr ? "policyArn" : *arn) + " is invalid"};
    }
    if (call.snapshot->policies.Find(*arn) == nullptr) {
      return ErrorShape{400, "MalformedPolicyDocument", "PolicyArn " + *arn + " does not exist or is not attachable."};
    }
    session.session_policy_arns.push_back(*arn);
    session.has_session_policies = true;
  }
  return std::nullopt;
}

Checked<int> PackedSize(const directory::Session& session) {
  std::size_t bytes = kPackedBase + session.session_policy.size();
  for (const std::string& arn : session.session_policy_arns) bytes += arn.size() / 4;
  for (const auto& tag : session.tags) bytes += (tag.first.size() + tag.second.size()) / 2;
  const int percent = static_cast<int>((bytes * 100 + kPackedBytes - 1) / kPackedBytes);
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
