// CreateKey.
#include "base/random.h"
#include "services/kms/key_calls.h"
#include "services/kms/key_policy.h"
#include "services/kms/tags.h"
#include "services/kms_own_keys.h"

namespace rolecall::services::kms {
namespace {

constexpr std::size_t kMaxKeys = 100000;  // AWS's quota for an account and region
constexpr std::string_view kSymmetric = "SYMMETRIC_DEFAULT";
constexpr std::string_view kHmac = "HMAC_256";

struct WantedKey {
  std::optional<std::string> usage, spec, old_spec, origin, policy;
  std::string description;
  bool multi_region = false, bypass = false;
  directory::Tags tags;

  std::string spec_name() const { return spec.value_or(old_spec.value_or(std::string(kSymmetric))); }
  std::string usage_name() const { return usage.value_or(std::string(kEncryptDecrypt)); }
};

std::optional<std::string> ReadSpec(JsonInput& input, const char* name) {
  return input.OneOf(name, {"RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521",
                            "ECC_SECG_P256K1", "SYMMETRIC_DEFAULT", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512",
                            "SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ECC_NIST_EDWARDS25519"});
}

WantedKey ReadWanted(JsonInput& input) {
  WantedKey wanted;
  wanted.usage = input.OneOf("KeyUsage", {"SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"});
  wanted.spec = ReadSpec(input, "KeySpec");
  wanted.old_spec = ReadSpec(input, "CustomerMasterKeySpec");
  wanted.origin = input.OneOf("Origin", {"AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"});
  wanted.policy = input.Text("Policy", {.min = 1, .max = 131072});
  wanted.description = input.Text("Description", {.min = 0, .max = 8192}).value_or("");
  wanted.multi_region = input.Flag("MultiRegion");
  wanted.bypass = input.Flag("BypassPolicyLockoutSafetyCheck");
  wanted.tags = ReadTags(input);
  return wanted;
}

// What contradicts itself.
std::optional<aws::ErrorShape> RefuseSpecs(const WantedKey& wanted) {
  if (wanted.spec && wanted.old_spec && *wanted.spec != *wanted.old_spec) {
    return Validation(
        "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is "
        "deprecated.");
  }
  const std::string spec = wanted.spec_name();
  if (!wanted.usage && spec != kSymmetric) {
    return Validation("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
  }
  const std::string usage = wanted.usage_name();
  const bool is_hmac = spec.starts_with("HMAC_");
  const bool fits = spec == kSymmetric ? usage == kEncryptDecrypt
                    : is_hmac          ? usage == kGenerateVerifyMac
                                       : usage != kGenerateVerifyMac;
  if (fits) return std::nullopt;
  return Validation("KeyUsage " + usage + " is not compatible with KeySpec " + spec);
}

// Differs from AWS: keys of one kind each for encryption and for message authentication, in one region, of our own
// material. Others are refused rather than made without their meaning.
std::optional<aws::ErrorShape> RefuseUnserved(const WantedKey& wanted) {
  const std::string spec = wanted.spec_name();
  if (spec != kSymmetric && spec != kHmac) {
    return Unsupported("Keys of KeySpec " + spec +
                       " are not served here: there are SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT and HMAC_256 for "
                       "GENERATE_VERIFY_MAC.");
  }
  if (wanted.origin.value_or("AWS_KMS") != "AWS_KMS") {
    return Unsupported("Keys of Origin " + *wanted.origin + " are not served here: there is AWS_KMS.");
  }
  if (wanted.multi_region) return Unsupported("Multi-Region keys are not served here.");
  return std::nullopt;
}

std::optional<aws::ErrorShape> AuthorizeCreation(Call& call, const directory::KmsKey& key, const WantedKey& wanted) {
  const std::string spec = wanted.spec_name(), usage = wanted.usage_name();
  Question question{.action = "kms:CreateKey",
                    .shown_resource = "*",
                    .request_tags = &wanted.tags,
                    .context = {{"kms:BypassPolicyLockoutSafetyCheck", {wanted.bypass ? "true" : "false"}},
                                {"kms:CallerAccount", {call.own_account()}},
                                {"kms:CustomerMasterKeySpec", {spec}},
                                {"kms:CustomerMasterKeyUsage", {usage}},
                                {"kms:KeyOrigin", {wanted.origin.value_or("AWS_KMS")}},
                                {"kms:KeySpec", {spec}},
                                {"kms:KeyUsage", {usage}},
                                {"kms:MultiRegion", {wanted.multi_region ? "true" : "false"}}}};
  if (wanted.multi_region) question.context.push_back({"kms:MultiRegionKeyType", {"PRIMARY"}});
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  if (wanted.tags.empty()) return std::nullopt;
  // "To use this parameter, you must have kms:TagResource permission in an IAM policy." The key has no policy yet.
  const auto no_policy =
      directory::MakeStoredPolicy(DefaultKeyPolicy(key.account), policy::DocumentKind::kResource, "default key policy");
  question.action = "kms:TagResource";
  question.resource = key.arn();
  question.resource_policy = no_policy.compiled().get();
  return Authorize(call, question);
}

}  // namespace

Answer CreateKey(Call& call, JsonInput& input) {
  const WantedKey wanted = ReadWanted(input);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  directory::KmsKey key;
  key.account = call.own_account();
  key.region = call.region;
  key.id = RandomUuid(call.random);
  key.description = wanted.description;
  key.created = call.now;
  key.usage = wanted.usage_name();
  key.spec = wanted.spec_name();
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, key, wanted));
  ROLECALL_RETURN_IF_ERROR(RefuseSpecs(wanted));
  ROLECALL_RETURN_IF_ERROR(RefuseUnserved(wanted));
  ROLECALL_RETURN_IF_ERROR(RefuseTags(wanted.tags));
  key.tags = wanted.tags;
  key.materials.push_back(MakeMaterial(call.random, call.now));
  return Update<boost::json::object>(call, [&](directory::Transaction& transaction) -> Answer {
    if (transaction.snapshot().kms_keys.Count(directory::SecretKey(key.account, key.region, "")) >= kMaxKeys) {
      return LimitExceeded("You have reached the limit of keys in this region.");
    }
    const std::string text = wanted.policy.value_or(DefaultKeyPolicy(key.account));
    ROLECALL_TRY(key.policy, CheckKeyPolicy(call, key, text, wanted.bypass, transaction.snapshot()));
    NoteResource(call, key.arn());
    transaction.Put(key);
    return boost::json::object{{"KeyMetadata", ShowKey(key)}};
  });
}

}  // namespace rolecall::services::kms
