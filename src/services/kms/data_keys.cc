// GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateRandom.
#include <boost/json.hpp>

#include "base/encoding.h"
#include "services/kms/cipher.h"
#include "services/kms/context.h"
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {
namespace {

constexpr long long kMaxBytes = 1024;

Secret RandomBytes(Random& random, std::size_t count) {
  std::string bytes(count, '\0');
  random.Fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return Secret(std::move(bytes));
}

// "You must specify either the KeySpec or the NumberOfBytes parameter (but not both) in every GenerateDataKey request."
Checked<std::size_t> ReadSize(JsonInput& input) {
  const std::optional<std::string> spec = input.OneOf("KeySpec", {"AES_256", "AES_128"});
  const std::optional<long long> bytes = input.Number("NumberOfBytes", 1, kMaxBytes);
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  if (spec.has_value() == bytes.has_value()) {
    return Validation("Please specify either number of bytes or key spec.");
  }
  return spec ? (*spec == "AES_256" ? 32 : 16) : static_cast<std::size_t>(*bytes);
}

Answer Generate(Call& call, JsonInput& input, const std::string& operation, bool shows_plaintext) {
  const std::string id = ReadKeyId(input);
  ROLECALL_TRY(const directory::Tags context, ReadContext(input));
  ROLECALL_TRY(const bool is_dry, ReadCommon(input));
  ROLECALL_TRY(const std::size_t size, ReadSize(input));
  const KeyQuestion question{.action = "kms:" + operation,
                             .encryption_context = &context,
                             .context = {{"kms:EncryptionAlgorithm", {"SYMMETRIC_DEFAULT"}}}};
  ROLECALL_TRY(const NamedKey named, FindForAction(call, id, KeyNames::kAll, question));
  const directory::KmsKey& key = *named.key;
  if (key.usage != kEncryptDecrypt) return InvalidUsage(key, operation);
  ROLECALL_RETURN_IF_ERROR(RefuseUnusable(key));
  if (is_dry) return DryRun();
  const Secret data_key = RandomBytes(call.random, size);
  boost::json::object answer{{"CiphertextBlob", Base64Encode(Seal(key, data_key.Reveal(), context, call.random))},
                             {"KeyId", key.arn()}};
  if (shows_plaintext) answer["Plaintext"] = Base64Encode(data_key.Reveal());
  answer["KeyMaterialId"] = key.materials.back().id;
  return answer;
}

}  // namespace

Answer GenerateDataKey(Call& call, JsonInput& input) { return Generate(call, input, "GenerateDataKey", true); }

Answer GenerateDataKeyWithoutPlaintext(Call& call, JsonInput& input) {
  return Generate(call, input, "GenerateDataKeyWithoutPlaintext", false);
}

Answer GenerateRandom(Call& call, JsonInput& input) {
  const std::optional<long long> bytes = input.Number("NumberOfBytes", 1, kMaxBytes);
  const bool has_store = input.Text("CustomKeyStoreId", {.min = 1, .max = 64}).has_value();
  const bool has_recipient = input.Has("Recipient");
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_RETURN_IF_ERROR(
      Authorize(call, {.action = "kms:GenerateRandom", .context = {{"kms:CallerAccount", {call.own_account()}}}}));
  if (has_store)
    return aws::ErrorShape{400, "CustomKeyStoreNotFoundException", "Custom key stores are not served here."};
  if (has_recipient) return Unsupported("Recipient (attestation documents) is not served here.");
  if (!bytes) return Validation("NumberOfBytes is required.");
  return boost::json::object{
      {"Plaintext", Base64Encode(RandomBytes(call.random, static_cast<std::size_t>(*bytes)).Reveal())}};
}

}  // namespace rolecall::services::kms
