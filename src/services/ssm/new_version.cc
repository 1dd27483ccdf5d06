#include "services/ssm/new_version.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "services/ssm/errors.h"
#include "services/ssm/kms.h"
#include "services/ssm/parameter_name.h"
#include "services/ssm/policies.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::size_t kStandardBytes = 4096, kAdvancedBytes = 8192;
constexpr std::string_view kMoreAboutTiers =
    "For more information, see "
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";

bool IsKeyId(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return IsAsciiAlphanumeric(c) || c == ':' || c == '/' || c == '_' || c == '-'; });
}

Checked<std::string> TierOf(const PutRequest& request, const directory::ParameterVersion* before,
                            const directory::ParameterVersion& version) {
  const bool was_advanced = before != nullptr && before->tier == "Advanced";
  const std::size_t size = version.value.Reveal().size();
  std::string tier = request.tier.value_or(was_advanced ? "Advanced" : "Standard");
  if (tier == "Intelligent-Tiering") {
    const bool needs_advanced = was_advanced || size > kStandardBytes || !version.policies.empty();
    tier = needs_advanced ? "Advanced" : "Standard";
  }
  if (tier == "Advanced") {
    if (size <= kAdvancedBytes) return tier;
    return Validation("Advanced tier parameters support a maximum parameter value of 8192 characters.");
  }
  if (was_advanced) {
    return Validation(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter "
        "tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a "
        "standard parameter.");
  }
  if (size > kStandardBytes) {
    return Validation(
        "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter "
        "value, upgrade the parameter to use the advanced-parameter tier. " +
        std::string(kMoreAboutTiers));
  }
  if (version.policies.empty()) return tier;
  return Validation(
      "Standard tier parameters don't support parameter policies. To add policies, upgrade the parameter to use the "
      "advanced-parameter tier. " +
      std::string(kMoreAboutTiers));
}

// The values that the pattern is for: of a list each.
std::vector<std::string_view> ItemsOf(const directory::ParameterVersion& version) {
  if (version.type == "StringList") return Split(version.value.Reveal(), ',');
  return {version.value.Reveal()};
}

// The whole value must match.
// Differs from AWS: what needs look-around or back-references (which have no bound) is refused as no pattern.
std::optional<aws::ErrorShape> RefusePattern(const directory::ParameterVersion& version) {
  if (version.allowed_pattern.empty()) return std::nullopt;
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 20);
  const RE2 pattern(version.allowed_pattern, options);
  if (!pattern.ok()) {
    return aws::ErrorShape{400, "InvalidAllowedPatternException",
                           "The request does not meet the regular expression requirement."};
  }
  const auto matches = [&](std::string_view item) {
    return RE2::FullMatch(re2::StringPiece(item.data(), item.size()), pattern);
  };
  if (std::ranges::all_of(ItemsOf(version), matches)) return std::nullopt;
  return aws::ErrorShape{400, "ParameterPatternMismatchException",
                         "Parameter value, cannot be validated against allowedPattern: " + version.allowed_pattern};
}

// "ami-" and 8 or 17 hexadecimal digits.
bool IsImageId(std::string_view value) {
  if (!value.starts_with("ami-")) return false;
  value.remove_prefix(4);
  const auto is_digit = [](char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'f'); };
  return (value.size() == 8 || value.size() == 17) && std::ranges::all_of(value, is_digit);
}

// Differs from AWS: whether an image exists is not known here, only whether it could.
std::optional<aws::ErrorShape> RefuseDataType(const directory::ParameterVersion& version) {
  if (version.data_type == "text") return std::nullopt;
  if (version.data_type == "aws:ec2:image") {
    if (version.type == "String" && IsImageId(version.value.Reveal())) return std::nullopt;
    return Validation("The parameter value is not a valid image ID for the data type aws:ec2:image.");
  }
  if (version.data_type == "aws:ssm:integration") {
    if (version.type == "SecureString") return std::nullopt;
    return Validation("Parameters of the data type aws:ssm:integration must be of the type SecureString.");
  }
  return Validation("The following data type is not supported: " + version.data_type +
                    " (Data type names are all lowercase.)");
}

// What the request says, else what was there before, else `otherwise`.
std::string Kept(const std::optional<std::string>& given, const std::string* before, const char* otherwise = "") {
  return given ? *given : before != nullptr ? *before : otherwise;
}

const std::string* KeyBefore(const directory::ParameterVersion* before) {
  return before != nullptr && !before->kms_key_id.empty() ? &before->kms_key_id : nullptr;
}

std::optional<aws::ErrorShape> SetPolicies(const PutRequest& request, const directory::ParameterVersion* before,
                                           Time now, directory::ParameterVersion& version) {
  if (request.policies) {
    ROLECALL_TRY(ReadPolicies read, ReadParameterPolicies(*request.policies, now));
    version.policies = std::move(read.policies);
    version.expires = read.expires;
  } else if (before != nullptr) {
    version.policies = before->policies;
    version.expires = before->expires;
  }
  return std::nullopt;
}

}  // namespace

Checked<PutRequest> ReadPut(JsonInput& input) {
  PutRequest request;
  request.name = input.Required("Name", {.max = kMaxNameLength});
  request.value = Secret(input.Required("Value", {.max = SIZE_MAX, .secret = true}));
  request.type = input.OneOf("Type", {"SecureString", "StringList", "String"});
  request.description = input.Text("Description", {.min = 0, .max = 1024});
  request.key_id = input.Text("KeyId", {.max = 256});
  if (request.key_id && !IsKeyId(*request.key_id)) {
    input.Complain("KeyId", "'" + *request.key_id + "'",
                   "Member must satisfy regular expression pattern: ^([a-zA-Z0-9:/_-]+)$");
  }
  request.overwrite = input.Flag("Overwrite");
  request.allowed_pattern = input.Text("AllowedPattern", {.min = 0, .max = 1024});
  request.tags = input.Tags(1000);
  request.tier = input.OneOf("Tier", {"Standard", "Advanced", "Intelligent-Tiering"});
  request.policies = input.Text("Policies", {.max = 4096});
  request.data_type = input.Text("DataType", {.min = 0, .max = 128});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return request;
}

Checked<directory::ParameterVersion> MakeVersion(const PutRequest& request, const directory::ParameterVersion* before,
                                                 Time now) {
  directory::ParameterVersion version;
  version.value = request.value;
  version.modified = now;
  if (!request.type && before == nullptr) {
    return Validation("A parameter type is required when you create a parameter.");
  }
  // AWS lets an overwrite change the type.
  version.type = request.type ? *request.type : before->type;
  const bool is_secure = version.type == "SecureString";
  if (request.key_id && !is_secure) return Validation("KeyId is required for SecureString type parameter only.");
  if (is_secure) version.kms_key_id = Kept(request.key_id, KeyBefore(before), kOwnKey);
  version.description = Kept(request.description, before != nullptr ? &before->description : nullptr);
  version.allowed_pattern = Kept(request.allowed_pattern, before != nullptr ? &before->allowed_pattern : nullptr);
  version.data_type = Kept(request.data_type, before != nullptr ? &before->data_type : nullptr, "text");
  if (version.data_type.empty()) version.data_type = "text";
  ROLECALL_RETURN_IF_ERROR(RefuseDataType(version));
  ROLECALL_RETURN_IF_ERROR(SetPolicies(request, before, now, version));
  ROLECALL_TRY(version.tier, TierOf(request, before, version));
  ROLECALL_RETURN_IF_ERROR(RefusePattern(version));
  return version;
}

}  // namespace rolecall::services::ssm
