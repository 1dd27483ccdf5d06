#include "services/ssm/value.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/ssm/kms.h"
#include "services/ssm/lookup.h"

namespace rolecall::services::ssm {
namespace {

// Stands where AWS shows KMS's ciphertext. Nothing of the value goes into it: neither its text nor a digest of it, by
// which it could be guessed, nor its length.
// Differs from AWS: kms:Decrypt does not open it.
std::string OpaqueText(const directory::ParameterRecord& parameter, const directory::ParameterVersion& version) {
  const std::string of_what = parameter.key() + "\n" + std::to_string(version.number) + "\n" +
                              std::to_string(version.modified.time_since_epoch().count()) + "\n";
  std::string bytes("\x01\x02\x02\x00\x78", 5);
  for (char block = '0'; block < '5'; ++block) bytes += crypto::Sha256(of_what + block);
  return Base64Encode(bytes);
}

boost::json::array PoliciesJson(const directory::ParameterVersion& version, Time now) {
  boost::json::array policies;
  for (const directory::ParameterPolicy& policy : version.policies) {
    const bool done = policy.type == "Expiration" && version.expires && *version.expires <= now;
    policies.emplace_back(boost::json::object{
        {"PolicyText", policy.text}, {"PolicyType", policy.type}, {"PolicyStatus", done ? "Finished" : "Pending"}});
  }
  return policies;
}

}  // namespace

Checked<std::string> ShownValue(Call& call, const directory::ParameterRecord& parameter,
                                const directory::ParameterVersion& version, bool decrypt) {
  if (version.type == "SecureString") {
    if (!decrypt) return OpaqueText(parameter, version);
    ROLECALL_RETURN_IF_ERROR(RefuseDecrypt(call, parameter, version));
  }
  return std::string(version.value.Reveal());
}

Checked<boost::json::object> ParameterJson(Call& call, const directory::ParameterRecord& parameter,
                                           const directory::ParameterVersion& version, const std::string& selector,
                                           bool decrypt) {
  ROLECALL_TRY(std::string value, ShownValue(call, parameter, version, decrypt));
  boost::json::object json{
      {"ARN", parameter.arn()},   {"DataType", version.data_type}, {"LastModifiedDate", JsonSeconds(version.modified)},
      {"Name", parameter.name},   {"Type", version.type},          {"Value", value},
      {"Version", version.number}};
  Wipe(value);
  if (!selector.empty()) json["Selector"] = ":" + selector;
  return json;
}

boost::json::object MetadataJson(const directory::ParameterRecord& parameter,
                                 const directory::ParameterVersion& version, Time now) {
  boost::json::object json{{"Name", parameter.name},
                           {"Type", version.type},
                           {"LastModifiedDate", JsonSeconds(version.modified)},
                           {"LastModifiedUser", version.user},
                           {"Version", version.number},
                           {"Tier", version.tier},
                           {"Policies", PoliciesJson(version, now)},
                           {"DataType", version.data_type}};
  if (!version.kms_key_id.empty()) json["KeyId"] = version.kms_key_id;
  if (!version.description.empty()) json["Description"] = version.description;
  if (!version.allowed_pattern.empty()) json["AllowedPattern"] = version.allowed_pattern;
  return json;
}

}  // namespace rolecall::services::ssm
