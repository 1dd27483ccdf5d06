// Default encryption of a bucket: SSE-S3, which every bucket has.
//
// Differs from AWS: keys of KMS (aws:kms, aws:kms:dsse) are refused with NotImplemented, since there is no KMS here.
#ifndef ROLECALL_SERVICES_S3_BUCKET_ENCRYPTION_H_
#define ROLECALL_SERVICES_S3_BUCKET_ENCRYPTION_H_

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

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_ENCRYPTION_H_
