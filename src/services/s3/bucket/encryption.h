// Default encryption of a bucket: SSE-S3, which every bucket has, or a key of KMS (SSE-KMS).
//
// Differs from AWS: dual-layer encryption (aws:kms:dsse) is refused with NotImplemented.
#ifndef ROLECALL_SERVICES_S3_BUCKET_ENCRYPTION_H_
#define ROLECALL_SERVICES_S3_BUCKET_ENCRYPTION_H_

#include <optional>
#include <string>

#include "aws/wire/xml.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

// <ServerSideEncryptionConfiguration> with its one rule, as it is kept and answered. MalformedXML, InvalidArgument,
// NotImplemented.
Checked<std::string> ReadEncryption(const aws::XmlNode& root);
// AES256 without bucket key: "Amazon S3 now applies server-side encryption with Amazon S3 managed keys (SSE-S3) as the
// base level of encryption for every bucket".
std::string DefaultEncryption();

struct DefaultKey {
  std::string key;  // as it was given; empty: AWS's own key of S3
  bool bucket_key = false;
};
// The key of KMS that the kept configuration asks for; nothing for SSE-S3.
std::optional<DefaultKey> DefaultKeyOf(const std::string& configuration);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_ENCRYPTION_H_
