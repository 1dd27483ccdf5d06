// CORS at work: the answer to a browser's preflight request, and the headers of all others (bucket/cors.h).
#ifndef ROLECALL_SERVICES_S3_CORS_ANSWERS_H_
#define ROLECALL_SERVICES_S3_CORS_ANSWERS_H_

#include "services/s3/operations.h"

namespace rolecall::services::s3 {

// OPTIONS. Needs no permission and tells nothing but what the bucket's rules allow. AccessForbidden (403), BadRequest.
Answer AnswerPreflight(Call& call, const S3Request& request);
// Adds the headers of the rule that fits the request's Origin, if it has one and there is such a rule.
void AddCorsHeaders(Call& call, const S3Request& request, http::Response& response);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_CORS_ANSWERS_H_
