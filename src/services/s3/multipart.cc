// CreateMultipartUpload and AbortMultipartUpload.
#include "services/s3/multipart.h"

#include "services/s3/new_object.h"
#include "services/s3/object/errors.h"
#include "services/s3/object/headers.h"

namespace rolecall::services::s3 {

aws::ErrorShape NoSuchUpload(const std::string& id) {
  return {404,
          "NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
          "completed.",
          {{"UploadId", id}}};
}

Checked<storage::MultipartUpload> FindUpload(Call& call, const S3Request& request, const std::string& bucket) {
  const std::string id = request.Get("uploadId");
  Result<std::optional<storage::MultipartUpload>> upload = Objects(call).FindUpload(bucket, request.key, id);
  if (!upload.ok()) return ObjectStoreError(call, upload.error());
  if (!*upload) return NoSuchUpload(id);
  return **std::move(upload);
}

UploadChecksum ChecksumOf(const storage::MultipartUpload& upload) {
  if (upload.checksum_algorithm.empty()) return {};
  return {object::FindChecksumAlgorithm(upload.checksum_algorithm), upload.checksum_type == object::kComposite};
}

Checked<UploadChecksum> ReadUploadChecksum(const http::Headers& headers) {
  const std::string* name = headers.Find("x-amz-checksum-algorithm");
  const std::string* type = headers.Find("x-amz-checksum-type");
  if (name == nullptr && type == nullptr) return UploadChecksum{};
  if (name == nullptr) {
    return InvalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  UploadChecksum checksum{object::FindChecksumAlgorithm(*name), false};
  if (checksum.algorithm == nullptr) {
    return InvalidRequest(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, "
        "CRC64NVME, SHA1, SHA256]");
  }
  const bool is_default = checksum.algorithm == &object::DefaultChecksumAlgorithm();
  checksum.composite = type == nullptr ? !is_default : *type == object::kComposite;
  if (type != nullptr && *type != object::kComposite && *type != object::kFullObject) {
    return InvalidRequest("Value for x-amz-checksum-type header is invalid.");
  }
  // CRC-64/NVME sums up whole objects alone, SHA-1 and SHA-256 cannot be put together from parts.
  if (checksum.composite ? is_default : !checksum.algorithm->is_crc) {
    return InvalidRequest("The " + *type + " checksum type cannot be used with the " +
                          std::string(checksum.algorithm->lower_name) + " checksum algorithm.");
  }
  return checksum;
}

Answer CreateMultipartUpload(Call& call, const S3Request& request) {
  ROLECALL_TRY(NewObject made, PrepareObject(call, request, call.request.headers, false));
  ROLECALL_TRY(UploadChecksum checksum, ReadUploadChecksum(call.request.headers));
  storage::MultipartUpload upload{.key = request.key, .started = call.now, .object = std::move(made.object)};
  upload.initiator = call.caller.arn;
  if (checksum.algorithm != nullptr) {
    upload.checksum_algorithm = checksum.algorithm->name;
    upload.checksum_type = checksum.type_text();
  }
  const Result<storage::MultipartUpload> started = Objects(call).StartUpload(made.bucket->name, std::move(upload));
  if (!started.ok() && started.error().code == ErrorCode::kNotFound) return NoSuchBucket(made.bucket->name);
  if (!started.ok()) return ObjectStoreError(call, started.error());
  aws::XmlWriter xml;
  xml.OpenWith("InitiateMultipartUploadResult", "xmlns", aws::kS3Namespace);
  xml.Text("Bucket", made.bucket->name).Text("Key", request.key).Text("UploadId", started->id).Close();
  http::Response answer = XmlAnswer(call, xml.text());
  object::AddEncryptionHeader(started->object, answer);
  if (checksum.algorithm != nullptr) {
    answer.headers.Set("x-amz-checksum-algorithm", std::string(checksum.algorithm->name));
    answer.headers.Set("x-amz-checksum-type", std::string(checksum.type_text()));
  }
  return answer;
}

Answer AbortMultipartUpload(Call& call, const S3Request& request) {
  ROLECALL_TRY(BucketPointer bucket, FindBucket(call, request, "AbortMultipartUpload", true));
  ROLECALL_TRY(storage::MultipartUpload upload, FindUpload(call, request, bucket->name));
  const Result<void> ended = Objects(call).EndUpload(bucket->name, upload);
  if (!ended.ok() && ended.error().code == ErrorCode::kConflict) return NoSuchUpload(upload.id);
  if (!ended.ok()) return ObjectStoreError(call, ended.error());
  return EmptyAnswer(204);
}

}  // namespace rolecall::services::s3
