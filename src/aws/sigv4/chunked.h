// The aws-chunked body form that S3 clients send: decoding and checking.
//
// Call only with a claim that CheckClaim has accepted: chunk signatures continue the request's own.
// A body that is not in this form is answered unchanged.
//
// Trailers become headers, so they are only what a signed header has announced: each name of x-amz-trailer must come,
// once, and be a checksum; anything else is refused. (In the unsigned forms whoever is on the way writes them.)
#ifndef ROLECALL_AWS_SIGV4_CHUNKED_H_
#define ROLECALL_AWS_SIGV4_CHUNKED_H_

#include <optional>
#include <string>
#include <string_view>

#include "aws/sigv4/sigv4.h"
#include "http/message.h"

namespace rolecall::aws {

// Whether the request's body is in aws-chunked form (by its x-amz-content-sha256).
bool IsChunked(const http::Request& request);

// Replaces request.body by its decoded content and adds its trailers to request.headers; removes
// "aws-chunked" from Content-Encoding. X-Amz-Decoded-Content-Length must be there and right; a chunk that is not the
// last has 8 KiB at least.
std::optional<AuthFailure> DecodeChunkedBody(const Claim& claim, std::string_view secret_key, http::Request& request);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_SIGV4_CHUNKED_H_
