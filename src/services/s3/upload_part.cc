// UploadPart and UploadPartCopy.
#include "crypto/digest.h"
#include "services/parameters.h"
#include "services/s3/copy_source.h"
#include "services/s3/multipart.h"
#include "services/s3/object/byte_range.h"
#include "services/s3/object/encryption.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"

namespace rolecall::services::s3 {
namespace {

Checked<int> ReadPartNumber(const S3Request& request) {
  const std::string text = request.Get("partNumber");
  const std::optional<long long> number = ParseInteger(text);
  if (number && *number >= 1 && *number <= kMostParts) return static_cast<int>(*number);
  return InvalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
}

// A part is summed up as its upload is. What was sent must be of that algorithm. An upload without one takes any: SDKs
// send a checksum with each part, whether they asked for an algorithm at the beginning or not.
Checked<storage::Checksums> PartChecksums(const storage::MultipartUpload& upload, const object::SentChecksum& sent,
                                          std::string_view bytes) {
  const UploadChecksum wanted = ChecksumOf(upload);
  const object::ChecksumAlgorithm* algorithm = wanted.algorithm != nullptr ? wanted.algorithm : sent.algorithm;
  if (algorithm == nullptr) return storage::Checksums{};
  if (sent.algorithm != nullptr && sent.algorithm != algorithm) {
    return InvalidRequest(
        "Checksum Type mismatch occurred, expected checksum Type: " + std::string(wanted.algorithm_text()) +
        ", actual checksum Type: " + std::string(sent.algorithm->lower_name));
  }
  return storage::Checksums{{std::string(algorithm->header), object::ComputeChecksum(*algorithm, bytes)}};
}

Checked<storage::MultipartPart> StorePart(Call& call, const directory::Bucket& bucket,
                                          const storage::MultipartUpload& upload, int number,
                                          const object::SentChecksum& sent, const std::string& bytes) {
  storage::MultipartPart part;
  ROLECALL_TRY(part.checksums, PartChecksums(upload, sent, bytes));
  ROLECALL_TRY(const Secret data_key, object::OpenDataKey(call, bucket, upload.object));
  part.is_sealed = !data_key.empty();
  const std::string stored_bytes = object::SealBytes(call, data_key, bytes);
  part.number = number;
  part.etag = crypto::Md5Hex(bytes);
  part.size = bytes.size();
  part.modified = call.now;
  for (int attempt = 1;; ++attempt) {
    const Result<void> stored = Objects(call).PutPart(bucket.name, upload, part, stored_bytes);
    if (stored.ok()) return part;
    if (stored.error().code != ErrorCode::kConflict) return ObjectStoreError(call, stored.error());
    // The same part from somebody else, or the end of the upload.
    Result<std::optional<storage::MultipartUpload>> still =
        Objects(call).FindUpload(bucket.name, upload.key, upload.id);
    if (!still.ok()) return ObjectStoreError(call, still.error());
    if (!*still) return NoSuchUpload(upload.id);
    if (attempt == kMostAttempts) return ObjectStoreError(call, stored.error());
  }
}

Answer CopyPart(Call& call, const S3Request& request, bool& replaced) {
  const http::Headers& headers = call.request.headers;
  ROLECALL_TRY(S3Request source, ReadCopySource(headers.Get("x-amz-copy-source")));
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true, PutQuestion({}, false)));
  ROLECALL_TRY(int number, ReadPartNumber(request));
  ROLECALL_TRY(storage::MultipartUpload upload, FindUpload(call, request, bucket->name));
  ROLECALL_TRY(FoundObject from, OpenCopySource(call, source));
  const std::string* range = headers.Find("x-amz-copy-source-range");
  object::ByteRange bytes;
  if (range != nullptr) {
    ROLECALL_TRY(bytes, object::ReadCopyRange(*range, from.object.size));
  }
  ROLECALL_TRY(std::string body, ReadBytes(call, from, replaced));
  if (range != nullptr) body = body.substr(bytes.first, bytes.size());
  ROLECALL_TRY(storage::MultipartPart part, StorePart(call, *bucket, upload, number, {}, body));
  aws::XmlWriter xml;
  xml.OpenWith("CopyPartResult", "xmlns", aws::kS3Namespace)
      .Text("LastModified", XmlTime(part.modified))
      .Text("ETag", Quoted(part.etag));
  object::WriteChecksums(xml, part.checksums, "");
  http::Response answer = XmlAnswer(call, xml.Close().text());
  object::AddEncryptionHeader(upload.object, answer);
  if (from.bucket->versioning != directory::Versioning::kOff) {
    answer.headers.Set("x-amz-copy-source-version-id", from.object.version_id);
  }
  return answer;
}

}  // namespace

Answer UploadPart(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "PutObject", true, PutQuestion({}, false)));
  ROLECALL_TRY(int number, ReadPartNumber(request));
  ROLECALL_TRY(storage::MultipartUpload upload, FindUpload(call, request, bucket->name));
  ROLECALL_RETURN_IF_ERROR(object::RefuseCustomerKeys(call.request.headers));
  ROLECALL_TRY(object::SentChecksum sent, object::CheckBody(call.request.headers, call.request.body));
  ROLECALL_TRY(storage::MultipartPart part, StorePart(call, *bucket, upload, number, sent, call.request.body));
  http::Response answer = EmptyAnswer(200);
  answer.headers.Set("ETag", Quoted(part.etag));
  object::WriteChecksumHeaders(part.checksums, "", answer);
  object::AddEncryptionHeader(upload.object, answer);
  return answer;
}

Answer UploadPartCopy(Call& call, const S3Request& request) {
  return WithBytes([&](bool& replaced) { return CopyPart(call, request, replaced); });
}

}  // namespace rolecall::services::s3
