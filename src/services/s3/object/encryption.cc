#include "services/s3/object/encryption.h"

#include <boost/json.hpp>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "services/kms/cipher.h"
#include "services/kms_use.h"
#include "services/s3/bucket/encryption.h"
#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {
namespace {

constexpr std::string_view kWantedEncryption = "x-amz-server-side-encryption";
constexpr std::string_view kKeyId = "x-amz-server-side-encryption-aws-kms-key-id";
constexpr std::string_view kContextHeader = "x-amz-server-side-encryption-context";
constexpr std::string_view kWantedBucketKey = "x-amz-server-side-encryption-bucket-key-enabled";
constexpr std::string_view kPurpose = "rolecall s3 object v1";
constexpr std::string_view kArnName = "aws:s3:arn";
constexpr std::size_t kMaxContextBytes = 8192;

// What S3 makes of KMS's errors: their codes begin with "KMS.".
aws::ErrorShape FromKms(aws::ErrorShape error) {
  if (error.status < 500 && error.code != "AccessDenied") error.code.insert(0, "KMS.");
  return error;
}

// The header's JSON object of texts, as text.
Checked<std::string> ReadContextHeader(const http::Headers& headers) {
  const std::string* header = headers.Find(kContextHeader);
  if (header == nullptr) return std::string();
  const aws::ErrorShape refused =
      InvalidArgument("The header '" + std::string(kContextHeader) +
                          "' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
                      kContextHeader, *header);
  const std::optional<std::string> text = header->size() > kMaxContextBytes ? std::nullopt : Base64Decode(*header);
  if (!text) return refused;
  boost::system::error_code error;
  const boost::json::value json = boost::json::parse(*text, error);
  if (error || !json.is_object()) return refused;
  for (const auto& pair : json.as_object()) {
    // What S3 itself says is not the request's to say.
    if (!pair.value().is_string() || std::string_view(pair.key()) == kArnName) return refused;
  }
  return boost::json::serialize(json);
}

directory::Tags ContextOf(const directory::Bucket& bucket, const storage::ObjectVersion& object) {
  const std::string arn = bucket.arn() + (object.encryption.bucket_key ? "" : "/" + object.key);
  directory::Tags context{{std::string(kArnName), arn}};
  if (object.encryption.context.empty()) return context;
  boost::system::error_code error;
  const boost::json::value more = boost::json::parse(object.encryption.context, error);
  if (error || !more.is_object()) return context;
  for (const auto& pair : more.as_object()) {
    if (pair.value().is_string()) context.emplace_back(std::string(pair.key()), std::string(pair.value().get_string()));
  }
  return context;
}

Checked<KmsKeyPointer> UseKeyOf(Call& call, const char* action, const std::string& key,
                                const directory::Tags& context) {
  Checked<KmsKeyPointer> used =
      UseKey(call, {.action = action, .key = key, .service = "s3", .encryption_context = context});
  if (!used.ok()) return FromKms(std::move(used.error()));
  return used;
}

aws::ErrorShape Damaged(Call& call, std::string what) {
  call.damaged.push_back(std::move(what));
  return {500, "InternalError", "We encountered an internal error. Please try again."};
}

// The key that is asked for; nothing for SSE-S3.
std::optional<bucket::DefaultKey> WantedKey(const http::Headers& headers, const directory::Bucket& bucket) {
  const std::string_view wanted = headers.Get(kWantedEncryption);
  if (wanted == "aws:kms") return bucket::DefaultKey{std::string(headers.Get(kKeyId)), false};
  if (!wanted.empty()) return std::nullopt;
  const auto kept = bucket.configurations.find("encryption");
  return kept == bucket.configurations.end() ? std::nullopt : bucket::DefaultKeyOf(kept->second);
}

}  // namespace

Checked<Secret> ChooseEncryption(Call& call, const http::Headers& headers, const directory::Bucket& bucket,
                                 storage::ObjectVersion& object) {
  std::optional<bucket::DefaultKey> wanted = WantedKey(headers, bucket);
  if (!wanted) return Secret();
  if (const std::string* asked = headers.Find(kWantedBucketKey)) wanted->bucket_key = *asked == "true";
  object.encryption.bucket_key = wanted->bucket_key;
  ROLECALL_TRY(object.encryption.context, ReadContextHeader(headers));
  const directory::Tags context = ContextOf(bucket, object);
  ROLECALL_TRY(const KmsKeyPointer key, UseKeyOf(call, "kms:GenerateDataKey", wanted->key, context));
  Secret data_key = crypto::MakeAeadKey(call.random);
  object.encryption.key_arn = key->arn();
  object.encryption.data_key = Base64Encode(kms::Seal(*key, data_key.Reveal(), context, call.random));
  return data_key;
}

Checked<Secret> OpenDataKey(Call& call, const directory::Bucket& bucket, const storage::ObjectVersion& object) {
  if (!object.encryption.is_sealed()) return Secret();
  const directory::Tags context = ContextOf(bucket, object);
  ROLECALL_TRY(const KmsKeyPointer key, UseKeyOf(call, "kms:Decrypt", object.encryption.key_arn, context));
  const std::optional<std::string> sealed = Base64Decode(object.encryption.data_key);
  std::optional<Secret> opened = sealed ? kms::Open(*key, *sealed, context) : std::nullopt;
  if (opened && opened->Reveal().size() == crypto::kAeadKeyBytes) return *std::move(opened);
  return Damaged(call, "the data key of " + bucket.arn() + "/" + object.key);
}

std::string SealBytes(Call& call, const Secret& data_key, const std::string& bytes) {
  return data_key.empty() ? bytes : crypto::Seal(data_key, bytes, kPurpose, call.random);
}

Checked<std::string> OpenBytes(Call& call, const Secret& data_key, std::string stored) {
  if (data_key.empty()) return stored;
  Result<Secret> opened = crypto::Open(data_key, stored, kPurpose);
  if (!opened.ok()) return Damaged(call, "the bytes of a sealed object");
  return std::string(opened->Reveal());
}

}  // namespace rolecall::services::s3::object
