#include "aws/sigv4/authentication_error.h"

#include <gtest/gtest.h>

namespace rolecall::aws {
namespace {

// The codes of one problem: Query services, JSON 1.1 services, S3.
struct Row {
  AuthProblem problem;
  const char* query;
  const char* json;
  const char* s3;
};

constexpr Row kRows[] = {
    {AuthProblem::kMissing, "403 MissingAuthenticationToken", "400 MissingAuthenticationTokenException",
     "403 AccessDenied"},
    {AuthProblem::kIncomplete, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 AuthorizationHeaderMalformed"},
    {AuthProblem::kIncompleteQuery, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 AuthorizationQueryParametersError"},
    {AuthProblem::kUnsupportedAlgorithm, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 InvalidRequest"},
    {AuthProblem::kExpiresTooLong, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 AuthorizationQueryParametersError"},
    {AuthProblem::kScopeDate, "403 SignatureDoesNotMatch", "400 InvalidSignatureException",
     "400 AuthorizationHeaderMalformed"},
    {AuthProblem::kScopeService, "403 SignatureDoesNotMatch", "400 InvalidSignatureException",
     "400 AuthorizationHeaderMalformed"},
    {AuthProblem::kScopeRegion, "403 SignatureDoesNotMatch", "400 InvalidSignatureException",
     "400 AuthorizationHeaderMalformed"},
    {AuthProblem::kUnknownAccessKey, "403 InvalidClientTokenId", "400 UnrecognizedClientException",
     "403 InvalidAccessKeyId"},
    {AuthProblem::kInactiveAccessKey, "403 InvalidClientTokenId", "400 UnrecognizedClientException",
     "403 InvalidAccessKeyId"},
    {AuthProblem::kInvalidToken, "403 InvalidClientTokenId", "400 UnrecognizedClientException", "400 InvalidToken"},
    {AuthProblem::kExpiredToken, "403 ExpiredToken", "400 ExpiredTokenException", "400 ExpiredToken"},
    {AuthProblem::kTooOld, "403 SignatureDoesNotMatch", "400 InvalidSignatureException", "403 RequestTimeTooSkewed"},
    {AuthProblem::kTooNew, "403 SignatureDoesNotMatch", "400 InvalidSignatureException", "403 RequestTimeTooSkewed"},
    {AuthProblem::kPresignedExpired, "403 SignatureDoesNotMatch", "400 InvalidSignatureException", "403 AccessDenied"},
    {AuthProblem::kUnsignedHeader, "400 IncompleteSignature", "400 IncompleteSignatureException", "403 AccessDenied"},
    {AuthProblem::kMissingContentHash, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 InvalidRequest"},
    {AuthProblem::kContentHashMismatch, "403 SignatureDoesNotMatch", "400 InvalidSignatureException",
     "400 XAmzContentSHA256Mismatch"},
    {AuthProblem::kSignatureMismatch, "403 SignatureDoesNotMatch", "400 InvalidSignatureException",
     "403 SignatureDoesNotMatch"},
    {AuthProblem::kChunkSignatureMismatch, "403 SignatureDoesNotMatch", "400 InvalidSignatureException",
     "403 SignatureDoesNotMatch"},
    {AuthProblem::kMalformedChunks, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 IncompleteBody"},
    {AuthProblem::kChunkTooSmall, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "403 InvalidChunkSizeError"},
    {AuthProblem::kMissingDecodedLength, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "411 MissingContentLength"},
    {AuthProblem::kMalformedTrailer, "400 IncompleteSignature", "400 IncompleteSignatureException",
     "400 MalformedTrailerError"}};

TEST(AuthenticationError, S3TellsWhichChunkIsTooSmall) {
  const ErrorShape answer =
      AuthenticationError(Protocol::kS3, {.problem = AuthProblem::kChunkTooSmall, .chunk = 2, .chunk_bytes = 3});
  EXPECT_EQ(answer.message, "Only the last chunk is allowed to have a size less than 8192 bytes");
  EXPECT_EQ(answer.more, (std::vector<std::pair<std::string, std::string>>{{"Chunk", "2"}, {"BadChunkSize", "3"}}));
}

TEST(AuthenticationError, S3NamesTheRightRegion) {
  AuthFailure failure{AuthProblem::kScopeRegion, "the region 'a' is wrong; expecting 'b'", false, "b"};
  ErrorShape answer = AuthenticationError(Protocol::kS3, failure);
  EXPECT_EQ(answer.message, "The authorization header is malformed; the region 'a' is wrong; expecting 'b'");
  ASSERT_EQ(answer.more.size(), 1u);
  EXPECT_EQ(answer.more[0], std::make_pair(std::string("Region"), std::string("b")));
  failure.presigned = true;
  answer = AuthenticationError(Protocol::kS3, failure);
  EXPECT_EQ(answer.code, "AuthorizationQueryParametersError");
  EXPECT_EQ(answer.message, "Error parsing the X-Amz-Credential parameter; the region 'a' is wrong; expecting 'b'");
}

TEST(AuthenticationError, OlderSignaturesAreToldWhatToUse) {
  EXPECT_EQ(AuthenticationError(Protocol::kS3, {AuthProblem::kUnsupportedAlgorithm, "x"}).message,
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
}

std::string Code(Protocol protocol, AuthProblem problem) {
  const ErrorShape error = AuthenticationError(protocol, {problem, "why"});
  EXPECT_FALSE(error.message.empty());
  return std::to_string(error.status) + " " + error.code;
}

TEST(AuthenticationError, EachFamilyOfServicesHasItsOwnCode) {
  for (const Row& row : kRows) {
    EXPECT_EQ(Code(Protocol::kQuery, row.problem), row.query) << AuthProblemName(row.problem);
    EXPECT_EQ(Code(Protocol::kJson11, row.problem), row.json) << AuthProblemName(row.problem);
    EXPECT_EQ(Code(Protocol::kS3, row.problem), row.s3) << AuthProblemName(row.problem);
  }
  EXPECT_EQ(Code(Protocol::kRestJson, AuthProblem::kMissing), "403 MissingAuthenticationTokenException");
}

TEST(AuthenticationError, TheDetailIsTheMessageWhereAwsTellsMore) {
  EXPECT_EQ(AuthenticationError(Protocol::kQuery, {AuthProblem::kTooOld, "why"}).message, "why");
  EXPECT_EQ(AuthenticationError(Protocol::kS3, {AuthProblem::kScopeDate, "why"}).message,
            "The authorization header is malformed; why");
  EXPECT_EQ(AuthenticationError(Protocol::kS3, {AuthProblem::kMissing, "why"}).message, "Access Denied");
}

}  // namespace
}  // namespace rolecall::aws
