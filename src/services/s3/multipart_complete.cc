// CompleteMultipartUpload.
#include "crypto/digest.h"
#include "services/parameters.h"
#include "services/s3/multipart.h"
#include "services/s3/object/conditions.h"
#include "services/s3/object/encryption.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"

namespace rolecall::services::s3 {
namespace {

using storage::MultipartPart;
using storage::MultipartUpload;

aws::ErrorShape InvalidPart(const MultipartUpload& upload, std::string_view number, std::string_view etag) {
  return {400,
          "InvalidPart",
          // Two blanks: it is AWS's text.
          "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
          "specified entity tag may not match the part's entity tag.",
          {{"UploadId", upload.id}, {"PartNumber", std::string(number)}, {"ETag", std::string(etag)}}};
}

// The checksums that a <Part> names are those that the upload has; composite ones must be named.
std::optional<aws::ErrorShape> CheckPartChecksums(const MultipartUpload& upload, const aws::XmlNode& named,
                                                  const MultipartPart& part) {
  const UploadChecksum of_upload = ChecksumOf(upload);
  const object::ChecksumAlgorithm& expected =
      of_upload.algorithm != nullptr ? *of_upload.algorithm : object::DefaultChecksumAlgorithm();
  for (const object::ChecksumAlgorithm* algorithm : object::ChecksumAlgorithms()) {
    const aws::XmlNode* value = named.Find(algorithm->element);
    if (value == nullptr || value->text.empty()) continue;
    if (of_upload.algorithm != nullptr && algorithm != &expected) {
      return aws::ErrorShape{400, "BadDigest",
                             "The " + std::string(algorithm->lower_name) + " you specified for part " +
                                 std::to_string(part.number) + " did not match what we received."};
    }
    const auto kept = part.checksums.find(std::string(algorithm->header));
    if (kept == part.checksums.end() || kept->second != value->text) {
      return InvalidPart(upload, std::to_string(part.number), part.etag);
    }
  }
  if (of_upload.composite && named.Get(expected.element).empty()) {
    return InvalidRequest("The upload was created using a " + std::string(expected.lower_name) +
                          " checksum. The complete request must include the checksum for each part. It was missing "
                          "for part " +
                          std::to_string(part.number) + " in the request.");
  }
  return std::nullopt;
}

Checked<MultipartPart> FindNamedPart(Call& call, const directory::Bucket& bucket, const MultipartUpload& upload,
                                     const aws::XmlNode& named) {
  const std::string_view text = named.Get("PartNumber");
  const std::optional<long long> number = ParseInteger(text);
  std::string etag(named.Get("ETag"));
  std::erase(etag, '"');
  if (!number || named.Find("ETag") == nullptr) return MalformedXml();
  if (*number < 1 || *number > kMostParts) {
    return InvalidArgument("PartNumber must be >= 1", "PartNumber", text);
  }
  Result<std::optional<MultipartPart>> part = Objects(call).FindPart(bucket.name, upload.id, static_cast<int>(*number));
  if (!part.ok()) return ObjectStoreError(call, part.error());
  if (!*part || (*part)->etag != etag) return InvalidPart(upload, text, etag);
  ROLECALL_RETURN_IF_ERROR(CheckPartChecksums(upload, named, **part));
  return **std::move(part);
}

// The parts that the request names, checked against those that there are.
Checked<std::vector<MultipartPart>> ChooseParts(Call& call, const directory::Bucket& bucket,
                                                const MultipartUpload& upload, std::string_view body) {
  const Result<aws::XmlNode> list = aws::ParseXml(body);
  if (!list.ok() || list->name != "CompleteMultipartUpload") return MalformedXml();
  const std::vector<const aws::XmlNode*> named = list->All("Part");
  if (named.empty() || named.size() > kMostParts) return MalformedXml();
  long long before = 0;
  for (const aws::XmlNode* part : named) {
    const long long number = ParseInteger(part->Get("PartNumber")).value_or(0);
    if (number <= before && number > 0) {
      return aws::ErrorShape{400,
                             "InvalidPartOrder",
                             "The list of parts was not in ascending order. Parts must be ordered by part number.",
                             {{"UploadId", upload.id}}};
    }
    before = number;
  }
  std::vector<MultipartPart> chosen;
  for (const aws::XmlNode* part : named) {
    ROLECALL_TRY(MultipartPart found, FindNamedPart(call, bucket, upload, *part));
    chosen.push_back(std::move(found));
  }
  return chosen;
}

// "Each part must be at least 5 MB in size, except the last part."
std::optional<aws::ErrorShape> CheckSizes(const http::Headers& headers, const std::vector<MultipartPart>& parts) {
  std::uint64_t total = 0;
  for (const MultipartPart& part : parts) {
    if (&part != &parts.back() && part.size < kMinPartBytes) {
      return aws::ErrorShape{400,
                             "EntityTooSmall",
                             "Your proposed upload is smaller than the minimum allowed size",
                             {{"ETag", part.etag},
                              {"MinSizeAllowed", std::to_string(kMinPartBytes)},
                              {"PartNumber", std::to_string(part.number)},
                              {"ProposedSize", std::to_string(part.size)}}};
    }
    total += part.size;
  }
  if (total > store::kMaxValueBytes) return object::EntityTooLarge();
  const std::string* stated = headers.Find("x-amz-mp-object-size");
  if (stated == nullptr) return std::nullopt;
  const std::optional<long long> size = ParseInteger(*stated);
  if (!size || *size < 0) return InvalidRequest("Value for x-amz-mp-object-size header is invalid.");
  if (static_cast<std::uint64_t>(*size) == total) return std::nullopt;
  return InvalidRequest("The provided 'x-amz-mp-object-size' header value " + *stated +
                        " does not match what was computed: " + std::to_string(total));
}

// The parts' bytes, one after another, and the object that they make.
Checked<std::string> Assemble(Call& call, const directory::Bucket& bucket, const MultipartUpload& upload,
                              const std::vector<MultipartPart>& parts, const Secret& data_key, ObjectVersion& object) {
  std::string body, digests;
  for (const MultipartPart& part : parts) {
    Result<std::string> stored = Objects(call).ReadPart(bucket.name, part);
    if (!stored.ok()) return ObjectStoreError(call, stored.error());
    ROLECALL_TRY(const std::string bytes, object::OpenBytes(call, data_key, *std::move(stored)));
    body += bytes;
    digests += crypto::Md5(bytes);
    object.parts.push_back({part.number, part.size, part.checksums});
  }
  const UploadChecksum checksum = ChecksumOf(upload);
  const object::ChecksumAlgorithm& algorithm =
      checksum.algorithm != nullptr ? *checksum.algorithm : object::DefaultChecksumAlgorithm();
  std::vector<std::string> of_parts;
  for (const MultipartPart& part : parts) {
    const auto kept = part.checksums.find(std::string(algorithm.header));
    if (kept != part.checksums.end()) of_parts.push_back(kept->second);
  }
  object.checksums = {{std::string(algorithm.header), checksum.composite
                                                          ? object::CompositeChecksum(algorithm, of_parts)
                                                          : object::ComputeChecksum(algorithm, body)}};
  object.checksum_type = checksum.composite ? object::kComposite : object::kFullObject;
  // The entity tag of an object in parts: the digest of the parts' digests, and their number.
  object.etag = crypto::Md5Hex(digests) + "-" + std::to_string(parts.size());
  object.part_count = static_cast<int>(parts.size());
  object.size = body.size();
  object.modified = call.now;
  return body;
}

std::optional<aws::ErrorShape> CheckType(const http::Headers& headers, const MultipartUpload& upload) {
  const std::string* type = headers.Find("x-amz-checksum-type");
  const UploadChecksum checksum = ChecksumOf(upload);
  if (type == nullptr || *type == checksum.type_text()) return std::nullopt;
  return InvalidRequest("The upload was created using the " + std::string(checksum.type_text()) +
                        " checksum mode. The complete request must use the same checksum mode.");
}

// A checksum of the request is that of the object. Without a type it is taken for what the algorithm has by itself.
std::optional<aws::ErrorShape> CheckWhole(const http::Headers& headers, const MultipartUpload& upload,
                                          const ObjectVersion& object) {
  ROLECALL_TRY(object::SentChecksum sent, object::ReadSentChecksum(headers));
  if (sent.algorithm == nullptr) return std::nullopt;
  const object::ChecksumAlgorithm& expected = *object::AlgorithmOf(object.checksums);
  const bool by_itself = upload.checksum_algorithm.empty() || &expected == &object::DefaultChecksumAlgorithm() ||
                         object.checksum_type == object::kComposite;
  const bool same_type = headers.Find("x-amz-checksum-type") != nullptr || by_itself;
  if (sent.algorithm == &expected && same_type && sent.value == object.checksums.begin()->second) return std::nullopt;
  return aws::ErrorShape{
      400, "BadDigest",
      "The " + std::string(expected.lower_name) + " you specified did not match the calculated checksum."};
}

http::Response CompleteAnswer(const Call& call, const directory::Bucket& bucket, const ObjectVersion& stored) {
  aws::XmlWriter xml;
  xml.OpenWith("CompleteMultipartUploadResult", "xmlns", aws::kS3Namespace);
  xml.Text("Location", ObjectUrl(call, bucket.name, stored.key))
      .Text("Bucket", bucket.name)
      .Text("Key", stored.key)
      .Text("ETag", Quoted(stored.etag));
  object::WriteChecksums(xml, stored.checksums, stored.checksum_type);
  http::Response answer = XmlAnswer(call, xml.Close().text());
  object::AddEncryptionHeader(stored, answer);
  AddVersionHeader(answer, bucket, stored);
  return answer;
}

// Stores the object and ends the upload, in one moment, on the request's conditions.
Checked<ObjectVersion> StoreAndEnd(Call& call, const directory::Bucket& bucket, const MultipartUpload& upload,
                                   const ObjectVersion& object, const std::string& body) {
  ObjectStore objects = Objects(call);
  for (int attempt = 1;; ++attempt) {
    const Result<ObjectStore::Current> current = objects.FindCurrent(bucket.name, object.key);
    if (!current.ok()) return ObjectStoreError(call, current.error());
    ROLECALL_RETURN_IF_ERROR(object::CheckWriteConditions(call.request.headers, current->version, object.key));
    ROLECALL_TRY(storage::BucketTarget target, TargetNow(call, bucket));
    Result<ObjectVersion> stored = objects.Put(target, *current, object, body, &upload);
    if (stored.ok()) return *std::move(stored);
    if (stored.error().code == ErrorCode::kNotFound) return NoSuchBucket(bucket.name);
    if (stored.error().code != ErrorCode::kConflict) return ObjectStoreError(call, stored.error());
    const Result<std::optional<MultipartUpload>> still = objects.FindUpload(bucket.name, upload.key, upload.id);
    if (!still.ok()) return ObjectStoreError(call, still.error());
    if (!*still) return NoSuchUpload(upload.id);
    if (attempt == kMostAttempts) return ObjectStoreError(call, stored.error());
  }
}

}  // namespace

Answer CompleteMultipartUpload(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true, PutQuestion({}, true)));
  ROLECALL_TRY(MultipartUpload upload, FindUpload(call, request, bucket->name));
  ROLECALL_RETURN_IF_ERROR(CheckType(call.request.headers, upload));
  ROLECALL_TRY(std::vector<MultipartPart> parts, ChooseParts(call, *bucket, upload, call.request.body));
  ROLECALL_RETURN_IF_ERROR(CheckSizes(call.request.headers, parts));
  ObjectVersion object = upload.object;
  ROLECALL_TRY(const Secret data_key, object::OpenDataKey(call, *bucket, object));
  ROLECALL_TRY(std::string body, Assemble(call, *bucket, upload, parts, data_key, object));
  ROLECALL_RETURN_IF_ERROR(CheckWhole(call.request.headers, upload, object));
  ROLECALL_TRY(ObjectVersion stored,
               StoreAndEnd(call, *bucket, upload, object, object::SealBytes(call, data_key, body)));
  return CompleteAnswer(call, *bucket, stored);
}

}  // namespace rolecall::services::s3
