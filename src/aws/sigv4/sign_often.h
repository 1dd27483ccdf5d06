// SignHeaders (sigv4.h) for who signs one request after another with the same credentials: the keys that are derived
// from them for a day, a region and a service are kept, which leaves one HMAC of five.
//
//   SigningKeys keys;   // lives as long as the signer
//   SignHeaders(request, credentials, scope, now, payload_hash, keys);
#ifndef ROLECALL_AWS_SIGV4_SIGN_OFTEN_H_
#define ROLECALL_AWS_SIGV4_SIGN_OFTEN_H_

#include <string>

#include "aws/sigv4/sigv4.h"

namespace rolecall::aws {

void SignHeaders(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                 std::string payload_hash, SigningKeys& keys);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_SIGV4_SIGN_OFTEN_H_
