#include "services/s3/object/headers.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {
namespace {

constexpr std::size_t kMaxMetadataBytes = 2048;
constexpr std::string_view kMetaPrefix = "x-amz-meta-";
constexpr std::string_view kKeptHeaders[] = {"content-type",
                                             "cache-control",
                                             "content-disposition",
                                             "content-encoding",
                                             "content-language",
                                             "expires",
                                             "x-amz-website-redirect-location",
                                             "x-amz-storage-class"};
constexpr std::string_view kStorageClasses[] = {"STANDARD", "REDUCED_REDUNDANCY",  "STANDARD_IA", "ONEZONE_IA",
                                                "GLACIER",  "INTELLIGENT_TIERING", "GLACIER_IR",  "DEEP_ARCHIVE"};
constexpr std::string_view kEncryption = "x-amz-server-side-encryption";
constexpr std::string_view kKmsKey = "x-amz-server-side-encryption-aws-kms-key-id";
constexpr std::string_view kCustomerAlgorithm = "x-amz-server-side-encryption-customer-algorithm";
constexpr std::string_view kCustomerKey = "x-amz-server-side-encryption-customer-key";
constexpr std::string_view kCustomerKeyMd5 = "x-amz-server-side-encryption-customer-key-MD5";

template <typename List>
bool Contains(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::end(list);
}

bool HasCustomerKeys(const http::Headers& headers) {
  return headers.Find(kCustomerAlgorithm) != nullptr || headers.Find(kCustomerKey) != nullptr ||
         headers.Find(kCustomerKeyMd5) != nullptr;
}

// What is wrong with the SSE-C headers themselves.
std::optional<aws::ErrorShape> CheckCustomerKeys(const http::Headers& headers) {
  const std::string* algorithm = headers.Find(kCustomerAlgorithm);
  if (algorithm == nullptr) {
    return InvalidArgument(
        "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption "
        "algorithm.",
        kCustomerAlgorithm, "null");
  }
  if (*algorithm != "AES256") {
    return aws::ErrorShape{400,
                           "InvalidEncryptionAlgorithmError",
                           "The Encryption request you specified is not valid. Supported value: AES256.",
                           {{"ArgumentName", "x-amz-server-side-encryption"}, {"ArgumentValue", *algorithm}}};
  }
  const std::string* key = headers.Find(kCustomerKey);
  if (key == nullptr) {
    return InvalidArgument(
        "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret "
        "key.",
        kCustomerKey, "null");
  }
  const std::optional<std::string> bytes = Base64Decode(*key);
  constexpr std::size_t kKeyBytes = 32;
  if (!bytes || bytes->size() != kKeyBytes) {
    return InvalidArgument("The secret key was invalid for the specified algorithm.", kCustomerKey, "null");
  }
  const std::string* md5 = headers.Find(kCustomerKeyMd5);
  if (md5 == nullptr) {
    return InvalidArgument(
        "Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5 "
        "of the secret key.",
        kCustomerKeyMd5, "null");
  }
  if (*md5 != Base64Encode(crypto::Md5(*bytes))) {
    return InvalidArgument("The calculated MD5 hash of the key did not match the hash that was provided.",
                           kCustomerKeyMd5, *md5);
  }
  return std::nullopt;
}

// Differs from AWS: to take a key of the customer's and not encrypt with it would be a lie. Keys of KMS are what
// encryption.h is for.
std::optional<aws::ErrorShape> CheckEncryption(const http::Headers& headers) {
  if (HasCustomerKeys(headers)) {
    ROLECALL_RETURN_IF_ERROR(CheckCustomerKeys(headers));
    return HeaderNotImplemented(kCustomerAlgorithm);
  }
  const std::string_view encryption = headers.Get(kEncryption);
  if (encryption == "aws:kms:dsse") return HeaderNotImplemented(kEncryption);
  if (encryption == "aws:kms") return std::nullopt;
  if (!encryption.empty() && encryption != "AES256") {
    return InvalidArgument("The encryption method specified is not supported", kEncryption, encryption);
  }
  if (const std::string* key = headers.Find(kKmsKey)) {
    return InvalidArgument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
        kKmsKey, *key);
  }
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckValues(const http::Headers& headers) {
  const std::string* storage_class = headers.Find("x-amz-storage-class");
  if (storage_class != nullptr && !Contains(kStorageClasses, *storage_class)) {
    return aws::ErrorShape{400,
                           "InvalidStorageClass",
                           "The storage class you specified is not valid",
                           {{"StorageClassRequested", *storage_class}}};
  }
  const std::string* redirect = headers.Find("x-amz-website-redirect-location");
  if (redirect != nullptr && !redirect->starts_with('/') && !redirect->starts_with("http://") &&
      !redirect->starts_with("https://")) {
    return aws::ErrorShape{400, "InvalidRedirectLocation",
                           "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."};
  }
  return std::nullopt;
}

// "aws-chunked" was how the body came, not what it is.
std::string WithoutChunking(std::string_view encoding) {
  std::vector<std::string> kept;
  for (const std::string_view part : Split(encoding, ',')) {
    const std::string_view name = Trim(part);
    if (!name.empty() && !EqualsIgnoringAsciiCase(name, "aws-chunked")) kept.emplace_back(name);
  }
  return Join(kept, ",");
}

}  // namespace

std::optional<aws::ErrorShape> RefuseCustomerKeys(const http::Headers& headers) {
  if (!HasCustomerKeys(headers)) return std::nullopt;
  ROLECALL_RETURN_IF_ERROR(CheckCustomerKeys(headers));
  return InvalidRequest("The encryption parameters are not applicable to this object.");
}

std::optional<aws::ErrorShape> ReadObjectHeaders(const http::Headers& headers, storage::ObjectVersion& object) {
  ROLECALL_RETURN_IF_ERROR(CheckEncryption(headers));
  ROLECALL_RETURN_IF_ERROR(CheckValues(headers));
  std::size_t metadata = 0;
  for (const http::Header& header : headers) {
    const std::string name = LowerAscii(header.name);
    const bool meta = name.starts_with(kMetaPrefix);
    if (meta) metadata += name.size() - kMetaPrefix.size() + header.value.size();
    if (!meta && !Contains(kKeptHeaders, name)) continue;
    std::string value = name == "content-encoding" ? WithoutChunking(header.value) : header.value;
    if (value.empty() && !meta) continue;
    // Metadata of one name is one list (RFC 9110, 5.3).
    const auto [place, is_new] = object.headers.emplace(name, value);
    if (!is_new) place->second = meta ? place->second + "," + value : value;
  }
  if (metadata > kMaxMetadataBytes) {
    return aws::ErrorShape{400,
                           "MetadataTooLarge",
                           "Your metadata headers exceed the maximum allowed metadata size",
                           {{"Size", std::to_string(metadata)}, {"MaxSizeAllowed", std::to_string(kMaxMetadataBytes)}}};
  }
  object.headers.emplace("content-type", "binary/octet-stream");
  return std::nullopt;
}

void AddEncryptionHeader(const storage::ObjectVersion& object, http::Response& answer) {
  const storage::ObjectEncryption& encryption = object.encryption;
  answer.headers.Set(kEncryption, encryption.is_sealed() ? "aws:kms" : "AES256");
  if (!encryption.is_sealed()) return;
  answer.headers.Set(kKmsKey, encryption.key_arn);
  if (encryption.bucket_key) answer.headers.Set("x-amz-server-side-encryption-bucket-key-enabled", "true");
}

std::string_view StorageClassOf(const storage::ObjectVersion& object) {
  const auto found = object.headers.find("x-amz-storage-class");
  return found == object.headers.end() ? std::string_view("STANDARD") : std::string_view(found->second);
}

bool IsArchived(const storage::ObjectVersion& object) {
  return StorageClassOf(object) == "GLACIER" || StorageClassOf(object) == "DEEP_ARCHIVE";
}

void WriteObjectHeaders(const storage::ObjectVersion& object, http::Response& answer) {
  for (const auto& [name, value] : object.headers) answer.headers.Set(name, value);
  // S3 names every class but this one.
  if (StorageClassOf(object) == "STANDARD") answer.headers.Remove("x-amz-storage-class");
  // Older stores have what was asked for, which was not done.
  answer.headers.Remove(kKmsKey);
  AddEncryptionHeader(object, answer);
  answer.headers.Set("ETag", "\"" + object.etag + "\"");
  answer.headers.Set("Last-Modified", FormatHttpDate(object.modified));
  answer.headers.Set("Accept-Ranges", "bytes");
  if (!object.tags.empty()) answer.headers.Set("x-amz-tagging-count", std::to_string(object.tags.size()));
}

void WriteChecksumHeaders(const storage::Checksums& checksums, std::string_view type, http::Response& answer) {
  for (const auto& [name, checksum] : checksums) answer.headers.Set(name, checksum);
  if (!checksums.empty() && !type.empty()) answer.headers.Set("x-amz-checksum-type", std::string(type));
}

}  // namespace rolecall::services::s3::object
