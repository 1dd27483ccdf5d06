// GenerateMac, VerifyMac.
#include <boost/json.hpp>

#include "base/encoding.h"
#include "crypto/hmac.h"
#include "services/kms/context.h"
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {
namespace {

constexpr char kMacAlgorithm[] = "HMAC_SHA_256";

struct MacRequest {
  std::string key_id, algorithm;
  Secret message;
  bool is_dry = false;
};

Checked<MacRequest> ReadMacRequest(JsonInput& input) {
  MacRequest request;
  request.key_id = ReadKeyId(input);
  request.message = RequiredBytes(input, "Message", {.min = 1, .max = 4096});
  if (!input.Has("MacAlgorithm")) (void)input.Required("MacAlgorithm");
  request.algorithm =
      input.OneOf("MacAlgorithm", {"HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"}).value_or("");
  ROLECALL_TRY(request.is_dry, ReadCommon(input));
  return request;
}

Checked<KmsKeyPointer> FindMacKey(Call& call, const MacRequest& request, const std::string& operation) {
  ROLECALL_TRY(const NamedKey named,
               FindForAction(call, request.key_id, KeyNames::kAll,
                             {.action = "kms:" + operation, .context = {{"kms:MacAlgorithm", {request.algorithm}}}}));
  if (named.key->usage != kGenerateVerifyMac) return InvalidUsage(*named.key, operation);
  ROLECALL_RETURN_IF_ERROR(RefuseUnusable(*named.key));
  if (request.algorithm == kMacAlgorithm) return named.key;
  return aws::ErrorShape{400, "InvalidKeyUsageException",
                         "Algorithm " + request.algorithm + " and key spec " + named.key->spec + " are incompatible."};
}

std::string MacOf(const directory::KmsKey& key, const MacRequest& request) {
  return crypto::HmacSha256(key.materials.back().value.Reveal(), request.message.Reveal());
}

}  // namespace

Answer GenerateMac(Call& call, JsonInput& input) {
  ROLECALL_TRY(const MacRequest request, ReadMacRequest(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const KmsKeyPointer key, FindMacKey(call, request, "GenerateMac"));
  if (request.is_dry) return DryRun();
  return boost::json::object{
      {"Mac", Base64Encode(MacOf(*key, request))}, {"MacAlgorithm", kMacAlgorithm}, {"KeyId", key->arn()}};
}

Answer VerifyMac(Call& call, JsonInput& input) {
  ROLECALL_TRY(const MacRequest request, ReadMacRequest(input));
  const Secret mac = RequiredBytes(input, "Mac", {.min = 1, .max = 6144});
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const KmsKeyPointer key, FindMacKey(call, request, "VerifyMac"));
  if (!mac.Equals(MacOf(*key, request))) return aws::ErrorShape{400, "KMSInvalidMacException", ""};
  if (request.is_dry) return DryRun();
  return boost::json::object{{"KeyId", key->arn()}, {"MacValid", true}, {"MacAlgorithm", kMacAlgorithm}};
}

}  // namespace rolecall::services::kms
