#include "services/s3/object_headers.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"
#include "services/s3/operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMaxMetadataBytes = 2048;
constexpr std::string_view kKeptHeaders[] = {"content-type",
                                             "cache-control",
                                             "content-disposition",
                                             "content-encoding",
                                             "content-language",
                                             "expires",
                                             "x-amz-website-redirect-location",
                                             "x-amz-storage-class",
                                             "x-amz-server-side-encryption",
                                             "x-amz-server-side-encryption-aws-kms-key-id"};

}  // namespace

std::optional<aws::ErrorShape> ReadObjectHeaders(const http::Headers& headers, ObjectVersion& object) {
  if (headers.Find("x-amz-server-side-encryption-customer-algorithm") != nullptr) {
    // Differs from AWS: to take the key and not encrypt with it would be a lie.
    return aws::ErrorShape{501, "NotImplemented",
                           "Encryption with keys of the customer (SSE-C) is not implemented here."};
  }
  std::size_t metadata = 0;
  for (const http::Header& header : headers) {
    const std::string name = LowerAscii(header.name);
    const bool meta = name.starts_with("x-amz-meta-");
    if (meta) metadata += name.size() - 11 + header.value.size();
    if (meta || std::find(std::begin(kKeptHeaders), std::end(kKeptHeaders), name) != std::end(kKeptHeaders)) {
      object.headers[name] = header.value;
    }
  }
  if (metadata > kMaxMetadataBytes) {
    return aws::ErrorShape{400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"};
  }
  if (object.headers.find("content-type") == object.headers.end()) {
    object.headers["content-type"] = "binary/octet-stream";
  }
  return std::nullopt;
}

void AddEncryptionHeader(const ObjectVersion& object, http::Response& answer) {
  const auto found = object.headers.find("x-amz-server-side-encryption");
  // S3 encrypts every object since 2023 and says so.
  answer.headers.Set("x-amz-server-side-encryption", found == object.headers.end() ? "AES256" : found->second);
}

void WriteObjectHeaders(const ObjectVersion& object, http::Response& answer) {
  for (const auto& [name, value] : object.headers) answer.headers.Set(name, value);
  AddEncryptionHeader(object, answer);
  answer.headers.Set("ETag", Quoted(object.etag));
  answer.headers.Set("Last-Modified", FormatHttpDate(object.modified));
  answer.headers.Set("Accept-Ranges", "bytes");
  for (const auto& [name, checksum] : object.checksums) answer.headers.Set(name, checksum);
  if (!object.tags.empty()) answer.headers.Set("x-amz-tagging-count", std::to_string(object.tags.size()));
}

std::optional<aws::ErrorShape> CheckObjectTags(const directory::Tags& tags) {
  constexpr std::size_t kMostTags = 10;
  if (tags.size() > kMostTags) return aws::ErrorShape{400, "BadRequest", "Object tags cannot be greater than 10"};
  std::set<std::string> keys;
  for (const auto& [key, value] : tags) {
    if (key.empty() || key.size() > 128) {
      return aws::ErrorShape{400, "InvalidTag", "The TagKey you have provided is invalid"};
    }
    if (value.size() > 256) return aws::ErrorShape{400, "InvalidTag", "The TagValue you have provided is invalid"};
    if (!keys.insert(key).second) {
      return aws::ErrorShape{400, "InvalidTag", "Cannot provide multiple Tags with the same key"};
    }
  }
  return std::nullopt;
}

Checked<directory::Tags> TagsFromHeader(const http::Headers& headers) {
  const std::string* text = headers.Find("x-amz-tagging");
  if (text == nullptr) return directory::Tags{};
  const std::optional<http::QueryParameters> pairs = http::ParseQuery(*text, 64);
  if (!pairs) {
    return InvalidArgument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
        "duplicates.");
  }
  directory::Tags tags(pairs->begin(), pairs->end());
  ROLECALL_RETURN_IF_ERROR(CheckObjectTags(tags));
  return tags;
}

}  // namespace rolecall::services::s3
