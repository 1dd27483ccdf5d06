#include "aws/sigv4/authentication_error.h"

namespace rolecall::aws {
namespace {

constexpr const char* kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.";
constexpr const char* kInvalidTokenText = "The security token included in the request is invalid.";

ErrorShape QueryAnswer(const AuthFailure& failure) {
  switch (failure.problem) {
    case AuthProblem::kMissing: return {403, "MissingAuthenticationToken", "Request is missing Authentication Token"};
    case AuthProblem::kUnknownAccessKey:
    case AuthProblem::kInactiveAccessKey:
    case AuthProblem::kInvalidToken: return {403, "InvalidClientTokenId", kInvalidTokenText};
    case AuthProblem::kExpiredToken:
      return {403, "ExpiredToken", "The security token included in the request is expired"};
    case AuthProblem::kSignatureMismatch:
    case AuthProblem::kContentHashMismatch: return {403, "SignatureDoesNotMatch", kMismatch};
    case AuthProblem::kIncomplete:
    case AuthProblem::kIncompleteQuery:
    case AuthProblem::kUnsupportedAlgorithm:
    case AuthProblem::kUnsignedHeader:
    case AuthProblem::kMissingContentHash:
    case AuthProblem::kMalformedChunks:
    case AuthProblem::kChunkTooSmall:
    case AuthProblem::kMissingDecodedLength:
    case AuthProblem::kMalformedTrailer:
    case AuthProblem::kExpiresTooLong: return {400, "IncompleteSignature", failure.detail};
    case AuthProblem::kScopeRegion:
      return {403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region. "};
    case AuthProblem::kScopeDate:
    case AuthProblem::kScopeService:
    case AuthProblem::kTooOld:
    case AuthProblem::kTooNew:
    case AuthProblem::kPresignedExpired: return {403, "SignatureDoesNotMatch", failure.detail};
    case AuthProblem::kChunkSignatureMismatch: return {403, "SignatureDoesNotMatch", kMismatch};
  }
  return {403, "SignatureDoesNotMatch", kMismatch};
}

// JSON services say the same under other names, and with status 400.
ErrorShape JsonAnswer(Protocol protocol, const AuthFailure& failure) {
  ErrorShape answer = QueryAnswer(failure);
  answer.status = protocol == Protocol::kRestJson ? 403 : 400;
  if (answer.code == "MissingAuthenticationToken") {
    return {answer.status, "MissingAuthenticationTokenException", "Missing Authentication Token"};
  }
  if (answer.code == "InvalidClientTokenId") answer.code = "UnrecognizedClientException";
  if (answer.code == "ExpiredToken") answer.code = "ExpiredTokenException";
  if (answer.code == "SignatureDoesNotMatch") answer.code = "InvalidSignatureException";
  if (answer.code == "IncompleteSignature") answer.code = "IncompleteSignatureException";
  return answer;
}

// "the region 'x' is wrong; expecting 'y'", where the client wrote it; SDKs go on with <Region>.
ErrorShape S3ScopeAnswer(const AuthFailure& failure) {
  ErrorShape answer{400, "AuthorizationHeaderMalformed", "The authorization header is malformed; " + failure.detail};
  if (failure.presigned) {
    answer.code = "AuthorizationQueryParametersError";
    answer.message = "Error parsing the X-Amz-Credential parameter; " + failure.detail;
  }
  if (!failure.region.empty()) answer.more.emplace_back("Region", failure.region);
  return answer;
}

ErrorShape S3Answer(const AuthFailure& failure) {
  switch (failure.problem) {
    case AuthProblem::kMissing: return {403, "AccessDenied", "Access Denied"};
    case AuthProblem::kUnknownAccessKey:
    case AuthProblem::kInactiveAccessKey:
      return {403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."};
    case AuthProblem::kInvalidToken:
      return {400, "InvalidToken", "The provided token is malformed or otherwise invalid."};
    case AuthProblem::kExpiredToken: return {400, "ExpiredToken", "The provided token has expired."};
    case AuthProblem::kTooOld:
    case AuthProblem::kTooNew:
      return {403, "RequestTimeTooSkewed",
              "The difference between the request time and the current time is too large."};
    case AuthProblem::kPresignedExpired: return {403, "AccessDenied", "Request has expired"};
    case AuthProblem::kUnsignedHeader:
      return {403, "AccessDenied", "There were headers present in the request which were not signed"};
    case AuthProblem::kIncomplete:
    case AuthProblem::kScopeDate:
    case AuthProblem::kScopeService:
    case AuthProblem::kScopeRegion: return S3ScopeAnswer(failure);
    case AuthProblem::kIncompleteQuery:
    case AuthProblem::kExpiresTooLong: return {400, "AuthorizationQueryParametersError", failure.detail};
    case AuthProblem::kUnsupportedAlgorithm:
      return {400, "InvalidRequest",
              "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."};
    case AuthProblem::kMissingContentHash: return {400, "InvalidRequest", failure.detail};
    case AuthProblem::kContentHashMismatch: return {400, "XAmzContentSHA256Mismatch", failure.detail};
    case AuthProblem::kMalformedChunks:
      return {400, "IncompleteBody", "The request body is malformed: " + failure.detail};
    case AuthProblem::kChunkTooSmall:
      return {403,
              "InvalidChunkSizeError",
              "Only the last chunk is allowed to have a size less than 8192 bytes",
              {{"Chunk", std::to_string(failure.chunk)}, {"BadChunkSize", std::to_string(failure.chunk_bytes)}}};
    case AuthProblem::kMissingDecodedLength:
      return {411, "MissingContentLength", "You must provide the Content-Length HTTP header."};
    case AuthProblem::kMalformedTrailer:
      return {
          400, "MalformedTrailerError",
          "The request contained trailing data that was not well-formed or did not conform to our published schema."};
    case AuthProblem::kSignatureMismatch:
    case AuthProblem::kChunkSignatureMismatch: break;
  }
  return {403, "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided. Check your key and signing "
          "method."};
}

// EC2's names for the same.
ErrorShape Ec2Answer(const AuthFailure& failure) {
  ErrorShape answer = QueryAnswer(failure);
  if (answer.code == "MissingAuthenticationToken" || answer.code == "InvalidClientTokenId" ||
      answer.code == "SignatureDoesNotMatch") {
    return {401, "AuthFailure", "AWS was not able to validate the provided access credentials"};
  }
  if (answer.code == "ExpiredToken") return {400, "RequestExpired", "Request has expired."};
  return answer;
}

}  // namespace

ErrorShape AuthenticationError(Protocol protocol, const AuthFailure& failure) {
  switch (protocol) {
    case Protocol::kQuery:
    case Protocol::kRestXml: return QueryAnswer(failure);
    case Protocol::kEc2: return Ec2Answer(failure);
    case Protocol::kCbor:
    case Protocol::kJson10:
    case Protocol::kJson11:
    case Protocol::kRestJson: return JsonAnswer(protocol, failure);
    case Protocol::kS3: return S3Answer(failure);
  }
  return QueryAnswer(failure);
}

}  // namespace rolecall::aws
