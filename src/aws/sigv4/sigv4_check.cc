#include <algorithm>

#include "aws/sigv4/canonical.h"
#include "aws/sigv4/sigv4.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace rolecall::aws {
namespace {

using std::chrono::minutes;

AuthFailure Fail(AuthProblem problem, std::string detail) { return {.problem = problem, .detail = std::move(detail)}; }

AuthFailure FailScope(AuthProblem problem, const Claim& claim, std::string detail, std::string_view region = "") {
  return {problem, std::move(detail), claim.presigned, std::string(region)};
}

std::optional<AuthFailure> CheckScope(const Claim& claim, const CheckOptions& options) {
  if (!options.service.empty() && claim.service != options.service) {
    return FailScope(AuthProblem::kScopeService, claim,
                     "Credential should be scoped to correct service: '" + std::string(options.service) + "'. ");
  }
  if (!options.region.empty() && claim.region != options.region) {
    return FailScope(AuthProblem::kScopeRegion, claim,
                     "the region '" + claim.region + "' is wrong; expecting '" + std::string(options.region) + "'",
                     options.region);
  }
  if (claim.date != claim.amz_date.substr(0, 8)) {
    return FailScope(AuthProblem::kScopeDate, claim,
                     "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
                         claim.date + "' != '" + claim.amz_date.substr(0, 8) + "', from '" + claim.amz_date + "'.");
  }
  return std::nullopt;
}

std::optional<AuthFailure> CheckTime(const Claim& claim, Time now, minutes window) {
  std::string minutes_text = std::to_string(window.count());
  if (claim.time > now + window) {
    return Fail(AuthProblem::kTooNew, "Signature not yet current: " + claim.amz_date + " is still later than " +
                                          FormatAmzDate(now + window) + " (" + FormatAmzDate(now) + " + " +
                                          minutes_text + " min.)");
  }
  if (claim.presigned) {
    if (now <= claim.time + claim.expires) return std::nullopt;
    return Fail(AuthProblem::kPresignedExpired, "Signature expired: " + FormatAmzDate(claim.time + claim.expires) +
                                                    " is now earlier than " + FormatAmzDate(now));
  }
  if (claim.time >= now - window) return std::nullopt;
  return Fail(AuthProblem::kTooOld, "Signature expired: " + claim.amz_date + " is now earlier than " +
                                        FormatAmzDate(now - window) + " (" + FormatAmzDate(now) + " - " + minutes_text +
                                        " min.)");
}

bool IsSigned(const Claim& claim, std::string_view name) {
  return std::any_of(claim.signed_headers.begin(), claim.signed_headers.end(),
                     [&](const std::string& one) { return EqualsIgnoringAsciiCase(one, name); });
}

bool IsAmzHeader(std::string_view name) {
  return name.size() > 6 && EqualsIgnoringAsciiCase(name.substr(0, 6), "x-amz-");
}

// A header that carries meaning must be covered by the signature, or anybody on the way could add it.
std::optional<AuthFailure> CheckSignedHeaders(const Claim& claim, const http::Request& request) {
  if (!IsSigned(claim, "host")) {
    return Fail(AuthProblem::kUnsignedHeader,
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  std::string unsigned_names;
  for (const http::Header& header : request.headers) {
    if (!IsAmzHeader(header.name) || IsSigned(claim, header.name)) continue;
    if (!unsigned_names.empty()) unsigned_names += ", ";
    unsigned_names += header.name;
  }
  if (unsigned_names.empty()) return std::nullopt;
  return Fail(AuthProblem::kUnsignedHeader,
              "There were headers present in the request which were not signed: " + unsigned_names);
}

bool IsHash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool IsStreaming(std::string_view hash) {
  return hash == kStreamingPayload || hash == kStreamingPayloadTrailer || hash == kStreamingUnsignedTrailer;
}

std::string PresignedContentHash(const http::Request& request) {
  std::string_view header = request.headers.Get("x-amz-content-sha256");
  if (!header.empty()) return std::string(header);
  auto parameters = http::ParseQuery(request.query());
  if (parameters) {
    for (const auto& parameter : *parameters) {
      if (parameter.first == "X-Amz-Content-Sha256") return parameter.second;
    }
  }
  return std::string(kUnsignedPayload);
}

// The payload hash of the canonical request; for s3 as the client declares it.
std::optional<AuthFailure> PayloadHashOf(const Claim& claim, const http::Request& request, std::string& hash) {
  if (claim.service != "s3") {
    // UNSIGNED-PAYLOAD is for s3 only: everywhere else the body is what is asked for.
    hash = request.body.empty() ? std::string(kEmptyHash) : crypto::Sha256Hex(request.body);
    return std::nullopt;
  }
  hash = claim.presigned ? PresignedContentHash(request) : std::string(request.headers.Get("x-amz-content-sha256"));
  if (hash.empty()) {
    return Fail(AuthProblem::kMissingContentHash, "Missing required header for this request: x-amz-content-sha256");
  }
  // A body in chunks says so in its header: a URL alone cannot.
  const bool says_chunked = IsStreaming(hash) && hash == request.headers.Get("x-amz-content-sha256");
  if (hash == kUnsignedPayload || says_chunked || IsHash(hash)) return std::nullopt;
  return Fail(AuthProblem::kMissingContentHash,
              "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
              "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 "
              "value.");
}

std::optional<AuthFailure> CheckSignature(const Claim& claim, const http::Request& request, std::string_view secret_key,
                                          SigningKeys* keys, std::string_view hash) {
  std::optional<std::string> canonical =
      CanonicalRequest({request.method, request.path(), request.query(), request.headers, claim.signed_headers, hash,
                        claim.service == "s3"});
  if (!canonical) return Fail(AuthProblem::kSignatureMismatch, "the path or query cannot be decoded");
  SigningKey key = keys != nullptr ? keys->Get(secret_key, claim.date, claim.region, claim.service)
                                   : DeriveSigningKey(secret_key, claim.date, claim.region, claim.service);
  std::string scope = CredentialScope(claim.date, claim.region, claim.service);
  std::string expected = Sign(key, StringToSign(claim.amz_date, scope, *canonical));
  if (ConstantTimeEquals(expected, claim.signature)) return std::nullopt;
  return Fail(AuthProblem::kSignatureMismatch, "");
}

}  // namespace

std::optional<AuthFailure> CheckClaimHeader(const Claim& claim, const http::Request& request,
                                            std::string_view secret_key, const CheckOptions& options) {
  bool s3 = claim.service == "s3";
  if (auto failure = CheckScope(claim, options)) return failure;
  if (auto failure = CheckTime(claim, options.now, s3 ? minutes(15) : minutes(5))) return failure;
  if (auto failure = CheckSignedHeaders(claim, request)) return failure;
  std::string hash;
  if (auto failure = PayloadHashOf(claim, request, hash)) return failure;
  return CheckSignature(claim, request, secret_key, options.keys, hash);
}

std::optional<AuthFailure> CheckClaim(const Claim& claim, const http::Request& request, std::string_view secret_key,
                                      const CheckOptions& options) {
  if (auto failure = CheckClaimHeader(claim, request, secret_key, options)) return failure;
  if (claim.service != "s3") return std::nullopt;
  std::string hash;
  if (auto failure = PayloadHashOf(claim, request, hash)) return failure;
  if (IsHash(hash) && !EqualsIgnoringAsciiCase(hash, crypto::Sha256Hex(request.body))) {
    return Fail(AuthProblem::kContentHashMismatch,
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  return std::nullopt;
}

}  // namespace rolecall::aws
