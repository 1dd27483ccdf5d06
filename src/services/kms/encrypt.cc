// Encrypt, Decrypt, ReEncrypt.
#include <boost/json.hpp>

#include "base/encoding.h"
#include "services/kms/cipher.h"
#include "services/kms/context.h"
#include "services/kms/key_calls.h"

namespace rolecall::services::kms {
namespace {

constexpr std::size_t kMaxPlaintext = 4096, kMaxCiphertext = 6144;
constexpr char kAlgorithm[] = "SYMMETRIC_DEFAULT";

// Members of ReEncrypt have "Source" or "Destination" before their names.
struct Side {
  const char *key_id, *algorithm, *context;
};
constexpr Side kPlain{"KeyId", "EncryptionAlgorithm", "EncryptionContext"};
constexpr Side kSource{"SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext"};
constexpr Side kDestination{"DestinationKeyId", "DestinationEncryptionAlgorithm", "DestinationEncryptionContext"};

struct Ciphertext {
  std::string blob;
  std::optional<std::string> key_id;  // that the request says it is of
  directory::Tags context;
};

KeyQuestion Asked(const char* action, const directory::Tags& context, std::vector<ContextKey> more = {}) {
  more.push_back({"kms:EncryptionAlgorithm", {kAlgorithm}});
  return {.action = action, .encryption_context = &context, .context = std::move(more)};
}

std::optional<aws::ErrorShape> RefuseToCrypt(const directory::KmsKey& key, const char* operation) {
  if (key.usage != kEncryptDecrypt) return InvalidUsage(key, operation);
  return RefuseUnusable(key);
}

std::optional<aws::ErrorShape> RefuseAlgorithm(JsonInput& input, const Side& side, const directory::KmsKey& key) {
  const std::string name = input.Text(side.algorithm).value_or(kAlgorithm);
  if (name == kAlgorithm) return std::nullopt;
  return aws::ErrorShape{400, "InvalidKeyUsageException",
                         "Algorithm " + name + " and key spec " + key.spec + " are incompatible."};
}

Checked<Ciphertext> ReadCiphertext(JsonInput& input, const Side& side) {
  Ciphertext text;
  text.blob = RequiredBytes(input, "CiphertextBlob", {.min = 1, .max = kMaxCiphertext}).Reveal();
  text.key_id = input.Text(side.key_id, {.min = 1, .max = 2048});
  ROLECALL_TRY(text.context, ReadContext(input, side.context));
  return text;
}

// The key that a ciphertext names. That the request names the same one is looked at after the caller was authorized.
Checked<NamedKey> FindByCiphertext(Call& call, const Ciphertext& text, KeyQuestion question) {
  const std::optional<CiphertextName> name = ReadCiphertextName(text.blob);
  if (!name && !text.key_id) return InvalidCiphertext();
  if (text.key_id) {
    ROLECALL_TRY(NamedKey named, FindForAction(call, *text.key_id, KeyNames::kAll, std::move(question)));
    if (!name) return InvalidCiphertext();
    if (name->key_id != named.key->id || name->account != named.key->account) return IncorrectKey();
    return named;
  }
  question.from_ciphertext = true;
  const KeyName of_text{.place = {name->account, call.region}, .id = name->key_id, .alias = {}};
  const Checked<NamedKey> named = FindKey(*call.snapshot, of_text, call.now);
  if (!named.ok()) {
    if (auto refused = AuthorizeOnMissing(call, of_text, question)) return *std::move(refused);
    return named.error();
  }
  ROLECALL_RETURN_IF_ERROR(AuthorizeOnKey(call, *named->key, question));
  return *named;
}

void AddMaterial(const directory::KmsKey& key, std::string_view blob, const char* member, boost::json::object& answer) {
  const std::optional<CiphertextName> name = ReadCiphertextName(blob);
  if (name && name->generation < key.materials.size()) answer[member] = key.materials[name->generation].id;
}

}  // namespace

Answer Encrypt(Call& call, JsonInput& input) {
  const std::string id = ReadKeyId(input);
  const Secret plaintext = RequiredBytes(input, "Plaintext", {.min = 1, .max = kMaxPlaintext});
  ROLECALL_TRY(const directory::Tags context, ReadContext(input));
  ROLECALL_TRY(const bool is_dry, ReadCommon(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named, FindForAction(call, id, KeyNames::kAll, Asked("kms:Encrypt", context)));
  ROLECALL_RETURN_IF_ERROR(RefuseToCrypt(*named.key, "Encrypt"));
  ROLECALL_RETURN_IF_ERROR(RefuseAlgorithm(input, kPlain, *named.key));
  if (is_dry) return DryRun();
  return boost::json::object{
      {"CiphertextBlob", Base64Encode(Seal(*named.key, plaintext.Reveal(), context, call.random))},
      {"KeyId", named.key->arn()},
      {"EncryptionAlgorithm", kAlgorithm}};
}

Answer Decrypt(Call& call, JsonInput& input) {
  ROLECALL_TRY(const Ciphertext text, ReadCiphertext(input, kPlain));
  ROLECALL_TRY(const bool is_dry, ReadCommon(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  ROLECALL_TRY(const NamedKey named, FindByCiphertext(call, text, Asked("kms:Decrypt", text.context)));
  const directory::KmsKey& key = *named.key;
  ROLECALL_RETURN_IF_ERROR(RefuseToCrypt(key, "Decrypt"));
  ROLECALL_RETURN_IF_ERROR(RefuseAlgorithm(input, kPlain, key));
  const std::optional<Secret> opened = Open(key, text.blob, text.context);
  if (!opened) return InvalidCiphertext();
  if (is_dry) return DryRun();
  boost::json::object answer{
      {"KeyId", key.arn()}, {"Plaintext", Base64Encode(opened->Reveal())}, {"EncryptionAlgorithm", kAlgorithm}};
  AddMaterial(key, text.blob, "KeyMaterialId", answer);
  return answer;
}

// "To reencrypt data …: kms:ReEncryptFrom permission on the source KMS key, kms:ReEncryptTo permission on the
// destination KMS key."
Answer ReEncrypt(Call& call, JsonInput& input) {
  ROLECALL_TRY(const Ciphertext text, ReadCiphertext(input, kSource));
  const std::string to = ReadKeyId(input, kDestination.key_id);
  ROLECALL_TRY(const directory::Tags context, ReadContext(input, kDestination.context));
  ROLECALL_TRY(const bool is_dry, ReadCommon(input));
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  const std::optional<CiphertextName> name = ReadCiphertextName(text.blob);
  const Checked<NamedKey> target = FindNamedKey(*call.snapshot, OwnPlace(call), to, KeyNames::kAll, call.now);
  const bool is_same = name && target.ok() && target->key->id == name->key_id;
  const auto asked = [&](const char* action, const directory::Tags& pairs) {
    return Asked(action, pairs, {{"kms:ReEncryptOnSameKey", {is_same ? "true" : "false"}}});
  };
  ROLECALL_TRY(const NamedKey from, FindByCiphertext(call, text, asked("kms:ReEncryptFrom", text.context)));
  ROLECALL_TRY(const NamedKey into, FindForAction(call, to, KeyNames::kAll, asked("kms:ReEncryptTo", context)));
  ROLECALL_RETURN_IF_ERROR(RefuseToCrypt(*from.key, "ReEncrypt"));
  ROLECALL_RETURN_IF_ERROR(RefuseToCrypt(*into.key, "ReEncrypt"));
  ROLECALL_RETURN_IF_ERROR(RefuseAlgorithm(input, kSource, *from.key));
  ROLECALL_RETURN_IF_ERROR(RefuseAlgorithm(input, kDestination, *into.key));
  const std::optional<Secret> opened = Open(*from.key, text.blob, text.context);
  if (!opened) return InvalidCiphertext();
  if (is_dry) return DryRun();
  const std::string blob = Seal(*into.key, opened->Reveal(), context, call.random);
  boost::json::object answer{{"CiphertextBlob", Base64Encode(blob)},
                             {"SourceKeyId", from.key->arn()},
                             {"KeyId", into.key->arn()},
                             {"SourceEncryptionAlgorithm", kAlgorithm},
                             {"DestinationEncryptionAlgorithm", kAlgorithm}};
  AddMaterial(*from.key, text.blob, "SourceKeyMaterialId", answer);
  AddMaterial(*into.key, blob, "DestinationKeyMaterialId", answer);
  return answer;
}

}  // namespace rolecall::services::kms
