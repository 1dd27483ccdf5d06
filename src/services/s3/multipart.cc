// Multipart uploads.
#include <algorithm>

#include "aws/wire/xml.h"
#include "crypto/digest.h"
#include "services/parameters.h"
#include "services/s3/checksums.h"
#include "services/s3/conditions.h"
#include "services/s3/object_headers.h"
#include "services/s3/object_lock.h"
#include "services/s3/operations.h"

namespace rolecall::services::s3 {
namespace {

constexpr std::size_t kMinPartBytes = 5u << 20;
constexpr int kMostParts = 10000;

aws::ErrorShape NoSuchUpload(const std::string& id) {
  return {404,
          "NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
          "completed.",
          {{"UploadId", id}}};
}

Checked<MultipartUpload> FindUpload(Call& call, const S3Request& request, const std::string& bucket) {
  const std::string id = request.Get("uploadId");
  Result<std::optional<MultipartUpload>> upload =
      ObjectStore(call.directory.store(), call.random).FindUpload(bucket, id);
  if (!upload.ok()) return StoreError(upload.error());
  if (!*upload || (*upload)->key != request.key) return NoSuchUpload(id);
  return **std::move(upload);
}

// The parts that a CompleteMultipartUpload names, checked against those that there are.
Checked<std::vector<MultipartPart>> ChosenParts(const aws::XmlNode& list, const std::vector<MultipartPart>& parts) {
  std::vector<MultipartPart> chosen;
  for (const aws::XmlNode* named : list.All("Part")) {
    const std::optional<long long> number = ParseInteger(named->Get("PartNumber"));
    std::string etag(named->Get("ETag"));
    std::erase(etag, '"');
    const auto found =
        std::find_if(parts.begin(), parts.end(), [&](const auto& part) { return number && part.number == *number; });
    if (found == parts.end() || found->etag != etag) {
      return aws::ErrorShape{
          400, "InvalidPart",
          "One or more of the specified parts could not be found. The part might not have been uploaded, or the "
          "specified entity tag might not have matched the part's entity tag."};
    }
    if (!chosen.empty() && chosen.back().number >= found->number) {
      return aws::ErrorShape{400, "InvalidPartOrder", "The list of parts was not in ascending order."};
    }
    if (!chosen.empty() && chosen.back().size < kMinPartBytes) {
      return aws::ErrorShape{400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"};
    }
    chosen.push_back(*found);
  }
  if (chosen.empty()) return MalformedXml();
  return chosen;
}

}  // namespace

Answer CreateMultipartUpload(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true));
  ObjectStore objects(call.directory.store(), call.random);
  MultipartUpload upload{objects.NewId(), request.key, call.now, {}};
  upload.object.key = request.key;
  ROLECALL_TRY(upload.object.tags, TagsFromHeader(call.request.headers));
  ROLECALL_RETURN_IF_ERROR(ReadObjectHeaders(call.request.headers, upload.object));
  ROLECALL_RETURN_IF_ERROR(LockNewObject(call, request, *bucket, upload.object));
  ROLECALL_RETURN_IF_ERROR(CheckNewObjectAcl(call, *bucket));
  const Result<void> started = objects.StartUpload(bucket->name, upload);
  if (!started.ok()) return StoreError(started.error());
  aws::XmlWriter xml;
  xml.OpenWith("InitiateMultipartUploadResult", "xmlns", aws::kS3Namespace);
  xml.Text("Bucket", bucket->name).Text("Key", request.key).Text("UploadId", upload.id).Close();
  return XmlAnswer(call, xml.text());
}

Answer UploadPart(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true));
  if (call.request.headers.Find("x-amz-copy-source") != nullptr) {
    return aws::ErrorShape{501, "NotImplemented",
                           "UploadPartCopy is not implemented here; copy the object or upload the bytes."};
  }
  ROLECALL_TRY(MultipartUpload upload, FindUpload(call, request, bucket->name));
  const std::optional<long long> number = ParseInteger(request.Get("partNumber"));
  if (!number || *number < 1 || *number > kMostParts) {
    return InvalidArgument("Part number must be an integer between 1 and 10000, inclusive");
  }
  MultipartPart part;
  ROLECALL_RETURN_IF_ERROR(CheckBody(call.request, call.request.body, part.checksums));
  part.number = static_cast<int>(*number);
  part.etag = crypto::Md5Hex(call.request.body);
  part.size = call.request.body.size();
  part.modified = call.now;
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("ETag", Quoted(part.etag));
  for (const auto& [name, checksum] : part.checksums) answer.headers.Set(name, checksum);
  const Result<void> stored = ObjectStore(call.directory.store(), call.random)
                                  .PutPart(bucket->name, upload.id, std::move(part), call.request.body);
  if (!stored.ok()) return StoreError(stored.error());
  return answer;
}

Answer CompleteMultipartUpload(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true));
  ROLECALL_TRY(MultipartUpload upload, FindUpload(call, request, bucket->name));
  const Result<aws::XmlNode> list = aws::ParseXml(call.request.body);
  if (!list.ok()) return MalformedXml();
  ObjectStore objects(call.directory.store(), call.random);
  const Result<std::vector<MultipartPart>> parts = objects.ListParts(bucket->name, upload.id);
  if (!parts.ok()) return StoreError(parts.error());
  ROLECALL_TRY(std::vector<MultipartPart> chosen, ChosenParts(*list, *parts));
  std::string body;
  std::string digests;
  for (const MultipartPart& part : chosen) {
    const Result<std::string> bytes = objects.ReadPart(bucket->name, part);
    if (!bytes.ok()) return StoreError(bytes.error());
    body += *bytes;
    digests += crypto::Md5(*bytes);
    if (body.size() > store::kMaxValueBytes) {
      return aws::ErrorShape{400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"};
    }
  }
  ObjectVersion object = upload.object;
  // The entity tag of an object in parts: the digest of the parts' digests, and their number.
  object.etag = crypto::Md5Hex(digests) + "-" + std::to_string(chosen.size());
  object.parts = static_cast<int>(chosen.size());
  object.size = body.size();
  object.modified = call.now;
  const Result<ObjectStore::Current> current = objects.FindCurrent(bucket->name, request.key);
  if (!current.ok()) return StoreError(current.error());
  ROLECALL_RETURN_IF_ERROR(CheckWriteConditions(call.request.headers, current->version, request.key));
  const Result<ObjectVersion> stored = objects.Put(bucket->name, bucket->versioning, *current, object, std::move(body));
  if (!stored.ok()) return StoreError(stored.error());
  const Result<void> ended = objects.EndUpload(bucket->name, upload.id);
  if (!ended.ok()) return StoreError(ended.error());
  aws::XmlWriter xml;
  xml.OpenWith("CompleteMultipartUploadResult", "xmlns", aws::kS3Namespace);
  xml.Text("Location", "/" + bucket->name + "/" + request.key)
      .Text("Bucket", bucket->name)
      .Text("Key", request.key)
      .Text("ETag", Quoted(stored->etag))
      .Close();
  http::Response answer = XmlAnswer(call, xml.text());
  if (bucket->versioning != directory::Versioning::kOff) answer.headers.Set("x-amz-version-id", stored->version_id);
  return answer;
}

Answer AbortMultipartUpload(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "AbortMultipartUpload", true));
  ROLECALL_TRY(MultipartUpload upload, FindUpload(call, request, bucket->name));
  const Result<void> ended = ObjectStore(call.directory.store(), call.random).EndUpload(bucket->name, upload.id);
  if (!ended.ok()) return StoreError(ended.error());
  return EmptyAnswer(204);
}

Answer ListParts(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListMultipartUploadParts", true));
  ROLECALL_TRY(MultipartUpload upload, FindUpload(call, request, bucket->name));
  const std::optional<long long> after = ParseInteger(request.Get("part-number-marker", "0"));
  const std::optional<long long> most = ParseInteger(request.Get("max-parts", "1000"));
  if (!after || !most || *most < 0) return InvalidArgument("Provided max-parts or part-number-marker is not a number");
  const Result<std::vector<MultipartPart>> parts =
      ObjectStore(call.directory.store(), call.random).ListParts(bucket->name, upload.id);
  if (!parts.ok()) return StoreError(parts.error());
  aws::XmlWriter list;
  long long shown = 0;
  long long last = *after;
  bool truncated = false;
  for (const MultipartPart& part : *parts) {
    if (part.number <= *after) continue;
    if (shown == std::min<long long>(*most, 1000)) {
      truncated = true;
      break;
    }
    list.Open("Part").Number("PartNumber", part.number).Text("LastModified", XmlTime(part.modified));
    list.Text("ETag", Quoted(part.etag)).Number("Size", static_cast<long long>(part.size)).Close();
    last = part.number;
    ++shown;
  }
  aws::XmlWriter xml;
  xml.OpenWith("ListPartsResult", "xmlns", aws::kS3Namespace)
      .Text("Bucket", bucket->name)
      .Text("Key", request.key)
      .Text("UploadId", upload.id);
  xml.Number("PartNumberMarker", *after)
      .Number("NextPartNumberMarker", last)
      .Number("MaxParts", *most)
      .Bool("IsTruncated", truncated);
  xml.Raw(list.text()).Close();
  return XmlAnswer(call, xml.text());
}

Answer ListMultipartUploads(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "ListBucketMultipartUploads"));
  const Result<std::vector<MultipartUpload>> uploads =
      ObjectStore(call.directory.store(), call.random).ListUploads(bucket->name);
  if (!uploads.ok()) return StoreError(uploads.error());
  aws::XmlWriter xml;
  xml.OpenWith("ListMultipartUploadsResult", "xmlns", aws::kS3Namespace)
      .Text("Bucket", bucket->name)
      .Bool("IsTruncated", false);
  for (const MultipartUpload& upload : *uploads) {
    if (!upload.key.starts_with(request.Get("prefix"))) continue;
    xml.Open("Upload")
        .Text("Key", upload.key)
        .Text("UploadId", upload.id)
        .Text("Initiated", XmlTime(upload.started))
        .Close();
  }
  xml.Close();
  return XmlAnswer(call, xml.text());
}

}  // namespace rolecall::services::s3
