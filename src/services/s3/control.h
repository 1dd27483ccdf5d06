// S3 Control: the account's own API of S3 (/v20180820/…), signed as S3's. Of it there are the tags of buckets, which
// Terraform's provider reads there, and that an account has no public access block of its own.
//
//   GET    /v20180820/tags/ARN                         ListTagsForResource
//   POST   /v20180820/tags/ARN                         TagResource
//   DELETE /v20180820/tags/ARN?tagKeys=a&tagKeys=b     UntagResource
//   GET, DELETE, PUT /v20180820/configuration/publicAccessBlock
//
// The account is in the header x-amz-account-id, or the host's first label. Other operations are MethodNotAllowed, as
// endpoints without S3 Control answer them: clients then use the bucket's own sub-resources.
#ifndef ROLECALL_SERVICES_S3_CONTROL_H_
#define ROLECALL_SERVICES_S3_CONTROL_H_

#include "http/message.h"
#include "services/call.h"

namespace rolecall::services::s3 {

// Whether it is for S3 Control: a path under /v20180820/ with an account beside it. (A bucket may be called v20180820.)
bool IsControlRequest(const Call& call);
http::Response HandleControl(Call& call);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_CONTROL_H_
