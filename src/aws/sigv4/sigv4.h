// AWS Signature Version 4: signing for our clients, verifying for our server.
//
// Signing:
//   SignHeaders(request, credentials, {.region = "eu-central-1", .service = "iam"}, clock.Now(),
//   PayloadHash::kComputed); std::string url = PresignUrl(request, credentials, scope, clock.Now(),
//   std::chrono::seconds(60));
//
// Verifying, in two steps, since the secret must be looked up in between:
//   Claim claim;
//   if (auto failure = ParseClaim(request, claim)) …           // who says it is, not yet believed
//   … find the secret of claim.access_key_id …
//   if (auto failure = CheckClaim(claim, request, secret, {…})) …
//   … now the request is authentic; for a body in aws-chunked form see aws/sigv4/chunked.h …
//
// A failure is a precise reason; AuthenticationError (aws/sigv4/authentication_error.h) makes AWS's own answer of it.
// Service "s3" encodes the path once and normalises nothing; all others encode it twice and normalise it.
// Threads: functions are pure; SigningKeys may be used from any thread.
#ifndef ROLECALL_AWS_SIGV4_SIGV4_H_
#define ROLECALL_AWS_SIGV4_SIGV4_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4/credentials.h"
#include "base/clock.h"
#include "http/client.h"
#include "http/message.h"

namespace rolecall::aws {

inline constexpr std::string_view kSigningAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view kStreamingPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
inline constexpr std::string_view kStreamingPayloadTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
inline constexpr std::string_view kStreamingUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
inline constexpr std::chrono::seconds kMaxPresignExpiry{604800};      // s3's
inline constexpr std::chrono::seconds kMaxServicePresignExpiry{900};  // all others'

struct SigningScope {
  std::string region;
  std::string service;  // the signing name: "iam", "s3"
};

enum class PayloadHash { kComputed, kUnsigned };

// Adds Host (if absent), X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256 (s3 only) and Authorization.
// Signs every header that the request has then, but those that proxies change.
void SignHeaders(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                 PayloadHash payload);

// The same with a payload hash that is known (64 hex digits, or one of S3's words): the body need not be here.
void SignHeaders(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                 std::string payload_hash);

// The URL with X-Amz-* parameters; Host and the request's own headers are signed.
std::string PresignUrl(const http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope,
                       Time now, std::chrono::seconds expires);

// What a request says about who signed it.
struct Claim {
  bool presigned = false;
  std::string access_key_id;
  std::string date;  // of the scope: "20261123"
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;  // lower case, in the order of the claim
  std::string signature;                    // 64 lower-case hex digits
  std::string session_token;                // never log; empty: none
  std::string amz_date;                     // "20261123T181114Z"
  Time time;
  std::chrono::seconds expires{0};  // presigned only
};

// Why a request is not authenticated.
enum class AuthProblem {
  kMissing,                 // no signature at all
  kIncomplete,              // a malformed or partial Authorization header
  kIncompleteQuery,         // a malformed or partial set of X-Amz-* parameters
  kUnsupportedAlgorithm,    // not AWS4-HMAC-SHA256: SigV2, for one
  kExpiresTooLong,          // X-Amz-Expires over a week, or not a number
  kScopeDate,               // the scope's date is not the request's
  kScopeService,            // signed for another service
  kScopeRegion,             // signed for another region
  kUnknownAccessKey,        // nobody has this access key (callers set this)
  kInactiveAccessKey,       // it is switched off (callers set this)
  kInvalidToken,            // the session token is not ours or not for this key (callers set this)
  kExpiredToken,            // the session is over (callers set this)
  kTooOld,                  // signed before the allowed window
  kTooNew,                  // signed after the allowed window
  kPresignedExpired,        // X-Amz-Expires has passed
  kUnsignedHeader,          // host or an x-amz-* header is there but not signed
  kMissingContentHash,      // s3: no x-amz-content-sha256
  kContentHashMismatch,     // x-amz-content-sha256 is not the body's
  kSignatureMismatch,       // computed another signature
  kChunkSignatureMismatch,  // a chunk or the trailer has another signature
  kMalformedChunks,         // the body is not in the aws-chunked form that it says
  kChunkTooSmall,           // a chunk that is not the last has fewer than 8 KiB
  kMissingDecodedLength,    // s3: a body in chunks without x-amz-decoded-content-length
  kMalformedTrailer,        // what follows the last chunk is not what x-amz-trailer announced
};
// The stable name of a problem: "signature_mismatch".
const char* AuthProblemName(AuthProblem problem);

struct AuthFailure {
  AuthProblem problem = AuthProblem::kMissing;
  std::string detail;       // for people and AWS's texts; without secrets, may repeat what the client sent
  bool presigned = false;   // of the scope's problems: it was in the query
  std::string region = {};  // kScopeRegion: the right one
  std::size_t chunk = 0, chunk_bytes = 0;  // kChunkTooSmall: which one came after it, and what size it had
};

// True if the request carries a signature, good or bad, in a header or in its query, of this version or of an older
// one (which is then refused: who meant to sign is nobody anonymous).
bool HasClaim(const http::Request& request);

// Reads the Authorization header or the X-Amz-* query parameters.
std::optional<AuthFailure> ParseClaim(const http::Request& request, Claim& claim);

using SigningKey = std::array<std::uint8_t, 32>;

// Derived signing keys, by secret, date, region and service: one HMAC for a request instead of five.
// Bounded: forgets everything (wiped) when it is full.
class SigningKeys {
 public:
  explicit SigningKeys(std::size_t max_entries = 65536);
  ~SigningKeys();
  SigningKeys(const SigningKeys&) = delete;
  SigningKeys& operator=(const SigningKeys&) = delete;

  SigningKey Get(std::string_view secret_key, std::string_view date, std::string_view region, std::string_view service);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

struct CheckOptions {
  Time now;
  SigningKeys* keys = nullptr;    // null: derive each time
  std::string_view service = {};  // the service that the request is for; empty: any
  std::string_view region = {};   // the region that the server is; empty: any
};

// Checks scope, time and signature, and for s3 the payload's hash. Nothing if the request is authentic.
// The window is 5 minutes to either side, 15 for s3.
std::optional<AuthFailure> CheckClaim(const Claim& claim, const http::Request& request, std::string_view secret_key,
                                      const CheckOptions& options);

// The same as far as it goes without the body, for services whose header tells the body's hash (s3): who sends what is
// still to come.
std::optional<AuthFailure> CheckClaimHeader(const Claim& claim, const http::Request& head, std::string_view secret_key,
                                            const CheckOptions& options);

// "DATE/REGION/SERVICE/aws4_request".
std::string CredentialScope(std::string_view date, std::string_view region, std::string_view service);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_SIGV4_SIGV4_H_
