// What the operations of multipart uploads share.
#ifndef ROLECALL_SERVICES_S3_MULTIPART_H_
#define ROLECALL_SERVICES_S3_MULTIPART_H_

#include <string>
#include <vector>

#include "services/s3/object/checksums.h"
#include "services/s3/object_access.h"
#include "services/s3/operations.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::s3 {

inline constexpr std::size_t kMinPartBytes = 5u << 20;  // of all parts but the last
inline constexpr int kMostParts = 10000;

aws::ErrorShape NoSuchUpload(const std::string& id);

// The upload that the request names, of its bucket and key. NoSuchUpload.
Checked<storage::MultipartUpload> FindUpload(Call& call, const S3Request& request, const std::string& bucket);

// How an upload sums its parts up: by the algorithm and type that it was begun with, or CRC64NVME of the whole.
struct UploadChecksum {
  const object::ChecksumAlgorithm* algorithm = nullptr;  // null: none was asked for
  bool composite = false;
  // In S3's texts.
  std::string_view algorithm_text() const { return algorithm == nullptr ? "null" : algorithm->lower_name; }
  std::string_view type_text() const {
    return algorithm == nullptr ? "null" : composite ? object::kComposite : object::kFullObject;
  }
};
UploadChecksum ChecksumOf(const storage::MultipartUpload& upload);
// x-amz-checksum-algorithm and x-amz-checksum-type of CreateMultipartUpload. InvalidRequest.
Checked<UploadChecksum> ReadUploadChecksum(const http::Headers& headers);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_MULTIPART_H_
